"""Numbers that are used once: tracking numbers of a carrier's range, SSCCs, and those of return cases and units."""

from __future__ import annotations

import uuid

from sqlalchemy import Connection, and_, bindparam, exists, or_, select, update

from warehouse_app.database.models import NumberRange, table
from warehouse_app.domain.numbers import rule_for, sscc, tracking_number
from warehouse_app.domain.sentences import say
from warehouse_app.step import Refused

_range = table(NumberRange)


def _taking(*conditions: object) -> object:
    first = (
        select(_range.c.id)
        .where(_range.c.next <= _range.c.last, *conditions)  # type: ignore[arg-type]
        .order_by(_range.c.seq, _range.c.id)
        .limit(1)
        .scalar_subquery()
    )
    return (
        update(_range)
        .where(and_(_range.c.id == first, _range.c.next <= _range.c.last))
        .values(next=_range.c.next + 1)
        .returning(_range.c.next - 1, _range.c.prefix)
    )


_own = _range.alias("own")
_TRACKING = _taking(
    _range.c.kind == "tracking_no", _range.c.carrier_id == bindparam("carrier"),
    or_(_range.c.service == bindparam("for_service"),
        and_(_range.c.service == "", ~exists(select(_own.c.id).where(_own.c.carrier_id == bindparam("carrier"),
                                                                     _own.c.service == bindparam("for_service"))))),
)  # fmt: skip
_SSCC = _taking(_range.c.kind == "sscc")
_OWN = (
    update(_range)
    .where(_range.c.kind == bindparam("of_kind"), _range.c.next + bindparam("n") <= _range.c.last)
    .values(next=_range.c.next + bindparam("n"))
    .returning(_range.c.next - bindparam("n"))
)


def next_tracking_number(
    connection: Connection, carrier_id: uuid.UUID, rule: str, carrier: str, service: str = ""
) -> str:
    """The carrier's next number, of the service's own range if it has any; burned whatever becomes of it.

    Raises Refused no_numbers.
    """
    row = connection.execute(_TRACKING, {"carrier": carrier_id, "for_service": service}).one_or_none()  # type: ignore[call-overload]
    if row is None:
        raise Refused(
            "no_numbers", say("{carrier} has no tracking numbers left. Call the supervisor.", carrier=carrier)
        )
    return row[1] + tracking_number(rule_for(rule or carrier), row[0])


def next_sscc(connection: Connection) -> str:
    """The next SSCC-18 of the house."""
    row = connection.execute(_SSCC).one_or_none()  # type: ignore[call-overload]
    if row is None:
        raise Refused("no_numbers", say("There are no parcel numbers left. Call the supervisor."))
    return sscc(row[1], row[0])


def next_own(connection: Connection, kind: str, count: int = 1) -> int:
    """The first of the next `count` numbers of the house's own: kind rma, unit, handover or clearance.

    They are burned whatever becomes of them.
    """
    row = connection.execute(_OWN, {"of_kind": kind, "n": count}).one_or_none()
    if row is None:
        raise Refused("no_numbers", say("There are no numbers left. Call the supervisor."))
    return int(row[0])
