"""Waves (출고차수), total picking with sorting (총량피킹), and labels printed before picking (송장 선출력)."""

from __future__ import annotations

from datetime import time

from sqlalchemy import select

from tests.workflows.small import NOON, Warehouse
from tests.workflows.test_undo import back_and_forth
from warehouse_app.database.models import Parcel, table
from warehouse_app.labels_ahead import print_ahead
from warehouse_app.waves import Filter, release


def three_orders(house: Warehouse) -> None:
    house.order("1001", {"MUG": 2, "CUP": 1})
    house.order("1002", {"MUG": 1, "TEA": 1})
    house.order("1003", {"CUP": 2})
    house.allocate()


def test_a_released_wave_is_picked_first(house: Warehouse) -> None:
    house.order("1001", {"MUG": 1, "CUP": 1}, hours=1)
    house.order("1002", {"MUG": 1, "CUP": 1}, hours=9)
    house.order("1003", {"TEA": 1}, hours=9)
    house.allocate()
    released = release(house.database, Filter(single=False, client="MAIN"))
    assert released is not None
    assert released.orders == 2
    assert release(house.database, Filter(single=False)) is None
    pick = house.at("pick", "PICK-1")
    pick.scans("CART-1")
    assert {line.order for line in pick.screen.lines} <= {"1001", "1002"}


def test_waves_by_cut_off_and_temperature(house: Warehouse) -> None:
    house.database.clock = lambda: NOON  # 12:00 in Seoul
    house.order("1001", {"MUG": 1}, hours=2)
    house.order("1002", {"MUG": 1}, hours=5, temperature="frozen")
    house.order("1003", {"MUG": 1}, hours=5)
    house.allocate()
    found = [release(house.database, Filter(before=time(15))), release(house.database, Filter(temperature="frozen"))]
    assert [one.orders if one else 0 for one in found] == [1, 1]
    assert [one.no if one else 0 for one in found] == [1, 2]


def test_totals_are_picked_and_then_sorted_into_slots(house: Warehouse) -> None:
    three_orders(house)
    release(house.database, Filter(), total=True)
    pick = house.at("pick", "PICK-1")
    pick.play("""
        CART-1    ok             scan_bin        location=A-1 quantity=3 order
        A-1       ok             scan_item
        MUG       ok             enter_quantity  quantity=3
        3         ok             scan_tote       tote
        TOTE-1    ok             scan_bin        location=A-2
        A-2       ok             scan_item
        TEA       ok             scan_bin        location=A-3 quantity=3
        A-3       ok             scan_item
        CUP       ok             enter_quantity
        4         over_quantity  enter_quantity
        3         ok             sort_item
        GIFT      wrong_item     sort_item
        TEA       ok             sort_tote       order=1002 quantity=1 tote
        TOTE-1    wrong_tote     sort_tote       # the common one
        TOTE-2    ok             sort_item
        MUG       ok             sort_tote       order=1001 quantity=2
        TOTE-2    wrong_tote     sort_tote       # another order's
        TOTE-3    ok             sort_item
        MUG       ok             sort_tote       order=1002 quantity=1 tote=TOTE-2
        TOTE-3    wrong_tote     sort_tote
        TOTE-2    ok             sort_item
        CUP       ok             sort_tote       order=1001 tote=TOTE-3
        TOTE-3    ok             sort_item
        CUP       ok             sort_tote       order=1003 quantity=2
        TOTE-4    ok             start
    """)
    assert [house.status(no) for no in ("1001", "1002", "1003")] == ["picked"] * 3
    assert (house.use("TOTE-1"), house.use("TOTE-2"), house.use("CART-1")) == ("", "pick", "")
    pack = house.at("pack", "PACK-1", "USR-2")
    pack.scans("TOTE-2", "MUG", "TEA", "BOX-S", "{tracking_no}")
    pack.scans("TOTE-4", "CUP", "CUP", "BOX-S", "{tracking_no}")


def test_every_step_of_a_total_pick_can_be_taken_back(house: Warehouse) -> None:
    three_orders(house)
    release(house.database, Filter(), total=True)
    pick = house.at("pick", "PICK-1")
    back_and_forth(
        house, pick, "CART-1", "A-1", "MUG", "3", "TOTE-1", "A-2", "TEA", "A-3", "CUP", "3", "TEA", "TOTE-2", "MUG",
        "TOTE-3", "MUG", "TOTE-2", "CUP", "TOTE-3", "CUP", "TOTE-4",
    )  # fmt: skip


