"""Count: what really lies in a bin, and how the books follow."""

from __future__ import annotations

from sqlalchemy import select

from tests.workflows.small import Warehouse
from warehouse_app.database.models import Balance, CountTask, Move, Product, table


def test_a_bin_as_booked(house: Warehouse) -> None:
    count = house.at("count", "COUNT-1")
    assert (count.screen.step, count.screen.target) == ("start", {})
    count.play("""
        A-2            ok          count_item  location=A-2 sku quantity
        8801000000029  ok          count_item
        TEA            ok          count_item
        A-3            wrong_kind  count_item
        5              ok          count_item
        CMD-DONE       ok          start       location
    """)
    assert (house.on_hand("TEA", "A-2"), house.count(CountTask, status="done")) == (5, 1)
    assert house.count(Move, kind="count") == 0


def test_nothing_on_the_screen_tells_what_is_booked(house: Warehouse) -> None:
    count = house.at("count", "COUNT-1")
    count.scans("A-1")
    screen = count.screen.as_json("en")
    assert (screen["total"], screen["done"], screen["lines"]) == (0, 0, [])
    count.scans("18801000000019", "MUG")
    screen = count.screen.as_json("en")
    assert (screen["total"], screen["done"]) == (13, 13)
    assert [(line["sku"], line["done"], line["total"]) for line in screen["lines"]] == [("MUG", 13, 13)]
    assert "100" not in str(screen)


def test_a_small_difference_is_adjusted_at_once(house: Warehouse) -> None:
    count = house.at("count", "COUNT-1")
    count.play("""
        A-2       ok  count_item
        TEA       ok  count_item
        4         ok  count_item
        CMD-DONE  ok  start
        A-3       ok  count_item
        CUP       ok  count_item
        52        ok  count_item
        CMD-DONE  ok  start
    """)
    assert (house.on_hand("TEA", "A-2"), house.on_hand("CUP", "A-3")) == (4, 52)


def test_a_second_person_agrees(house: Warehouse) -> None:
    one, two = house.at("count", "COUNT-1", "USR-1"), house.at("count", "COUNT-2", "USR-2")
    one.play("""
        A-1       ok           count_item
        MUG       ok           count_item
        90        ok           count_item
        CMD-DONE  ok           start       location
        A-1       not_allowed  start
    """)
    assert house.on_hand("MUG", "A-1") == 100
    two.play("""
        CMD-HELP  ok  start       location=A-1
        A-1       ok  count_item
        MUG       ok  count_item
        90        ok  count_item
        CMD-DONE  ok  start       location
    """)
    assert house.on_hand("MUG", "A-1") == 90


def test_a_second_person_agrees_with_the_book(house: Warehouse) -> None:
    house.at("count", "COUNT-1").scans("A-1", "MUG", "90", "CMD-DONE")
    house.at("count", "COUNT-2", "USR-2").scans("A-1", "MUG", "100", "CMD-DONE")
    assert (house.on_hand("MUG", "A-1"), house.count(CountTask, status="done")) == (100, 1)


def test_two_who_do_not_agree_leave_it_to_a_supervisor(house: Warehouse) -> None:
    house.at("count", "COUNT-1").scans("A-1", "MUG", "90", "CMD-DONE")
    two = house.at("count", "COUNT-2", "USR-2")
    two.scans("A-1", "MUG", "95", "CMD-DONE")
    two.play("A-1  not_allowed  start")
    boss = house.at("count", "COUNT-3", "USR-S")
    boss.play("""
        CMD-HELP  ok  start    location=A-1
        A-1       ok  approve  location=A-1 sku=MUG
    """)
    assert [figure for _, figure in boss.screen.facts] == ["100", "90", "95"]
    assert boss.screen.expects[0] == "command" and boss.screen.commands[:2] == ("CMD-YES", "CMD-NO")
    boss.play("""
        CMD-YES  ok  start  location
    """)
    assert house.on_hand("MUG", "A-1") == 95


def test_beyond_the_limit_a_supervisor_approves_what_two_found(house: Warehouse) -> None:
    house.at("count", "COUNT-1").scans("A-1", "MUG", "60", "CMD-DONE")
    two, boss = house.at("count", "COUNT-2", "USR-2"), house.at("count", "COUNT-3", "USR-S")
    two.scans("A-1", "MUG", "60", "CMD-DONE")
    assert house.on_hand("MUG", "A-1") == 100
    boss.scans("A-1", "CMD-NO")  # a fresh count
    boss.ask("start", location="A-1")
    two.scans("A-1", "MUG", "100", "CMD-DONE")
    assert (house.on_hand("MUG", "A-1"), house.count(CountTask, status="done")) == (100, 1)


