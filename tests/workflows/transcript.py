"""The language of the workflow tests: a conversation with a station, one scan a line.

    pick.play('''
        CART-1     ok         scan_bin     location=A-1 quantity=3
        A-2        wrong_bin  scan_bin
        A-1        ok         scan_item
    ''')

The columns are: what is scanned, the code of the answer, the step asked next, and (if it matters) values of the next
screen's target, a bare key for one that must be missing. A scan written {key} is the value of the last screen's
target, the way a worker reads it; {last key} is the last value that any screen so far had. `#` begins a remark.
"""

from __future__ import annotations

import re
from typing import Any

from warehouse_app.database.engine import Database
from warehouse_app.database.types import new_key
from warehouse_app.domain.screen import Input, Reply, Screen
from warehouse_app.station import Station


class Worker:
    """A person at a station."""

    def __init__(self, database: Database, workflow: str, station: str, badge: str | None) -> None:
        self.station = Station(database, station, workflow)
        self.reply: Reply = self.station.open(badge)
        self.seen: dict[str, str] = {}
        self.said: list[str] = []
        self._note(self.reply)

    @property
    def screen(self) -> Screen:
        """What the station shows now."""
        return self.reply.screen

    @property
    def code(self) -> str:
        """The code of the last answer."""
        assert self.reply.result is not None
        return self.reply.result.code

    def scan(self, text: str, key: str | None = None) -> Reply:
        """Scan one thing; `key` is the input's id where a test sends one twice."""
        self.reply = self.station.handle(Input(key or str(new_key()), text))
        self._note(self.reply)
        return self.reply

    def scans(self, *texts: str) -> None:
        """Scan things that are all accepted."""
        for text in texts:
            reply = self.scan(self._filled(text))
            assert self.code == "ok", f"{text}: {self.code} {self.screen.step}\n" + self._tail()
            assert reply.result is not None

    def play(self, transcript: str) -> None:
        """Have the conversation; every answer must be as written."""
        for raw in transcript.strip().splitlines():
            line = raw.split("#")[0].strip()
            if not line:
                continue
            scan, code, step, *target = re.split(r" {2,}", line)
            self.scan(self._filled(scan))
            assert (self.code, self.screen.step) == (code, step), (
                f"\nwritten: {line}\nanswer:  {scan}  {self.code}  {self.screen.step}\n" + self._tail()
            )
            for wanted in " ".join(target).split():
                key, _, value = wanted.partition("=")
                found = str(self.screen.target.get(key, ""))
                assert found == value, f"\nwritten: {line}\n{key} is {found!r}\n" + self._tail()

    def ask(self, step: str, **target: Any) -> None:
        """The screen asks for `step` with these values of its target."""
        shown = {key: self.screen.target.get(key, "") for key in target}
        assert (self.screen.step, shown) == (step, target), self._tail()

    def look(self) -> Screen:
        """The screen as it is now, whatever has changed it."""
        screen = self.station.look()
        assert screen is not None
        return screen

    def close(self) -> None:
        self.station.close()

    def _filled(self, scan: str) -> str:
        def value(match: re.Match[str]) -> str:
            key = match.group(1)
            if key.startswith("last "):
                return self.seen[key.removeprefix("last ")]
            return str(self.screen.target[key])

        return re.sub(r"\{([a-z_ ]+)\}", value, scan)

    def _note(self, reply: Reply) -> None:
        self.seen.update({key: str(value) for key, value in reply.screen.target.items()})
        if reply.result is not None:
            result = reply.result.as_json("en")
            self.said.append(f"{result['scan'][:40]:22} {result['code']:12} {result['say']}")
        self.said.append(f"    {reply.screen.step}: expects {reply.screen.expects}, target {reply.screen.target}")

    def _tail(self) -> str:
        return "\n".join(self.said[-16:])
