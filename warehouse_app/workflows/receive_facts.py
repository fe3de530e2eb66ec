"""What receiving knows of its receipt: one query brings its head, its lines, and the place where units go."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, func, select

from warehouse_app.database.goods import NO_PARCEL
from warehouse_app.database.models import Asn, AsnLine, Client, Location, Product, table
from warehouse_app.database.types import Key
from warehouse_app.domain.screen import Line
from warehouse_app.step import Turn

_asn, _line, _product, _client, _location = (table(m) for m in (Asn, AsnLine, Product, Client, Location))
_tote, _place, _any = _location.alias("tote"), _location.alias("place"), _location.alias("any_place")

# The house's own receiving places come before the one that every database has.
_USUAL_PLACE = (
    select(_any.c.id)
    .where(_any.c.kind != "parcel", _any.c.kind == "receiving")
    .order_by(_any.c.code == "RECEIVING", _any.c.code)
    .limit(1)
    .scalar_subquery()
)
_OF_PRODUCT = ("sku", "name", "image", "client_id", "kind", "lot_tracked", "expiry_tracked", "serial_tracked",
               "weight_g", "length_mm", "width_mm", "height_mm")  # fmt: skip
_JOB = (
    select(
        _asn.c.id.label("asn_id"), _asn.c.no, _asn.c.status, _asn.c.is_blind, _asn.c.first_unit_at,
        _asn.c.client_id.label("owner_id"), _client.c.code.label("client"),
        _tote.c.id.label("tote_id"), _tote.c.code.label("tote"),
        _place.c.id.label("place_id"), _place.c.code.label("place"),
        _line.c.id.label("line_id"), _line.c.product_id, _line.c.lot, _line.c.expiry, _line.c.expected,
        _line.c.received, _line.c.damaged, *(_product.c[c] for c in _OF_PRODUCT),
    )
    .select_from(
        _asn.join(_client, _client.c.id == _asn.c.client_id)
        .outerjoin(_tote, and_(_tote.c.id == bindparam("tote", type_=Key), _tote.c.use == "received"))
        .outerjoin(_place, _place.c.id == func.coalesce(bindparam("place", type_=Key), _USUAL_PLACE))
        .outerjoin(_line, _line.c.asn_id == _asn.c.id)
        .outerjoin(_product, _product.c.id == _line.c.product_id)
    )
    .where(_asn.c.id == bindparam("asn"))
    .order_by(_line.c.line_no, _line.c.id)
)  # fmt: skip
_ONE_PRODUCT = select(_product.c.id.label("product_id"), *(_product.c[c] for c in _OF_PRODUCT)).where(
    _product.c.id == bindparam("product")
)
QUARANTINE = (
    select(_location.c.id, _location.c.code)
    .where(NO_PARCEL, _location.c.kind == "quarantine")
    .order_by(_location.c.code == "QUARANTINE", _location.c.code)
    .limit(1)
)


@dataclass
class ReceiveJob:
    """One receipt. `head` is any row of the query; `lines` are all its lines; `hand` see `load`."""

    head: Any
    lines: list[Any]
    hand: dict[str, Any]

    @property
    def known(self) -> list[Any]:
        """Lines of which units are expected or have come."""
        return [line for line in self.lines if is_known(line)]

    @property
    def unfinished(self) -> list[Any]:
        """Lines of which units are still expected."""
        return [line for line in self.lines if line.received < line.expected]

    @property
    def done(self) -> int:
        """Units that have come."""
        return sum(line.received for line in self.lines)

    @property
    def total(self) -> int:
        """Units expected, and those beyond."""
        return sum(max(line.expected, line.received) for line in self.lines)

    @property
    def into(self) -> str:
        """The code of where units go: the open tote, else the receiving place."""
        return self.head.tote or self.head.place or ""

    @property
    def last(self) -> Any | None:
        """The line of the last unit, None if there is none any more."""
        return next((line for line in self.lines if str(line.line_id) == self.hand.get("line")), None)

    @property
    def lot_holds(self) -> bool:
        """Whether lot and expiry of the last unit hold for the next one: not where its line is full and others of the
        product, of other lots, are not."""
        last = self.last
        if last is None or not 0 < last.expected <= last.received:
            return True
        return not any(line.product_id == last.product_id for line in self.unfinished)

    @property
    def at(self) -> Any | None:
        """The line to go on with: of the product in hand while some of it is expected, else the first unfinished."""
        product = self.hand.get("product")
        return next((x for x in self.unfinished if str(x.product_id) == product), next(iter(self.unfinished), None))

    def lines_of(self, product_id: uuid.UUID) -> list[Any]:
        """The product's lines, unfinished ones first."""
        found = [line for line in self.lines if line.product_id == product_id]
        return sorted(found, key=lambda line: line.received >= line.expected)

    def target(self, **extra: Any) -> dict[str, Any]:
        """What the screen names: the receipt, the product to go on with, and where it goes."""
        at, place = self.at, "tote" if self.head.tote else "location"
        target = {"order": self.head.no, place: self.into}
        if at is not None:
            target |= {"sku": at.sku, "name": at.name, "quantity": at.expected - at.received, "lot": at.lot,
                       "expiry": at.expiry}  # fmt: skip
        return {**target, **extra}

    def shown(self) -> tuple[Line, ...]:
        """The unfinished lines, for the screen."""
        return tuple(
            Line(x.sku, x.name, x.received, x.expected, order=self.head.no, image=x.image or "")
            for x in self.unfinished
        )


def load(turn: Turn) -> ReceiveJob | None:
    """The receipt this station works on, None if it has none.

    In hand are (all JSON): `asn`; `place` where units go, if not the usual one; of the last unit `line`, `product`,
    its `lot` and `expiry` (they hold for the next ones too) and `last` (to call it damaged); `wait`, a unit that still
    needs its lot, expiry or serial; `code`, a barcode to attach, and `chosen`, the product for it; `aside`, the code of
    something to be set aside.
    """
    hand = turn.hand
    if not hand.get("asn"):
        return None
    place = uuid.UUID(hand["place"]) if hand.get("place") else None
    given = {"asn": uuid.UUID(hand["asn"]), "tote": turn.tote_id, "place": place}
    rows = list(turn.connection.execute(_JOB, given))
    if not rows:
        return None
    return ReceiveJob(rows[0], [row for row in rows if row.line_id is not None], hand)


def is_known(line: Any) -> bool:
    """Whether units of a line are expected or have come; what was announced no more, or undone, leaves an empty one."""
    return bool(line.expected or line.received)


def read_product(turn: Turn, job: ReceiveJob, product_id: uuid.UUID) -> Any:
    """What receiving needs to know of a product, on the receipt or not."""
    known = next((line for line in job.lines if line.product_id == product_id), None)
    return known or turn.connection.execute(_ONE_PRODUCT, {"product": product_id}).one()
