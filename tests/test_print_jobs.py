"""Print jobs: claimed once, given out again when a program died, dropped when void, reprinted with a reason."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from printing.printers.folder import FolderPrinter
from printing.queue import RETRY_AFTER, PrintQueue
from tests.workflows.small import Warehouse, furnish
from warehouse_app.database.engine import Database
from warehouse_app.database.models import Action, PrintJob, table
from warehouse_app.domain.sentences import say
from warehouse_app.labels_ahead import print_ahead
from warehouse_app.print_jobs import (
    LEASE,
    CannotPrint,
    PrintJobRow,
    PrintJobs,
    came_out,
    print_folder,
    print_jobs,
    print_state,
    reprint,
    try_again,
)


@pytest.fixture
def house(database: Database) -> Iterator[Warehouse]:
    """A parcel is labelled at the bench: its slip and its label wait."""
    made = furnish(database)
    made.picked("1001", "TOTE-1", {"MUG": 1})
    made.at("pack", "BENCH-1").scans("TOTE-1", "MUG", "{box}")
    yield made
    made.close()


def listed(house: Warehouse, status: str = "") -> list[PrintJobRow]:
    with house.database.read() as connection:
        return print_jobs(connection, status)


def states(house: Warehouse) -> dict[str, str]:
    return {row.kind + "+" * row.copy: row.status for row in listed(house)}


def test_what_waits_is_printed_to_the_folder(house: Warehouse, tmp_path: Path) -> None:
    printer = FolderPrinter(tmp_path / "printed")
    queue = PrintQueue(PrintJobs(house.database), [printer])
    assert queue.run_once() == 2
    number = house.workers[-1].screen.target["tracking_no"]
    names = sorted(path.name for path in printer.folder.iterdir())
    assert names == ["packing_slip-1001.pdf", f"shipping_label-{number}.pdf"]
    assert states(house) == {"packing_slip": "sent", "shipping_label": "sent"}
    assert {row.printer for row in listed(house)} == {f"printed/{name}" for name in names}
    assert queue.run_once() == 0
    house.workers[-1].scans("{tracking_no}")
    assert states(house)["shipping_label"] == "verified"


def test_two_queues_never_get_the_same_job(house: Warehouse) -> None:
    queues = [PrintJobs(house.database) for _ in range(4)]
    start, got = threading.Barrier(4), []

    def work(jobs: PrintJobs) -> None:
        start.wait()
        got.append(jobs.claim())

    threads = [threading.Thread(target=work, args=(jobs,)) for jobs in queues]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    keys = [job.key for job in got if job is not None]
    assert len(keys) == len(set(keys)) == 2


def test_a_station_prints_what_it_asked_for(house: Warehouse) -> None:
    assert PrintJobs(house.database, station="BENCH-2").claim() is None
    assert PrintJobs(house.database, station="BENCH-1").claim() is not None
    house.client(labels_before_picking=True)
    house.order("1002", {"CUP": 1})
    house.allocate()
    assert print_ahead(house.database) == 1
    names = [job.name for job in iter(PrintJobs(house.database, station="BENCH-1").claim, None) if job]
    assert len(names) == 1 and names[0].startswith("shipping_label")  # the one printed ahead is nobody's
    assert PrintJobs(house.database).claim() is not None


def test_a_lease_ends(house: Warehouse) -> None:
    jobs = PrintJobs(house.database)
    first, second = jobs.claim(), jobs.claim()
    assert first is not None and second is not None and first != second
    assert jobs.claim() is None
    house.pass_time(seconds=LEASE.total_seconds() + 1)
    assert jobs.claim() == first


def test_failures_are_retried_and_then_shown(house: Warehouse) -> None:
    jobs = PrintJobs(house.database)
    for seconds in (*RETRY_AFTER, None):
        job = jobs.claim()
        assert job is not None and job.name == "packing_slip-1001"
        jobs.failed(job, say("The printer does not answer."), seconds)
        if seconds is not None:
            house.pass_time(seconds=seconds - 0.5)
            assert getattr(jobs.claim(), "name", "")[:8] != "packing_"
            house.pass_time(seconds=LEASE.total_seconds())  # the other job's lease ends, too
    failed = listed(house, "failed")
    assert [(row.tries, row.error) for row in failed] == [(len(RETRY_AFTER) + 1, say("The printer does not answer."))]
    with house.database.read() as connection:
        assert print_state(connection).failed == 1
    assert try_again(house.database, failed[0].id) is True
    assert try_again(house.database, failed[0].id) is False
    assert states(house)["packing_slip"] == "requested"


def test_what_was_undone_is_not_printed(house: Warehouse) -> None:
    jobs = PrintJobs(house.database)
    claimed = [jobs.claim(), jobs.claim()]
    house.workers[-1].scans("CMD-UNDO")  # the label, claimed but not yet drawn
    label = next(job for job in claimed if job is not None and job.name.startswith("shipping"))
    assert jobs.read(label) is None
    jobs.dropped(label)
    jobs.done(label, "printed", "late.pdf")
    assert states(house)["shipping_label"] == "void"
    void = next(row for row in listed(house) if row.kind == "shipping_label")
    with pytest.raises(CannotPrint):
        reprint(house.database, void.id, "torn")


def test_reprints_have_a_reason_and_count(house: Warehouse, tmp_path: Path) -> None:
    label = next(row for row in listed(house) if row.kind == "shipping_label")
    with pytest.raises(CannotPrint):
        reprint(house.database, label.id, " ")
    first = reprint(house.database, label.id, "torn")
    second = reprint(house.database, first, "wet")
    found = {row.id: row for row in listed(house)}
    assert [(found[key].copy, found[key].reason) for key in (first, second)] == [(1, "torn"), (2, "wet")]
    assert house.count(Action, kind="reprint") == 2
    printer = FolderPrinter(tmp_path / "printed")
    assert PrintQueue(PrintJobs(house.database, "en"), [printer]).run_once() == 4
    assert (printer.folder / f"shipping_label-{label.code}-copy2.pdf").exists()


def test_a_changed_address_stops_the_old_number(house: Warehouse) -> None:
    house.workers[-1].scans("{tracking_no}")
    label = next(row for row in listed(house) if row.kind == "shipping_label")
    house.change("1001", "address", postcode="04524", address1="서울 중구")
    with pytest.raises(CannotPrint):
        reprint(house.database, label.id, "torn")


def test_papers_lie_beside_a_local_database(house: Warehouse) -> None:
    folder = print_folder(house.database)
    assert folder.name == "printed"
    if house.database.is_local:
        assert folder.parent == Path(house.database.url.database or "").parent


def test_the_poll_takes_no_lock(house: Warehouse) -> None:
    jobs = PrintJobs(house.database)
    while job := jobs.claim():
        jobs.dropped(job)
    with house.database.write() as connection:  # somebody is writing
        connection.execute(select(table(PrintJob).c.id).with_for_update())
        assert jobs.claim() is None


def test_times_are_written_down(house: Warehouse) -> None:
    jobs = PrintJobs(house.database)
    house.pass_time(minutes=1)
    job = jobs.claim()
    assert job is not None
    jobs.done(job, "printed", "a.pdf")
    row = next(row for row in listed(house) if row.id == job.key)
    assert row.sent_at == house.now() and row.sent_at - row.at < timedelta(hours=1)
    assert row.station == "BENCH-1"


def test_what_was_on_its_way_when_the_program_died_is_asked_about(house: Warehouse, tmp_path: Path) -> None:
    jobs = PrintJobs(house.database, station="BENCH-1", alone=True)
    slip, label = jobs.claim(), jobs.claim()
    assert slip is not None and label is not None
    assert jobs.sending(label, "Zebra")  # the slip was only claimed
    after = PrintJobs(house.database, station="BENCH-1", alone=True)
    after.take_over()
    assert after.claim() == slip and after.claim() is None
    assert states(house) == {"packing_slip": "requested", "shipping_label": "unsure"}
    (row,) = listed(house, "unsure")
    assert came_out(house.database, row.id, yes=False)
    again = after.claim()
    assert again is not None and again.key == label.key
    assert after.sending(again, "Zebra")
    after.take_over()
    assert after.claim() == slip and after.claim() is None
    assert came_out(house.database, row.id, yes=True) and not came_out(house.database, row.id, yes=True)
    assert states(house)["shipping_label"] == "printed"
    house.workers[-1].scans("{tracking_no}")
    assert states(house)["shipping_label"] == "verified"


def test_a_printer_that_was_only_slow_is_believed(house: Warehouse) -> None:
    """Another program took a job for lost, and then the first one says that it was printed."""
    jobs = PrintJobs(house.database)
    jobs.claim()
    label = jobs.claim()
    assert label is not None and jobs.sending(label, "Zebra")
    house.pass_time(seconds=LEASE.total_seconds() + 1)
    while PrintJobs(house.database).claim() is not None:
        pass
    assert states(house)["shipping_label"] == "unsure"
    jobs.done(label, "Zebra", "7")
    assert states(house)["shipping_label"] == "sent"
    jobs.printed_out(label)
    assert states(house)["shipping_label"] == "printed"
