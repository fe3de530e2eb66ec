"""Fields that may be set: each says its label and its choices, so that a form is made of them, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, fields, replace
from typing import Any, TypeVar

from warehouse_app.domain.sentences import Sentence

S = TypeVar("S")


def setting(default: Any, label: Sentence, *choices: Any, several: bool = False) -> Any:
    """A field of a settings class. With `several` its value is a tuple of some of the choices, none of them for all."""
    return field(default=default, metadata={"label": label, "choices": choices, "several": several})


def sensible(settings: S, stored: Mapping[str, Any]) -> S:
    """`settings` with what was stored of them; what is unknown or makes no sense keeps its value."""
    known: dict[str, Any] = {}
    for f in fields(settings):  # type: ignore[arg-type]
        value, choices = stored.get(f.name), f.metadata["choices"]
        if f.metadata.get("several"):
            if isinstance(value, list | tuple):
                known[f.name] = tuple(choice for choice in choices if choice in value)
        elif type(value) is type(getattr(settings, f.name)) and (not choices or value in choices):
            known[f.name] = value
    return replace(settings, **known)  # type: ignore[type-var]