def test_two_supervisors_decide_once(house: Warehouse) -> None:
    for n, bin_ in enumerate(("A-1", "A-3")):
        house.at("count", f"COUNT-{n}").scans(bin_, "MUG" if n == 0 else "CUP", "10", "CMD-DONE")
        house.at("count", f"COUNT-{n}B", "USR-2").scans(bin_, "MUG" if n == 0 else "CUP", "10", "CMD-DONE")
    house.user("USR-T", "supervisor")
    one, two = house.at("count", "COUNT-3", "USR-S"), house.at("count", "COUNT-4", "USR-T")
    one.scans("A-1")
    two.scans("A-1")
    one.play("CMD-YES  ok          start  location=A-3")
    two.play("CMD-YES  wrong_kind  start  location=A-3")
    assert (house.on_hand("MUG", "A-1"), house.on_hand("CUP", "A-3")) == (10, 50)


def test_the_value_counts_too(house: Warehouse) -> None:
    house.set(Product, house.ids["product", "MAIN/TEA"], price=30_000_00)
    house.at("count", "COUNT-1").scans("A-2", "TEA", "4", "CMD-DONE")
    assert house.on_hand("TEA", "A-2") == 4
    house.at("count", "COUNT-1").scans("A-2", "TEA", "2", "CMD-DONE")
    assert house.on_hand("TEA", "A-2") == 4


def test_an_empty_bin_and_a_bin_that_should_be(house: Warehouse) -> None:
    house.place("C-1")
    house.stock("C-2", "CUP", 2)
    count = house.at("count", "COUNT-1")
    count.play("""
        C-1        ok       count_item
        CMD-DONE   confirm  count_item
        CMD-DONE   ok       start
        C-2        ok       count_item
        CUP        ok       count_item
        CMD-EMPTY  confirm  count_item
        CMD-EMPTY  ok       start
    """)
    assert house.on_hand("CUP", "C-2") == 0


def test_found_goods(house: Warehouse) -> None:
    count = house.at("count", "COUNT-1")
    count.play("""
        A-2        ok            count_item
        TEA        ok            count_item
        5          ok            count_item
        MUG        ok            count_item
        99         ok            count_item
        CMD-UNDO   ok            count_item
        NEVER-1    unknown_code  count_item
        CMD-DONE   ok            start
    """)
    assert (house.on_hand("TEA", "A-2"), house.on_hand("MUG", "A-2")) == (5, 1)


def test_back_leaves_a_count(house: Warehouse) -> None:
    count = house.at("count", "COUNT-1")
    count.scans("A-1", "MUG", "CMD-BACK")
    count.ask("start", location="")
    assert house.count(CountTask, status="void") == 1


def test_what_a_picker_reported_is_counted_first_and_can_be_sold_again(house: Warehouse) -> None:
    house.order("1001", {"TEA": 3})
    house.allocate()
    house.at("pick", "PICK-1").scans("CART-1", "A-2", "CMD-SHORT")
    house.allocate()
    assert house.status("1001") == "waiting"
    count = house.at("count", "COUNT-1")
    count.play("""
        CMD-HELP  ok          start       location=A-2 sku=TEA
        A-2       ok          count_item  location=A-2 sku=TEA
        MUG       wrong_item  count_item
        TEA       ok          count_item
        TEA       ok          count_item
        TEA       ok          count_item
        TEA       ok          count_item
        CMD-DONE  ok          start       location
    """)
    assert house.on_hand("TEA", "A-2") == 4
    house.allocate()
    assert house.status("1001") == "allocated"


def test_a_bin_that_should_be_empty(house: Warehouse) -> None:
    house.order("1001", {"TEA": 5, "CUP": 1})
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.scans("CART-1", "A-2", "TEA", "5", "TOTE-1", "CMD-NO")
    house.at("count", "COUNT-1", "USR-2").play("""
        CMD-HELP   ok  start       location=A-2 sku
        A-2        ok  count_item  location=A-2 sku
        TEA        ok  count_item
        CMD-DONE   ok  start       location
    """)
    assert house.on_hand("TEA", "A-2") == 1


