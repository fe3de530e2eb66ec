"""A frozen server is noticed by the client alone, and the work goes on over another connection."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.conftest import FreshUrl
from warehouse_app.database.engine import Database, is_passing

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGSTOP to send")


@pytest.fixture
def impatient(fresh_url: FreshUrl) -> Iterator[Database]:
    """A database whose watchdog waits a second for an answer."""
    with fresh_url("postgresql") as url:
        database = Database(url)
        assert database.watchdog is not None
        database.watchdog.patience = 1.0
        yield database
        database.close()
    assert not [t for t in threading.enumerate() if t.name == "database watchdog"]


def test_a_frozen_server_does_not_hold_a_station_for_ever(impatient: Database) -> None:
    with impatient.read() as connection:
        process = connection.scalar(text("SELECT pg_backend_pid()"))
    os.kill(process, signal.SIGSTOP)
    try:
        started = time.monotonic()
        answered = impatient.run(lambda connection: connection.scalar(text("SELECT pg_backend_pid()")))
        assert answered != process and time.monotonic() - started >= 1.0
    finally:
        os.kill(process, signal.SIGCONT)


def test_only_one_statement_that_takes_too_long_is_cut_off(impatient: Database) -> None:
    with impatient.read() as connection:
        for _ in range(4):  # together they may take longer
            connection.execute(text("SELECT pg_sleep(0.5)"))
    with pytest.raises(DBAPIError) as cut, impatient.read() as connection:
        connection.execute(text("SELECT pg_sleep(20)"))
    assert is_passing(cut.value)
