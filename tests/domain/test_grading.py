"""Grading: scripted answers with their grade and disposition, impossible rules, and no answers without an outcome."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse_app.domain.default_grading import DEFAULT_ROWS
from warehouse_app.domain.grading import Row, RuleSet, UnitFacts
from warehouse_app.domain.grading_rules import BadRules, combinations, parse
from warehouse_app.domain.sentences import Sentence, translate

RULES = parse(DEFAULT_ROWS)
ANY, CLOTHES, FOOD, MAKEUP, POWER = "", "의류", "식품", "화장품", "전자제품"

# category, answers in the order asked, value in whole money, reason → grade, disposition
SCRIPTED = [
    (ANY, "sealed", 16_000, "INTENT_CHANGED", "S", "restock_new"),
    (ANY, "sealed", 0, "", "S", "restock_new"),
    (ANY, "wrong", 16_000, "WRONG_ORDER", "X", "hold"),
    (ANY, "opened none yes yes", 16_000, "INTENT_CHANGED", "A", "restock_graded"),
    (ANY, "opened none yes na", 16_000, "INTENT_CHANGED", "A", "restock_graded"),
    (ANY, "opened none minor yes", 16_000, "", "C", "liquidate"),
    (ANY, "opened none minor na", 60_000, "", "C", "refurbish"),
    (ANY, "opened none minor yes", 4_999, "", "C", "donate"),
    (ANY, "opened none minor yes", 5_000, "", "C", "liquidate"),
    (ANY, "opened none minor yes", 49_999, "", "C", "liquidate"),
    (ANY, "opened none minor yes", 50_000, "", "C", "refurbish"),
    (ANY, "opened none no", 16_000, "", "D", "liquidate"),
    (ANY, "opened none no", 9_999, "", "D", "dispose"),
    (ANY, "opened none no", 10_000, "", "D", "liquidate"),
    (ANY, "opened none yes no", 16_000, "", "D", "liquidate"),
    (ANY, "opened none yes no", 30_000, "BROKEN", "D", "vendor"),
    (ANY, "opened none yes no", 29_999, "BROKEN", "D", "liquidate"),
    (ANY, "opened none yes no", 100_000, "INTENT_CHANGED", "D", "refurbish"),
    (ANY, "opened none yes no", 100_000, "BROKEN", "D", "vendor"),
    (ANY, "opened slight yes yes yes", 16_000, "", "B", "restock_graded"),
    (ANY, "opened slight yes na yes", 16_000, "", "B", "restock_graded"),
    (ANY, "opened slight yes yes no", 16_000, "", "D", "liquidate"),
    (ANY, "opened slight minor yes yes", 16_000, "", "C", "liquidate"),
    (ANY, "opened slight no", 16_000, "", "D", "liquidate"),
    (ANY, "opened more yes yes yes", 16_000, "", "C", "liquidate"),
    (ANY, "opened more yes yes yes", 80_000, "", "C", "refurbish"),
    (ANY, "opened more yes yes no", 80_000, "", "D", "liquidate"),
    (ANY, "opened more minor na yes", 3_000, "", "C", "donate"),
    (ANY, "opened heavy", 16_000, "", "D", "liquidate"),
    (ANY, "opened heavy", 5_000, "", "D", "dispose"),
    (ANY, "opened heavy", 250_000, "", "D", "refurbish"),
    ("unheard-of", "opened heavy", 5_000, "", "D", "dispose"),
    (CLOTHES, "sealed", 39_000, "", "S", "restock_new"),
    (CLOTHES, "wrong", 39_000, "", "X", "hold"),
    (CLOTHES, "opened yes no no", 39_000, "COLOR_AND_SIZE", "A", "restock_new"),
    (CLOTHES, "opened yes tried no", 39_000, "COLOR_AND_SIZE", "B", "restock_graded"),
    (CLOTHES, "opened no no no", 39_000, "", "B", "restock_graded"),
    (CLOTHES, "opened no tried no", 39_000, "", "B", "restock_graded"),
    (CLOTHES, "opened yes no yes yes", 39_000, "", "C", "refurbish"),
    (CLOTHES, "opened yes no yes yes", 20_000, "", "C", "refurbish"),
    (CLOTHES, "opened yes no yes yes", 19_999, "", "C", "donate"),
    (CLOTHES, "opened no tried yes no", 39_000, "", "D", "donate"),
    (CLOTHES, "opened no tried yes no", 50_000, "", "D", "liquidate"),
    (CLOTHES, "opened yes worn", 39_000, "", "D", "donate"),
    (CLOTHES, "opened no worn", 120_000, "", "D", "liquidate"),
    ("clothing", "opened yes no no", 39_000, "", "A", "restock_new"),
    ("Clothing", "opened no worn", 10_000, "", "D", "donate"),
    (FOOD, "sealed", 9_000, "", "S", "dispose"),
    (FOOD, "opened", 9_000, "", "D", "dispose"),
    (FOOD, "wrong", 9_000, "", "X", "hold"),
    (MAKEUP, "sealed", 30_000, "", "S", "restock_new"),
    (MAKEUP, "opened", 30_000, "", "D", "dispose"),
    (MAKEUP, "opened", 900_000, "BROKEN", "D", "dispose"),
    (MAKEUP, "wrong", 30_000, "", "X", "hold"),
    (POWER, "sealed", 300_000, "", "S", "restock_new"),
    (POWER, "opened none yes yes yes", 300_000, "", "A", "restock_graded"),
    (POWER, "opened none yes yes na", 300_000, "", "A", "restock_graded"),
    (POWER, "opened none yes yes no", 300_000, "", "D", "liquidate"),
    (POWER, "opened slight yes yes yes", 300_000, "", "B", "refurbish"),
    (POWER, "opened more yes yes yes", 300_000, "", "C", "refurbish"),
    (POWER, "opened none minor yes yes", 300_000, "", "C", "refurbish"),
    (POWER, "opened none yes no", 300_000, "BROKEN", "D", "vendor"),
    (POWER, "opened none yes no", 300_000, "", "D", "liquidate"),
    (POWER, "opened none no", 300_000, "", "D", "liquidate"),
    (POWER, "opened heavy", 300_000, "BROKEN", "D", "vendor"),
    (POWER, "wrong", 300_000, "", "X", "hold"),
]


@pytest.mark.parametrize(("category", "given", "value", "reason", "grade", "disposition"), SCRIPTED)
def test_scripted_answers(category: str, given: str, value: int, reason: str, grade: str, disposition: str) -> None:
    answers: dict[str, str] = {}
    for name in given.split():
        question = RULES.next_question(category, answers)
        assert question is not None and name in [choice.key for choice in question.choices], (question, name)
        answers[question.key] = name
    assert RULES.next_question(category, answers) is None
    assert RULES.grade(category, answers).grade == grade
    facts = UnitFacts(grade, category=category, value=value, reason=reason)
    assert RULES.dispose(facts).disposition == disposition


def test_gestures() -> None:
    """A sealed unit needs one answer, any other at most four more, of goods of any category."""
    for category in RULES.categories():
        for answers in combinations(RULES, category):
            assert len(answers) <= (1 if answers["state"] in ("sealed", "wrong") else 5)


def test_photos() -> None:
    assert [RULES.needs_photo(g, 16_000, "") for g in "SABCDX"] == [False] * 4 + [True] * 2
    assert [RULES.needs_photo("S", v, "") for v in (299_999, 300_000)] == [False, True]


def test_words_in_both_languages() -> None:
    question = RULES.next_question("", {})
    assert question is not None
    assert [translate(question.text, of) for of in ("ko", "en")] == ["어떤 상태인가요?", "What is it like?"]
    assert translate(Sentence.from_json(question.text.to_json()), "ko") == "어떤 상태인가요?"
    assert all(row.ko and row.en for row in DEFAULT_ROWS if row.part != "photo")


def test_braces_in_words_harm_nothing() -> None:
    rows = [row._replace(en="{0} {name} %s {", ko="{") if row.part == "question" else row for row in DEFAULT_ROWS]
    question = parse(rows).next_question("", {})
    assert question is not None and translate(question.text, "en") == "{0} {name} %s {"


SMALL = (
    Row("question", "sealed", en="Sealed?"), Row("choice", "sealed.yes"), Row("choice", "sealed.no"),
    Row("question", "works", when="sealed=no"), Row("choice", "works.yes"), Row("choice", "works.no"),
    Row("grade", "S", when="sealed=yes"), Row("grade", "A", when="works=yes"), Row("grade", "D", when="works=no"),
    Row("disposition", "restock_new", when="grade=S|A", value="100"), Row("disposition", "hold"),
)  # fmt: skip


def without(*gone: int, **changed: Row) -> list[Row]:
    rows = [changed.get(f"row{at}", row) for at, row in enumerate(SMALL)]
    return [row for at, row in enumerate(rows) if at not in gone]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (without(8), "No grade for sealed=no, works=no (category –)"),
        (without(6), "No grade for sealed=yes (category –)"),
        (without(6, 7, 8), "No grade for sealed=yes (category –)"),
        (without(10), "No disposition for grade=D"),
        (without(9, row10=Row("disposition", "hold", when="value>=10")), "No disposition for grade=S, value=0"),
        (without(row10=Row("disposition", "hold", when="client=A")), "No disposition for grade=D"),
        ([*SMALL, Row("grade", "B", category="toys", when="sealed=yes")], "No grade for sealed=no, works=yes"),
        ([*SMALL, Row("disposition", "hold", category="toys", when="grade=S")], "No disposition for grade=A"),
        (without(0, 1, 2, 3, 4, 5, 6, 7, 8), "There are no questions"),
        (without(2), "sealed needs from 2 to 9 answers"),
        (without(row3=Row("question", "works", when="broken=no")), "works asks for broken, which is no question"),
        (
            without(row3=Row("question", "works", when="sealed=maybe")),
            "works asks for sealed=maybe, which is no answer",
        ),
        (
            without(row0=Row("question", "sealed", when="works=yes")),
            "sealed asks for works, which is no question before",
        ),
        (without(row3=Row("question", "sealed")), "sealed is asked twice"),
        (without(row2=Row("choice", "sealed.yes")), "sealed has the same answer twice"),
        (without(row5=Row("choice", "worms.no")), "worms.no belongs to no question"),
        (without(row9=Row("disposition", "sell")), "sell is none of restock_new"),
        (without(row9=Row("disposition", "hold", value="101")), "is no percentage"),
        (without(row9=Row("disposition", "hold", value="-1")), "is no percentage"),
        (without(row9=Row("disposition", "hold", when="colour=red")), "colour is none of grade"),
        (without(row9=Row("disposition", "hold", when="value>=much")), "compares no number"),
        (without(row9=Row("disposition", "hold", when="grade>=3")), "compares no number"),
        (without(row9=Row("disposition", "hold", when="grade")), "is no condition like"),
        (without(row6=Row("grade", "", when="sealed=yes")), "– is no name"),
        ([*SMALL, Row("nonsense", "x")], "nonsense is none of question"),
        ([*SMALL, *[Row("choice", f"sealed.{n}") for n in range(9)]], "from 2 to 9 answers"),
        ([*SMALL] * 60, "At most 500 rows"),
        (without(row3=Row("question", "works", when="sealed=no;sealed=yes"), row7=Row("grade", "A")), "works is never"),
    ],
)
def test_impossible_rules_say_what_is_missing(rows: list[Row], told: str) -> None:
    with pytest.raises(BadRules) as refused:
        parse(rows)
    assert any(told in translate(fault.sentence, "en") for fault in refused.value.faults), str(refused.value)


def test_too_many_sets_of_answers() -> None:
    rows = [Row("grade", "A"), Row("disposition", "hold")]
    for n in range(8):
        rows += [Row("question", f"q{n}"), *(Row("choice", f"q{n}.{m}") for m in range(9))]
    with pytest.raises(BadRules, match="Too many questions"):
        parse(rows)


answers = st.lists(st.sampled_from(["a", "b", "c"]), min_size=2, max_size=3, unique=True)


@st.composite
def rule_rows(draw: st.DrawFn) -> list[Row]:
    """Rows of small rule sets, right and wrong."""
    rows, known = [], []
    for n in range(draw(st.integers(1, 4))):
        when = f"{draw(st.sampled_from(known))}={draw(st.sampled_from('abc'))}" if known and draw(st.booleans()) else ""
        rows += [Row("question", f"q{n}", when=when), *(Row("choice", f"q{n}.{a}") for a in draw(answers))]
        known.append(f"q{n}")
    for grade in draw(st.lists(st.sampled_from("SABCD"), min_size=1, max_size=4)):
        when = f"{draw(st.sampled_from(known))}={draw(st.sampled_from('abc'))}" if draw(st.booleans()) else ""
        rows.append(Row("grade", grade, when=when))
    for _ in range(draw(st.integers(1, 3))):
        when = draw(st.sampled_from(["", "grade=S", "value>=10", "grade=A|B;stock<5", "client=A"]))
        rows.append(Row("disposition", draw(st.sampled_from(["hold", "donate", "restock_new"])), when=when))
    return rows


@settings(max_examples=200, deadline=None)
@given(rule_rows(), st.integers(0, 100), st.integers(0, 10), st.sampled_from(["", "A", "B"]))
def test_rules_that_are_taken_leave_nothing_without_an_outcome(
    rows: list[Row], value: int, stock: int, client: str
) -> None:
    try:
        rules: RuleSet = parse(rows)
    except BadRules:
        return
    for given_ in combinations(rules, ""):
        grade = rules.grade("", given_).grade
        assert rules.dispose(UnitFacts(grade, client=client, value=value, stock=stock)).disposition
