"""Figures of a span from raw rows, by other means than the report's: plain Python over whole tables."""

from __future__ import annotations

import itertools
import statistics
from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text

from tests.workflows.small import Warehouse
from warehouse_app.shifts import Span


def recomputed(house: Warehouse, span: Span) -> dict[str, float]:
    """Figures by the keys of the report."""
    journal, moves = _rows(house, "SELECT * FROM journal"), _rows(house, _MOVES)
    back = {_key(r["undoes"]) for r in journal if r["undoes"]}
    turned = {_key(m["reverses"]) for m in moves if m["reverses"]}
    rows = [r for r in journal if span.start <= _moment(r["at"]) < span.end]
    mine = [m for m in moves if span.start <= _moment(m["at"]) < span.end]
    standing = [r for r in rows if _key(r["id"]) not in back and not r["undoes"]]
    live = [m for m in mine if _key(m["id"]) not in turned and not m["reverses"] and m["journal_id"]]
    undos = [r for r in rows if r["undoes"]]
    wrong = sum(not r["ok"] and r["code"] not in ("confirm", "ambiguous", "pin_needed") for r in standing)
    ship = [m for m in live if m["kind"] == "ship" and m["product_kind"] == "goods"]
    found: dict[str, float] = {
        "scans": len(standing) + len(undos), "undos": len(undos),
        "units_picked": sum(m["quantity"] for m in live if m["kind"] == "pick"),
        "units_packed": sum(m["quantity"] for m in live if m["kind"] == "pack" and m["product_kind"] == "goods"),
        "units_shipped": sum(m["quantity"] for m in ship),
        "orders_shipped": len({_key(m["ref_id"]) for m in ship}),
        "lines_shipped": len({(_key(m["ref_id"]), _key(m["product_id"])) for m in ship}),
        "parcels_shipped": len({_key(m["from_id"]) for m in ship}),
        "parcels_packed": sum(r["workflow"] == "pack" and r["step"] == "label_back" and bool(r["ok"])
                              and r["kind"] in ("tracking_no", "parcel") for r in standing),
        "reprints": sum(bool(r["ok"]) and r["raw"] == "CMD-REPRINT" for r in standing),
        "returns_arrived": sum(r["workflow"] == "arrive" and bool(r["ok"])
                               and r["kind"] in ("rma", "tracking_no", "parcel") for r in standing),
    }  # fmt: skip
    found["mis_scans"] = round(1000 * wrong / found["scans"], 2) if found["scans"] else 0.0
    hours, pauses = _hours([*standing, *undos])
    found["person_hours"], found["idle_hours"] = round(hours, 2), round(pauses, 2)
    late = {_key(o["id"]) for o in _rows(house, _LATE) if span.start <= _moment(o["closed_at"]) < span.end}
    sent = {_key(m["ref_id"]) for m in ship}
    found["on_time"] = round(100 * (len(sent) - len(late & sent)) / len(sent), 2) if sent else 0.0
    return found


def median_of_packing(house: Warehouse, span: Span) -> float:
    """Minutes from the first input for a parcel to its label scanned back, the median of those that ended here."""
    journal = sorted(_rows(house, "SELECT * FROM journal"), key=lambda r: (str(_key(r["station_id"])), r["seq"]))
    back = {_key(r["undoes"]) for r in journal if r["undoes"]}
    times, begun = [], None
    for row in journal:
        at = _moment(row["at"])
        if row["workflow"] != "pack" or row["undoes"] or _key(row["id"]) in back or not span.start <= at < span.end:
            continue
        if row["step"] in ("start", "next_item") and row["ok"] and row["ref_id"]:  # a tote of single items is no order
            begun = at
        elif row["step"] == "label_back" and row["ok"] and row["kind"] in ("tracking_no", "parcel") and begun:
            times.append((at - begun).total_seconds() / 60)
    return statistics.median(times) if times else 0.0


_MOVES = "SELECT m.*, p.kind AS product_kind FROM move m JOIN product p ON p.id = m.product_id"
_LATE = """SELECT o.id, m.closed_at FROM sales_order o JOIN parcel p ON p.order_id = o.id
JOIN manifest m ON m.id = p.manifest_id WHERE m.closed_at > o.ship_by"""


def _hours(rows: list[dict[str, Any]]) -> tuple[float, float]:
    times = defaultdict(list)
    for row in rows:
        if row["user_id"]:
            times[_key(row["user_id"])].append(_moment(row["at"]))
    work = pauses = 0.0
    for own in times.values():
        own.sort()
        for one, other in itertools.pairwise(own):
            gap = (other - one).total_seconds()
            work, pauses = (work + gap, pauses) if gap <= 300 else (work, pauses + gap)
    return work / 3600, pauses / 3600


def _rows(house: Warehouse, sql: str) -> list[dict[str, Any]]:
    return [dict(row._mapping) for row in house.rows(text(sql))]


def _key(value: Any) -> Any:
    return value if isinstance(value, bytes) or value is None else value.bytes


def _moment(value: Any) -> datetime:
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    return at if at.tzinfo else at.replace(tzinfo=UTC)
