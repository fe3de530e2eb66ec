"""The bench when its label is not printed: why it waits, and what is asked after a crash."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from tests.workflows.small import Warehouse, furnish
from tests.workflows.transcript import Worker
from warehouse_app.database.engine import Database
from warehouse_app.database.models import PrintJob, table
from warehouse_app.domain.sentences import say, translate
from warehouse_app.print_jobs import PrintJobs


@pytest.fixture
def house(database: Database) -> Iterator[Warehouse]:
    made = furnish(database)
    made.picked("1001", "TOTE-1", {"MUG": 1})
    yield made
    made.close()


def states(house: Warehouse) -> list[str]:
    """Of the label's print jobs, in their order."""
    job = table(PrintJob)
    rows = house.rows(select(job.c.status).where(job.c.kind == "shipping_label").order_by(job.c.id))
    return [row.status for row in rows]


def complaint(worker: Worker) -> str:
    """What the screen says of a label that is not printed."""
    detail = worker.look().detail
    told = translate(detail, "en") if detail is not None else ""
    return told if told.startswith("The label is not printed yet") else ""


def at_the_label(house: Warehouse) -> tuple[Worker, PrintJobs]:
    """A packer who waits for the label, and the queue that has it in hand."""
    pack = house.at("pack", "BENCH-1")
    pack.scans("TOTE-1", "MUG", "{box}")
    jobs = PrintJobs(house.database)
    jobs.claim()  # the slip
    return pack, jobs


def test_a_jam_is_told_where_the_label_is_wanted(house: Warehouse) -> None:
    pack, jobs = at_the_label(house)
    job = jobs.claim()
    assert job is not None and not complaint(pack)
    jobs.failed(job, say("The label printer is out of paper. Put a new roll in."), 5.0)
    assert pack.look().step == "label_back" and "out of paper" in complaint(pack)
    jobs.done(job, "Zebra", "1")
    assert not complaint(pack)
    pack.play("{tracking_no}  ok  start")


def test_after_a_crash_a_scan_says_that_it_came_out(house: Warehouse) -> None:
    pack, jobs = at_the_label(house)
    job = jobs.claim()
    assert job is not None and jobs.sending(job, "Zebra")
    PrintJobs(house.database, alone=True).take_over()
    jobs.claim()
    jobs.claim()
    assert pack.look().ask.text == "Did the label come out? Yes: stick it on and scan it. No: scan No"
    pack.play("{tracking_no}  ok  start")
    assert states(house) == ["verified"]


def test_after_a_crash_no_prints_it_again_with_the_same_number(house: Warehouse) -> None:
    pack, jobs = at_the_label(house)
    job = jobs.claim()
    assert job is not None and jobs.sending(job, "Zebra")
    PrintJobs(house.database, alone=True).take_over()
    jobs.claim()
    jobs.claim()
    number = pack.screen.target["tracking_no"]
    pack.play("""
        CMD-NO         ok  label_back
        CMD-UNDO       ok  label_back
        CMD-NO         ok  label_back
    """)
    assert states(house) == ["failed", "void", "requested"]
    again = jobs.claim()
    assert again is not None and again.name == f"shipping_label-{number}-copy2"
    pack.play("{tracking_no}  ok  start")
    assert "CMD-NO" not in pack.screen.commands
