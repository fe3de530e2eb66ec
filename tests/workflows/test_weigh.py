"""The weight gate at the packing bench, as transcripts."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from tests.workflows.small import Warehouse
from tests.workflows.transcript import Worker
from warehouse_app.database.models import LearnedWeight, Parcel, Product, table
from warehouse_app.database.types import new_key
from warehouse_app.domain.screen import Input
from warehouse_app.settings import SiteSettings, save_site_settings


def settings(house: Warehouse, **values: object) -> None:
    house.database.run(lambda c: save_site_settings(c, SiteSettings(**values)))  # type: ignore[arg-type]


@pytest.fixture
def scales(house: Warehouse) -> Warehouse:
    """Parcels are weighed: a mug has 340 g, a cup 210 g, the small box 120 g."""
    for sku, grams in {"MUG": 340, "CUP": 210, "BOX-S": 120}.items():
        house.set(Product, house.ids["product", f"MAIN/{sku}"], weight_g=grams)
    settings(house, weighing="scale")
    return house


def packed(house: Warehouse, order: str = "1001", tote: str = "TOTE-1", mugs: int = 2, cups: int = 1) -> Worker:
    house.picked(order, tote, {"MUG": mugs, "CUP": cups} if cups else {"MUG": mugs})
    pack = house.at("pack", "PACK-1")
    pack.scans(tote, *["MUG"] * mugs, *["CUP"] * cups, "BOX-S")
    return pack


def put(pack: Worker, grams: int) -> str:
    """The parcel is on the scale; the code of the answer."""
    pack.reply = pack.station.handle(Input(str(new_key()), weight_g=grams))
    return pack.code


def test_the_scale_agrees(scales: Warehouse) -> None:
    pack = packed(scales)
    pack.ask("weigh", weight_g=1010, order="1001")
    assert pack.screen.expects[0] == "weight"
    assert put(pack, 1014) == "ok"
    assert pack.screen.step == "label_back"
    row = scales.rows(select(table(Parcel)))[0]
    assert (row.weight_g, row.expected_g, row.weighed) == (1014, 1010, "scale")
    pack.scans("CMD-UNDO")
    pack.ask("weigh")
    assert put(pack, 1009) == "ok"
    pack.scans(str(pack.screen.target["tracking_no"]))
    pack.ask("start")


def test_a_missing_unit_is_named(scales: Warehouse) -> None:
    pack = packed(scales)
    assert put(pack, 672) == "weight_off"
    assert pack.reply.result is not None
    said = pack.reply.result.as_json("en")["say"]
    assert said == "672 g instead of 1010 g. 338 g too light. Probably 1 × MUG is missing."
    assert put(pack, 1220) == "weight_off"
    assert pack.reply.result.as_json("en")["say"].endswith("Probably 1 × CUP is too many.")
    assert put(pack, 0) == "bad_value"
    assert put(pack, -5) == "bad_value"
    pack.play("1010  unknown_code  weigh")  # what is typed is no weight here
    assert put(pack, 1010) == "ok"


def test_a_supervisor_lets_it_pass(scales: Warehouse) -> None:
    pack = packed(scales)
    pack.play("""
        CMD-YES    not_allowed  weigh
        USR-2      not_allowed  weigh
        USR-NIX    not_allowed  weigh
        USR-S      ok           weight_reason
        MUG        wrong_kind   weight_reason
        CMD-UNDO   ok           weigh
        USR-S      ok           weight_reason
        CHOICE-2   ok           weigh
    """)
    assert put(pack, 1500) == "ok"
    row = scales.rows(select(table(Parcel)))[0]
    assert (row.weight_g, row.weighed, row.weight_reason) == (1500, "allowed", "packaging")
    pack.scans(str(pack.screen.target["tracking_no"]))


def test_weights_may_be_typed(scales: Warehouse) -> None:
    settings(scales, weighing="typed", padding_g=20)
    pack = packed(scales)
    pack.play("""
        99         weight_off   weigh   weight_g=1030
        1030       ok           label_back
    """)


def test_another_box_is_expected_to_weigh_otherwise(scales: Warehouse) -> None:
    scales.set(Product, scales.ids["product", "MAIN/BOX-L"], weight_g=400)
    pack = packed(scales)
    pack.scans("BOX-L")
    pack.ask("weigh", weight_g=1290)
    assert put(pack, 1010) == "weight_off"
    assert put(pack, 1290) == "ok"


def test_unknown_weights_pass_and_are_learned(scales: Warehouse) -> None:
    scales.database.run(
        lambda c: c.execute(update(table(Product)).where(table(Product).c.sku == "MUG").values(weight_g=0))
    )
    numbers = []
    for n, grams in enumerate((470, 471, 469, 1470, 470, 472)):  # one is far off: a hand lay on the scale
        pack = packed(scales, f"20{n}", "TOTE-1", mugs=1, cups=0)
        assert put(pack, grams) == "ok"
        numbers.append(str(pack.screen.target["tracking_no"]))
        pack.scans(numbers[-1])
        scales.close()
    scales.at("ship", "SHIP-1").scans(*numbers, "CMD-DONE")
    learned = scales.rows(select(table(LearnedWeight)))
    assert [(row.readings, round(row.unit_mg / 1000)) for row in learned] == [(6, 350)]
    pack = packed(scales, "1001", "TOTE-2", mugs=3, cups=0)
    pack.ask("weigh", weight_g=1172)
    assert put(pack, 822) == "weight_off"
    assert put(pack, 1170) == "ok"
