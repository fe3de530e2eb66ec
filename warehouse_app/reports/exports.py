"""Files for others: what customers of returns get, and the rules of returns to be edited elsewhere."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from warehouse_app.database.models import Client, Order, ReturnCase, ReturnUnit, table
from warehouse_app.database.types import UtcTime
from warehouse_app.domain.grading import Row
from warehouse_app.return_rules import rows_of, rules_in_force
from warehouse_app.site import SiteFacts

_case, _client, _order, _unit = table(ReturnCase), table(Client), table(Order), table(ReturnUnit)
_replacement = _order.alias("replacement")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_paid = (
    select(_unit.c.case_id, func.sum(_unit.c.value).label("value"), func.sum(_unit.c.quantity).label("units"))
    .where(_unit.c.kind == "returned", _unit.c.grade != "X")
    .group_by(_unit.c.case_id)
    .subquery("paid")
)
_REFUNDS = (
    select(
        _client.c.code.label("client"), _order.c.channel, _order.c.order_no, _case.c.no, _case.c.outcome,
        _case.c.outcome_reason, _paid.c.units, _paid.c.value, _replacement.c.order_no.label("replacement"),
        _case.c.refund_due_at, _case.c.closed_at, _case.c.gift,
    )
    .select_from(
        _case.join(_client, _client.c.id == _case.c.client_id)
        .outerjoin(_order, _order.c.id == _case.c.order_id)
        .outerjoin(_replacement, _replacement.c.id == _case.c.replacement_id)
        .outerjoin(_paid, _paid.c.case_id == _case.c.id)
    )
    .where(
        _case.c.status == "done", _case.c.kind != "rto", _case.c.closed_at >= bindparam("start", type_=UtcTime),
        _case.c.closed_at < bindparam("end", type_=UtcTime),
    )
    .order_by(_case.c.closed_at, _case.c.id)
)  # fmt: skip
REFUND_HEADINGS = (
    "client", "channel", "order_no", "rma_no", "outcome", "reason", "units", "value", "replacement_order",
    "refund_due", "finished_at", "gift",
)  # fmt: skip


def export_refunds(connection: Connection, site: SiteFacts, day: date, folder: Path) -> dict[Path, int]:
    """Returns that were finished on a day of the site: refund full, part or none, or exchange. {file: rows}.

    `value` is what the customer paid for the units that count, in whole money; times are the site's.
    """
    given = {
        "start": datetime.combine(day, time(), site.zone),
        "end": datetime.combine(day + timedelta(days=1), time(), site.zone),
    }
    rows = [
        (r.client, r.channel or "", r.order_no or "", r.no, r.outcome, r.outcome_reason, int(r.units or 0),
         int(r.value or 0) // 100, r.replacement or "", _local(site, r.refund_due_at), _local(site, r.closed_at),
         r.gift)
        for r in connection.execute(_REFUNDS, given)
    ]  # fmt: skip
    return _write(folder / f"refunds-{day:%Y%m%d}.csv", REFUND_HEADINGS, rows) if rows else {}


def export_return_rules(connection: Connection, folder: Path) -> dict[Path, int]:
    """The rules in force, as `warehouse import return_rules` takes them. {file: rows}."""
    version, _ = rules_in_force(connection)
    return _write(folder / "return-rules.csv", Row._fields, rows_of(connection, version))


def _local(site: SiteFacts, at: datetime | None) -> str:
    return at.astimezone(site.zone).strftime("%Y-%m-%d %H:%M") if at is not None else ""


def _write(path: Path, headings: Iterable[str], rows: Iterable[Iterable[Any]]) -> dict[Path, int]:
    """A file for spreadsheets: what looks like a formula stays text."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = [[_harmless(cell) for cell in row] for row in rows]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([list(headings), *kept])
    return {path: len(kept)}


def _harmless(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
