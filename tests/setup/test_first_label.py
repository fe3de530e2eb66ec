"""From an empty database to the first label by the means of the set-up page, and the first steps tell how far."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workflows.transcript import Worker
from warehouse_app.allocation import allocate
from warehouse_app.check import check
from warehouse_app.database.engine import Database
from warehouse_app.database.models import PrintJob, table
from warehouse_app.imports.run import import_file
from warehouse_app.settings import SiteSettings, change_site_settings
from warehouse_app.setup.edit import save_row
from warehouse_app.setup.first_steps import first_steps

ROWS = (
    ("users", {"badge": "USR-1", "name": "Boss", "role": "administrator", "pin": "481516"}),
    ("users", {"badge": "USR-2", "name": "Kim", "role": "picker packer"}),
    ("products", {"sku": "VASE", "name": "Vase", "barcode": "8800001", "weight_g": "400", "length_mm": "100",
                  "width_mm": "100", "height_mm": "200"}),
    ("products", {"sku": "BOX-S", "name": "Box S", "kind": "box", "length_mm": "250", "width_mm": "200",
                  "height_mm": "150"}),
    ("locations", {"code": "A-01", "zone": "A"}),
    ("locations", {"code": "B-01", "zone": "B"}),
    ("locations", {"code": "TOTE-1", "zone": "FLOOR"}),
    ("locations", {"code": "CART-1", "zone": "FLOOR"}),
)  # fmt: skip


def open_steps(database: Database) -> list[str]:
    with database.read() as connection:
        return [step.name for step in first_steps(connection) if not step.is_done]


def test_from_nothing_to_a_label(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert open_steps(database) == ["people", "sender", "products", "boxes", "bins", "stock", "orders", "label"]
    for kind, cells in ROWS:
        assert save_row(database, kind, cells, None) == [], cells
    change_site_settings(database, SiteSettings(sender="Soldam, Seoul"))
    assert open_steps(database) == ["stock", "orders", "label"]
    for kind, text in (
        ("stock", "location,sku,quantity\nA-01,VASE,5\nB-01,BOX-S,20\n"),
        ("orders", ("order_no,sku,quantity,recipient,phone,postcode,address1\n"
                   "1001,VASE,1,홍길동,010-1234-5678,06236,테헤란로 1\n")),
    ):  # fmt: skip
        (tmp_path / f"{kind}.csv").write_text(text, encoding="utf-8")
        assert not import_file(database, kind, tmp_path / f"{kind}.csv").errors
    allocate(database)
    pick = Worker(database, "pick", "PACK-1", "USR-2")
    pick.play("""
        CART-1   ok  scan_bin   location=A-01
        A-01     ok  scan_item
        8800001  ok  scan_tote
        TOTE-1   ok  start
    """)
    pick.close()
    pack = Worker(database, "pack", "PACK-1", "USR-2")
    for _ in range(6):
        if "tracking_no" in pack.screen.target:
            break
        target = pack.screen.target
        pack.scan(str(target.get("tote") if pack.screen.step == "start" else target.get("sku") or target["box"]))
    assert open_steps(database) == []
    with database.read() as connection:
        kinds = [row.kind for row in connection.execute(table(PrintJob).select())]
    pack.scan(str(pack.screen.target["tracking_no"]))
    pack.close()
    assert "shipping_label" in kinds and check(database) == []
