"""The import files of a day as an outsider reads them: a folder of CSV files, and each sales channel's export.

Nothing of the program is used here. What it takes from the same files is compared with this reading.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

OrderKey = tuple[str, str, str]  # client, channel, order_no
ProductKey = tuple[str, str]  # client, sku
Row = dict[str, str]
Listings = dict[tuple[str, str, str, str], list[tuple[str, int]]]  # client, channel, listing, option -> units
DEFAULT_CLIENT = "MAIN"
OWN_CHANNEL = ""

# Format -> columns of: order number, SKU, quantity, what a listing is known by, its option.
CHANNELS = {
    "naver": ("주문번호", "판매자 상품코드", "수량", "상품번호", "옵션정보"),
    "coupang": ("주문번호", "업체상품코드", "구매수(수량)", "노출상품ID", "등록옵션명"),
    "cafe24": ("주문번호", "자체 상품코드", "수량", "상품코드", "상품옵션"),
    "shopify": ("Name", "Lineitem sku", "Lineitem quantity", "Lineitem name", ""),
}


def read_text(path: Path) -> str:
    """The file's text: UTF-8 with or without BOM, else CP949."""
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp949")


def rows(path: Path, wanted: str = "") -> list[Row]:
    """The rows of a CSV file, cells stripped; the header is the first line that has the column `wanted`."""
    if not path.exists():
        return []
    table = list(csv.reader(io.StringIO(read_text(path))))
    start = next((n for n, cells in enumerate(table) if not wanted or wanted in cells), None)
    if start is None:
        return []
    header = [name.strip() for name in table[start]]
    return [
        dict(zip(header, [cell.strip() for cell in cells] + [""] * len(header), strict=False))
        for cells in table[start + 1 :]
        if any(cells)
    ]


@dataclass
class Files:
    """A day's folder. `orders` are units wanted by order and product; `skipped` are orders that cannot be taken."""

    folder: Path
    products: dict[ProductKey, Row] = field(default_factory=dict)
    codes: dict[ProductKey, list[tuple[str, int]]] = field(default_factory=lambda: defaultdict(list))
    locations: dict[str, Row] = field(default_factory=dict)
    stock: list[Row] = field(default_factory=list)
    announced: list[Row] = field(default_factory=list)
    orders: dict[OrderKey, dict[str, int]] = field(default_factory=dict)
    skipped: dict[OrderKey, str] = field(default_factory=dict)
    exports: list[tuple[str, str, Path]] = field(default_factory=list)  # format, client, file

    def kinds(self, kind: str) -> list[str]:
        """Codes of the locations of a kind (tote, cart, ...), in file order."""
        return [code for code, row in self.locations.items() if row["kind"] == kind]


def read_day(folder: Path) -> Files:
    """Read a folder in the import formats, with sub-folders naver, coupang, cafe24 and shopify where present."""
    day = Files(folder)
    for row in rows(folder / "products.csv"):
        key = (row.get("client") or DEFAULT_CLIENT, row["sku"])
        day.products[key] = row
        if row.get("barcode"):
            day.codes[key].append((row["barcode"], 1))
    for row in rows(folder / "barcodes.csv"):
        key = (row.get("client") or _only_client(day, row["sku"]), row["sku"])
        day.codes[key].append((row["barcode"], int(row.get("quantity") or 1)))
    day.locations = {row["code"]: {"kind": "bin", **row} for row in rows(folder / "locations.csv")}
    for row in rows(folder / "stock.csv"):
        row["client"] = row.get("client") or _only_client(day, row["sku"])
        day.stock.append(row)
    for row in rows(folder / "asn.csv"):
        row["client"] = row.get("client") or _only_client(day, row["sku"])
        day.announced.append(row)
    wanted: dict[OrderKey, list[tuple[str, str]]] = defaultdict(list)
    for row in rows(folder / "orders.csv"):
        key3 = (row.get("client") or DEFAULT_CLIENT, row.get("channel") or OWN_CHANNEL, row["order_no"])
        wanted[key3].append((row["sku"], row["quantity"]))
    listings = _listings(folder)
    for format_name in CHANNELS:
        for path in sorted((folder / format_name).glob("*.csv")):
            day.exports.append((format_name, path.stem, path))
            for order_no, sku, quantity in _export(path, format_name, path.stem, day, listings):
                wanted[(path.stem, format_name, order_no)].append((sku, quantity))
    for key3, lines in wanted.items():
        _take(day, key3, lines)
    return day


def _only_client(day: Files, sku: str) -> str:
    found = [client for client, other in day.products if other == sku]
    return found[0] if len(found) == 1 else DEFAULT_CLIENT


def _take(day: Files, key: OrderKey, lines: list[tuple[str, str]]) -> None:
    """Sum an order's rows by product, or note why the whole order cannot be taken."""
    units: dict[str, int] = defaultdict(int)
    for sku, quantity in lines:
        product = day.products.get((key[0], sku))
        if product is None:
            day.skipped[key] = f"no product {sku!r}"
            return
        if not quantity.isdigit() or int(quantity) == 0:
            day.skipped[key] = f"quantity {quantity!r}"
            return
        if (product.get("kind") or "goods") != "service":
            units[sku] += int(quantity)
    day.orders[key] = dict(units)


def _listings(folder: Path) -> Listings:
    """What a listing means: (client, channel, listing, option) -> [(sku, quantity)]."""
    found: Listings = defaultdict(list)
    for row in rows(folder / "listings.csv"):
        key = (row.get("client") or DEFAULT_CLIENT, row["channel"], row["listing"], row.get("option", ""))
        found[key].append((row["sku"], int(row["quantity"] or 1)))
    return found


def _export(
    path: Path,
    format_name: str,
    client: str,
    day: Files,
    listings: Listings,
) -> Iterator[tuple[str, str, str]]:
    """Order number, SKU and quantity of each row, listings resolved."""
    number, sku_column, quantity_column, listing_column, option_column = CHANNELS[format_name]
    for row in rows(path, number):
        sku, quantity = row.get(sku_column, ""), row.get(quantity_column, "")
        listing, option = row.get(listing_column, ""), row.get(option_column, "")
        meaning = None
        if (client, sku) not in day.products:
            for key in ((sku, option), (listing, option), (sku, ""), (listing, "")):
                meaning = meaning or (listings.get((client, format_name, *key)) if key[0] else None)
        if meaning and quantity.isdigit():
            for real, units in meaning:
                yield row[number], real, str(units * int(quantity))
        else:
            yield row[number], sku, quantity
