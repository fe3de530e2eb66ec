"""Rules of the journal: every accepted scan has its facts exactly once, and the chain of hashes is whole."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, bindparam, select

from warehouse_app.checks.rule import EXAMPLES, Problem, Rule
from warehouse_app.database.models import METADATA, Journal, Move, Station, table
from warehouse_app.domain.sentences import say
from warehouse_app.journal import AuditKey, broken_links

RULES = (
    Rule("undo_of_own_station", say("A scan takes back an earlier accepted scan of its station."), """
SELECT s.name, j.seq FROM journal j JOIN station s ON s.id = j.station_id LEFT JOIN journal u ON u.id = j.undoes
  WHERE j.undoes IS NOT NULL
    AND (u.id IS NULL OR u.station_id <> j.station_id OR u.seq >= j.seq OR NOT u.ok OR NOT j.ok)"""),
)  # fmt: skip

_journal, _move, _station = table(Journal), table(Move), table(Station)
_undone = _journal.alias("undone")
_ROWS = (
    select(
        _journal.c.id, _journal.c.seq, _journal.c.ok, _journal.c.facts, _station.c.name,
        select(_undone.c.id).where(_undone.c.undoes == _journal.c.id).exists().label("undone"),
    )
    .join(_station, _station.c.id == _journal.c.station_id)
    .order_by(_journal.c.id)
)  # fmt: skip
_MOVED = ("product_id", "lot", "expiry", "serial", "grade", "quantity", "from_id", "to_id")
_MOVES = (
    select(_move.c.journal_id, _move.c.id, *(_move.c[c] for c in _MOVED))
    .where(_move.c.journal_id.is_not(None))
    .order_by(_move.c.journal_id)
)
_CHUNK = 2_000


def problems(connection: Connection, key: AuditKey) -> Iterator[Problem]:
    """What is wrong with the journal."""
    if broken := broken_links(connection, key):
        yield Problem("chain", say("The journal's chain of hashes is unbroken."), tuple(map(str, broken[:EXAMPLES])))
    added: dict[str, list[tuple[uuid.UUID, str]]] = {}
    wrong: list[str] = []
    refused: list[str] = []
    for row, moves in _with_moves(connection):
        named = f"{row.name} {row.seq}"
        facts = row.facts or []
        if facts and not row.ok:
            refused.append(named)
        if _recorded(facts) != {_plain(m) for m in moves} or len(moves) != sum(f[0] == "move" for f in facts):
            wrong.append(named)
        for kind, *rest in facts:
            if kind == "add" and (rest[2] is not None or not row.undone):
                added.setdefault(rest[0], []).extend((uuid.UUID(k), named) for k in rest[1])
    if wrong:
        sentence = say("Every accepted scan has its moves exactly once.")
        yield Problem("facts_once", sentence, tuple(wrong[:EXAMPLES]))
    if refused:
        yield Problem("refused_changes_nothing", say("A refused scan changed nothing."), tuple(refused[:EXAMPLES]))
    if lost := list(_lost(connection, added)):
        yield Problem("facts_kept", say("What an accepted scan recorded is still there."), tuple(lost[:EXAMPLES]))


def _with_moves(connection: Connection) -> Iterator[tuple[Any, list[Any]]]:
    """Every journal row with its moves: both are read once, side by side, in the order of the journal's keys."""
    streaming = {"stream_results": True, "yield_per": _CHUNK}
    moves = groupby(connection.execute(_MOVES, execution_options=streaming), key=lambda m: m.journal_id)
    ahead = next(moves, None)
    for row in connection.execute(_ROWS, execution_options=streaming):
        while ahead is not None and ahead[0] < row.id:  # of a row that is gone; another rule says so
            ahead = next(moves, None)
        if ahead is not None and ahead[0] == row.id:
            yield row, list(ahead[1])
            ahead = next(moves, None)
        else:
            yield row, []


def _recorded(facts: list[Any]) -> set[tuple[str, ...]]:
    return {tuple(str(fact[1][c]) for c in ("id", *_MOVED)) for fact in facts if fact[0] == "move"}


def _plain(move: Any) -> tuple[str, ...]:
    return tuple(str(value) for value in move[1:])


def _lost(connection: Connection, added: dict[str, list[tuple[uuid.UUID, str]]]) -> Iterator[str]:
    """Rows that inputs added and that are not there, by the input that added them."""
    for name, rows in added.items():
        found = METADATA.tables[name]
        statement = select(found.c.id).where(found.c.id.in_(bindparam("keys", expanding=True)))
        for at in range(0, len(rows), _CHUNK):
            keys = {key for key, _ in rows[at : at + _CHUNK]}
            missing = keys - set(connection.scalars(statement, {"keys": list(keys)}))
            yield from sorted(f"{named}: {name}" for key, named in rows[at : at + _CHUNK] if key in missing)
