"""Peak planning: queues through a day, and the fewest people who make a cut-off."""

from __future__ import annotations

from itertools import product

import pytest

from warehouse_app.domain.peak import SLOT, Rates, crew_for, done_at, simulate, spread

RATES = Rates(40, 20)
NINE, FIVE = 9 * 60, 17 * 60


def at_nine(orders: int, end: int = FIVE) -> list[int]:
    return [orders] + [0] * ((end - NINE) // SLOT - 1)


def test_nothing_is_lost_on_the_way() -> None:
    came = [13, 0, 50, 7, 0, 0, 1, 9]
    for pickers, packers in product((1, 2, 9), repeat=2):
        slots = simulate(came, NINE, RATES, pickers, packers)
        for at, slot in enumerate(slots):
            known = sum(came[: at + 1])
            assert known <= slot.to_pick + slot.to_pack + slot.packed <= known + 2  # parts of orders are rounded up
            assert slot.packed <= RATES.packed * packers * SLOT / 60 * (at + 1)


def test_one_of_each_by_hand() -> None:
    slots = simulate([20, 0, 0, 0, 0, 0], NINE, RATES, 1, 1)
    assert [(s.to_pick, s.to_pack, s.packed) for s in slots] == [
        (10, 10, 0), (0, 15, 5), (0, 10, 10), (0, 5, 15), (0, 0, 20), (0, 0, 20),
    ]  # fmt: skip
    assert done_at(slots) == NINE + 5 * SLOT
    assert done_at(slots[:3]) is None


def test_nobody_works_before_they_come() -> None:
    slots = simulate([8] * 8, 0, RATES, 2, 2, work_from=60)
    assert [s.packed for s in slots[:5]] == [0, 0, 0, 0, 0] and slots[-1].packed > 0


@pytest.mark.parametrize(
    ("orders", "pickers", "packers"),
    [(1, 1, 1), (150, 1, 1), (156, 1, 2), (1000, 4, 7), (3000, 10, 20)],
)
def test_the_fewest_people(orders: int, pickers: int, packers: int) -> None:
    crew = crew_for(at_nine(orders), NINE, FIVE, RATES)
    assert crew is not None and crew.done is not None and crew.done <= FIVE
    assert crew.pickers + crew.packers <= pickers + packers + 1
    for fewer in ((crew.pickers - 1, crew.packers), (crew.pickers, crew.packers - 1)):
        end = simulate(at_nine(orders), NINE, RATES, *fewer)[-1]
        assert end.to_pick or end.to_pack or 0 in fewer  # one less of either does not make it


def test_by_trying_every_crew() -> None:
    came = [120, 30, 0, 44, 10, 0, 0, 80, 0, 0, 0, 0]
    end = NINE + len(came) * SLOT
    crew = crew_for(came, NINE, end, RATES)
    assert crew is not None
    sizes = [
        p + q for p, q in product(range(1, 40), repeat=2)
        if not (simulate(came, NINE, RATES, p, q)[-1].to_pick or simulate(came, NINE, RATES, p, q)[-1].to_pack)
    ]  # fmt: skip
    assert crew.pickers + crew.packers == min(sizes)


def test_what_cannot_be_done() -> None:
    late = [0] * 31 + [5]  # they come in the last quarter of an hour
    assert crew_for(late, NINE, FIVE, RATES) is None
    nothing = crew_for([0] * 8, NINE, FIVE, RATES)
    assert nothing is not None and (nothing.pickers, nothing.packers) == (0, 0)


def test_orders_are_spread_by_a_pattern() -> None:
    assert spread(10, [1, 1, 2]) == [2, 3, 5]
    assert spread(7, [0, 0]) == [7, 0]
    assert sum(spread(12345, [3, 0, 99, 1, 7])) == 12345
