"""Grading of returned goods by rules that are data: questions, the grade they give, and where the unit goes then.

Rules are rows, asked and matched in their order; the first grade and the first disposition whose conditions hold count.
`RuleSet` answers what a bench asks; domain/grading_rules.py reads rows, and proves that no answers are left without a
grade and no grade without a disposition.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from warehouse_app.domain.sentences import Sentence, in_both

T = TypeVar("T")
NOT_OURS = "X"  # the grade of what needs no questions: not ours, not of this order, more than was shipped


class Row(NamedTuple):
    """One row of the rules, as in the file and on the page. `value` of a disposition is the percent it recovers."""

    part: str
    name: str = ""
    category: str = ""
    when: str = ""
    value: str = ""
    destination: str = ""
    ko: str = ""
    en: str = ""


@dataclass(frozen=True)
class UnitFacts:
    """What decides a unit's disposition. `value` in whole money, `age` in days since the order, `stock` new units."""

    grade: str
    client: str = ""
    category: str = ""
    reason: str = ""
    wants: str = ""
    value: int = 0
    age: int = 0
    stock: int = 0

    def of(self, name: str) -> str | int:
        """A fact by its name."""
        found: str | int = getattr(self, name)
        return found


@dataclass(frozen=True)
class Condition:
    """`name` compared with `values` by an operator: = and != with any of several texts, >= > <= < with one number."""

    name: str
    operator: str
    values: tuple[str, ...]

    def holds(self, found: str | int | None) -> bool:
        """Whether it holds; of a question that was not asked (None) only != does."""
        if self.operator in ("=", "!="):
            same = found is not None and str(found).casefold() in {value.casefold() for value in self.values}
            return same == (self.operator == "=")
        if found is None:
            return False
        left, right = int(found), int(self.values[0])
        return {">=": left >= right, ">": left > right, "<=": left <= right, "<": left < right}[self.operator]


When = tuple[Condition, ...]


class Choice(NamedTuple):
    """One answer to a question."""

    key: str
    text: Sentence


@dataclass(frozen=True)
class Question:
    """A question with its answers, asked where `when` holds of the answers before it."""

    key: str
    text: Sentence
    choices: tuple[Choice, ...]
    when: When = ()


class Graded(NamedTuple):
    """A grade and why."""

    grade: str
    reason: Sentence


class Disposed(NamedTuple):
    """Where a unit goes: `percent` of its value is expected back, `destination` is a place's code or ''."""

    disposition: str
    percent: int
    destination: str
    reason: Sentence


class GradeRule(NamedTuple):
    """Conditions over answers and the grade they give."""

    when: When
    graded: Graded


class DispositionRule(NamedTuple):
    """Conditions over facts and what they decide."""

    when: When
    disposed: Disposed


@dataclass
class RuleSet:
    """Questions, grades and dispositions by category; '' is for every category that has no rows of its own."""

    questions: dict[str, list[Question]] = field(default_factory=dict)
    grade_rules: dict[str, list[GradeRule]] = field(default_factory=dict)
    disposition_rules: dict[str, list[DispositionRule]] = field(default_factory=dict)
    photo_rules: list[When] = field(default_factory=list)
    grades: list[str] = field(default_factory=list)

    def next_question(self, category: str, answers: Mapping[str, str]) -> Question | None:
        """The first question that is not answered yet and is to be asked; None where all are."""
        for question in _of(self.questions, category):
            if question.key not in answers and holds(question.when, answers):
                return question
        return None

    def grade(self, category: str, answers: Mapping[str, str]) -> Graded:
        """The grade that the answers give. LookupError where no rule fits (never of a set that was proved)."""
        for rule in _of(self.grade_rules, category):
            if holds(rule.when, answers):
                return rule.graded
        raise LookupError("no grade")

    def dispose(self, facts: UnitFacts) -> Disposed:
        """Where a unit goes. LookupError where no rule fits (never of a set that was proved)."""
        for rule in _of(self.disposition_rules, facts.category):
            if all(condition.holds(facts.of(condition.name)) for condition in rule.when):
                return rule.disposed
        raise LookupError("no disposition")

    def needs_photo(self, grade: str, value: int, category: str) -> bool:
        """Whether a unit of this grade, value (whole money) and category is photographed."""
        facts = UnitFacts(grade, category=category, value=value)
        return any(all(c.holds(facts.of(c.name)) for c in when) for when in self.photo_rules)

    def categories(self) -> list[str]:
        """The categories with rows of their own, and ''."""
        return sorted({"", *self.questions, *self.grade_rules, *self.disposition_rules})


def holds(when: When, answers: Mapping[str, str]) -> bool:
    """Whether all conditions hold of the answers given."""
    return all(condition.holds(answers.get(condition.name)) for condition in when)


def _of(by_category: Mapping[str, Sequence[T]], category: str) -> Sequence[T]:
    return by_category.get(category.casefold()) or by_category.get("", ())


def words(row: Row) -> Sentence:
    """What a row says, in both languages; the other one where one is missing."""
    return in_both(row.ko or row.en or row.name, row.en or row.ko or row.name)
