"""The independent count of a day: what should have shipped, from the files alone, against what the program says.

Of each product ships what stock could supply: the lesser of its pickable stock (in a bin, no grade, not expired) and
the units its orders want. Nothing here uses the program; what it says comes in as the JSON of its commands.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.floor.files import Files, OrderKey, ProductKey, Row

Json = dict[str, Any]
NOT_SHIPPED = {"new", "waiting", "allocated", "picking", "on_hold"}  # so far along that a cancel cannot come too late


@dataclass
class Report:
    """What the comparison found: figures to print, and differences, of which a right day has none."""

    figures: dict[str, int] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)

    def expect(self, what: str, expected: object, found: object) -> None:
        if expected != found:
            self.differences.append(f"{what}: expected {expected}, found {found}")


def imported(day: Files) -> Counter[ProductKey]:
    """Units of each product in the stock file, wherever they lie."""
    found: Counter[ProductKey] = Counter()
    for row in day.stock:
        found[(row["client"], row["sku"])] += int(row["quantity"])
    return found


def pickable(day: Files, today: str) -> Counter[ProductKey]:
    """Units that may be picked for orders on `today` (YYYY-MM-DD)."""
    found: Counter[ProductKey] = Counter()
    for row in day.stock:
        kind = day.locations.get(row["location"], {}).get("kind") or "bin"
        if kind == "bin" and not row.get("grade") and not ("" < row.get("expiry", "") < today):
            found[(row["client"], row["sku"])] += int(row["quantity"])
    return found


def demand(orders: Mapping[OrderKey, Mapping[str, int]]) -> Counter[ProductKey]:
    """Units of each product that the orders want."""
    found: Counter[ProductKey] = Counter()
    for (client, _, _), lines in orders.items():
        for sku, units in lines.items():
            found[(client, sku)] += units
    return found


def apply_changes(
    orders: Mapping[OrderKey, Mapping[str, int]], changes: Iterable[Row], held: bool = False
) -> dict[OrderKey, dict[str, int]]:
    """The orders after changes that all came in time; `held` leaves out the orders still on hold."""
    after = {key: dict(lines) for key, lines in orders.items()}
    on_hold: set[OrderKey] = set()
    for row in changes:
        for key in matching(after, row):
            if row["action"] == "cancel" and row.get("sku"):
                after[key][row["sku"]] = 0
            elif row["action"] == "cancel":
                after[key] = dict.fromkeys(after[key], 0)
            elif row["action"] == "quantity":
                after[key][row["sku"]] = int(row["quantity"])
            elif row["action"] == "hold":
                on_hold.add(key)
            elif row["action"] == "release":
                on_hold.discard(key)
    return {key: lines for key, lines in after.items() if not (held and key in on_hold)}


def matching(orders: Iterable[OrderKey], row: Row) -> list[OrderKey]:
    """The orders a row of a changes file names; client and channel narrow it where given."""
    client, channel, order_no = row.get("client", ""), row.get("channel", ""), row["order_no"]
    return [k for k in orders if k[2] == order_no and client in ("", k[0]) and channel in ("", k[1])]


def compare(
    day: Files,
    today: str,
    told: Mapping[OrderKey, Json],
    stock: Iterable[Json],
    changes: Iterable[Row] = (),
    before: Mapping[OrderKey, str] | None = None,
) -> Report:
    """Compare a finished day. `told` is `warehouse order NO --json` of each order, `stock` `warehouse stock --json`,
    `changes` the rows of the changes file, `before` the changed orders' statuses when it arrived."""
    report = Report()
    wanted = _wanted_after(day, told, list(changes), before or {}, report)
    _orders(day, told, report)
    shipped = _shipped(told)
    possible, asked = pickable(day, today), demand(wanted)
    for key in day.products:
        report.expect(f"shipped of {key}", min(possible[key], asked[key]), shipped[key])
    in_stock: Counter[ProductKey] = Counter()
    for row in stock:
        in_stock[(row["client"], row["sku"])] += row["on_hand"]
    came = imported(day)
    for key, product in day.products.items():
        if (product.get("kind") or "goods") == "goods":
            report.expect(f"imported = in stock + shipped of {key}", came[key], in_stock[key] + shipped[key])
    report.figures = {
        "orders": len(day.orders), "units imported": came.total(), "units wanted": asked.total(),
        "units shipped": shipped.total(), "units in stock": in_stock.total(),
        "units short": sum(max(0, asked[key] - possible[key]) for key in asked),
    }  # fmt: skip
    return report


