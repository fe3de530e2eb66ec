"""Pick: what a picker does when the bin, the goods or the tote are not as the books say."""

from __future__ import annotations

from tests.workflows.small import Warehouse
from warehouse_app.database.models import CountTask


def test_short_with_another_bin(house: Warehouse) -> None:
    house.order("1001", {"MUG": 20, "CUP": 1})
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.play("""
        CART-1     ok  scan_bin        location=A-1
        A-1        ok  scan_item
        MUG        ok  enter_quantity  quantity=20
        12         ok  enter_quantity
        TOTE-1     ok  enter_quantity  quantity=8
        CMD-SHORT  ok  scan_bin        location=A-3
        A-3        ok  scan_item
        CUP        ok  scan_tote       tote=TOTE-1
        TOTE-1     ok  scan_bin        location=B-1 quantity=8
        B-1        ok  scan_item
        MUG        ok  enter_quantity
        8          ok  scan_tote       tote=TOTE-1
        TOTE-1     ok  start
    """)
    assert house.status("1001") == "picked"
    assert house.line("1001", "MUG") == {"ordered": 20, "allocated": 20, "picked": 20}
    assert house.count(CountTask, reason="short", status="open") == 1


def test_short_with_no_other_bin_waits_or_goes_in_parts(house: Warehouse) -> None:
    house.order("1001", {"TEA": 3, "CUP": 1})
    house.order("1002", {"TEA": 2, "CUP": 1}, parts=True)
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.play("""
        CART-1     ok  scan_bin        location=A-2 quantity=5
        A-2        ok  scan_item
        TEA        ok  enter_quantity  order=1001
        2          ok  enter_quantity
        TOTE-1     ok  enter_quantity  quantity=1
        CMD-SHORT  ok  scan_bin        location=A-3
        A-3        ok  scan_item
        CUP        ok  scan_tote       tote=TOTE-1
        TOTE-1     ok  scan_tote       tote order=1002
        TOTE-2     ok  start
    """)
    assert (house.status("1001"), house.status("1002")) == ("waiting", "picked")
    assert house.line("1001", "TEA") == {"ordered": 3, "allocated": 2, "picked": 2}
    assert house.line("1002", "TEA") == {"ordered": 2}


def test_short_keeps_what_colleagues_hold(house: Warehouse) -> None:
    house.order("1001", {"TEA": 2, "CUP": 1}, hours=3)
    house.order("1002", {"TEA": 2, "CUP": 1}, hours=4)
    house.allocate()
    one, two = house.at("pick", "PICK-1", "USR-1"), house.at("pick", "PICK-2", "USR-2")
    one.scans("CART-1", "A-2", "TEA")
    two.scans("CART-2", "A-2", "TEA")
    one.play("""
        CMD-SHORT  ok  scan_bin  location=A-3
    """)
    two.play("""
        TEA        ok  scan_tote
        TOTE-1     ok  scan_bin  location=A-3
    """)
    assert house.line("1002", "TEA")["picked"] == 2


def test_a_bin_that_waits_for_its_count_is_not_tried_again(house: Warehouse) -> None:
    house.order("1001", {"MUG": 2, "CUP": 1})
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.play("""
        CART-1     ok  scan_bin   location=A-1
        CMD-EMPTY  ok  scan_bin   location=A-3
        CMD-SKIP   ok  scan_bin   location=B-1
        CMD-SHORT  ok  scan_bin   location=A-3
        CMD-SKIP   nothing_to_do  scan_bin  location=A-3
    """)
    assert house.count(CountTask, status="open") == 2


def test_everything_short_ends_the_batch_and_frees_the_cart(house: Warehouse) -> None:
    house.order("1001", {"TEA": 2})
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.play("""
        CART-1     ok  scan_bin   location=A-2
        CMD-SHORT  ok  start      order
    """)
    assert (house.status("1001"), house.use("CART-1")) == ("waiting", "")


def test_damaged_is_replaced_from_the_same_bin(house: Warehouse) -> None:
    house.order("1001", {"MUG": 2, "CUP": 1})
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.play("""
        CART-1       ok          scan_bin
        CMD-DAMAGED  wrong_kind  scan_bin
        A-1          ok          scan_item
        MUG          ok          enter_quantity
        CMD-DAMAGED  ok          scan_item       location=A-1 quantity=2
        MUG          ok          enter_quantity
        MUG          ok          scan_tote
        TOTE-1       ok          scan_bin        location=A-3
    """)
    assert (house.on_hand("MUG", "QUARANTINE"), house.on_hand("MUG", "A-1")) == (1, 97)


def test_the_last_unit_damaged_is_short(house: Warehouse) -> None:
    house.order("1001", {"TEA": 5, "CUP": 1})
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.play("""
        CART-1       ok  scan_bin        location=A-2
        A-2          ok  scan_item
        TEA          ok  enter_quantity  quantity=5
        CMD-DAMAGED  ok  scan_item       quantity=4
        TEA          ok  enter_quantity
        4            ok  scan_tote
        TOTE-1       ok  scan_bin        location=A-3
    """)
    assert house.line("1001", "TEA") == {"ordered": 5, "allocated": 4, "picked": 4}


