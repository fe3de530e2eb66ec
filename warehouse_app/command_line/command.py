"""What all commands share: the way they end in a sentence, and how they speak."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from typing import TYPE_CHECKING, Any

from warehouse_app.domain.sentences import Sentence, translate

if TYPE_CHECKING:
    from warehouse_app.database.engine import Database

FAILED, BAD_INPUT = 1, 2


class Failure(Exception):
    """Ends the command with one sentence on standard error: BAD_INPUT for what the caller must mend, else FAILED."""

    def __init__(self, sentence: Sentence, code: int = FAILED) -> None:
        super().__init__(sentence.text)
        self.sentence, self.code = sentence, code


def opened(arguments: Namespace) -> Database:
    """The database that the command was given. Raises CannotOpen."""
    from warehouse_app.database.opening import open_database

    return open_database(arguments.db)


def write(text: str) -> None:
    """Write one line on standard output, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def tell(arguments: Namespace, sentence: Sentence) -> None:
    """Say a sentence on standard output."""
    write(translate(sentence, arguments.lang))


def write_json(data: Any) -> None:
    """Write data as JSON on standard output, lists one element a line so that people can read them too."""
    if isinstance(data, list) and data:
        write("[" + ",\n ".join(json.dumps(item, ensure_ascii=False) for item in data) + "]")
    else:
        write(json.dumps(data, ensure_ascii=False, indent=1))
