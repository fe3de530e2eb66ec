"""`warehouse` without a command: the window."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from importlib import import_module

from platformdirs import user_data_path


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--training", action="store_true", help="practise in a database of its own, without a scanner")


def run(arguments: Namespace) -> int:
    url = arguments.db
    if arguments.training and not url:
        url = f"sqlite:///{user_data_path('warehouse') / 'training.db'}"
    return int(import_module("ui.app").main(url, arguments.lang, training=arguments.training))
