"""The program's own format of orders: headings are our column names."""

from __future__ import annotations

from warehouse_app.imports.order_format import OrderFormat

_NAMES = (
    "order_no", "sku", "quantity", "channel", "client", "ordered_at", "ship_by", "recipient", "phone", "email",
    "postcode", "address1", "address2", "country", "message", "gift_message", "service", "carrier", "unit_price",
    "tags", "not_before",
)  # fmt: skip
FORMAT = OrderFormat("house", "", {name: (name,) for name in _NAMES}, ("order_no", "sku", "quantity"))
