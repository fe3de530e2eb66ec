"""Whatever a file holds: a sentence, never a traceback, and nothing half done."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.imports.desk import Desk, counts, said
from warehouse_app.database.models import Order, Product
from warehouse_app.domain.sentences import translate
from warehouse_app.imports import reading
from warehouse_app.imports.reading import BadFile, read_sheet
from warehouse_app.imports.run import import_file

HEAD = "sku,name,client\n"


def _zip(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "file.csv is empty."),
        (b"\xef\xbb\xbf\r\n  \r\n", "file.csv is empty."),
        (b"\x00" * 5000, "file.csv is empty."),
        (b"sku,name\nA\x00B,Mug\n", "file.csv is no table: it has NUL characters."),
        (b"\xff\xfe\x00", "file.csv breaks off in the middle of a character."),
        ("sku,name\nA,머그".encode()[:-1], "file.csv breaks off in the middle of a character."),
        (b"sku,name\nA,\xff\xff\xff\n", "file.csv is neither UTF-8 nor CP949 text."),
        (b'sku,name\nA,Mug\nB,"Mug\nC,Cup\n', "file.csv breaks off or has a stray quote at line 3."),
        (b'sku,name\nA,"Mug" 5\n', "file.csv breaks off or has a stray quote at line 2."),
        (b"sku,price\nA,5\n", "file.csv lacks the columns: name"),
        (b"hello\n", "file.csv lacks the columns: sku, name"),
        (b"sku,name,Name \nA,Mug,Cup\n", "file.csv has the column name twice."),
        (b"sku,name" + b",x" * 2000 + b"\n", "file.csv has too many columns."),
        (b"sku,name\nA," + b"x" * 30_000 + b"\n", "file.csv has a cell of over 20000 characters at line 2."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
         "file.csv has a password or is an old .xls file. Save it as .xlsx without."),
        (b"PK\x03\x04 no archive", "file.csv is a damaged workbook."),
        (_zip(**{"xl/workbook.xml": b"<not"}), "file.csv is a damaged workbook."),
        (_zip(**{"[Content_Types].xml": b"<Types/>"}), "file.csv is a damaged workbook."),
    ],
)  # fmt: skip
def test_files_that_are_no_use(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    with pytest.raises(BadFile) as caught:
        read_sheet(path, ["sku", "name"])
    assert translate(caught.value.sentence, "en") == sentence


def test_a_missing_file_a_folder_and_one_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(BadFile):
            read_sheet(path, ["sku"])
    monkeypatch.setattr(reading, "MAX_BYTES", 10)
    (tmp_path / "large.csv").write_bytes(b"sku\n" + b"1\n" * 10)
    with pytest.raises(BadFile, match="too large"):
        read_sheet(tmp_path / "large.csv", ["sku"])


def test_a_workbook_that_unpacks_to_too_much(tmp_path: Path) -> None:
    from openpyxl import Workbook

    from warehouse_app.imports import workbook

    book = Workbook()
    book.active.append(["sku", "name"])
    book.save(tmp_path / "file.xlsx")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workbook, "_MAX_UNPACKED", 100)
        with pytest.raises(BadFile, match="too large"):
            read_sheet(tmp_path / "file.xlsx", ["sku", "name"])
    assert read_sheet(tmp_path / "file.xlsx", ["sku", "name"]).rows == []


@pytest.mark.parametrize(
    ("content", "cells"),
    [
        (b"sku;name\nA;Mug, Cup, Tea, and more\n", ["A", "Mug, Cup, Tea, and more"]),
        (b"sku\tname\r\nA\tMug\r\n", ["A", "Mug"]),
        (b"sku,name\rA,Mug\r", ["A", "Mug"]),
        ("\ufeffSKU , Name\nA,Mug\n".encode(), ["A", "Mug"]),
        ("sku,name\nA,머그".encode("utf-16"), ["A", "머그"]),
        ("sku,name\nA,머그\n".encode("cp949"), ["A", "머그"]),
        (b"sku,name\n\n,\nA,Mug,,\n", ["A", "Mug"]),
        (b'sku,name\nA,"Mug ""big"""\n', ["A", 'Mug "big"']),
    ],
)
def test_dialects_that_are_read(tmp_path: Path, content: bytes, cells: list[str]) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    (row,) = read_sheet(path, ["sku", "name"]).rows
    assert list(row.cells.values()) == cells


