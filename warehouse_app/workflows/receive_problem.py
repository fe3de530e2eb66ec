"""What was set aside in a tote for problems: a supervisor says which product it is, or that it is not ours."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import bindparam, literal_column, select

from warehouse_app.database.models import Asn, Code, Location, Problem, table
from warehouse_app.domain import codes
from warehouse_app.domain.sentences import say
from warehouse_app.login import OFFICE_ROLES
from warehouse_app.resolve import Thing
from warehouse_app.step import Handler, Refused, Said, Step, Turn
from warehouse_app.workflows import receive_unit
from warehouse_app.workflows.receive_facts import load

_problem, _asn, _location, _code = table(Problem), table(Asn), table(Location), table(Code)
_OPEN = (
    select(
        _problem.c.id, _problem.c.code, _problem.c.asn_id, _asn.c.no, _asn.c.status, _location.c.id.label("tote_id"),
        _location.c.code.label("tote"), _location.c.use, _location.c.slot,
    )
    .select_from(
        _problem.join(_location, _location.c.id == _problem.c.tote_id).outerjoin(_asn, _asn.c.id == _problem.c.asn_id)
    )
    .where(_problem.c.tote_id == bindparam("tote"), _problem.c.status == literal_column("'open'"))
    .order_by(_problem.c.at, _problem.c.id)
)  # fmt: skip
_KNOWN = select(_code.c.ref_id).where(
    _code.c.text == bindparam("text"), _code.c.kind == "item", _code.c.ref_id == bindparam("product")
)


def open_tote(turn: Turn, thing: Thing) -> Said:
    """A tote scanned at the start: what was set aside in it is settled now, by a supervisor."""
    if thing.row.use != "problem":
        raise Refused("wrong_tote", say("{tote} holds nothing that was set aside.", tote=thing.label))
    if not turn.roles & OFFICE_ROLES:
        raise Refused("not_allowed", say("A supervisor settles what was set aside."))
    turn.hold({"problems": str(thing.id)})
    return Said(say("What was set aside in {tote}", tote=thing.label))


def solve_step(turn: Turn) -> Step:
    """The oldest thing in the tote: scan the product that it is, or No: not ours."""
    rows: list[Any] = list(turn.connection.execute(_OPEN, {"tote": uuid.UUID(turn.hand["problems"])}))
    if not rows:
        return Step("settled", say("Nothing is left in the tote"), automatic=lambda turn: turn.hold({}))
    row = rows[0]

    def product(turn: Turn, thing: Thing) -> Said:
        return _is(turn, row, thing)

    def not_ours(turn: Turn, _: Thing) -> Said:
        _settle(turn, row)
        return Said(say("{code} goes back with the driver", code=row.code or "–"), ref_id=row.asn_id)

    def back(turn: Turn, _: Thing) -> Said:
        turn.hold({})
        return Said(say("{tote} stays as it is.", tote=row.tote))

    accepts: dict[str, Handler] = dict.fromkeys(("item", "insert", "box"), product)
    ask = say("What is {code}? Scan the product. No: not ours", code=row.code[:40] or "–")
    return Step(
        "solve_problem", ask, accepts, {"CMD-NO": not_ours, "CMD-BACK": back}, total=len(rows), shown=("item",),
        target={"tote": row.tote, "order": row.no or "", "name": row.code[:100]},
        detail=say("Set aside from receipt {asn}", asn=row.no or "–"),
    )  # fmt: skip


def _is(turn: Turn, row: Any, thing: Thing) -> Said:
    """Its barcode stands for the product from now on; the unit is received where its receipt is still open."""
    text = ""
    if row.code and not codes.reserved(row.code):
        scan = codes.read(row.code)
        text = scan.gs1.gtin if scan.gs1 is not None and scan.gs1.gtin else scan.text
        if turn.connection.scalar(_KNOWN, {"text": text, "product": thing.id}) is None:
            turn.recorder.attach(text, "item", thing.id)
    _settle(turn, row)
    if row.status != "open":
        said = say("{code} is {sku}. Its receipt is closed: scan it", code=text or "–", sku=thing.row.sku)
        return Said(said, ref_id=row.asn_id)
    turn.hold({"asn": str(row.asn_id)})
    job = load(turn)
    assert job is not None
    return receive_unit.scan(turn, job, Thing("item", text or thing.text, thing.id, row=thing.row))


def _settle(turn: Turn, row: Any) -> None:
    """One thing less lies in the tote; the last one frees it."""
    turn.recorder.set(Problem, row.id, status=("open", "solved"))
    left = row.slot - 1
    turn.recorder.set(Location, row.tote_id, slot=(row.slot, max(left, 0)), use=(row.use, "" if left <= 0 else row.use))
    turn.hold({"problems": str(row.tote_id)} if left > 0 else {})
