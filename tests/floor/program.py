"""The program's commands as a person would give them: as processes, or in this process where thousands are asked."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.floor.console import ROOT, Json
from tests.floor.files import OrderKey


class Failed(Exception):
    """A command did not end well; the text is what it said."""


class Program:
    """`warehouse` on one database. `times` keeps the seconds of each command that was timed."""

    def __init__(self, db: str) -> None:
        self.db = db
        self.times: list[tuple[str, float]] = []

    def run(self, *arguments: str, may_fail: bool = False) -> str:
        """Run a command as a process of its own and time it; returns its standard output. Raises Failed."""
        started = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "warehouse_app", *arguments, "--db", self.db], cwd=ROOT, capture_output=True,
            encoding="utf-8", env={**os.environ, "PYTHONUTF8": "1"}, check=False,
        )  # fmt: skip
        self.times.append((" ".join(Path(a).name for a in arguments), time.perf_counter() - started))
        if "Traceback" in done.stderr or (done.returncode and not may_fail):
            raise Failed(f"{' '.join(arguments)}: exit {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
        return done.stdout

    def check(self) -> tuple[bool, str]:
        """Whether `warehouse check` holds, and what it says."""
        told = self.run("check", may_fail=True).strip()
        try:
            self.call("check")
        except Failed as failure:
            return False, f"{told}\n{failure}"
        return True, told

    def call(self, *arguments: str) -> Any:
        """Run a `--json` command within this process (a start of Python each would take an hour); its answer."""
        from warehouse_app.command_line.main import main

        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            code = main([*arguments, "--json", "--db", self.db])
        if code:
            raise Failed(f"{' '.join(arguments)}: exit {code}\n{said.getvalue()[-2000:]}")
        return json.loads(said.getvalue())

    def order(self, key: OrderKey) -> Json:
        """What the program says of one order."""
        client, channel, order_no = key
        answer: Json = self.call("order", order_no, "--client", client, *(["--channel", channel] if channel else []))
        return answer

    def orders(self, keys: Iterable[OrderKey]) -> dict[OrderKey, Json]:
        """What the program says of many orders."""
        return {key: self.order(key) for key in keys}


def write_csv(path: Path, header: str, rows: Iterable[Iterable[str]]) -> Path:
    """Write a small import file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header.split(","), *rows])
    return path
