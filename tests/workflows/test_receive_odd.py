"""Receive: what goes wrong with barcodes and goods, colleagues at one receipt, and hostile input."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from sqlalchemy import select

from tests.workflows.small import Warehouse
from tests.workflows.test_receive import at
from tests.workflows.transcript import Worker
from warehouse_app.database.models import Code, PrintJob, Problem, Product, table
from warehouse_app.database.types import new_key
from warehouse_app.domain.screen import Input
from warehouse_app.domain.sentences import translate


def product(house: Warehouse, sku: str) -> Any:
    return house.rows(select(table(Product)).where(table(Product).c.sku == sku))[0]


def test_an_unknown_barcode_is_attached_with_a_supervisors_consent(dock: Warehouse) -> None:
    work = at(dock)
    work.scans("R-1")
    work.play("""
        8809999999997   unknown_code     scan_item
        CMD-NOCODE      ok               choose_item
    """)
    assert [translate(c.text, "en") for c in work.screen.choices] == ["MUG MUG name", "TEA TEA name"]
    work.play("""
        CHOICE-3        bad_value        choose_item
        CHOICE-2        ok               consent        sku=TEA
        USR-R           not_allowed      consent
        USR-404         not_allowed      consent
        MUG             wrong_kind       consent
        USR-S           ok               scan_item      sku=TEA quantity=1
        8809999999997   ok               scan_item      sku=MUG
        CMD-UNDO        ok               scan_item      sku=TEA
        CMD-UNDO        ok               consent
        CMD-UNDO        ok               choose_item
        CMD-UNDO        ok               scan_item
        8809999999997   unknown_code     scan_item
        CMD-NOCODE      ok               choose_item
        TEA             ok               consent  # another unit of it tells the product too
        CMD-BACK        ok               scan_item
        8809999999997   unknown_code     scan_item
    """)
    assert dock.came("R-1")["TEA"] == (2, 0, 0)
    assert dock.count(Code, text="8809999999997") == 0


def test_a_gs1_code_attaches_its_gtin(dock: Warehouse) -> None:
    work = at(dock)
    work.scans("R-1")
    work.play("""
        (01)08809999999997(10)L1   unknown_code     scan_item
        CMD-NOCODE                 ok               choose_item
        CHOICE-1                   ok               consent
        USR-S                      ok               scan_item   sku=MUG quantity=13
        8809999999997              ok               scan_item   quantity=12
        (01)08809999999997(10)L2   ok               scan_item   quantity=11
    """)


def test_a_unit_without_barcode_counts_and_its_label_prints(dock: Warehouse) -> None:
    work = at(dock)
    work.scans("R-1")
    work.play("""
        CMD-NOCODE      ok               scan_item
        CHOICE-2        ok               scan_item      sku=TEA quantity=1
        CMD-UNDO        ok               scan_item
        CMD-NOCODE      ok               scan_item
        MUG             ok               scan_item      sku=MUG quantity=13  # it has one after all
    """)
    assert dock.count(PrintJob, kind="code_label", status="void") == 1


def test_what_cannot_be_booked_goes_into_a_problem_tote(dock: Warehouse) -> None:
    dock.picked("1001", "TOTE-1", {"MUG": 2})
    dock.product("POT", client="B")
    work = at(dock)
    work.scans("R-1")
    work.play("""
        8809999999997   unknown_code     scan_item
        CMD-HOLD        ok               problem_tote   order=R-1 tote
        TOTE-1          wrong_tote       problem_tote
        TOTE-2          ok               scan_item
        POT             wrong_item       scan_item
        CMD-HOLD        ok               problem_tote
        TOTE-2          ok               scan_item
        CMD-HOLD        ok               problem_tote
        CMD-BACK        ok               scan_item
        CMD-HOLD        ok               problem_tote
        TOTE-3          ok               scan_item
        CMD-UNDO        ok               problem_tote
        CMD-UNDO        ok               scan_item
        TOTE-2          wrong_tote       scan_item
    """)
    codes = sorted(row.code for row in dock.rows(select(table(Problem))))
    assert (codes, dock.use("TOTE-2"), dock.use("TOTE-3")) == (["8809999999997", "POT"], "problem", "")


def test_house_codes_are_never_attached(dock: Warehouse) -> None:
    at(dock).play("""
        R-1             ok               scan_item
        TOTE-99         unknown_code     scan_item
        CMD-NOCODE      bad_value        scan_item
    """)


def test_damaged_units_go_to_quarantine_and_count(dock: Warehouse) -> None:
    work = at(dock)
    work.play("""
        R-1             ok               scan_item
        CMD-DAMAGED     nothing_to_do    scan_item
        TEA             ok               scan_item
        CMD-DAMAGED     ok               scan_item
        CMD-DAMAGED     nothing_to_do    scan_item
        18801000000019  ok               scan_item
        CMD-DAMAGED     ok               scan_item
        CMD-DAMAGED     ok               scan_item
        CMD-UNDO        ok               scan_item
        CMD-DONE        confirm          scan_item
    """)
    assert dock.came("R-1") == {"MUG": (14, 12, 1), "TEA": (2, 1, 1)}
    assert (dock.on_hand("MUG", "QUARANTINE"), dock.on_hand("MUG", "RECEIVING")) == (1, 11)


def test_missing_measures_are_taken_once_and_never_in_the_way(dock: Warehouse) -> None:
    dock.product("NEW", size=(0, 0, 0))
    dock.set(Product, dock.ids["product", "MAIN/NEW"], weight_g=0)
    dock.asn("R-2", {"NEW": 9})
    work = at(dock)
    work.scans("R-2", "NEW")
    assert work.screen.expects == ("item", "quantity", "tote", "weight", "text", "command")
    work.scans("NEW")
    reply = work.station.handle(Input(str(new_key()), weight_g=340))
    assert reply.result is not None and reply.result.ok
    assert reply.screen.expects == ("item", "quantity", "tote", "text", "command")
    work.play("""
        120x0x40        bad_value        scan_item
        120 x 80 x 40   ok               scan_item      quantity=7
        120x80x40       already_done     scan_item
    """)
    found = product(dock, "NEW")
    assert (found.weight_g, found.length_mm, found.width_mm, found.height_mm) == (340, 120, 80, 40)
    again = work.station.handle(Input(str(new_key()), weight_g=341))
    assert again.result is not None and again.result.code == "wrong_kind"


def test_two_receivers_of_one_line_of_ten_counting_five_and_seven(dock: Warehouse) -> None:
    dock.asn("R-2", {"CUP": 10}, hours=1)
    one, two = at(dock, "DOCK-1"), at(dock, "DOCK-2", "USR-S")
    for worker, units in ((one, 5), (two, 5)):
        worker.scans("R-2", *["CUP"] * units)
    one.play("CMD-HELP       ok       close_receipt  sku")
    two.play("""
        CUP            confirm  close_receipt
        CUP            ok       close_receipt
        CUP            ok       close_receipt
        CMD-DONE       confirm  close_receipt
    """)
    one.play("CMD-UNDO       ok       close_receipt")
    assert dock.came("R-2") == {"CUP": (10, 11, 0)}


def test_two_receivers_at_once_never_pass_what_is_announced(dock: Warehouse) -> None:
    dock.asn("R-2", {"CUP": 10}, hours=1)
    workers = [at(dock, "DOCK-1"), at(dock, "DOCK-2", "USR-S")]
    codes: list[str] = []

    def receive(worker: Worker) -> None:
        worker.scan("R-2")
        for _ in range(8):
            result = worker.station.handle(Input(str(new_key()), "CUP")).result
            assert result is not None
            codes.append(result.code)
            worker.station.handle(Input(str(new_key()), "CMD-HELP"))  # the question is cancelled
        worker.station.close()

    threads = [threading.Thread(target=receive, args=(worker,)) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (codes.count("ok"), codes.count("confirm")) == (10, 6)
    assert dock.came("R-2") == {"CUP": (10, 10, 0)}


def test_the_same_serial_number_at_two_docks_at_once(dock: Warehouse) -> None:
    dock.product("WATCH", {"8801000000074": 1}, serial_tracked=True)
    dock.asn("R-2", {"WATCH": 20}, hours=1)
    workers = [at(dock, "DOCK-1"), at(dock, "DOCK-2", "USR-S")]
    codes: list[str] = []

    def receive(worker: Worker) -> None:
        for scan in ("R-2", *(f"(01)08801000000074(21)S{n}" for n in range(8))):
            result = worker.station.handle(Input(str(new_key()), scan)).result
            assert result is not None
            codes.append(result.code)
        worker.station.close()

    threads = [threading.Thread(target=receive, args=(worker,)) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (codes.count("ok"), codes.count("duplicate_serial")) == (10, 8)


def test_a_colleague_closes_the_receipt(dock: Warehouse) -> None:
    one, two = at(dock, "DOCK-1"), at(dock, "DOCK-2", "USR-S")
    one.scans("R-1", "TEA")
    two.play("""
        R-1            ok       scan_item
        CMD-DONE       confirm  scan_item
        CMD-DONE       ok       start
    """)
    one.play("""
        TEA            confirm  start          order
        TEA            ok       close_receipt
    """)
    two.play("CMD-UNDO       ok       scan_item      order=R-1")


def test_undo_leaves_alone_what_colleagues_received_since(dock: Warehouse) -> None:
    one, two = at(dock, "DOCK-1"), at(dock, "DOCK-2", "USR-S")
    one.scan("CUP")
    one.scans("CUP")
    no = one.screen.target["order"]
    two.scans(no, "CUP")
    one.play("""
        CMD-UNDO       ok       start          order=R-1
        R-1            ok       scan_item
        CUP            confirm  scan_item
        CUP            ok       scan_item
    """)
    two.scans("R-1", "CUP")
    one.play("CMD-UNDO       ok       scan_item")
    assert (dock.came(no)["CUP"], dock.came("R-1")["CUP"]) == ((0, 1, 0), (0, 1, 0))
    one.scans("CMD-HOLD", "TOTE-2")
    two.scans("CMD-HOLD", "TOTE-2")
    one.play("CMD-UNDO       blocked  scan_item")
    two.play("CMD-UNDO       ok       problem_tote")


def test_a_unit_put_away_meanwhile_is_neither_undone_nor_damaged(dock: Warehouse) -> None:
    one = at(dock)
    one.scans("R-1", "TEA")
    dock.carry("TEA", "RECEIVING", "A-2")
    one.play("""
        CMD-DAMAGED    blocked  scan_item
        CMD-UNDO       blocked  scan_item
    """)


def test_the_same_input_twice_counts_once(dock: Warehouse) -> None:
    work = at(dock)
    work.scans("R-1")
    key = str(new_key())
    for replayed in (False, True):
        result = work.scan("TEA", key).result
        assert result is not None and (result.code, result.replayed) == ("ok", replayed)
    assert dock.came("R-1")["TEA"] == (2, 1, 0)


HOSTILE = (
    "", " ", "\x00", "\x1d", "\x1d\x1d", "'; DROP TABLE asn; --", "🍵" * 40, "A" * 5000, "99999", "00000", "-5", "1e5",
    "CHOICE-1", "CHOICE-9999", "CMD-", "CMD-FLY", "TOTE-", "USR-", "]C1", "]C1(01)", "(01)123", "(10)", "0x0x0",
    "99999x99999x99999", "{sku}", "%s", "2026-02-30", "\u202e1-R", "ＲＥＣ",
)  # fmt: skip


@pytest.mark.parametrize("before", [(), ("R-1",), ("R-1", "LOT"), ("R-1", "TEA")])
def test_hostile_input_is_refused_and_changes_nothing(dock: Warehouse, before: tuple[str, ...]) -> None:
    dock.product("LOT", lot_tracked=True, expiry_tracked=True)
    dock.asn_line("R-1", "LOT", 3)
    if "LOT" in before:
        before = (*before, "L1")  # now an expiry is asked for
    work = at(dock)
    work.scans(*before)
    step, target = work.screen.step, work.screen.target
    for text in HOSTILE:
        reply = work.scan(text)
        assert reply.result is not None and not reply.result.ok, text
        assert reply.result.code != "not_saved", text
        assert (work.screen.step, work.screen.target) == (step, target), text
