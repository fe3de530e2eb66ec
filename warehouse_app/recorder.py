"""The one recorder: what an accepted input changes, as facts that can be replayed backwards.

Facts are JSON lists, kept in the input's journal row:

- ["set", table, id, {column: [old, new]}]         one row's columns, conditional on the old values
- ["set_many", table, [ids], {column: [old, new]}]  the same change of several rows
- ["set_each", table, {id: {column: [old, new]}}]  the same columns of several rows, each its own values
- ["count", table, {id: {column: delta}}]           counters
- ["allocate", [balance key], delta]                units of a bin promised (or released)
- ["move", {…}]                                     one line of the ledger, with its balances
- ["add", table, [ids], undo]                       new rows; undone by deleting, or by setting the columns of `undo`
- ["attach", text, kind, id]                         a code that can be scanned from now on

Every statement is conditional and its row count checked: `Conflict` means somebody was faster.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, bindparam, delete, insert, text, update

from warehouse_app.database.engine import Conflict
from warehouse_app.database.models import METADATA, Code, Model, Move, table
from warehouse_app.database.types import Key, UtcTime, new_key

Values = Mapping[str, Any]
_code = table(Code)


class StockKey(NamedTuple):
    """What a unit is, apart from where it is."""

    product_id: uuid.UUID
    lot: str = ""
    expiry: str = ""
    serial: str = ""
    grade: str = ""


class MoveLine(NamedTuple):
    """One move to be made. `allocated` units were promised at the source; if negative, they are promised at `to`."""

    key: StockKey
    quantity: int
    source: uuid.UUID
    to: uuid.UUID
    kind: str
    ref_id: uuid.UUID | None = None
    allocated: int = 0
    reverses: uuid.UUID | None = None

    def lock_order(self) -> tuple[str, ...]:
        """Balances are locked in the order of their keys, so that two stations cannot wait for each other."""
        return (*map(str, self.key), str(self.source), str(self.to))

    def taken(self) -> dict[str, Any]:
        """Parameters that take the units from their source."""
        keys = {**self.key._asdict(), "location_id": self.source}
        return {**keys, "n": self.quantity, "a": max(self.allocated, 0)}

    def put(self, now: datetime) -> dict[str, Any]:
        """Parameters that put the units to where they go."""
        keys = {**self.key._asdict(), "location_id": self.to}
        return {**keys, "n": self.quantity, "a": max(-self.allocated, 0), "since": now}

    def ledger(self) -> dict[str, Any]:
        """The move's own columns."""
        return {
            **self.key._asdict(), "quantity": self.quantity, "from_id": self.source, "to_id": self.to,
            "kind": self.kind, "ref_id": self.ref_id, "reverses": self.reverses,
        }  # fmt: skip


_FACT = ("id", "product_id", "lot", "expiry", "serial", "grade", "quantity", "from_id", "to_id", "ref_id")


def _reversed(fact: Mapping[str, Any]) -> MoveLine:
    key = StockKey(uuid.UUID(fact["product_id"]), fact["lot"], fact["expiry"], fact["serial"], fact["grade"])
    return MoveLine(
        key, fact["quantity"], uuid.UUID(fact["to_id"]), uuid.UUID(fact["from_id"]), "undo",
        uuid.UUID(fact["ref_id"]) if fact["ref_id"] else None, -fact["allocated"], uuid.UUID(fact["id"]),
    )  # fmt: skip