def test_a_planned_count_does_not_stop_selling(house: Warehouse) -> None:
    house.add(CountTask, location_id=house.ids["location", "A-2"], reason="plan", doubt=False, at=house.now())
    house.order("1001", {"TEA": 3})
    house.allocate()
    assert house.status("1001") == "allocated"


def test_a_colleague_counts_it(house: Warehouse) -> None:
    one, two = house.at("count", "COUNT-1"), house.at("count", "COUNT-2", "USR-2")
    one.scans("A-1", "MUG")
    two.play("A-1  claimed  start")
    house.pass_time(minutes=11)
    two.play("""
        A-1       ok            count_item
        99        unknown_code  count_item   # digits need an item first
    """)
    one.play("MUG  wrong_kind  start")


def test_log_out_parks_a_count_at_the_same_step(house: Warehouse) -> None:
    count = house.at("count", "COUNT-1")
    count.scans("A-1", "MUG", "MUG", "CMD-LOGOUT", "USR-2")
    count.ask("start", location="A-1")
    count.scans("A-1")
    assert (count.screen.step, count.screen.done) == ("count_item", 2)


def test_goods_that_move_during_a_count_are_counted_again(house: Warehouse) -> None:
    house.order("1001", {"CUP": 2, "MUG": 1})
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.scans("CART-1", "A-1", "MUG", "TOTE-1", "A-3")
    count = house.at("count", "COUNT-1", "USR-2")
    count.scans("A-3", "CUP", "50")  # counted before the picker takes two
    pick.scans("CUP", "CUP", "TOTE-1")
    count.play("""
        CMD-DONE  ok       count_item  sku=CUP
        CMD-DONE  confirm  count_item
        CUP       ok       count_item
        48        ok       count_item
        CMD-DONE  ok       start
    """)
    assert (house.on_hand("CUP", "A-3"), house.count(Move, kind="count")) == (48, 0)


def test_promised_units_that_are_not_there(house: Warehouse) -> None:
    house.order("1001", {"TEA": 2}, hours=3)
    house.order("1002", {"TEA": 3}, hours=4)
    house.allocate()
    count = house.at("count", "COUNT-1")
    count.scans("A-2", "TEA", "3", "CMD-DONE")
    assert (house.status("1001"), house.status("1002")) == ("allocated", "waiting")
    assert house.line("1002", "TEA") == {"ordered": 3, "allocated": 1}
    house.stock("B-3", "TEA", 5)
    house.allocate()
    assert house.status("1002") == "allocated"
    count.play("CMD-UNDO  blocked  start")


def test_promised_units_of_a_batch_being_walked(house: Warehouse) -> None:
    house.order("1001", {"TEA": 2, "CUP": 1}, hours=3)
    house.order("1002", {"TEA": 2, "CUP": 1}, hours=3)
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.scans("CART-1", "A-2", "TEA", "TEA", "TOTE-1")
    house.at("count", "COUNT-1", "USR-2").scans("A-2", "TEA", "1", "CMD-DONE")
    assert (house.on_hand("TEA", "A-2"), house.on_hand("TEA", "TOTE-1")) == (1, 2)
    pick.play("2  over_quantity  enter_quantity  quantity=1")
    while pick.screen.step != "start":
        at = pick.screen.target
        pick.scans({"scan_bin": str(at.get("location")), "scan_item": str(at.get("sku")),
                    "enter_quantity": str(at.get("quantity")),
                    "scan_tote": "TOTE-1" if at.get("order") == "1001" else "TOTE-2"}[pick.screen.step])  # fmt: skip
    assert (house.status("1001"), house.status("1002")) == ("picked", "waiting")
    assert house.line("1002", "TEA") == {"ordered": 2, "allocated": 1, "picked": 1}


def test_a_batch_whose_only_stop_is_gone(house: Warehouse) -> None:
    house.order("1001", {"TEA": 2})
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.scans("CART-1", "A-2")
    house.at("count", "COUNT-1", "USR-2").scans("A-2", "CMD-EMPTY")
    house.at("count", "COUNT-2", "USR-3").scans("A-2", "CMD-EMPTY")
    assert (house.on_hand("TEA", "A-2"), house.status("1001")) == (0, "waiting")
    pick.play("CMD-HELP  ok  start")
    assert house.use("CART-1") == ""


