"""Which receipt: the one scanned, the most urgent one that has the item scanned, or a new one that nobody announced."""

from __future__ import annotations

import uuid
from itertools import count
from typing import Any

from sqlalchemy import and_, bindparam, literal_column, or_, select

from warehouse_app.database.models import Asn, AsnLine, Code, Product, table
from warehouse_app.database.types import new_key
from warehouse_app.domain.sentences import say
from warehouse_app.resolve import Thing
from warehouse_app.step import Refused, Said, Step, Turn
from warehouse_app.workflows import receive_unit
from warehouse_app.workflows.receive_facts import ReceiveJob, load
from warehouse_app.workflows.receive_problem import open_tote

_asn, _line, _product, _code = table(Asn), table(AsnLine), table(Product), table(Code)
_OPEN = _asn.c.status == literal_column("'open'")  # as the partial index has it
_URGENT = (_asn.c.expected_at.is_(None), _asn.c.expected_at, _asn.c.id)
_HAS_UNITS = select(_line.c.id).where(_line.c.asn_id == _asn.c.id, _line.c.received > 0).exists()
_first = (
    select(_asn.c.id, _asn.c.no)
    .where(_OPEN, or_(~_asn.c.is_blind, _HAS_UNITS))
    .order_by(*_URGENT)
    .limit(1)
    .subquery("first")
)
_NEXT = (
    select(_first.c.id, _first.c.no, _product.c.sku, _product.c.name,
           (_line.c.expected - _line.c.received).label("left"))
    .select_from(
        _first.outerjoin(_line, and_(_line.c.asn_id == _first.c.id, _line.c.expected > _line.c.received))
        .outerjoin(_product, _product.c.id == _line.c.product_id)
    )
    .order_by(_line.c.line_no)
    .limit(1)
)  # fmt: skip
_WITH_ITEM = (
    select(_asn.c.id, _asn.c.no)
    .join_from(_line, _asn, _asn.c.id == _line.c.asn_id)
    .where(_line.c.product_id == bindparam("product"), _line.c.expected > 0, _OPEN)
    .order_by(_line.c.expected <= _line.c.received, *_URGENT)
    .limit(1)
)
_EMPTY = (
    select(_asn.c.id)
    .where(_OPEN, _asn.c.client_id == bindparam("client"), _asn.c.is_blind, ~_HAS_UNITS)
    .order_by(_asn.c.id)
    .limit(1)
)
_TAKEN = select(_code.c.text).where(_code.c.text.in_(bindparam("texts", expanding=True)), _code.c.kind == "asn")
_AT_ONCE = 50


def start_step(turn: Turn, closed: ReceiveJob | None) -> Step:
    """Scan a receipt, or any of its items. `closed` is the one that a colleague has closed meanwhile."""
    row = turn.connection.execute(_NEXT).first()
    accepts = {
        "asn": open_receipt,
        "tote": open_tote,
        **dict.fromkeys(("item", "insert", "box"), lambda turn, thing: _find(turn, thing, closed)),
    }
    if row is None:
        ask = say("Nothing is announced. Scan an item to receive it")
        return Step("start", ask, accepts, shown=("asn", "item"))
    target = {"order": row.no, "sku": row.sku, "name": row.name, "quantity": row.left}
    ask = say("Scan the receipt {asn} or one of its items", asn=row.no)
    return Step("start", ask, accepts, target=target, wanted=(row.id,), shown=("asn", "item"))


def open_receipt(turn: Turn, thing: Thing) -> Said:
    """Go to work at a receipt; others may be at it too."""
    if thing.row.asn_status != "open":
        raise Refused("already_done", say("Receipt {asn} is closed.", asn=thing.label))
    turn.hold({"asn": str(thing.id)})
    return Said(say("Receipt {asn}", asn=thing.label), ref_id=thing.id)


def _find(turn: Turn, thing: Thing, closed: ReceiveJob | None) -> Said:
    """The item's receipt opens and the unit counts."""
    if closed is not None:
        turn.confirm(say("Receipt {asn} is closed by now. Begin another?", asn=closed.head.no))
    row = turn.connection.execute(_WITH_ITEM, {"product": thing.id}).first()
    if row is None:
        return _blind(turn, thing)
    return _with(turn, row.id, thing)


def _blind(turn: Turn, thing: Thing) -> Said:
    """A receipt that nobody announced, of the item's client."""
    if thing.row.product_kind == "service":
        raise Refused("wrong_item", say("{sku} is a service and lies nowhere.", sku=thing.row.sku))
    turn.confirm(say("{sku} is not announced. Receive it all the same?", sku=thing.row.sku))
    client = thing.row.client_id
    key = turn.connection.scalar(_EMPTY, {"client": client})
    if key is None:
        no, key = _blind_number(turn), new_key()
        head = {"id": key, "client_id": client, "no": no, "status": "open", "is_blind": True, "created_at": turn.now}
        # Undone it stays, without units, and is the next one.
        turn.recorder.keep(Asn, [head])
        turn.recorder.keep(Code, [{"text": no, "kind": "asn", "ref_id": key, "quantity": 1}])
    return _with(turn, key, thing)


def _blind_number(turn: Turn) -> str:
    """The first free number of this day."""
    day = turn.site.today(turn.now)
    for first in count(1, _AT_ONCE):
        numbers = [f"BLIND-{day:%y%m%d}-{n}" for n in range(first, first + _AT_ONCE)]
        taken = set(turn.connection.scalars(_TAKEN, {"texts": numbers}))
        if free := next((no for no in numbers if no not in taken), ""):
            return free
    raise AssertionError("unreachable")


def _with(turn: Turn, asn_id: uuid.UUID, thing: Thing) -> Said:
    turn.hold({"asn": str(asn_id)})
    job: Any = load(turn)
    return receive_unit.scan(turn, job, thing)
