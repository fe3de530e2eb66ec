"""Shopify's order CSV: one row a line item; the order's columns are filled on its first row only."""

from __future__ import annotations

from collections.abc import Mapping

from warehouse_app.imports.order_format import OrderFormat


def _leave_out(cells: Mapping[str, str]) -> bool:
    gone = "fulfilled" in (cells.get("Fulfillment Status", ""), cells.get("Lineitem fulfillment status", ""))
    refunded = cells.get("Financial Status", "") in ("voided", "refunded")
    digital = cells.get("Lineitem requires shipping", "").casefold() == "false"
    return gone or refunded or digital or bool(cells.get("Cancelled at", "").strip())


FORMAT = OrderFormat(
    "shopify",
    "shopify",
    {
        "order_no": ("Name",), "sku": ("Lineitem sku",), "listing": ("Lineitem name",),
        "quantity": ("Lineitem quantity",), "unit_price": ("Lineitem price",),
        "ordered_at": ("Created at", "Paid at"), "email": ("Email",), "recipient": ("Shipping Name",),
        "phone": ("Shipping Phone",), "postcode": ("Shipping Zip",),
        "address1": ("Shipping Address1", "Shipping Street"),
        "address2": ("Shipping Address2",), "city": ("Shipping City",), "country": ("Shipping Country",),
        "message": ("Notes",), "tags": ("Tags",), "service": ("Shipping Method",),
    },
    ("Name", "Lineitem quantity", "Lineitem sku"),
    _leave_out,
    fill_down=True,
)  # fmt: skip
