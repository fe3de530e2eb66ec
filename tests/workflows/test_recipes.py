"""Packing recipes at the bench: scanned, confirmed, only shown; as transcripts."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from sqlalchemy import func, select

from tests.workflows.small import Warehouse
from warehouse_app.database.models import Move, Parcel, ParcelLine, Product, table
from warehouse_app.domain.recipes import RecipeRow
from warehouse_app.recipes import save_recipes

BRAND = [
    RecipeRow("BRAND", 1, "TISSUE", 2, per="item", how="show", text="Two sheets for each"),
    RecipeRow("BRAND", 2, "RIBBON", how="confirm", text="Tie the ribbon"),
    RecipeRow("BRAND", 3, "CARD"),
    RecipeRow("BRAND", 4, "STICKER", how="confirm", boxes="BOX-L"),
]


@pytest.fixture
def brand(house: Warehouse) -> Warehouse:
    """MAIN wants tissue, a ribbon, a card and a sticker in its large box."""
    for sku in ("TISSUE", "RIBBON", "STICKER"):
        house.product(sku, kind="consumable")
    house.product("CARD", kind="insert")
    house.place("B-5", "packing")
    for sku in ("TISSUE", "RIBBON", "STICKER", "CARD"):
        house.stock("B-5", sku, 100)
    recipes(house, BRAND)
    return house


def recipes(house: Warehouse, rows: list[RecipeRow]) -> None:
    client = house.client("MAIN")
    now = house.now()
    house.database.run(lambda c: save_recipes(c, client, rows, now))


def used(house: Warehouse) -> Mapping[str, int]:
    """Units of each material that went into parcels and did not come back."""
    move, product = table(Move), table(Product)
    rows = house.rows(
        select(product.c.sku, func.sum(move.c.quantity).label("n"))
        .join(product, product.c.id == move.c.product_id)
        .where(move.c.kind == "material")
        .group_by(product.c.sku)
    )
    return {row.sku: int(row.n) for row in rows}


def test_the_brands_own_parcel(brand: Warehouse) -> None:
    brand.picked("1001", "TOTE-1", {"MUG": 2, "CUP": 1})
    pack = brand.at("pack", "PACK-1")
    pack.play("""
        TOTE-1    ok          verify_item       box=BOX-L
        MUG       ok          verify_item
        TISSUE    ok          verify_item       # need not be scanned, but may be
        MUG       ok          verify_item
        CUP       ok          scan_box          box=BOX-L
        BOX-L     ok          verify_material   sku=CARD quantity=1
        MUG       over_quantity  verify_material
        CARD      ok          confirm_material  sku=RIBBON
        CMD-DONE  ok          label_back        # ribbon and sticker with one Done; the tissue costs no scan
    """)
    assert used(brand) == {"TISSUE": 6, "RIBBON": 1, "CARD": 1, "STICKER": 1}
    assert brand.on_hand("TISSUE", "B-5") == 94
    assert brand.rows(select(table(Parcel).c.recipe))[0].recipe == "BRAND v1"
    pack.scans("CMD-UNDO")
    pack.ask("confirm_material")
    assert brand.on_hand("TISSUE", "B-5") == 99
    pack.scans("CMD-DONE", "{tracking_no}")
    brand.at("ship", "SHIP-1").scans("{tracking_no}", "CMD-DONE")


def test_materials_come_from_wherever_some_are_left(brand: Warehouse) -> None:
    """One sheet is left at the bench and one in a bin; two more were never booked."""
    brand.product("SHEET", kind="consumable")
    brand.stock("B-5", "SHEET", 1)
    brand.stock("A-1", "SHEET", 1)
    recipes(brand, [RecipeRow("BRAND", 1, "SHEET", 2, per="item", how="show")])
    brand.picked("1001", "TOTE-1", {"MUG": 2})
    pack = brand.at("pack", "PACK-1")
    pack.scans("TOTE-1", "MUG", "MUG", "BOX-L")
    pack.ask("label_back")
    assert used(brand) == {"SHEET": 4}
    assert brand.on_hand("SHEET", "B-5") == brand.on_hand("SHEET", "A-1") == 0
    brand.change("1001", "cancel")
    pack.scans("TOTE-1")
    assert brand.on_hand("SHEET", "B-5") == brand.on_hand("SHEET", "A-1") == 1
    assert brand.on_hand("SHEET", "TOTE-1") == 0


def test_a_material_may_be_scanned_early(brand: Warehouse) -> None:
    brand.picked("1001", "TOTE-1", {"MUG": 1})
    brand.at("pack", "PACK-1").play("""
        TOTE-1    ok             verify_item
        CARD      ok             verify_item
        CARD      over_quantity  verify_item
        BOX-L     ok             verify_item
        MUG       ok             confirm_material
        CMD-DONE  ok             label_back
    """)


def test_a_step_is_left_out_with_a_reason(brand: Warehouse) -> None:
    brand.picked("1001", "TOTE-1", {"MUG": 1})
    brand.at("pack", "PACK-1").play("""
        TOTE-1    ok          verify_item
        MUG       ok          scan_box
        BOX-L     ok          verify_material  sku=CARD
        CMD-SKIP  ok          verify_material
        CHOICE-1  ok          confirm_material
        CMD-UNDO  ok          verify_material  sku=CARD
        CMD-SKIP  ok          verify_material
        CHOICE-1  ok          confirm_material  sku=RIBBON
        CMD-SKIP  ok          confirm_material
        CHOICE-2  ok          confirm_material  sku=STICKER
        CMD-DONE  ok          label_back
    """)
    line = table(ParcelLine)
    rows = brand.rows(select(line.c.skip_reason).where(line.c.skip_reason != "").order_by(line.c.line_no))
    assert [row.skip_reason for row in rows] == ["full", "none"]
    assert used(brand) == {"TISSUE": 2, "STICKER": 1}


def test_the_second_box_has_a_recipe_of_its_own(brand: Warehouse) -> None:
    brand.picked("1001", "TOTE-1", {"MUG": 3})
    pack = brand.at("pack", "PACK-1")
    pack.scans("TOTE-1", "MUG", "MUG", "CMD-SPLIT", "BOX-L", "CARD", "CMD-DONE", "{tracking_no}")
    pack.scans("MUG", "BOX-L", "CARD", "CMD-DONE", "{tracking_no}")
    assert used(brand) == {"TISSUE": 6, "RIBBON": 2, "CARD": 2, "STICKER": 2}


def test_a_cancelled_parcel_gives_its_materials_back(brand: Warehouse) -> None:
    brand.picked("1001", "TOTE-1", {"MUG": 1})
    pack = brand.at("pack", "PACK-1")
    pack.scans("TOTE-1", "MUG", "BOX-L", "CARD", "CMD-DONE")
    brand.change("1001", "cancel")
    pack.scans("CMD-HELP", "TOTE-1")
    assert [brand.on_hand(sku, "B-5") for sku in ("TISSUE", "RIBBON", "STICKER", "CARD")] == [100] * 4


def test_parcels_keep_the_steps_they_were_opened_with(brand: Warehouse) -> None:
    brand.picked("1001", "TOTE-1", {"MUG": 1})
    brand.picked("1002", "TOTE-2", {"MUG": 1})
    pack = brand.at("pack", "PACK-1")
    pack.scans("TOTE-1", "MUG", "BOX-L")
    recipes(brand, BRAND[:1])
    pack.scans("CARD", "CMD-DONE", "{tracking_no}", "TOTE-2", "MUG", "{box}", "{tracking_no}")
    found = brand.rows(select(table(Parcel).c.recipe).order_by(table(Parcel).c.id))
    assert [row.recipe for row in found] == ["BRAND v1", "BRAND v2"]
