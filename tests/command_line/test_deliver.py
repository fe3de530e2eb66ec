"""Shift reports by themselves, through a real mail server on loopback: once, later where it is down, not for ever."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from printing.printers.folder import FolderPrinter
from printing.queue import PrintQueue
from tests.workflows.small import Warehouse, house
from warehouse_app.command_line.deliver import _files
from warehouse_app.database.models import Outbox, PrintJob
from warehouse_app.print_jobs import PrintJobs
from warehouse_app.settings import SiteSettings, change_site_settings
from warehouse_app.shift_mail import TRIES, deliver, note_due

__all__ = ["house"]
EVENING = datetime(2027, 1, 28, 11, 30, tzinfo=UTC)  # 20:30 in Seoul: the day's shift has ended


class Post:
    """Takes every letter."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    taken = Post()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(taken, hostname="127.0.0.1", port=port)
    server.start()
    monkeypatch.setenv("WAREHOUSE_SMTP", f"smtp://127.0.0.1:{port}")
    yield taken
    server.stop()


def work(house: Warehouse) -> None:
    """Somebody works by day; then it is evening."""
    house.database.clock = lambda: EVENING - timedelta(hours=3)
    house.at("pick", "PICK-1").scan("CMD-HELP")
    house.database.clock = lambda: EVENING


@pytest.fixture
def site(house: Warehouse) -> Warehouse:
    work(house)
    change_site_settings(house.database, SiteSettings(report_to="boss@example.com night@example.com"))
    return house


def send(house: Warehouse, folder: Path | None = None) -> tuple[int, int, int]:
    """(new letters due, sent, failed)."""
    new = note_due(house.database)
    done, failed = deliver(house.database, _files(house.database), "ko", folder)
    return new, len(done), len(failed)


def test_a_shift_that_ended_is_told_once(site: Warehouse, post: Post, tmp_path: Path) -> None:
    new, sent, failed = send(site, tmp_path / "reports")
    assert (new, sent, failed) == (1, 1, 0)  # nobody worked in the night before
    assert send(site) == (0, 0, 0)
    letter = post.letters[-1]
    assert letter["To"] == "boss@example.com, night@example.com" and "2027-01-28" in letter["Subject"]
    files = {part.get_filename(): part.get_content() for part in letter.iter_attachments()}
    assert {name.rpartition(".")[2] for name in files} == {"pdf", "xlsx"}
    assert all(data == (tmp_path / "reports" / name).read_bytes() for name, data in files.items())
    assert any(data.startswith(b"%PDF") for data in files.values())
    assert len({letter["Message-ID"] for letter in post.letters}) == sent == len(post.letters)


def test_a_server_that_is_down_gets_it_later(site: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAREHOUSE_SMTP", "smtp://127.0.0.1:9")
    new, sent, failed = send(site)
    assert sent == 0 and failed == new
    assert send(site) == (0, 0, 0)  # not at once again
    now = EVENING
    for _ in range(TRIES):
        now += timedelta(hours=10)
        site.database.clock = lambda now=now: now  # type: ignore[misc]
        deliver(site.database, _files(site.database), "ko")
    assert site.count(Outbox, status="dead") == new


def test_it_goes_out_when_the_server_is_back(
    site: Warehouse, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setenv("WAREHOUSE_SMTP", "smtp://127.0.0.1:9")
    new, _, _ = send(site)
    post: Post = request.getfixturevalue("post")
    site.database.clock = lambda: EVENING + timedelta(minutes=3)
    done, failed = deliver(site.database, _files(site.database), "en")
    assert (len(done), failed, len(post.letters)) == (new, [], new)
    assert site.count(Outbox, status="sent") == new


def test_on_paper(house: Warehouse, tmp_path: Path) -> None:
    work(house)
    change_site_settings(house.database, SiteSettings(report_print=True))
    new, sent, _ = send(house)
    assert new == sent == house.count(PrintJob, kind="shift_report", status="requested")
    printed = PrintQueue(PrintJobs(house.database, "ko"), [FolderPrinter(tmp_path)]).run_once()
    assert printed == new and len(list(tmp_path.glob("*.pdf"))) == new


def test_nobody_to_mail_to_is_no_failure(house: Warehouse, tmp_path: Path) -> None:
    work(house)
    new, sent, failed = send(house, tmp_path)
    assert (new, sent, failed) == (1, 1, 0) and len(list(tmp_path.glob("*.pdf"))) == sent
