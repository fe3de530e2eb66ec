"""Orders cancelled, held or changed at every stage: what the floor sees at its next scan."""

from __future__ import annotations

import pytest

from tests.workflows.small import Warehouse
from warehouse_app.changes import ChangeRefused


def test_cancelled_before_picking(house: Warehouse) -> None:
    house.order("1001", {"MUG": 1, "CUP": 1})
    house.allocate()
    house.change("1001", "cancel")
    assert not house.change("1001", "cancel")
    pick = house.at("pick", "PICK-1")
    pick.play("""
        1001      blocked        start
        CART-1    nothing_to_do  start
    """)


def test_cancelled_while_it_is_being_picked(house: Warehouse) -> None:
    house.order("1001", {"MUG": 1, "TEA": 1, "CUP": 1})
    house.order("1002", {"MUG": 1, "CUP": 1})
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.scans("CART-1", "A-1", "MUG", "TOTE-1", "TOTE-2")
    house.change("1001", "cancel")
    pick.play("""
        A-2       wrong_bin  scan_bin   location=A-3 quantity=1
        A-3       ok         scan_item
        CUP       ok         scan_tote  tote=TOTE-2
        TOTE-1    wrong_tote  scan_tote
        TOTE-2    ok         start
    """)
    assert (house.use("TOTE-1"), house.use("TOTE-2")) == ("putback", "pick")
    house.at("putaway", "BACK-1").scans("TOTE-1", "MUG", "A-1")
    assert (house.on_hand("MUG", "A-1"), house.use("TOTE-1")) == (99, "")


def test_cancelled_with_the_unit_in_the_pickers_hand(house: Warehouse) -> None:
    house.order("1001", {"MUG": 1, "CUP": 1})
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.scans("CART-1", "A-1", "MUG")
    house.change("1001", "cancel")
    pick.scan("TOTE-1")
    assert pick.screen.step == "start" and pick.code != "ok"
    assert (house.use("TOTE-1"), house.use("CART-1"), house.on_hand("MUG", "A-1")) == ("", "", 100)


def test_one_order_of_a_single_item_tote_cancelled(house: Warehouse) -> None:
    for no in ("1001", "1002"):
        house.order(no, {"CUP": 1})
    house.allocate()
    house.at("pick", "PICK-1").scans("CART-1", "A-3", "CUP", "2", "TOTE-5")
    house.change("1001", "cancel")
    pack = house.at("pack", "PACK-1", "USR-2")
    pack.play("""
        TOTE-5         ok       next_item
        1001           blocked  next_item
        CUP            ok       scan_box   order=1002
        BOX-S          ok       label_back
        {tracking_no}  ok       start
    """)
    assert house.use("TOTE-5") == "putback"
    house.at("putaway", "BACK-1").scans("TOTE-5", "CUP", "A-3")
    assert (house.use("TOTE-5"), house.on_hand("CUP", "A-3")) == ("", 49)


@pytest.mark.parametrize("upto", [1, 2, 3, 4, 5])
def test_cancelled_at_the_bench(house: Warehouse, upto: int) -> None:
    house.stock("C-1", "BOX-S", 3)
    house.picked("1001", "TOTE-1", {"MUG": 1, "CUP": 1})
    pack = house.at("pack", "PACK-1")
    pack.scans(*("TOTE-1", "MUG", "BOX-S", "CUP", "{tracking_no}")[:upto])
    house.change("1001", "cancel")
    if upto == 5:
        ship = house.at("ship", "SHIP-1", "USR-2")
        ship.play(f"{pack.seen['tracking_no']}   blocked  start")
        pack.play("{last tracking_no}   ok       unpack")
    else:
        pack.play("""
            CUP      wrong_kind  unpack
            BOX-S    wrong_kind  unpack
        """)
    tote = pack.screen.target.get("tote", "TOTE-4")
    pack.play(f"{tote}    ok       start")
    assert (house.status("1001"), house.use(str(tote))) == ("cancelled", "putback")
    back = house.at("putaway", "BACK-1")
    back.scans(str(tote), "MUG", "A-1", "CUP", "A-3")
    assert (house.on_hand("MUG", "A-1"), house.on_hand("BOX-S", "C-1"), house.use(str(tote))) == (100, 3, "")
    assert house.line("1001", "MUG") == {"ordered": 1, "cancelled": 1}


