"""An X server of a test's own, and the hands in front of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

PATIENCE = 30.0

needs_x = pytest.mark.skipif(
    sys.platform != "linux" or not (shutil.which("Xvfb") and shutil.which("xdotool")), reason="needs Xvfb and xdotool"
)


class XServer:
    """Xvfb on a display that was free; `variables` leads a program to it."""

    def __init__(self) -> None:
        read, write = os.pipe()
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", "1400x900x24", "-nolisten", "tcp", "-noreset"],
            pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(write)
        with os.fdopen(read) as told:
            self.variables = {"DISPLAY": f":{told.readline().strip()}", "QT_QPA_PLATFORM": "xcb"}

    def do(self, *command: str) -> str:
        """Run xdotool; what it prints."""
        environment = {**os.environ, **self.variables}
        done = subprocess.run(
            ["xdotool", *command], env=environment, check=True, timeout=PATIENCE, capture_output=True, text=True
        )
        return done.stdout

    def type(self, *parts: str, delay: int = 2) -> None:
        """What a keyboard scanner sends in one burst: texts, keys as "<name>", characters by number as "<alt 029>"."""
        command: list[str] = []
        for part in parts:
            if part.startswith("<alt "):
                command += ["keydown", "alt", "key", "--delay", str(delay), *part[5:-1], "keyup", "alt"]
                continue
            how = ["key"] if part.startswith("<") else ["type", "--args", "1"]
            command += [*how, "--delay", str(delay), "--clearmodifiers", part.strip("<>")]
        self.do(*command)

    def close(self) -> None:
        self._server.terminate()
        self._server.wait(PATIENCE)
