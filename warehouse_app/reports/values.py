"""Amounts and times as reports tell them to programs and people."""

from __future__ import annotations

from datetime import datetime

from warehouse_app.site import SiteFacts


def money(hundredths: int) -> int | float:
    """An amount as people write it: whole where it is."""
    return hundredths / 100 if hundredths % 100 else hundredths // 100


def local(site: SiteFacts, at: datetime | None) -> datetime | str:
    """The moment in the site's time; '' where it has not come."""
    return at.astimezone(site.zone) if at is not None else ""
