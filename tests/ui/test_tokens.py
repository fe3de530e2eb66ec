"""Every ink is readable on every ground it is drawn on, in all three themes; tote colours stay apart."""

from __future__ import annotations

import math
from itertools import combinations

import pytest

from ui.tokens import LIGHT, SLOT_COLOURS, THEMES, Tokens, contrast, slot_colour

GROUNDS = {
    "ink": ("background", "card", "accent_ground", "right_ground", "wrong_ground", "attention_ground"),
    "soft": ("background", "card", "accent_ground", "right_ground", "wrong_ground"),
    "accent": ("card", "accent_ground"),
    "right": ("card", "right_ground"),
    "wrong": ("card", "wrong_ground"),
    "attention": ("card", "attention_ground"),
    "bar_ink": ("bar",),
    "bar_soft": ("bar",),
    "bar_attention": ("bar",),
    "card": ("accent", "ink"),
}


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_every_ink_is_readable(theme: Tokens) -> None:
    least = 7.0 if theme.name == "contrast" else 4.5
    pairs = [(ink, ground) for ink, grounds in GROUNDS.items() for ground in grounds]
    ratios = {pair: contrast(getattr(theme, pair[0]), getattr(theme, pair[1])) for pair in pairs}
    assert {pair: ratio for pair, ratio in ratios.items() if ratio < least} == {}


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_tote_numbers_are_white_on_colours_that_differ() -> None:
    assert all(contrast(colour, "#FFFFFF") >= 4.5 for colour in SLOT_COLOURS)
    assert len(set(SLOT_COLOURS)) == 8
    assert slot_colour(1) == slot_colour(9) == SLOT_COLOURS[0]


# What people without red or green cones see (Viénot, Brettel and Mollon 1999): the weights of yellow, and of blue.
BLIND = {"protan": (0.11238, 0.88762, 0.00401), "deutan": (0.29275, 0.70725, -0.02234)}


@pytest.mark.parametrize("kind", BLIND)
def test_the_totes_of_a_usual_cart_stay_apart_for_colour_blind_eyes(kind: str) -> None:
    pairs = combinations(SLOT_COLOURS[:6], 2)
    steps = {(a, b): math.dist(seen(a, *BLIND[kind]), seen(b, *BLIND[kind])) for a, b in pairs}
    assert {pair: step for pair, step in steps.items() if step < 30} == {}


def seen(colour: str, red: float, green: float, skew: float) -> tuple[float, float]:
    """Yellow and blue as seen, 0 to 255."""
    r, g, b = ((int(colour[i : i + 2], 16) / 255) ** 2.2 for i in (1, 3, 5))
    yellow, blue = red * r + green * g, skew * (r - g) + b
    return max(0.0, yellow) ** (1 / 2.2) * 255 * 2**0.5, max(0.0, blue) ** (1 / 2.2) * 255


def test_the_light_theme_is_the_one_agreed_on() -> None:
    assert (LIGHT.background, LIGHT.card, LIGHT.ink, LIGHT.soft) == ("#F4F5F7", "#FFFFFF", "#14181F", "#5B6472")
