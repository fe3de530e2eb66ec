"""What happens to a parcel besides its scans: opening it for an order, its label, its end, taking it apart."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, literal_column, or_, select

from warehouse_app.database.engine import Conflict
from warehouse_app.database.models import (
    Allocation,
    Balance,
    Carrier,
    Client,
    Code,
    Location,
    Order,
    OrderLine,
    Parcel,
    ParcelLine,
    PrintJob,
    Product,
    TrackingNumber,
    table,
)
from warehouse_app.database.types import new_key
from warehouse_app.domain import boxes
from warehouse_app.domain.sentences import say
from warehouse_app.gifts import inserts_of
from warehouse_app.numbers import next_sscc, next_tracking_number
from warehouse_app.recipes import recipe_of
from warehouse_app.recorder import MoveLine, StockKey
from warehouse_app.step import Refused, Turn
from warehouse_app.workflows import supplies
from warehouse_app.workflows.claims import take_up

_order, _line, _parcel, _pline = table(Order), table(OrderLine), table(Parcel), table(ParcelLine)
_product, _client, _balance = table(Product), table(Client), table(Balance)
_location, _a, _carrier, _job = table(Location), table(Allocation), table(Carrier), table(PrintJob)

_ORDER = (
    select(_order, _client.c.code.label("client"))
    .join_from(_order, _client, _client.c.id == _order.c.client_id)
    .where(_order.c.id == bindparam("order"))
    .with_for_update(of=_order)
)
_OPEN_PARCEL = select(_parcel.c.id, _parcel.c.station_id, _parcel.c.status).where(
    _parcel.c.order_id == bindparam("order"), _parcel.c.status.in_(["open", "labelled"])
)
_LAST_COPY = select(func.max(_job.c.copy)).where(_job.c.ref_id == bindparam("ref"), _job.c.kind == bindparam("kind"))
_AHEAD = select(_parcel).where(_parcel.c.order_id == bindparam("order"), _parcel.c.status == "ahead")
_TO_PACK = (
    select(
        _line.c.id, _line.c.product_id, _line.c.line_no, (_line.c.picked - _line.c.packed).label("units"),
        (_line.c.ordered - _line.c.cancelled - _line.c.packed).label("wanted"), _line.c.unit_price,
        _line.c.sources, _product.c.sku, _product.c.category,
        _product.c.length_mm, _product.c.width_mm, _product.c.height_mm, _product.c.weight_g,
    )
    .join_from(_line, _product, _product.c.id == _line.c.product_id)
    .where(_line.c.order_id == bindparam("order"), _line.c.picked > _line.c.packed)
    .order_by(_line.c.line_no)
)  # fmt: skip
# The kind in the very words of its index: a client has few boxes among its products.
_BOXES = (
    select(_product.c.id, _product.c.sku, _product.c.length_mm, _product.c.width_mm, _product.c.height_mm)
    .where(_product.c.client_id == bindparam("client"), _product.c.kind == literal_column("'box'"))
    .order_by(_product.c.sku)
)
_PARCELS_OF = select(func.count()).where(
    _parcel.c.order_id == bindparam("order"), _parcel.c.status.not_in(["void", "ahead"])
)
_TOTES = (
    select(_location.c.id, _location.c.code, _location.c.use, _location.c.order_id, _location.c.batch_id,
           _location.c.slot, _location.c.is_full, func.coalesce(func.sum(_balance.c.on_hand), 0).label("units"))
    .select_from(_location.outerjoin(_balance, _balance.c.location_id == _location.c.id))
    .where(or_(_location.c.order_id == bindparam("order"), _location.c.id == bindparam("tote")),
           _location.c.kind == "tote")
    .group_by(_location.c.id)
    .order_by(_location.c.code)
)  # fmt: skip
_PROGRESS = (
    select(
        func.sum(_line.c.ordered - _line.c.cancelled).label("wanted"), func.sum(_line.c.picked).label("picked"),
        func.sum(_line.c.packed).label("packed"), func.sum(_line.c.allocated).label("allocated"),
    )
    .where(_line.c.order_id == bindparam("order"), _line.c.kind == "goods")
)  # fmt: skip
_CONTENT = select(_balance).where(_balance.c.location_id == bindparam("parcel"), _balance.c.on_hand > 0)
_GOODS_LINES = select(_pline.c.order_line_id, _pline.c.verified).where(
    _pline.c.parcel_id == bindparam("parcel"), _pline.c.order_line_id.is_not(None), _pline.c.verified > 0
)
_LABEL_JOBS = select(_job.c.id, _job.c.status).where(
    _job.c.ref_id == bindparam("parcel"), _job.c.kind == "shipping_label", _job.c.status.in_(["requested", "sent"])
)

# Columns of a parcel line that most lines do not use.
_PLAIN = {"reason": [], "rule": "", "outcome": "", "how": "", "text": "", "picture": "", "per_unit": 0}


def open_order(
    turn: Turn,
    order_id: uuid.UUID,
    tote_id: uuid.UUID | None,
    batch_id: uuid.UUID | None = None,
    *,
    chosen: bool = False,
) -> Any:
    """Open the order's parcel at this bench: take up the one begun, or begin it. Returns the order's row.

    `chosen`: the program found it among the picked ones; if a colleague was faster, another one is found (Conflict).
    Raises Refused: blocked, claimed, no_stock, already_done.
    """
    order = turn.connection.execute(_ORDER, {"order": order_id}).one()
    if chosen and order.status != "picked":
        raise Conflict("order")
    begun = turn.connection.execute(_OPEN_PARCEL, {"order": order_id}).first()
    if begun is not None:
        take_up(turn, Parcel, begun.id, begun.station_id)
        return order
    _check_ready(order)
    ahead = turn.connection.execute(_AHEAD, {"order": order_id}).first()
    found = turn.connection.execute(_TO_PACK, {"order": order_id}).all()
    lines = [(line, min(line.units, line.wanted)) for line in found if line.wanted > 0]
    units = sum(n for _, n in lines)
    if not units:
        raise Refused("nothing_to_do", say("Order {order} has nothing to pack.", order=order.order_no))
    _begin(turn, order, tote_id, batch_id, lines, units, ahead)
    return order


def _check_ready(order: Any) -> None:
    no = order.order_no
    if order.status == "cancelled":
        raise Refused("blocked", say("Order {order} is cancelled. Put its goods back.", order=no))
    if order.status == "on_hold":
        raise Refused("blocked", say("Order {order} is on hold. Leave it on the hold shelf.", order=no))
    if order.status in ("allocated", "picking", "new"):
        raise Refused("wrong_tote", say("Order {order} is still being picked.", order=no))
    if order.status == "waiting":
        raise Refused("no_stock", say("Order {order} waits for stock.", order=no))
    if order.status in ("packed", "shipped", "part_shipped", "complete"):
        raise Refused("already_done", say("Order {order} is packed.", order=no))


def _begin(
    turn: Turn,
    order: Any,
    tote_id: uuid.UUID | None,
    batch_id: uuid.UUID | None,
    lines: list[Any],
    units: int,
    ahead: Any | None,
) -> None:
    """Begin the parcel; one that was labelled before picking (`ahead`) is filled now."""
    record, parcel_id = turn.recorder, ahead.id if ahead else new_key()
    recipe_code, recipe, materials = recipe_of(turn.connection, order, units)
    box = _suggested_box(turn, order, lines, recipe.boxes if recipe else frozenset())
    number = turn.connection.scalar(_PARCELS_OF, {"order": order.id}) or 0
    gifts = [] if number else inserts_of(turn.connection, turn.site, order, lines)  # they go into the first parcel
    note = order.is_gift and not number
    content = {
        "station_id": turn.station_id, "user_id": turn.user_id, "tote_id": tote_id, "batch_id": batch_id,
        "units": units, "suggested_box_id": box, "needs_confirm": note, "number": number + 1,
        "recipe": recipe_code,
    }  # fmt: skip
    if ahead:
        before = {name: getattr(ahead, name) for name in content}
        changes = {name: (before[name], value) for name, value in content.items()}
        record.set(Parcel, parcel_id, status=("ahead", "open"), **changes)
    else:
        parcel = new_parcel(turn.connection, turn.site.id, order, parcel_id, turn.now)
        record.add(Parcel, [{**parcel, **content}], undo={"status": "void", "station_id": None})
    rows: list[dict[str, Any]] = [
        {"parcel_id": parcel_id, "order_line_id": line.id, "product_id": line.product_id, "line_no": at,
         "kind": "goods", "quantity": n, **_PLAIN}
        for at, (line, n) in enumerate(lines, 1)
    ]  # fmt: skip
    rows += [
        {"parcel_id": parcel_id, "order_line_id": None, "product_id": product_id, "line_no": len(lines) + at,
         "kind": "insert", "quantity": 0 if gift.outcome == "skip" else gift.quantity,
         **_PLAIN, "reason": gift.reason.to_json(), "rule": gift.rule,
         "outcome": "" if gift.outcome == "give" else gift.outcome}
        for at, (product_id, gift) in enumerate(gifts, 1)
    ]  # fmt: skip
    rows += [
        {"parcel_id": parcel_id, "order_line_id": None, "product_id": materials[step.sku], "line_no": len(rows) + at,
         "kind": "material", "quantity": step.quantity, **_PLAIN, "how": step.how, "text": step.text,
         "picture": step.picture, "per_unit": step.each}
        for at, step in enumerate(recipe.steps if recipe else (), 1)
    ]  # fmt: skip
    record.add(ParcelLine, rows)
    if order.status != "packing":
        record.set(Order, order.id, status=(order.status, "packing"))
    request_print(turn, ["packing_slip", "gift_note"] if note else ["packing_slip"], parcel_id, order.order_no)


def new_parcel(
    connection: Connection, site_id: uuid.UUID, order: Any, parcel_id: uuid.UUID, now: datetime
) -> dict[str, Any]:
    """The row of a new open parcel, to be inserted; its SSCC and its place in the ledger are made here and stay."""
    code = next_sscc(connection)
    place = {"id": parcel_id, "site_id": site_id, "code": code, "kind": "parcel", "temperature": "ambient"}
    connection.execute(insert(_location).values(place))
    connection.execute(insert(table(Code)).values(text=code, kind="parcel", ref_id=parcel_id, quantity=1))
    return {
        "id": parcel_id, "order_id": order.id, "sscc": code, "status": "open", "carrier_id": order.carrier_id,
        "opened_at": now,
    }  # fmt: skip


def _suggested_box(turn: Turn, order: Any, lines: list[Any], allowed: frozenset[str]) -> uuid.UUID | None:
    found = turn.connection.execute(_BOXES, {"client": order.client_id}).all()
    found = [box for box in found if box.sku in allowed] or found
    if not found:
        return None
    kinds = [boxes.Box(b.sku, b.length_mm, b.width_mm, b.height_mm) for b in found]
    items = [boxes.Item(x.length_mm, x.width_mm, x.height_mm, x.weight_g, n) for x, n in lines]
    best = boxes.suggest(items, kinds).box
    return next((b.id for b in found if best is not None and b.sku == best.code), found[-1].id)


def request_print(turn: Turn, kinds: list[str], ref_id: uuid.UUID, code: str, reason: str = "", copy: int = 0) -> None:
    """Ask for papers; they are printed after the commit."""
    rows = [
        {"kind": kind, "ref_id": ref_id, "code": code, "status": "requested", "reason": reason, "copy": copy,
         "station_id": turn.station_id, "at": turn.now}
        for kind in kinds
    ]  # fmt: skip
    turn.recorder.add(PrintJob, rows, undo={"status": "void"})


def request_copy(turn: Turn, kind: str, ref_id: uuid.UUID, code: str) -> None:
    """Ask for one more copy of a paper; each says which copy it is."""
    last = turn.connection.scalar(_LAST_COPY, {"ref": ref_id, "kind": kind}) or 0
    request_print(turn, [kind], ref_id, code, "reprint", last + 1)


def label(turn: Turn, head: Any) -> None:
    """Everything is in the box: take a tracking number and print the label, unless it was printed ahead."""
    if head.tracking_no:
        turn.recorder.set(Parcel, head.id, status=("open", "labelled"))
        return
    number = buy_number(turn.connection, head.carrier_id, head.rule, head.carrier, head.id, turn.now)
    changes: dict[str, Any] = {"status": ("open", "labelled"), "tracking_no": (None, number)}
    if head.blocked == "address":
        changes["blocked"] = ("address", "")
    turn.recorder.set(Parcel, head.id, **changes)
    request_print(turn, ["shipping_label"], head.id, number)


def buy_number(
    connection: Connection, carrier_id: uuid.UUID, rule: str, carrier: str, parcel_id: uuid.UUID, now: datetime
) -> str:
    """A tracking number for a parcel; it is burned whatever becomes of it. Raises Refused no_numbers."""
    number = next_tracking_number(connection, carrier_id, rule, carrier)
    connection.execute(
        insert(table(TrackingNumber)).values(
            number=number, carrier_id=carrier_id, parcel_id=parcel_id, issued_at=now
        )
    )  # fmt: skip
    connection.execute(insert(table(Code)).values(text=number, kind="tracking_no", ref_id=parcel_id, quantity=1))
    return number


def close(turn: Turn, head: Any) -> bool:
    """The label is on the box: the parcel is closed and its totes are free. True if the order goes on."""
    record = turn.recorder
    record.set(
        Parcel, head.id, status=("labelled", "packed"), closed_at=(None, turn.now),
        station_id=(turn.station_id, None),
    )  # fmt: skip
    jobs = turn.connection.execute(_LABEL_JOBS, {"parcel": head.id}).all()
    for status in {j.status for j in jobs}:
        record.set_many(PrintJob, [j.id for j in jobs if j.status == status], status=(status, "verified"))
    progress = turn.connection.execute(_PROGRESS, {"order": head.order_id}).one()
    more = min(progress.picked, progress.wanted) > progress.packed
    if head.order_status == "packing":
        record.set(Order, head.order_id, status=("packing", "picked" if more else "packed"))
    free_totes(turn, head.order_id, head.tote_id, surplus="pick" if more else "putback")
    return more


def free_totes(turn: Turn, order_id: uuid.UUID, tote_id: uuid.UUID | None, surplus: str) -> None:
    """Free the order's empty totes; one that still holds its goods gets the use `surplus`."""
    for tote in turn.connection.execute(_TOTES, {"order": order_id, "tote": tote_id}).all():
        if not tote.units:
            turn.recorder.set(
                Location, tote.id, use=(tote.use, ""), order_id=(tote.order_id, None),
                batch_id=(tote.batch_id, None), slot=(tote.slot, 0), is_full=(tote.is_full, False),
            )  # fmt: skip
            if turn.tote_id == tote.id:
                turn.take_tote(None)
        elif tote.order_id == order_id and tote.use != surplus:
            turn.recorder.set(Location, tote.id, use=(tote.use, surplus))


def unpack(turn: Turn, head: Any, tote_id: uuid.UUID) -> None:
    """Goods back into a tote, box and inserts back to stock; the parcel is void, its number burned."""
    record = turn.recorder
    content = turn.connection.execute(_CONTENT, {"parcel": head.id}).all()
    lines = turn.connection.execute(_GOODS_LINES, {"parcel": head.id}).all()
    sources = supplies.sources(turn, head.id)
    record.move_many([
        MoveLine(StockKey(c.product_id, c.lot, c.expiry, c.serial, c.grade), units, head.id, place, "unpack", head.id)
        for c in content
        for place, units in supplies.back(sources, c, tote_id)
    ])  # fmt: skip
    record.count(OrderLine, {line.order_line_id: {"packed": -line.verified} for line in lines})
    record.set(
        Parcel, head.id, status=(head.status, "void"), station_id=(head.station_id, None),
        tracking_no=(head.tracking_no, None), manifest_id=(head.manifest_id, None),
    )  # fmt: skip
    if head.order_status in ("packing", "packed", "picked"):
        record.set(Order, head.order_id, status=(head.order_status, "picked"))
