"""What an order's rows say, as the rows of the database that would hold it; and its fingerprint."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from warehouse_app.combining import household_keys
from warehouse_app.database.types import new_key
from warehouse_app.gifts import customer_key
from warehouse_app.imports.context import Context
from warehouse_app.imports.fields import Parsed
from warehouse_app.imports.order_carrier import route

MOST_UNITS = 1_000_000  # of one product in one order
MOST_VALUE = 10**18  # what a database counts to
_PERSON = (
    "recipient", "phone", "email", "postcode", "address1", "address2", "country", "message", "gift_message",
)  # fmt: skip
DETAILS = ("ordered_at", "ship_by", "not_before", "service", "carrier", "bundle")
_TIMES = ("ordered_at", "ship_by", "not_before")


@dataclass
class Draft:
    """An order as a file says it: columns of sales_order and person, and its lines by product.

    `given` are the details as the file says them, None or '' where it does not. The fingerprint has a part each for
    the person, the details and the lines.
    """

    head: dict[str, Any]
    person: dict[str, Any]
    lines: dict[uuid.UUID, dict[str, Any]]
    given: Mapping[str, Any]

    @property
    def fingerprint(self) -> str:
        """Of the content, apart from how the file is written."""
        return str(self.head["fingerprint"])


def draft_of(
    ctx: Context, key: tuple[uuid.UUID, str, str], client: Any, rows: list[Parsed], lines: dict[uuid.UUID, Any],
    skipped: list[str],
) -> Draft:  # fmt: skip
    """The order that the rows say. Of columns that hold for the whole order the first filled cell counts."""

    def first(name: str) -> Any:
        return next((r.values[name] for r in rows if r.values.get(name)), None if name in _TIMES else "")

    given = {name: first(name) for name in DETAILS}
    given["tags"] = " ".join(dict.fromkeys(t for r in rows for t in r.values["tags"].replace(",", " ").split()))
    extra = {name: value for row in reversed(rows) for name, value in row.personal.items()}
    person = {**{name: first(name) for name in _PERSON}, "extra": extra}
    person["address2"] = _whole_address(person["address1"], person["address2"], *map(first, _TOWN))
    ordered_at = given["ordered_at"] or ctx.now
    goods = [x for x in lines.values() if x["kind"] == "goods"]
    classes = {x["product"].temperature for x in goods}
    person_id = new_key()
    way = route(ctx, client, key[1], given, person, goods, ordered_at)
    head = {
        "id": new_key(), "client_id": client.id, "channel": key[1], "order_no": key[2],
        "status": "new" if goods else "complete", "ordered_at": ordered_at,
        "ship_by": way.ship_by, "not_before": given["not_before"], "service": way.service,
        "carrier_id": way.carrier_id,
        "person_id": person_id, "tags": given["tags"], "is_gift": bool(person["gift_message"]),
        "bundle": given["bundle"], "parts": client.ships_in_parts,
        "temperature": classes.pop() if len(classes) == 1 else "mixed" if classes else "ambient",
        "units": sum(x["ordered"] for x in goods), "lines": len(goods),
        "value": min(sum(x["value"] for x in lines.values()), MOST_VALUE),
        "notes": {**({"not_shipped": skipped} if skipped else {}), **way.notes},
    }  # fmt: skip
    of_lines = sorted((str(p), x["ordered"], x["value"]) for p, x in lines.items())
    head["fingerprint"] = ".".join(_hash(part) for part in (person, given, of_lines))
    keys = {"customer": customer_key(person), **household_keys(person)}
    return Draft(head, {"id": person_id, **keys, **person}, lines, given)


_TOWN = ("company", "city", "province")


def _whole_address(address1: str, address2: str, company: str, *town: str) -> str:
    """The second address line with a company and a town that have columns of their own, where they are new."""
    said = [part for part in (company, address2) if part]
    said += [part for part in dict.fromkeys(town) if part and part not in address1 and part not in address2]
    return ", ".join(said)


def _hash(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()[:20]
