"""What a scanned text is by its form alone: a command, a house code, digits, a GS1 element string, or any other code.

`read(raw)` is the one place that does this, for scans and for codes in files. Whether the code exists is for the
database to say: it looks up `Scan.lookups`, in that order.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from warehouse_app.domain.numbers import is_gtin, is_sscc
from warehouse_app.domain.sentences import Sentence, say

if TYPE_CHECKING:
    from biip.gs1_messages import GS1Message

MAX_LENGTH = 200
GS = "\x1d"  # how scanners send FNC1, the separator of GS1 element strings

# Prefix -> kind of scan. None of them may be a product's barcode.
HOUSE_PREFIXES = {
    "TOTE-": "tote", "CART-": "cart", "USR-": "badge", "CMD-": "command", "CHOICE-": "choice", "RMA-": "rma",
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
class Gs1:
    """What a GS1 element string says; '' and 0 where it does not. `gtin` has 14 digits, `expiry` is YYYY-MM-DD."""

    gtin: str = ""
    lot: str = ""
    expiry: str = ""
    serial: str = ""
    sscc: str = ""
    quantity: int = 0


@dataclass(frozen=True)
class Scan:
    """A clean scan. `kind` is command, tote, cart, badge, choice, rma (by house prefix), gs1, or '' for anything else.

    `quantity` is set for up to five digits alone; such a scan may still be a product code. `lookups` are the texts
    under which the code may be registered, the scanned one first; the first that is registered counts, whatever the
    kind says (a long number may look like GS1 and be somebody's own code).
    """

    text: str
    kind: str = ""
    lookups: tuple[str, ...] = ()
    quantity: int | None = None
    choice: int = 0
    gs1: Gs1 | None = None


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


def read(raw: str) -> Scan:
    """Clean and classify one scan; raises BadText."""
    text = clean(raw)
    is_gs1 = GS in text or raw.lstrip(" \t\r\n").startswith(GS)
    if aim := re.match(r"\](C1|e0|d2|Q3|J1)|\][A-Za-z][0-9A-Za-z](?=.)", text):
        is_gs1 = is_gs1 or aim.group(1) is not None  # the symbology says that GS1 data follows
        text = text[aim.end() :].strip(GS + " ")
        if not text:
            raise BadText("empty", say("Nothing was scanned."))
    if not is_gs1:
        if prefix := reserved(text):
            return _house(text, prefix, HOUSE_PREFIXES[prefix])
        if len(text) <= 5 and text.isascii() and text.isdigit():
            return Scan(text, lookups=(text,), quantity=int(text))
    if (is_gs1 or _looks_like_gs1(text)) and (gs1 := _gs1(text)):
        lookups = (text, *(gtin_variants(gs1.gtin) if gs1.gtin else ()), *((gs1.sscc,) if gs1.sscc else ()))
        return Scan(text, "gs1", lookups, gs1=gs1)
    return Scan(text, lookups=gtin_variants(text))


def _house(text: str, prefix: str, kind: str) -> Scan:
    if kind == "command":
        return Scan(text.upper(), kind)
    if kind == "choice":
        number = text[len(prefix) :]
        return Scan(text.upper(), kind, choice=int(number) if re.fullmatch(r"\d{1,4}", number, re.ASCII) else 0)
    # Scanners with caps lock reversed send small letters; the registered form is tried second.
    return Scan(text, kind, tuple(dict.fromkeys((text, text.upper()))))


def _looks_like_gs1(text: str) -> bool:
    if text.startswith("(0"):
        return re.match(r"\((01\)\d{14}|02\)\d{14}|00\)\d{18})", text, re.ASCII) is not None
    if text.startswith(("01", "02")):
        return len(text) >= 16 and is_gtin(text[2:16])
    return text.startswith("00") and len(text) >= 20 and is_sscc(text[2:20])


def _gs1(text: str) -> Gs1 | None:
    """The element string's contents, None if it is not a valid one."""
    if len(text) == 16 and text.startswith("01") and is_gtin(text[2:]):
        return Gs1(gtin=text[2:])
    if len(text) == 20 and text.startswith("00") and is_sscc(text[2:]):
        return Gs1(sscc=text[2:])
    # The import takes 0.15 s and few scans need it.
    from biip import ParseError
    from biip.gs1_messages import GS1Message

    try:
        message = GS1Message.parse_hri(text) if text.startswith("(") else GS1Message.parse(text)
    except (ParseError, ValueError):
        return None
    found = _contents(message)
    return found if found != Gs1() else None


def _contents(message: GS1Message) -> Gs1:
    values = {element.ai.ai: element.value for element in message.element_strings}
    count = values.get("37") or values.get("30") or "0"
    return Gs1(
        gtin=values.get("01") or values.get("02", ""),
        lot=values.get("10", ""),
        expiry=_expiry(values.get("17") or values.get("15", "")),
        serial=values.get("21", ""),
        sscc=values.get("00", ""),
        quantity=int(count),
    )


def _expiry(yymmdd: str) -> str:
    """YYYY-MM-DD of a GS1 date; day 00 is the month's last. Expiry dates of this century (goods expire ahead)."""
    if not yymmdd:
        return ""
    year, month, day = 2000 + int(yymmdd[:2]), int(yymmdd[2:4]), int(yymmdd[4:])
    return date(year, month, day or calendar.monthrange(year, month)[1]).isoformat()
