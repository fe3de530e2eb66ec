"""The facts of the parcel at this bench: its head and its lines, loaded by one statement."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import and_, bindparam, select

from warehouse_app.database.models import (
    Carrier,
    Client,
    Location,
    Order,
    OrderLine,
    Parcel,
    ParcelLine,
    Product,
    table,
)
from warehouse_app.database.work import AT_A_BENCH
from warehouse_app.domain.screen import Line
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.step import Turn

_parcel, _line, _order, _client, _carrier = (table(m) for m in (Parcel, ParcelLine, Order, Client, Carrier))
_product, _ordered, _line_order = table(Product), table(OrderLine), _order.alias("line_order")
_box, _suggested = _product.alias("box"), _product.alias("suggested")
_tote = table(Location).alias("tote")

_JOB = (
    select(
        _parcel, _order.c.order_no, _order.c.status.label("order_status"), _order.c.client_id, _order.c.parts,
        _order.c.channel, _client.c.code.label("client"), _client.c.quantity_entry_from,
        _client.c.handwritten_notes,
        _carrier.c.code.label("carrier"), _carrier.c.rule, _carrier.c.name.label("carrier_name"),
        _carrier.c.profile.label("carrier_profile"), _box.c.length_mm.label("box_length"),
        _box.c.width_mm.label("box_width"), _box.c.height_mm.label("box_height"),
        _tote.c.code.label("tote"), _tote.c.use.label("tote_use"),
        _box.c.sku.label("box"), _suggested.c.sku.label("suggested"), _suggested.c.name.label("suggested_name"),
        _line.c.id.label("line_id"), _line.c.line_no, _line.c.order_line_id, _line.c.product_id,
        _line.c.kind.label("line_kind"), _line.c.quantity, _line.c.verified.label("in_box"), _line.c.reason,
        _line.c.rule.label("gift_rule"), _line.c.outcome, _line.c.how,
        _line.c.text, _line.c.picture, _line.c.skip_reason, _line.c.per_unit,
        _product.c.sku, _product.c.name,
        _product.c.image, _product.c.serial_tracked,
        _line_order.c.id.label("line_order_id"), _line_order.c.order_no.label("line_order_no"),
    )
    .select_from(
        _parcel.join(_order, _order.c.id == _parcel.c.order_id)
        .join(_client, _client.c.id == _order.c.client_id)
        .join(_carrier, _carrier.c.id == _parcel.c.carrier_id)
        .outerjoin(_tote, _tote.c.id == _parcel.c.tote_id)
        .outerjoin(_box, _box.c.id == _parcel.c.box_id)
        .outerjoin(_suggested, _suggested.c.id == _parcel.c.suggested_box_id)
        .outerjoin(_line, and_(_line.c.parcel_id == _parcel.c.id, _line.c.verified < _line.c.quantity))
        .outerjoin(_product, _product.c.id == _line.c.product_id)
        .outerjoin(_ordered, _ordered.c.id == _line.c.order_line_id)
        .outerjoin(_line_order, _line_order.c.id == _ordered.c.order_id)
    )
    .where(_parcel.c.station_id == bindparam("station"), AT_A_BENCH)
    .order_by(_parcel.c.id, _line.c.line_no)
)  # fmt: skip


@dataclass(frozen=True)
class PackJob:
    """The parcel of this station; `rows` are its unfinished lines."""

    head: Any
    rows: list[Any]

    @cached_property
    def goods(self) -> list[Any]:
        """Unfinished lines of goods, the one scanned last first."""
        rows = [r for r in self.rows if r.line_kind == "goods"]
        return sorted(rows, key=lambda r: r.line_id != self.head.last_line_id)

    @cached_property
    def inserts(self) -> list[Any]:
        """Unfinished insert lines."""
        return [r for r in self.rows if r.line_kind == "insert"]

    def materials(self, how: str = "") -> list[Any]:
        """Unfinished steps of the packing recipe, or those told in this way: scan, confirm, show."""
        return [r for r in self.rows if r.line_kind == "material" and how in ("", r.how)]

    @property
    def needs_box(self) -> bool:
        """Whether a box is still to be scanned; a client without boxes of its own sends goods as they are."""
        return self.head.box_id is None and self.head.suggested_box_id is not None

    @property
    def is_overruled(self) -> bool:
        """Whether another box than the suggested one was taken, and nobody said why."""
        head = self.head
        return (
            None not in (head.box_id, head.suggested_box_id)
            and head.box_id != head.suggested_box_id
            and not head.box_reason
        )

    @property
    def box(self) -> str:
        """The box in use or to be used, and which one of how many it is."""
        head = self.head
        whole = head.number - 1 + head.boxes
        return (head.box or head.suggested or "–") + (f" · {head.number}/{whole}" if whole > 1 else "")

    @property
    def next(self) -> Any:
        """The line to do now."""
        return self.goods[0] if self.goods else self.inserts[0] if self.inserts else None

    @property
    def counts(self) -> bool:
        """Whether digits count units of the line scanned last: it is long and the client allows it."""
        first: Any = self.goods[0] if self.goods else None
        limit = self.head.quantity_entry_from
        return first is not None and first.line_id == self.head.last_line_id and 0 < limit <= first.quantity

    def target(self, **more: Any) -> dict[str, Any]:
        """What a worker needs to know."""
        head = self.head
        target = {
            "order": head.order_no, "tote": head.tote, "carrier": head.carrier,
            "box": head.suggested if self.needs_box else "",
        }  # fmt: skip
        if self.next is not None:
            at = self.next
            target |= {"sku": at.sku, "name": at.name, "quantity": at.quantity - at.in_box}
        return {**target, **more}

    def lines(self) -> tuple[Line, ...]:
        """Every unfinished line of the parcel."""
        return tuple(
            Line(r.sku, r.name, r.in_box, r.quantity, kind=r.line_kind,
                 order=r.line_order_no or self.head.order_no, image=r.image, note=_note(r))
            for r in self.rows
        )  # fmt: skip


def _note(row: Any) -> Sentence | None:
    """Why a gift is given, or what the recipe says to a step."""
    if row.reason:
        return Sentence.from_json(row.reason)
    return say("{text}", text=row.text) if row.text else None


def load(turn: Turn) -> PackJob | None:
    """The parcel of this station, None if it has none. One statement."""
    rows = turn.connection.execute(_JOB, {"station": turn.station_id}).all()
    if not rows:
        return None
    rows = [r for r in rows if r.id == rows[0].id]
    return PackJob(rows[0], [r for r in rows if r.line_id is not None])