def test_cancelled_on_the_manifest_stays_behind(house: Warehouse) -> None:
    house.picked("1001", "TOTE-1", {"MUG": 1, "CUP": 1})
    house.picked("1002", "TOTE-2", {"MUG": 1, "CUP": 1})
    pack = house.at("pack", "PACK-1")
    ship = house.at("ship", "SHIP-1", "USR-2")
    for tote in ("TOTE-1", "TOTE-2"):
        pack.scans(tote, "MUG", "CUP", "BOX-S", "{tracking_no}")
        ship.scans(pack.seen["tracking_no"])
    house.change("1001", "cancel")
    ship.play("CMD-DONE  ok  start")
    assert (house.status("1001"), house.status("1002"), house.sold("MUG")) == ("cancelled", "shipped", 1)
    assert "1 were stopped" in ship.said[-2]


def test_too_late(house: Warehouse) -> None:
    house.picked("1001", "TOTE-1", {"MUG": 1, "CUP": 1})
    house.at("pack", "PACK-1").scans("TOTE-1", "MUG", "CUP", "BOX-S", "{tracking_no}")
    house.at("ship", "SHIP-1", "USR-2").scans("{tracking_no}", "CMD-DONE")
    for action in ("cancel", "hold", "address"):
        with pytest.raises(ChangeRefused):
            house.change("1001", action, recipient="A")


def test_on_hold_before_picking_and_released(house: Warehouse) -> None:
    house.order("1001", {"MUG": 1, "CUP": 1})
    house.allocate()
    house.change("1001", "hold")
    pick = house.at("pick", "PICK-1")
    pick.play("""
        1001      blocked        start  order
        CART-1    nothing_to_do  start
    """)
    house.change("1001", "release")
    pick.play("CART-1    ok             scan_bin")


def test_on_hold_while_it_is_being_picked(house: Warehouse) -> None:
    house.order("1001", {"MUG": 1, "CUP": 1})
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.scans("CART-1", "A-1", "MUG", "TOTE-1")
    house.change("1001", "hold")
    pick.play("A-3       wrong_kind  start")
    pack = house.at("pack", "PACK-1", "USR-2")
    pack.play("TOTE-1    blocked     start")
    house.change("1001", "release")
    pick.scans("CART-1", "{location}", "CUP", "TOTE-1")
    pack.scans("TOTE-1", "MUG", "CUP", "BOX-S", "{tracking_no}")


@pytest.mark.parametrize("upto", [0, 1, 2, 4, 5])
def test_on_hold_at_the_bench_and_released(house: Warehouse, upto: int) -> None:
    house.picked("1001", "TOTE-1", {"MUG": 1, "CUP": 1})
    pack = house.at("pack", "PACK-1")
    pack.scans(*("TOTE-1", "MUG", "BOX-S", "CUP", "{tracking_no}")[:upto])
    house.change("1001", "hold")
    if upto == 0:
        pack.play("TOTE-1   blocked  start")
    elif upto < 5:
        pack.play("CUP      wrong_kind  unpack")
        pack.scans(str(pack.screen.target.get("tote", "TOTE-4")))
    else:
        ship = house.at("ship", "SHIP-1", "USR-2")
        ship.play("{last tracking_no}   blocked  start".replace("{last tracking_no}", pack.seen["tracking_no"]))
    house.change("1001", "release")
    if upto < 5:
        pack.scans("1001", "MUG", "CUP", "BOX-S", "{tracking_no}")
    house.at("ship", "SHIP-1", "USR-2").scans("{tracking_no}", "CMD-DONE")
    assert house.status("1001") == "shipped"


