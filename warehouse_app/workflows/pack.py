"""Pack (포장): verify every unit of an order, in the right box, with its inserts and note, under the right label.

Scan a tote (or the order, or a picked item): its order opens, and the screen says which box to fold. Scan units, box
and inserts in any order. The brand's recipe follows: materials are scanned, confirmed with one Done, or only shown.
The label then prints by itself (where parcels are weighed, once the scale agrees); stick it on and scan it: the parcel
is closed and the tote is free. A gift note that lies in the box is confirmed with one scan of Done.

Exceptions: a long line may be counted by digits; a barcode that cannot be read → CMD-NOCODE and choose; a unit is
damaged or missing → CMD-DAMAGED, CMD-SHORT: the tote goes to the hold shelf and somebody picks it again; the box is
full → CMD-SPLIT, the order goes on in a second one; interrupted → CMD-HOLD, the tote opens it again. A cancelled or
changed order stops here, and its goods go back into a tote. A closed parcel scanned twice is unpacked, until shipped.
"""

from __future__ import annotations

import uuid
from typing import Any

from warehouse_app.box_plans import arrangement_of
from warehouse_app.database.models import Order, OrderLine, Parcel, ParcelLine
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.resolve import Thing
from warehouse_app.step import Handler, Refused, Said, Step, Turn
from warehouse_app.workflows import (
    bench,
    cold,
    combine,
    finishing,
    gift_missing,
    label_print,
    materials,
    other_box,
    parcels,
    repick,
    supplies,
    unpacking,
    weigh,
)
from warehouse_app.workflows.pack_facts import PackJob, load
from warehouse_app.workflows.pack_goods import in_totes, take_from_totes
from warehouse_app.workflows.pack_refusing import refuse_item, refusing, stopped
from warehouse_app.workflows.supervisor import by_supervisor

NAME = "pack"
ROLES = frozenset({"picker", "packer"})
_UNPACKED = (
    "cancelled",
    "quantity",
    "unpack",
    "recall",
    "hold",
)  # parcels that are taken apart, by why they may not ship
_FEW = 3  # so many units of a long line are still scanned rather than counted


def next_step(turn: Turn) -> Step:
    """Open an order → units, box and inserts in any order → (note) → the label prints → scan it back."""
    job = load(turn)
    if job is None:
        return bench.next_item_step(turn, _first_unit) if turn.tote_id else bench.start_step(turn, _first_unit)
    if job.head.order_status in ("cancelled", "on_hold") or job.head.blocked in _UNPACKED:
        return unpacking.step(turn, job, _step)
    step = _packing_step(turn, job)
    step.facts += cold.facts(turn, job.head)
    if job.head.notice and step.name in ("scan_box", "label_back") and not step.choices:
        step.detail = Sentence.from_json(job.head.notice)
    return label_print.looked(turn, step, job.head)


def _packing_step(turn: Turn, job: PackJob) -> Step:
    if job.head.status == "labelled":
        return _label_back(job)
    if job.next is not None:
        return _verify(turn, job)
    if job.needs_box:
        return _scan_box(turn, job)
    if job.materials("scan"):
        return _scan_material(job, job.materials("scan")[0])
    if job.materials("confirm"):
        return _confirm_materials(job, job.materials("confirm"))
    if finishing.note_is_due(job.head):
        return _confirm(turn, job)
    if finishing.photo_is_due(turn, job.head):
        return _photograph(job)
    if shown := job.materials("show"):
        return Step("use", say("The label prints"), automatic=lambda turn: materials.use(turn, job.head, shown))
    if cold.is_due(turn, job.head):
        return _check_cold(turn, job)
    if weigh.is_due(turn, job.head):
        return _weigh(turn, job)
    return Step("label", say("The label prints"), automatic=lambda turn: parcels.label(turn, job.head))


