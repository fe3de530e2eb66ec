"""A&D's standard format: `ST,+00123.4  g`, stable or not, overload as `OL,+9999999E+19`. Asked with Q."""

from __future__ import annotations

import re

from devices.scales.reading import Profile, Reading, State, grams

_LINE = re.compile(r"(ST|US|OL|QT)\s*,\s*([+-]\s*\d+(?:\.\d+)?)(E\+?\d+)?\s*(mg|g|kg|t|lb|oz|pc)?", re.IGNORECASE)


def read(line: str) -> Reading | None:
    """ST stable, US moving, OL overload (with a minus: underload); pieces (QT) are no weight."""
    found = _LINE.fullmatch(line.strip())
    if found is None:
        return None
    mark, number, unit = found[1].upper(), found[2], found[4]
    if mark == "OL" or found[3]:
        return Reading(State.UNDERLOAD if number.startswith("-") else State.OVERLOAD)
    if mark == "QT" or unit is None or unit.lower() == "pc":
        return None
    return Reading(State.STABLE if mark == "ST" else State.MOVING, grams(number, unit))


PROFILE = Profile("a-and-d", "A&D", read, "Q\r\n")
