"""A worker who knows only the station protocol and the files: it answers the screen until nothing is left.

It looks at what the screen expects first and at its target, and scans that. A refusal makes it try the next thing it
knows (another tote, another client's barcode); one that repeats without any progress ends in `Stuck`, which shows the
conversation. It never looks at a sentence, only at codes and steps.
"""

from __future__ import annotations

import json
import random
import uuid
from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tests.floor.console import Json, Transport
from tests.floor.floor import Floor

_PATIENCE = 60  # refusals in a row without progress, beyond the number of totes
_CASES = 25  # a case barcode is used where at least so many units are wanted
_SIMPLE = {  # kind expected -> keys of the target that answer it
    "location": ("location",), "order": ("order",), "tracking_no": ("tracking_no", "parcel"), "manifest": ("manifest",),
    "parcel": ("parcel", "tracking_no"), "carrier": ("carrier",), "rma": ("rma",), "asn": ("order",),
    "quantity": ("quantity",),
}  # fmt: skip

_ANY_TEXT = ("lot", "serial", "text")  # where no text is nonsense


class Stuck(AssertionError):
    """The robot makes no progress, or the station broke the protocol; the text ends with the conversation's tail."""


@dataclass
class Worked:
    """What one session did: inputs by (workflow, step, kind expected) and by result code; jobs begun and ended."""

    gestures: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    jobs: int = 0
    accepted: int = 0
    end: str = ""  # done, limit, no_tote

    def add(self, other: Worked) -> None:
        self.gestures += other.gestures
        self.codes += other.codes
        self.jobs += other.jobs
        self.accepted += other.accepted