@pytest.mark.parametrize("upto", [0, 2, 4, 5])
def test_a_new_address_makes_an_old_label_void(house: Warehouse, upto: int) -> None:
    house.picked("1001", "TOTE-1", {"MUG": 1, "CUP": 1})
    pack = house.at("pack", "PACK-1")
    scans = ("TOTE-1", "MUG", "BOX-S", "CUP", "{tracking_no}")
    pack.scans(*scans[:upto])
    old = pack.seen.get("tracking_no", "")
    assert house.change("1001", "address", recipient="김철수", address1="서울시 중구")
    assert not house.change("1001", "address", recipient="김철수")
    if upto == 5:
        house.at("ship", "SHIP-1", "USR-2").play(f"{old}   wrong_parcel  start")
        pack.scans("1001")
    elif upto == 4:
        pack.play(f"{old}   wrong_parcel  label_back")
    else:
        pack.scans(*scans[upto:4])
    assert pack.screen.target["tracking_no"] != old
    pack.scans("{tracking_no}")
    house.at("ship", "SHIP-1", "USR-2").scans(pack.seen["tracking_no"], "CMD-DONE")
    assert house.status("1001") == "shipped"


def test_fewer_units_before_and_while_picking(house: Warehouse) -> None:
    house.order("1001", {"MUG": 6, "CUP": 2})
    house.allocate()
    house.change("1001", "quantity", "MUG", 5)
    pick = house.at("pick", "PICK-1")
    pick.scans("CART-1", "A-1", "MUG")
    pick.ask("enter_quantity", quantity=5)
    pick.scans("2", "TOTE-1")
    house.change("1001", "quantity", "MUG", 3)
    pick.play("""
        CMD-HELP  ok  enter_quantity  quantity=1
        1         ok  scan_tote
        TOTE-1    ok  scan_bin        location=A-3
        A-3       ok  scan_item
        CUP       ok  enter_quantity
        CUP       ok  scan_tote
        TOTE-1    ok  start
    """)
    assert house.on_hand("MUG", "TOTE-1") == 3


def test_fewer_units_than_picked_are_put_back(house: Warehouse) -> None:
    house.picked("1001", "TOTE-1", {"MUG": 3, "CUP": 1})
    house.change("1001", "quantity", "MUG", 1)
    pack = house.at("pack", "PACK-1")
    pack.play("""
        TOTE-1   ok             verify_item  quantity=1
        MUG      ok             verify_item  sku=CUP
        MUG      over_quantity  verify_item
        CUP      ok             scan_box
        BOX-S    ok             label_back
        {parcel}  ok            start
    """)
    assert (house.use("TOTE-1"), house.on_hand("MUG", "TOTE-1"), house.status("1001")) == ("putback", 2, "packed")
    house.at("putaway", "BACK-1").scans("TOTE-1", "MUG", "A-1")
    assert house.line("1001", "MUG") == {"ordered": 3, "cancelled": 2, "allocated": 1, "picked": 1, "packed": 1}


@pytest.mark.parametrize("quantity", [1, 4])
def test_another_quantity_at_the_bench_stops_the_parcel(house: Warehouse, quantity: int) -> None:
    house.picked("1001", "TOTE-1", {"MUG": 2, "CUP": 1})
    pack = house.at("pack", "PACK-1")
    pack.scans("TOTE-1", "MUG", "MUG")
    house.change("1001", "quantity", "MUG", quantity)
    pack.play("""
        CUP      wrong_kind  unpack  tote=TOTE-1
        TOTE-1   ok          start
    """)
    if quantity == 4:
        house.allocate()
        pick = house.at("pick", "PICK-1", "USR-2")
        pick.scans("1001", "A-1", "MUG", "MUG", "TOTE-1")
    pack.scans("TOTE-1", *["MUG"] * min(quantity, 2))
    if quantity == 4:
        pack.scans("2")
    pack.scans("CUP", "BOX-S", "{tracking_no}")
    assert house.status("1001") == "packed"


def test_a_line_taken_out_of_an_order(house: Warehouse) -> None:
    house.order("1001", {"MUG": 1, "CUP": 1})
    house.allocate()
    house.change("1001", "quantity", "MUG", 0)
    pick = house.at("pick", "PICK-1")
    pick.play("1001     ok  scan_bin  location=A-3")
    house.change("1001", "quantity", "CUP", 0)
    pick.play("A-3      wrong_kind  start")
    assert house.status("1001") == "cancelled"
