"""Move: goods from bin to bin, a whole bin, out of a tote; promised goods and their orders; two at one bin."""

from __future__ import annotations

from sqlalchemy import func, select

from tests.workflows.small import Warehouse
from tests.workflows.statements import counting
from warehouse_app.database.models import Allocation, CountTask, Location, Move, table


def promised(house: Warehouse, order_no: str) -> list[tuple[str, int, bool]]:
    """(bin, units, whether in a batch) of an order's open allocations."""
    a, place = table(Allocation), table(Location)
    rows = house.rows(
        select(place.c.code, func.sum(a.c.quantity - a.c.picked), a.c.batch_id.is_not(None))
        .join_from(a, place, place.c.id == a.c.location_id)
        .where(a.c.order_id == house.ids["order", order_no], a.c.open)
        .group_by(place.c.code, a.c.batch_id.is_not(None))
        .order_by(place.c.code)
    )
    return [(code, int(units), bool(is_in_batch)) for code, units, is_in_batch in rows]


def test_units_from_bin_to_bin(house: Warehouse) -> None:
    house.place("C-1")
    move = house.at("move", "MOVE-1")
    assert (move.screen.target, move.screen.expects[:2]) == ({}, ("location", "tote"))
    move.play("""
        A-9             unknown_code   start
        TOTE-1          no_stock       start
        C-1             no_stock       start
        A-1             ok             scan_item  location=A-1
        CUP             wrong_item     scan_item
        MUG             ok             scan_bin   sku=MUG quantity=1
        8801000000012   ok             scan_bin   quantity=2
        18801000000019  ok             scan_bin   quantity=14  # a case of twelve
        7               ok             scan_bin   quantity=7
        101             over_quantity  scan_bin   quantity=7
        CUP             wrong_item     scan_bin
        A-1             wrong_bin      scan_bin
        C-1             ok             scan_item  location=A-1
        MUG             ok             scan_bin   quantity=1
        CMD-BACK        ok             start
    """)
    assert (house.on_hand("MUG", "A-1"), house.on_hand("MUG", "C-1")) == (93, 7)
    assert house.count(Move, kind="move") == 1


def test_nothing_is_booked_before_the_bin_is_scanned(house: Warehouse) -> None:
    house.place("C-1")
    move = house.at("move", "MOVE-1")
    move.scans("A-1", "MUG", "50")
    assert house.on_hand("MUG", "A-1") == 100 and house.count(Move, kind="move") == 0


def test_everything_of_a_bin(house: Warehouse) -> None:
    house.place("C-1")
    house.stock("A-3", "TEA", 4)
    move = house.at("move", "MOVE-1")
    move.play("""
        A-3       ok       scan_item
        A-3       wrong_bin  scan_item
        C-1       confirm  scan_item
        CMD-HELP  ok       scan_item
        C-1       confirm  scan_item
        C-1       ok       start
    """)
    assert [house.on_hand(sku, "C-1") for sku in ("CUP", "TEA")] == [50, 4]
    move.play("CMD-UNDO  ok  scan_item  location=A-3")
    assert [house.on_hand(sku, "A-3") for sku in ("CUP", "TEA")] == [50, 4]


def test_the_last_unit_leaves_the_bin(house: Warehouse) -> None:
    house.place("C-1")
    house.at("move", "MOVE-1").play("""
        A-2       ok  scan_item
        TEA       ok  scan_bin
        5         ok  scan_bin
        C-1       ok  start
        CMD-UNDO  ok  scan_bin   quantity=5
        CMD-UNDO  ok  scan_bin   quantity=1
        CMD-UNDO  ok  scan_item
        CMD-UNDO  ok  start
        CMD-UNDO  nothing_to_do  start
    """)
    assert house.on_hand("TEA", "A-2") == 5


def test_bins_that_refuse(house: Warehouse) -> None:
    house.place("C-1", temperature="frozen")
    house.place("C-2", capacity_units=10)
    house.place("C-4", "staging")
    house.product("OTHER", client="B")
    house.stock("C-3", "OTHER", 1, client="B")
    house.place("C-5")
    house.add(CountTask, location_id=house.ids["location", "C-5"], reason="asked", at=house.now())
    move = house.at("move", "MOVE-1")
    move.play("""
        C-4   wrong_bin      start
        A-1   ok             scan_item
        MUG   ok             scan_bin
        12    ok             scan_bin
        C-1   wrong_bin      scan_bin
        C-2   over_quantity  scan_bin
        C-3   wrong_bin      scan_bin
        C-4   wrong_bin      scan_bin
        C-5   wrong_bin      scan_bin
        10    ok             scan_bin
        C-2   ok             scan_item
        C-2   wrong_bin      scan_item
    """)
    assert house.on_hand("MUG", "C-2") == 10


def test_all_that_goes_to_one_bin_must_fit_together(house: Warehouse) -> None:
    house.place("C-1", capacity_units=52)
    house.stock("A-3", "TEA", 4)
    house.at("move", "MOVE-1").play("""
        A-3  ok             scan_item
        C-1  over_quantity  scan_item
        CUP  ok             scan_bin
        50   ok             scan_bin
        C-1  ok             scan_item
        TEA  ok             scan_bin
        3    ok             scan_bin
        C-1  over_quantity  scan_bin
        2    ok             scan_bin
        C-1  ok             scan_item
    """)