def test_lots_serials_and_expiry(house: Warehouse) -> None:
    house.product("MILK", lot_tracked=True, expiry_tracked=True)
    house.stock("C-1", "MILK", 4, lot="L1", expiry="2027-01-31")
    house.product("CAM", serial_tracked=True)
    house.stock("C-2", "CAM", 1, serial="S1")
    house.stock("C-3", "CAM", 1, serial="S2")
    count = house.at("count", "COUNT-1")
    count.play("""
        C-1         ok                count_item   # one lot is booked: nothing is asked
        MILK        ok                count_item
        3           ok                count_item
        CMD-DONE    ok                start
        C-2         ok                count_item
        CAM         ok                scan_serial
        S2          ok                count_item   # booked next door: it comes from there
        CAM         ok                scan_serial
        S2          duplicate_serial  scan_serial
        S1          ok                count_item
        MILK        ok                scan_lot     # found goods
        L9          ok                scan_expiry
        tomorrow    bad_value         scan_expiry
        20270228    ok                count_item
        CMD-DONE    ok                start
    """)
    balance = table(Balance)
    milk = balance.c.product_id == house.ids["product", "MAIN/MILK"]
    found = select(balance.c.lot, balance.c.expiry, balance.c.on_hand).where(milk, balance.c.on_hand > 0)
    rows = house.rows(found.order_by(balance.c.lot))
    assert [tuple(r) for r in rows] == [("L1", "2027-01-31", 3), ("L9", "2027-02-28", 1)]
    assert (house.on_hand("CAM", "C-2"), house.on_hand("CAM", "C-3")) == (2, 0)


def test_two_lots_in_one_bin(house: Warehouse) -> None:
    house.product("MILK", {"8801234567893": 1}, lot_tracked=True, expiry_tracked=True)
    house.stock("C-1", "MILK", 4, lot="L1", expiry="2027-01-31")
    house.stock("C-1", "MILK", 4, lot="L2", expiry="2027-02-28")
    house.at("count", "COUNT-1").play("""
        C-1                                      ok  count_item
        MILK                                     ok  scan_lot
        L1                                       ok  count_item
        4                                        ok  count_item
        (01)08801234567893(17)270228(10)L2       ok  count_item
        3                                        ok  count_item
        CMD-DONE                                 ok  start
    """)
    assert house.on_hand("MILK", "C-1") == 7


def test_goods_that_nobody_can_tell_apart(house: Warehouse) -> None:
    house.stock("C-1", "CUP", 4, lot="OLD")
    house.stock("C-1", "CUP", 4, lot="NEW")
    house.at("count", "COUNT-1").scans("C-1", "CUP", "7", "CMD-DONE")
    assert house.on_hand("CUP", "C-1") == 7


def test_two_counts_of_the_same_do_not_adjust_twice(house: Warehouse) -> None:
    """A short pick is counted while the whole bin waits for a decision."""
    one, two, boss = (house.at("count", f"COUNT-{n}", f"USR-{n}") for n in ("1", "2", "S"))
    for badge in (one, two):
        badge.scans("A-1", "CMD-EMPTY")
    house.add(CountTask, location_id=house.ids["location", "A-1"], product_id=house.ids["product", "MAIN/MUG"],
              reason="short", at=house.now())  # fmt: skip
    for badge in (one, two):
        badge.scans("A-1", "CMD-EMPTY")
    assert house.count(CountTask, stage="approve") == 2
    boss.scans("A-1", "CMD-YES")
    assert house.on_hand("MUG", "A-1") == 0
    assert house.count(CountTask, status="open", stage="approve") == 0


def test_goods_sold_between_two_counts(house: Warehouse) -> None:
    """Two people agree when they find the same difference, whatever was taken in between."""
    house.at("count", "COUNT-1").scans("A-1", "MUG", "90", "CMD-DONE")
    house.order("1001", {"MUG": 4})
    house.allocate()  # from the other bin: this one is in doubt
    assert house.line("1001", "MUG") == {"ordered": 4, "allocated": 4}
    house.at("pick", "PICK-1", "USR-3").scans("CART-1", "B-1", "MUG", "4", "TOTE-1")
    house.set(CountTask, house.value(select(table(CountTask).c.id)), doubt=False)
    house.order("1002", {"MUG": 8})
    house.allocate()
    pick = house.at("pick", "PICK-1", "USR-3")
    pick.scans("CART-1", "A-1", "MUG", "8", "TOTE-2")
    house.set(CountTask, house.value(select(table(CountTask).c.id)), doubt=True)
    house.at("count", "COUNT-2", "USR-2").scans("A-1", "MUG", "82", "CMD-DONE")
    assert (house.on_hand("MUG", "A-1"), house.count(CountTask, status="done")) == (82, 1)
