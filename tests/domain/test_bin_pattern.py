"""Codes, parts and coordinates that a pattern makes, and what a wrong one says."""

from __future__ import annotations

import pytest

from warehouse_app.domain.bin_pattern import BadPattern, BinPattern, new_places, parts_of
from warehouse_app.domain.sentences import translate


def test_aisles_times_bays_times_levels() -> None:
    made = new_places(BinPattern("{aisle:02}-{bay:02}-{level}", "1-20", "1-30", "A-E", 10, 5, 3, 1.2))
    assert len(made) == len({place.code for place in made}) == 20 * 30 * 5
    first, last = made[0], made[-1]
    assert (first.code, first.aisle, first.bay, first.level, first.x_m, first.y_m) == (
        "01-01-A",
        "01",
        "01",
        "A",
        10,
        5,
    )
    assert (last.code, last.aisle, last.bay, last.level, last.x_m, last.y_m) == ("20-30-E", "20", "30", "E", 67, 39.8)


def test_without_spacing_there_are_no_coordinates() -> None:
    (place,) = new_places(BinPattern("P{aisle}{level}-{bay:03}", "7", "12", "B"))
    assert (place.code, place.x_m, place.y_m) == ("P7B-012", None, None)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("1-5", [1, 2, 3, 4, 5]), ("1-9/2", [1, 3, 5, 7, 9]), ("A-C", ["A", "B", "C"]), ("a-c", ["a", "b", "c"]),
        ("1,3,5", [1, 3, 5]), ("1-3, 7", [1, 2, 3, 7]), ("A, C-D", ["A", "C", "D"]), ("8", [8]), ("01-03", [1, 2, 3]),
        ("P1", ["P1"]), ("1 - 3", [1, 2, 3]), ("1–3", [1, 2, 3]), ("1~3", [1, 2, 3]), ("냉장", ["냉장"]),
    ],
)  # fmt: skip
def test_ranges(text: str, parts: list[int | str]) -> None:
    assert parts_of(text) == parts


GOOD = {"code": "{aisle:02}-{bay:02}-{level}", "aisles": "1-2", "bays": "1-2", "levels": "A-B"}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"aisles": ""}, "- is no range. Write 1-20, A-E or 1,3,5."),
        ({"bays": "1--5"}, "1--5 is no range. Write 1-20, A-E or 1,3,5."),
        ({"bays": "5-1"}, "5 comes after 1."),
        ({"levels": "E-A"}, "E comes after A."),
        ({"aisles": "1-9999", "bays": "1-9999"}, "This makes 199960002 locations: at most 100000 at once."),
        ({"code": "{aisle}-{bay}"}, "Two locations would have the same code. Use every part in the pattern."),
        ({"code": "{aisle}{bay}-{level}", "aisles": "1,11", "bays": "1,11"},
         "Two locations would have the same code. Use every part in the pattern."),
        ({"code": "{row}-{bay}-{level}"}, "{row} is no part of a pattern. Write aisle, bay or level in braces."),
        ({"code": "{aisle.__class__}-{bay}-{level}"},
         "{aisle.__class__} is no part of a pattern. Write aisle, bay or level in braces."),
        ({"code": "{aisle:999999}-{bay}-{level}"},
         "{aisle:999999} is no part of a pattern. Write aisle, bay or level in braces."),
        ({"code": "{aisle}-{bay}-{level"}, "A brace of the pattern is not closed."),
        ({"code": "TOTE-{aisle}{bay}{level}"}, "Codes that begin with TOTE- are no bins."),
        ({"code": "x" * 50 + "{aisle}-{bay}-{level}"}, f"{'x' * 50}1-1-A is no code for a location."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(changed: dict[str, str], sentence: str) -> None:
    with pytest.raises(BadPattern) as caught:
        new_places(BinPattern(**{**GOOD, **changed}))
    assert translate(caught.value.sentence, "en") == sentence
