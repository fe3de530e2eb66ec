"""Products, barcodes, locations, users, listings, insert rules: all rows or none; again is nothing; else a change."""

from __future__ import annotations

import pytest

from tests.imports.desk import Desk, counts, said
from warehouse_app.database.models import Code, InsertRule, Listing, Location, Product, User
from warehouse_app.domain.sentences import translate
from warehouse_app.imports.run import BadFile
from warehouse_app.pins import pin_columns

PRODUCTS = "sku name barcode client kind weight_g price"


def test_products_again_changed_and_spelled_in_two_cases(desk: Desk) -> None:
    rows = ("MUG Mug 8801 A goods 340 16000", "mug Small_mug 8802 A - 200.4 1.45", "MUG Mug 8801 B - - -")
    assert counts(desk.rows("products", PRODUCTS, *rows)) == {"taken": 3}
    assert counts(desk.rows("products", PRODUCTS, *rows)) == {"unchanged": 3}
    assert counts(desk.rows("products", PRODUCTS, rows[0], "mug Mug 8803 A - 201 1.45")) == {
        "changed": 1, "unchanged": 1,
    }  # fmt: skip
    small = desk.all(Product, sku="mug")[0]
    assert (small.name, small.weight_g, small.price) == ("Mug", 201, 145)
    assert desk.count(Code, text="8801", kind="item") == 2  # the same barcode at two clients
    assert {row.text for row in desk.all(Code, ref_id=small.id)} == {"mug", "8802", "8803"}
    assert desk.clients() == {"MAIN", "A", "B"}


def test_all_products_or_none(desk: Desk) -> None:
    report = desk.rows(
        "products", PRODUCTS, "MUG Mug 8801 A goods 340 -", "CUP Cup 8801 A goods 340 -", "TEA Tea - A gods 340 -",
        "POT Pot TOTE-1 A - many -", "- Nameless - A - - -", "MUG Other 8801 A goods 340 -",
    )  # fmt: skip
    assert said(report) == [
        "3 barcode: 8801 belongs to product MUG already",
        "4 kind: must be one of: goods, box, insert, consumable, service",
        "5 barcode: begins like a house code (totes, carts, badges, commands)",
        "5 weight_g: is no number",
        "6 sku: is missing",
        "7 sku: stands twice in the file, with different values",
    ]
    assert report.failed and counts(report) == {} and desk.count(Product) == 0 and desk.clients() == {"MAIN"}


def test_a_dry_run_reports_and_does_nothing(desk: Desk) -> None:
    report = desk.rows("products", PRODUCTS, "MUG Mug 8801 A goods 340 -", dry_run=True)
    assert (counts(report), report.saved, desk.count(Product)) == ({"taken": 1}, False, 0)
    assert report.headings[:2] == ("sku", "name") and report.sample[0][:2] == ("MUG", "Mug")


def test_unknown_columns_are_notes_unless_personal(desk: Desk) -> None:
    desk.take("products", "sku,name,원산지,구매자명,Buyer phone\nMUG,Mug,대한민국,홍길동,010-1234-5678\n")
    assert desk.all(Product)[0].notes == {"원산지": "대한민국"}


def test_barcodes_with_pack_quantities(desk: Desk) -> None:
    desk.shop()
    rows = ("MUG 18801 12", "CUP 18802 -")
    assert counts(desk.rows("barcodes", "sku barcode quantity", *rows)) == {"taken": 2}  # client A alone has the SKUs
    assert counts(desk.rows("barcodes", "sku barcode quantity", *rows)) == {"unchanged": 2}
    assert counts(desk.rows("barcodes", "sku barcode quantity", "MUG 18801 6")) == {"changed": 1}
    assert desk.all(Code, text="18801")[0].quantity == 6
    report = desk.rows("barcodes", "sku barcode quantity", "CUP 18801 6", "NO 1 1", "MUG 2 0", "MUG CMD-UNDO 1")
    assert said(report) == [
        "2 barcode: 18801 belongs to product MUG already",
        "3 sku: NO is no product of this client",
        "4 quantity: must be from 1 to 1000000",
        "5 barcode: begins like a house code (totes, carts, badges, commands)",
    ]


def test_locations(desk: Desk) -> None:
    columns = "code zone kind aisle x_m"
    rows = ("A-1 PICK bin A 1.5", "TOTE-9 FLOOR - - -", "CART-1 FLOOR cart - -", "PACK-1 BENCH packing - -")
    assert counts(desk.rows("locations", columns, *rows)) == {"taken": 4}
    assert counts(desk.rows("locations", columns, *rows)) == {"unchanged": 4}
    assert counts(desk.rows("locations", columns, "A-1 FAST bin A 2")) == {"changed": 1}
    place = desk.all(Location, code="A-1")[0]
    assert (place.zone, place.x_mm, place.y_mm) == ("FAST", 2000, None)
    assert desk.all(Location, code="TOTE-9")[0].kind == "tote"
    assert desk.count(Code, text="TOTE-9", kind="location") == 1
    report = desk.rows("locations", columns, "TOTE-8 FLOOR bin - -", "SUPPLIER X bin - -", "B Z shelf - -", "C Z - - x")
    assert [line.split(":")[0] for line in said(report)] == ["2 code", "3 code", "4 kind", "5 x_m"]