@dataclass
class Recorder:
    """Records facts in the transaction of `connection`; `cause` columns go into every move."""

    connection: Connection
    now: datetime
    outside: frozenset[uuid.UUID]
    cause: Values  # journal_id or action_id, user_id, station_id
    facts: list[list[Any]] = field(default_factory=list)

    def set(self, model: type[Model], key: uuid.UUID, **columns: tuple[Any, Any]) -> None:
        """Change columns of one row from their old to their new values."""
        self._set(table(model), key, columns)

    def set_many(self, model: type[Model], keys: Sequence[uuid.UUID], **columns: tuple[Any, Any]) -> None:
        """Make the same change of several rows; every one must still hold the old values."""
        if keys:
            self._set_many(table(model), list(keys), columns)

    def set_each(self, model: type[Model], changes: Mapping[uuid.UUID, Mapping[str, tuple[Any, Any]]]) -> None:
        """Change the same columns of several rows, each from its own old to its own new values."""
        if changes:
            self._set_each(table(model), changes)

    def _set_each(self, rows: Table, changes: Mapping[uuid.UUID, Mapping[str, tuple[Any, Any]]]) -> None:
        columns = tuple(next(iter(changes.values())))
        parameters = [
            {
                "key": key,
                **{f"{when}_{c}": pair[at] for c, pair in by.items() for at, when in enumerate(("old", "new"))},
            }
            for key, by in changes.items()
        ]
        if self.connection.execute(_set_one(rows, columns), parameters).rowcount != len(changes):
            raise Conflict(f"{rows.name} {', '.join(columns)}")
        plain = {str(k): {c: [_plain(old), _plain(new)] for c, (old, new) in by.items()} for k, by in changes.items()}
        self.facts.append(["set_each", rows.name, plain])

    def count(self, model: type[Model], deltas: Mapping[uuid.UUID, Mapping[str, int]]) -> None:
        """Add to counters: {row id: {column: delta}}; every row has the same columns."""
        if deltas:
            self._count(table(model), deltas)

    def allocate(self, key: StockKey, location_id: uuid.UUID, delta: int) -> None:
        """Promise `delta` more units of a bin's balance (negative: release)."""
        parameters = {**key._asdict(), "location_id": location_id, "n": delta}
        if self.connection.execute(_ALLOCATE, parameters).rowcount != 1:
            raise Conflict("allocate")
        self.facts.append(["allocate", [_plain(v) for v in (*key, location_id)], delta])

    def allocate_many(self, promises: Sequence[tuple[StockKey, uuid.UUID, int]]) -> None:
        """Promise more units of several balances (negative: release), with one statement."""
        if not promises:
            return
        promises = sorted(promises, key=lambda promise: promise[:2])  # balances are locked in the order of their keys
        parameters = [{**key._asdict(), "location_id": place, "n": n} for key, place, n in promises]
        if self.connection.execute(_ALLOCATE, parameters).rowcount != len(parameters):
            raise Conflict("allocate")
        for key, place, n in promises:
            self.facts.append(["allocate", [_plain(v) for v in (*key, place)], n])

    def move(
        self,
        key: StockKey,
        quantity: int,
        source: uuid.UUID,
        to: uuid.UUID,
        kind: str,
        ref_id: uuid.UUID | None = None,
        *,
        allocated: int = 0,
    ) -> int | None:
        """Move units, of which `allocated` were promised at the source.

        Returns what is left at the source, None for an outside place.
        """
        left: int | None = None
        line = MoveLine(key, quantity, source, to, kind, ref_id, allocated)
        if source not in self.outside:
            row = self.connection.execute(_TAKE_ONE, line.taken()).one_or_none()
            if row is None:
                raise Conflict("take")
            left = row.on_hand
        self._put_and_write([line])
        if left == 0 and kind in _FROM_BINS:
            self.connection.execute(_EMPTIED, [{"place": source}])
        return left

    def move_many(self, lines: Sequence[MoveLine]) -> None:
        """Move several things with as many statements as one."""
        inside = sorted((line for line in lines if line.source not in self.outside), key=MoveLine.lock_order)
        if inside and self.connection.execute(_TAKE, [line.taken() for line in inside]).rowcount != len(inside):
            raise Conflict("take")
        self._put_and_write(lines)
        if sources := sorted({line.source for line in inside if line.kind in _FROM_BINS}):
            self.connection.execute(_EMPTIED, [{"place": place} for place in sources])

    def _put_and_write(self, lines: Sequence[MoveLine]) -> None:
        inside = sorted((line for line in lines if line.to not in self.outside), key=MoveLine.lock_order)
        if inside:
            self.connection.execute(_PUT, [line.put(self.now) for line in inside])
        if filled := sorted({line.to for line in inside if line.kind in _INTO_BINS}):
            self.connection.execute(_FILLED, [{"place": place} for place in filled])
        no_cause = {"journal_id": None, "action_id": None, "user_id": None, "station_id": None}
        rows = [{**no_cause, **self.cause, **line.ledger(), "id": new_key(), "at": self.now} for line in lines]
        if rows:
            self.connection.execute(_MOVE, rows)
        for line, row in zip(lines, rows, strict=True):
            fact = {k: _plain(row[k]) for k in _FACT}
            self.facts.append(["move", {**fact, "allocated": line.allocated}])

    def add(self, model: type[Model], rows: Iterable[Values], undo: Values | None = None) -> list[uuid.UUID]:
        """Insert rows (all with the same columns). Undone by deleting them, or by setting `undo`'s columns."""
        rows = [{"id": new_key(), **row} for row in rows]
        if not rows:
            return []
        self.connection.execute(_insert(table(model)), rows)
        keys = [row["id"] for row in rows]
        self.facts.append(["add", model.__tablename__, [str(k) for k in keys], undo])
        return keys

    def attach(self, text: str, kind: str, ref_id: uuid.UUID) -> None:
        """Let a text be scanned for a row from now on; undone by taking it away again."""
        self.connection.execute(_insert(table(Code)), {"text": text, "kind": kind, "ref_id": ref_id, "quantity": 1})
        self.facts.append(["attach", text, kind, str(ref_id)])

    def keep(self, model: type[Model], rows: Sequence[Values]) -> None:
        """Insert rows that stay whatever is undone: numbers once issued, codes once printed."""
        if rows:
            self.connection.execute(_insert(table(model)), list(rows))

    def undo(self, facts: Sequence[Sequence[Any]]) -> None:
        """Take facts back, last first. Raises Conflict where a value has changed since."""
        for kind, group in groupby(reversed(facts), key=lambda fact: fact[0]):
            if kind == "move":
                self.move_many([_reversed(fact) for _, fact in group])
            elif kind == "allocate":
                self.allocate_many([(*_place(key), -n) for _, key, n in group])
            else:
                for _, *rest in group:
                    getattr(self, f"_undo_{kind}")(*rest)

    def _set(self, rows: Table, key: uuid.UUID, columns: Mapping[str, tuple[Any, Any]]) -> None:
        parameters: dict[str, Any] = {"key": key}
        for name, (old, new) in columns.items():
            parameters |= {f"old_{name}": old, f"new_{name}": new}
        if self.connection.execute(_set_one(rows, tuple(columns)), parameters).rowcount != 1:
            raise Conflict(f"{rows.name} {', '.join(columns)}")
        changes = {name: [_plain(old), _plain(new)] for name, (old, new) in columns.items()}
        self.facts.append(["set", rows.name, str(key), changes])

    def _set_many(self, rows: Table, keys: list[uuid.UUID], columns: Mapping[str, tuple[Any, Any]]) -> None:
        parameters: dict[str, Any] = {"keys": keys}
        for name, (old, new) in columns.items():
            parameters |= {f"old_{name}": old, f"new_{name}": new}
        if self.connection.execute(_set_several(rows, tuple(columns)), parameters).rowcount != len(keys):
            raise Conflict(f"{rows.name} {', '.join(columns)}")
        changes = {name: [_plain(old), _plain(new)] for name, (old, new) in columns.items()}
        self.facts.append(["set_many", rows.name, [str(k) for k in keys], changes])

    def _count(self, rows: Table, deltas: Mapping[uuid.UUID, Mapping[str, int]]) -> None:
        columns = tuple(next(iter(deltas.values())))
        parameters = [{"key": k, **{f"add_{c}": n for c, n in by.items()}} for k, by in deltas.items()]
        self.connection.execute(_counters(rows, columns), parameters)
        self.facts.append(["count", rows.name, {str(k): dict(by) for k, by in deltas.items()}])

    def _undo_set(self, name: str, key: str, columns: Mapping[str, list[Any]]) -> None:
        rows = METADATA.tables[name]
        self._set(rows, uuid.UUID(key), _swapped(rows, columns))

    def _undo_set_many(self, name: str, keys: list[str], columns: Mapping[str, list[Any]]) -> None:
        rows = METADATA.tables[name]
        self._set_many(rows, [uuid.UUID(k) for k in keys], _swapped(rows, columns))

    def _undo_set_each(self, name: str, changes: Mapping[str, Mapping[str, list[Any]]]) -> None:
        rows = METADATA.tables[name]
        self._set_each(rows, {uuid.UUID(key): _swapped(rows, columns) for key, columns in changes.items()})

    def _undo_count(self, name: str, deltas: Mapping[str, Mapping[str, int]]) -> None:
        back = {uuid.UUID(k): {c: -n for c, n in by.items()} for k, by in deltas.items()}
        self._count(METADATA.tables[name], back)

    def _undo_attach(self, text: str, kind: str, ref_id: str) -> None:
        parameters = {"of_text": text, "of_kind": kind, "of_ref": uuid.UUID(ref_id)}
        if self.connection.execute(_DETACH, parameters).rowcount != 1:
            raise Conflict("code")

    def _undo_add(self, name: str, keys: list[str], undo: Values | None) -> None:
        rows = METADATA.tables[name]
        ids = [uuid.UUID(k) for k in keys]
        if undo is None:
            done = self.connection.execute(_delete(rows), {"keys": ids}).rowcount
        else:
            values = {f"new_{k}": _typed(rows, k, v) for k, v in undo.items()}
            done = self.connection.execute(_mark(rows, tuple(undo)), {"keys": ids, **values}).rowcount
        if done != len(ids):
            raise Conflict(name)


