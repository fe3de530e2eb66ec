"""What the robots of one warehouse know together: barcodes, totes, carts, boxes, and the totes filled lately."""

from __future__ import annotations

import threading
from collections import defaultdict

from tests.floor.files import Files, OrderKey


class Floor:
    """Knowledge from the files, shared by the robots of a day; used from many threads."""

    def __init__(self, day: Files) -> None:
        self._codes = day.codes
        self._clients_of_sku: dict[str, list[str]] = defaultdict(list)
        self._names = {key: row["name"] for key, row in day.products.items()}
        self._boxes: dict[str, list[str]] = defaultdict(list)
        for (client, sku), row in day.products.items():
            self._clients_of_sku[sku].append(client)
            if row.get("kind") == "box":
                self._boxes[client].append(sku)
        self._clients_of_order: dict[str, list[str]] = defaultdict(list)
        for client, _, order_no in day.orders:
            self._clients_of_order[order_no].append(client)
        self._clients_at: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in day.stock:
            self._clients_at[(row["location"], row["sku"])].add(row["client"])
        self._serials: dict[str, list[str]] = defaultdict(list)
        for row in day.stock:
            if row.get("serial"):
                self._serials[row["sku"]].append(row["serial"])
        self._places = {"tote": day.kinds("tote"), "cart": day.kinds("cart")}
        self._next = {"tote": 0, "cart": 0}
        self._lock = threading.Lock()
        self.filled: list[str] = []  # totes that pickers filled, for a packer whose first choice is taken

    def places(self, kind: str) -> int:
        """How many totes or carts there are."""
        return len(self._places[kind])

    def another(self, kind: str) -> str | None:
        """The next tote or cart in turn, so that one refused now is tried again last."""
        with self._lock:
            found = self._places[kind]
            if not found:
                return None
            self._next[kind] += 1
            return found[(self._next[kind] - 1) % len(found)]

    def clients(self, sku: str, *, order: str = "", location: str = "", name: str = "") -> list[str]:
        """The clients whose product `sku` may be meant, the likeliest first."""
        at = self._clients_at.get((location, sku), set())
        of_order = self._clients_of_order.get(order, [])
        known = self._clients_of_sku.get(sku, [])
        return sorted(known, key=lambda c: (c in at, c in of_order, self._names[(c, sku)] == name), reverse=True)

    def codes(self, sku: str, *, units: int = 1, **hints: str) -> list[str]:
        """Barcodes to try for a product, the likeliest first, then the SKU itself. A case counts as its `units`."""
        found: list[str] = []
        for client in self.clients(sku, **hints):
            codes = sorted((c for c in self._codes.get((client, sku), []) if c[1] <= units), key=lambda c: -c[1])
            found += [code for code, _ in codes] or [sku]
        return [*dict.fromkeys(found), sku]

    def serials(self, sku: str) -> list[str]:
        """Serial numbers of a product, for a step that takes any: the worker reads what the unit bears."""
        return self._serials.get(sku, [])

    def boxes(self, order: str) -> list[str]:
        """SKUs of the boxes of the order's client, else all boxes."""
        clients = self._clients_of_order.get(order) or list(self._boxes)
        return [sku for client in clients for sku in self._boxes.get(client, [])]

    def client_orders(self, keys: list[OrderKey]) -> None:
        """Make known orders that came later."""
        for client, _, order_no in keys:
            self._clients_of_order[order_no].append(client)
