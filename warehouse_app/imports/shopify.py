"""Shopify's order CSV: one row a line item; the order's columns are filled on its first row only."""

from __future__ import annotations

from collections.abc import Mapping

from warehouse_app.imports.order_format import CANCELLED, SHIPPED, OrderFormat


def _gone(cells: Mapping[str, str]) -> str:
    if cells.get("Cancelled at", "").strip() or cells.get("Financial Status", "").strip() in ("voided", "refunded"):
        return CANCELLED
    done = (cells.get("Fulfillment Status", "").strip(), cells.get("Lineitem fulfillment status", "").strip())
    return SHIPPED if "fulfilled" in done else ""


FORMAT = OrderFormat(
    "shopify",
    "shopify",
    {
        "order_no": ("Name",), "sku": ("Lineitem sku",), "listing": ("Lineitem name",),
        "quantity": ("Lineitem quantity",), "unit_price": ("Lineitem price",),
        "requires_shipping": ("Lineitem requires shipping",), "ordered_at": ("Created at", "Paid at"),
        "email": ("Email",), "recipient": ("Shipping Name",), "phone": ("Shipping Phone",),
        "postcode": ("Shipping Zip",), "address1": ("Shipping Address1", "Shipping Street"),
        "address2": ("Shipping Address2",), "company": ("Shipping Company",), "city": ("Shipping City",),
        "province": ("Shipping Province",), "country": ("Shipping Country",), "message": ("Notes",),
        "tags": ("Tags",), "service": ("Shipping Method",),
    },
    ("Name", "Lineitem quantity", "Lineitem sku"),
    _gone,
    fill_down=True,
)  # fmt: skip