def _verify(turn: Turn, job: PackJob) -> Step:
    at = job.next
    left = at.quantity - at.in_box
    accepts: dict[str, Handler] = {}
    target: dict[str, Any] = {}
    if job.goods:
        accepts["item"] = lambda turn, thing: _unit(turn, job, thing)
        if at.serial_tracked:
            accepts = {"serial": lambda turn, thing: _serial(turn, job, thing), **accepts}
            target["serial"] = next((b.serial for b in in_totes(turn, job, at)), "")
        if job.counts:
            count: Handler = lambda turn, thing: _count(turn, job, thing.quantity)  # noqa: E731
            accepts = {**accepts, "quantity": count} if left <= _FEW else {"quantity": count, **accepts}
    for kind in ("insert", "item") if job.materials() else ("insert",) if job.inserts else ():
        accepts.setdefault(kind, lambda turn, thing: _unit(turn, job, thing))
    shown = tuple(accepts) + (("box",) if job.needs_box else ())
    accepts = {**refusing(job), **accepts, "box": lambda turn, thing: _box(turn, job, thing)}
    step_name = "verify_item" if job.goods else "verify_insert"
    if job.goods:
        ask = say("Scan {sku}: {left} more", sku=at.sku, left=left)
    else:
        ask = say("Add the insert {sku} and scan it", sku=at.sku)
    commands = _exceptions(job)
    if not job.goods:
        commands = {"CMD-SHORT": lambda turn, _: gift_missing.missing(turn, job, at), **commands}
    step = _step(job, step_name, ask, accepts, commands, shown=shown, **target)
    if mates := combine.offered(turn, job.head):
        _offer(turn, job, step, mates)
    return step


def _offer(turn: Turn, job: PackJob, step: Step, mates: list[Any]) -> None:
    """Other orders may go into this parcel: one scan joins them, any other goes on without them."""
    other = step.accepts["tote"]

    def tote(turn: Turn, thing: Thing) -> Said:
        return combine.joining(turn, job.head, mates, thing) or other(turn, thing)

    step.accepts = {**step.accepts, "tote": tote}
    step.commands = {
        "CMD-COMBINE": lambda turn, _: combine.join(turn, job.head, mates),
        "CMD-NO": lambda turn, _: combine.decline(turn, job.head), **step.commands,
    }  # fmt: skip
    step.detail = combine.sentence(turn, mates)


def _scan_box(turn: Turn, job: PackJob) -> Step:
    accepts = {"box": lambda turn, thing: _box(turn, job, thing), **refusing(job)}
    ask = say("Scan the box: {box}", box=job.head.suggested)
    step = _step(job, "scan_box", ask, accepts, _exceptions(job), shown=("box",))
    step.arrangement = arrangement_of(turn.connection, job.head.id, job.head.order_id)
    return step


def _scan_material(job: PackJob, at: Any) -> Step:
    accepts = {kind: (lambda turn, thing: _unit(turn, job, thing)) for kind in ("insert", "item")}
    box: Handler = lambda turn, thing: _box(turn, job, thing)  # noqa: E731
    ask = say("Add {name} and scan it", name=at.name or at.sku)
    commands = _skipping(job, at)
    step = _step(job, "verify_material", ask, {**stopped(job), **accepts, "box": box, **_why(job, at)}, commands,
                 shown=("insert", "item"), sku=at.sku, name=at.name, quantity=at.quantity - at.in_box)  # fmt: skip
    return _dressed(step, at)


def _confirm_materials(job: PackJob, lines: list[Any]) -> Step:
    at = lines[0]
    ask = say("{name}: scan Done", name=at.text or at.name or at.sku)
    if len(lines) > 1:
        ask = say("{name} and {n} more steps: scan Done", name=at.text or at.name or at.sku, n=len(lines) - 1)
    done: dict[str, Handler] = {"CMD-DONE": lambda turn, _: materials.confirmed(turn, job.head, lines)}
    step = _step(job, "confirm_material", ask, {**refusing(job), **_why(job, at)}, {**done, **_skipping(job, at)},
                 shown=(), goes_on=True, sku=at.sku, name=at.name, quantity=at.quantity - at.in_box)  # fmt: skip
    return _dressed(step, at)


def _skipping(job: PackJob, at: Any) -> dict[str, Handler]:
    return {"CMD-SKIP": lambda turn, _: materials.ask_why(job.head), **_exceptions(job)}


