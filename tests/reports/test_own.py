"""Somebody's own figures: today and the best day, without what was taken back; and who may see anybody's."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from tests.workflows.small import Warehouse
from warehouse_app.database.models import User, table
from warehouse_app.domain.sentences import translate
from warehouse_app.reports.own import own_figures
from warehouse_app.reports.shift_reports import report_of
from warehouse_app.settings import SiteSettings, change_site_settings
from warehouse_app.site import read_site


def own(house: Warehouse, badge: str) -> str:
    (user,) = house.rows(select(table(User).c.id).where(table(User).c.badge == badge))
    with house.database.read() as connection:
        told = own_figures(connection, read_site(connection), user.id, house.now())
    return translate(told, "en") if told else ""


def test_today_and_the_best_day(house: Warehouse) -> None:
    now = house.now()
    house.database.clock = lambda: now - timedelta(days=2)
    house.picked("1001", "TOTE-8", {"MUG": 3})
    assert "Today you picked 3; your best day was 3." in own(house, "USR-3")
    house.database.clock = lambda: now
    assert own(house, "USR-3") == "" and own(house, "USR-1") == ""
    house.picked("1002", "TOTE-7", {"MUG": 1})
    assert own(house, "USR-3") == "Today you picked 1; your best day was 3."
    house.database.clock = lambda: now + timedelta(days=20)
    assert own(house, "USR-3") == ""


def test_who_sees_whose(house: Warehouse) -> None:
    house.picked("1001", "TOTE-8", {"MUG": 3})
    seen = {}
    for who in ("office", "own", "nobody"):
        change_site_settings(house.database, SiteSettings(figures=who))
        with house.database.read() as connection:
            site = read_site(connection)
            report = report_of(connection, site, "all", site.today(house.now()))
        seen[who] = (bool(own(house, "USR-3")), bool(report.people))
    assert seen == {"office": (True, True), "own": (True, False), "nobody": (False, False)}