def test_a_place_in_use_keeps_its_kind(desk: Desk) -> None:
    desk.shop()
    assert said(desk.rows("locations", "code zone kind", "B-1 PICK staging")) == [
        "2 kind: cannot change: the place is in use"
    ]


def test_users(desk: Desk) -> None:
    columns = "badge name role pin"
    assert counts(desk.rows("users", columns, "USR-1 Kim picker 123456", "USR-2 Lee packer -")) == {"taken": 2}
    kim = desk.all(User, badge="USR-1")[0]
    assert kim.pin_salt.startswith("$argon2id$") and "123456" not in kim.pin_hash + kim.pin_salt
    assert len(kim.pin_hash) == 64 and kim.pin_hash != pin_columns("123456")["pin_hash"]  # salted
    assert counts(desk.rows("users", columns, "USR-1 Kim picker 123456", "USR-2 Lee packer -")) == {"unchanged": 2}
    assert counts(desk.rows("users", columns, "USR-1 Kim supervisor -", "USR-2 Lee packer 654321")) == {"changed": 2}
    assert desk.all(User, badge="USR-1")[0].pin_hash == kim.pin_hash  # an empty PIN keeps the one there is
    report = desk.rows(
        "users", columns, "1 Kim picker -", "USR-3 Kim boss -", "USR-4 Kim picker 12345", "USR-5 Kim - -"
    )
    assert [line.split(":")[0] for line in said(report)] == ["2 badge", "3 role", "4 pin", "5 role"]


def test_several_roles(desk: Desk) -> None:
    desk.take("users", "badge,name,role\nUSR-1,Kim,picker packer picker\n")
    assert desk.all(User)[0].roles == "picker packer"


def test_a_listing_means_what_its_last_file_says(desk: Desk) -> None:
    desk.shop()
    columns = "client channel listing option sku quantity"
    rows = ("A naver 880 - MUG 1", "A naver 881 set MUG 2", "A naver 881 set CUP 1")
    assert counts(desk.rows("listings", columns, *rows)) == {"taken": 3}
    assert counts(desk.rows("listings", columns, *rows)) == {"unchanged": 3}
    assert counts(desk.rows("listings", columns, "A naver 881 set TEA 2")) == {"changed": 1}
    assert desk.count(Listing, listing="881") == 1
    assert said(desk.rows("listings", columns, "A naver 1 - NO 1")) == ["2 sku: NO is no product of this client"]


def test_insert_rules(desk: Desk) -> None:
    desk.rows("products", "sku name client kind", "CARD Card A insert", "MUG Mug A goods")
    assert counts(desk.rows("inserts", "sku min_value", "CARD 30000")) == {"taken": 1}
    assert counts(desk.rows("inserts", "sku min_value", "CARD 30000")) == {"unchanged": 1}
    assert desk.all(InsertRule)[0].min_value == 3_000_000
    assert said(desk.rows("inserts", "sku", "MUG")) == ["2 sku: MUG is no insert of this client"]


def test_insert_rules_with_a_code_are_changed(desk: Desk) -> None:
    desk.rows("products", "sku name client kind", "CARD Card A insert", "MINI Mini A insert", "MUG Mug A goods")
    columns = "code sku client pool at_zero substitute per_customer category value_of"
    rule = "WINTER CARD A MINI substitute MINI 2 kitchen parcel"
    assert counts(desk.rows("inserts", columns, rule)) == {"taken": 1}
    assert counts(desk.rows("inserts", columns, rule)) == {"unchanged": 1}
    assert counts(desk.rows("inserts", columns, "WINTER CARD A - skip - 1 - -")) == {"changed": 1}
    (found,) = desk.all(InsertRule)
    assert (found.pool, found.at_zero, found.per_customer, found.value_of) == ([], "skip", 1, "order")
    assert said(desk.rows("inserts", columns, "X CARD A MUG - - - - -")) == ["2 pool: MUG is no insert of this client"]
    assert said(desk.rows("inserts", columns, "X CARD A - substitute - - - -")) == ["2 substitute: is missing"]
    assert said(desk.rows("inserts", columns, "X CARD A - wait - - - -")) == [
        "2 at_zero: must be one of: block, substitute, skip"
    ]


@pytest.mark.parametrize(
    ("kind", "options", "sentence"),
    [
        ("things", {}, "There is no kind of file called things."),
        ("orders", {"format": "ebay"}, "There is no format called ebay."),
        ("stock", {"format": "naver"}, "Only files of orders come in other formats."),
    ],
)
def test_kinds_and_formats_that_there_are_not(
    desk: Desk, kind: str, options: dict[str, str], sentence: str
) -> None:  # fmt: skip
    with pytest.raises(BadFile) as caught:
        desk.take(kind, "a,b\n1,2\n", **options)
    assert translate(caught.value.sentence, "en") == sentence