def _why(job: PackJob, at: Any) -> dict[str, Handler]:
    return {"choice": lambda turn, thing: materials.skipped(turn, job.head, at, thing)}


def _dressed(step: Step, at: Any) -> Step:
    step.image = at.picture or at.image
    return step


def _confirm(turn: Turn, job: PackJob) -> Step:
    ask, message = finishing.note_words(turn, job.head)
    commands: dict[str, Handler] = {"CMD-DONE": lambda turn, _: finishing.note_done(turn, job.head), **_exceptions(job)}
    step = _step(job, "confirm", ask, refusing(job), commands, shown=(), goes_on=True)
    step.detail = message or step.detail
    return step


def _photograph(job: PackJob) -> Step:
    done: Handler = lambda turn, thing: finishing.photo_done(turn, job.head, thing)  # noqa: E731
    commands: dict[str, Handler] = {"CMD-PHOTO": done, "CMD-DONE": done, **_exceptions(job)}
    ask = say("Take a photo of the open box")
    return _step(job, "photo", ask, refusing(job), commands, shown=(), goes_on=True)


def _check_cold(turn: Turn, job: PackJob) -> Step:
    only = say("Only a supervisor decides this: scan the supervisor's badge.")
    badge, yes = by_supervisor(lambda turn, user: cold.allow(turn, job.head, user), only)
    commands: dict[str, Handler] = {"CMD-YES": yes, "CMD-HOLD": lambda turn, _: _hold(turn, job)}
    return _step(job, "check_cold", cold.sentence(turn, job.head), {**refusing(job), "badge": badge}, commands,
                 shown=("badge",))  # fmt: skip


def _weigh(turn: Turn, job: PackJob) -> Step:
    if weigh.asks_reason(job.head):
        accepts = {"choice": lambda turn, thing: weigh.chosen(turn, job.head, thing)}
        step = _step(job, "weight_reason", say("Why is the weight right?"), accepts, {}, shown=("choice",))
        step.choices = weigh.reason_choices()
        return step
    name, ask, accepts, commands, target = weigh.steps(turn, job.head)
    tolerance = target.pop("tolerance")
    commands = {**commands, "CMD-HOLD": lambda turn, _: _hold(turn, job)}
    kinds = tuple(kind for kind in accepts if kind != "badge")
    box: Handler = lambda turn, thing: _box(turn, job, thing)  # noqa: E731
    step = _step(job, name, ask, {**refusing(job), **accepts, "box": box}, commands, shown=kinds, **target)
    if target["weight_g"]:
        step.detail = say("{grams} g, at most {n} g more or less", grams=target["weight_g"], n=tolerance)
    return step


def _label_back(job: PackJob) -> Step:
    head = job.head

    def accept(turn: Turn, thing: Thing) -> Said:
        if thing.id != head.id or (thing.kind == "tracking_no" and thing.text != head.tracking_no):
            old = thing.id == head.id
            what = say("This is an old label of this parcel.") if old else say("This label is of another parcel.")
            raise Refused("wrong_parcel", what, say("Wanted: {number}.", number=head.tracking_no))
        combine.ask_about_mate(turn, head.id, head.late_mate)
        if goes_on := parcels.close(turn, head):
            at = (
                (head.tote_id, head.batch_id) if goes_on == head.order_id else parcels.tote_of(turn.connection, goes_on)
            )
            parcels.open_order(turn, goes_on, *at)
            return Said(say("Parcel closed. The order goes on in another box."), ref_id=head.order_id)
        return Said(say("Order {order} is packed.", order=head.order_no), ref_id=head.order_id)

    def reprint(turn: Turn, _: Thing) -> Said:
        parcels.request_copy(turn, "shipping_label", head.id, head.tracking_no)
        return Said(say("The label prints again."), ref_id=head.order_id)

    accepts: dict[str, Handler] = {"tracking_no": accept, "parcel": accept}
    accepts = {**refusing(job), **accepts, "box": lambda turn, thing: _box(turn, job, thing)}
    ask = say("Stick the label on the box and scan it")
    commands: dict[str, Handler] = {"CMD-REPRINT": reprint, "CMD-HOLD": lambda turn, _: _hold(turn, job)}
    target = {"tracking_no": head.tracking_no, "parcel": head.sscc}
    step = _step(job, "label_back", ask, accepts, commands, shown=("tracking_no", "parcel"), **target)
    if job.is_overruled:  # why may be said; the label goes on without
        step.accepts = {**step.accepts, "choice": lambda turn, thing: other_box.chosen(turn, head, thing)}
        step.choices, step.detail = (
            other_box.choices(),
            say("Why not {box}? Or just scan the label", box=head.suggested),
        )
    return step


