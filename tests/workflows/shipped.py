"""Orders that have left, and returns that are announced: what tests of the returns bench begin with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from tests.workflows.small import Warehouse
from warehouse_app.database.models import OrderLine, Parcel, ReturnCase, ReturnLine, table


def ship(house: Warehouse, order_no: str, lines: Mapping[str, int], tote: str = "TOTE-8", **values: Any) -> str:
    """An order that was picked, packed and handed to the carrier; its tracking number."""
    house.picked(order_no, tote, lines, **values)
    pack = house.at("pack", "PACK-9", "USR-3")
    pack.scans(tote)
    while "tracking_no" not in pack.screen.target:
        target = pack.screen.target
        unit = target.get("serial") or target["sku"] if pack.screen.step == "verify_item" else ""
        pack.scans(str(unit or target.get("box", "BOX-S")))
    number = str(pack.screen.target["tracking_no"])
    pack.scans(number)
    house.at("ship", "SHIP-9", "USR-3").scans(number, "CMD-DONE")
    return number


def announce(
    house: Warehouse, rma: str, order_no: str, lines: Mapping[str, int], client: str = "MAIN", **values: Any
) -> None:
    """A return to come: {sku: units} of one order; `values` are columns of its lines."""
    order = house.ids["order", order_no]
    case = house.add(
        ReturnCase, no=rma, client_id=house.client(client), kind="announced", status="announced", order_id=order,
        value=10_000 * sum(lines.values()), created_at=house.now(),
    )  # fmt: skip
    house.ids["rma", rma] = case
    house.code(rma, "rma", case)
    line = table(OrderLine)
    for at, (sku, units) in enumerate(lines.items(), 1):
        product = house.ids["product", f"{client}/{sku}"]
        of_order = select(line.c.id).where(line.c.order_id == order, line.c.product_id == product)
        house.add(
            ReturnLine, case_id=case, line_no=at, order_id=order, order_line_id=house.value(of_order),
            product_id=product, expected=units, **{"reason": "INTENT_CHANGED", **values},
        )  # fmt: skip


def case(house: Warehouse, no: str) -> Any:
    """The row of a return case."""
    return house.rows(select(table(ReturnCase)).where(table(ReturnCase).c.no == no))[0]


def cases(house: Warehouse, *columns: str) -> Sequence[tuple[Any, ...]]:
    """These columns of every case, oldest first."""
    rows = table(ReturnCase)
    return [
        tuple(row) for row in house.rows(select(*(rows.c[c] for c in columns)).order_by(rows.c.created_at, rows.c.id))
    ]


def sscc(house: Warehouse, order_no: str) -> str:
    """The licence plate of an order's parcel."""
    parcel = table(Parcel)
    return str(house.value(select(parcel.c.sscc).where(parcel.c.order_id == house.ids["order", order_no])))
