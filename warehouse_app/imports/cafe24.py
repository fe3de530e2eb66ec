"""Cafe24's order export: the seller picks the columns; one row an item (품목별 주문번호)."""

from __future__ import annotations

from collections.abc import Mapping

from warehouse_app.imports.order_format import OrderFormat

_GONE = ("취소", "반품", "교환", "배송중", "배송완료", "환불")


def _leave_out(cells: Mapping[str, str]) -> bool:
    return any(word in cells.get("주문 상태", "") for word in _GONE)


FORMAT = OrderFormat(
    "cafe24",
    "cafe24",
    {
        "order_no": ("주문번호",), "ref": ("품목별 주문번호",), "sku": ("자체 상품코드", "상품품목코드"),
        "listing": ("상품코드", "주문상품명(옵션포함)", "주문상품명"), "option": ("상품옵션",), "quantity": ("수량",),
        "unit_price": ("판매가",), "ordered_at": ("결제일시(입금확인일)",), "recipient": ("수령인",),
        "phone": ("수령인 휴대전화", "수령인 전화번호"), "postcode": ("수령인 우편번호",),
        "address1": ("수령인 주소(전체)", "수령인 주소"), "address2": ("수령인 상세 주소",), "message": ("배송메시지",),
    },
    ("주문번호", "수량"),
    _leave_out,
)  # fmt: skip
