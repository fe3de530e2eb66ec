"""What the colours of the map mean: classes of fill, pick frequency and age, with their words and colours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF

from ui.tokens import Tokens
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.reports.floor_map import FloorMap, MapBin


@dataclass(frozen=True)
class Shade:
    """One way to colour the map: its name, the words of its classes, and the class of a bin (0 is the empty one)."""

    name: Sentence
    words: tuple[Sentence, ...]
    class_of: Callable[[MapBin], int]
    last_is_wrong: bool = False  # the last class is something to be mended


def _fill(one: MapBin) -> int:
    if not one.units:
        return 0
    if one.fill < 0:
        return 3  # it holds something; how much it could hold nobody said
    return next((at for at, most in enumerate((0.25, 0.5, 0.75, 1.0), 1) if one.fill <= most), 5)


def _picks(one: MapBin) -> int:
    return next((at for at, most in enumerate((0, 9, 49, 199, 999)) if one.picks <= most), 5)


def _age(one: MapBin) -> int:
    if not one.units:
        return 0
    return next((at for at, most in enumerate((7, 30, 90, 180), 1) if one.days <= most), 5)


_EMPTY = say("empty")
SHADES: tuple[Shade, ...] = (
    Shade(say("How full"), (_EMPTY, say("up to a quarter"), say("up to half"), say("up to three quarters"),
                            say("up to full"), say("over capacity")), _fill, last_is_wrong=True),
    Shade(say("How often picked"), (say("never"), say("1 to 9 picks"), say("10 to 49"), say("50 to 199"),
                                    say("200 to 999"), say("1000 and more")), _picks),
    Shade(say("How long there"), (_EMPTY, say("up to a week"), say("up to a month"), say("up to 3 months"),
                                  say("up to half a year"), say("longer")), _age),
)  # fmt: skip


@dataclass(frozen=True)
class Drawing:
    """A map made ready to be painted: for each shade, the rectangles of each class."""

    floor: FloorMap
    boxes: tuple[list[list[QRectF]], ...]


def drawing(floor: FloorMap) -> Drawing:
    """Sort the bins of a map by their classes; half a second for 100,000: not for the window's own thread."""
    boxes = [QRectF(*box) for box in floor.plan.boxes]
    found: list[list[list[QRectF]]] = []
    for shade in SHADES:
        classes: list[list[QRectF]] = [[] for _ in shade.words]
        for one, box in zip(floor.bins, boxes, strict=True):
            classes[shade.class_of(one)].append(box)
        found.append(classes)
    return Drawing(floor, tuple(found))


def colours(shade: Shade, tokens: Tokens) -> Sequence[str]:
    """The colour of each class: from the card's to the accent's, the empty one the line's."""
    count = len(shade.words)
    ramp = [_mixed(tokens.accent_ground, tokens.accent, 0.15 + 0.85 * at / (count - 2)) for at in range(count - 1)]
    made = [_mixed(tokens.card, tokens.line, 0.55), *ramp]
    if shade.last_is_wrong:
        made[-1] = tokens.wrong
    return made


def _mixed(a: str, b: str, share: float) -> str:
    parts = [round(int(a[i : i + 2], 16) * (1 - share) + int(b[i : i + 2], 16) * share) for i in (1, 3, 5)]
    return "#" + "".join(f"{part:02X}" for part in parts)
