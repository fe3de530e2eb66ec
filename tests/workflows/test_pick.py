"""Pick: the walk past the bins, as transcripts."""

from __future__ import annotations

from tests.workflows.small import Warehouse


def test_a_cluster_into_totes(house: Warehouse) -> None:
    house.order("1001", {"MUG": 1, "TEA": 2})
    house.order("1002", {"MUG": 6, "CUP": 1})
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.ask("start", order="1001")
    pick.play("""
        CART-1    ok          scan_bin        location=A-1 quantity=7 cart=CART-1
        A-9       unknown_code  scan_bin
        A-2       wrong_bin   scan_bin        location=A-1
        A-1       ok          scan_item       sku=MUG
        TEA       wrong_item  scan_item
        MUG       ok          scan_tote       tote order=1001 quantity=1
        TOTE-1    ok          enter_quantity  order=1002 quantity=6
        6         ok          scan_tote       tote
        TOTE-1    wrong_tote  scan_tote
        TOTE-2    ok          scan_bin        location=A-2 quantity=2
        A-2       ok          scan_item
        TEA       ok          enter_quantity  tote=TOTE-1
        TEA       ok          scan_tote       tote=TOTE-1
        TOTE-2    wrong_tote  scan_tote
        TOTE-1    ok          scan_bin        location=A-3
        A-3       ok          scan_item
        8801000000036  ok     scan_tote       tote=TOTE-2
        TOTE-2    ok          start
    """)
    assert [house.status(no) for no in ("1001", "1002")] == ["picked", "picked"]
    assert (house.use("TOTE-1"), house.use("CART-1")) == ("pick", "")
    assert house.on_hand("MUG", "TOTE-2") == 6


def test_nothing_to_pick(house: Warehouse) -> None:
    pick = house.at("pick", "PICK-1")
    assert pick.screen.target == {}
    pick.play("""
        CART-1     nothing_to_do  start
        CMD-DONE   nothing_to_do  start
        TOTE-1     nothing_to_do  start
        MUG        wrong_kind     start
        nonsense   unknown_code   start
    """)


def test_single_item_orders_share_one_tote_that_is_scanned_once(house: Warehouse) -> None:
    for no in ("1001", "1002", "1003"):
        house.order(no, {"CUP": 1})
    house.order("1004", {"TEA": 2})
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.play("""
        CART-1    ok  scan_bin        location=A-2 quantity=2 order
        A-2       ok  scan_item
        TEA       ok  enter_quantity
        TEA       ok  scan_tote       tote
        TOTE-5    ok  scan_bin        location=A-3 quantity=3
        A-3       ok  scan_item
        CUP       ok  enter_quantity  quantity=3
        4         over_quantity  enter_quantity
        3         ok  start
    """)
    assert [house.status(n) for n in ("1001", "1002", "1003", "1004")] == ["picked"] * 4
    assert (house.use("TOTE-5"), house.on_hand("CUP", "TOTE-5")) == ("single", 3)


def test_an_order_picked_alone_without_a_cart(house: Warehouse) -> None:
    house.order("1001", {"MUG": 1})
    house.order("1002", {"MUG": 1})
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.play("""
        1002      ok            scan_bin   location=A-1 quantity=1 cart
        A-1       ok            scan_item  order=1002
        MUG       ok            scan_tote
        TOTE-1    ok            start      order=1001
        1002      already_done  start
        CMD-DONE  ok            scan_bin   cart
    """)


def test_part_of_what_is_wanted_into_the_tote_and_then_the_rest(house: Warehouse) -> None:
    house.order("1001", {"MUG": 6, "CUP": 1})
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.play("""
        CART-1    ok          scan_bin
        A-1       ok          scan_item       quantity=6
        MUG       ok          enter_quantity  quantity=6
        2         ok          enter_quantity  quantity=6
        TOTE-1    ok          enter_quantity  quantity=4 tote=TOTE-1
        TOTE-1    wrong_kind  enter_quantity
        MUG       ok          enter_quantity
        TOTE-1    ok          enter_quantity  quantity=3
        4         over_quantity  enter_quantity  quantity=3
        3         ok          scan_tote       quantity=3
        TOTE-1    ok          scan_bin        location=A-3
    """)
    assert (house.on_hand("MUG", "TOTE-1"), house.line("1001", "MUG")["picked"]) == (6, 6)


def test_hundreds_of_units_are_not_hundreds_of_scans(house: Warehouse) -> None:
    house.stock("C-1", "CUP", 900)
    house.order("1001", {"CUP": 600, "TEA": 1})
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.play("""
        CART-1    ok  scan_bin        location=C-1
        C-1       ok  scan_item
        CUP       ok  enter_quantity  quantity=600
        600       ok  scan_tote
        TOTE-1    ok  scan_bin        location=A-2
    """)
    assert house.on_hand("CUP", "TOTE-1") == 600


