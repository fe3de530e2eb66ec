"""The tables of the shift report: by hour, person, station, client; and how grades are spread."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from warehouse_app.reports.shift_facts import LINES, Facts
from warehouse_app.shifts import Span
from warehouse_app.site import SiteFacts


def by_hour(facts: Facts, site: SiteFacts, span: Span) -> list[dict[str, Any]]:
    """A row for each hour of the site's clock in the span."""
    hours: dict[datetime, dict[str, Any]] = {}
    at = span.start
    while at < span.end and len(hours) < 24 * 31:
        local = at.astimezone(site.zone).replace(minute=0, second=0, microsecond=0)
        hours[local] = {"hour": local.strftime("%m-%d %H:00"), "packed": 0, "shipped": 0, "picked": 0, "scans": 0,
                        "mis_scans": 0}  # fmt: skip
        at += timedelta(hours=1)
    times: dict[uuid.UUID, datetime] = {}
    for row in facts.inputs:
        local = row.at.astimezone(site.zone).replace(minute=0, second=0, microsecond=0)
        times[row.id] = local
        if local in hours:
            hours[local]["scans"] += 1
            hours[local]["mis_scans"] += LINES["mis_scans"](row)
            hours[local]["packed"] += LINES["parcels_packed"](row)
    for move in facts.moves:
        if move.kind in ("pick", "ship") and times.get(move.journal_id) in hours:
            hours[times[move.journal_id]]["picked" if move.kind == "pick" else "shipped"] += move.quantity
    return list(hours.values())


def by(facts: Facts, names: Mapping[Any, str], of: Callable[[Any], Any]) -> list[dict[str, Any]]:
    """A row for each person or station, by name."""
    rows: dict[Any, dict[str, Any]] = {}
    keys: dict[uuid.UUID, Any] = {}

    def row_of(key: Any) -> dict[str, Any]:
        return rows.setdefault(key, {
            "name": names.get(key, "–"), "hours": 0.0, "scans": 0, "mis_scans": 0, "picked": 0, "packed": 0,
            "parcels": 0,
        })  # fmt: skip

    for row in facts.inputs:
        if (key := of(row)) is not None:
            keys[row.id] = key
            found = row_of(key)
            found["scans"] += 1
            found["mis_scans"] += LINES["mis_scans"](row)
            found["parcels"] += LINES["parcels_packed"](row)
    for move in facts.moves:
        if move.kind in ("pick", "pack") and move.journal_id in keys:
            row_of(keys[move.journal_id])["picked" if move.kind == "pick" else "packed"] += move.quantity
    for (user, station, _), seconds in facts.active.items():
        for key in {user, station} & set(rows):
            rows[key]["hours"] += seconds / 3600
    for found in rows.values():
        found["hours"] = round(found["hours"], 2)
    return sorted(rows.values(), key=lambda row: str(row["name"]))


def by_client(facts: Facts) -> list[dict[str, Any]]:
    """A row for each client and channel."""
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    seen: dict[tuple[str, str, str], set[Any]] = defaultdict(set)
    for move in facts.moves:
        order = facts.orders.get(move.ref_id)
        if order is None or move.kind not in ("pack", "ship"):
            continue
        key = (order.client, order.channel)
        row = rows.setdefault(key, {
            "client": order.client, "channel": order.channel, "orders_packed": 0, "units_packed": 0,
            "orders_shipped": 0, "units_shipped": 0,
        })  # fmt: skip
        word = "packed" if move.kind == "pack" else "shipped"
        row[f"units_{word}"] += move.quantity
        seen[(*key, word)].add(move.ref_id)
        row[f"orders_{word}"] = len(seen[(*key, word)])
    return [rows[key] for key in sorted(rows)]


def grades(facts: Facts) -> Counter[str]:
    """Units placed by grade."""
    found = Counter[str]()
    for unit in facts.units:
        found[unit.grade or "–"] += unit.quantity
    return found
