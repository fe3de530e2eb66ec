"""Cold goods at the bench: a parcel a class, coolant by table, the clock out of the cold."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.workflows.small import Warehouse
from tests.workflows.test_recipes import recipes, used
from warehouse_app.carriers import add_profile
from warehouse_app.coolants import replace_table
from warehouse_app.database.models import Carrier, Order, Parcel, Person, Site, table
from warehouse_app.domain.coolant import CoolantRow, coolant_for
from warehouse_app.domain.recipes import RecipeRow

AUGUST, JANUARY = datetime(2026, 8, 12, 1, 0, tzinfo=UTC), datetime(2026, 1, 14, 1, 0, tzinfo=UTC)


@pytest.fixture
def cold(house: Warehouse) -> Warehouse:
    """MILK is chilled, ICE frozen; a coolant table for both; it is August."""
    house.database.clock = lambda: AUGUST
    house.product("MILK", temperature="chilled")
    house.product("ICE", temperature="frozen")
    for sku in ("PACK", "DRY"):
        house.product(sku, kind="consumable")
    for place, sku in (("C-1", "MILK"), ("C-2", "ICE"), ("D-1", "PACK"), ("D-2", "DRY")):
        house.stock(place, sku, 50)
    coolants(
        house,
        ("chilled", 6, 9, 24, "", "PACK", 2, "scan"),
        ("chilled", 6, 9, 48, "", "PACK", 4, "scan"),
        ("chilled", 10, 5, 0, "", "PACK", 1, "show"),
        ("frozen", 1, 12, 0, "BOX-S", "DRY", 1, "scan"),
        ("frozen", 1, 12, 0, "BOX-L", "DRY", 3, "scan"),
        ("frozen", 1, 12, 0, "BOX-L", "PACK", 1, "scan"),
    )
    return house


def coolants(house: Warehouse, *rows: tuple[str, int, int, int, str, str, int, str]) -> None:
    def product(sku: str) -> uuid.UUID | None:
        return house.ids["product", f"MAIN/{sku}"] if sku else None

    made = [CoolantRow(*row[:4], product(row[4]), house.ids["product", f"MAIN/{row[5]}"], *row[6:]) for row in rows]
    house.database.run(lambda c: replace_table(c, house.client("MAIN"), made))


def picked(house: Warehouse, no: str, lines: Mapping[str, int], temperature: str, **values: object) -> None:
    house.picked(no, "TOTE-1", lines, temperature=temperature, **values)


def test_a_mixed_order_becomes_a_parcel_of_each_class_the_coldest_first(cold: Warehouse) -> None:
    picked(cold, "1001", {"MUG": 1, "MILK": 1, "ICE": 1}, "mixed")
    cold.at("pack", "PACK-1").play("""
        TOTE-1   ok          verify_item   sku=ICE quantity=1 box=BOX-S
        MILK     wrong_item  verify_item
        ICE      ok          scan_box      box=BOX-S
        BOX-S    ok          verify_material  sku=DRY quantity=1
        DRY      ok          label_back
        {tracking_no}  ok    verify_item   sku=MILK
        MUG      wrong_item  verify_item
        MILK     ok          scan_box
        BOX-S    ok          verify_material  sku=PACK quantity=2
        PACK     ok          verify_material  quantity=1
        PACK     ok          label_back
        {tracking_no}  ok    verify_item   sku=MUG
        MUG      ok          scan_box
        BOX-S    ok          label_back
        {tracking_no}  ok    start
    """)
    parcels = cold.rows(select(table(Parcel)).order_by(table(Parcel).c.number))
    assert [(p.number, p.temperature, p.status) for p in parcels] == [
        (1, "frozen", "packed"), (2, "chilled", "packed"), (3, "ambient", "packed"),
    ]  # fmt: skip
    assert used(cold) == {"DRY": 1, "PACK": 2}
    assert cold.status("1001") == "packed"


def test_coolant_by_month_and_hours(cold: Warehouse) -> None:
    picked(cold, "1001", {"MILK": 1}, "chilled", notes={"ship": {"service": "X", "days": 2}})
    pack = cold.at("pack", "PACK-1")
    pack.scans("TOTE-1", "MILK", "BOX-S")
    assert pack.screen.target["quantity"] == 4
    pack.scans("CMD-UNDO", "CMD-UNDO", "CMD-UNDO")
    cold.database.clock = lambda: JANUARY
    pack.scans("TOTE-1", "MILK", "BOX-S")  # shown only: no scan
    pack.ask("label_back")
    assert used(cold) == {"PACK": 1}


def test_another_box_needs_other_coolant_and_back_again(cold: Warehouse) -> None:
    picked(cold, "1001", {"ICE": 1}, "frozen")
    pack = cold.at("pack", "PACK-1")
    pack.scans("TOTE-1", "ICE", "BOX-S", "DRY", "BOX-L")
    assert {line.sku: (line.done, line.total) for line in pack.screen.lines} == {"DRY": (1, 3), "PACK": (0, 1)}
    pack.scans("PACK", "DRY", "BOX-S")  # two lie in it already, and stay
    pack.ask("label_back")
    pack.scans("CMD-UNDO")
    assert {line.sku: (line.done, line.total) for line in pack.screen.lines} == {"DRY": (2, 3)}
    pack.scans("DRY", "{tracking_no}")
    assert used(cold) == {"DRY": 3, "PACK": 1}


def test_the_clock_out_of_the_cold_stops_the_label_until_a_supervisor_looked(cold: Warehouse) -> None:
    picked(cold, "1001", {"MILK": 1}, "chilled")
    pack = cold.at("pack", "PACK-1")
    pack.scans("TOTE-1", "MILK", "BOX-S", "PACK")
    assert shown(pack) == "0 / 20 min"
    cold.database.clock = lambda: AUGUST + timedelta(minutes=20, seconds=59)
    pack.scans("CMD-HELP")
    assert shown(pack) == "20 / 20 min"
    cold.database.clock = lambda: AUGUST + timedelta(minutes=21)
    pack.play("""
        PACK     ok           check_cold
        CMD-YES  not_allowed  check_cold
        USR-2    not_allowed  check_cold
        USR-S    ok           label_back
        CMD-UNDO  ok          check_cold
        USR-S    ok           label_back
        {tracking_no}  ok     start
    """)
    (parcel,) = cold.rows(select(table(Parcel)))
    assert parcel.warm_ok is not None and parcel.status == "packed"


def test_put_aside_the_clock_stands_still(cold: Warehouse) -> None:
    picked(cold, "1001", {"MILK": 2}, "chilled")
    pack = cold.at("pack", "PACK-1")
    pack.scans("TOTE-1", "MILK")
    cold.database.clock = lambda: AUGUST + timedelta(minutes=15)
    pack.scans("CMD-HOLD")
    cold.database.clock = lambda: AUGUST + timedelta(hours=5)
    pack.scans("TOTE-1")
    assert shown(pack) == "15 / 20 min"
    cold.database.clock = lambda: AUGUST + timedelta(hours=5, minutes=5)
    pack.scans("MILK", "BOX-S", "PACK", "PACK")
    pack.ask("label_back")
    pack.scans("{tracking_no}")


def test_no_limit_and_no_clock_where_nothing_is_cold(cold: Warehouse) -> None:
    cold.set(Site, cold.site, settings={"chilled_minutes": 0})
    picked(cold, "1001", {"MILK": 1}, "chilled")
    pack = cold.at("pack", "PACK-1")
    pack.scans("TOTE-1")
    cold.database.clock = lambda: AUGUST + timedelta(hours=3)
    pack.scans("MILK", "BOX-S", "PACK", "PACK")
    pack.ask("label_back")
    assert shown(pack) == "180 min"
    pack.scans("{tracking_no}")
    picked(cold, "1002", {"MUG": 1}, "ambient")
    pack.scans("TOTE-1")
    assert shown(pack) == ""
    pack.scans("MUG", "BOX-S", "{tracking_no}")


def shown(worker: object) -> str:
    return next((v for label, v in worker.screen.facts if label.text == "Out of the cold"), "")  # type: ignore[attr-defined]


def test_recipes_go_by_the_class_of_the_parcel(cold: Warehouse) -> None:
    row = RecipeRow("COLD", 1, "DRY", 1, "parcel", "confirm", "", "", "", "", "chilled", 0, "", 0, "")
    recipes(cold, [row])
    picked(cold, "1001", {"MUG": 1, "MILK": 1}, "mixed")
    pack = cold.at("pack", "PACK-1")
    pack.scans("TOTE-1", "MILK", "BOX-S", "PACK", "PACK")
    pack.ask("confirm_material")
    pack.scans("CMD-DONE", "{tracking_no}", "MUG", "BOX-S")
    pack.ask("label_back")
    pack.scans("{tracking_no}")


@pytest.mark.parametrize(
    ("temperature", "month", "hours", "box", "wanted"),
    [
        ("chilled", 6, 24, "S", {"a": 2}), ("chilled", 5, 24, "S", {"a": 1}), ("chilled", 9, 24, "", {"a": 2}),
        ("chilled", 7, 25, "S", {"a": 4}), ("chilled", 7, 48, "S", {"a": 4}), ("chilled", 7, 49, "S", {"a": 4}),
        ("chilled", 12, 99, "", {"a": 1}), ("chilled", 1, 1, "", {"a": 1}), ("frozen", 7, 24, "S", {"b": 1}),
        ("frozen", 7, 24, "L", {"a": 1, "b": 3}), ("frozen", 7, 24, "", {}), ("ambient", 7, 24, "S", {}),
    ],
)  # fmt: skip
def test_the_table(temperature: str, month: int, hours: int, box: str, wanted: dict[str, int]) -> None:
    ids = {name: uuid.uuid5(uuid.NAMESPACE_OID, name) for name in ("S", "L", "a", "b")}
    rows = [
        CoolantRow("chilled", 6, 9, 24, None, ids["a"], 2, "scan"),
        CoolantRow("chilled", 6, 9, 48, None, ids["a"], 4, "scan"),
        CoolantRow("chilled", 10, 5, 0, None, ids["a"], 1, "scan"),
        CoolantRow("frozen", 1, 12, 0, ids["S"], ids["b"], 1, "scan"),
        CoolantRow("frozen", 1, 12, 0, ids["L"], ids["b"], 3, "scan"),
        CoolantRow("frozen", 1, 12, 0, ids["L"], ids["a"], 1, "scan"),
    ]
    found = coolant_for(rows, temperature, month, hours, ids.get(box))
    assert {row.product_id: row.quantity for row in found} == {ids[k]: n for k, n in wanted.items()}


# -- the way a parcel goes -----------------------------------------------------------------------------------------

PROFILES = (
    """