def _place(key: Sequence[str]) -> tuple[StockKey, uuid.UUID]:
    product, lot, expiry, serial, grade, location = key
    return StockKey(uuid.UUID(product), lot, expiry, serial, grade), uuid.UUID(location)


def _swapped(rows: Table, columns: Mapping[str, list[Any]]) -> dict[str, tuple[Any, Any]]:
    return {c: (_typed(rows, c, new), _typed(rows, c, old)) for c, (old, new) in columns.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, uuid.UUID):
        return str(value)
    return value.isoformat() if isinstance(value, datetime) else value


def _typed(rows: Table, column: str, value: Any) -> Any:
    kind = rows.c[column].type
    if isinstance(value, str) and isinstance(kind, Key):
        return uuid.UUID(value)
    return datetime.fromisoformat(value) if isinstance(value, str) and isinstance(kind, UtcTime) else value


# Statements are built once and kept: building them for every scan costs more than running them.


@cache
def _set_one(rows: Table, columns: tuple[str, ...]) -> Any:
    conditions = [rows.c[c].is_not_distinct_from(bindparam(f"old_{c}", type_=rows.c[c].type)) for c in columns]
    values = {c: bindparam(f"new_{c}", type_=rows.c[c].type) for c in columns}
    return update(rows).where(rows.c.id == bindparam("key"), *conditions).values(values)


