"""The last things before the label prints: the gift note, and a photo of the open box where the site wants one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select

from warehouse_app.database.models import Order, Parcel, Person, table
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.resolve import Thing
from warehouse_app.settings import site_settings
from warehouse_app.step import Said, Turn
from warehouse_app.workflows.evidence import attach_to_parcel

_order, _person = table(Order), table(Person)
_MESSAGE = (
    select(_person.c.gift_message)
    .join_from(_order, _person, _person.c.id == _order.c.person_id)
    .where(_order.c.id == bindparam("order"))
)


def note_is_due(head: Any) -> bool:
    """Whether a gift note still has to go in."""
    return bool(head.needs_confirm and not head.confirmed)


def note_words(turn: Turn, head: Any) -> tuple[Sentence, Sentence | None]:
    """What to do with the note, and what to write on it where the brand writes by hand."""
    if not head.handwritten_notes:
        return say("Lay the gift note on top and scan Done"), None
    message = turn.connection.scalar(_MESSAGE, {"order": head.order_id}) or ""
    return say("Write the gift note by hand, lay it on top and scan Done"), say("{text}", text=message)


def note_done(turn: Turn, head: Any) -> Said:
    """The note lies in the box."""
    turn.recorder.set(Parcel, head.id, confirmed=(False, True))
    return Said(say("The gift note is in."), ref_id=head.order_id)


def photo_is_due(turn: Turn, head: Any) -> bool:
    """Whether the open box is still to be photographed."""
    return not head.pictured and not head.tracking_no and site_settings(turn.site.settings).box_photos


def photo_done(turn: Turn, head: Any, _: Thing) -> Said:
    """What the camera took belongs to the parcel; without a camera it goes on all the same."""
    count = attach_to_parcel(turn, head.id)
    turn.recorder.set(Parcel, head.id, pictured=("", "taken" if count else "none"))
    if not count:
        return Said(say("Parcel without a photo"), ref_id=head.order_id)
    return Said(say("{count} photos kept", count=count), ref_id=head.order_id)