def test_lines_are_counted_as_in_the_file(desk: Desk) -> None:
    report = desk.take("products", '\n# note\nsku,name\nA,"two\nlines"\n\nB,\nC,Mug,surplus\nD')
    assert said(report) == [
        "7 name: is missing", "8 : The row has more cells than there are headings.",
        "9 : The file breaks off in this row.", "9 name: is missing",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "cell",
    ["a\u0007b", "x" * 4000, "\u200b\u200b", "a\u2028b", "TOTE-1", "cmd-undo", "USR-9", "\ud7ff\ue000"],
)
def test_hostile_codes(desk: Desk, cell: str) -> None:
    report = desk.take("products", f"{HEAD}OK,Fine,A\n{cell},Mug,A\n")
    assert len(report.errors) == 1 and report.errors[0].line == 3 and desk.count(Product) == 0


@pytest.mark.parametrize(
    "name", ["<b>&amp;</b>", "=1+1", "'; DROP TABLE product; --", "🧸 e\u0301 {order}", "%s %(a)s"]
)
def test_names_are_data(desk: Desk, name: str) -> None:
    desk.take("products", f"{HEAD}A,{name},A\n")
    import unicodedata

    assert desk.all(Product)[0].name == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    "quantity",
    ["-1", "0", "1e5", "1,5", "1.5", "1000001", "99999999999999999999", "١٢", "NaN", "inf", "=2", "", "2 pcs"],
)
def test_absurd_quantities_set_the_order_aside(desk: Desk, quantity: str) -> None:
    desk.shop()
    report = desk.take("orders", f'order_no,sku,quantity\n1,MUG,"{quantity}"\n1,CUP,1\n2,CUP,1\n')
    assert counts(report) == {"taken": 1, "set_aside": 1} and desk.count(Order) == 1


def test_a_million_and_one_units_in_many_rows(desk: Desk) -> None:
    desk.shop()
    report = desk.take("orders", "order_no,sku,quantity\n1,MUG,1000000\n1,MUG,1\n")
    assert said(report) == ["3 quantity: is over a million units"]


@pytest.mark.parametrize("when", ["yesterday", "2026-13-01", "0001-01-01", "9999-12-31", "2026-12-07 25:00", "1" * 400])
def test_times_that_make_no_sense(desk: Desk, when: str) -> None:
    desk.shop()
    report = desk.take("orders", f"order_no,sku,quantity,ordered_at\n1,MUG,1,{when}\n")
    assert counts(report) == {"set_aside": 1} and report.errors[0].column == "ordered_at"


def test_control_characters_in_texts_become_blanks(desk: Desk) -> None:
    desk.shop()
    desk.take("orders", "order_no,sku,quantity,recipient,message\n1,MUG,1,K\x1bim,a\u2028b\x7f\n")
    assert (desk.person("1").recipient, desk.person("1").message) == ("K im", "a b")


@pytest.mark.parametrize("at", range(0, 400, 37))
def test_half_a_file_takes_whole_orders_only(desk: Desk, at: int) -> None:
    desk.shop()
    whole = "order_no,sku,quantity,recipient,address1\n" + "".join(
        f'{no},MUG,1,홍길동,"서울 {no}, ""별관"""\n' for no in range(10)
    )
    content = whole.encode()[:-at] if at else whole.encode()
    try:
        report = desk.take("orders", content)
    except BadFile:
        assert desk.count(Order) == 0
    else:
        assert all(person.address1.endswith('"별관"') for person in (desk.person(o.order_no) for o in desk.all(Order)))
        assert report.taken == desk.count(Order)


@pytest.mark.parametrize("kind_of_database", ["sqlite"], indirect=True)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    kind=st.sampled_from(["products", "locations", "stock", "users", "listings", "orders", "changes"]),
    cells=st.lists(st.lists(st.text(max_size=12), min_size=3, max_size=6), max_size=4),
    tail=st.binary(max_size=30),
)
def test_no_file_ends_in_a_traceback(desk: Desk, kind: str, cells: list[list[str]], tail: bytes) -> None:
    heads = {
        "products": "sku,name,barcode,price,weight_g", "locations": "code,zone,kind,x_m",
        "stock": "location,sku,quantity,lot,expiry", "users": "badge,name,role,pin",
        "listings": "channel,listing,sku,quantity", "orders": "order_no,sku,quantity,ordered_at,carrier",
        "changes": "order_no,action,sku,quantity",
    }  # fmt: skip
    body = "\n".join(",".join(row) for row in cells).encode("utf-8", "replace")
    path = desk.write(heads[kind].encode() + b"\n" + body + tail)
    try:
        report = import_file(desk.database, kind, path)
    except BadFile as bad:
        assert translate(bad.sentence, "en")
    else:
        assert all(translate(e.reason, "en") and e.line > 1 for e in report.errors)
