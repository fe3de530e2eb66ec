"""What a station says and shows: the values of the station protocol (input in, Result and Screen out).

The Qt window, the console and the tests all read these. `as_json` gives exactly the objects of the protocol.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from warehouse_app.domain.sentences import Sentence, translate

KINDS = (
    "badge", "item", "quantity", "location", "tote", "cart", "order", "batch", "box", "insert", "parcel",
    "tracking_no", "carrier", "manifest", "asn", "rma", "lot", "expiry", "serial", "weight", "choice", "text",
    "command",
)  # fmt: skip

TARGET_KEYS = (
    "order", "sku", "name", "location", "tote", "cart", "quantity", "lot", "expiry", "serial", "box", "parcel",
    "tracking_no", "carrier", "manifest", "rma", "grade", "destination", "weight_g",
)  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """One of the answers offered; scanned as its code CHOICE-n."""

    code: str
    text: Sentence


@dataclass(frozen=True)
class Line:
    """One unfinished line of the job: `done` and `total` are units. `slot` is the tote slot number, 0 = none."""

    sku: str
    name: str
    done: int
    total: int
    kind: str = "goods"  # goods, insert
    location: str = ""
    tote: str = ""
    order: str = ""
    slot: int = 0
    note: Sentence | None = None  # "why this gift" and the like
    image: str = ""

    def as_json(self, language: str) -> dict[str, Any]:
        data: dict[str, Any] = {"sku": self.sku, "name": self.name, "done": self.done, "total": self.total}
        data["kind"] = self.kind
        for key in ("location", "tote", "order", "slot"):
            if value := getattr(self, key):
                data[key] = value
        if self.note:
            data["note"] = translate(self.note, language)
        return data


@dataclass(frozen=True)
class Slot:
    """A tote slot on the cart: number 1.., the quantity that goes in now (0 = none), and its tote if bound."""

    number: int
    quantity: int = 0
    tote: str = ""
    order: str = ""


class Laid(NamedTuple):
    """One unit in a box: which of the goods, its corner nearest to the box's own, and its sides there, in mm."""

    goods: int
    x: int
    y: int
    z: int
    length: int
    width: int
    height: int


class Arrangement(NamedTuple):
    """How goods lie in a box: its inner length, width and height in mm, and the units."""

    box: tuple[int, int, int]
    units: tuple[Laid, ...]


@dataclass(frozen=True)
class Screen:
    """What to show and what is expected next; see the station protocol for the meaning of each field."""

    workflow: str
    step: str
    ask: Sentence
    expects: tuple[str, ...] = ()
    done: int = 0
    total: int = 0
    target: dict[str, Any] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    commands: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    # For eyes only, beyond the protocol's required fields:
    detail: Sentence | None = None  # the smaller line under the prompt
    slots: tuple[Slot, ...] = ()  # the cart's tote slots (cluster picking)
    facts: tuple[tuple[Sentence, str], ...] = ()  # label and value pairs along the bottom (box, insert, tote, weight)
    image: str = ""  # picture of the product wanted now
    arrangement: Arrangement | None = None  # how the goods go into the box that is asked for

    def as_json(self, language: str) -> dict[str, Any]:
        return {
            "workflow": self.workflow,
            "step": self.step,
            "ask": translate(self.ask, language),
            "expects": list(self.expects),
            "done": self.done,
            "total": self.total,
            "target": self.target,
            "choices": [{"code": c.code, "text": translate(c.text, language)} for c in self.choices],
            "commands": list(self.commands),
            "lines": [line.as_json(language) for line in self.lines],
        }


@dataclass(frozen=True)
class Result:
    """The answer to one input. `code` is for programs, `say` for people."""

    ok: bool
    code: str
    say: Sentence
    scan: str = ""
    kind: str = ""
    replayed: bool = False
    detail: Sentence | None = None  # what was wanted instead, and what to do

    def as_json(self, language: str) -> dict[str, Any]:
        text = translate(self.say, language)
        if self.detail:
            text = f"{text} {translate(self.detail, language)}"
        return {
            "ok": self.ok,
            "code": self.code,
            "say": text,
            "scan": self.scan,
            "kind": self.kind,
            "replayed": self.replayed,
        }


@dataclass(frozen=True)
class Input:
    """One input: the raw scan text, or a weight; `id` is a UUID string made when the scan was read."""

    id: str
    scan: str | None = None
    weight_g: int | None = None


@dataclass(frozen=True)
class Reply:
    """What `Station.handle` returns: the result (None for the opening screen) and the next screen."""

    result: Result | None
    screen: Screen
