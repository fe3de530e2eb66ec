"""Pack: damaged and missing units, unpacking, codes with several meanings, numbers that run out."""

from __future__ import annotations

from sqlalchemy import select, update

from tests.workflows.small import Warehouse
from warehouse_app.database.models import CountTask, NumberRange, Parcel, table


def test_damaged_at_the_bench_is_picked_again_by_somebody_else(house: Warehouse) -> None:
    house.picked("1001", "TOTE-1", {"MUG": 2, "CUP": 1})
    pack = house.at("pack", "PACK-1")
    pack.play("""
        TOTE-1       ok          verify_item
        MUG          ok          verify_item
        CMD-DAMAGED  ok          start        order
        TOTE-1       wrong_tote  start        # still being picked
    """)
    assert (house.use("TOTE-1"), house.on_hand("MUG", "QUARANTINE"), house.on_hand("MUG", "TOTE-1")) == ("hold", 1, 1)
    pick = house.at("pick", "PICK-1", "USR-2")
    pick.play("""
        CART-1    ok  scan_bin   order=1001 location=A-1 quantity=1
        A-1       ok  scan_item
        MUG       ok  scan_tote  tote=TOTE-1  # it stands on the hold shelf
        TOTE-1    ok  start
    """)
    pack.play("""
        TOTE-1         ok  verify_item  order=1001
        MUG            ok  verify_item
        MUG            ok  verify_item
        CUP            ok  scan_box
        BOX-S          ok  label_back
        {tracking_no}  ok  start
    """)
    assert (house.use("TOTE-1"), house.status("1001")) == ("", "packed")


def test_short_at_the_bench_opens_a_count_and_waits_for_stock(house: Warehouse) -> None:
    house.picked("1001", "TOTE-1", {"TEA": 5, "CUP": 1})
    pack = house.at("pack", "PACK-1")
    pack.play("""
        TOTE-1     ok        verify_item  sku=TEA
        TEA        ok        verify_item
        3          ok        verify_item  quantity=1
        CMD-SHORT  ok        start
        TOTE-1     no_stock  start
    """)
    assert (house.status("1001"), house.count(CountTask, reason="short")) == ("waiting", 1)
    assert house.line("1001", "TEA") == {"ordered": 5, "allocated": 4, "picked": 4}
    house.stock("C-1", "TEA", 10)
    house.allocate()
    pick = house.at("pick", "PICK-1", "USR-2")
    pick.play("""
        CART-1    ok  scan_bin   location=C-1 quantity=1
        C-1       ok  scan_item
        TEA       ok  scan_tote  tote=TOTE-1
        TOTE-1    ok  start
    """)
    pack.scans("TOTE-1", "CUP", "TEA", "4", "BOX-S", "{tracking_no}")


def test_short_of_an_order_that_goes_in_parts_goes_on(house: Warehouse) -> None:
    house.picked("1001", "TOTE-1", {"TEA": 5, "CUP": 1}, parts=True)
    pack = house.at("pack", "PACK-1")
    pack.play("""
        TOTE-1     ok  verify_item  sku=TEA
        CMD-SHORT  ok  start
        TOTE-1     ok  verify_item  sku=CUP
        CUP        ok  scan_box
        BOX-S      ok  label_back
        {parcel}   ok  start
    """)
    ship = house.at("ship", "SHIP-1")
    ship.scans("{tracking_no}", "CMD-DONE")
    assert house.status("1001") == "part_shipped"


def test_the_hold_shelf_has_numbers(house: Warehouse) -> None:
    house.picked("1001", "TOTE-1", {"MUG": 1, "CUP": 1})
    house.picked("1002", "TOTE-2", {"MUG": 1, "CUP": 1})
    pack = house.at("pack", "PACK-1")
    pack.scans("TOTE-1", "CMD-DAMAGED", "TOTE-2", "CMD-DAMAGED")
    assert "shelf 1" in "".join(pack.said) and "shelf 2" in "".join(pack.said)


def test_damaged_of_a_single_item_tote(house: Warehouse) -> None:
    for no in ("1001", "1002"):
        house.order(no, {"CUP": 1})
    house.allocate()
    house.at("pick", "PICK-1").scans("CART-1", "A-3", "CUP", "2", "TOTE-5")
    pack = house.at("pack", "PACK-1", "USR-2")
    pack.play("""
        TOTE-5       ok  next_item
        CUP          ok  scan_box   order=1001
        CMD-UNDO     ok  next_item
        CUP          ok  scan_box
        BOX-S        ok  label_back
        {parcel}     ok  next_item
        1002         ok  verify_item
        CMD-DAMAGED  ok  start      order
    """)
    assert house.status("1002") == "allocated"
    pick = house.at("pick", "PICK-1", "USR-2")
    pick.scans("CART-1", "A-3", "CUP", "TOTE-6")
    pack.scans("TOTE-6", "CUP", "BOX-S", "{tracking_no}")
    assert (house.use("TOTE-5"), house.use("TOTE-6")) == ("", "")


