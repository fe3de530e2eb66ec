"""The practice scanner: codes that could be scanned at a screen, right ones first, then a few wrong ones.

It answers the screen as a worker would, from its `expects`, `target`, `lines`, `choices` and `commands`, and looks up
the barcodes that stand on the goods. It reads only. A new workflow needs nothing here, unless it asks for new kinds.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select

from warehouse_app.database.goods import NO_PARCEL
from warehouse_app.database.models import Balance, Code, Location, Order, Parcel, Product, User, table
from warehouse_app.domain.codes import COMMAND
from warehouse_app.domain.screen import Screen
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.login import OFFICE_ROLES
from warehouse_app.workflows.registry import WORKFLOWS

MOST_RIGHT, MOST_WRONG = 6, 3  # more do not fit on nine keys
UNKNOWN, UNKNOWN_BADGE = "9999999999994", "USR-0000"

_code, _product, _place, _user = table(Code), table(Product), table(Location), table(User)
_order, _balance, _parcel = table(Order), table(Balance), table(Parcel)
_other = _code.alias("other")

_BADGES = select(_user.c.badge, _user.c.name, _user.c.roles, _user.c.pin_salt).where(_user.c.active).order_by(
    _user.c.badge
).limit(50)  # fmt: skip
# All codes of products that have this SKU: several clients may.
_CODES = (
    select(_product.c.id, _product.c.sku, _product.c.serial_tracked, _other.c.text, _other.c.quantity)
    .select_from(
        _code.join(_product, _product.c.id == _code.c.ref_id).join(
            _other, (_other.c.ref_id == _code.c.ref_id) & (_other.c.kind == "item")
        )
    )
    .where(_code.c.text.in_(bindparam("skus", expanding=True)), _code.c.kind == "item", _product.c.sku == _code.c.text)
    .order_by(_other.c.text)
)
_MEANT = select(_product.c.id).where(
    _product.c.id.in_(bindparam("products", expanding=True)),
    or_(
        _product.c.client_id.in_(
            select(_order.c.client_id).where(_order.c.order_no.in_(bindparam("orders", expanding=True)))
        ),
        _product.c.id.in_(
            select(_balance.c.product_id)
            .join(_place, _place.c.id == _balance.c.location_id)
            .where(_place.c.code == bindparam("tote"))
        ),
    ),
)
_GOODS = (
    select(_product.c.sku, _code.c.text)
    .join_from(_product, _code, _code.c.ref_id == _product.c.id)
    .where(_product.c.id.in_(
        select(_product.c.id).where(_product.c.kind == "goods").order_by(_product.c.id).limit(40)
    ), _code.c.kind == "item")
    .order_by(_product.c.id, _code.c.text)
)  # fmt: skip
_IN_BIN = (
    select(_product.c.sku)
    .select_from(_balance.join(_place, _place.c.id == _balance.c.location_id).join(
        _product, _product.c.id == _balance.c.product_id
    ))
    .where(_place.c.code == bindparam("bin"), _balance.c.on_hand > 0)
    .distinct()
    .limit(40)
)  # fmt: skip
_PLACE = (
    select(_place.c.code)
    .where(NO_PARCEL, _place.c.kind == bindparam("kind"), _place.c.code != bindparam("but"))
    .order_by(_place.c.code)
    .limit(1)
)
_EMPTY = _PLACE.where(_place.c.use == "", _place.c.order_id.is_(None), _place.c.batch_id.is_(None))
_IN_USE = _PLACE.where(_place.c.use != "")
_PARCEL = (
    select(_parcel.c.tracking_no)
    .where(_parcel.c.tracking_no.is_not(None), _parcel.c.tracking_no != bindparam("but"),
           _parcel.c.status == "shipped")
    .order_by(_parcel.c.tracking_no)
    .limit(1)
)  # fmt: skip
# What a unit bears that the screen cannot know.
_MADE_UP = {"lot": "L2611", "expiry": "2029-11-30", "serial": "SN-000001"}
_NAMES: Mapping[str, Sentence] = {
    "location": say("Bin"), "box": say("Box"), "tracking_no": say("Shipping label"), "parcel": say("Parcel code"),
    "order": say("Order"), "lot": say("Lot"), "expiry": say("Expiry"), "serial": say("Serial number"),
    "manifest": say("Manifest"), "carrier": say("Carrier"), "tote": say("Tote"), "cart": say("Cart"),
}  # fmt: skip


@dataclass(frozen=True)
class PracticeCode:
    """A code to try: its text, what it is, and whether the screen wants it."""

    code: str
    label: Sentence
    right: bool


def practice_codes(connection: Connection, screen: Screen) -> list[PracticeCode]:
    """At most nine codes for this screen, each once; the right ones first, in the order the screen asks for."""
    if screen.step == "login":
        return _badges(connection, screen)
    offer = _Offer(connection, screen)
    right = list({code.code: code for code in offer.right()}.values())[:MOST_RIGHT]
    known = {code.code for code in right}
    wrong = [code for code in offer.wrong() if code.code not in known][:MOST_WRONG]
    return right + wrong


def _badges(connection: Connection, screen: Screen) -> list[PracticeCode]:
    """Badges that open this job (at a station: without a PIN), one that may not do it, and an unknown one."""
    job = WORKFLOWS.get(screen.workflow)
    right, wrong = [], []
    for user in connection.execute(_BADGES):
        roles = set(user.roles.split())
        needs_pin = bool(user.pin_salt and roles & OFFICE_ROLES)
        name = user.name
        label = say("Badge of {name}, with PIN", name=name) if needs_pin else say("Badge of {name}", name=name)
        if job is not None and not roles & (job.ROLES | OFFICE_ROLES):
            wrong.append(PracticeCode(user.badge, label, False))
        elif job is None or not needs_pin:  # the window asks for the PIN itself
            right.append(PracticeCode(user.badge, label, True))
    wrong = [*wrong[:1], PracticeCode(UNKNOWN_BADGE, say("An unknown badge"), False)]
    return right[:MOST_RIGHT] + wrong


@dataclass(frozen=True)
class _Offer:
    connection: Connection
    screen: Screen

    def right(self) -> Iterator[PracticeCode]:
        """What the screen asks for, kind by kind."""
        screen = self.screen
        for choice in screen.choices:
            yield PracticeCode(choice.code, choice.text, True)
        if screen.expects[:1] == ("command",):
            yield PracticeCode(screen.commands[0], COMMAND[screen.commands[0]].name, True)
            return
        for kind in screen.expects:
            if kind in ("item", "insert"):
                yield from self._items(kind)
            elif kind == "quantity":
                yield from self._target("quantity", say("Quantity"))
            elif kind == "asn":
                yield from self._target("order", say("Receipt"))
            elif kind in _MADE_UP and kind not in screen.target:
                yield PracticeCode(_MADE_UP[kind], _NAMES[kind], True)
            elif kind == "tote":
                yield from self._totes()
            elif kind == "box":
                for code, _, _ in self._codes.get(str(screen.target.get("box", "")), [])[:1]:
                    yield PracticeCode(code, say("Box {sku}", sku=screen.target["box"]), True)
            elif kind == "carrier" and "manifest" not in screen.target:
                continue  # it is said for eyes only: a carrier's code takes up its open manifest
            elif kind in _NAMES:
                yield from self._target(kind, _NAMES[kind])

    def wrong(self) -> Iterator[PracticeCode]:
        """The mistakes of a working day: the neighbour's goods, bin and tote, one too many, an unknown code."""
        screen, kinds = self.screen, self.screen.expects
        starting = screen.step == "start"  # there, another order's things may be right
        if {"item", "insert", "serial"} & set(kinds) and not starting:
            yield from self._another_product()
        if kinds[:1] == ("location",) and "location" in screen.target and screen.workflow == "pick":
            code = self._place("bin", str(screen.target["location"]))
            if code:
                yield PracticeCode(code, say("Another bin"), False)
        if kinds[:1] == ("tote",) and not starting:
            named = str(screen.target.get("tote", ""))
            code = self._place("tote", named, _PLACE if named else _IN_USE)
            if code:
                yield PracticeCode(code, say("Another tote"), False)
        if "quantity" in kinds and "quantity" in screen.target:
            yield PracticeCode(str(int(screen.target["quantity"]) + 1), say("One too many"), False)
        if {"tracking_no", "parcel"} & set(kinds):
            gone = self.connection.scalar(_PARCEL, {"but": screen.target.get("tracking_no", "")})
            if gone:
                yield PracticeCode(gone, say("The label of a parcel that has left"), False)
        yield PracticeCode(UNKNOWN, say("An unknown barcode"), False)

    # -- goods ---------------------------------------------------------------------------------------------------

    @property
    def _any_line(self) -> bool:
        """Whether any line of the screen may be scanned: everywhere but on a walk, which goes stop by stop."""
        return self.screen.workflow != "pick" or self.screen.step == "sort_item"

    def _items(self, kind: str) -> Iterator[PracticeCode]:
        """Of each product wanted a barcode that means one unit; of the first also one that means several."""
        screen = self.screen
        first = str(screen.target.get("sku", ""))
        by_serial = screen.workflow == "pack" and screen.step == "verify_item"  # a barcode does not say which it is
        lines = [line for line in screen.lines if self._any_line and (line.kind == "insert") == (kind == "insert")]
        skus = [first] if kind == "item" and first and not any(x.kind == "insert" for x in self._at(first)) else []
        skus += [line.sku for line in lines] + self._to_count
        for sku in dict.fromkeys(skus):
            codes = [(text, n) for text, n, tracked in self._codes.get(sku, []) if not (tracked and by_serial)]
            for text, _ in [code for code in codes if code[1] == 1][:1]:
                label = say("Insert {sku}", sku=sku) if kind == "insert" else say("Product {sku}", sku=sku)
                yield PracticeCode(text, label, True)
            for text, n in codes:
                if sku == first and 1 < n <= self._wanted(sku) and screen.step in ("scan_item", "verify_item"):
                    yield PracticeCode(text, say("Case of {quantity} × {sku}", quantity=n, sku=sku), True)

    def _at(self, sku: str) -> list[Any]:
        return [line for line in self.screen.lines if line.sku == sku]

    def _wanted(self, sku: str) -> int:
        """Units that one scan may mean: those of the first line of the product."""
        return next((line.total - line.done for line in self._at(sku)), 0)

    def _another_product(self) -> Iterator[PracticeCode]:
        """On a walk that of a later stop, else one that is not on the screen."""
        screen = self.screen
        known = {line.sku for line in screen.lines} | {screen.target.get("sku"), screen.target.get("box")}
        found = [(x.sku, self._codes[x.sku][0][0]) for x in screen.lines if not self._any_line and x.sku in self._codes]
        others = [code for code in found if code[0] != screen.target.get("sku")]
        for sku, text in others or [row for row in self.connection.execute(_GOODS) if row.sku not in known]:
            if not (text.isdigit() and len(text) <= 5):  # that would be a quantity
                yield PracticeCode(text, say("Another product: {sku}", sku=sku), False)
                return

    @cached_property
    def _to_count(self) -> list[str]:
        """SKUs of what lies in the bin being counted: the screen does not tell, the counter sees them."""
        if self.screen.workflow != "count" or "item" not in self.screen.expects:
            return []
        return list(self.connection.scalars(_IN_BIN, {"bin": self.screen.target.get("location", "")}))

    @cached_property
    def _codes(self) -> dict[str, list[tuple[str, int, bool]]]:
        """(code, units, serial tracked) of every product on the screen by SKU; barcodes before the SKU itself."""
        target = self.screen.target
        skus = {str(v) for v in (target.get("sku"), target.get("box")) if v} | {x.sku for x in self.screen.lines}
        skus |= set(self._to_count)
        if not skus:
            return {}
        rows = self.connection.execute(_CODES, {"skus": sorted(skus)}).all()
        owners = Counter(sku for sku, _ in {(row.sku, row.id) for row in rows})
        if several := {row.id for row in rows if owners[row.sku] > 1}:
            others = several - self._meant(several)
            rows = [row for row in rows if row.id not in others]
        codes: dict[str, list[tuple[str, int, bool]]] = {}
        for row in sorted(rows, key=lambda row: (row.quantity, row.text == row.sku)):
            codes.setdefault(row.sku, []).append((row.text, row.quantity, row.serial_tracked))
        return codes

    def _meant(self, products: Iterable[uuid.UUID]) -> set[uuid.UUID]:
        """Of products of several clients those of the orders' client, or in the tote on the screen."""
        target = self.screen.target
        orders = {str(target.get("order", "")), *(line.order for line in self.screen.lines)}
        where = {"products": list(products), "orders": sorted(orders), "tote": target.get("tote", "")}
        return set(self.connection.execute(_MEANT, where).scalars())

    # -- places and what the screen names itself -------------------------------------------------------------------

    def _target(self, key: str, label: Sentence) -> Iterator[PracticeCode]:
        if (value := self.screen.target.get(key)) not in (None, ""):
            yield PracticeCode(str(value), label, True)

    def _totes(self) -> Iterator[PracticeCode]:
        """The tote named; where none is, an empty one, but not to begin a job. None where other things come first."""
        screen = self.screen
        if screen.step != "start" and screen.expects[0] != "tote":
            return
        if screen.target.get("tote") or screen.step == "start":
            yield from self._target("tote", _NAMES["tote"])
        elif empty := self._place("tote", "", _EMPTY):
            yield PracticeCode(empty, say("An empty tote"), True)

    def _place(self, kind: str, but: str, statement: Any = _PLACE) -> str:
        """A place of this kind other than `but`; '' if there is none."""
        return self.connection.scalar(statement, {"kind": kind, "but": but}) or ""
