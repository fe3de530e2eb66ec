"""A gift is not to be found at the bench: its rule says whether the parcel waits, gets another one, or goes without."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select

from warehouse_app.database.models import InsertRule, ParcelLine, Product, table
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.step import Refused, Said, Turn
from warehouse_app.workflows.pack_facts import PackJob

_rule, _product, _other = table(InsertRule), table(Product), table(Product).alias("other")
_POLICY = (
    select(_rule.c.at_zero, _other.c.id.label("other_id"), _other.c.sku.label("other"))
    .select_from(
        _rule.join(_product, _product.c.id == _rule.c.product_id).outerjoin(
            _other, (_other.c.client_id == _rule.c.client_id) & (_other.c.sku == _rule.c.substitute)
        )
    )
    .where(
        _rule.c.client_id == bindparam("client"),
        (_rule.c.code == bindparam("rule")) | ((_rule.c.code == "") & (_product.c.sku == bindparam("rule"))),
    )
    .limit(1)
)


def missing(turn: Turn, job: PackJob, line: Any) -> Said:
    """What the rule of an insert says where there is none. Raises Refused where the parcel must wait."""
    policy = turn.connection.execute(_POLICY, {"client": job.head.client_id, "rule": line.gift_rule}).first()
    left = line.quantity - line.in_box
    if policy is not None and policy.at_zero == "substitute" and policy.other_id and line.outcome != "substitute":
        turn.recorder.count(ParcelLine, {line.line_id: {"quantity": -left}})
        turn.recorder.set(ParcelLine, line.line_id, outcome=(line.outcome, "skip"))
        turn.recorder.add(ParcelLine, [{
            "parcel_id": job.head.id, "order_line_id": None, "product_id": policy.other_id, "line_no": line.line_no,
            "kind": "insert", "quantity": left, "reason": line.reason, "rule": line.gift_rule, "outcome": "substitute",
        }])  # fmt: skip
        return Said(say("Take {other} instead of {sku}.", other=policy.other, sku=line.sku), ref_id=job.head.order_id)
    if policy is not None and policy.at_zero == "skip":
        turn.recorder.count(ParcelLine, {line.line_id: {"quantity": -left}})
        turn.recorder.set(ParcelLine, line.line_id, outcome=(line.outcome, "skip"))
        return Said(say("{sku} is left out, and that is recorded.", sku=line.sku), ref_id=job.head.order_id)
    why: Sentence | None = Sentence.from_json(line.reason) if line.reason else None
    raise Refused("no_stock", say("This parcel may not go without {sku}. Scan Hold: it waits.", sku=line.sku), why)