def test_a_closed_parcel_is_unpacked(house: Warehouse) -> None:
    house.stock("C-1", "BOX-S", 5)
    house.insert_rule("GIFT")
    house.picked("1001", "TOTE-1", {"MUG": 1, "CUP": 1})
    pack = house.at("pack", "PACK-1")
    pack.scans("TOTE-1", "MUG", "CUP", "GIFT", "BOX-S", "{tracking_no}")
    house.picked("1002", "TOTE-3", {"MUG": 1, "CUP": 1})
    number = pack.seen["tracking_no"]
    pack.play(f"""
        {number}  confirm       start
        {number}  ok            unpack
        TOTE-3    wrong_tote    unpack   # another order's
        MUG       wrong_kind    unpack
        TOTE-2    ok            start    order=1001 tote=TOTE-2
        {number}  wrong_parcel  start
        TOTE-2    ok            verify_item
        MUG       ok            verify_item
        CUP       ok            verify_insert
        GIFT      ok            scan_box
        BOX-L     ok            label_back
        {{tracking_no}}  ok     start
    """)
    assert (house.on_hand("BOX-S", "C-1"), house.use("TOTE-2")) == (5, "")
    statuses = sorted(p.status for p in house.rows(select(table(Parcel))))
    assert statuses == ["packed", "void"]


def test_confirm_is_asked_twice_and_any_other_scan_cancels_it(house: Warehouse) -> None:
    house.picked("1001", "TOTE-1", {"MUG": 1, "CUP": 1})
    pack = house.at("pack", "PACK-1")
    pack.scans("TOTE-1", "MUG", "CUP", "BOX-S", "{tracking_no}")
    number, sscc = pack.seen["tracking_no"], pack.seen["parcel"]
    pack.play(f"""
        {number}  confirm     start
        TOTE-2    wrong_tote  start
        {number}  confirm     start
        {sscc}    confirm     start  # another code of the same parcel is another scan
        {sscc}    ok          unpack
    """)


def test_a_barcode_of_two_clients(house: Warehouse) -> None:
    house.product("POT", {"8800000000004": 1}, client="ONE")
    house.product("PAN", {"8800000000004": 1}, client="TWO")
    house.stock("C-1", "POT", 5, client="ONE")
    house.stock("C-2", "PAN", 5, client="TWO")
    house.picked("1001", "TOTE-1", {"POT": 1}, client="ONE")
    house.picked("1002", "TOTE-2", {"PAN": 2}, client="TWO")
    pack = house.at("pack", "PACK-1")
    pack.play("8800000000004  ambiguous  start")
    assert [c.code for c in pack.screen.choices] == ["CHOICE-1", "CHOICE-2"]
    pan = next(c.code for c in pack.screen.choices if "TWO" in str(c.text.values))
    pack.play(f"""
        {pan}          ok          verify_item  order=1002 sku=PAN quantity=1
        8800000000004  ok          label_back   # here it can only be the one
    """)


def test_an_order_number_of_two_channels(house: Warehouse) -> None:
    house.picked("1001", "TOTE-1", {"MUG": 1, "CUP": 1})
    house.code("1001", "order", house.order("1001-b", {"MUG": 1}, channel="mall"))
    pack = house.at("pack", "PACK-1")
    pack.play("1001      ambiguous     start")
    first = pack.screen.choices
    assert len(first) == 2
    pack.play("""
        CHOICE-3  bad_value     start
        1001      ambiguous     start
    """)
    mine = next(c.code for c in pack.screen.choices if "shop" in str(c.text.values))
    pack.play(f"{mine}  ok  verify_item  order=1001")


def test_a_choice_is_offered_again_after_a_restart(house: Warehouse) -> None:
    house.product("POT", {"8800000000004": 1}, client="ONE")
    house.product("PAN", {"8800000000004": 1}, client="TWO")
    pack = house.at("pack", "PACK-1")
    pack.scan("8800000000004")
    again = house.at("pack", "PACK-1", None)
    assert [c.code for c in again.screen.choices] == ["CHOICE-1", "CHOICE-2"]


def test_no_tracking_numbers_left(house: Warehouse) -> None:
    house.picked("1001", "TOTE-1", {"MUG": 1, "CUP": 1})
    ranges = table(NumberRange)
    with house.database.write() as connection:
        connection.execute(update(ranges).where(ranges.c.kind == "tracking_no").values(next=5, last=4))
    pack = house.at("pack", "PACK-1")
    pack.play("""
        TOTE-1    ok          verify_item
        MUG       ok          verify_item
        CUP       ok          scan_box
        BOX-S     no_numbers  scan_box
    """)
    with house.database.write() as connection:
        connection.execute(update(ranges).where(ranges.c.kind == "tracking_no").values(next=5, last=9))
    pack.play("BOX-S     ok          label_back")
