"""`warehouse demo`: one short shift through the real window."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from importlib import import_module
from pathlib import Path


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--watch", action="store_true", help="slowly, on the display")
    parser.add_argument("--out", type=Path, default=Path("demo-output"), metavar="FOLDER", help="where pictures go")


def run(arguments: Namespace) -> int:
    return int(import_module("ui.demo.run").main(arguments.out, arguments.lang, watch=arguments.watch))
