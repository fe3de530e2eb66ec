"""CAS and the many Korean scales that speak like it: `ST,GS,+   1.234kg`, also with a device number and a lamp byte."""

from __future__ import annotations

import re

from devices.scales.reading import Profile, Reading, State, grams

_LINE = re.compile(
    r"(ST|US|OL)\s*,\s*(?:(GS|NT|TR)\s*,?\s*)?(?:[^,+\-\d\s]{1,2},)?\s*(?:([+-]?\s*\d+(?:\.\d+)?)|[+-])?\s*(mg|g|kg|t|lb|oz)?",
    re.IGNORECASE,
)


def read(line: str) -> Reading | None:
    """ST stable, US moving, OL overload; gross (GS) and net (NT) alike."""
    found = _LINE.fullmatch(line.strip())
    if found is None:
        return None
    mark, number, unit = found[1].upper(), found[3], found[4]
    if mark == "OL":
        return Reading(State.OVERLOAD)
    if number is None or unit is None:
        return None
    return Reading(State.STABLE if mark == "ST" else State.MOVING, grams(number, unit))


PROFILE = Profile("cas", "CAS", read)
