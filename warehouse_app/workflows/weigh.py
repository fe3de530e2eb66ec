"""The weight gate of packing (중량 검수): the scale must agree with what was scanned before the label prints.

A reading that does not agree names the likeliest cause. Where the goods are right all the same, a supervisor's badge
(or a supervisor's own CMD-YES) and a reason let the next reading pass.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from warehouse_app.database.models import Parcel
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.domain.weights import expected, judge
from warehouse_app.resolve import Thing
from warehouse_app.settings import SiteSettings, site_settings
from warehouse_app.step import Handler, Refused, Said, Turn
from warehouse_app.weights import parts_of
from warehouse_app.workflows.supervisor import by_supervisor

OFF, SCALE, TYPED = "off", "scale", "typed"
REASONS: Mapping[str, Sentence] = {
    "goods": say("The goods weigh otherwise than known"),
    "packaging": say("More or other packaging"),
    "scale": say("The scale is wrong"),
    "counted": say("Counted again: the content is right"),
}


def is_due(turn: Turn, head: Any) -> bool:
    """Whether this parcel is still to be weighed: the site weighs, and there is no agreed weight yet."""
    return head.weight_g == 0 and not head.tracking_no and _settings(turn).weighing != OFF


def steps(turn: Turn, head: Any) -> tuple[str, Sentence, dict[str, Handler], dict[str, Handler], dict[str, Any]]:
    """Name, sentence, scans and commands of the step, and its target; the packing bench dresses it as its own."""
    settings, parts = _settings(turn), parts_of(turn.connection, head.id)
    wanted, tolerance = expected(parts, settings.padding_g)

    def weight(turn: Turn, thing: Thing) -> Said:
        return _weighed(turn, head, thing.quantity, settings, parts)

    accepts: dict[str, Handler] = {"weight": weight}
    if settings.weighing == TYPED:
        accepts["quantity"] = weight
    ask = say("Put the parcel on the scale")
    if settings.weighing == TYPED:
        ask = say("Weigh the parcel and enter the grams")
    target = {"weight_g": wanted or ""}
    commands: dict[str, Handler] = {}
    if head.weighed == "":
        only = say("Only a supervisor lets a wrong weight pass: scan the supervisor's badge.")
        accepts["badge"], commands["CMD-YES"] = by_supervisor(lambda turn, user: _allow(turn, head, user), only)
    return "weigh", ask, accepts, commands, target | {"tolerance": tolerance}


def asks_reason(head: Any) -> bool:
    """Whether a supervisor has let the weight pass and the reason is still to be chosen."""
    return bool(head.weighed == "asked")


def reason_choices() -> list[tuple[Sentence, Thing]]:
    """Why a weight that does not agree is right."""
    return [(words, Thing("choice", key)) for key, words in REASONS.items()]


def chosen(turn: Turn, head: Any, thing: Thing) -> Said:
    """The reason is given: the next reading passes."""
    turn.recorder.set(Parcel, head.id, weighed=("asked", "allowed"), weight_reason=("", thing.text))
    return Said(REASONS[thing.text], ref_id=head.order_id)


def _allow(turn: Turn, head: Any, user_id: uuid.UUID | None) -> Said:
    turn.recorder.set(Parcel, head.id, weighed=("", "asked"), weigher_id=(head.weigher_id, user_id))
    return Said(say("Why is the weight right?"), ref_id=head.order_id)


def _weighed(turn: Turn, head: Any, grams: int, settings: SiteSettings, parts: Any) -> Said:
    if grams <= 0:
        raise Refused("bad_value", say("The scale is empty."))
    verdict = judge(grams, parts, settings.padding_g)
    how = "allowed" if head.weighed == "allowed" else settings.weighing
    if not verdict.right and how != "allowed":
        off = grams - verdict.expected
        much = say("{n} g too heavy.", n=off) if off > 0 else say("{n} g too light.", n=-off)
        detail = say("{much} {cause}", much=much, cause=verdict.cause) if verdict.cause else much
        raise Refused("weight_off", say("{grams} g instead of {expected} g.", grams=grams, expected=verdict.expected),
                      detail)  # fmt: skip
    turn.recorder.set(
        Parcel, head.id, weight_g=(0, grams), expected_g=(head.expected_g, verdict.expected),
        tolerance_g=(head.tolerance_g, verdict.tolerance), weighed=(head.weighed, how),
    )  # fmt: skip
    return Said(say("{grams} g", grams=grams), ref_id=head.order_id)


def _settings(turn: Turn) -> SiteSettings:
    return site_settings(turn.site.settings)
