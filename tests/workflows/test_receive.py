"""Receive (입고): units against what was announced, one scan a unit."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.workflows.small import Warehouse
from tests.workflows.transcript import Worker
from warehouse_app.database.models import Asn, Code, PrintJob


def at(house: Warehouse, station: str = "DOCK-1", badge: str = "USR-R") -> Worker:
    """A receiver at a dock."""
    return house.at("receive", station, badge)


def test_a_receipt_one_scan_a_unit_a_case_its_pack(dock: Warehouse) -> None:
    work = at(dock)
    work.ask("start", order="R-1", sku="MUG", quantity=14)
    assert work.screen.expects == ("asn", "item", "command")
    work.play("""
        R-1             ok               scan_item      sku=MUG quantity=14 location=RECEIVING
        8801000000012   ok               scan_item      sku=MUG quantity=13
        TEA             ok               scan_item      sku=TEA quantity=1
        18801000000019  ok               scan_item      sku=MUG quantity=1  # a case of twelve
        MUG             ok               scan_item      sku=TEA quantity=1
        TEA             ok               close_receipt  sku
    """)
    assert (work.screen.expects[0], work.screen.commands[0], work.screen.lines) == ("command", "CMD-DONE", ())
    work.play("""
        CMD-DONE        ok               start          order
        R-1             already_done     start
    """)
    assert dock.came("R-1") == {"MUG": (14, 14, 0), "TEA": (2, 2, 0)}
    assert (dock.on_hand("MUG", "RECEIVING"), dock.on_hand("TEA", "RECEIVING")) == (14, 2)
    assert dock.count(PrintJob, kind="receipt", code="R-1") == 1


def test_an_item_finds_its_most_urgent_receipt_and_counts(dock: Warehouse) -> None:
    dock.asn("R-2", {"TEA": 5}, hours=1)
    work = at(dock)
    work.play("""
        CMD-HELP        ok               start          order=R-2
        MUG             ok               scan_item      order=R-1 quantity=13
        CMD-BACK        ok               start          order=R-2
        TEA             ok               scan_item      order=R-2 quantity=4
        R-1             ok               scan_item      order=R-1
        R-1             already_done     scan_item
    """)
    assert dock.came("R-2") == {"TEA": (5, 1, 0)}


def test_many_units_by_digits(dock: Warehouse) -> None:
    work = at(dock)
    work.play("""
        R-1             ok               scan_item
        13              unknown_code     scan_item
        MUG             ok               scan_item      quantity=13
        0               bad_quantity     scan_item
        12              ok               scan_item      quantity=1
        5               confirm          scan_item
        1               ok               scan_item      sku=TEA
        1               unknown_code     scan_item
    """)
    assert dock.came("R-1")["MUG"] == (14, 14, 0)


def test_digits_that_are_a_product_here_are_that_product(dock: Warehouse) -> None:
    dock.product("22961")
    dock.asn("R-2", {"22961": 9, "MUG": 9})
    at(dock).play("""
        R-2             ok               scan_item      sku=22961
        22961           ok               scan_item      sku=22961 quantity=8
        22961           ok               scan_item      quantity=7
        7               ok               scan_item      sku=MUG
    """)


def test_too_many_are_asked_about_once(dock: Warehouse) -> None:
    work = at(dock)
    work.scans("R-1", "18801000000019", "MUG")
    work.play("""
        18801000000019  confirm          scan_item      sku=MUG quantity=1
        TEA             ok               scan_item      sku=TEA  # another scan cancels the question
        18801000000019  confirm          scan_item
        18801000000019  ok               scan_item
        MUG             ok               scan_item
        TEA             ok               close_receipt
        TEA             confirm          close_receipt
        TEA             ok               close_receipt
        CMD-DONE        confirm          close_receipt
        CMD-DONE        ok               start
    """)
    assert dock.came("R-1") == {"MUG": (14, 26, 0), "TEA": (2, 3, 0)}


def test_too_few_are_confirmed_when_the_receipt_closes(dock: Warehouse) -> None:
    work = at(dock)
    work.scans("R-1", "TEA")
    work.play("""
        CMD-DONE        confirm          scan_item
        CMD-DONE        ok               start          order
        CMD-UNDO        ok               scan_item      order=R-1
        CMD-DONE        confirm          scan_item
        CMD-DONE        ok               start
    """)
    assert dock.came("R-1") == {"MUG": (14, 0, 0), "TEA": (2, 1, 0)}
    assert dock.count(PrintJob, kind="receipt", status="requested") == 1
    assert dock.count(PrintJob, kind="receipt", status="void") == 1


def test_what_nobody_announced_on_this_receipt_gets_a_line(dock: Warehouse) -> None:
    work = at(dock)
    work.scans("R-1")
    work.play("""
        CUP             confirm          scan_item
        CUP             ok               scan_item      sku=MUG
        CUP             ok               scan_item
        3               confirm          scan_item
        3               ok               scan_item
        CMD-UNDO        ok               scan_item
        CMD-UNDO        ok               scan_item
        CMD-UNDO        ok               scan_item
        CUP             confirm          scan_item
        CUP             ok               scan_item
    """)
    assert dock.came("R-1")["CUP"] == (0, 1, 0)


def test_another_clients_goods_and_services_are_refused(dock: Warehouse) -> None:
    dock.product("POT", client="B")
    dock.product("POST", kind="service")
    work = at(dock)
    work.scans("R-1")
    work.play("""
        POT             wrong_item       scan_item
        POST            wrong_item       scan_item
        A-1             wrong_bin        scan_item
        CART-1          wrong_kind       scan_item
        USR-S           wrong_kind       scan_item
    """)


def test_a_barcode_of_two_clients_is_the_receipts_own(dock: Warehouse) -> None:
    dock.product("JAR", {"88020": 1}, client="B")
    dock.product("JAM", {"88020": 1})
    dock.asn("R-2", {"JAM": 2})
    at(dock).play("""
        88020           ambiguous        start
        R-2             ok               scan_item
        88020           ok               scan_item      sku=JAM quantity=1
    """)


def test_goods_that_nobody_announced_make_a_blind_receipt(dock: Warehouse) -> None:
    dock.database.clock = lambda: datetime(2026, 3, 4, 3, 0, tzinfo=UTC)
    work = at(dock)
    work.play("""
        CUP             confirm          start          order=R-1
        CUP             ok               close_receipt  order=BLIND-260304-1
        CUP             ok               close_receipt
        40              ok               close_receipt
        2000            confirm          close_receipt
        TEA             ok               close_receipt  # no question: nothing is announced here
        CMD-DONE        ok               start
        CMD-UNDO        ok               close_receipt
        CMD-UNDO        ok               close_receipt
        CMD-UNDO        ok               close_receipt
        CMD-UNDO        ok               close_receipt
        CMD-UNDO        ok               start          order=R-1
        CUP             confirm          start
        CUP             ok               close_receipt  order=BLIND-260304-1
        CMD-DONE        ok               start
        CUP             confirm          start
        CUP             ok               close_receipt  order=BLIND-260304-2
    """)
    assert dock.came("BLIND-260304-1") == {"CUP": (0, 1, 0), "TEA": (0, 0, 0)}
    assert dock.count(Code, kind="asn") == 3


def test_an_open_blind_receipt_is_taken_up_again(dock: Warehouse) -> None:
    dock.set(Asn, dock.ids["asn", "R-1"], status="closed", closed_at=dock.now())
    work = at(dock)
    work.scan("CUP")
    work.scans("CUP", "CMD-BACK")
    no = work.screen.target["order"]
    work.play(f"""
        {no}            ok               close_receipt
        CMD-LOGOUT      ok               login
        USR-R           ok               start          order={no} sku
    """)


def test_nothing_announced(house: Warehouse) -> None:
    work = at(house, badge="USR-S")
    assert (work.screen.step, work.screen.target) == ("start", {})
    work.play("""
        MUG-77          unknown_code     start
        R-1             unknown_code     start
    """)


def test_only_receivers_and_supervisors(dock: Warehouse) -> None:
    assert at(dock, "DOCK-1", "USR-1").screen.step == "login"
    assert at(dock, "DOCK-2", "USR-S").screen.step == "start"


def test_units_go_into_totes(dock: Warehouse) -> None:
    dock.place("DOCK-B", "receiving")
    work = at(dock)
    work.play("""
        R-1             ok               scan_item      location=DOCK-B tote
        CMD-SPLIT       wrong_kind       scan_item
        TOTE-1          ok               scan_item      tote=TOTE-1 location
        TOTE-1          already_done     scan_item
        TEA             ok               scan_item
        CMD-SPLIT       ok               scan_item      tote location=DOCK-B
        TOTE-2          ok               scan_item      tote=TOTE-2
        TOTE-3          ok               scan_item      tote=TOTE-3  # TOTE-2 is empty and free again
        18801000000019  ok               scan_item
        RECEIVING       ok               scan_item      tote location=RECEIVING
        MUG             ok               scan_item
        TOTE-1          ok               scan_item      tote=TOTE-1
        MUG             ok               scan_item
        TEA             ok               close_receipt
        CMD-DONE        ok               start
    """)
    assert [dock.use(f"TOTE-{n}") for n in (1, 2, 3)] == ["received", "", "received"]
    assert (dock.on_hand("TEA", "TOTE-1"), dock.on_hand("MUG", "TOTE-3"), dock.on_hand("MUG", "RECEIVING")) == (
        2,
        12,
        1,
    )


def test_totes_in_use_elsewhere(dock: Warehouse) -> None:
    dock.picked("1001", "TOTE-1", {"MUG": 2})
    one, two = at(dock, "DOCK-1"), at(dock, "DOCK-2", "USR-S")
    one.play("""
        R-1             ok               scan_item
        TOTE-1          wrong_tote       scan_item
        TOTE-2          ok               scan_item
        TEA             ok               scan_item
    """)
    two.play("""
        R-1             ok               scan_item
        TOTE-2          claimed          scan_item      tote
    """)
    dock.pass_time(minutes=11)
    two.play("TOTE-2          ok               scan_item      tote=TOTE-2")
    one.play("MUG             ok               scan_item      tote location=RECEIVING")
