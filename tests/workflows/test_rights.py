"""Every role at every job, by the screen that it gets; what only supervisors may do, and badges that open nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from tests.workflows.small import Warehouse
from warehouse_app.badges import new_badge, renew_badge
from warehouse_app.command_line.main import main
from warehouse_app.database.models import Move, User, table
from warehouse_app.imports.people import ROLES
from warehouse_app.login import LoginRefused
from warehouse_app.pins import pin_columns
from warehouse_app.station import Station
from warehouse_app.workflows.registry import WORKFLOWS, jobs_of

MAY = {
    "picker": {"pick", "pack", "ship", "putaway", "move", "replenish", "count"},
    "packer": {"pick", "pack", "ship", "putaway", "kit"},
    "receiver": {"receive", "putaway", "move", "replenish", "count", "arrive", "kit"},
    "inspector": {"arrive", "inspect", "refurbish", "clear"},
    "supervisor": set(WORKFLOWS),
    "administrator": set(WORKFLOWS),
}
"""What the trade lets each role do; written down here so that no job is opened to a role by accident."""


def role_of(house: Warehouse, role: str) -> str:
    badge = f"USR-{role.upper()}"
    house.user(badge, role)
    return badge


@pytest.mark.parametrize("role", ROLES)
def test_every_role_at_every_job(house: Warehouse, role: str) -> None:
    badge = role_of(house, role)
    assert jobs_of(role) == MAY[role]
    for job in WORKFLOWS:
        worker = house.at(job, f"S-{job}", badge)
        if job in MAY[role]:
            assert worker.screen.step != "login", job
            continue
        assert worker.screen.step == "login", job
        before = house.count(Move)
        for scan in ("MUG", "A-1", "TOTE-1", "CART-1", "1", "CMD-DONE", "CMD-YES", "CMD-UNDO", badge):
            reply = worker.scan(scan)
            assert not reply.result.ok or scan == badge, (job, scan)
            assert worker.screen.step == "login", (job, scan)
        assert house.count(Move) == before


def refused(house: Warehouse, badge: str, pin: str | None = None) -> str:
    station = Station(house.database, "S-9", "ship")
    try:
        station.open(badge, pin)
    except LoginRefused as no:
        return no.sentence.text
    finally:
        station.close()
    return ""


def test_what_is_no_badge_opens_nothing(house: Warehouse) -> None:
    for text in ("MUG", "8801", "A-1", "TOTE-1", "USR-404", "USR-", "", "CMD-YES", "' OR 1=1 --", "usr-1", "USR-1\n2"):
        assert refused(house, text) == "This badge is not known.", text


def test_a_copied_badge_is_worth_nothing_without_the_pin_nor_after_it_was_renewed(house: Warehouse) -> None:
    people = table(User)
    with house.database.write() as connection:
        connection.execute(update(people).where(people.c.badge == "USR-S").values(**pin_columns("481516")))
    assert refused(house, "USR-S") == "This badge needs its PIN."
    assert refused(house, "USR-S", "481517") == "The PIN is not right."
    assert refused(house, "USR-S", "481516") == ""
    fresh = renew_badge(house.database, "USR-S")
    assert refused(house, "USR-S", "481516") == "This badge is not known."
    assert refused(house, fresh, "481516") == ""
    worker = house.at("pick", "S-1", "USR-1")
    for badge in ("USR-S", fresh):  # a badge is no product, bin, tote or cart
        assert not worker.scan(badge).result.ok


def test_badges_are_not_guessed() -> None:
    made = {new_badge() for _ in range(1000)}
    assert len(made) == 1000 and all(len(badge) == 20 for badge in made)


def test_a_revoked_badge(house: Warehouse, capsys: pytest.CaptureFixture[str]) -> None:
    url = house.database.url.render_as_string(hide_password=False)
    assert refused(house, "USR-2") == ""
    assert main(["user", "revoke", "USR-2", "--db", url]) == 0
    assert refused(house, "USR-2") == "This badge is not known."
    assert main(["user", "badge", "USR-3", "--db", url]) == 0
    fresh = capsys.readouterr().out.split("badge is ")[-1].split(".")[0]
    assert refused(house, "USR-3") == "This badge is not known." and refused(house, fresh) == ""
    assert main(["user", "revoke", "USR-3", "--db", url]) == 2
    assert house.rows(select(table(User).c.active).where(table(User).c.badge == "USR-2"))[0].active is False


def test_a_worker_whose_badge_was_revoked_meanwhile_does_no_more(house: Warehouse) -> None:
    worker = house.at("ship", "S-1", "USR-2")
    people = table(User)
    with house.database.write() as connection:
        connection.execute(update(people).where(people.c.badge == "USR-2").values(active=False))
    assert not worker.scan("CMD-DONE").result.ok
    assert worker.screen.step == "login"