def test_a_case_barcode_counts_its_pack(house: Warehouse) -> None:
    house.order("1001", {"MUG": 25, "CUP": 1})
    house.order("1002", {"MUG": 10, "CUP": 1})
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.play("""
        CART-1          ok             scan_bin        location=A-1
        A-1             ok             scan_item       quantity=35
        18801000000019  ok             enter_quantity  quantity=25 order=1001
        18801000000019  ok             enter_quantity
        18801000000019  over_quantity  enter_quantity
        8801000000012   ok             scan_tote       quantity=25
        TOTE-1          ok             enter_quantity  quantity=10 order=1002
        18801000000019  over_quantity  enter_quantity
        10              ok             scan_tote
        TOTE-2          ok             scan_bin        location=A-3
    """)


def test_bad_quantities(house: Warehouse) -> None:
    house.order("1001", {"MUG": 6, "CUP": 1})
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.scans("CART-1", "A-1", "MUG")
    pick.play("""
        0         bad_quantity   enter_quantity
        00000     bad_quantity   enter_quantity
        99999     over_quantity  enter_quantity
        7         over_quantity  enter_quantity
        -1        unknown_code   enter_quantity
        123456    unknown_code   enter_quantity
        006       ok             scan_tote  quantity=6
    """)


def test_digits_that_are_a_product_wanted_here_are_that_product(house: Warehouse) -> None:
    house.product("12345")
    house.stock("A-1", "12345", 10)
    house.order("1001", {"12345": 2, "CUP": 1})
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.play("""
        CART-1    ok  scan_bin
        A-1       ok  scan_item       sku=12345
        12345     ok  enter_quantity
        12345     ok  scan_tote       quantity=2
    """)


def test_the_bin_is_scanned_once_for_several_products_in_it(house: Warehouse) -> None:
    house.stock("A-1", "TEA", 7, expiry="2030-01-01")
    house.order("1001", {"TEA": 1, "MUG": 1})
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.play("""
        CART-1    ok  scan_bin   location=A-1
        A-1       ok  scan_item
    """)
    pick.scans("{sku}", "TOTE-1")
    pick.ask("scan_item", location="A-1", sku="TEA", expiry="2030-01-01")
    pick.scans("{sku}", "TOTE-1")
    assert house.status("1001") == "picked"


def test_single_units_of_one_stop_need_one_item_scan(house: Warehouse) -> None:
    for no in ("1001", "1002", "1003"):
        house.order(no, {"MUG": 1, "CUP": 1})
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.play("""
        CART-1    ok          scan_bin   location=A-1
        A-1       ok          scan_item  quantity=3
        MUG       ok          scan_tote  order=1001
        TOTE-1    ok          scan_tote  order=1002 tote
        TOTE-1    wrong_tote  scan_tote
        TOTE-2    ok          scan_tote  order=1003
        TOTE-3    ok          scan_bin   location=A-3
        A-3       ok          scan_item
        CUP       ok          scan_tote  tote=TOTE-1
        TOTE-1    ok          scan_tote  tote=TOTE-2
        TOTE-2    ok          scan_tote  tote=TOTE-3
        TOTE-3    ok          start
    """)


def test_the_most_urgent_orders_first_and_only_their_cut_off(house: Warehouse) -> None:
    house.order("2001", {"MUG": 1, "CUP": 1}, hours=8)
    house.order("1001", {"MUG": 1, "TEA": 1}, hours=3)
    house.order("1002", {"CUP": 1, "TEA": 1}, hours=3)
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.ask("start", order="1001")
    pick.scan("CART-1")
    assert {line.order for line in pick.screen.lines} == {"1001", "1002"}
    assert house.status("2001") == "allocated"


def test_chilled_goods_are_walked_apart(house: Warehouse) -> None:
    house.product("ICE", temperature="frozen")
    house.place("F-1", temperature="frozen", aisle="F", bay="1")
    house.stock("F-1", "ICE", 5)
    house.order("1001", {"MUG": 1, "CUP": 1})
    house.order("1002", {"ICE": 2, "CUP": 1}, temperature="mixed")
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.scan("CART-1")
    assert {line.order for line in pick.screen.lines} == {"1001"}


def test_the_first_expiry_is_taken_and_an_expired_lot_never(house: Warehouse) -> None:
    house.product("MILK", expiry_tracked=True)
    house.stock("C-1", "MILK", 5, expiry="2099-05-01")
    house.stock("C-2", "MILK", 5, expiry="2098-05-01")
    house.stock("C-3", "MILK", 5, expiry="2020-05-01")
    house.stock("C-4", "MILK", 5, expiry="2097-05-01", grade="B")
    house.order("1001", {"MILK": 7, "CUP": 1})
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.scan("CART-1")
    assert {(line.location, line.total) for line in pick.screen.lines} == {("C-2", 5), ("C-1", 2), ("A-3", 1)}
