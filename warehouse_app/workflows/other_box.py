"""Another box than the suggested one: taken without a question; why may be said while the label waits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from warehouse_app.database.models import Parcel
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.resolve import Thing
from warehouse_app.step import Said, Turn

REASONS: Mapping[str, Sentence] = {
    "none": say("There is none of it"),
    "small": say("The goods do not fit"),
    "large": say("Too much air in it"),
    "weak": say("It would not hold"),
    "other": say("Another reason"),
}


def choices() -> list[tuple[Sentence, Thing]]:
    """The reasons to choose from."""
    return [(words, Thing("choice", key)) for key, words in REASONS.items()]


def chosen(turn: Turn, head: Any, thing: Thing) -> Said:
    """Keep the reason with the parcel."""
    turn.recorder.set(Parcel, head.id, box_reason=(head.box_reason, thing.text))
    return Said(REASONS[thing.text], ref_id=head.order_id)