def test_lots(house: Warehouse) -> None:
    """The first to expire goes, or the lot that the barcode says."""
    house.product("MILK", {"8801234567893": 1}, lot_tracked=True, expiry_tracked=True)
    house.place("D-1", mixed_lots=True)
    house.place("D-2")
    house.stock("D-1", "MILK", 4, lot="L2", expiry="2027-02-28")
    house.stock("D-1", "MILK", 3, lot="L1", expiry="2027-01-31")
    move = house.at("move", "MOVE-1")
    move.play("""
        D-1                                 ok             scan_item
        MILK                                ok             scan_bin   lot=L1
        2                                   ok             scan_bin   quantity=2
        D-2                                 ok             scan_item
        (01)08801234567893(17)270228(10)L2  ok             scan_bin   lot=L2
        MILK                                ok             scan_bin   lot=L2 quantity=2
        5                                   over_quantity  scan_bin
        D-2                                 wrong_bin      scan_bin   # another lot lies there
        (01)08801234567893(10)L1            wrong_lot      scan_bin
        (01)08801234567893(10)L9            wrong_lot      scan_bin
        CMD-BACK                            ok             start
        D-1                                 ok             scan_item
        MILK                                ok             scan_bin   lot=L1
        2                                   ok             scan_bin   quantity=2
        D-2                                 wrong_bin      scan_bin   # the second one is of the other lot
    """)
    assert house.on_hand("MILK", "D-2") == 2


def test_serial_numbers(house: Warehouse) -> None:
    house.product("CAM", {"8801234567893": 1}, serial_tracked=True)
    for serial in ("S1", "S2", "S3"):
        house.stock("D-1", "CAM", 1, serial=serial)
    house.place("D-2")
    move = house.at("move", "MOVE-1")
    move.play("""
        D-1                       ok                scan_item
        CAM                       ok                scan_serial  serial=S1 quantity=1
        S9                        wrong_item        scan_serial
        S2                        ok                scan_bin     quantity=1
        7                         unknown_code      scan_bin
        (01)08801234567893(21)S2  duplicate_serial  scan_bin
        (01)08801234567893(21)S3  ok                scan_bin     quantity=2
        CAM                       ok                scan_serial  serial=S1
        CMD-BACK                  ok                scan_bin     quantity=2
        D-2                       ok                scan_item
        CMD-UNDO                  ok                scan_bin     quantity=2
        D-2                       ok                scan_item
    """)
    assert (house.on_hand("CAM", "D-1"), house.on_hand("CAM", "D-2")) == (1, 2)


def test_out_of_a_tote_and_the_receiving_place(house: Warehouse) -> None:
    house.user("USR-R", "receiver")
    house.asn("R-1", {"MUG": 4, "TEA": 2, "CUP": 3})
    receive = house.at("receive", "DOCK-1", "USR-R")
    receive.scans("R-1", "MUG", "MUG", "TOTE-1", "TEA", "CUP", "CMD-BACK")
    house.place("C-1")
    house.at("move", "MOVE-1", "USR-R").play("""
        TOTE-1     ok  scan_item  tote=TOTE-1 location
        TEA        ok  scan_bin   quantity=1
        C-1        ok  scan_item
        C-1        confirm  scan_item
        C-1        ok  start
        CMD-UNDO   ok  scan_item  tote=TOTE-1
        CMD-BACK   ok  start
        RECEIVING  ok  scan_item  location=RECEIVING
        MUG        ok  scan_bin
        A-1        ok  scan_item
    """)
    assert (house.on_hand("TEA", "C-1"), house.on_hand("CUP", "TOTE-1"), house.use("TOTE-1")) == (1, 1, "received")
    house.at("move", "MOVE-2", "USR-R").scans("TOTE-1", "CUP", "C-1")
    assert house.use("TOTE-1") == ""


def test_a_tote_with_an_order_is_not_emptied(house: Warehouse) -> None:
    house.picked("1001", "TOTE-1", {"MUG": 1, "CUP": 1})
    house.at("move", "MOVE-1").play("TOTE-1  wrong_tote  start")


def test_a_tote_at_which_a_colleague_is(house: Warehouse) -> None:
    house.user("USR-R", "receiver")
    house.asn("R-1", {"MUG": 4})
    house.at("receive", "DOCK-1", "USR-R").scans("R-1", "TOTE-1", "MUG")
    house.at("move", "MOVE-1").play("TOTE-1  claimed  start")
    house.pass_time(minutes=11)
    house.at("move", "MOVE-1").play("TOTE-1  ok  scan_item")


