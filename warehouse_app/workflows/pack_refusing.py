"""What the packing bench refuses while an order is open: things that belong elsewhere, said as what they are."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from warehouse_app.database.models import OrderLine, ParcelLine, Product, table
from warehouse_app.domain.sentences import say
from warehouse_app.resolve import Thing
from warehouse_app.step import Handler, Refused, Said, Turn
from warehouse_app.workflows.pack_facts import PackJob


def refusing(job: PackJob) -> dict[str, Handler]:
    """Items that do not belong here are refused as what they are."""

    def refuse(turn: Turn, thing: Thing) -> Said:
        refuse_item(turn, job, thing)
        raise AssertionError

    return {"item": refuse, "insert": refuse, **stopped(job)}


def stopped(job: PackJob) -> dict[str, Handler]:
    """Another tote, order or parcel while this one is open."""

    def other(turn: Turn, thing: Thing) -> Said:
        same = thing.id in (job.head.tote_id, job.head.order_id)
        if same:
            raise Refused("already_done", say("Order {order} is open.", order=job.head.order_no))
        code = {"tote": "wrong_tote", "order": "wrong_kind"}.get(thing.kind, "wrong_parcel")
        raise Refused(code, say("First finish order {order}.", order=job.head.order_no))

    return {"tote": other, "order": other, "parcel": other, "tracking_no": other}


def refuse_item(turn: Turn, job: PackJob, thing: Thing) -> None:
    head = job.head
    in_order = turn.connection.execute(_LINE_OF, {"parcel": head.id, "product": thing.id}).first()
    if in_order is not None:
        raise Refused("over_quantity", say("{item} is complete. Take this one out.", item=thing.label))
    later = turn.connection.execute(_LATER, {"order": head.order_id, "product": thing.id}).first()
    if later is not None and later.temperature != head.temperature:
        raise Refused("wrong_item", say("{item} goes into a parcel of its own class.", item=thing.label),
                      _CLASSES.get(head.temperature))  # fmt: skip
    code = "wrong_insert" if thing.kind == "insert" else "wrong_item"
    wanted = say("Wanted: {sku} {name}.", sku=job.next.sku, name=job.next.name) if job.next else None
    raise Refused(code, say("{item} is not in order {order}.", item=thing.label, order=head.order_no), wanted)


_CLASSES = {
    "ambient": say("This parcel is ambient."), "chilled": say("This parcel is chilled."),
    "frozen": say("This parcel is frozen."),
}  # fmt: skip
_LATER = (
    select(table(Product).c.temperature)
    .join_from(table(OrderLine), table(Product), table(Product).c.id == table(OrderLine).c.product_id)
    .where(table(OrderLine).c.order_id == bindparam("order"), table(OrderLine).c.product_id == bindparam("product"))
)
_LINE_OF = select(table(ParcelLine).c.id).where(
    table(ParcelLine).c.parcel_id == bindparam("parcel"), table(ParcelLine).c.product_id == bindparam("product")
)
