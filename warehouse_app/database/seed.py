"""What a new database already holds: a site, a client, a carrier with numbers, and the places it needs."""

from __future__ import annotations

import uuid

from sqlalchemy import Connection, func, insert, select

from warehouse_app.database.goods import OUTSIDE
from warehouse_app.database.models import Carrier, Client, Code, Location, NumberRange, Site, table
from warehouse_app.database.types import new_key
from warehouse_app.domain.numbers import rule_for

DEFAULT_CLIENT = "MAIN"
DEFAULT_CARRIER = "HOUSE"
# Places that every warehouse has, by code and kind: where goods arrive, and where those go that are not for sale.
PLACES = (
    ("QUARANTINE", "quarantine"), ("RECEIVING", "receiving"), ("RETURNS", "returns"), ("REFURBISH", "refurbish"),
    ("LIQUIDATION", "returns"), ("DONATION", "returns"), ("TO-VENDOR", "returns"), ("TO-CUSTOMER", "returns"),
    ("DISPOSAL", "returns"),
)  # fmt: skip
# Kinds of numbers of the house's own, and the last of each.
NUMBERS = (
    ("sscc", 9_999_999), ("rma", 10**9), ("unit", 10**10), ("handover", 10**9), ("clearance", 10**9),
)  # fmt: skip
HOUSE_ZONE = "HOUSE"
_RANGE_LENGTH = 10_000_000


def seed(connection: Connection) -> None:
    """Fill an empty database; does nothing if it has a site."""
    if connection.scalar(select(func.count()).select_from(table(Site))):
        return
    site_id = new_key()
    connection.execute(
        insert(table(Site)).values(
            id=site_id, code="SITE-1", name="", time_zone="Asia/Seoul", calendar="KR", settings={}
        )
    )
    ranges = [{"kind": kind, "prefix": "", "next": 1, "last": last, "seq": 0} for kind, last in NUMBERS]
    connection.execute(insert(table(NumberRange)), ranges)
    add_carrier(connection, DEFAULT_CARRIER, "House carrier")
    add_client(connection, DEFAULT_CLIENT)
    rows = [
        {"id": new_key(), "site_id": site_id, "code": code, "kind": "outside", "zone": "", "temperature": "ambient"}
        for code in OUTSIDE
    ]
    places = [
        {"id": new_key(), "site_id": site_id, "code": code, "kind": kind, "zone": HOUSE_ZONE, "temperature": "ambient"}
        for code, kind in PLACES
    ]
    connection.execute(insert(table(Location)), [*rows, *places])
    codes = [{"text": place["code"], "kind": "location", "ref_id": place["id"]} for place in places]
    connection.execute(insert(table(Code)), codes)


def add_client(connection: Connection, code: str) -> uuid.UUID:
    """Make a client; returns its id."""
    client_id = new_key()
    connection.execute(insert(table(Client)).values(id=client_id, code=code, name=code))
    return client_id


def add_carrier(connection: Connection, code: str, name: str = "", rule_key: str = "") -> uuid.UUID:
    """Make a carrier with a number range of its own, told apart from other carriers' by its first digits.

    The numbers are the house's own until the supervisor enters the range of the carrier's contract.
    """
    carrier_id = new_key()
    count = connection.scalar(select(func.count()).select_from(table(Carrier))) or 0
    rule = rule_for(rule_key or code)
    step = 10 ** (rule.serial_digits - 2)
    first = (31 + count) % 100 * step
    connection.execute(
        insert(table(Carrier)).values(id=carrier_id, code=code, name=name or code, rule=rule.key, cut_off="17:00")
    )
    connection.execute(
        insert(table(NumberRange)).values(
            kind="tracking_no",
            carrier_id=carrier_id,
            prefix="",
            first=first,
            next=first,
            last=first + min(step, _RANGE_LENGTH) - 1,
            seq=0,
        )
    )
    connection.execute(insert(table(Code)).values(text=code, kind="carrier", ref_id=carrier_id))
    return carrier_id