class Robot:
    """Works one station through `transport`.

    `resend` is the share of inputs sent twice with the same id: the answer must be the first one, marked replayed.
    `wrong` is the share of inputs before which a nonsense code is scanned: it must be refused and change nothing.
    `alone`: nobody else works on this database, so what the screen names changes by this robot's inputs only.
    `instead(screen)` may name a scan to send in place of the usual answer (a short pick, an undo).
    """

    def __init__(
        self,
        transport: Transport,
        floor: Floor,
        *,
        badge: str = "",
        seed: int = 0,
        resend: float = 0.0,
        wrong: float = 0.0,
        alone: bool = True,
        instead: Callable[[Json], str | None] | None = None,
    ) -> None:
        self.transport = transport
        self.floor = floor
        self.badge = badge
        self.worked = Worked()
        self.tail: deque[str] = deque(maxlen=60)
        self.pending: Json | None = None  # sent, not answered: what to send again after a crash
        self._random = random.Random(seed)
        self._resend, self._wrong, self._instead, self._alone = resend, wrong, instead, alone
        self._tried: Counter[str] = Counter()  # refused at this very screen
        self._seen: Counter[str] = Counter()
        self._refusals = 0
        self._again: str | None = None
        self._code = ""  # of the last answer
        self.screen: Json = {}
        self._show(transport.opening)

    # -- the job ---------------------------------------------------------------------------------------------------

    def work(self, jobs: int | None = None) -> Worked:
        """Do the job until nothing is left (or `jobs` jobs are done); the transport stays open. Raises Stuck."""
        worked = self.worked
        while True:
            start = self.screen["step"] == "start"
            if start and not self.screen["target"]:
                return self._ended("done")
            if start and jobs is not None and worked.jobs >= jobs:
                return self._ended("limit")
            scan = (self._instead(self.screen) if self._instead else None) or self._answer()
            if scan is None:
                return self._ended("no_tote")
            free = self.screen["expects"][:1] and self.screen["expects"][0] in _ANY_TEXT
            if self._random.random() < self._wrong and not self._again and not free:
                self._probe_wrong()
            code = self.send(scan)["result"]["code"]
            if code == "nothing_to_do" and start:
                return self._ended("done")

    def _ended(self, end: str) -> Worked:
        self.worked.end = end
        return self.worked

    def send(self, scan: str | Json) -> Json:
        """Send one input (a scan or an object) with an id of its own and take in the answer."""
        before, expected = self.screen, (self.screen["expects"] or [""])[0]
        message = {"id": str(uuid.uuid4()), **(scan if isinstance(scan, dict) else {"scan": scan})}
        self.pending = message
        answer = self.transport.send(message)
        self.pending = None
        if self._random.random() < self._resend:
            self._probe_resend(message, answer)
        result = answer.get("result")
        self.tail.append(f"  {_text(scan)} -> {result and (result['code'], result['say'])}")
        if not isinstance(result, dict):
            raise self.stuck("an input got no result")
        self.worked.codes[result["code"]] += 1
        self.worked.gestures[(before["workflow"], before["step"], expected)] += 1
        self._judge(_text(scan), before, result, answer)
        return answer

    def resume(self, transport: Transport) -> None:
        """Go on after a crash: the input that was not answered is sent again with its own id."""
        self.transport = transport
        pending, self.pending = self.pending, None
        self._show(transport.opening)
        if pending:
            answer = transport.send(pending)
            self.tail.append(f"  (again) {_text(pending)} -> {answer['result']['code']}")
            self.worked.codes[answer["result"]["code"]] += 1
            self._show(answer)

    def _judge(self, scan: str, before: Json, result: Json, answer: Json) -> None:
        """Count refusals in a row; remember what was refused at this screen; note the end of a job."""
        screen, self._code = answer["screen"], result["code"]
        asked = result["code"] == "confirm" and self._again != scan
        # A question on another screen than the one answered is a colleague's doing: the new screen is answered.
        self._again = scan if asked and _place(before) == _place(screen) else None
        if asked and not self._again and screen["expects"][0] in ("lot", "expiry", "serial"):
            self._again = "CMD-BACK"  # where the new screen's answer would be the same: the unit is laid aside
        if result["ok"]:
            self.worked.accepted += 1
            self._refusals = 0
            self._tried.clear()
            tote = before["target"].get("tote") or scan
            if before["workflow"] == "pick" and before["expects"][0] == "tote":
                self.floor.filled.append(tote)
        elif result["code"] != "confirm":
            self._refusals += 1
            self._tried[scan] += result["code"] != "not_saved"  # that may simply be scanned again
        if before["step"] != "start" and screen["step"] == "start":
            self.worked.jobs += 1
        elif _place(before) != _place(screen):
            self._tried.clear()
        if self._refusals > _PATIENCE + self.floor.places("tote"):
            raise self.stuck("refused again and again")
        self._show(answer)

    def _show(self, answer: Json) -> None:
        self.screen = screen = answer["screen"]
        mark = _signature(screen)
        self.tail.append(
            f"{screen['workflow']}/{screen['step']} expects {screen['expects']} target {screen['target']} "
            f"{screen['done']}/{screen['total']}"
        )
        self._seen[mark] += 1
        if self._seen[mark] > 4 * (_PATIENCE + self.floor.places("tote")):
            raise self.stuck("the same screen again and again")

    def stuck(self, why: str) -> Stuck:
        """A failure that shows what was said last, with the whole last screen."""
        screen = json.dumps(self.screen, ensure_ascii=False)[:3000]
        return Stuck("\n".join([f"{self.badge}: {why}", *list(self.tail)[-30:], screen]))

    # -- what to scan ----------------------------------------------------------------------------------------------

    def _answer(self) -> str | Json | None:
        """The scan for what is expected first that this robot can give; None if it has no tote or cart left."""
        if self._again:
            return self._again
        screen = self.screen
        for kind in screen["expects"]:
            if answer := self._untried(self._answers(kind)):
                return answer
        if "tote" in screen["expects"][:1] or "cart" in screen["expects"][:1]:
            return None
        if screen["step"] == "start" and self._code == "claimed":
            return None  # what there is, a colleague has
        # All was refused once: begin again with the first, for a colleague may have moved on; `_refusals` ends it.
        for kind in screen["expects"]:
            if answer := next(iter(self._answers(kind)), None):
                return answer
        raise self.stuck("nothing to answer with")

    def _untried(self, answers: Iterable[str | Json]) -> str | Json | None:
        return next((a for a in answers if not self._tried[_text(a)]), None)

    def _answers(self, kind: str) -> Iterable[str | Json]:
        """What could be scanned for a kind, best first. Endless for totes is avoided: each is named once a round."""
        screen, target = self.screen, self.screen["target"]
        if kind in _SIMPLE:
            return [str(target[key]) for key in _SIMPLE[kind] if target.get(key)]
        if kind == "command":
            # Elsewhere a command leaves the usual way (short, skip); a start without a cart is usual.
            usual = screen["expects"][0] == "command" or (
                screen["step"] == "start" and screen["commands"][:1] == ["CMD-DONE"]
            )
            return screen["commands"][:1] if usual else []
        if kind == "choice":
            return [choice["code"] for choice in screen["choices"]]
        if kind == "weight":
            return [{"weight_g": int(target.get("weight_g") or 500)}]
        if kind == "badge":
            return [self.badge]
        if kind == "text":
            return ["OK"]
        if kind in ("lot", "expiry", "serial"):
            return [target[kind]] if target.get(kind) else self._read_off(kind)
        if kind in ("tote", "cart"):
            return self._places(kind)
        if kind == "box":
            return self._boxes()
        return self._goods() if kind in ("item", "insert") else []

    def _read_off(self, kind: str) -> Iterable[str]:
        """What a unit bears that the screen does not name: goods that arrive have made-up marks."""
        sku = str(self.screen["target"].get("sku", ""))
        if self.screen["workflow"] != "receive":
            return self.floor.serials(sku) if kind == "serial" else []
        if kind == "serial":
            return [f"SN{self._random.randrange(10**12):012}"]
        return [f"LOT-{sku}" if kind == "lot" else (date.today() + timedelta(days=400)).isoformat()]  # noqa: DTZ011

    def _places(self, kind: str) -> Iterable[str]:
        """The place the screen names, else any of the warehouse in turn; at `start` a tote must be one with goods."""
        named = self.screen["target"].get(kind)
        start = self.screen["step"] == "start"
        if named:
            yield named
        if start and kind == "tote":
            yield from list(dict.fromkeys(reversed(self.floor.filled[-20:]))) if named else []
        elif start or not named:
            for _ in range(self.floor.places(kind)):
                if place := self.floor.another(kind):
                    yield place

    def _boxes(self) -> Iterable[str]:
        order, box = self.screen["target"].get("order", ""), self.screen["target"].get("box")
        for sku in [box] if box else self.floor.boxes(order):
            yield from self.floor.codes(sku, order=order)

    def _goods(self) -> Iterable[str]:
        """Barcodes of the product wanted; where the target names none, of the first unfinished line."""
        target = self.screen["target"]
        lines = [line for line in self.screen["lines"] if line["done"] < line["total"]]
        line: dict[str, Any] = next((x for x in lines if target.get("sku") in (None, x["sku"])), target)
        if not line.get("sku"):
            return []
        wanted = int(target.get("quantity") or 1)
        return self.floor.codes(
            line["sku"], units=wanted if wanted >= _CASES else 1, order=target.get("order") or line.get("order", ""),
            location=target.get("location", ""), name=target.get("name") or line.get("name", ""),
        )  # fmt: skip

    # -- probes ----------------------------------------------------------------------------------------------------

    def _probe_resend(self, message: Json, first: Json) -> None:
        """The same id again gives the first result, marked, and changes nothing."""
        again = self.transport.send(message)
        expected = {**first["result"], "replayed": True}
        if again["result"] != expected or not self._is_same(again["screen"], first["screen"]):
            raise self.stuck(f"sent twice: first {first}, then {again}")

    def _probe_wrong(self) -> None:
        """A code nobody knows is refused, and step, done and target stay."""
        answer = self.transport.send({"id": str(uuid.uuid4()), "scan": "NOBODY-KNOWS-THIS"})
        if answer["result"]["ok"] or not self._is_same(answer["screen"], self.screen):
            raise self.stuck(f"a wrong scan changed something: {answer}")
        self.worked.codes[answer["result"]["code"]] += 1

    def _is_same(self, screen: Json, other: Json) -> bool:
        return not self._alone or _signature(screen) == _signature(other)


def _signature(screen: Json) -> str:
    return json.dumps([screen[k] for k in ("step", "expects", "done", "total", "target")], sort_keys=True)


def _place(screen: Json) -> list[Any]:
    return [screen[k] for k in ("step", "done", "total", "target")]


def _text(scan: str | Json) -> str:
    if isinstance(scan, dict):
        return str(scan.get("scan") or f"{scan.get('weight_g')} g")
    return scan
