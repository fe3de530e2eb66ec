"""Cafe24's order export: the seller picks the columns; one row an item (품목별 주문번호)."""

from __future__ import annotations

from collections.abc import Mapping

from warehouse_app.imports.order_format import ASKED, CANCELLED, SHIPPED, OrderFormat


def _gone(cells: Mapping[str, str]) -> str:
    status = cells.get("주문 상태", "")
    if any(word in status for word in ("취소신청", "취소 신청", "취소요청", "취소접수", "취소처리중")):
        return ASKED
    if "취소" in status or "환불" in status:
        return CANCELLED
    return SHIPPED if any(word in status for word in ("배송중", "배송완료", "반품", "교환")) else ""


FORMAT = OrderFormat(
    "cafe24",
    "cafe24",
    {
        "order_no": ("주문번호",), "ref": ("품목별 주문번호",), "sku": ("자체 상품코드",),
        "option_sku": ("상품품목코드",), "listing": ("상품코드", "주문상품명(옵션포함)", "주문상품명"),
        "option": ("상품옵션",), "quantity": ("수량",), "unit_price": ("판매가",),
        "ordered_at": ("결제일시(입금확인일)",), "recipient": ("수령인",),
        "phone": ("수령인 휴대전화", "수령인 전화번호"), "postcode": ("수령인 우편번호",),
        "address1": ("수령인 주소(전체)", "수령인 주소"), "address2": ("수령인 상세 주소",), "message": ("배송메시지",),
    },
    ("주문번호", "수량"),
    _gone,
)  # fmt: skip