# -- scans ---------------------------------------------------------------------------------------------------------


def _unit(turn: Turn, job: PackJob, thing: Thing) -> Said:
    """A unit of goods or an insert goes into the box."""
    mine = [*job.goods, *job.inserts, *job.materials()]
    line: Any = next((r for r in mine if r.product_id == thing.id), None)
    if line is None:
        refuse_item(turn, job, thing)
    if line.serial_tracked and not (thing.gs1 and thing.gs1.serial):
        raise Refused("wrong_kind", say("Scan the serial number of {sku}.", sku=line.sku))
    if thing.quantity > line.quantity - line.in_box:
        left = line.quantity - line.in_box
        raise Refused("over_quantity", say("{n} × {sku} is too many: {left} more.", n=thing.quantity, sku=line.sku,
                                           left=left))  # fmt: skip
    lot, serial = (thing.gs1.lot, thing.gs1.serial) if thing.gs1 else ("", "")
    if thing.needs_label:
        parcels.request_print(turn, ["code_label"], line.product_id, line.sku)
    return _verified(turn, job, line, thing.quantity, lot, serial)


def _serial(turn: Turn, job: PackJob, thing: Thing) -> Said:
    return _verified(turn, job, job.goods[0], 1, "", thing.text)


def _count(turn: Turn, job: PackJob, quantity: int) -> Said:
    line = job.goods[0]
    left = line.quantity - line.in_box
    if quantity > left:
        raise Refused("over_quantity", say("{n} is too many: {left} more.", n=quantity, left=left))
    return _verified(turn, job, line, quantity)


def _verified(turn: Turn, job: PackJob, line: Any, quantity: int, lot: str = "", serial: str = "") -> Said:
    """Record units in the box: tote → parcel."""
    head, record = job.head, turn.recorder
    if line.line_kind in ("insert", "material"):
        supplies.supply(turn, line.product_id, head.id, quantity, line.line_kind)
    else:
        take_from_totes(turn, job, line, quantity, lot, serial)
        record.count(OrderLine, {line.order_line_id: {"packed": quantity}})
    record.count(ParcelLine, {line.line_id: {"verified": quantity}})
    added = quantity if line.line_kind == "goods" else 0
    record.set(
        Parcel, head.id, verified=(head.verified, head.verified + added), last_line_id=(head.last_line_id, line.line_id)
    )
    done = line.in_box + quantity
    return Said(say("{sku}: {done} of {total}", sku=line.sku, done=done, total=line.quantity), ref_id=head.order_id)


def _box(turn: Turn, job: PackJob, thing: Thing) -> Said:
    """The box is chosen, or changed: the old one goes back to stock."""
    head = job.head
    if any(r.product_id == thing.id for r in job.goods):  # boxes are also sold
        return _unit(turn, job, thing)
    if thing.row.client != head.client:
        raise Refused("wrong_box", say("{box} is of {client}.", box=thing.label, client=thing.row.client),
                      say("Wanted: {box}.", box=head.suggested or "–"))  # fmt: skip
    if thing.id == head.box_id:
        raise Refused("already_done", say("{box} is chosen already.", box=thing.label))
    if head.box_id is not None:
        supplies.give_back(turn, head.box_id, head.id)
    supplies.supply(turn, thing.id, head.id, 1, "box")
    if cold.fit(turn, head, thing.id) and head.status == "labelled":  # it goes in before this label is scanned back
        turn.recorder.set(Parcel, head.id, status=("labelled", "open"))
    turn.recorder.set(Parcel, head.id, box_id=(head.box_id, thing.id), box_reason=(head.box_reason, ""))
    return Said(say("Box {box}", box=thing.label), ref_id=head.order_id)


