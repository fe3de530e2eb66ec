"""Any other scale, by a regular expression with the groups `number`, and `unit`, `stable`, `over` where it tells them.

Without a group `stable` every line counts as stable, and coming to rest is seen by the weight itself; without `unit`
the unit is grams. A name of a unit may be given instead: `(?P<number>...)` in kg is the pattern `kg:(?P<number>...)`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from devices.scales.reading import UNITS, Reading, State, grams


class BadPattern(ValueError):
    """It is no regular expression, or has no group `number`."""


def reader(pattern: str) -> Callable[[str], Reading | None]:
    """What reads lines by this pattern, which must match a whole line. Raises BadPattern."""
    unit_given, colon, rest = pattern.partition(":")
    if not colon or unit_given not in UNITS:
        unit_given, rest = "g", pattern
    try:
        compiled = re.compile(rest)
    except re.error as error:
        raise BadPattern(str(error)) from error
    if "number" not in compiled.groupindex:
        raise BadPattern("there is no group named number")

    def read(line: str) -> Reading | None:
        found = compiled.fullmatch(line.strip())
        if found is None:
            return None
        told = found.groupdict()
        if told.get("over"):
            return Reading(State.OVERLOAD)
        try:
            weight = grams((told["number"] or "").replace(",", ""), told.get("unit") or unit_given)
        except ArithmeticError:
            return None
        if weight is None:
            return None
        is_stable = "stable" not in told or bool(told["stable"])
        return Reading(State.STABLE if is_stable else State.MOVING, weight)

    return read
