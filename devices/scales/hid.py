"""Scales on USB that are no serial port: the HID report of a point-of-sale scale (USB-IF, usage page 8Dh).

Six bytes: report 3, status, unit, exponent of ten, and the weight in two bytes, the low one first.
"""

from __future__ import annotations

from decimal import Decimal

from devices.scales.reading import Reading, State, grams

LENGTH = 6
_REPORT = 3
_UNITS = {1: "mg", 2: "g", 3: "kg", 11: "oz", 12: "lb"}
_STATES = {2: State.STABLE, 3: State.MOVING, 4: State.STABLE, 5: State.UNDERLOAD, 6: State.OVERLOAD}


def readings(data: bytes) -> list[Reading | None]:
    """Every report in what was read; None for one that tells no weight (a fault, a unit that is none of these)."""
    return [_reading(data[n : n + LENGTH]) for n in range(0, len(data) - LENGTH + 1, LENGTH)]


def _reading(report: bytes) -> Reading | None:
    status, unit, exponent = report[1], report[2], report[3]
    state = _STATES.get(status)
    if report[0] != _REPORT or state is None:
        return None
    if state in (State.UNDERLOAD, State.OVERLOAD):
        return Reading(state)
    power = exponent - 256 if exponent > 127 else exponent
    number = Decimal(int.from_bytes(report[4:6], "little")).scaleb(power)
    weight = grams(f"{number:f}", _UNITS.get(unit, ""))
    return Reading(state, weight) if weight is not None else None
