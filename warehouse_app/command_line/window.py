"""`warehouse` without a command: the window."""

from __future__ import annotations

from argparse import Namespace
from importlib import import_module


def run(arguments: Namespace) -> int:
    return int(import_module("ui.app").main(arguments.db, arguments.lang))
