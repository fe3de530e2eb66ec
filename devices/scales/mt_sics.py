"""MT-SICS, the language of Mettler-Toledo: `S S     100.00 g`. Asked with SI, or told all the time after SIR."""

from __future__ import annotations

import re

from devices.scales.reading import Profile, Reading, State, grams

_LINE = re.compile(r"S\s+([SDI+-])(?:\s+([+-]?\s*\d+(?:\.\d+)?)\s*(mg|g|kg|t|lb|oz))?", re.IGNORECASE)
_STATES = {"S": State.STABLE, "D": State.MOVING, "I": State.MOVING, "+": State.OVERLOAD, "-": State.UNDERLOAD}


def read(line: str) -> Reading | None:
    """S stable, D moving, I not now, + overload, - underload."""
    found = _LINE.fullmatch(line.strip())
    if found is None:
        return None
    mark, number, unit = found[1].upper(), found[2], found[3]
    if mark not in "SD":
        return Reading(_STATES[mark])
    return Reading(_STATES[mark], grams(number, unit)) if number is not None else None


PROFILE = Profile("mt-sics", "Mettler-Toledo (MT-SICS)", read, "SI\r\n")
