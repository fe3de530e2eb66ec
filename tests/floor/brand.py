"""A day's folder with a packing recipe and a gift rule for every client, and what they must have used in the end."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tests.floor.files import rows

_STOCK = "900000"
_MATERIALS = (
    ("BRAND-TISSUE", "consumable"), ("BRAND-STICKER", "consumable"), ("BRAND-CARD", "consumable"),
    ("BRAND-GIFT", "insert"),
)  # fmt: skip
_STEPS = (("BRAND-TISSUE", "1", "item", "show"), ("BRAND-STICKER", "2", "parcel", "confirm"),
          ("BRAND-CARD", "1", "parcel", "scan"))  # fmt: skip
_GIFT_FROM = 5  # units of an order: its first parcel gets a gift, which is scanned but not counted here


def branded(folder: Path, into: Path) -> Path:
    """A copy of the folder in which each client has materials in stock, a recipe, and a gift rule."""
    made = Path(shutil.copytree(folder, into))
    clients = sorted({row["client"] for row in rows(made / "products.csv")})
    bench = next(row for row in rows(made / "locations.csv") if row["kind"] == "bin")["code"]
    _add(made / "products.csv", [
        {"sku": sku, "name": sku, "client": client, "kind": kind, "price": "150"}
        for client in clients for sku, kind in _MATERIALS
    ])  # fmt: skip
    _add(made / "stock.csv", [
        {"location": bench, "sku": sku, "quantity": _STOCK, "client": client}
        for client in clients for sku, _ in _MATERIALS
    ])  # fmt: skip
    _write(made / "recipes.csv", [
        {"client": client, "recipe": "BRAND", "step": str(at), "sku": sku, "quantity": n, "per": per, "how": how}
        for client in clients for at, (sku, n, per, how) in enumerate(_STEPS, 1)
    ])  # fmt: skip
    _write(made / "inserts.csv", [
        {"client": client, "code": "G", "sku": "BRAND-GIFT", "quantity": "1", "min_units": str(_GIFT_FROM)}
        for client in clients
    ])  # fmt: skip
    return made


def differences(told: Mapping[Any, Any], used: Iterable[Mapping[str, Any]]) -> list[str]:
    """Materials used against the recipes' sum over every closed parcel: per unit of goods, per parcel, per order."""
    wanted: Counter[str] = Counter()
    for order in told.values():
        parcels = [p for p in order["parcels"] if p["tracking_no"]]
        materials = {sku for sku, _ in _MATERIALS}
        boxes = [sum(c["quantity"] for c in p["contents"] if c["sku"] not in materials) for p in parcels]
        wanted["BRAND-TISSUE"] += sum(boxes)
        wanted["BRAND-STICKER"] += 2 * len(parcels)
        wanted["BRAND-CARD"] += len(parcels)
    found: Counter[str] = Counter()
    for row in used:
        found[row["sku"]] += row["units"]
    return [
        f"{sku}: the recipes ask for {wanted[sku]}, {found[sku]} were used"
        for sku in wanted if wanted[sku] != found[sku]
    ]  # fmt: skip


def _add(path: Path, more: list[dict[str, str]]) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        names, before = list(reader.fieldnames or []), list(reader)
    names += [name for name in more[0] if name not in names]
    _write(path, [*before, *more], names)


def _write(path: Path, lines: list[dict[str, str]], names: list[str] | None = None) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names or list(lines[0]), restval="")
        writer.writeheader()
        writer.writerows(lines)