@cache
def _set_several(rows: Table, columns: tuple[str, ...]) -> Any:
    conditions = [rows.c[c].is_not_distinct_from(bindparam(f"old_{c}", type_=rows.c[c].type)) for c in columns]
    values = {c: bindparam(f"new_{c}", type_=rows.c[c].type) for c in columns}
    return update(rows).where(rows.c.id.in_(bindparam("keys", expanding=True)), *conditions).values(values)


@cache
def _counters(rows: Table, columns: tuple[str, ...]) -> Any:
    return (
        update(rows)
        .where(rows.c.id == bindparam("key"))
        .values({c: rows.c[c] + bindparam(f"add_{c}") for c in columns})
    )


@cache
def _insert(rows: Table) -> Any:
    return insert(rows)


@cache
def _delete(rows: Table) -> Any:
    return delete(rows).where(rows.c.id.in_(bindparam("keys", expanding=True)))


@cache
def _mark(rows: Table, columns: tuple[str, ...]) -> Any:
    values = {c: bindparam(f"new_{c}", type_=rows.c[c].type) for c in columns}
    return update(rows).where(rows.c.id.in_(bindparam("keys", expanding=True))).values(values)


_KEY_TEXT = " AND ".join(f"{c} = :{c}" for c in ("product_id", "location_id", "lot", "expiry", "serial", "grade"))
_KEY_TYPES = (bindparam("product_id", type_=Key), bindparam("location_id", type_=Key))

_TAKE_TEXT = (
    "UPDATE balance SET on_hand = on_hand - :n, allocated = allocated - :a "
    f"WHERE {_KEY_TEXT} AND on_hand - :n >= allocated - :a AND allocated >= :a"
)
_TAKE = text(_TAKE_TEXT).bindparams(*_KEY_TYPES)
_TAKE_ONE = text(f"{_TAKE_TEXT} RETURNING on_hand").bindparams(*_KEY_TYPES)
_PUT = text(
    "INSERT INTO balance (product_id, location_id, lot, expiry, serial, grade, on_hand, allocated, since) "
    "VALUES (:product_id, :location_id, :lot, :expiry, :serial, :grade, :n, :a, :since) "
    "ON CONFLICT (product_id, location_id, lot, expiry, serial, grade) DO UPDATE "
    "SET on_hand = balance.on_hand + excluded.on_hand, allocated = balance.allocated + excluded.allocated"
).bindparams(*_KEY_TYPES, bindparam("since", type_=UtcTime))
_ALLOCATE = text(
    f"UPDATE balance SET allocated = allocated + :n WHERE {_KEY_TEXT} "
    "AND allocated + :n >= 0 AND allocated + :n <= on_hand"
).bindparams(*_KEY_TYPES)
_MOVE = insert(table(Move))
_DETACH = delete(_code).where(
    _code.c.text == bindparam("of_text"), _code.c.kind == bindparam("of_kind"), _code.c.ref_id == bindparam("of_ref")
)

# Kinds of moves that may empty a bin, and that may fill one; those of every pick and pack need no second look.
_FROM_BINS = frozenset({"pick", "damaged", "move", "replenish", "count", "import", "undo"})
_INTO_BINS = frozenset({"put_away", "put_back", "move", "replenish", "count", "import", "undo"})
_FILLED = text("UPDATE location SET is_empty = (1 = 0) WHERE id = :place AND is_empty").bindparams(
    bindparam("place", type_=Key)
)
_EMPTIED = text(
    "UPDATE location SET is_empty = (1 = 1) WHERE id = :place AND kind = 'bin' AND NOT is_empty "
    "AND NOT EXISTS (SELECT 1 FROM balance WHERE balance.location_id = location.id AND on_hand > 0)"
).bindparams(bindparam("place", type_=Key))
