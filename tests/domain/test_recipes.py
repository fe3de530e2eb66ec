"""Which packing recipe a parcel gets, and what goes in."""

from __future__ import annotations

import pytest

from warehouse_app.domain.recipes import Parcel, RecipeRow, recipe_for

ROWS = [
    RecipeRow("PLAIN", 1, "TISSUE"),
    RecipeRow("PLAIN", 2, "WRAP", 2, per="item", how="show", text="Wrap each"),
    RecipeRow("GIFT", 1, "RIBBON", how="confirm", gift="yes", boxes="BOX-G BOX-H"),
    RecipeRow("GIFT", 2, "CARD"),
    RecipeRow("NAVER", 1, "STICKER", channel="naver"),
    RecipeRow("RICH", 1, "SLEEVE", min_value=10_000_000),
    RecipeRow("COLD", 1, "ICE", 2, temperature="chilled", priority=9),
]


@pytest.mark.parametrize(
    ("parcel", "code"),
    [
        (Parcel(), "PLAIN"),
        (Parcel(is_gift=True), "GIFT"),
        (Parcel(channel="naver"), "NAVER"),
        (Parcel(channel="coupang"), "PLAIN"),
        (Parcel(value=9_999_999), "PLAIN"),
        (Parcel(value=10_000_000), "RICH"),
        (Parcel(channel="naver", is_gift=True), "GIFT"),  # as strict: by code
        (Parcel(channel="naver", is_gift=True, temperature="chilled"), "COLD"),
    ],
)
def test_the_strictest_that_fits(parcel: Parcel, code: str) -> None:
    recipe = recipe_for(parcel, ROWS)
    assert recipe is not None
    assert recipe.code == code


def test_steps_boxes_and_units() -> None:
    recipe = recipe_for(Parcel(units=3), ROWS)
    assert recipe is not None
    assert [(step.sku, step.quantity, step.how, step.each) for step in recipe.steps] == [
        ("TISSUE", 1, "scan", 0), ("WRAP", 6, "show", 2)
    ]  # fmt: skip
    gift = recipe_for(Parcel(is_gift=True), ROWS)
    assert gift is not None
    assert gift.boxes == {"BOX-G", "BOX-H"}
    assert recipe_for(Parcel(), ROWS[2:4]) is None
    assert recipe_for(Parcel(), []) is None