code = "COOL"
choose = true
[[services]]
code = "DAWN"
on_wish = true
temperatures = ["chilled", "frozen"]
[[services]]
code = "COLD"
temperatures = ["chilled", "frozen"]
""",
    """
code = "DRY"
choose = true
[[services]]
code = "SMALL"
temperatures = ["ambient"]
max_sum_mm = 1000
prices = [[0, 0, 2000]]
[[services]]
code = "LARGE"
temperatures = ["ambient"]
priority = 1
""",
)


@pytest.fixture
def routed(cold: Warehouse) -> Warehouse:
    for text in PROFILES:
        cold.database.run(lambda c, text=text: add_profile(c, text))
    for code in ("COOL", "DRY"):
        cold.ids["carrier", code] = cold.value(select(table(Carrier).c.id).where(table(Carrier).c.code == code))
    return cold


def ways(house: Warehouse) -> list[tuple[str, str]]:
    parcel, carrier = table(Parcel), table(Carrier)
    rows = house.rows(
        select(carrier.c.code, parcel.c.service)
        .join_from(parcel, carrier, carrier.c.id == parcel.c.carrier_id)
        .where(parcel.c.status != "void")
        .order_by(parcel.c.number)
    )
    return [tuple(row) for row in rows]


def test_parcels_of_a_mixed_order_go_by_carriers_of_their_class(routed: Warehouse) -> None:
    picked(routed, "1001", {"MUG": 1, "MILK": 1}, "mixed", carrier="DRY")
    pack = routed.at("pack", "PACK-1")
    pack.scans("TOTE-1", "MILK", "BOX-S", "PACK", "PACK", "{tracking_no}", "MUG", "BOX-S", "{tracking_no}")
    assert ways(routed) == [("COOL", "COLD"), ("DRY", "SMALL")]
    assert routed.status("1001") == "packed"


def test_a_box_beyond_the_limits_goes_another_way_and_says_so(routed: Warehouse) -> None:
    picked(routed, "1001", {"MUG": 1}, "ambient", carrier="DRY", notes={"ship": {"service": "SMALL", "days": 1}})
    pack = routed.at("pack", "PACK-1")
    pack.scans("TOTE-1", "MUG", "BOX-S")
    assert ways(routed) == [("DRY", "SMALL")]
    pack.scans("BOX-L")
    pack.ask("label_back")
    assert ways(routed) == [("DRY", "SMALL")]  # the number was bought already
    pack.scans("CMD-UNDO", "CMD-UNDO", "BOX-L")
    pack.ask("label_back")
    assert ways(routed) == [("DRY", "LARGE")]
    pack.scans("CHOICE-1")
    assert pack.screen.detail is not None and pack.screen.detail.text == "It is too large for {service}"
    pack.scans("{tracking_no}")


@pytest.mark.parametrize(("hours", "wanted"), [(5, "DAWN"), (-1, "COLD")])
def test_dawn_delivery_that_is_packed_too_late_goes_by_the_next_service(
    routed: Warehouse, hours: int, wanted: str
) -> None:  # fmt: skip
    picked(routed, "1001", {"MILK": 1}, "chilled", carrier="COOL", notes={"ship": {"service": "DAWN", "days": 1}})
    routed.database.run(lambda c: None)
    with routed.database.write() as connection:
        connection.execute(table(Order).update().values(ship_by=AUGUST + timedelta(hours=hours)))
        connection.execute(table(Carrier).update().where(table(Carrier).c.code == "COOL").values(
            cut_off=(AUGUST + timedelta(hours=9 + hours)).strftime("%H:%M")))  # fmt: skip
    pack = routed.at("pack", "PACK-1")
    pack.scans("TOTE-1", "MILK")
    assert ways(routed) == [("COOL", wanted)]
    assert (pack.screen.detail is not None and "takes parcels until" in pack.screen.detail.text) == (hours < 0)
    pack.scans("BOX-S", "PACK", "PACK", "{tracking_no}")


def test_nobody_is_left_to_send_to(routed: Warehouse) -> None:
    picked(routed, "1001", {"MUG": 1, "MILK": 1}, "mixed", carrier="DRY")
    with routed.database.write() as connection:
        connection.execute(table(Order).update().values(person_id=None))
        connection.execute(table(Person).delete())
    pack = routed.at("pack", "PACK-1")
    pack.scans("TOTE-1")
    assert ways(routed) == [("COOL", "COLD")]
    pack.scans("CMD-HOLD")
