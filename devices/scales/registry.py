"""Every make of scale on a line. A new one is a file here and a line in PROFILES."""

from __future__ import annotations

from devices.scales import a_and_d, cas, mt_sics
from devices.scales.reading import Profile, Reading

PROFILES: dict[str, Profile] = {module.PROFILE.code: module.PROFILE for module in (mt_sics, cas, a_and_d)}


def read(line: str) -> Reading | None:
    """A reading of a line of any make; None for noise. No two makes read the same line differently."""
    return next((reading for profile in PROFILES.values() if (reading := profile.read(line)) is not None), None)
