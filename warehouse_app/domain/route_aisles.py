"""The shortest closed walk through parallel aisles, exact, by dynamic programming over the aisles.

Ratliff and Rosenthal (1983) for one block (front and back cross aisle), Roodbergen and de Koster (2001) for two
blocks; the same states serve any number of cross aisles (Cambazard and Catusse 2018), growing with that number and
hardly with the number of stops.

From left to right a set of edges is chosen that will be walked. What the part chosen so far means for the rest is
its state at the column's crossings (one for each cross aisle): of each, whether it is used, whether its number of
edges is odd, and with which of the others it hangs together. Between two crossings an aisle is walked in one of six
ways: not at all, through, through and back, in and out from below, from above, or from both sides, leaving out the
largest gap. At the end all crossings must be even and connected: then the edges are one round walk (Euler).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Literal, NamedTuple

from warehouse_app.domain.route_layout import Layout, Spot

MOST_CROSS_AISLES = 5  # more have too many states

# Of each crossing twice the number of its component plus its parity; 0 is unused. Components count from 1, by row.
State = tuple[int, ...]
Way = Literal["none", "through", "twice", "below", "above", "gap"]
Node = tuple[int, float]  # number of the column, position along it


class Column(NamedTuple):
    """An aisle with its stops (positions, ascending), or a place beside the aisles where none runs."""

    across: float
    stops: tuple[float, ...]
    rows: tuple[int, ...]  # crossings that must be visited
    is_aisle: bool


class _Step(NamedTuple):
    cost: float
    before: State
    edges: tuple[tuple[Node, Node], ...]


def shortest_walk(layout: Layout, spots: Sequence[Spot]) -> list[int]:
    """The order of the spots on a shortest closed walk that begins and ends at the first one."""
    columns = _columns(layout, spots)
    edges = _edges(layout.cross_aisles, columns)
    number = {column.across: i for i, column in enumerate(columns)}
    spots_at: dict[Node, list[int]] = defaultdict(list)
    for index, spot in enumerate(spots):
        spots_at[number[spot.across], spot.along].append(index)
    first = (number[spots[0].across], spots[0].along)
    return [index for node in _round_walk(edges, first) for index in spots_at.pop(node, ())]


def _columns(layout: Layout, spots: Sequence[Spot]) -> list[Column]:
    stops: dict[float, set[float]] = defaultdict(set)
    rows: dict[float, set[int]] = defaultdict(set)
    for spot in spots:
        if spot.row < 0:
            stops[spot.across].add(spot.along)
        else:
            rows[spot.across].add(spot.row)
    # Aisles without stops are of use only between places outside the aisles at different cross aisles.
    passages = set(layout.aisles) if len({spot.row for spot in spots if spot.row >= 0}) > 1 else set()
    return [
        Column(
            across,
            tuple(sorted(stops.get(across, ()))),
            tuple(sorted(rows.get(across, ()))),
            across in stops or across in passages,
        )
        for across in sorted({*passages, *stops, *rows})
    ]


def _edges(cross: Sequence[float], columns: Sequence[Column]) -> list[tuple[Node, Node]]:
    """The cheapest set of edges, each as often as it is walked, that is one round walk through all stops."""
    empty: State = (0,) * len(cross)
    table: dict[State, _Step] = {empty: _Step(0.0, empty, ())}
    tables = [table]
    ends: list[tuple[float, int, State]] = []
    last_needed = max(number for number, column in enumerate(columns) if column.stops or column.rows)
    for number, column in enumerate(columns):
        if number:
            tables.append(_walk_across(tables[-1], cross, number - 1, column.across - columns[number - 1].across))
        for row in column.rows:
            tables.append(_walk_block(tables[-1], row, [("below", 0.0, ())]))
        if column.is_aisle:
            for row, (low, high) in enumerate(pairwise(cross)):
                ways = _ways(number, column.stops, low, high, row == len(cross) - 2)
                tables.append(_walk_block(tables[-1], row, ways))
        if number >= last_needed:
            ends += [(step.cost, len(tables), state) for state, step in tables[-1].items() if _is_round(state)]
    _, count, state = min(ends)
    edges: list[tuple[Node, Node]] = []
    for table in reversed(tables[:count]):
        edges += table[state].edges
        state = table[state].before
    return edges


def _ways(
    number: int, stops: Sequence[float], low: float, high: float, is_last: bool
) -> list[tuple[Way, float, tuple[tuple[Node, Node], ...]]]:
    """The ways to walk one aisle between two crossings: name, metres, edges."""
    inside = [stop for stop in stops if low <= stop < high or (is_last and stop == high)]
    points = [low, *(stop for stop in inside if low < stop < high), high]
    parts = [((number, a), (number, b)) for a, b in pairwise(points)]
    ways: list[tuple[Way, float, tuple[tuple[Node, Node], ...]]] = [
        ("through", high - low, tuple(parts)),
        ("twice", 2 * (high - low), tuple(parts * 2)),
    ]
    if not inside:
        return [("none", 0.0, ()), *ways]
    ways.append(("below", 2 * (inside[-1] - low), tuple([p for p in parts if p[1][1] <= inside[-1]] * 2)))
    ways.append(("above", 2 * (high - inside[0]), tuple([p for p in parts if p[0][1] >= inside[0]] * 2)))
    if len(inside) > 1:
        gap, *ends = max((b - a, a, b) for a, b in pairwise(inside))
        left_out = [p for p in parts if [p[0][1], p[1][1]] != ends]
        ways.append(("gap", 2 * (high - low - gap), tuple(left_out * 2)))
    return ways


def _walk_block(
    table: dict[State, _Step], row: int, ways: Sequence[tuple[Way, float, tuple[tuple[Node, Node], ...]]]
) -> dict[State, _Step]:
    """Every state with every way; of those that lead to the same state the cheapest stays."""
    after: dict[State, _Step] = {}
    for state, step in table.items():
        for way, metres, edges in ways:
            state_after = _block(state, row, way)
            cost = step.cost + metres
            if state_after not in after or cost < after[state_after].cost:
                after[state_after] = _Step(cost, state, edges)
    return after


def _walk_across(table: dict[State, _Step], cross: Sequence[float], number: int, metres: float) -> dict[State, _Step]:
    after: dict[State, tuple[float, State, tuple[int, ...]]] = {}
    for state, step in table.items():
        for times, state_after in _across(state):
            cost = step.cost + metres * sum(times)
            if state_after not in after or cost < after[state_after][0]:
                after[state_after] = (cost, state, times)
    return {
        state: _Step(cost, before, tuple(
            ((number, cross[row]), (number + 1, cross[row])) for row, n in enumerate(times) for _ in range(n)
        ))
        for state, (cost, before, times) in after.items()
    }  # fmt: skip


def _canonical(components: Sequence[int], odd: Sequence[int]) -> State:
    names = {0: 0}
    for component in components:
        names.setdefault(component, len(names))
    return tuple(2 * names[component] + parity for component, parity in zip(components, odd, strict=True))


@cache
def _touch(state: State, row: int) -> State:
    """The crossing must be visited: it becomes a component of its own if it is in none."""
    if state[row]:
        return state
    components = [value // 2 for value in state]
    components[row] = len(state) + 1
    return _canonical(components, [value % 2 for value in state])


@cache
def _block(state: State, row: int, way: Way) -> State:
    if way == "none":
        return state
    if way != "above":
        state = _touch(state, row)
    if way != "below":
        state = _touch(state, row + 1)
    if way not in ("through", "twice"):
        return state
    components = [value // 2 for value in state]
    odd = [value % 2 for value in state]
    if way == "through":
        odd[row] ^= 1
        odd[row + 1] ^= 1
    joined, other = components[row], components[row + 1]
    return _canonical([joined if component == other else component for component in components], odd)


@cache
def _across(state: State) -> tuple[tuple[tuple[int, ...], State], ...]:
    """How often each cross aisle may be walked to the next column, with the state there.

    An odd crossing needs one edge; an even one none or two; an unused one none. No component may be left behind.
    """
    choices: list[tuple[int, ...]] = [()]
    for value in state:
        options = (0,) if not value else (1,) if value % 2 else (0, 2)
        choices = [(*choice, option) for choice in choices for option in options]
    wanted = {value // 2 for value in state if value}
    found = []
    for times in choices:
        components = [value // 2 if n else 0 for value, n in zip(state, times, strict=True)]
        if set(components) - {0} == wanted:
            found.append((times, _canonical(components, [n % 2 for n in times])))
    return tuple(found)


def _is_round(state: State) -> bool:
    return {value for value in state if value} == {2}


def _round_walk(edges: Sequence[tuple[Node, Node]], first: Node) -> list[Node]:
    """The nodes in the order of a walk over every edge once, from `first` and back (Hierholzer)."""
    neighbours: dict[Node, list[tuple[Node, int]]] = defaultdict(list)
    for number, (a, b) in enumerate(edges):
        neighbours[a].append((b, number))
        neighbours[b].append((a, number))
    walked: set[int] = set()
    path, order = [first], []
    while path:
        ahead = neighbours[path[-1]]
        while ahead and ahead[-1][1] in walked:
            ahead.pop()
        if ahead:
            node, number = ahead.pop()
            walked.add(number)
            path.append(node)
        else:
            order.append(path.pop())
    return order
