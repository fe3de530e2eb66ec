"""The whole life of one return as a text with headings and tables, in the colours of the window."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from datetime import datetime
from html import escape
from typing import Any

from ui.look import Look
from ui.widgets.returns_queue import SIGNS, colours
from warehouse_app.domain.sentences import Sentence, say

_ORDERS, _LINES, _UNITS, _SCANS = say("Sold and shipped"), say("Announced"), say("What came"), say("What was scanned")
_PHOTOS, _OUTCOME, _NO_UNITS = say("Photos"), say("What the customer gets"), say("Nothing was on the bench yet.")
_TIMES = {
    "created_at": say("Announced"), "arrived_at": say("Arrived"), "due_at": say("Due"), "closed_at": say("Finished"),
    "refund_due_at": say("Refund due"), "refunded_at": say("Refunded"),
}  # fmt: skip
_LATE, _IN_TIME = say("finished late"), say("finished in time")
_CHANGED = say("Changed from {computed} to {grade}: {reason}")
_SECOND = say("Second grading by {who}: {grade}, {agrees}")
_WAITS_SECOND = say("A second inspector is still to grade it.")
_AGREES, _DIFFERS = say("the same"), say("not the same")
_WORTH = say("Paid {value}, expected to bring {recovery}")
_WORK = say("{work}: {minutes} min, cost {cost}")
_GRADED_BY = say("Graded by {who} at {station}, rules version {version}")
_ACCEPTED = say("Units accepted are worth {value}.")
_UNDONE, _ERASED = say("taken back"), say("erased")
_LINE_HEADS = (say("Product"), say("Name"), say("Order"), say("Expected"), say("Received"), say("Reason"),
               say("Customer wants"))  # fmt: skip
_PARCEL_HEADS = (say("Order"), say("Carrier"), say("Tracking number"), say("Shipped"))
_SCAN_HEADS = (say("When"), say("Who"), say("Station"), say("Scan"), say("Answer"))


def photo_url(sha256: str) -> str:
    """Under which name a photo is known to the text."""
    return f"photo:{sha256}"


def case_html(told: dict[str, Any], look: Look, pictures: Container[str] = ()) -> str:
    """The case that reports/cases.py `life` tells, as HTML; everything from outside is escaped. `pictures` are the
    hashes of photos that can be shown."""
    return _Case(told, look, pictures).html()


class _Case:
    def __init__(self, told: dict[str, Any], look: Look, pictures: Container[str]) -> None:
        self.told, self.look, self.pictures = told, look, pictures

    def html(self) -> str:
        """All parts, in the order in which things happened."""
        parts = [self._head(), self._times(), *self._sold(), *self._announced(), *self._came(), *self._outcome(),
                 *self._scans()]  # fmt: skip
        return f"<body style='color:{self.look.tokens.ink}'>{''.join(parts)}</body>"

    def t(self, value: Any) -> str:
        """Words, times and texts as people read them, escaped."""
        if isinstance(value, Sentence):
            return escape(self.look.text(value))
        if isinstance(value, datetime):
            return f"{value:%Y-%m-%d %H:%M}"
        return escape(f"{value:,}" if isinstance(value, int | float) else str(value))

    def _head(self) -> str:
        told = self.told
        ink, ground = colours(self.look, told["state"])
        state = f"{SIGNS.get(told['state'], '')} {self.t(told['state_said'])}"
        pill = f"<span style='color:{ink};background:{ground};font-weight:700'>&nbsp;{state}&nbsp;</span>"
        words = [
            told["outcome_said"] if told["outcome"] else "",
            told["client"],
            told["kind_said"],
            told["tracking_no"],
            told["handover"],
            told["owner"],
        ]
        more = " · ".join(self.t(word) for word in words if word)
        return f"<h2>{self.t(told['rma'])} &nbsp; {pill}</h2><p style='{self._soft()}'>{more}</p>"

    def _times(self) -> str:
        told = {key: self.t(self.told[key]).replace(" ", "&nbsp;") for key in _TIMES}
        cells = [f"{self.t(words)}: <b>{told[key]}</b>" for key, words in _TIMES.items() if told[key]]
        if self.told["in_time"] is not None:
            state = "ok" if self.told["in_time"] else "overdue"
            words = _IN_TIME if self.told["in_time"] else _LATE
            cells.append(f"<span style='color:{colours(self.look, state)[0]}'><b>{self.t(words)}</b></span>")
        return f"<p>{' &nbsp; '.join(cells)}</p>"

    def _sold(self) -> Iterable[str]:
        if self.told["parcels"]:
            yield self._heading(_ORDERS)
            rows = [
                (p["order_no"], p["carrier"], p["tracking_no"] or p["parcel"], p["shipped_at"] or "–")
                for p in self.told["parcels"]
            ]
            yield self._table(_PARCEL_HEADS, rows)

    def _announced(self) -> Iterable[str]:
        if self.told["lines"]:
            yield self._heading(_LINES)
            yield self._table(_LINE_HEADS, [
                (x["sku"], x["name"], x["order_no"], x["expected"], x["received"], x["reason"] or "–",
                 f"{self.look.text(x['wants_said'])} {x['exchange_sku']}".strip())
                for x in self.told["lines"]
            ])  # fmt: skip

    def _came(self) -> Iterable[str]:
        yield self._heading(_UNITS)
        if not self.told["units"]:
            yield f"<p style='{self._soft()}'>{self.t(_NO_UNITS)}</p>"
        for unit in self.told["units"]:
            yield from self._unit(unit)
        if self.told["photos"]:
            yield self._photos(self.told["photos"])

    def _unit(self, unit: dict[str, Any]) -> Iterable[str]:
        t = self.look.tokens
        name = unit["sku"] or unit["scanned"]
        keys = " · ".join(self.t(unit[key]) for key in ("lot", "expiry", "serial", "order_no") if unit[key])
        count = f"{unit['quantity']} × " if unit["quantity"] > 1 else ""
        grade = f"<b style='color:{t.accent}'>{self.t(unit['grade'] or '–')}</b>"
        where = f"{self.t(unit['disposition_said'])} → <b>{self.t(unit['destination_said'])}</b>"
        yield f"<p><b>{count}{self.t(name)}</b> {self.t(unit['name'])} &nbsp; {self.t(unit['unit'])} &nbsp; "
        yield f"{grade} &nbsp; {where}<br><span style='{self._soft()}'>"
        yield f"{self.t(unit['kind_said'])}{' · ' if keys else ''}{keys}</span>"
        for answer in unit["answers"]:
            yield f"<br>&nbsp; {self.t(answer['question'])} &nbsp;<b>{self.t(answer['answer'])}</b>"
        notes: list[Any] = [unit["computed_said"]] if unit["computed_said"] else []
        if unit["grade_reason"]:
            notes.append(say(_CHANGED.text, computed=unit["computed"], grade=unit["grade"],
                             reason=unit["grade_reason_said"]))  # fmt: skip
        if unit["inspector"]:
            notes.append(say(_GRADED_BY.text, who=unit["inspector"], station=unit["station"],
                             version=unit["rules_version"]))  # fmt: skip
        notes.append(say(_WORTH.text, value=f"{unit['value']:,}", recovery=f"{unit['recovery']:,}"))
        notes += [
            say(_WORK.text, work=w["work_said"], minutes=round(w["seconds"] / 60, 1), cost=f"{w['cost']:,}")
            for w in unit["work"]
        ]
        second = unit["second"]
        if second["grade"]:
            agrees = _AGREES if second["agrees"] else _DIFFERS
            notes.append(say(_SECOND.text, who=second["inspector"], grade=second["grade"], agrees=agrees))
        elif second["due"]:
            notes.append(_WAITS_SECOND)
        yield "".join(f"<br>&nbsp; <span style='{self._soft()}'>{self.t(note)}</span>" for note in notes)
        yield "</p>"
        if unit["photos"]:
            yield self._photos(unit["photos"])

    def _photos(self, photos: Sequence[dict[str, Any]]) -> str:
        parts = []
        for p in photos:
            if p["sha256"] in self.pictures:
                parts.append(f"<img src='{photo_url(self.t(p['sha256']))}' height='{self.look.px(200)}'><br>")
            size = f"{p['width']} × {p['height']} · {round(p['size'] / 1000):,} kB"
            parts.append(
                f"{self.t(p['at'])} · {size} · {self.t(p['station'])} · {self.t(p['sha256'][:16] or _ERASED)}<br>"
            )
        return f"<p style='{self._soft()}'>{self.t(_PHOTOS)}<br>{''.join(parts)}</p>"

    def _outcome(self) -> Iterable[str]:
        told = self.told
        if told["outcome"]:
            yield self._heading(_OUTCOME)
            words = [told["outcome_said"], told["outcome_reason_said"], told["replacement"]]
            said = " · ".join(self.t(word) for word in words if word)
            worth = self.t(say(_ACCEPTED.text, value=f"{told['accepted_value']:,}"))
            yield f"<p><b>{said}</b> &nbsp; {worth}</p>"

    def _scans(self) -> Iterable[str]:
        if self.told["journal"]:
            yield self._heading(_SCANS)
            yield self._table(_SCAN_HEADS, [
                (f"{x['at']:%m-%d %H:%M:%S}", x["user"], x["station"], x["scan"],
                 f"{'✓' if x['ok'] else '✕'} {self.look.text(x['say'])}"
                 + (f" ({self.look.text(_UNDONE)})" if x["undone"] else ""))
                for x in self.told["journal"]
            ])  # fmt: skip

    def _heading(self, words: Sentence) -> str:
        return f"<h3 style='color:{self.look.tokens.accent}'>{self.t(words)}</h3>"

    def _table(self, heads: Sequence[Sentence], rows: Iterable[Sequence[Any]]) -> str:
        pad = self.look.px(6)
        head = "".join(f"<th align='left' style='{self._soft()}'>{self.t(h)}</th>" for h in heads)
        body = "".join(f"<tr>{''.join(f'<td>{self.t(cell)}</td>' for cell in row)}</tr>" for row in rows)
        return f"<table cellpadding='{pad}' cellspacing='0'><tr>{head}</tr>{body}</table>"

    def _soft(self) -> str:
        return f"color:{self.look.tokens.soft}"
