"""The two ways to a station: the headless console as a process of its own, and any function in this process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

ROOT = Path(__file__).resolve().parents[2]
Json = dict[str, Any]


class Closed(Exception):
    """The console ended without an answer; the text is what it wrote on standard error."""


class Transport(Protocol):
    """A conversation with one station: `opening` is its first screen, then one answer for each input."""

    opening: Json

    def send(self, message: Json) -> Json: ...

    def close(self) -> None: ...


class Console:
    """`python -m warehouse_app station ... --json` as a process; answers are read blocking, line by line."""

    def __init__(self, workflow: str, user: str, station: str, db: str, pin: str = "") -> None:
        command = [
            sys.executable, "-m", "warehouse_app", "station", workflow,
            "--user", user, "--station", station, "--json", "--db", db,
        ]  # fmt: skip
        environment = {**os.environ, "PYTHONUTF8": "1", **({"WAREHOUSE_PIN": pin} if pin else {})}
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(
            command,
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            cwd=ROOT,
            env=environment,
            text=True,
            encoding="utf-8",
            bufsize=1,
        )
        self.opening = self._read()

    def send(self, message: Json) -> Json:
        """Write one input and wait for its answer; raises Closed."""
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(json.dumps(message) + "\n")
            self.process.stdin.flush()
        except OSError as error:
            raise Closed(f"{error}: {self._complaint()}") from None
        return self._read()

    def _read(self) -> Json:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise Closed(self._complaint())
        answer: Json = json.loads(line)
        return answer

    def _complaint(self) -> str:
        _, complaint = self.process.communicate()
        return f"console ended with {self.process.returncode}: {complaint.strip()[-2000:]}"

    def kill(self) -> None:
        """End the process at once, as a power cut would."""
        self.process.kill()
        self.process.communicate()

    def close(self) -> None:
        """End the input, which ends the console; raises Closed if it failed or complained."""
        _, complaint = self.process.communicate(timeout=60)
        if self.process.returncode or "Traceback" in complaint:
            raise Closed(f"console ended with {self.process.returncode}: {complaint.strip()[-2000:]}")


class InProcess:
    """A station as a function: `handle` takes the input object and returns the output object."""

    def __init__(self, handle: Callable[[Json], Json], opening: Json) -> None:
        self.send = handle
        self.opening = opening

    def close(self) -> None:
        """Nothing to end."""
