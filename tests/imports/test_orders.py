"""Orders in the program's own format: taken whole or set aside whole; the same file again is nothing."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.imports.desk import Desk, counts, said
from warehouse_app.database.models import Carrier, Code, OrderLine, table
from warehouse_app.domain.sentences import Sentence, translate
from warehouse_app.imports.run import retry_set_aside

ORDERS = "order_no sku quantity client channel"


def test_orders_with_services_and_the_same_product_twice(desk: Desk) -> None:
    desk.shop()
    rows = ("1 MUG 2 A web", "1 MUG 3 A web", "1 POST 1 A web", "2 POST 1 A web", "1 CUP 1 A shop")
    assert counts(desk.rows("orders", ORDERS, *rows)) == {"taken": 3}
    assert counts(desk.rows("orders", ORDERS, *rows)) == {"unchanged": 3}
    order = desk.order("1", channel="web")
    assert (order.status, order.units, order.lines) == ("new", 5, 1)
    assert desk.lines("1", channel="web") == {"MUG": 5, "POST": 1}
    mug = next(row for row in desk.all(OrderLine, order_id=order.id) if row.kind == "goods")
    assert [source["quantity"] for source in mug.sources] == [2, 3]
    assert desk.order("2").status == "complete"
    assert desk.count(Code, text="1", kind="order") == 2


def test_a_bad_row_sets_its_whole_order_aside_and_no_other(desk: Desk) -> None:
    desk.shop()
    rows = ("1 MUG 2 A web", "1 NO 1 A web", "2 CUP 1 A web", "3 CUP 0 A web", "- CUP 1 A web", "4 CUP two A web")
    report = desk.rows("orders", ORDERS, *rows)
    assert counts(report) == {"taken": 1, "set_aside": 4}
    assert said(report) == [
        "3 sku: NO is no product of this client",
        "5 quantity: must be from 1 to 1000000",
        "6 order_no: is missing",
        "7 quantity: is no number",
    ]
    assert {row.order_no for row in desk.aside()} == {"1", "3", "4", "file.csv:6"}
    (one,) = [row for row in desk.aside() if row.order_no == "1"]
    assert len(one.rows) == 2
    reason = translate(Sentence.from_json(one.reasons[0]["reason"]), "en")
    assert reason == "NO is no product of this client"
    assert counts(desk.rows("orders", ORDERS, *rows)) == {"unchanged": 1, "set_aside": 4}
    assert len(desk.aside()) == 4


def test_what_was_set_aside_is_taken_when_its_products_come(desk: Desk) -> None:
    desk.shop()
    assert counts(desk.rows("orders", ORDERS, "1 POT 2 A web", "2 PAN 2 A web")) == {"set_aside": 2}
    assert retry_set_aside(desk.database).taken == 0
    report = desk.rows("products", "sku name client", "POT Pot A")
    assert counts(report) == {"taken": 1, "mended": 1}
    assert desk.lines("1") == {"POT": 2} and [row.order_no for row in desk.aside()] == ["2"]
    assert counts(desk.rows("orders", ORDERS, "2 MUG 2 A web")) == {"taken": 1}  # the file was mended
    assert desk.aside() == []


def test_an_order_without_a_client_is_found_when_the_products_come(desk: Desk) -> None:
    assert counts(desk.rows("orders", "order_no sku quantity", "1 POT 2", "1 LID 2")) == {"set_aside": 1}
    assert desk.clients() == {"MAIN"}
    desk.rows("products", "sku name client", "POT Pot B", "LID Lid B", "LID Lid C")
    assert desk.lines("1") == {"POT": 2, "LID": 2} and desk.aside() == []


def test_strict_is_all_or_none(desk: Desk) -> None:
    desk.shop()
    report = desk.rows("orders", ORDERS, "1 MUG 2 A web", "2 NO 1 A web", strict=True)
    assert report.failed and counts(report) == {} and len(report.errors) == 1
    assert desk.aside() == [] and desk.count(OrderLine) == 0


def test_numbers_are_the_clients_and_the_channels_own(desk: Desk) -> None:
    desk.shop()
    desk.rows("products", "sku name client", "MUG Mug B")
    report = desk.rows("orders", ORDERS, "1 MUG 1 A web", "1 MUG 2 B web", "1 MUG 3 A shop")
    assert counts(report) == {"taken": 3}
    assert desk.lines("1", channel="shop") == {"MUG": 3}


def test_the_commands_client_and_channel_count_where_the_file_names_none(desk: Desk) -> None:
    desk.shop()
    desk.rows("products", "sku name client", "MUG Mug B")
    report = desk.rows("orders", ORDERS, "1 MUG 1 - -", "2 MUG 1 B web", client="A", channel="shop")
    assert counts(report) == {"taken": 2}
    assert [desk.order(no).channel for no in "12"] == ["shop", "web"]
    assert desk.order("1").client_id != desk.order("2").client_id


def test_times_are_the_sites_and_an_empty_ship_by_is_the_next_cut_off(desk: Desk) -> None:
    desk.shop()
    desk.take(
        "orders",
        "order_no,sku,quantity,ordered_at,ship_by,not_before\n"
        "1,MUG,1,2026-12-07 08:03:00,2026-12-08,\n"
        "2,MUG,1,2026-12-07 9:05,,\n"
        "3,MUG,1,2026-12-07T17:00:01+09:00,,\n"  # after Monday's cut-off
        "4,MUG,1,2026. 12. 24. 오후 6:00,,\n"  # Christmas and a weekend follow
        "5,MUG,1,2026-12-07 00:00:00Z,,2026-12-12\n"  # a Saturday
        "6,MUG,1,46363.5,,\n",
    )
    assert [desk.order(no).ordered_at for no in "126"] == [
        datetime(2026, 12, 6, 23, 3, tzinfo=UTC), datetime(2026, 12, 7, 0, 5, tzinfo=UTC),
        datetime(2026, 12, 7, 3, 0, tzinfo=UTC),
    ]  # fmt: skip
    assert [desk.order(no).ship_by for no in "12345"] == [
        datetime(2026, 12, 8, 14, 59, 59, tzinfo=UTC), datetime(2026, 12, 7, 8, 0, tzinfo=UTC),
        datetime(2026, 12, 8, 8, 0, tzinfo=UTC), datetime(2026, 12, 28, 8, 0, tzinfo=UTC),
        datetime(2026, 12, 14, 8, 0, tzinfo=UTC),
    ]  # fmt: skip
    assert desk.order("5").not_before == datetime(2026, 12, 11, 15, 0, tzinfo=UTC)


def test_carriers_come_into_being(desk: Desk) -> None:
    desk.shop()
    columns = "order_no sku quantity carrier"
    report = desk.rows("orders", columns, "1 MUG 1 -", "2 MUG 1 CJ대한통운", "3 MUG 1 TOTE-1")
    assert counts(report) == {"taken": 2, "set_aside": 1}
    carriers = {row.id: row for row in desk.all(Carrier)}
    assert [carriers[desk.order(no).carrier_id].code for no in "12"] == ["HOUSE", "CJ대한통운"]
    assert desk.count(Code, text="CJ대한통운", kind="carrier") == 1


def test_personal_data_goes_to_the_personal_store_only(desk: Desk) -> None:
    desk.shop()
    desk.take(
        "orders",
        "order_no,sku,quantity,recipient,phone,postcode,address1,message,gift_message,"
        "개인통관고유부호,공동현관 출입,구매자ID,행사\n"
        "1,MUG,1,홍길동,'010-1234-5678,'04524,서울,=HYPERLINK(\"http://x\"),축하해,P123,#1234*,hong,봄\n",
    )
    person = desk.person("1")
    assert (person.recipient, person.phone, person.postcode) == ("홍길동", "010-1234-5678", "04524")
    assert person.message == '=HYPERLINK("http://x")' and person.gift_message == "축하해" and desk.order("1").is_gift
    assert person.extra == {"개인통관고유부호": "P123", "공동현관 출입": "#1234*", "구매자ID": "hong"}
    (line,) = desk.all(OrderLine)
    assert line.sources[0]["notes"] == {"행사": "봄"}


def test_temperature_and_parts_follow_products_and_client(desk: Desk) -> None:
    desk.rows("products", "sku name client temperature", "ICE Ice A frozen", "MILK Milk A chilled", "MUG Mug A -")
    with desk.database.write() as connection:
        from warehouse_app.database.models import Client

        connection.execute(table(Client).update().where(table(Client).c.code == "A").values(ships_in_parts=True))
    desk.rows("orders", ORDERS, "1 ICE 1 A -", "2 ICE 1 A -", "2 MILK 1 A -", "3 MUG 1 A -")
    assert [desk.order(no).temperature for no in "123"] == ["frozen", "mixed", "ambient"]
    assert desk.order("1").parts


def test_amounts_are_hundredths_and_notes_in_them_count_as_none(desk: Desk) -> None:
    desk.shop()
    columns = "order_no sku quantity unit_price"
    desk.rows("orders", columns, "1 MUG 2 1.45", "2 MUG 2 ₩16,000", "3 MUG 2 무료", "4 MUG 1000000 999999999")
    assert [desk.order(no).value for no in "1234"] == [290, 3_200_000, 0, 99_999_999_900_000_000]
