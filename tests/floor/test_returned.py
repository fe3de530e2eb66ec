"""A small day's returns through real consoles: shipped, announced, undelivered, unknown, graded, and counted."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from tests.floor import returned
from warehouse_app.demo_data import FOLDER


@pytest.mark.slow
def test_all_that_comes_back_is_graded_and_placed(
    tmp_path: Path, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "day")
    with (folder / "orders.csv").open(encoding="utf-8-sig", newline="") as file:
        orders = list(csv.DictReader(file))
    with (folder / "products.csv").open(encoding="utf-8-sig", newline="") as file:
        products = list(csv.DictReader(file))
    goods = {(row["client"], row["sku"]) for row in products if (row.get("kind") or "goods") == "goods"}
    named = [row for row in orders if (row["client"], row["sku"]) in goods][:4]
    with (folder / "returns.csv").open("w", encoding="utf-8", newline="") as file:
        rows = [[f"RMA-{n % 3}", row["order_no"], row["sku"], 1, "INTENT_CHANGED", "refund", row["client"]]
                for n, row in enumerate(named)]  # fmt: skip
        csv.writer(file).writerows([["rma_no", "order_no", "sku", "quantity", "reason", "wants", "client"], *rows])
    assert returned.main([str(folder), "--db", database_url, "--probes", "0.05"]) == 0, capsys.readouterr()
    assert "\n0 differences" in capsys.readouterr().out
