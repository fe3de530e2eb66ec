"""The demo warehouse is complete: every order names a product, every product has its code and its picture."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.floor import counts
from tests.floor.files import Files, read_day, read_text

DEMO = Path(__file__).resolve().parents[2] / "resources" / "demo"


@pytest.fixture(scope="module")
def demo() -> Files:
    return read_day(DEMO)


def test_all_orders_can_be_taken(demo: Files) -> None:
    assert demo.skipped == {}
    assert len([key for key in demo.orders if key[1] == "own-store"]) == 40
    assert {key[1] for key in demo.orders} == {"own-store", "naver", "coupang", "cafe24", "shopify"}


def test_barcodes_are_restricted_circulation_ean_13_and_unique(demo: Files) -> None:
    codes = [code for found in demo.codes.values() for code, _ in found]
    assert all(20 <= int(code[:2]) <= 29 and len(code) == 13 for code in codes)
    for code in codes:
        assert sum(int(digit) * (3 if n % 2 else 1) for n, digit in enumerate(code)) % 10 == 0, code
    assert [code for code, n in Counter(codes).items() if n > 1] == []


def test_everything_but_services_has_a_barcode(demo: Files) -> None:
    assert {k for k, row in demo.products.items() if row["kind"] != "service" and k not in demo.codes} == set()


def test_every_picture_is_there_and_is_drawn_in_lines_alone(demo: Files) -> None:
    for name in {row["image"] for row in demo.products.values()}:
        root = ElementTree.parse(DEMO / "images" / name).getroot()
        assert (root.get("viewBox"), root.get("fill")) == ("0 0 96 96", "none"), name


def test_stock_lies_where_there_is_a_place_for_a_known_product(demo: Files) -> None:
    assert {row["location"] for row in demo.stock} <= set(demo.locations)
    assert {(row["client"], row["sku"]) for row in demo.stock} <= set(demo.products)


def test_some_is_short_and_some_has_expired(demo: Files) -> None:
    possible, wanted = counts.pickable(demo, "2026-11-23"), counts.demand(demo.orders)
    short = {sku for (client, sku), units in wanted.items() if possible[(client, sku)] < units}
    assert short == {"CUP-01", "VAS-01", "TRY-01"}
    assert any("" < row["expiry"] < "2026" for row in demo.stock)
    assert counts.imported(demo)[("DAWON", "TEA-MUG")] > possible[("DAWON", "TEA-MUG")]


def test_the_naver_file_has_the_shape_of_a_real_one() -> None:
    path = DEMO / "naver" / "SOLDAM.csv"
    with pytest.raises(UnicodeDecodeError):
        path.read_bytes().decode("utf-8")
    assert read_text(path).startswith("※")
