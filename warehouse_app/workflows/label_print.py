"""Whether the label that is wanted at the bench has been printed, and what there is to do if it has not."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import bindparam, select

from warehouse_app.database.models import PrintJob, table
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.step import Handler, Said, Step, Thing, Turn
from warehouse_app.workflows import parcels

_job = table(PrintJob)
_LAST = (
    select(_job.c.id, _job.c.status, _job.c.error)
    .where(_job.c.ref_id == bindparam("parcel"), _job.c.kind == "shipping_label", _job.c.status != "void")
    .order_by(_job.c.id.desc())
    .limit(1)
)


def looked(turn: Turn, step: Step, head: Any) -> Step:
    """The step, which says what is wrong with the label's printing if it wants the label; as it is if all goes well.

    After a crash nobody but the worker knows whether it came out: the label's scan says yes, No prints it again.
    """
    if step.name != "label_back":
        return step
    job = turn.connection.execute(_LAST, {"parcel": head.id}).first()
    if job is None or job.status in ("sent", "printed", "verified") or not (job.error or job.status == "unsure"):
        return step
    if job.status == "unsure":
        step.ask = say("Did the label come out? Yes: stick it on and scan it. No: scan No")
        step.commands = {**step.commands, "CMD-NO": _again(job, head)}
    else:
        why = Sentence.from_json(json.loads(job.error))
        step.detail = say("The label is not printed yet: {why}", why=why)
    return step


def _again(job: Any, head: Any) -> Handler:
    def no(turn: Turn, _: Thing) -> Said:
        turn.recorder.set(PrintJob, job.id, status=("unsure", "failed"))
        parcels.request_copy(turn, "shipping_label", head.id, head.tracking_no)
        return Said(say("The label prints again."), ref_id=head.order_id)

    return no
