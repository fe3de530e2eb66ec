"""Keys sort as they were made, however fast; and they are UUIDs of version 7."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from warehouse_app.database import types
from warehouse_app.database.types import new_key


def test_keys_sort_as_they_were_made() -> None:
    keys = [new_key() for _ in range(20_000)]
    assert keys == sorted(set(keys))
    assert {(key.version, key.variant) for key in keys} == {(7, "specified in RFC 4122")}
    assert abs((keys[0].int >> 80) - time.time_ns() // 1_000_000) < 60_000


def test_also_when_the_clock_jumps_back(monkeypatch: pytest.MonkeyPatch) -> None:
    before = new_key()
    monkeypatch.setattr(types.time, "time_ns", lambda: 1_700_000_000_000_000_000)
    assert new_key() > before


def test_threads_never_make_the_same() -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda _: new_key(), range(20_000)))
    assert len(set(keys)) == len(keys)
