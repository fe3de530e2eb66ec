"""The weight gate: what a parcel should weigh, what is caught, and what is learned."""

from __future__ import annotations

import random

import pytest

from warehouse_app.domain.sentences import translate
from warehouse_app.domain.weights import Part, expected, judge, learn

MUG, TEA, BOX = Part("MUG", 340, 4), Part("TEA", 52, 6), Part("BOX-S", 120, 1)


def test_expected() -> None:
    assert expected([MUG, TEA, BOX], padding=20) == (1812, 22)
    assert expected([Part("MUG", 340, 1, tolerance=2)]) == (340, 10)
    assert expected([MUG, Part("NEW", 0, 1)]) == (0, 0)
    assert expected([]) == (0, 0)


@pytest.mark.parametrize("part", [MUG, TEA])
@pytest.mark.parametrize(("units", "words"), [(-1, "is missing"), (1, "is too many")])
def test_one_unit_of_ten_missing_or_doubled_is_caught(part: Part, units: int, words: str) -> None:
    verdict = judge(1792 + units * round(part.grams), [MUG, TEA, BOX])
    assert (verdict.right, verdict.expected) == (False, 1792)
    assert verdict.cause is not None
    assert translate(verdict.cause, "en") == f"Probably 1 × {part.name} {words}."


def test_noise_of_the_scale_is_no_difference() -> None:
    random.seed(3)
    assert all(judge(1792 + random.randint(-5, 5), [MUG, TEA, BOX]).right for _ in range(500))


def test_every_unit_heavier_than_the_tolerance_is_caught() -> None:
    random.seed(11)
    for _ in range(500):
        parts = [Part(f"P{n}", random.randint(5, 3000), random.randint(1, 4)) for n in range(random.randint(1, 5))]
        wanted, tolerance = expected(parts)
        for part in parts:
            for grams in (wanted - part.grams, wanted + part.grams):
                assert judge(round(grams), parts).right == (part.grams <= tolerance)


def test_what_cannot_be_explained_has_no_cause() -> None:
    verdict = judge(1792 - 200, [MUG, TEA, BOX])
    assert not verdict.right
    assert verdict.cause is None


def test_unknown_weights_are_not_judged() -> None:
    assert judge(5_000, [MUG, Part("NEW", 0, 1)]).right


def test_learning_is_not_misled_by_one_bad_reading() -> None:
    good = [351.0, 349.5, 350.2, 350.0, 349.8, 350.4]
    assert learn(good[:4]) is None
    first, second = learn(good), learn([*good, 700.0])
    assert first is not None
    assert second is not None
    assert abs(first.grams - 350) < 1
    assert abs(second.grams - first.grams) < 0.5
    assert second.tolerance < 5
