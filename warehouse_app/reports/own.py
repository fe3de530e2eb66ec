"""Somebody's own figures, for nobody else: what they did today, and on their best day of the last two weeks."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection, bindparam, select

from warehouse_app.database.models import Move, table
from warehouse_app.database.types import UtcTime
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.settings import site_settings
from warehouse_app.site import SiteFacts

DAYS = 14
_move = table(Move)
_WORDS: Mapping[str, Sentence] = {
    "pick": say("Today you picked {today}; your best day was {best}."),
    "pack": say("Today you packed {today} units; your best day was {best}."),
    "receive": say("Today you received {today}; your best day was {best}."),
    "put_away": say("Today you put away {today}; your best day was {best}."),
}
_back = _move.alias("back")
_MINE = select(_move.c.kind, _move.c.at, _move.c.quantity).where(
    _move.c.at >= bindparam("since", type_=UtcTime), _move.c.user_id == bindparam("user"),
    _move.c.kind.in_(list(_WORDS)), ~select(_back.c.id).where(_back.c.reverses == _move.c.id).exists(),
)  # fmt: skip


def own_figures(connection: Connection, site: SiteFacts, user_id: uuid.UUID, now: datetime) -> Sentence | None:
    """What somebody did most today, beside their own best day before; None where nothing was, or nobody may know."""
    if site_settings(site.settings).figures == "nobody":
        return None
    today = site.today(now)
    since = datetime.combine(today - timedelta(days=DAYS), time(), site.zone)
    days: dict[str, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for row in connection.execute(_MINE, {"since": since, "user": user_id}):
        days[row.kind][site.today(row.at)] += row.quantity
    done = {kind: own.get(today, 0) for kind, own in days.items()}
    kind = max(done, key=lambda k: (done[k], k), default="")
    if not kind or done[kind] <= 0:
        return None
    return Sentence(_WORDS[kind].text, {"today": done[kind], "best": max(days[kind].values())})
