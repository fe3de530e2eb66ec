"""Reading an input at a step: commands, choices, quantities and codes; and what the last answer left open."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from warehouse_app.domain import codes
from warehouse_app.domain.screen import Input
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.resolve import Thing, choose, look_up
from warehouse_app.step import Refused, Said, Step, Turn


def thing_of(turn: Turn, step: Step, given: Input, before: Any) -> Thing:
    """The typed thing that an input means at this step; raises Refused. One statement at most."""
    if given.scan is None:
        if given.weight_g is None or not 0 <= given.weight_g <= 1_000_000:
            raise Refused("bad_value", say("That is no weight."))
        return Thing("weight", str(given.weight_g), quantity=given.weight_g)
    try:
        scan = codes.read(given.scan, turn.now.year)
    except codes.BadText as bad:
        raise Refused("bad_value", bad.sentence) from None
    if before is not None and before.code == "confirm" and before.raw == given.scan:
        turn.confirmed = True
    if scan.kind == "command":
        if scan.text not in codes.COMMAND:
            raise Refused("unknown_code", say("{code} is no command.", code=scan.text[:60]))
        return Thing("command", scan.text)
    if scan.kind == "choice":
        return _chosen(turn, step, scan.choice, before)
    if scan.kind == "badge":
        return Thing("badge", scan.text)
    things = choose(look_up(turn.connection, scan), step.accepts, step.wanted)
    if scan.quantity is not None and "quantity" in step.accepts and not any(t.id in step.wanted for t in things):
        if scan.quantity == 0:
            raise Refused("bad_quantity", say("A quantity is at least 1."))
        return Thing("quantity", scan.text, quantity=scan.quantity)
    if not things and scan.wrong is not None:
        raise Refused("bad_value", scan.wrong)
    if not things:
        special = next((kind for kind in ("serial", "lot", "text", "expiry") if kind in step.accepts), None)
        return Thing(special or "unknown", scan.text, gs1=scan.gs1)
    if len({thing.id for thing in things}) > 1:
        sentence = say("{code} can mean several things. Choose one.", code=scan.text)
        raise Refused("ambiguous", sentence, choices=[(thing.described(), thing) for thing in things])
    return things[0]


def _chosen(turn: Turn, step: Step, number: int, before: Any) -> Thing:
    if 1 <= number <= len(step.choices):
        return step.choices[number - 1][1]
    offered = before.result.get("choices", []) if before is not None else []
    if 1 <= number <= len(offered):
        return _thing_from(turn, offered[number - 1][1])
    raise Refused("bad_value", say("Choice {number} is not offered.", number=number))


def remembered(answer: Said | Refused) -> dict[str, Any]:
    """What the journal keeps of an answer: its sentences and the choices it offers."""
    kept: dict[str, Any] = {"say": answer.sentence.to_json()}
    if answer.detail:
        kept["detail"] = answer.detail.to_json()
    if answer.choices:
        kept["choices"] = [[text.to_json(), _plain(thing)] for text, thing in answer.choices]
    return kept


def ask_again(step: Step, turn: Turn, kept: dict[str, Any]) -> None:
    """Show the choices that the last answer offered, and ask for one of them."""
    if kept.get("choices"):
        step.ask = Sentence.from_json(kept["say"])
    for text, thing in kept.get("choices", []):
        step.choices.append((Sentence.from_json(text), _thing_from(turn, thing)))


@dataclass(frozen=True)
class _Attributes:
    """The row of a thing remembered in the journal."""

    values: dict[str, Any]

    def __getattr__(self, name: str) -> Any:
        return self.values.get(name)


def _plain(thing: Thing) -> dict[str, Any]:
    row = {} if thing.row is None else {k: v for k, v in thing.row._mapping.items() if v is not None}
    return {
        "kind": thing.kind, "text": thing.text, "id": str(thing.id or ""), "quantity": thing.quantity,
        "needs_label": thing.needs_label,
        "row": {k: str(v) if isinstance(v, uuid.UUID) else v for k, v in row.items()},
    }  # fmt: skip


def _thing_from(turn: Turn, data: dict[str, Any]) -> Thing:
    row = {k: uuid.UUID(v) if k.endswith("_id") else v for k, v in data["row"].items()}
    return Thing(
        data["kind"],
        data["text"],
        uuid.UUID(data["id"]) if data["id"] else None,
        data["quantity"],
        _Attributes(row),
        needs_label=data.get("needs_label", False),
    )
