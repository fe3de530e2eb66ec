"""Every format of order files by its name. A new marketplace is one file and one line here."""

from __future__ import annotations

from warehouse_app.imports import cafe24, coupang, house, naver, shopify
from warehouse_app.imports.order_format import OrderFormat

FORMATS: dict[str, OrderFormat] = {
    module.FORMAT.name: module.FORMAT for module in (house, naver, coupang, cafe24, shopify)
}
