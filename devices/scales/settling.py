"""When a weight counts, and how a scale is. Pure: readings and times in, grams and sentences out."""

from __future__ import annotations

from dataclasses import dataclass, field

from devices.scales.reading import Reading, State
from warehouse_app.domain.sentences import Sentence, say


@dataclass
class Settling:
    """Tells each weight once: when it has stood still for `hold_s`, and again only after the scale was emptied.

    A line that is older than `stale_s` when the next one comes begins the waiting anew: a cable was pulled. Negative
    weights, overload and less than `least_g` are no parcels. `noise_g` is how far a still weight may tremble.
    """

    hold_s: float = 0.5
    stale_s: float = 1.0
    least_g: int = 10
    noise_g: int = 5
    _first: Reading | None = field(default=None, init=False)
    _since: float = field(default=0.0, init=False)
    _last: float = field(default=float("-inf"), init=False)
    _told: bool = field(default=False, init=False)

    @property
    def is_empty(self) -> bool:
        """Whether nothing lies still on the scale."""
        return self._first is None

    def feed(self, reading: Reading | None, at: float) -> int | None:
        """The grams of a parcel that has come to rest with this reading at time `at` (seconds); else None."""
        stale, self._last = at - self._last > self.stale_s, at
        if reading is None:
            return None
        if reading.grams is None or reading.grams < self.least_g:
            self._first, self._told = None, False
            return None
        first = self._first
        moved = first is None or first.grams is None or abs(reading.grams - first.grams) > self.noise_g
        if reading.state is not State.STABLE or moved or stale:
            if moved or stale:
                self._told = False
            self._first = reading if reading.state is State.STABLE else None
            self._since = at
            return None
        if self._told or at - self._since < self.hold_s:
            return None
        self._told = True
        return reading.grams


_SILENT_S = 3.0  # a scale that tells its weight tells it oftener
_DRIFTING_S = 8.0
_NOISE = 20  # lines in a row that are no weight


@dataclass
class Condition:
    """How a scale is, from what it says; `sentence` is for the person in front of it, None if all is well."""

    is_there: bool | None = None
    last: Reading | None = None
    heard_at: float = field(default=float("-inf"), init=False)
    _moving_since: float | None = field(default=None, init=False)
    _noise: int = field(default=0, init=False)

    def plugged(self, is_there: bool, at: float) -> None:
        """The scale was plugged in or out at time `at`."""
        self.is_there, self.last, self.heard_at, self._moving_since, self._noise = is_there, None, at, None, 0

    def feed(self, reading: Reading | None, at: float) -> None:
        """A line came at time `at`; None for noise."""
        self.heard_at = at
        self._noise = 0 if reading is not None else self._noise + 1
        if reading is None:
            return
        self.last = reading
        if reading.state is not State.MOVING:
            self._moving_since = None
        elif self._moving_since is None:
            self._moving_since = at

    def sentence(self, at: float) -> Sentence | None:
        """What is wrong with the scale at time `at`, and what to do; None if nothing is."""
        if self.is_there is None:
            return None
        if not self.is_there:
            return say("The scale is not there. Is its cable in?")
        if at - self.heard_at > _SILENT_S:
            return say("The scale says nothing. Is it on?")
        if self._noise >= _NOISE:
            return say("The scale cannot be understood. Its speed or its make is set wrong.")
        if self.last is None:
            return None
        if self.last.state is State.OVERLOAD:
            return say("Too heavy for this scale. Take the parcel off.")
        if self.last.state is State.UNDERLOAD or (self.last.grams or 0) < -5:
            return say("The scale is below zero. Empty it and press its zero key.")
        if self._moving_since is not None and at - self._moving_since > _DRIFTING_S:
            return say("The scale does not come to rest. Does something touch it, or is there a draught?")
        return None
