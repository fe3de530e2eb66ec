"""What a scanned text is by its form alone: a command, a house code, digits, a GS1 element string, or any other code.

`read(raw)` is the one place that does this, for scans and for codes in files. Whether the code exists is for the
database to say: it looks up `Scan.lookups`, in that order.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from warehouse_app.domain import gs1
from warehouse_app.domain.gs1 import GS, Gs1, Malformed
from warehouse_app.domain.numbers import is_gtin
from warehouse_app.domain.sentences import Sentence, say

MAX_LENGTH = 200

# Prefix -> kind of scan. None of them may be a product's barcode.
HOUSE_PREFIXES = {
    "TOTE-": "tote", "CART-": "cart", "USR-": "badge", "CMD-": "command", "CHOICE-": "choice", "RMA-": "rma",
    "UNIT-": "unit",
}  # fmt: skip


@dataclass(frozen=True)
class Command:
    """A command barcode: `key` is scanned and stored, `name` is shown on the key and printed under the barcode."""

    key: str
    name: Sentence


COMMANDS = (
    Command("CMD-UNDO", say("Undo last scan")),
    Command("CMD-SKIP", say("Skip")),
    Command("CMD-SHORT", say("Short")),
    Command("CMD-DAMAGED", say("Damaged")),
    Command("CMD-DONE", say("Done")),
    Command("CMD-HOLD", say("Hold")),
    Command("CMD-BACK", say("Back")),
    Command("CMD-REPRINT", say("Print again")),
    Command("CMD-COMBINE", say("Combine orders")),
    Command("CMD-SPLIT", say("Full: next one")),
    Command("CMD-QTY", say("Enter quantity")),
    Command("CMD-EMPTY", say("Bin is empty")),
    Command("CMD-PHOTO", say("Take a photo")),
    Command("CMD-GRADE", say("Grade")),
    Command("CMD-NOCODE", say("No readable barcode")),
    Command("CMD-YES", say("Yes")),
    Command("CMD-NO", say("No")),
    Command("CMD-HELP", say("Help")),
    Command("CMD-LOGOUT", say("Log out")),
)
COMMAND = {command.key: command for command in COMMANDS}


class BadText(ValueError):
    """A text that cannot be a code. `reason` is for programs, `sentence` for people; both go with `bad_value`."""

    def __init__(self, reason: Literal["empty", "too_long", "control"], sentence: Sentence) -> None:
        super().__init__(reason)
        self.reason = reason
        self.sentence = sentence


@dataclass(frozen=True)
class Scan:
    """A clean scan. `kind` is command, tote, cart, badge, choice, rma, unit (by house prefix), gs1, or ''.

    `quantity` is set for up to five digits alone; such a scan may still be a product code. `lookups` are the texts
    under which the code may be registered, the scanned one first; the first that is registered counts, whatever the
    kind says (a long number may look like GS1 and be somebody's own code). `wrong` says what is wrong with a text that
    plainly means to be GS1; it counts if nothing is registered under the text.
    """

    text: str
    kind: str = ""
    lookups: tuple[str, ...] = ()
    quantity: int | None = None
    choice: int = 0
    gs1: Gs1 | None = None
    wrong: Sentence | None = None


def clean(raw: str) -> str:
    """The text without surrounding blanks, in composed Unicode; raises BadText.

    Refused: nothing left, over 200 characters, control or invisible characters. GS alone is kept, inside the text.
    """
    if len(raw) > 4 * MAX_LENGTH:  # before any work is spent on it
        raise BadText("too_long", say("This code is too long."))
    text = unicodedata.normalize("NFC", raw.strip(" \t\r\n\f\v\x00\x1c\x1d\x1e\x1f\x85\xa0\u3000\ufeff"))
    if not text:
        raise BadText("empty", say("Nothing was scanned."))
    if len(text) > MAX_LENGTH:
        raise BadText("too_long", say("This code is too long."))
    # Cs are bytes that were no UTF-8, Zl and Zp break lines: neither survives a database or a label.
    if any(c != GS and unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") for c in text):
        raise BadText("control", say("This code has characters that cannot be read. Scan it again."))
    return text


def reserved(text: str) -> str:
    """The house prefix that the text begins with, in any letter case; '' if it may be a product's barcode."""
    upper = text[:7].upper()
    return next((prefix for prefix in HOUSE_PREFIXES if upper.startswith(prefix)), "")


def gtin_variants(code: str) -> tuple[str, ...]:
    """The same GTIN in the lengths 14, 13, 12 and 8 that can hold it, the given one first; other codes alone.

    A case's GTIN-14 (first digit 1 to 9) is another article than the unit in it and stays alone.
    """
    if not is_gtin(code):
        return (code,)
    body = code.lstrip("0")
    others = (body.zfill(width) for width in (13, 14, 12, 8) if len(body) <= width)
    return (code, *(other for other in others if other != code))


def read(raw: str, year: int = 0) -> Scan:
    """Clean and classify one scan; raises BadText. `year` is the year it is now (0: by this computer's clock)."""
    text = clean(raw)
    marked = raw.lstrip(" \t\r\n").startswith(GS)
    if aim := re.match(r"\]([A-Za-z][0-9A-Za-z])(?=.)|\]C1|\]e0|\]d2|\]Q3|\]J1", text):
        marked = marked or text[1:3] in gs1.SYMBOLOGIES
        text = text[aim.end() :].strip(GS + " ")
        if not text:
            raise BadText("empty", say("Nothing was scanned."))
    if prefix := reserved(text):
        return _house(text, prefix, HOUSE_PREFIXES[prefix])
    if not marked and len(text) <= 5 and text.isascii() and text.isdigit():
        return Scan(text, lookups=(text,), quantity=int(text))
    found = gs1.find(text, year or datetime.now(UTC).year, marked=marked)
    if isinstance(found, Malformed):
        return Scan(text, lookups=gtin_variants(text), wrong=found.sentence)
    if found is not None:
        return Scan(text, "gs1", _named_in(text, found), gs1=found)
    return Scan(text, lookups=gtin_variants(text))


def _named_in(text: str, found: Gs1) -> tuple[str, ...]:
    """The texts under which what a GS1 code names may be registered, itself first."""
    names = [text, *(gtin_variants(found.gtin) if found.gtin else ()), found.sscc, found.place or found.gln]
    return tuple(dict.fromkeys(name for name in names if name))


def _house(text: str, prefix: str, kind: str) -> Scan:
    if kind == "command":
        return Scan(text.upper(), kind)
    if kind == "choice":
        number = text[len(prefix) :]
        return Scan(text.upper(), kind, choice=int(number) if re.fullmatch(r"\d{1,4}", number, re.ASCII) else 0)
    # Scanners with caps lock reversed send small letters; the registered form is tried second.
    return Scan(text, kind, tuple(dict.fromkeys((text, text.upper()))))
