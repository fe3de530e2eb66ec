"""What a format of order files says: its headings for our columns, its channel, and rows that are not for us."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from warehouse_app.imports.fields import Column
from warehouse_app.imports.reading import Row
from warehouse_app.imports.values import amount, code, moment, own_code, short_text, text, units, unquoted

# Why a row is not to be shipped any more: shipped already, cancelled, or its buyer asked for that.
SHIPPED, CANCELLED, ASKED = "shipped", "cancelled", "asked"

# Our columns besides the required ones: how each is read. `option_sku` counts before `sku` where both are products.
_COLUMNS: dict[str, Callable[[str], Any]] = {
    "option_sku": code, "unit_price": amount, "channel": short_text, "client": code, "recipient": text,
    "phone": unquoted, "email": text, "postcode": unquoted, "address1": text, "address2": text, "company": text,
    "city": text, "province": text, "country": short_text, "message": text, "gift_message": text,
    "service": short_text, "carrier": own_code, "tags": short_text, "bundle": short_text, "ref": short_text,
    "listing": short_text, "option": short_text, "requires_shipping": short_text,
}  # fmt: skip


@dataclass(frozen=True)
class OrderFormat:
    """`headings` maps our column names to the format's headings, the preferred first.

    `gone` says of a row's cells why it is not to be shipped by us: '', SHIPPED, CANCELLED or ASKED.
    `fill_down`: order columns are filled on an order's first row only.
    """

    name: str
    channel: str
    headings: Mapping[str, tuple[str, ...]]
    required: tuple[str, ...]
    gone: Callable[[Mapping[str, str]], str] = lambda cells: ""
    fill_down: bool = False

    def columns(self, zone: ZoneInfo) -> tuple[Column, ...]:
        """The columns to read, in our names."""
        return (
            self._column("order_no", code, required=True),
            self._column("sku", code),
            self._column("quantity", units, required=True),
            *(self._column(name, parse) for name, parse in _COLUMNS.items()),
            self._column("ordered_at", moment(zone)),
            self._column("ship_by", moment(zone, end_of_day=True)),
            self._column("not_before", moment(zone)),
        )

    def _column(self, name: str, parse: Any, *, required: bool = False) -> Column:
        return Column(name, parse, required, self.headings.get(name, ()))

    def filled(self, rows: list[Row]) -> list[Row]:
        """Rows with the cells of the order's first row where theirs are empty."""
        if not self.fill_down:
            return rows
        key = self.headings["order_no"][0]
        first: dict[str, Mapping[str, str]] = {}
        result = []
        for row in rows:
            own = first.setdefault(row.cells.get(key, ""), row.cells)
            order_cells = {h: v for h, v in own.items() if not h.startswith("Lineitem")}
            cells = {**row.cells, **order_cells, **{h: v for h, v in row.cells.items() if v}}
            result.append(Row(row.line, cells, row.fault))
        return result
