"""The exports of Naver, Coupang, Cafe24 and Shopify, in the shapes that they really have."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.imports.desk import Desk, counts, said
from warehouse_app.database.models import OrderLine

NAVER = (
    "※ 발주확인 후 발송처리해 주세요, 쉼표가, 있어도\n"
    "상품주문번호,주문번호,배송방법(구매자 요청),수취인명,주문상태,주문세부상태,결제일,상품번호,상품명,옵션정보,"
    "옵션관리코드,수량,상품가격,발송기한,배송비 묶음번호,판매자 상품코드,수취인연락처1,우편번호,기본배송지,상세배송지,"
    "배송메세지,개인통관고유부호\n"
)


def _naver(
    no: str, *, sku: str = "", listing: str = "880", option: str = "", status: str = "발송대기", n: int = 1
) -> str:
    return (
        f'{no}1,{no},"택배,등기",홍길동,{status},,2026-12-07 05:42:56,{listing},머그,{option},,{n},16000,'
        f"2026-12-07 23:59:59,G1,{sku},010-1,04524,서울 1,2호,문 앞,P1\n"
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_naver_with_its_instruction_line(desk: Desk, encoding: str) -> None:
    desk.shop()
    content = (NAVER + _naver("1", sku="MUG", n=2)).encode(encoding)
    assert counts(desk.take("orders", content, format="naver", client="A")) == {"taken": 1}
    order, person = desk.order("1"), desk.person("1")
    assert (order.channel, order.bundle, desk.lines("1")) == ("naver", "G1", {"MUG": 2})
    assert (person.recipient, person.address1, person.address2, person.message) == ("홍길동", "서울 1", "2호", "문 앞")
    assert person.extra["개인통관고유부호"] == "P1"
    assert desk.all(OrderLine)[0].sources[0]["ref"] == "11"


def test_naver_listings_and_options(desk: Desk) -> None:
    desk.shop()
    desk.take(
        "listings",
        "client,channel,listing,option,sku,quantity\nA,naver,880,,MUG,1\nA,naver,880,두 개 세트,MUG,2\n"
        "A,naver,880,두 개 세트,CUP,1\n",
    )
    rows = _naver("1", option="두 개 세트", n=3) + _naver("2", option="빨강") + _naver("3", listing="881")
    report = desk.take("orders", NAVER + rows, format="naver", client="A")
    assert counts(report) == {"taken": 2, "set_aside": 1}
    assert (desk.lines("1"), desk.lines("2")) == ({"MUG": 6, "CUP": 3}, {"MUG": 1})
    report = desk.take("listings", "client,channel,listing,sku,quantity\nA,naver,881,CUP,2\n")
    assert counts(report) == {"taken": 1, "mended": 1} and desk.lines("3") == {"CUP": 2}


def test_naver_rows_that_are_gone(desk: Desk) -> None:
    desk.shop()
    known = NAVER + "".join(_naver(no, sku="MUG") for no in "1234")
    desk.take("orders", known, format="naver", client="A")
    later = (_naver("1", sku="MUG", status="취소완료") + _naver("2", sku="MUG", status="배송중")
             + _naver("3", sku="MUG", status="취소요청") + _naver("4", sku="MUG")
             + _naver("5", sku="NO", status="취소완료"))  # fmt: skip
    report = desk.take("orders", NAVER + later, format="naver", client="A")
    assert counts(report) == {"changed": 2, "unchanged": 2, "left_out": 4} and report.errors == []
    assert [desk.order(no).status for no in "1234"] == ["cancelled", "new", "on_hold", "new"]
    desk.rows("changes", "order_no action", "3 release")
    desk.take("orders", NAVER + later, format="naver", client="A")
    assert desk.order("3").status == "new"  # the same file again changes nothing
    desk.take("orders", known, format="naver", client="A")
    assert [desk.order(no).status for no in "1234"] == ["cancelled", "new", "new", "new"]


COUPANG = (
    "번호,묶음배송번호,주문번호,택배사,운송장번호,주문일,등록상품명,등록옵션명,노출상품ID,옵션ID,업체상품코드,구매수(수량),"
    "옵션판매가(판매단가),구매자,수취인이름,수취인전화번호,우편번호,수취인 주소,배송메세지\n"
)


def test_coupang(desk: Desk) -> None:
    desk.shop()
    rows = (
        "1,900,31,,,2026-12-07 10:32:33,머그,,77,,MUG,2,16000,구매,홍길동,0503,23742,대구 1,\n"
        "2,900,31,,차량배차,2026-12-07 10:32:33,컵,,78,,CUP,1,4500,구매,홍길동,0503,23742,대구 1,\n"
        "3,901,32,CJ,3011 0011 2230,2026-12-07 10:32:33,컵,,78,,CUP,1,4500,구매,김,0503,23742,대구 1,\n"
    )
    assert counts(desk.take("orders", COUPANG + rows, format="coupang", client="A")) == {"taken": 1, "left_out": 1}
    assert (desk.order("31").bundle, desk.lines("31")) == ("900", {"MUG": 2, "CUP": 1})
    assert desk.person("31").extra == {"구매자": "구매"}


def test_cafe24_with_the_columns_a_seller_picked(desk: Desk) -> None:
    desk.shop()
    head = "주문번호,품목별 주문번호,주문상품명(옵션포함),자체 상품코드,수량,수령인,수령인 휴대전화,수령인 전화번호,"
    head += "수령인 주소(전체),배송메시지,주문 상태\n"
    rows = "20261207-1,20261207-1-01,머그,MUG,1,김,,02-1,서울,조심히,배송준비중\n"
    rows += "20261207-2,20261207-2-01,머그,MUG,1,김,010,02-1,서울,,배송완료\n"
    report = desk.take("orders", head + rows, format="cafe24", client="A")
    assert counts(report) == {"taken": 1, "left_out": 1}
    assert (desk.person("20261207-1").phone, desk.person("20261207-1").message) == ("02-1", "조심히")


SHOPIFY = (
    "Name,Email,Financial Status,Fulfillment Status,Created at,Lineitem quantity,Lineitem name,Lineitem price,"
    "Lineitem sku,Lineitem requires shipping,Shipping Name,Shipping Street,Shipping Address1,Shipping Address2,"
    "Shipping Company,"
    "Shipping City,Shipping Zip,Shipping Province,Shipping Country,Shipping Phone,Cancelled at,Billing Name\n"
)
_SHIP_TO = '"1 Main St, 5F",1 Main St,5F,Acme,Seoul,\'04524,,KR,0503,,Bill'


def test_shopify_fills_an_orders_columns_on_its_first_row_only(desk: Desk) -> None:
    desk.shop()
    rows = (
        f"#1,e@x.com,paid,unfulfilled,2026-12-07 08:23:39 +0900,1,Mug,66.00,MUG,true,Emma,{_SHIP_TO}\n"
        "#1,,,,,2,Cup,4.50,CUP,true,,,,,,,,,,,,\n"
        "#1,,,,,1,Voucher,10,GIFT-CARD,false,,,,,,,,,,,,\n"
        f"#2,e@x.com,refunded,unfulfilled,2026-12-07 08:23:39 +0900,1,Mug,66.00,MUG,true,Emma,{_SHIP_TO}\n"
        f"#3,e@x.com,paid,fulfilled,2026-12-07 08:23:39 +0900,1,Mug,66.00,MUG,true,Emma,{_SHIP_TO}\n"
        "#3,,,,,1,Mug,66.00,MUG,true,,,,,,,,,,,,\n"
        f"#4,e@x.com,paid,unfulfilled,2026-12-07 08:23:39 +0900,1,Voucher,9,GIFT-CARD,false,Emma,{_SHIP_TO}\n"
    )
    report = desk.take("orders", SHOPIFY + rows, format="shopify", client="A")
    assert counts(report) == {"taken": 1, "left_out": 3} and said(report) == []
    order, person = desk.order("#1"), desk.person("#1")
    assert (desk.lines("#1"), order.value, order.notes) == ({"MUG": 1, "CUP": 2}, 7500, {"not_shipped": ["GIFT-CARD"]})
    assert (person.postcode, person.address1, person.address2) == ("04524", "1 Main St", "Acme, 5F, Seoul")
    assert person.extra["Billing Name"] == "Bill"


def test_a_workbook_with_dates_and_an_instruction_row(desk: Desk, tmp_path: Path) -> None:
    from datetime import datetime

    from openpyxl import Workbook

    desk.shop()
    book = Workbook()
    sheet = book.active
    sheet.append(["다운로드 받은 파일로 '엑셀 일괄발송' 처리하는 방법"])
    headings = ["상품주문번호", "주문번호", "수량", "판매자상품코드", "발송기한", "결제일", "우편번호", "배송메세지"]
    sheet.append(headings)
    deadline = datetime.fromisoformat("2026-12-07T23:59:59")
    sheet.append([11, 1, 2, "MUG", deadline, 46363.5, "04524", '=HYPERLINK("http://x")'])
    sheet.append([None] * 8)
    sheet.append([21, 2, "둘", "MUG", None, None, None, None])
    book.save(tmp_path / "naver.xlsx")
    report = desk.take("orders", (tmp_path / "naver.xlsx").read_bytes(), format="naver", client="A")
    assert (counts(report), said(report)) == ({"taken": 1, "set_aside": 1}, ["5 수량: is no number"])
    order = desk.order("1")
    assert [t.strftime("%d %H:%M:%S") for t in (order.ship_by, order.ordered_at)] == ["07 14:59:59", "07 03:00:00"]
    assert desk.person("1").message == '=HYPERLINK("http://x")'
