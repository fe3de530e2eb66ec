"""One shift's report by its name and day, with the site's targets and the shift before it."""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import Connection, select

from warehouse_app.database.models import Outbox, Site, table
from warehouse_app.domain.papers import ShiftPaper
from warehouse_app.reports.shift_paper import as_paper
from warehouse_app.reports.shift_report import ShiftReport, shift_report
from warehouse_app.settings import SiteSettings, site_settings
from warehouse_app.shifts import DEFAULTS, before, find_shift, shifts
from warehouse_app.site import SiteFacts, read_site


def targets(settings: SiteSettings) -> dict[str, float]:
    """The targets that the site has set, by figure."""
    wanted = {"packs_per_hour": settings.target_packs, "picks_per_hour": settings.target_picks,
              "on_time": settings.target_on_time, "mis_scans": settings.target_mis_scans}  # fmt: skip
    return {key: value for key, value in wanted.items() if value}


def report_of(connection: Connection, site: SiteFacts, name: str, day: date | str, client: str = "") -> ShiftReport:
    """The report of a shift that begins on a day; of the first shift where there is none of this name."""
    on = date.fromisoformat(day) if isinstance(day, str) else day
    known = shifts(connection)
    shift = find_shift(known, name) or DEFAULTS[0]
    wanted = targets(site_settings(site.settings))
    return shift_report(connection, site, shift.on(on, site), before(known, shift, on, site), wanted, client)


def shift_report_due(connection: Connection, ref_id: uuid.UUID, copy: int = 0) -> ShiftPaper | None:
    """The paper of a report that sends itself (shift_mail.py); `ref_id` is its row of the outbox."""
    payload = connection.scalar(select(table(Outbox).c.payload).where(table(Outbox).c.id == ref_id))
    if not payload:
        return None
    site = read_site(connection)
    name = connection.execute(select(table(Site).c.name, table(Site).c.code)).one()
    return as_paper(report_of(connection, site, payload["shift"], payload["day"]), site, name.name or name.code)
