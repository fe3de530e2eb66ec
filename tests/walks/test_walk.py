"""A state machine over orders, allocation, picking, packing, shipping, putting back, undo and changes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from tests.conftest import FreshUrl
from tests.walks.floor import COMMANDS, SKUS, STATIONS, Floor
from tests.workflows.small import furnish
from warehouse_app.database.engine import Database
from warehouse_app.labels_ahead import print_ahead
from warehouse_app.waves import Filter, release

FULL = os.environ.get("WAREHOUSE_SLOW") == "full"
_station = st.integers(0, len(STATIONS) - 1)
CHANGES = ("cancel", "hold", "release", "release", "address", "quantity")
_lines = st.dictionaries(st.sampled_from(SKUS), st.integers(1, 4), min_size=1, max_size=3)
_codes = st.sampled_from(
    [*SKUS, "BOX-S", "BOX-L", "GIFT", "CART-1", "CART-2", "TOTE-1", "TOTE-2", "TOTE-3", "A-1", "A-2", "A-3", "C-1", "1",
     "2", "3", "9000", "9001", "9002", "L1", "L2", "HOUSE"]
)  # fmt: skip


def machine(fresh_url: FreshUrl, kind: str) -> type[RuleBasedStateMachine]:
    """The state machine on fresh databases of one kind."""

    class Walk(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.stack = ExitStack()
            database = self.stack.enter_context(_opened(fresh_url, kind))
            self.floor = Floor(database, furnish(database))
            self.stack.callback(self.floor.close)
            for lines in ({"MUG": 2, "CUP": 1}, {"CUP": 1}, {"LOT": 3, "TEA": 2}):
                self.floor.order(lines, gift=False, parts=False)
            self.floor.house.client("MAIN", labels_before_picking=True)
            self.floor.house.allocate()

        @rule(lines=_lines, gift=st.booleans(), parts=st.booleans())
        @precondition(lambda self: len(self.floor.orders) < 9)
        def order(self, lines: dict[str, int], gift: bool, parts: bool) -> None:
            self.floor.order(lines, gift=gift, parts=parts)
            self.floor.house.allocate()

        @rule(parts=st.booleans())
        def allocate(self, parts: bool) -> None:
            self.floor.house.allocate(parts)

        @rule(total=st.booleans())
        def wave(self, total: bool) -> None:
            release(self.floor.house.database, Filter(), total=total)

        @rule()
        def labels_ahead(self) -> None:
            print_ahead(self.floor.house.database)

        @rule(at=_station, scans=st.integers(1, 12))
        def go_on(self, at: int, scans: int) -> None:
            self.floor.go_on(at, scans)

        @rule(at=_station, scans=st.integers(5, 25))
        def go_on_long(self, at: int, scans: int) -> None:
            self.floor.go_on(at, scans)

        @rule(at=_station, text=st.sampled_from(COMMANDS))
        def command(self, at: int, text: str) -> None:
            self.floor.stray(at, text)

        @rule(at=_station, text=_codes)
        def stray(self, at: int, text: str) -> None:
            self.floor.stray(at, text)

        @rule(at=_station, of=_station)
        def label(self, at: int, of: int) -> None:
            """Somebody scans the label that another bench saw last, twice."""
            number = self.floor.workers[of].seen.get("tracking_no")
            if number:
                self.floor.stray(at, number)
                self.floor.stray(at, number)

        @rule(
            at=st.integers(0, 9), action=st.sampled_from(CHANGES),
            sku=st.sampled_from(SKUS), quantity=st.integers(0, 4),
        )  # fmt: skip
        def change(self, at: int, action: str, sku: str, quantity: int) -> None:
            self.floor.change(at, action, sku, quantity)

        @rule()
        def count_bins(self) -> None:
            self.floor.count_bins()

        @rule()
        def silence(self) -> None:
            self.floor.house.pass_time(minutes=11)

        def teardown(self) -> None:
            with self.stack:
                self.floor.finish()

    return Walk


@contextmanager
def _opened(fresh_url: FreshUrl, kind: str) -> Iterator[Database]:
    with fresh_url(kind) as url:
        database = Database(url)
        try:
            yield database
        finally:
            database.close()


def _settings(examples: int, steps: int, **more: Any) -> settings:
    return settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck),
        **more,
    )  # fmt: skip


def test_a_random_walk(fresh_url: FreshUrl, kind_of_database: str) -> None:
    run = _settings(8, 25, derandomize=True, database=None)
    run_state_machine_as_test(machine(fresh_url, kind_of_database), settings=run)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(10 if FULL else 1))
def test_long_random_walks(fresh_url: FreshUrl, kind_of_database: str, part: int) -> None:
    """Other walks each time; a failure prints how to make it again."""
    once = (Phase.generate,)  # making a failure smaller takes longer than a test may
    run = _settings(60 if FULL else 20, 50 if FULL else 30, print_blob=True, database=None, phases=once)
    run_state_machine_as_test(machine(fresh_url, kind_of_database), settings=run)