def _first_unit(turn: Turn, thing: Thing) -> Said:
    """The item that opened its order is the first unit in the box."""
    job = load(turn)
    if job is None:
        raise Refused("nothing_to_do", say("There is nothing to pack with {item}.", item=thing.label))
    line = next((r for r in job.goods if r.product_id == thing.id), None)
    if line is not None and line.serial_tracked and not (thing.gs1 and thing.gs1.serial):
        return Said(say("Order {order}: now the serial number", order=job.head.order_no), ref_id=job.head.order_id)
    return _unit(turn, job, thing)


# -- exceptions ----------------------------------------------------------------------------------------------------


def _step(
    job: PackJob, step_name: str, ask: Any, accepts: dict[str, Handler], commands: dict[str, Handler],
    *, shown: tuple[str, ...], goes_on: bool = False, **target: Any,
) -> Step:  # fmt: skip
    head = job.head
    detail = say("Order {order} · {done} of {total}", order=head.order_no, done=head.verified, total=head.units)
    facts = ((say("Box"), job.box), (say("Tote"), head.tote or "–"))
    wanted: set[uuid.UUID] = {r.product_id for r in job.rows} | {head.id}
    return Step(
        step_name, ask, accepts, commands, goes_on=goes_on, wanted=wanted, target=job.target(**target),
        done=head.verified, total=head.units, lines=job.lines(), detail=detail, facts=facts,
        image=job.next.image if job.next else "", shown=shown,
    )  # fmt: skip


def _exceptions(job: PackJob) -> dict[str, Handler]:
    commands: dict[str, Handler] = {}
    if job.goods:
        commands["CMD-SHORT"] = lambda turn, _: repick.missing(turn, job)
        commands["CMD-DAMAGED"] = lambda turn, _: repick.damaged(turn, job)
        commands["CMD-NOCODE"] = lambda turn, _: _no_code(job)
        if job.head.verified:
            commands["CMD-SPLIT"] = lambda turn, _: _box_full(turn, job)
    if job.head.joined:
        commands["CMD-COMBINE"] = lambda turn, _: combine.take_apart(turn, job.head)
    commands["CMD-HOLD"] = lambda turn, _: _hold(turn, job)
    return commands


def _no_code(job: PackJob) -> Said:
    """Choose by picture; the chosen line counts as if its barcode had been read, and a new label prints for it."""
    choices = [
        (say("{sku} {name}", sku=r.sku, name=r.name), Thing("item", r.sku, r.product_id, needs_label=True))
        for r in [*job.goods, *job.inserts][:20]
    ]
    return Said(say("Which one is it?"), choices=choices, ref_id=job.head.order_id)


def _box_full(turn: Turn, job: PackJob) -> Said:
    """This box closes with what is in it; the rest goes on in the next one."""
    head, record = job.head, turn.recorder
    less = {r.line_id: {"quantity": r.in_box - r.quantity} for r in job.goods}
    for r in job.rows:
        if r.per_unit:  # what goes in for every item goes in for fewer
            less[r.line_id] = {"quantity": max(r.per_unit * head.verified, r.in_box) - r.quantity}
    record.count(ParcelLine, less)
    left = parcels.orders_of(turn.connection, head) if head.joined else []
    changes = {"joined": (head.joined, len(left) - 1)} if head.joined else {}
    record.set(Parcel, head.id, units=(head.units, head.verified), **changes)
    for order_id in {r.line_order_id for r in job.goods} - set(left) if head.joined else ():
        record.set(Order, order_id, status=("packing", "picked"))
    return Said(say("This box is full. The rest goes into the next one."), ref_id=head.order_id)


def _hold(turn: Turn, job: PackJob) -> Said:
    """Leave the parcel as it is; its tote, order or label opens it again."""
    head = job.head
    turn.recorder.set(Parcel, head.id, station_id=(turn.station_id, None), **cold.clock(turn, head, runs=False))
    return Said(say("Order {order} is put aside. Its tote opens it again.", order=job.head.order_no),
                ref_id=job.head.order_id)  # fmt: skip
