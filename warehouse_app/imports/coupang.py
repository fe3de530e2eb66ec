"""Coupang Wing's order export (배송관리): one row an item; 묶음배송번호 joins orders of one shipment."""

from __future__ import annotations

from collections.abc import Mapping

from warehouse_app.imports.order_format import SHIPPED, OrderFormat


def _gone(cells: Mapping[str, str]) -> str:
    number = any(c.isdigit() for c in cells.get("운송장번호", ""))  # notes stand there too ("차량배차")
    return SHIPPED if number or cells.get("배송완료일", "").strip() else ""


FORMAT = OrderFormat(
    "coupang",
    "coupang",
    {
        "order_no": ("주문번호",), "ref": ("번호",), "bundle": ("묶음배송번호",), "sku": ("업체상품코드",),
        "listing": ("노출상품ID", "등록상품명"), "option": ("등록옵션명", "옵션ID"), "quantity": ("구매수(수량)",),
        "unit_price": ("옵션판매가(판매단가)",), "ordered_at": ("주문일",), "ship_by": ("주문시 출고예정일",),
        "recipient": ("수취인이름",), "phone": ("수취인전화번호",), "postcode": ("우편번호",),
        "address1": ("수취인 주소",), "message": ("배송메세지",),
    },
    ("주문번호", "구매수(수량)"),
    _gone,
)  # fmt: skip