def _wanted_after(
    day: Files, told: Mapping[OrderKey, Json], changes: list[Row], before: Mapping[OrderKey, str], report: Report
) -> dict[OrderKey, dict[str, int]]:
    """Units wanted in the end. A change may come too late for what has been packed or shipped by then; so of a changed
    order the program's own word counts, as far as it is a possible one."""
    asked = {key: dict(lines) for key, lines in day.orders.items()}
    in_time = apply_changes(day.orders, changes)
    late = 0
    for key in {key for row in changes for key in matching(day.orders, row)}:
        for line in told[key]["lines"]:
            sku, now, new = line["sku"], line["ordered"] - line["cancelled"], in_time[key].get(line["sku"], 0)
            if sku not in asked[key] or new == asked[key][sku]:
                continue
            was = asked[key][sku]
            if now != new:
                late += 1
                if before.get(key) in NOT_SHIPPED:
                    report.differences.append(f"{key} {sku}: {before[key]} when changed to {new}, but {now} are wanted")
                elif now not in (was, line["shipped"]):
                    report.differences.append(f"{key} {sku}: {now} wanted is neither {was} nor {new} nor what shipped")
            asked[key][sku] = now
    report.figures["changes that came too late"] = late
    return asked


def _orders(day: Files, told: Mapping[OrderKey, Json], report: Report) -> None:
    """Each order by itself: its lines are the file's, nothing beyond what is wanted left, no number twice."""
    seen: Counter[str] = Counter()
    for key, wanted in day.orders.items():
        order = told[key]
        kinds = {sku: (day.products[(key[0], sku)].get("kind") or "goods") for sku in wanted}
        contents: Counter[str] = Counter()
        for parcel in order["parcels"]:
            seen[parcel["parcel"]] += 1
            if parcel.get("tracking_no"):
                seen[parcel["tracking_no"]] += 1
            for line in parcel["contents"]:
                contents[line["sku"]] += line["quantity"]
        lines = {line["sku"]: line for line in order["lines"]}
        for sku, units in wanted.items():
            line = lines.get(sku) or defaultdict(int)
            if line["ordered"] < units and not line["cancelled"]:
                report.differences.append(f"{key} {sku}: {units} in the file, {line['ordered']} ordered")
            if line["shipped"] > line["ordered"] - line["cancelled"]:
                report.differences.append(f"{key} {sku}: {line['shipped']} shipped, more than wanted: {dict(line)}")
            if kinds[sku] == "goods" and order["status"] in ("shipped", "part_shipped"):
                report.expect(f"{key} {sku}: in its parcels", line["shipped"], contents[sku])
        gone = sum(line["shipped"] for line in order["lines"])
        if order["status"] in ("cancelled", "on_hold") and gone:
            report.differences.append(f"{key}: {order['status']}, yet {gone} units shipped")
        if not wanted:
            report.expect(f"{key}: status", "complete", order["status"])
    report.differences += [f"{number} is on {n} parcels" for number, n in seen.items() if n > 1]


def _shipped(told: Mapping[OrderKey, Json]) -> Counter[ProductKey]:
    found: Counter[ProductKey] = Counter()
    for (client, _, _), order in told.items():
        for line in order["lines"]:
            found[(client, line["sku"])] += line["shipped"]
    return found
