"""What a format of order files says: its headings for our columns, its channel, and rows that are not for us."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from warehouse_app.imports.fields import Column, Wrong, code, moment, money, short_text, text, units
from warehouse_app.imports.reading import Row


def amount(value: str) -> int:
    """An amount in hundredths; what is not one (marketplaces write notes there) counts as none."""
    try:
        return money(value)
    except Wrong:
        return 0


# Our columns: name → how it is read, and whether it is personal. Times need the site's zone.
_TEXT = {
    "recipient": True, "phone": True, "email": True, "postcode": True, "address1": True, "address2": True,
    "country": False, "message": True, "gift_message": True, "service": False, "carrier": False, "tags": False,
    "bundle": False, "ref": False, "listing": False, "option": False, "city": True, "requires_shipping": False,
}  # fmt: skip
_TIMES = ("ordered_at", "ship_by", "not_before")


@dataclass(frozen=True)
class OrderFormat:
    """`headings` maps our column names to the format's headings, the preferred first.

    `leave_out` says of a row's values and raw cells whether it is not to be shipped by us (cancelled, shipped).
    `fill_down`: order columns are filled on an order's first row only.
    """

    name: str
    channel: str
    headings: Mapping[str, tuple[str, ...]]
    required: tuple[str, ...]
    leave_out: Callable[[Mapping[str, str]], bool] = lambda cells: False
    fill_down: bool = False

    def columns(self, zone: ZoneInfo) -> tuple[Column, ...]:
        """The columns to read, in our names."""
        result = [
            self._column("order_no", code, required=True),
            self._column("sku", code),
            self._column("quantity", units, required=True),
            self._column("unit_price", amount),
            self._column("channel", short_text),
            self._column("client", code),
        ]
        result += [self._column(name, text if personal else short_text) for name, personal in _TEXT.items()]
        result += [self._column(name, moment(zone)) for name in _TIMES]
        return tuple(result)

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
            line_cells = {h: v for h, v in own.items() if not h.startswith("Lineitem")}
            result.append(Row(row.line, {**line_cells, **{h: v for h, v in row.cells.items() if v}}))
        return result