def test_skipped_stops_return_at_the_end_in_skip_order(house: Warehouse) -> None:
    house.stock("B-2", "TEA", 3, lot="X")
    house.order("1001", {"MUG": 1, "TEA": 1, "CUP": 1})
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.play("""
        CART-1    ok             scan_bin  location=A-1
        CMD-SKIP  ok             scan_bin  location=A-2
        CMD-SKIP  ok             scan_bin  location=A-3
        A-3       ok             scan_item
        CUP       ok             scan_tote
        TOTE-1    ok             scan_bin  location=A-1
        CMD-SKIP  ok             scan_bin  location=A-2
        A-2       ok             scan_item
        TEA       ok             scan_tote
        TOTE-1    ok             scan_bin  location=A-1
        CMD-SKIP  nothing_to_do  scan_bin  location=A-1
        A-1       ok             scan_item
        MUG       ok             scan_tote
        TOTE-1    ok             start
    """)


def test_a_full_tote_is_followed_by_a_second_one(house: Warehouse) -> None:
    house.order("1001", {"MUG": 10, "CUP": 1})
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.play("""
        CART-1     ok          scan_bin
        A-1        ok          scan_item
        CMD-SPLIT  wrong_kind  scan_item
        MUG        ok          enter_quantity
        6          ok          enter_quantity
        TOTE-1     ok          enter_quantity  tote=TOTE-1
        CMD-SPLIT  ok          enter_quantity  tote
        4          ok          scan_tote       tote
        TOTE-1     wrong_tote  scan_tote
        TOTE-2     ok          scan_bin        location=A-3
        A-3        ok          scan_item
        CUP        ok          scan_tote       tote=TOTE-2
        TOTE-2     ok          start
    """)
    pack = house.at("pack", "PACK-1", "USR-2")
    pack.scans("TOTE-2", "CUP", "MUG", "9", "BOX-S", "{tracking_no}")
    assert (house.use("TOTE-1"), house.use("TOTE-2")) == ("", "")


def test_is_the_bin_empty_now(house: Warehouse) -> None:
    house.order("1001", {"TEA": 5, "CUP": 1, "MUG": 1})
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.scans("CART-1", "A-1", "MUG", "TOTE-1", "A-2", "TEA", "5", "TOTE-1")
    assert "CMD-YES" in pick.screen.commands and "CMD-NO" in pick.screen.commands
    pick.play("""
        CMD-NO   ok          scan_bin  location=A-3
        CMD-NO   wrong_kind  scan_bin
    """)
    assert house.count(CountTask, reason="not_empty") == 1
    pick.play("""
        CMD-UNDO  ok  scan_bin  location=A-3
        CMD-YES   ok  scan_bin
    """)
    assert house.count(CountTask) == 0


def test_the_empty_question_may_be_left_unanswered(house: Warehouse) -> None:
    house.order("1001", {"TEA": 5, "CUP": 1})
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.scans("CART-1", "A-2", "TEA", "5", "TOTE-1", "A-3")
    assert "CMD-YES" not in pick.screen.commands


def test_lots_are_shown_and_checked_where_several_lie(house: Warehouse) -> None:
    house.product("SOAP", lot_tracked=True)
    house.stock("C-1", "SOAP", 3, lot="L1")
    house.stock("C-1", "SOAP", 3, lot="L2")
    house.order("1001", {"SOAP": 4, "CUP": 1})
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.play("""
        CART-1    ok             scan_bin        location=C-1 lot=L1
        C-1       ok             scan_item       quantity=3
        SOAP      ok             scan_lot        lot=L1
        L2        wrong_lot      scan_lot
        L1        ok             enter_quantity
        3         ok             scan_tote
        TOTE-1    ok             scan_item       lot=L2 quantity=1
        SOAP      ok             scan_tote       lot=L2  # the only lot left in the bin
        TOTE-1    ok             scan_bin        location=A-3
    """)


def test_one_lot_alone_needs_no_lot_scan(house: Warehouse) -> None:
    house.product("SOAP", lot_tracked=True)
    house.stock("C-1", "SOAP", 3, lot="L1")
    house.order("1001", {"SOAP": 1, "CUP": 1})
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.play("""
        CART-1    ok  scan_bin   location=C-1 lot=L1
        C-1       ok  scan_item
        SOAP      ok  scan_tote  lot=L1
    """)


def test_a_gs1_code_says_product_and_lot_at_once(house: Warehouse) -> None:
    house.product("SOAP", {"8801000000999": 1}, lot_tracked=True)
    house.stock("C-1", "SOAP", 3, lot="L1")
    house.stock("C-1", "SOAP", 3, lot="L2")
    house.order("1001", {"SOAP": 1, "CUP": 1})
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.play("""
        CART-1                    ok         scan_bin   location=C-1 lot=L1
        C-1                       ok         scan_item
        (01)08801000000999(10)L2  wrong_lot  scan_item
        (01)08801000000999(10)L1  ok         scan_tote
    """)


def test_serial_numbers(house: Warehouse) -> None:
    house.product("CAM", {"8801000000982": 1}, serial_tracked=True)
    for serial in ("S1", "S2", "S3"):
        house.stock("C-1", "CAM", 1, serial=serial)
    house.order("1001", {"CAM": 2, "CUP": 1})
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.play("""
        CART-1                    ok          scan_bin     location=C-1 serial=S1
        C-1                       ok          scan_item
        CAM                       ok          scan_serial  serial=S1
        S3                        wrong_item  scan_serial
        S1                        ok          scan_tote
        TOTE-1                    ok          scan_item    serial=S2
        (01)08801000000982(21)S3  wrong_item  scan_item
        (01)08801000000982(21)S2  ok          scan_tote
        TOTE-1                    ok          scan_bin     location=A-3
    """)
