"""The ledger check that ends every test."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import Connection, text

from warehouse_app.database.engine import Database
from warehouse_app.journal import audit_key, broken_links, data_folder

_KEY = "product_id, lot, expiry, serial, grade"
_LINES = """
SELECT l.id, l.ordered, l.cancelled, l.allocated, l.picked, l.packed, l.shipped,
  (SELECT COALESCE(SUM(v.quantity), 0) FROM parcel_line v JOIN parcel p ON p.id = v.parcel_id
    WHERE v.order_line_id = l.id AND p.status = 'shipped') AS left_,
  (SELECT COALESCE(SUM(v.verified), 0) FROM parcel_line v JOIN parcel p ON p.id = v.parcel_id
    WHERE v.order_line_id = l.id AND p.status <> 'void') AS in_parcels,
  (SELECT COALESCE(SUM(a.quantity - a.picked), 0) FROM allocation a WHERE a.order_line_id = l.id AND a.open) AS promised
FROM order_line l WHERE l.kind = 'goods'
"""


def prove(database: Database) -> None:
    """Balances equal moves, promises equal allocations, counters equal facts, the chain is whole."""
    with database.read() as connection:
        _balances(connection)
        for line in connection.execute(text(_LINES)).all():
            assert line.packed == line.in_parcels, line
            assert line.shipped <= line.packed <= line.ordered, line
            assert line.allocated - line.picked == line.promised, line
        assert broken_links(connection, audit_key(data_folder(database))) == []


def _balances(connection: Connection) -> None:
    moved: Counter[Any] = Counter()
    outside = set(connection.scalars(text("SELECT id FROM location WHERE kind = 'outside'")))
    for row in connection.execute(text(f"SELECT {_KEY}, quantity, from_id, to_id, journal_id, action_id FROM move")):
        assert (row.journal_id is None) != (row.action_id is None), "a move without a cause"
        moved[(*row[:5], row.to_id)] += row.quantity
        moved[(*row[:5], row.from_id)] -= row.quantity
    books = {
        (*row[:5], row.location_id): row.on_hand
        for row in connection.execute(text(f"SELECT {_KEY}, location_id, on_hand FROM balance"))
    }
    wanted = {key: n for key, n in moved.items() if n and key[5] not in outside}
    assert {key: n for key, n in books.items() if n} == wanted
    assert all(n >= 0 for n in books.values())
    promised = connection.execute(text(
        f"SELECT {_KEY}, location_id, SUM(quantity - picked) FROM allocation WHERE open GROUP BY {_KEY}, location_id"
    )).all()  # fmt: skip
    booked = connection.execute(text(f"SELECT {_KEY}, location_id, allocated FROM balance WHERE allocated > 0")).all()
    assert {tuple(r[:6]): r[6] for r in promised} == {tuple(r[:6]): r[6] for r in booked}
