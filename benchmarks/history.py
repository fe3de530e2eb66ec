"""Fills a database with the history of a long time, made by the database itself: a million moves in under a minute."""

from __future__ import annotations

import uuid

from sqlalchemy import Connection, bindparam, insert, text

from tests.workflows.small import NOON, Warehouse
from warehouse_app.database.models import Action, Station, table
from warehouse_app.database.types import Key, UtcTime, new_key

BINS = 500
# What the two databases say differently: the numbers 1..n, and a key of 16 bytes from a number.
_SERIES = {
    "sqlite": "WITH RECURSIVE series(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < :count) ",
    "postgresql": "WITH series(n) AS (SELECT generate_series(1, :count)) ",
}
_KEY = {
    "sqlite": "CAST(substr('{prefix}000000000000000', 1, 16 - length({n})) || {n} AS BLOB)",
    "postgresql": "(rpad('{prefix}', 32 - length(({n})::text), '0') || ({n})::text)::uuid",
}
_STATEMENTS = {
    "product": "SELECT {key:A:n}, :client, 'OLD-' || n, 'Old product ' || n, 'goods', '{{}}' FROM series",
    "code": "SELECT 'OLD-' || n, 'item', {key:A:n}, 1 FROM series",
    "location": "SELECT {key:B:n}, :site, 'OLD-BIN-' || n, 'bin' FROM series",
    "balance": "SELECT {key:A:n}, {key:B:1 + n % 500}, '', '', '', '', 50, 0, :at FROM series",
    "move": "SELECT {key:C:n}, {key:A:1 + n % :products}, 1, :supplier, {key:B:1 + n % 500}, 'import', :action, :at "
    "FROM series",
    "sales_order": "SELECT {key:D:n}, :client, 'old', 'OLD-' || n, 'shipped', :at, :at, :carrier, 1, 1, '{{}}' "
    "FROM series",
    "order_line": "SELECT {key:E:n}, {key:D:n}, {key:A:1 + n % :products}, 1, 1, 1, 1, 1, 1, '[]' FROM series",
    "allocation": "SELECT {key:F:n}, {key:D:n}, {key:E:n}, {key:A:1 + n % :products}, {key:B:1 + n % 500}, 1, 1, "
    ":no FROM series",
    "parcel": "SELECT {key:9:n}, {key:D:n}, 'OLD-' || n, 'shipped', :carrier, 1, 1, :at FROM series",
    "parcel_line": "SELECT {key:8:n}, {key:9:n}, {key:E:n}, {key:A:1 + n % :products}, 1, 1, 1, '[]' FROM series",
    "journal": "SELECT {key:7:n}, {key:6:n}, :station, n, :at, 'pick', 'scan_bin', 'OLD', :yes, 'ok', '{{}}', '[]', "
    "'', '' FROM series",
}
_COLUMNS = {
    "product": "id, client_id, sku, name, kind, notes",
    "code": "text, kind, ref_id, quantity",
    "location": "id, site_id, code, kind",
    "balance": "product_id, location_id, lot, expiry, serial, grade, on_hand, allocated, since",
    "move": "id, product_id, quantity, from_id, to_id, kind, action_id, at",
    "sales_order": "id, client_id, channel, order_no, status, ordered_at, ship_by, carrier_id, units, lines, notes",
    "order_line": "id, order_id, product_id, line_no, ordered, allocated, picked, packed, shipped, sources",
    "allocation": "id, order_id, order_line_id, product_id, location_id, quantity, picked, open",
    "parcel": "id, order_id, sscc, status, carrier_id, units, verified, opened_at",
    "parcel_line": "id, parcel_id, order_line_id, product_id, line_no, quantity, verified, reason",
    "journal": "id, input_id, station_id, seq, at, workflow, step, raw, ok, code, result, facts, key_id, hash",
}


def add_history(house: Warehouse, moves: int) -> None:
    """`moves` moves, a fifth as many products and orders that have left, and half as many journal rows."""
    kind = house.database.engine.dialect.name
    fifth = max(moves // 5, 1)
    counts = {"move": moves, "journal": moves // 2, "location": BINS}
    with house.database.write() as connection:
        values = _values(connection, house, fifth)
        for name, select in _STATEMENTS.items():
            _run(connection, kind, name, select, {**values, "count": counts.get(name, fifth)})
    with house.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def _values(connection: Connection, house: Warehouse, products: int) -> dict[str, object]:
    action, station = new_key(), new_key()
    connection.execute(insert(table(Action)).values(id=action, kind="import", detail={}, at=NOON))
    connection.execute(insert(table(Station)).values(id=station, site_id=house.site, name="OLD", hash=""))
    return {
        "client": house.ids["client", "MAIN"], "carrier": house.ids["carrier", "HOUSE"], "site": house.site,
        "supplier": house.ids["location", "SUPPLIER"], "at": NOON, "action": action, "station": station,
        "products": products, "yes": True, "no": False,
    }  # fmt: skip


def _run(connection: Connection, kind: str, name: str, select: str, values: dict[str, object]) -> None:
    written = select.replace("{{}}", "{}")
    for prefix in "ABCDEF6789":
        for n in ("n", "1 + n % 500", "1 + n % :products"):
            written = written.replace(f"{{key:{prefix}:{n}}}", _KEY[kind].format(prefix=prefix, n=f"({n})"))
    used = {key: value for key, value in values.items() if f":{key}" in written or key == "count"}
    types = [
        bindparam(key, type_=Key if isinstance(value, uuid.UUID) else UtcTime if key == "at" else None)
        for key, value in used.items()
    ]
    series = _SERIES[kind]
    statement = text(f"INSERT INTO {name} ({_COLUMNS[name]}) {series}{written}")
    connection.execute(statement.bindparams(*types), used)
