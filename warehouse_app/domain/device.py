"""Devices of a station as plain values: what is set of each, what kinds there are, and why one does not work now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from warehouse_app.domain.sentences import Sentence
from warehouse_app.domain.settings_form import sensible


class Trouble(OSError):
    """A device does not work now; `sentence` says what to do about it."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.text)
        self.sentence = sentence


@dataclass(frozen=True)
class Entry:
    """A device as this computer keeps it: its kind's code, a name for people, and what was set of it."""

    kind: str
    name: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Kind:
    """A kind of device. `role` is scanner, scale, printer or lamp; `settings` a settings class with usual values;
    `make(name, settings)` the device itself."""

    code: str
    role: str
    label: Sentence
    settings: type
    make: Callable[[str, Any], Any]

    def settings_of(self, entry: Entry) -> Any:
        """An entry's settings; what is missing or makes no sense is as usual."""
        return sensible(self.settings(), entry.values)
