"""Gifts at the packing bench: rules, stock and what the packer does without; as transcripts."""

from __future__ import annotations

from sqlalchemy import select

from tests.workflows.small import Warehouse
from warehouse_app.database.models import Order, ParcelLine, Person, table


def gifts(house: Warehouse) -> list[tuple[str, int, int, str]]:
    """(rule, quantity, verified, outcome) of every insert line."""
    line = table(ParcelLine)
    rows = house.rows(select(line).where(line.c.kind == "insert").order_by(line.c.line_no, line.c.id))
    return [(row.rule, row.quantity, row.verified, row.outcome) for row in rows]


def test_a_gift_out_of_stock_is_left_out_and_recorded(house: Warehouse) -> None:
    house.insert_rule("GIFT", at_zero="skip")
    house.picked("1001", "TOTE-1", {"MUG": 1})
    house.at("pack", "PACK-1").scans("TOTE-1", "MUG", "BOX-S", "{tracking_no}")
    assert gifts(house) == [("GIFT", 0, 0, "skip")]


def test_another_gift_is_taken_instead(house: Warehouse) -> None:
    house.product("MINI", kind="insert")
    house.stock("A-7", "MINI", 3)
    house.insert_rule("GIFT", code="WINTER", at_zero="substitute", substitute="MINI")
    house.picked("1001", "TOTE-1", {"MUG": 1})
    house.at("pack", "PACK-1").play("""
        TOTE-1    ok            verify_item
        MUG       ok            verify_insert  sku=MINI
        GIFT      wrong_insert  verify_insert
        MINI      ok            scan_box
    """)
    assert gifts(house) == [("WINTER", 1, 1, "substitute")]
    assert house.on_hand("MINI", "A-7") == 2


def test_the_last_gift_is_promised_once(house: Warehouse) -> None:
    house.stock("A-7", "GIFT", 1)
    house.insert_rule("GIFT", at_zero="skip")
    house.picked("1001", "TOTE-1", {"MUG": 1})
    house.picked("1002", "TOTE-2", {"CUP": 1})
    first, second = house.at("pack", "PACK-1"), house.at("pack", "PACK-2", "USR-2")
    first.scans("TOTE-1", "MUG")
    second.scans("TOTE-2", "CUP")
    first.ask("verify_insert", sku="GIFT")
    second.ask("scan_box")


def test_a_gift_that_must_not_be_missing_keeps_the_parcel(house: Warehouse) -> None:
    house.insert_rule("GIFT", at_zero="block")
    house.picked("1001", "TOTE-1", {"MUG": 1})
    house.at("pack", "PACK-1").play("""
        TOTE-1     ok        verify_item
        MUG        ok        verify_insert  sku=GIFT
        CMD-SHORT  no_stock  verify_insert
        GIFT       ok        scan_box       # one was found after all
        CMD-UNDO   ok        verify_insert
        CMD-HOLD   ok        start
    """)
    assert gifts(house) == [("GIFT", 1, 0, "block")]


def test_a_gift_that_the_books_have_and_the_bench_has_not(house: Warehouse) -> None:
    house.product("MINI", kind="insert")
    house.stock("A-7", "GIFT", 5)
    house.stock("A-8", "MINI", 5)
    house.insert_rule("GIFT", at_zero="substitute", substitute="MINI")
    house.picked("1001", "TOTE-1", {"MUG": 1})
    pack = house.at("pack", "PACK-1")
    pack.play("""
        TOTE-1     ok        verify_item
        MUG        ok        verify_insert  sku=GIFT
        CMD-SHORT  ok        verify_insert  sku=MINI
        CMD-UNDO   ok        verify_insert  sku=GIFT
        CMD-SHORT  ok        verify_insert  sku=MINI
        CMD-SHORT  no_stock  verify_insert
        MINI       ok        scan_box
    """)
    assert sorted(gifts(house)) == [("GIFT", 0, 0, "skip"), ("GIFT", 1, 1, "substitute")]


def test_once_for_each_customer_and_only_with_the_first_order(house: Warehouse) -> None:
    house.product("MINI", kind="insert")
    house.insert_rule("GIFT", per_customer=1)
    house.insert_rule("MINI", first_order=True)
    for at, (no, customer) in enumerate((("1001", "ana"), ("1002", "ana"), ("1003", "ben")), 1):
        house.picked(no, f"TOTE-{at}", {"MUG": 1})
        order = table(Order)
        person = house.value(select(order.c.person_id).where(order.c.order_no == no))
        house.set(Person, person, customer=customer)
        pack = house.at("pack", "PACK-1")
        pack.scans(f"TOTE-{at}", "MUG")
        wanted = {line.sku for line in pack.screen.lines if line.kind == "insert"}
        assert wanted == (set() if no == "1002" else {"GIFT", "MINI"}), no
        pack.scans(*sorted(wanted), "BOX-S", "{tracking_no}")


def test_drawn_from_a_pool_for_what_was_bought(house: Warehouse) -> None:
    house.product("MINI", kind="insert")
    house.insert_rule("GIFT", pool=["MINI"], quantity=2, item="TEA")
    house.picked("1001", "TOTE-1", {"TEA": 1})
    house.picked("1002", "TOTE-2", {"MUG": 1})
    pack = house.at("pack", "PACK-1")
    pack.scans("TOTE-1")
    assert {line.sku for line in pack.screen.lines if line.kind == "insert"} == {"GIFT", "MINI"}
    pack.scans("TEA", "GIFT", "MINI", "BOX-S", "{tracking_no}", "TOTE-2", "MUG", "BOX-S", "{tracking_no}")
    assert gifts(house) == [("GIFT", 1, 1, ""), ("GIFT", 1, 1, "")]
