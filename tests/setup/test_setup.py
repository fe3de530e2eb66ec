"""Set-up by hand: what is exported comes back unchanged; a row is checked as a file is; changes say who and what."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.imports.desk import Desk
from warehouse_app.check import check
from warehouse_app.database.models import Code, User
from warehouse_app.demo_data import fill
from warehouse_app.domain.sentences import translate
from warehouse_app.imports.run import import_file
from warehouse_app.setup.edit import columns_of, export, listed, remove_row, save_row
from warehouse_app.setup.history import history
from warehouse_app.setup.kinds import SETUP

_HOSTILE = '=HYPERLINK("http://x") \' <b>' + "가" * 150


@pytest.fixture
def shop(desk: Desk) -> Desk:
    """The demo warehouse, and a few rows that it lacks."""
    fill(desk.database)
    desk.rows("carriers", "carrier name cut_off", "CJ CJ대한통운 16:30")
    desk.rows("numbers", "carrier first last service", "CJ 50000000000 50000100000 -")
    desk.rows("shifts", "shift begins ends aliases", "day 08:00 17:00 주간", "night 22:00 06:00 -")
    desk.rows("faces", "client sku location minimum maximum", "SOLDAM MUG-01 A-01-1 2 9")
    desk.rows("life_rules", "client channel days", "SOLDAM - 30", "SOLDAM naver 60")
    desk.rows("clients", "client name carrier retention_days", "SOLDAM 솔담 CJ 90")
    desk.rows("coolants", "client temperature months hours box sku quantity how",
              f"SOLDAM chilled 11-2 24 - {_material(desk)} 1 scan",
              f"SOLDAM frozen - 12 - {_material(desk)} 3 show")  # fmt: skip
    return desk


def _material(desk: Desk) -> str:
    rows = listed(desk.database, "products", "SOLDAM")
    return next(r["sku"] for r in rows if r["client"] == "SOLDAM" and r["kind"] in ("insert", "consumable"))


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_every_kind_comes_back_unchanged(shop: Desk, tmp_path: Path, ending: str) -> None:
    mug = next(r for r in listed(shop.database, "products", "MUG-01"))
    assert save_row(shop.database, "products", {**mug, "name": _HOSTILE}, None, mug) == []
    for kind in SETUP:
        if kind == "return_rules" and ending == "xlsx":
            continue
        file = tmp_path / f"{kind}.{ending}"
        count = export(shop.database, kind, file)
        assert count, kind
        report = import_file(shop.database, kind, file)
        assert (report.errors, report.taken, report.changed, report.unchanged) == ([], 0, 0, count), kind
    assert not check(shop.database)


def test_a_row_is_checked_by_the_rules_of_its_import(shop: Desk) -> None:
    wrong = save_row(shop.database, "products", {"sku": "TOTE-1", "name": "", "client": "SOLDAM"}, None)
    assert [(e.column, translate(e.reason, "en")) for e in wrong] == [
        ("sku", "begins like a house code (totes, carts, badges, commands)"), ("name", "is missing"),
    ]  # fmt: skip
    assert save_row(shop.database, "products", {"sku": "NEW", "name": "New", "client": "SOLDAM"}, None) == []
    assert [r["name"] for r in listed(shop.database, "products", "new")] == ["New"]


def test_a_row_of_a_kind_kept_whole(shop: Desk) -> None:
    before = listed(shop.database, "shifts")
    assert save_row(shop.database, "shifts", {**before[0], "ends": "18:00"}, None, before[0]) == []
    late = {"shift": "late", "begins": "13:00", "ends": "22:00"}
    assert save_row(shop.database, "shifts", late, None) == []
    assert [(r["shift"], r["ends"]) for r in listed(shop.database, "shifts")] == [
        ("day", "18:00"), ("late", "22:00"), ("night", "06:00"),
    ]  # fmt: skip
    assert remove_row(shop.database, "shifts", listed(shop.database, "shifts", "late")[0], None) == []
    assert len(listed(shop.database, "shifts")) == 2
    kit = listed(shop.database, "kits")[0]
    parts = [r for r in listed(shop.database, "kits") if r["kit_sku"] == kit["kit_sku"]]
    assert save_row(shop.database, "kits", {**kit, "quantity": "7"}, None, kit) == []
    now = [r for r in listed(shop.database, "kits") if r["kit_sku"] == kit["kit_sku"]]
    assert len(now) == len(parts) and {**kit, "quantity": "7"} in now


def test_a_row_is_taken_out_where_nothing_hangs_on_it(shop: Desk) -> None:
    code = listed(shop.database, "barcodes", "MUG-01")[0]
    assert remove_row(shop.database, "barcodes", code, None) == []
    assert shop.count(Code, text=code["barcode"]) == 0 and shop.count(Code, text="MUG-01") == 1
    for kind in ("faces", "life_rules", "inserts"):
        row = listed(shop.database, kind)[0]
        assert remove_row(shop.database, kind, row, None) == []
        assert row not in listed(shop.database, kind)
    (kept,) = remove_row(shop.database, "products", listed(shop.database, "products")[0], None)
    assert "never deleted" in translate(kept.reason, "en")
    only = listed(shop.database, "shifts")
    assert remove_row(shop.database, "shifts", only[0], None) == []
    (last,) = remove_row(shop.database, "shifts", only[1], None)
    assert "last row" in translate(last.reason, "en")


def test_who_changed_what(shop: Desk) -> None:
    (chief,) = shop.all(User, badge="USR-9001")
    mug = listed(shop.database, "products", "MUG-01")[0]
    save_row(shop.database, "products", {**mug, "weight_g": "311"}, chief.id, mug)
    kim = {"badge": "USR-77", "name": "Kim", "role": "packer"}
    save_row(shop.database, "users", {**kim, "pin": "481516"}, chief.id)
    save_row(shop.database, "users", {**kim, "active": "no"}, chief.id)
    remove_row(shop.database, "life_rules", {"client": "SOLDAM", "channel": "naver", "days": "60"}, chief.id)
    with shop.database.read() as connection:
        found = {kind: history(connection, kind) for kind in ("products", "users", "life_rules")}
    newest = found["products"][0]
    assert (newest.who, newest.key, newest.column, newest.was, newest.now) == (
        chief.name, "MUG-01 SOLDAM", "weight_g", mug["weight_g"], "311",
    )  # fmt: skip
    assert [(c.key, c.column, c.was, c.now) for c in found["users"][:3]] == [
        ("USR-77", "active", "yes", "no"),
        ("USR-77", "", "", "badge=USR-77, name=Kim, role=packer, active=yes"),
        ("USR-77", "pin", "", "●"),
    ]
    assert (found["life_rules"][0].was, found["life_rules"][0].now) == ("client=SOLDAM, channel=naver, days=60", "")
    assert "481516" not in str(found)


def test_columns_are_those_of_the_import(shop: Desk) -> None:
    assert [c.name for c in columns_of(shop.database, "carriers")] == ["carrier", "name", "cut_off"]