def test_free_units_go_first_and_promised_ones_take_their_orders_along(house: Warehouse) -> None:
    house.place("C-1")
    house.order("1001", {"CUP": 10}, hours=3)
    house.order("1002", {"CUP": 20}, hours=4)
    house.allocate()
    move = house.at("move", "MOVE-1")
    move.scans("A-3", "CUP", "20", "C-1")
    assert (promised(house, "1001"), promised(house, "1002")) == ([("A-3", 10, False)], [("A-3", 20, False)])
    move.scans("CUP", "15", "C-1")
    assert promised(house, "1001") == [("C-1", 10, False)]
    assert promised(house, "1002") == [("A-3", 15, False), ("C-1", 5, False)]
    move.play("CMD-UNDO  ok  scan_bin  quantity=15")
    assert (promised(house, "1001"), promised(house, "1002")) == ([("A-3", 10, False)], [("A-3", 20, False)])
    move.scans("C-1")
    move.play("""
        C-1  confirm  scan_item
        C-1  ok       start
    """)
    assert (promised(house, "1001"), promised(house, "1002")) == ([("C-1", 10, False)], [("C-1", 20, False)])

    pick = house.at("pick", "PICK-1", "USR-2")
    pick.scans("1002", "C-1")
    pick.ask("scan_item", sku="CUP")


def test_what_goes_along_cannot_be_taken_back_once_somebody_picks_it(house: Warehouse) -> None:
    house.place("C-1")
    house.order("1001", {"CUP": 30})
    house.order("1002", {"CUP": 20}, hours=6)
    house.allocate()
    move = house.at("move", "MOVE-1")
    move.scans("A-3", "CUP", "25", "C-1")
    assert promised(house, "1001") == [("A-3", 5, False), ("C-1", 25, False)]
    pick = house.at("pick", "PICK-1", "USR-2")
    pick.scans("1001")
    move.play("CMD-UNDO  blocked  scan_item")
    pick.scans("CMD-UNDO")
    move.play("CMD-UNDO  ok  scan_bin")
    assert promised(house, "1001") == [("A-3", 30, False)]


def test_units_of_a_batch_being_walked_stay(house: Warehouse) -> None:
    house.place("C-1")
    house.order("1001", {"CUP": 10}, hours=3)
    house.order("1002", {"CUP": 20}, hours=4)
    house.allocate()
    house.at("pick", "PICK-1", "USR-2").scans("1001")
    house.at("move", "MOVE-1").play("""
        A-3  ok       scan_item
        C-1  confirm  scan_item
        C-1  blocked  scan_item
        CUP  ok       scan_bin
        41   ok       scan_bin
        C-1  blocked  scan_bin   quantity=41
        40   ok       scan_bin
        C-1  ok       scan_item
    """)
    assert (promised(house, "1001"), promised(house, "1002")) == ([("A-3", 10, True)], [("C-1", 20, False)])


def test_two_at_one_bin(house: Warehouse) -> None:
    house.place("C-1")
    one, two = house.at("move", "MOVE-1", "USR-1"), house.at("move", "MOVE-2", "USR-2")
    one.scans("A-2", "TEA", "4")
    two.scans("A-2", "TEA", "3")
    two.scans("C-1")
    one.play("""
        C-1  no_stock  scan_bin  quantity=4
        2    ok        scan_bin
        C-1  ok        start
    """)
    two.play("CMD-HELP  ok  start")
    assert (house.on_hand("TEA", "A-2"), house.on_hand("TEA", "C-1")) == (0, 5)


def test_somebody_took_all_of_it(house: Warehouse) -> None:
    one, two = house.at("move", "MOVE-1", "USR-1"), house.at("move", "MOVE-2", "USR-2")
    one.scans("A-2", "TEA", "4")
    house.place("C-1")
    two.scans("A-2", "TEA", "5", "C-1")
    one.play("CMD-HELP  ok  start")


def test_a_log_out_leaves_everything_as_it_was(house: Warehouse) -> None:
    move = house.at("move", "MOVE-1")
    move.play("""
        A-1         ok  scan_item
        MUG         ok  scan_bin
        CMD-LOGOUT  ok  login
        USR-2       ok  start
    """)
    assert house.on_hand("MUG", "A-1") == 100


def test_few_statements_whatever_lies_in_the_bin(house: Warehouse) -> None:
    house.place("C-1")
    house.place("C-2")
    with house.together():
        for n in range(40):
            house.product(f"P{n:02}")
            house.stock("D-1", f"P{n:02}", 9)
    for n in range(12):
        house.order(f"20{n:02}", {f"P{n:02}": 2, "CUP": 2})
    house.allocate()
    move = house.at("move", "MOVE-1")
    counts: dict[str, int] = {}
    script = """open A-3, item CUP, more CUP, digits 5, bin C-1, item CUP, digits 35, promised C-1, undo CMD-UNDO,
        back CMD-BACK, open D-1, ask C-2, everything C-2, undo CMD-UNDO"""
    for name, scan in (line.split() for line in script.split(",")):
        with counting(house.database) as count:
            move.scan(scan)
        assert move.code == ("confirm" if name == "ask" else "ok")
        counts[name] = max(counts.get(name, 0), count.number)
    assert all(counts[name] <= 14 for name in ("item", "more", "digits", "bin")), counts
    assert max(counts.values()) <= 24, counts
