"""The commands as a person or a script gives them: answers, exit codes, and one sentence for whatever goes wrong."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from tests.workflows.small import Warehouse, furnish
from warehouse_app.command_line.main import COMMANDS, main
from warehouse_app.database.engine import Database
from warehouse_app.database.models import Balance, table

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def _nobody_s_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAREHOUSE_CONFIG", str(tmp_path))
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process: exit code, standard output, standard error."""

    def call(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return code, said.out, said.err

    return call


@pytest.fixture
def house(database: Database) -> Warehouse:
    return furnish(database)


def shipped(house: Warehouse, order_no: str, lines: dict[str, int], **values: Any) -> None:
    """Order, allocate, pick, pack and ship by scans."""
    house.order(order_no, lines, **values)
    house.allocate()
    pick, pack = house.at("pick", "P-1"), house.at("pack", "B-1")
    pick.scans("CART-1")
    while pick.screen.step != "start":
        wanted = {"location": "{location}", "item": "{sku}", "quantity": "{quantity}"}
        pick.scans(wanted.get(pick.screen.expects[0], "TOTE-1"))
    pack.scans("TOTE-1")
    while pack.screen.step != "start":
        wanted = {"item": "{sku}", "quantity": "{quantity}", "box": "{box}", "tracking_no": "{tracking_no}"}
        pack.scans(wanted[pack.screen.expects[0]])
    house.at("ship", "S-1").scans("{tracking_no}", "CMD-DONE")
    house.close()


def test_stock_is_the_contract_s_list(house: Warehouse, database_url: str, run: Run) -> None:
    house.order("1001", {"MUG": 2})
    house.allocate()
    code, out, _ = run("stock", "--sku", "MUG", "--json", "--db", database_url)
    nothing = {"lot": "", "expiry": "", "serial": "", "grade": ""}
    assert (code, json.loads(out)) == (0, [
        {"client": "MAIN", "sku": "MUG", "location": "A-1", **nothing, "on_hand": 100, "allocated": 2},
        {"client": "MAIN", "sku": "MUG", "location": "B-1", **nothing, "on_hand": 10, "allocated": 0},
    ])  # fmt: skip
    assert json.loads(run("stock", "--location", "A-3", "--json", "--db", database_url)[1])[0]["sku"] == "CUP"
    assert run("stock", "--client", "NOBODY", "--json", "--db", database_url)[:2] == (0, "[]\n")


def test_picked_goods_are_promised_where_they_lie(house: Warehouse, database_url: str, run: Run) -> None:
    house.order("1001", {"MUG": 1})
    house.allocate()
    pick = house.at("pick", "P-1")
    pick.scans("CART-1", "A-1", "MUG", "TOTE-1")
    house.close()
    rows = json.loads(run("stock", "--location", "TOTE-1", "--json", "--db", database_url)[1])
    assert [(r["sku"], r["on_hand"], r["allocated"]) for r in rows] == [("MUG", 1, 1)]


def test_order_is_the_contract_s_object(house: Warehouse, database_url: str, run: Run) -> None:
    house.client("MAIN", ships_in_parts=True)
    shipped(house, "1001", {"MUG": 1, "TEA": 7})
    code, out, _ = run("order", "1001", "--json", "--db", database_url)
    told = json.loads(out)
    parcel = told.pop("parcels")[0]
    counters = {"ordered": 1, "picked": 1, "packed": 1, "shipped": 1, "cancelled": 0, "backorder": 0}
    assert (code, told) == (0, {
        "client": "MAIN", "channel": "shop", "order_no": "1001", "status": "part_shipped",
        "lines": [
            {"sku": "MUG", **counters},
            {"sku": "TEA", "ordered": 7, "picked": 5, "packed": 5, "shipped": 5, "cancelled": 0, "backorder": 2},
        ],
    })  # fmt: skip
    assert len(parcel["parcel"]) == 18 and parcel["tracking_no"] and parcel["carrier"] == "HOUSE"
    assert sorted((c["sku"], c["quantity"]) for c in parcel["contents"]) == [("MUG", 1), ("TEA", 5)]
    assert json.loads(run("stock", "--sku", "TEA", "--json", "--db", database_url)[1]) == []


def test_the_same_number_at_two_channels_is_asked_about(house: Warehouse, database_url: str, run: Run) -> None:
    house.order("7", {"MUG": 1}, channel="")
    house.order("7", {"MUG": 2}, channel="shop")
    code, out, err = run("order", "7", "--db", database_url)
    assert (code, out) == (2, "") and "--client MAIN --channel 'shop'" in err and err.count("\n") == 1
    for channel, ordered in (("", 1), ("shop", 2)):
        told = json.loads(run("order", "7", "--channel", channel, "--json", "--db", database_url)[1])
        assert told["lines"][0]["ordered"] == ordered
    assert run("order", "8", "--db", database_url)[0] == 2


def test_allocate_and_check(house: Warehouse, database_url: str, run: Run) -> None:
    house.order("1001", {"TEA": 9})
    assert json.loads(run("allocate", "--json", "--db", database_url)[1])["waiting"] == 1
    code, out, _ = run("allocate", "--parts", "--db", database_url)
    assert code == 0 and "1 in parts" in out and "MAIN shop 1001  TEA  -4/9" in out
    assert run("check", "--db", database_url) == (0, "The books are right.\n", "")
    assert json.loads(run("check", "--json", "--db", database_url)[1])["ok"] is True
    with house.database.write() as connection:
        connection.exec_driver_sql("UPDATE sales_order SET units = 77")
    code, out, _ = run("check", "--json", "--db", database_url)
    assert (code, [p["rule"] for p in json.loads(out)["problems"]]) == (1, ["order_totals"])
    assert run("check", "--db", database_url)[0] == 1


def test_waves(house: Warehouse, database_url: str, run: Run) -> None:
    house.database.clock = None
    house.order("single", {"MUG": 2}, hours=-1)
    house.order("multi", {"MUG": 1, "CUP": 1}, hours=-1)
    house.order("far", {"MUG": 1}, hours=30)
    house.order("waits", {"TEA": 99}, hours=-1)
    house.allocate()
    assert run("wave", "release", "--client", "NOBODY", "--db", database_url)[0] == 1
    assert run("wave", "release", "--multi", "--total", "--db", database_url)[1] == "Wave 1: 1 orders, 2 units.\n"
    assert run("wave", "release", "--before", "23:59", "--db", database_url)[1] == "Wave 2: 1 orders, 2 units.\n"
    assert run("wave", "release", "--temperature", "ambient", "--db", database_url)[1] == "Wave 3: 1 orders, 1 units.\n"
    listed = json.loads(run("wave", "list", "--json", "--db", database_url)[1])
    assert [(w["no"], w["kind"], w["orders"]) for w in listed] == [(3, "batch", 1), (2, "batch", 1), (1, "total", 1)]
    assert run("wave", "list", "--db", database_url)[0] == 0


def test_tracking_numbers_in_the_channel_s_columns(
    house: Warehouse, database_url: str, run: Run, tmp_path: Path
) -> None:
    shipped(house, "1001", {"MUG": 1}, channel="naver")
    shipped(house, "=1+1", {"CUP": 2}, channel="shop")
    with house.database.write() as connection:
        sources = [{"ref": "2026001", "quantity": 1}, {"ref": "2026002", "quantity": 1}]
        connection.exec_driver_sql(f"UPDATE order_line SET sources = '{json.dumps(sources)}' WHERE ordered = 1")
    assert run("export", "tracking", "--out", str(tmp_path), "--db", database_url)[0] == 0
    files = {path.name.split("-")[2]: path for path in tmp_path.glob("tracking-*.csv")}
    naver = list(csv.reader(files["naver"].read_text(encoding="utf-8-sig").splitlines()))
    assert naver[0] == ["상품주문번호", "배송방법", "택배사", "송장번호"]
    assert [row[:2] for row in naver[1:]] == [["2026001", "택배"], ["2026002", "택배"]]
    own = list(csv.DictReader(files["shop"].read_text(encoding="utf-8-sig").splitlines()))
    assert [(r["order_no"], r["sku"], r["quantity"]) for r in own] == [("'=1+1", "CUP", "2")]
    yesterday = str((house.now() - timedelta(days=2)).date())
    where = ("--out", str(tmp_path), "--date", yesterday, "--db", database_url)
    assert "No parcel left" in run("export", "tracking", *where)[1]


def test_people(database_url: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAREHOUSE_PIN", "123456")
    assert run("user", "add", "USR-9", "박 지은", "administrator", "--db", database_url)[0] == 0
    code, _, err = run("user", "add", "USR-9", "Kim", "king", "--db", database_url)
    assert (code, err) == (2, "role king is no role.\n")


def test_import_tells_every_bad_row(database_url: str, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "products.csv"
    file.write_text("sku,name,length_mm\nA,Mug,10\n,Nameless,10\nC,Tea,x\n", encoding="utf-8")
    code, out, err = run("import", "products", str(file), "--db", database_url)
    assert code == 2 and "Line 3" in out and "Line 4" in out and err.count("\n") == 1
    assert run("import", "products", str(file), "--dry-run", "--json", "--db", database_url)[0] == 2
    file.write_text("sku,name\nA,Mug\n", encoding="utf-8")
    report = json.loads(run("import", "products", str(file), "--json", "--db", database_url)[1])
    assert (report["taken"], report["saved"]) == (1, True)


def test_what_was_set_aside_is_listed_and_tried_again(database_url: str, run: Run, tmp_path: Path) -> None:
    orders, products = tmp_path / "orders.csv", tmp_path / "products.csv"
    orders.write_text("order_no,sku,quantity\n1,A,1\n", encoding="utf-8")
    products.write_text("sku,name\nA,Mug\n", encoding="utf-8")
    assert run("import", "orders", str(orders), "--db", database_url)[0] == 0
    aside = json.loads(run("aside", "--json", "--db", database_url)[1])
    assert [row["order_no"] for row in aside] == ["1"] and aside[0]["reasons"][0]["line"] == 2
    assert "  1  " in run("aside", "--db", database_url)[1]
    assert run("import", "products", str(products), "--db", database_url)[0] == 0
    assert run("aside", "--retry", "--db", database_url)[0] == 0
    assert run("aside", "--db", database_url)[1] == "Nothing is set aside.\n"


def test_a_backup_moves_between_databases(house: Warehouse, database_url: str, run: Run, tmp_path: Path) -> None:
    shipped(house, "1001", {"MUG": 1})
    backup, other = str(tmp_path / "b.db"), f"sqlite:///{tmp_path / 'other.db'}"
    assert run("db", "backup", backup, "--db", database_url)[0] == 0
    assert run("db", "backup", backup, "--db", database_url)[0] == 1
    assert run("db", "restore", backup, "--db", other)[0] == 0
    assert run("check", "--db", other)[0] == 0
    before = run("stock", "--json", "--db", database_url)[1]
    assert run("stock", "--json", "--db", other)[1] == before
    code, _, err = run("db", "restore", backup, "--db", database_url)
    assert code == 1 and "--replace" in err
    assert run("db", "restore", backup, "--replace", "--db", database_url)[0] == 0
    assert run("stock", "--json", "--db", database_url)[1] == before
    assert run("db", "upgrade", "--db", database_url)[1] == "The database is up to date.\n"
    assert run("db", "restore", str(tmp_path / "none.db"), "--db", other)[0] == 1


def test_backups_into_a_folder_are_proved(house: Warehouse, database_url: str, run: Run, tmp_path: Path) -> None:
    shipped(house, "1001", {"MUG": 1})
    folder = tmp_path / "backups"
    folder.mkdir()
    for _ in range(3):
        code, out, _ = run("db", "backup", str(folder), "--keep", "2", "--db", database_url)
        assert code == 0 and "its books are right" in out
    assert len(list(folder.iterdir())) == 2
    other = f"sqlite:///{tmp_path / 'other.db'}"
    assert run("db", "restore", str(sorted(folder.iterdir())[-1]), "--db", other)[0] == 0
    assert run("stock", "--json", "--db", other)[1] == run("stock", "--json", "--db", database_url)[1]
    with house.database.write() as connection:
        connection.execute(update(table(Balance)).values(on_hand=table(Balance).c.on_hand + 1))
    code, out, _ = run("db", "backup", str(folder), "--db", database_url)
    assert code == 1 and "not right" in out
    with house.database.write() as connection:
        connection.execute(update(table(Balance)).values(on_hand=table(Balance).c.on_hand - 1))


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("nonsense",), 2),
        (("order",), 2),
        (("stock", "--colour", "red"), 2),
        (("import", "dragons", "x.csv"), 2),
        (("import", "products", "no-such-file.csv"), 2),
        (("wave", "release", "--before", "25:00"), 2),
        (("export", "tracking", "--out", "x", "--date", "tomorrow"), 2),
        (("station", "dance", "--user", "U", "--station", "S"), 2),
        (("station", "pick", "--user", "NOBODY", "--station", "S"), 1),
        (("db",), 2),
        (("check", "--db", "postgresql://127.0.0.1:1/none"), 1),
        (("check", "--db", "mysql://x"), 1),
    ],
)
def test_bad_usage_is_one_sentence(run: Run, tmp_path: Path, arguments: tuple[str, ...], code: int) -> None:
    db = () if "--db" in arguments else ("--db", f"sqlite:///{tmp_path / 'w.db'}")
    found, out, err = run(*arguments, *db)
    assert (found, out) == (code, "")
    assert err.strip() and err.count("\n") == 1


def test_help_lists_every_command(run: Run) -> None:
    code, out, _ = run("--help")
    assert code == 0 and all(name in out for name in COMMANDS)
    for name in COMMANDS:
        assert run(name, "--help")[0] == 0


def test_options_may_stand_before_the_command(house: Warehouse, database_url: str, run: Run) -> None:
    assert run("--db", database_url, "--lang", "en", "check")[0] == 0


def test_a_reader_that_has_seen_enough(house: Warehouse, database_url: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "warehouse_app", "stock", "--db", database_url],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as process:  # fmt: skip
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
