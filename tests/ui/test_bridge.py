"""The threads behind the window: tasks in their order, none lost, joined at the end; and emitting often is safe."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from ui.bridge import Worker


def test_tasks_are_done_in_order_and_none_is_lost(qtbot: QtBot) -> None:
    worker = Worker("test")
    got: list[int] = []
    worker.done.connect(lambda tag, result: got.append(result))
    for n in range(500):
        worker.do("scan", lambda n=n: n)
    qtbot.waitUntil(lambda: len(got) == 500)
    worker.stop()
    assert got == list(range(500))


def test_tasks_run_off_the_window_s_thread_and_answers_come_to_it(qtbot: QtBot) -> None:
    worker = Worker("test")
    threads: list[int] = []
    worker.done.connect(lambda tag, result: threads.extend((result, threading.get_ident())))
    worker.do("where", threading.get_ident)
    qtbot.waitUntil(lambda: len(threads) == 2)
    worker.stop()
    assert threads[0] != threading.get_ident() == threads[1]


def test_what_is_queued_is_finished_before_the_end(qtbot: QtBot) -> None:
    worker = Worker("test")
    done: list[int] = []
    gate = threading.Event()
    worker.do("wait", lambda: gate.wait(10))
    for n in range(20):
        worker.do("scan", lambda n=n: done.append(n))
    gate.set()
    worker.stop()
    assert done == list(range(20))
    assert "test" not in [thread.name for thread in threading.enumerate()]


def test_a_task_that_fails_is_told_and_the_next_one_runs(qtbot: QtBot) -> None:
    worker = Worker("test")
    heard: list[object] = []
    worker.failed.connect(lambda tag, error: heard.append((tag, str(error))))
    worker.done.connect(lambda tag, result: heard.append((tag, result)))
    worker.do("bad", lambda: int("x y"))
    worker.do("good", lambda: 7)
    qtbot.waitUntil(lambda: len(heard) == 2)
    worker.stop()
    assert heard == [("bad", "invalid literal for int() with base 10: 'x y'"), ("good", 7)]


class _Source(QObject):
    said = Signal(object, object)


@pytest.mark.parametrize("times", [3000])
def test_signals_can_be_emitted_thousands_of_times(qtbot: QtBot, times: int) -> None:
    source, heard = _Source(), []
    source.said.connect(lambda tag, value: heard.append(value))
    for _ in range(times):
        source.said.emit("x", True)
    assert len(heard) == times
