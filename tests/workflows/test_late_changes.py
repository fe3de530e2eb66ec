"""Changes of orders where several things meet: shared totes, manifests, parts, labels printed ahead, races."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select

from tests.workflows.small import Warehouse
from warehouse_app.changes import Change, ChangeRefused, apply_change
from warehouse_app.check import check
from warehouse_app.database.models import Action, Batch, Carrier, Manifest, Order, Parcel, Person, PrintJob, table
from warehouse_app.database.seed import add_carrier
from warehouse_app.labels_ahead import print_ahead
from warehouse_app.site import read_site


def _packed(house: Warehouse, no: str, tote: str, badge: str = "USR-1") -> str:
    """Pack an order that is picked; returns its tracking number."""
    pack = house.at("pack", f"PACK-{no}", badge)
    pack.scans(tote, "MUG", "CUP", "BOX-S", "{tracking_no}")
    return pack.seen["tracking_no"]


def test_every_change_made_leaves_an_action(house: Warehouse) -> None:
    house.order("1001", {"MUG": 2})
    house.change("1001", "hold")
    house.change("1001", "hold")
    house.change("1001", "release")
    house.change("1001", "quantity", "MUG", 1)
    house.change("1001", "cancel")
    told = [a.detail["change"] for a in house.rows(select(table(Action)).where(table(Action).c.kind == "change"))]
    assert sorted(told) == ["cancel", "hold", "quantity", "release"]


def test_a_new_address_takes_the_parcel_off_an_open_manifest(house: Warehouse) -> None:
    numbers = {}
    for no, tote in (("1001", "TOTE-1"), ("1002", "TOTE-2")):
        house.picked(no, tote, {"MUG": 1, "CUP": 1})
        numbers[no] = _packed(house, no, tote)
    ship = house.at("ship", "SHIP-1", "USR-2")
    ship.scans(*numbers.values())
    house.change("1001", "address", address1="제주시")
    assert house.value(select(table(Manifest).c.parcels)) == 1
    ship.scans("CMD-DONE")
    assert (house.status("1001"), house.status("1002")) == ("packing", "shipped")
    assert house.count(PrintJob, code=numbers["1001"], status="void") == 1
    with pytest.raises(ChangeRefused):
        house.change("1002", "address", address1="제주시")
    assert check(house.database) == []


def test_units_do_not_go_back_into_a_tote_that_was_freed(house: Warehouse) -> None:
    house.picked("1001", "TOTE-1", {"MUG": 2})
    pack = house.at("pack", "PACK-1")
    pack.scans("TOTE-1", "MUG", "MUG")
    house.change("1001", "cancel")
    pack.play("""
        CMD-UNDO  blocked  unpack
        TOTE-2    ok       start
    """)
    assert house.on_hand("MUG", "TOTE-2") == 2


def test_another_carrier_makes_the_label_void(house: Warehouse) -> None:
    house.picked("1001", "TOTE-1", {"MUG": 1, "CUP": 1})
    old = _packed(house, "1001", "TOTE-1")
    with house.database.write() as connection:
        fast = add_carrier(connection, "FAST")
        order = house.ids["order", "1001"]
        now, site = house.database.now(connection), read_site(connection)
        assert apply_change(connection, site, order, Change("details", details={"carrier_id": fast}), now)
        assert not apply_change(connection, site, order, Change("details", details={"carrier_id": fast}), now)
    house.at("ship", "SHIP-1", "USR-2").play(f"{old}  wrong_parcel  start")
    pack = house.at("pack", "PACK-2", "USR-2")
    pack.scans("1001", "{tracking_no}")
    assert pack.screen.step == "start"
    carriers = house.rows(select(table(Carrier).c.code).join(table(Parcel)).where(table(Parcel).c.status == "packed"))
    assert [c.code for c in carriers] == ["FAST"]


def test_a_quantity_that_the_parcel_does_not_hold_does_not_stop_it(house: Warehouse) -> None:
    house.order("1001", {"CUP": 1, "TEA": 9}, parts=True)
    house.allocate(parts=True)
    pick = house.at("pick", "PICK-1")
    pick.scans("1001", *_picks(), "TOTE-1")
    pack = house.at("pack", "PACK-1", "USR-2")
    pack.scans("TOTE-1", "TEA", "TEA", "TEA", "TEA", "TEA", "CUP", "BOX-S", "{tracking_no}")
    house.change("1001", "quantity", "TEA", 6)  # 5 are packed: the backorder shrinks
    assert house.value(select(table(Parcel).c.blocked)) == ""
    house.change("1001", "quantity", "TEA", 4)
    assert house.value(select(table(Parcel).c.blocked)) == "quantity"


def _picks() -> tuple[str, ...]:
    return ("A-2", "TEA", "5", "TOTE-1", "A-3", "CUP")


def test_cancelling_the_rest_of_an_order_that_left_in_part(house: Warehouse) -> None:
    house.order("1001", {"CUP": 1, "TEA": 9}, parts=True)
    house.allocate(parts=True)
    house.at("pick", "PICK-1").scans("1001", *_picks(), "TOTE-1")
    pack = house.at("pack", "PACK-1", "USR-2")
    pack.scans("TOTE-1", "TEA", "TEA", "TEA", "TEA", "TEA", "CUP", "BOX-S", "{tracking_no}")
    house.at("ship", "SHIP-1", "USR-2").scans(pack.seen["tracking_no"], "CMD-DONE")
    assert house.status("1001") == "part_shipped"
    house.stock("C-1", "TEA", 4)
    house.allocate(parts=True)
    assert house.change("1001", "cancel")
    assert house.status("1001") == "shipped" and house.line("1001", "TEA")["cancelled"] == 4
    with pytest.raises(ChangeRefused):
        house.change("1001", "cancel")
    assert check(house.database) == []


def test_the_rest_that_is_packed_is_put_back_when_it_is_cancelled(house: Warehouse) -> None:
    house.order("1001", {"CUP": 1, "TEA": 9}, parts=True)
    house.allocate(parts=True)
    house.at("pick", "PICK-1").scans("1001", *_picks(), "TOTE-1")
    pack = house.at("pack", "PACK-1", "USR-2")
    pack.scans("TOTE-1", "TEA", "TEA", "TEA", "TEA", "TEA", "CUP", "BOX-S", "{tracking_no}")
    ship = house.at("ship", "SHIP-1", "USR-2")
    ship.scans(pack.seen["tracking_no"], "CMD-DONE")
    house.stock("C-1", "TEA", 4)
    house.allocate(parts=True)
    house.at("pick", "PICK-2").scans("1001", "C-1", "TEA", "4", "TOTE-2")
    pack.scans("TOTE-2", "TEA", "TEA", "TEA", "TEA", "BOX-S", "{tracking_no}")
    house.change("1001", "cancel")
    ship.play(f"{pack.seen['tracking_no']}  blocked  start")
    pack.scans(pack.seen["tracking_no"], "TOTE-3")
    assert house.use("TOTE-3") == "putback"
    house.at("putaway", "BACK-1", "USR-3").scans("TOTE-3", "TEA", "C-1")
    assert (house.on_hand("TEA", "C-1"), house.use("TOTE-3"), house.status("1001")) == (4, "", "shipped")
    assert check(house.database) == []


def test_the_last_order_of_a_shared_tote_cancelled(house: Warehouse) -> None:
    for no in ("1001", "1002"):
        house.order(no, {"CUP": 1})
    house.allocate()
    house.at("pick", "PICK-1").scans("CART-1", "A-3", "CUP", "2", "TOTE-5")
    house.change("1001", "cancel")
    assert house.use("TOTE-5") == "single"
    house.change("1002", "cancel")
    assert house.use("TOTE-5") == "putback"
    house.at("putaway", "BACK-1").scans("TOTE-5", "CUP", "A-3")
    assert (house.on_hand("CUP", "A-3"), house.use("TOTE-5")) == (50, "")
    assert check(house.database) == []


def test_one_of_a_shared_tote_on_hold_goes_back_and_is_picked_again(house: Warehouse) -> None:
    for no in ("1001", "1002"):
        house.order(no, {"CUP": 1})
    house.allocate()
    house.at("pick", "PICK-1").scans("CART-1", "A-3", "CUP", "2", "TOTE-5")
    house.change("1001", "hold")
    pack = house.at("pack", "PACK-1", "USR-2")
    pack.scans("TOTE-5", "CUP", "BOX-S", "{tracking_no}")
    assert house.use("TOTE-5") == "putback"
    house.at("putaway", "BACK-1", "USR-3").scans("TOTE-5", "CUP", "A-3")
    assert check(house.database) == []
    house.change("1001", "release")
    assert house.status("1001") == "new"
    house.allocate()
    assert house.status("1001") == "allocated"


def test_a_hold_leaves_the_batch_with_less_to_do(house: Warehouse) -> None:
    house.order("1001", {"MUG": 4, "CUP": 1})
    house.order("1002", {"MUG": 1, "TEA": 1})
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.scans("CART-1")
    assert house.value(select(table(Batch).c.units)) == 7
    house.change("1001", "quantity", "MUG", 3)
    house.change("1001", "hold")
    assert house.value(select(table(Batch).c.units)) == 2


def test_a_label_printed_ahead_is_void_when_its_order_is_cancelled(house: Warehouse) -> None:
    house.client("MAIN", labels_before_picking=True)
    house.order("1001", {"MUG": 1})
    house.allocate()
    assert print_ahead(house.database) == 1
    house.change("1001", "cancel")
    (parcel,) = house.rows(select(table(Parcel)))
    assert (parcel.status, parcel.tracking_no) == ("void", None)
    assert house.count(PrintJob, status="void") == 1
    assert check(house.database) == []


def test_a_grown_order_waits_for_what_is_new(house: Warehouse) -> None:
    house.picked("1001", "TOTE-1", {"MUG": 1, "CUP": 1})
    house.change("1001", "quantity", "TEA", 9)  # there are 5
    assert house.status("1001") == "waiting"
    house.allocate()
    house.at("pack", "PACK-1").play("TOTE-1  no_stock  start")
    house.change("1001", "quantity", "TEA", 0)
    assert house.status("1001") == "picked"
    _packed(house, "1001", "TOTE-1")


def test_a_gift_note_that_changes_stops_the_parcel(house: Warehouse) -> None:
    house.picked("1001", "TOTE-1", {"MUG": 1, "CUP": 1})
    number = _packed(house, "1001", "TOTE-1")
    assert house.change("1001", "address", gift_message="축하해")
    house.at("ship", "SHIP-1", "USR-2").play(f"{number}  blocked  start")
    assert house.value(select(table(Order).c.is_gift)) and house.value(select(table(Person).c.gift_message)) == "축하해"


def test_cancelling_while_it_is_picked_is_one_or_the_other(house: Warehouse) -> None:
    """Ten orders are cancelled while a picker picks them: whatever was faster, the books are right."""
    for no in range(1001, 1011):
        house.order(str(no), {"MUG": 1, "CUP": 1})
    house.allocate()

    def cancel() -> None:
        for no in range(1001, 1011):
            house.change(str(no), "cancel")

    thread = threading.Thread(target=cancel)
    pick = house.at("pick", "PICK-1")
    pick.scan("CART-1")
    thread.start()
    totes = {}
    while pick.screen.step != "start":
        target = pick.screen.target
        if pick.screen.step == "scan_tote":
            order = str(target["order"])
            pick.scan(totes.setdefault(order, f"TOTE-{len(totes) + 1}"))
        else:
            pick.scan(str(target["location" if pick.screen.step == "scan_bin" else "sku"]))
    thread.join()
    assert {house.status(str(no)) for no in range(1001, 1011)} == {"cancelled"}
    assert check(house.database) == []
