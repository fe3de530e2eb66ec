"""Packing recipes (포장 지시): how a brand wants its parcels packed, by channel, service, temperature, value, gift."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

How = Literal["scan", "confirm", "show"]
PER = ("parcel", "item")
HOW: tuple[How, ...] = ("scan", "confirm", "show")


class RecipeRow(NamedTuple):
    """One step of a recipe as a file has it. The recipe's conditions and boxes may stand on any of its rows.

    `how`: the material is scanned, confirmed with Done, or only shown; what is shown is used all the same. `boxes` are
    the SKUs of the boxes that this recipe allows. `min_value` in hundredths.
    """

    recipe: str
    step: int
    sku: str
    quantity: int = 1
    per: str = "parcel"
    how: str = "scan"
    text: str = ""
    picture: str = ""
    channel: str = ""
    service: str = ""
    temperature: str = ""
    min_value: int = 0
    gift: str = ""  # '', yes, no
    priority: int = 0
    boxes: str = ""


@dataclass(frozen=True)
class Parcel:
    """What recipes ask about a parcel; `value` in hundredths."""

    channel: str = ""
    service: str = ""
    temperature: str = "ambient"
    value: int = 0
    is_gift: bool = False
    units: int = 0


@dataclass(frozen=True)
class Step:
    """Units of one material that go into this parcel, and how the packer tells that they are in."""

    sku: str
    quantity: int
    how: How
    text: str = ""
    picture: str = ""
    each: int = 0  # for each unit of goods; 0 = for the parcel


@dataclass(frozen=True)
class Recipe:
    """The recipe of one parcel: its code, steps in order, and the boxes allowed (none: any of the client's)."""

    code: str
    steps: tuple[Step, ...]
    boxes: frozenset[str] = frozenset()


def recipe_for(parcel: Parcel, rows: Iterable[RecipeRow]) -> Recipe | None:
    """The recipe whose conditions all hold: the highest priority, then the most conditions, then by its code."""
    by_code: dict[str, list[RecipeRow]] = {}
    for row in rows:
        by_code.setdefault(row.recipe, []).append(row)
    fitting = []
    for code, own in by_code.items():
        said = _conditions(own)
        if _holds(parcel, said):
            fitting.append((-said.priority, -_strictness(said), code))
    if not fitting:
        return None
    *_, code = min(fitting)
    own = by_code[code]
    steps = tuple(
        Step(
            row.sku,
            row.quantity * (parcel.units if row.per == "item" else 1),
            _how(row.how),
            row.text,
            row.picture,
            row.quantity if row.per == "item" else 0,
        )
        for row in sorted(own, key=lambda row: (row.step, row.sku))
        if row.sku
    )
    return Recipe(code, steps, frozenset(sku for row in own for sku in row.boxes.split()))


def _conditions(rows: list[RecipeRow]) -> RecipeRow:
    """The conditions of a recipe, wherever they stand on its rows."""
    first = rows[0]

    def said(name: str) -> str:
        return next((str(getattr(row, name)) for row in rows if getattr(row, name)), "")

    value, priority = max(r.min_value for r in rows), max(r.priority for r in rows)
    return first._replace(
        channel=said("channel"), service=said("service"), temperature=said("temperature"), gift=said("gift"),
        min_value=value, priority=priority,
    )  # fmt: skip


def _holds(parcel: Parcel, said: RecipeRow) -> bool:
    return (
        said.channel in ("", parcel.channel)
        and said.service in ("", parcel.service)
        and said.temperature in ("", parcel.temperature)
        and parcel.value >= said.min_value
        and said.gift in ("", "yes" if parcel.is_gift else "no")
    )


def _strictness(said: RecipeRow) -> int:
    return sum(map(bool, (said.channel, said.service, said.temperature, said.min_value, said.gift)))


def _how(word: str) -> How:
    return next(how for how in HOW if how == word)
