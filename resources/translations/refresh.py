"""Bring the Korean up to date: `python -m resources.translations.refresh`.

Every say("…") of the program goes into warehouse.po, and what is said no more goes out of it. Then warehouse.mo is
compiled from it and committed beside it, because the program has no build step. What is without Korean is listed, with
its place; write it into warehouse.po and run this again. Needs Babel, one of the test requirements.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("warehouse_app", "printing", "ui", "devices")
PO = Path(__file__).parent / "ko" / "LC_MESSAGES" / "warehouse.po"
MO = PO.with_suffix(".mo")


def said() -> Catalog:
    """Every sentence in the program, with the files that say it."""
    catalog = Catalog(domain="warehouse")
    for package in PACKAGES:
        found = extract_from_dir(ROOT / package, [("**.py", "python")], keywords={"say": None})
        for file, line, text, _, context in found:
            if text:
                catalog.add(text, None, [(f"{package}/{file}", line)], context=context)
    return catalog


def translated() -> Catalog:
    """What warehouse.po holds, obsolete entries included."""
    return read_po(BytesIO(PO.read_bytes()), locale="ko", domain="warehouse")


def compiled(catalog: Catalog) -> bytes:
    """The bytes of the .mo file of a catalogue."""
    file = BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def missing(catalog: Catalog) -> list[Message]:
    """Messages without a Korean text that somebody has read."""
    return [message for message in catalog if message.id and (not message.string or message.fuzzy)]


def refresh() -> list[Message]:
    """Write both files; returns the messages that are without Korean."""
    catalog = translated()
    # A guess from a sentence that looks alike is worse than none: nobody would notice it on the floor.
    catalog.update(said(), no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    file = BytesIO()
    write_po(file, catalog, width=119, include_lineno=False)
    PO.write_bytes(file.getvalue())
    MO.write_bytes(compiled(catalog))
    return missing(catalog)


if __name__ == "__main__":
    without = refresh()
    for message in without:
        print(*(f"{file}:{line}" for file, line in message.locations), repr(message.id))
    print(f"{len(translated())} messages, {len(without)} without Korean")
    sys.exit(1 if without else 0)