def test_an_order_cancelled_before_sorting_leaves_its_goods_in_the_common_tote(house: Warehouse) -> None:
    three_orders(house)
    release(house.database, Filter(), total=True)
    pick = house.at("pick", "PICK-1")
    pick.scans("CART-1", "A-1", "MUG", "3", "TOTE-1", "A-2", "TEA", "A-3", "CUP", "3")
    house.change("1001", "cancel")
    pick.play("""
        TEA       ok          sort_tote
        TOTE-2    ok          sort_item
        MUG       ok          sort_tote  order=1002
        TOTE-2    ok          sort_item
        MUG       wrong_item  sort_item
        CUP       ok          sort_tote  order=1003
        TOTE-4    ok          start
    """)
    assert house.use("TOTE-1") == "putback"
    house.at("putaway", "BACK-1").scans("TOTE-1", "MUG", "A-1", "CUP", "A-3")
    assert (house.use("TOTE-1"), house.on_hand("MUG", "A-1")) == ("", 99)


def test_a_total_pick_short_and_handed_over(house: Warehouse) -> None:
    three_orders(house)
    release(house.database, Filter(), total=True)
    pick = house.at("pick", "PICK-1")
    pick.play("""
        CART-1       ok  scan_bin        location=A-1
        A-1          ok  scan_item
        MUG          ok  enter_quantity
        3            ok  scan_tote
        TOTE-1       ok  scan_bin        location=A-2
        CMD-SHORT    ok  scan_bin        location=A-3
        CMD-LOGOUT   ok  login
        USR-2        ok  start
        CART-1       ok  scan_bin        location=A-3
        A-3          ok  scan_item
        CUP          ok  enter_quantity
        3            ok  sort_item
        MUG          ok  sort_tote
        CMD-LOGOUT   ok  login
        USR-1        ok  start
        TOTE-1       ok  sort_tote
        TOTE-2       ok  sort_item
    """)
    while pick.screen.step != "start":
        totes = {"1001": "TOTE-2", "1002": "TOTE-3", "1003": "TOTE-4"}
        pick.scans("{sku}" if pick.screen.step == "sort_item" else totes[str(pick.screen.target["order"])])
    assert [house.status(no) for no in ("1001", "1002", "1003")] == ["picked", "waiting", "picked"]


def test_a_label_printed_before_picking_opens_and_closes_its_order(house: Warehouse) -> None:
    house.client("MAIN", labels_before_picking=True)
    house.order("1001", {"MUG": 1, "CUP": 1})
    house.allocate()
    assert (print_ahead(house.database), print_ahead(house.database)) == (1, 0)
    (parcel,) = house.rows(select(table(Parcel)))
    pack = house.at("pack", "PACK-1", "USR-2")
    pack.play(f"{parcel.tracking_no}  wrong_tote  start")
    pick = house.at("pick", "PICK-1")
    pick.scans("1001", "A-1", "MUG", "TOTE-1", "A-3", "CUP", "TOTE-1")
    pack.play(f"""
        {parcel.tracking_no}  ok  verify_item  order=1001
        MUG                   ok  verify_item
        CUP                   ok  scan_box
        BOX-S                 ok  label_back   tracking_no={parcel.tracking_no}
        {parcel.tracking_no}  ok  start
    """)


def test_a_new_address_makes_a_label_printed_ahead_void(house: Warehouse) -> None:
    house.client("MAIN", labels_before_picking=True)
    house.order("1001", {"MUG": 1, "CUP": 1})
    house.allocate()
    print_ahead(house.database)
    (parcel,) = house.rows(select(table(Parcel)))
    house.change("1001", "address", recipient="김철수")
    house.at("pick", "PICK-1").scans("1001", "A-1", "MUG", "TOTE-1", "A-3", "CUP", "TOTE-1")
    pack = house.at("pack", "PACK-1", "USR-2")
    pack.play(f"""
        {parcel.tracking_no}  wrong_parcel  start
        TOTE-1                ok            verify_item
        MUG                   ok            verify_item
        CUP                   ok            scan_box
        BOX-S                 ok            label_back
    """)
    assert pack.screen.target["tracking_no"] != parcel.tracking_no
    pack.scans("{tracking_no}")


def test_a_cancelled_order_with_a_label_printed_ahead(house: Warehouse) -> None:
    house.client("MAIN", labels_before_picking=True)
    house.order("1001", {"MUG": 1, "CUP": 1})
    house.allocate()
    print_ahead(house.database)
    (parcel,) = house.rows(select(table(Parcel)))
    house.change("1001", "cancel")
    house.at("pack", "PACK-1").play(f"{parcel.tracking_no}  wrong_parcel  start")
    house.at("ship", "SHIP-1").play(f"{parcel.tracking_no}  blocked  start")
