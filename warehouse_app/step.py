"""A step of a workflow, what a handler may answer, and what every handler gets: the turn."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Connection

from warehouse_app.database.models import Station
from warehouse_app.domain.screen import Arrangement, Choice, Line, Screen, Slot
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.recorder import Recorder
from warehouse_app.resolve import Thing
from warehouse_app.site import SiteFacts

ALWAYS = ("CMD-UNDO", "CMD-LOGOUT", "CMD-HELP")


class Refused(Exception):
    """The worker's input cannot be accepted. `code` is for programs, `sentence` for people.

    `choices` are offered for the next scan (CHOICE-1 ...), each with the thing it would mean.
    """

    def __init__(
        self,
        code: str,
        sentence: Sentence,
        detail: Sentence | None = None,
        choices: list[tuple[Sentence, Thing]] | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence
        self.detail = detail
        self.choices = choices or []


@dataclass
class Said:
    """An accepted input's answer. `choices` as in Refused; `ref_id` is the order, batch or parcel worked on."""

    sentence: Sentence
    detail: Sentence | None = None
    choices: list[tuple[Sentence, Thing]] = field(default_factory=list)
    ref_id: uuid.UUID | None = None


@dataclass
class Turn:
    """One input being handled: its transaction, recorder and station. `confirmed`: the worker scanned it again."""

    connection: Connection
    recorder: Recorder
    site: SiteFacts
    now: datetime
    station_id: uuid.UUID
    station: str
    seq: int
    user_id: uuid.UUID | None
    roles: frozenset[str]
    tote_id: uuid.UUID | None = None
    workflow: str = ""
    hands: str = ""  # as stored: {workflow: what is in hand there}
    confirmed: bool = False
    proved: uuid.UUID | None = None  # who has just shown badge and PIN beside the worker
    is_idle: bool = False  # the job was finished by this input: there is none to load

    def take_tote(self, tote_id: uuid.UUID | None) -> None:
        """Remember (or forget) the tote of single-item orders that stands open at this bench."""
        self.recorder.set(Station, self.station_id, tote_id=(self.tote_id, tote_id))
        self.tote_id = tote_id

    @property
    def hand(self) -> dict[str, Any]:
        """What the worker has in hand at this job: plain JSON values, {} for nothing."""
        found: dict[str, Any] = json.loads(self.hands or "{}").get(self.workflow, {})
        return found

    def hold(self, hand: Mapping[str, Any]) -> None:
        """Remember what the worker has in hand now ({} for nothing), as a fact that undo takes back."""
        everything = json.loads(self.hands or "{}")
        everything[self.workflow] = dict(hand)
        text = json.dumps({k: v for k, v in sorted(everything.items()) if v}, ensure_ascii=False)
        text = "" if text == "{}" else text
        if text != self.hands:
            self.recorder.set(Station, self.station_id, hand=(self.hands, text))
            self.hands = text

    def confirm(self, sentence: Sentence) -> None:
        """Ask to scan the same again; returns once the worker did."""
        if not self.confirmed:
            raise Refused("confirm", sentence, say("Scan the same again to confirm."))


Handler = Callable[[Turn, Thing], Said]


@dataclass
class Step:
    """What is asked now. `accepts` maps kinds of scan, in the order asked for, to their handlers; `commands` likewise.

    `goes_on` says that the first command is what is expected first. `automatic` is done at once, asking nobody.
    """

    name: str
    ask: Sentence
    accepts: Mapping[str, Handler] = field(default_factory=dict)
    commands: Mapping[str, Handler] = field(default_factory=dict)
    goes_on: bool = False
    wanted: Collection[uuid.UUID] = ()
    target: dict[str, Any] = field(default_factory=dict)
    done: int = 0
    total: int = 0
    lines: tuple[Line, ...] = ()
    choices: list[tuple[Sentence, Thing]] = field(default_factory=list)
    detail: Sentence | None = None
    slots: tuple[Slot, ...] = ()
    facts: tuple[tuple[Sentence, str], ...] = ()
    image: str = ""
    arrangement: Arrangement | None = None
    automatic: Callable[[Turn], None] | None = None
    shown: tuple[str, ...] = ()  # the kinds said to be expected, where some accepted ones are rare

    def screen(self, workflow: str) -> Screen:
        """The step as a screen."""
        expects = self.shown or tuple(self.accepts)
        commands = (*self.commands, *(c for c in ALWAYS if c not in self.commands))
        expects = ("command", *expects) if self.goes_on else (*expects, "command")
        choices = tuple(Choice(f"CHOICE-{n}", text) for n, (text, _) in enumerate(self.choices, 1))
        if choices:
            expects = ("choice", *(kind for kind in expects if kind != "choice"))
        target = {key: value for key, value in self.target.items() if value not in (None, "")}
        return Screen(
            workflow, self.name, self.ask, expects, self.done, self.total, target, choices, commands, self.lines,
            self.detail, self.slots, self.facts, self.image, self.arrangement,
        )  # fmt: skip


class Workflow(Protocol):
    """A floor job: a module with these names."""

    NAME: str
    ROLES: frozenset[str]

    def next_step(self, turn: Turn) -> Step:
        """Load the job's facts and say what comes next."""
        ...
