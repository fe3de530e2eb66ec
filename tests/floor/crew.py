"""Robots at work together: each takes turns at picking, packing, shipping and putting back, a console process each."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from tests.floor.console import Console, Json
from tests.floor.floor import Floor
from tests.floor.robot import Robot, Worked

JOBS = ("pick", "pack", "ship", "putaway")


class _Timed:
    """A console whose answers are timed."""

    def __init__(self, console: Console, seconds: list[float], tell: Callable[[], None]) -> None:
        self.opening, self.close = console.opening, console.close
        self._console, self._seconds, self._tell = console, seconds, tell

    def send(self, message: Json) -> Json:
        started = time.perf_counter()
        answer = self._console.send(message)
        self._seconds.append(time.perf_counter() - started)
        self._tell()
        return answer


@dataclass
class Crew:
    """`consoles` robots on one database. `middle` is set after `after` inputs, or when all are done."""

    db: str
    floor: Floor
    consoles: int
    probes: float = 0.0
    batches: int = 2  # pick batches in a turn
    after: int = 0
    jobs: tuple[str, ...] = JOBS
    middle: threading.Event = field(default_factory=threading.Event)
    worked: Worked = field(default_factory=Worked)
    seconds: list[float] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def badges(self) -> list[str]:
        """The badges of the robots, which must have been imported."""
        return [f"USR-{7001 + n}" for n in range(self.consoles)]

    def work(self) -> int:
        """All robots work until none finds anything to do; returns how many inputs were accepted."""
        before = self.worked.accepted
        try:
            with ThreadPoolExecutor(self.consoles) as pool:
                for done in [pool.submit(self._robot, n) for n in range(self.consoles)]:
                    done.result()
        finally:
            self.middle.set()
        return self.worked.accepted - before

    def _robot(self, number: int) -> None:
        turn = 0
        while sum(self._session(workflow, number, turn) for workflow in self.jobs):
            turn += 1

    def _session(self, workflow: str, number: int, turn: int) -> int:
        """One robot at one workflow until nothing is left (picking: until its share is done); inputs accepted."""
        badge = self.badges()[number]
        console = Console(workflow, badge, f"{workflow.upper()}-{number + 1}", self.db)
        timed = _Timed(console, self.seconds, self._tell)
        robot = Robot(
            timed, self.floor, badge=badge, seed=number * 1000 + turn, resend=self.probes, wrong=self.probes,
            alone=self.consoles == 1,
        )  # fmt: skip
        try:
            worked = robot.work(self.batches if workflow == "pick" else None)
        except BaseException:
            console.kill()
            raise
        console.close()
        with self._lock:
            self.worked.add(worked)
        return worked.accepted

    def _tell(self) -> None:
        if len(self.seconds) >= self.after:
            self.middle.set()
