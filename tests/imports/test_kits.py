"""Sets by file: taken as a whole, changed as a whole."""

from __future__ import annotations

from tests.imports.desk import Desk, counts, said
from warehouse_app.database.models import KitPart


def test_sets(desk: Desk) -> None:
    desk.rows("products", "sku name client serial_tracked", "SET Set A 0", "MUG Mug A 0", "CUP Cup A 0", "PHONE P A 1")
    assert counts(desk.rows("kits", "kit_sku component_sku quantity", "SET MUG 1", "SET CUP 2")) == {"taken": 2}
    assert counts(desk.rows("kits", "kit_sku component_sku quantity", "SET MUG 1", "SET CUP 2")) == {"unchanged": 2}
    assert counts(desk.rows("kits", "kit_sku component_sku quantity", "SET MUG 3")) == {"changed": 1}
    assert [part.quantity for part in desk.all(KitPart)] == [3]


def test_what_is_no_set(desk: Desk) -> None:
    desk.rows("products", "sku name client serial_tracked", "SET Set A 0", "MUG Mug A 0", "CUP Cup A 0", "PHONE P A 1")
    heading = "kit_sku component_sku quantity"
    assert said(desk.rows("kits", heading, "SET SET 1")) == ["2 component_sku: a set cannot contain itself"]
    assert said(desk.rows("kits", heading, "SET NIX 1")) == ["2 component_sku: NIX is no product of this client"]
    assert said(desk.rows("kits", heading, "SET PHONE 1")) == [
        "2 component_sku: PHONE has serial numbers and cannot be part of a set"
    ]
    assert said(desk.rows("kits", heading, "SET MUG 1", "MUG CUP 1")) == [
        "2 component_sku: a set cannot be part of another set", "3 component_sku: a set cannot be part of another set"
    ]  # fmt: skip
    assert said(desk.rows("kits", heading, "SET MUG 1", "SET MUG 2")) == [
        "3 quantity: stands twice in the file, with different values"
    ]
    assert said(desk.rows("kits", heading, "SET MUG 0")) == ["2 quantity: must be from 1 to 1000000"]
    assert not desk.all(KitPart)
