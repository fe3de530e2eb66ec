"""Naver SmartStore's order export (발주발송관리): an instruction line first, CP949 or XLSX, one row a product order."""

from __future__ import annotations

from collections.abc import Mapping

from warehouse_app.imports.order_format import ASKED, CANCELLED, SHIPPED, OrderFormat


def _gone(cells: Mapping[str, str]) -> str:
    status = cells.get("주문상태", "") + " " + cells.get("주문세부상태", "")
    if any(word in status for word in ("취소요청", "취소 요청", "취소처리중")):
        return ASKED
    if "취소" in status:
        return CANCELLED
    return SHIPPED if any(word in status for word in ("배송중", "배송완료", "구매확정", "반품", "교환")) else ""


FORMAT = OrderFormat(
    "naver",
    "naver",
    {
        "order_no": ("주문번호",), "ref": ("상품주문번호",), "sku": ("판매자 상품코드",),
        "option_sku": ("옵션관리코드",), "listing": ("상품번호", "상품명"), "option": ("옵션정보",),
        "quantity": ("수량",), "unit_price": ("상품가격",), "ordered_at": ("주문일시", "결제일"),
        "ship_by": ("발송기한",), "not_before": ("배송희망일",), "recipient": ("수취인명",),
        "phone": ("수취인연락처1", "수취인연락처2"), "postcode": ("우편번호",),
        "address1": ("기본배송지", "통합배송지", "배송지"), "address2": ("상세배송지",), "message": ("배송메세지",),
        "bundle": ("배송비 묶음번호",), "service": ("배송속성",),
    },
    ("주문번호", "수량", "상품주문번호"),
    _gone,
)  # fmt: skip
