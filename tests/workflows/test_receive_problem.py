"""Problem totes: a supervisor settles what was set aside at receiving."""

from __future__ import annotations

from tests.workflows.small import Warehouse
from warehouse_app.database.models import Code, Problem


def test_set_aside_and_settled(dock: Warehouse) -> None:
    work = dock.at("receive", "DOCK-1", "USR-R")
    work.play("""
        R-1             ok            scan_item
        8809999999997   unknown_code  scan_item
        CMD-HOLD        ok            problem_tote
        TOTE-1          ok            scan_item
        8809999999980   unknown_code  scan_item
        CMD-HOLD        ok            problem_tote
        TOTE-1          ok            scan_item
        CMD-BACK        ok            start
        TOTE-1          not_allowed   start
        TOTE-2          wrong_tote    start
    """)
    boss = dock.at("receive", "DOCK-2", "USR-S")
    boss.play("""
        TOTE-1          ok            solve_problem  tote=TOTE-1 order=R-1 name=8809999999997
        CMD-BACK        ok            start
        TOTE-1          ok            solve_problem
        nonsense        unknown_code  solve_problem
        MUG             ok            scan_item      # the unit counts for its receipt
        CMD-UNDO        ok            solve_problem  name=8809999999997
        MUG             ok            scan_item
    """)
    assert dock.came("R-1")["MUG"] == (14, 1, 0) and dock.count(Code, text="8809999999997", kind="item") == 1
    assert dock.use("TOTE-1") == "problem"
    boss.play("""
        CMD-BACK        ok            start
        TOTE-1          ok            solve_problem  name=8809999999980
        CMD-NO          ok            start          # not ours: it goes back with the driver
    """)
    assert dock.use("TOTE-1") == "" and dock.count(Problem, status="open") == 0


def test_after_the_receipt_is_closed(dock: Warehouse) -> None:
    work = dock.at("receive", "DOCK-1", "USR-R")
    work.scans("R-1")
    work.play("8809999999997  unknown_code  scan_item")
    work.scans("CMD-HOLD", "TOTE-1")
    work.play("CMD-DONE  confirm  scan_item")
    work.scans("CMD-DONE")
    boss = dock.at("receive", "DOCK-2", "USR-S")
    boss.play("""
        TOTE-1          ok       solve_problem
        CUP             ok       start
        8809999999997   confirm  start   # known by now, and announced nowhere
        8809999999997   ok       close_receipt
    """)
    assert dock.on_hand("CUP", "RECEIVING") == 1 and dock.use("TOTE-1") == ""
