"""Reading the rules of returns from rows, and proving that every answer leads to a grade and every grade to a place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple

from warehouse_app.domain.dispositions import DISPOSITIONS
from warehouse_app.domain.grading import (
    NOT_OURS,
    Choice,
    Condition,
    Disposed,
    DispositionRule,
    Graded,
    GradeRule,
    Question,
    Row,
    RuleSet,
    UnitFacts,
    When,
    words,
)
from warehouse_app.domain.sentences import Sentence, say, translate

PARTS = ("question", "choice", "grade", "disposition", "photo")
_FACTS = ("grade", "client", "category", "reason", "wants", "value", "age", "stock")
_NUMBERS = frozenset({"value", "age", "stock"})
_PHOTO_FACTS = ("grade", "value", "category")
_CONDITION = re.compile(r"^\s*([A-Za-z_][\w-]*)\s*(!=|>=|<=|=|<|>)\s*(.+?)\s*$")
_NAME = re.compile(r"^[\w-]{1,40}$")
MOST_ROWS, MOST_CHOICES, MOST_COMBINATIONS = 500, 9, 20_000


class Fault(NamedTuple):
    """What is wrong in a row (its number from 1; 0 = the set as a whole) and column ('' = the row)."""

    row: int
    column: str
    sentence: Sentence


class BadRules(ValueError):
    """The rows are no rules that could be worked with."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{f.row} {f.column}: {translate(f.sentence, 'en')}" for f in faults))
        self.faults = list(faults)


def parse(rows: Iterable[Row]) -> RuleSet:
    """The rules that the rows are. Raises BadRules with everything that is wrong with them."""
    numbered = [(at, Row(*(cell.strip() for cell in row))) for at, row in enumerate(rows, 1)]
    reader = _Reader(numbered)
    if len(numbered) > MOST_ROWS:
        raise BadRules([Fault(0, "", say("At most {most} rows.", most=MOST_ROWS))])
    rules = reader.read()
    if not reader.faults:
        reader.faults += _unreachable(rules)
    if not reader.faults:
        reader.faults += _unanswered(rules)
    if reader.faults:
        raise BadRules(reader.faults)
    return rules


class _Reader:
    """Turns rows into rules, noting what is wrong."""

    def __init__(self, rows: list[tuple[int, Row]]) -> None:
        self.rows = rows
        self.faults: list[Fault] = []

    def wrong(self, row: int, column: str, sentence: Sentence) -> None:
        self.faults.append(Fault(row, column, sentence))

    def read(self) -> RuleSet:
        rules = RuleSet()
        for at, row in self.rows:
            if row.part not in PARTS:
                self.wrong(at, "part", say("{part} is none of {parts}", part=row.part[:40], parts=", ".join(PARTS)))
        for category in self._categories("question"):
            rules.questions[category] = self._questions(category)
        for at, row in self._of("choice"):
            if not any(row.name.partition(".")[0] == q.name and set(_split(row.category)) <= set(_split(q.category))
                       for _, q in self._of("question")):  # fmt: skip
                self.wrong(at, "name", say("{choice} belongs to no question of this category", choice=row.name[:80]))
        for at, row in self._of("grade"):
            if not _NAME.match(row.name):
                self.wrong(at, "name", say("{name} is no name", name=row.name[:40] or "–"))
            rule = GradeRule(self._when(at, row, ()), Graded(row.name, words(row)))
            for category in _split(row.category):
                rules.grade_rules.setdefault(category, []).append(rule)
            if row.name not in rules.grades:
                rules.grades.append(row.name)
        if NOT_OURS not in rules.grades:
            rules.grades.append(NOT_OURS)
        rules.grades.sort(key=lambda grade: (grade == NOT_OURS, grade != "S", grade))
        for at, row in self._of("disposition"):
            disposition = DispositionRule(self._when(at, row, _FACTS), self._disposed(at, row))
            for category in _split(row.category):
                rules.disposition_rules.setdefault(category, []).append(disposition)
        for at, row in self._of("photo"):
            rules.photo_rules.append(self._when(at, row, _PHOTO_FACTS))
        return rules

    def _of(self, part: str) -> Iterator[tuple[int, Row]]:
        return ((at, row) for at, row in self.rows if row.part == part)

    def _categories(self, part: str) -> list[str]:
        return sorted({category for _, row in self._of(part) for category in _split(row.category)})

    def _questions(self, category: str) -> list[Question]:
        found: list[Question] = []
        for at, row in self._of("question"):
            if category not in _split(row.category):
                continue
            if not _NAME.match(row.name):
                self.wrong(at, "name", say("{name} is no name", name=row.name[:40] or "–"))
            if any(question.key == row.name for question in found):
                self.wrong(at, "name", say("{name} is asked twice", name=row.name))
            choices = [
                Choice(choice.name.partition(".")[2], words(choice))
                for _, choice in self._of("choice")
                if choice.name.partition(".")[0] == row.name and category in _split(choice.category)
            ]
            if not 2 <= len(choices) <= MOST_CHOICES:
                self.wrong(at, "name", say("{name} needs from 2 to {most} answers", name=row.name, most=MOST_CHOICES))
            if len({choice.key for choice in choices}) < len(choices) or not all(c.key for c in choices):
                self.wrong(at, "name", say("{name} has the same answer twice, or one without a name", name=row.name))
            found.append(Question(row.name, words(row), tuple(choices), self._when(at, row, ())))
        return found

    def _disposed(self, at: int, row: Row) -> Disposed:
        if row.name not in DISPOSITIONS:
            self.wrong(at, "name", say("{name} is none of {names}", name=row.name[:40], names=", ".join(DISPOSITIONS)))
        percent = int(row.value or 0) if re.fullmatch(r"[0-9]{0,3}", row.value) else -1
        if not 0 <= percent <= 100:
            self.wrong(at, "value", say("is no percentage from 0 to 100"))
        return Disposed(row.name, percent, row.destination, words(row))

    def _when(self, at: int, row: Row, facts: Sequence[str]) -> When:
        """The conditions of a row over facts, or over answers where there are no `facts`."""
        found = []
        for text in filter(None, (part.strip() for part in row.when.split(";"))):
            match = _CONDITION.match(text)
            if match is None:
                self.wrong(at, "when", say("{text} is no condition like sealed=no", text=text[:80]))
                continue
            name, operator, value = match.groups()
            values = tuple(filter(None, (v.strip() for v in value.split("|"))))
            if facts and name not in facts:
                self.wrong(at, "when", say("{name} is none of {names}", name=name, names=", ".join(facts)))
            elif _compares_no_number(name, operator, values, is_fact=bool(facts)):
                self.wrong(at, "when", say("{text} compares no number", text=text[:80]))
            elif not values:
                self.wrong(at, "when", say("{text} is no condition like sealed=no", text=text[:80]))
            else:
                found.append(Condition(name, operator, values))
        return tuple(found)


