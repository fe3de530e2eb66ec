"""`warehouse label KIND CODE`: a code label, or the sheet of commands, as PDF."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from importlib import import_module
from pathlib import Path
from typing import get_args

from warehouse_app.command_line.command import tell
from warehouse_app.domain.papers import CodeKind, CodeLabel, CommandSheet, command_sheet
from warehouse_app.domain.sentences import say

_KINDS = (*get_args(CodeKind), "commands")


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("kind", choices=_KINDS, metavar="KIND", help=" ".join(_KINDS))
    parser.add_argument("code", metavar="CODE", nargs="?", default="")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")


def run(arguments: Namespace) -> int:
    paper: CodeLabel | CommandSheet = CodeLabel(arguments.kind, arguments.code)
    if arguments.kind == "commands":
        paper = command_sheet()
    arguments.out.write_bytes(import_module("printing.registry").render(paper, language=arguments.lang))
    tell(arguments, say("{file} is written.", file=arguments.out))
    return 0
