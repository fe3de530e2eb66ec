"""The steps of a packing recipe (포장 지시) at the bench: materials that are scanned, confirmed, or only shown.

Scanned ones may be scanned whenever they are at hand. All that is to be confirmed is confirmed with one Done. What is
only shown costs no scan and is used up when the label prints. A step is left out with CMD-SKIP and a reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from warehouse_app.database.models import ParcelLine
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.resolve import Thing
from warehouse_app.step import Said, Turn
from warehouse_app.workflows import supplies

REASONS: Mapping[str, Sentence] = {
    "none": say("None left"),
    "full": say("No room in the box"),
    "damaged": say("The material is damaged"),
    "other": say("Not needed here"),
}


def use(turn: Turn, head: Any, lines: Sequence[Any]) -> None:
    """Everything that these lines still want goes into the parcel."""
    for line in lines:
        supplies.supply(turn, line.product_id, head.id, line.quantity - line.in_box, "material")
    turn.recorder.count(ParcelLine, {line.line_id: {"verified": line.quantity - line.in_box} for line in lines})


def confirmed(turn: Turn, head: Any, lines: Sequence[Any]) -> Said:
    """One Done for all that is to be confirmed."""
    use(turn, head, lines)
    return Said(say("{count} steps are done.", count=len(lines)), ref_id=head.order_id)


def ask_why(head: Any) -> Said:
    """Ask why a step is left out; the next scan chooses."""
    choices = [(words, Thing("choice", key)) for key, words in REASONS.items()]
    return Said(say("Why is it left out?"), choices=choices, ref_id=head.order_id)


def skipped(turn: Turn, head: Any, line: Any, thing: Thing) -> Said:
    """A step is left out, with its reason."""
    turn.recorder.count(ParcelLine, {line.line_id: {"quantity": line.in_box - line.quantity}})
    turn.recorder.set(ParcelLine, line.line_id, skip_reason=(line.skip_reason, thing.text))
    return Said(REASONS.get(thing.text, REASONS["other"]), ref_id=head.order_id)
