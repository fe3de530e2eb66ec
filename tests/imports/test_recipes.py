"""Packing recipes by file: a new version, or nothing new."""

from __future__ import annotations

from tests.imports.desk import Desk, counts, said
from warehouse_app.database.models import PackingRecipes

HEADING = "recipe step sku client how per boxes channel"


def test_recipes_are_versions(desk: Desk) -> None:
    desk.rows("products", "sku name client kind", "TISSUE T A consumable", "BOX B A box", "MUG M A goods")
    rows = ("BRAND 1 TISSUE A show item BOX -", "BRAND 2 - A show - - naver")
    assert counts(desk.rows("recipes", HEADING, *rows)) == {"taken": 2}
    assert counts(desk.rows("recipes", HEADING, *rows)) == {"unchanged": 2}
    assert counts(desk.rows("recipes", HEADING, rows[0])) == {"taken": 1}
    assert sorted(row.version for row in desk.all(PackingRecipes)) == [1, 2]


def test_recipes_that_cannot_be(desk: Desk) -> None:
    desk.rows("products", "sku name client kind", "TISSUE T A consumable", "BOX B A box", "MUG M A goods")
    assert said(desk.rows("recipes", HEADING, "R 1 MUG A scan - - -")) == [
        "2 sku: MUG is no packing material of this client"
    ]
    assert said(desk.rows("recipes", HEADING, "R 1 TISSUE A look - - -")) == [
        "2 how: must be one of: scan, confirm, show"
    ]
    assert said(desk.rows("recipes", HEADING, "R 1 - A scan - - -")) == ["2 sku: is missing"]
    assert said(desk.rows("recipes", HEADING, "R 1 TISSUE A scan - MUG -")) == ["2 boxes: MUG is no box of this client"]
