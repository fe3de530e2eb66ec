"""Workbooks open in a real spreadsheet program, and what looks like a formula there is text; needs LibreOffice."""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.workflows.shipped import ship
from tests.workflows.small import Warehouse, house
from warehouse_app.command_line.main import main
from warehouse_app.database.models import Client, Product, User, table
from warehouse_app.setup.edit import export, listed, save_row

__all__ = ["house"]
HOSTILE = "=1+1&cmd|' /C calc'!A0 <b>\"'" + "가" * 170
FORMULAS = ("=2+3", "+2+3", "-2+3", "@SUM(1,2)", '=HYPERLINK("http://example.invalid","x")')


@pytest.fixture
def kind_of_database() -> str:
    return "sqlite"


def opened(path: Path) -> list[list[list[str]]]:
    """Every sheet of a workbook as LibreOffice calculates it, cell by cell."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    folder = path.with_suffix(".read")
    words = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    done = subprocess.run(
        [program, "--headless", f"-env:UserInstallation=file://{folder / 'profile'}", "--convert-to", words,
         "--outdir", str(folder), str(path)],
        capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    files = sorted(folder.glob("*.csv"))
    assert done.returncode == 0 and files, done.stderr
    return [list(csv.reader(file.read_text(encoding="utf-8").splitlines())) for file in files]


@pytest.mark.slow
def test_every_workbook_opens_and_nothing_in_it_is_calculated(house: Warehouse, tmp_path: Path) -> None:
    database = house.database
    url = database.url.render_as_string(hide_password=False)
    for at, formula in enumerate(FORMULAS):
        assert save_row(database, "products", {"sku": f"F-{at}", "name": formula, "client": "MAIN"}, None) == []
    with database.write() as connection:
        connection.execute(table(Product).update().where(table(Product).c.sku == "MUG").values(name=HOSTILE))
        connection.execute(table(User).update().where(table(User).c.badge == "USR-3").values(name=HOSTILE))
        connection.execute(table(Client).update().values(name=HOSTILE))
    ship(house, "=1001", {"MUG": 1})
    made = {"products": tmp_path / "products.xlsx"}
    export(database, "products", made["products"])
    made["shift"] = tmp_path / "shift.xlsx"
    assert main(["report", "shift", "--shift", "all", "--out", str(made["shift"]), "--db", url]) == 0
    made["billing"] = tmp_path / "billing.xlsx"
    assert main(["report", "billing", "--from", "2026-01-01", "--to", "2027-12-31", "--out", str(made["billing"]),
                 "--db", url]) == 0  # fmt: skip
    cells = {name: {cell for sheet in opened(path) for row in sheet for cell in row} for name, path in made.items()}
    assert HOSTILE in cells["products"] and HOSTILE in cells["shift"]
    assert {*FORMULAS} <= cells["products"] and "5" not in cells["products"]
    assert not [cell for own in cells.values() for cell in own if cell.startswith(("#", "Err:"))]
    assert len(listed(database, "products", "F-")) >= len(FORMULAS)