def _compares_no_number(name: str, operator: str, values: Sequence[str], *, is_fact: bool) -> bool:
    is_number = all(re.fullmatch(r"[0-9]{1,12}", value) for value in values)
    if operator not in ("=", "!="):
        return name not in _NUMBERS or len(values) != 1 or not is_number
    return is_fact and name in _NUMBERS and not is_number


def _split(category: str) -> list[str]:
    """The categories of a row: several are separated by |."""
    return [part.strip().casefold() for part in category.split("|")]


def _unreachable(rules: RuleSet) -> list[Fault]:
    """Conditions over questions that are unknown or come later, and over answers that they do not have."""
    faults = []
    for category, questions in rules.questions.items():
        known: dict[str, set[str]] = {}
        for question in questions:
            faults += [Fault(0, "when", s) for s in _strange(question.when, known, question.key)]
            known[question.key] = {choice.key.casefold() for choice in question.choices}
        for rule in rules.grade_rules.get(category) or rules.grade_rules.get("", []):
            faults += [Fault(0, "when", s) for s in _strange(rule.when, known, rule.graded.grade)]
    return faults


def _strange(when: When, known: Mapping[str, set[str]], where: str) -> Iterator[Sentence]:
    for condition in when:
        if condition.name not in known:
            yield say("{where} asks for {name}, which is no question before it", where=where, name=condition.name)
            continue
        for value in condition.values:
            if value.casefold() not in known[condition.name]:
                yield say("{where} asks for {name}={value}, which is no answer", where=where, name=condition.name,
                          value=value)  # fmt: skip


def combinations(rules: RuleSet, category: str) -> Iterator[dict[str, str]]:
    """Every set of answers that can be given in a category."""
    waiting: list[dict[str, str]] = [{}]
    while waiting:
        answers = waiting.pop()
        question = rules.next_question(category, answers)
        if question is None:
            yield answers
        else:
            waiting += [{**answers, question.key: choice.key} for choice in reversed(question.choices)]


def _unanswered(rules: RuleSet) -> list[Fault]:
    """Answers without a grade, grades without a disposition: the first of each category, named."""
    faults = []
    if not rules.questions.get(""):
        faults.append(Fault(0, "", say("There are no questions for goods of any category.")))
        return faults
    for category in rules.categories():
        asked: set[str] = set()
        for at, answers in enumerate(combinations(rules, category)):
            if at >= MOST_COMBINATIONS:
                faults.append(Fault(0, "", say("Too many questions: more than {most} sets of answers.",
                                               most=MOST_COMBINATIONS)))  # fmt: skip
                break
            asked |= answers.keys()
            try:
                rules.grade(category, answers)
            except LookupError:
                told = ", ".join(f"{name}={value}" for name, value in answers.items()) or "–"
                faults.append(Fault(0, "", say("No grade for {answers} (category {category})", answers=told,
                                               category=category or "–")))  # fmt: skip
                break
        for question in rules.questions.get(category, []):
            if question.key not in asked and not faults:
                faults.append(Fault(0, "when", say("{name} is never asked", name=question.key)))
        faults += _undisposed(rules, category)
    return faults


def _undisposed(rules: RuleSet, category: str) -> list[Fault]:
    """The first unit of a category that no disposition fits: tried around every bound and beside every name."""
    own = rules.disposition_rules.get(category) or rules.disposition_rules.get("", [])
    tried: dict[str, list[str | int]] = {"grade": list(rules.grades), "category": [category]}
    for rule in own:
        for condition in rule.when:
            if condition.name == "grade":
                continue
            values = tried.setdefault(condition.name, [0] if condition.name in _NUMBERS else [""])
            for value in condition.values:
                if condition.name in _NUMBERS:
                    values += [n for n in (int(value) - 1, int(value), int(value) + 1) if n >= 0 and n not in values]
                elif value not in values:
                    values.append(value)
    count = 1
    for values in tried.values():
        count *= len(values)
    if count > MOST_COMBINATIONS * 10:
        return [Fault(0, "", say("The dispositions compare too many things at once."))]
    for combination in product(*tried.values()):
        facts = dict(zip(tried, combination, strict=True))
        try:
            rules.dispose(UnitFacts(**facts))  # type: ignore[arg-type]
        except LookupError:
            told = ", ".join(f"{name}={value}" for name, value in facts.items() if value != "")
            return [Fault(0, "", say("No disposition for {facts}", facts=told))]
    return []
