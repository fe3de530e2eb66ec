"""`warehouse plan`: from given rates, from measured ones, and like a past day."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.workflows.small import NOON, Warehouse, furnish
from warehouse_app.command_line.main import main
from warehouse_app.database.engine import Database
from warehouse_app.reports.peak import measured_rates, pattern, plan
from warehouse_app.site import read_site

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], database_url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on the test's database: exit code, standard output, standard error."""
    monkeypatch.setenv("WAREHOUSE_DB", database_url)

    def call(*arguments: str) -> tuple[int, str, str]:
        code = main((*arguments, "--lang", "en"))
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return code, said.out, said.err

    return call


def test_given_rates(run: Run) -> None:
    code, out, _ = run("plan", "--orders", "1000", "--by", "17:00", "--picked", "40", "--packed", "20", "--json")
    told = json.loads(out)
    assert code == 0 and (told["pickers"], told["packers"]) == (4, 7) and told["done"] <= "17:00"
    assert told["queue"][-1]["packed"] == 1000 and told["rates"]["measured"] is False
    assert "7 packers" in run("plan", "--orders", "1000", "--by", "17:00", "--picked", "40", "--packed", "20")[1]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--orders", "0", "--by", "17:00"), ("--orders", "10", "--by", "25:00"), ("--orders", "10", "--by", "08:00"),
        ("--orders", "10", "--by", "17:00", "--picked", "5"), ("--orders", "10", "--by", "17:00", "--like", "x"),
        ("--orders", "10", "--by", "17:00", "--picked", "-5", "--packed", "5"),
    ],
)  # fmt: skip
def test_what_makes_no_sense(run: Run, arguments: tuple[str, ...]) -> None:
    code, out, err = run("plan", *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)


def test_without_rates_it_says_so(run: Run) -> None:
    assert run("plan", "--orders", "10", "--by", "17:00")[0] == 1
    code, _, err = run("plan", "--orders", "900000", "--by", "09:15", "--picked", "1", "--packed", "1")
    assert (code, err) == (1, "Nobody could do that by then.\n")


def test_this_sites_own_rates_and_pattern(database: Database) -> None:
    house: Warehouse = furnish(database)
    now = [NOON]

    def tick() -> object:
        now[0] += timedelta(seconds=60)
        return now[0]

    database.clock = tick  # type: ignore[assignment]
    for n in range(12):
        house.picked(f"1{n:03}", "TOTE-1", {"CUP": 2})
        house.at("pack", "PACK-1").scans("TOTE-1", "CUP", "CUP", "BOX-S", "{tracking_no}")
        house.close()
    with database.read() as connection:
        site = read_site(connection)
        rates = measured_rates(connection, site, now[0])
        assert rates is not None and 5 < rates.packed < 20 and 5 < rates.picked < 40
        came = pattern(connection, site, site.today(NOON))
        assert sum(came) == 12 and sum(came[:48]) == 0  # all after noon in Seoul
        found = plan(connection, site, now[0], 120, 20 * 60, 9 * 60, like=site.today(NOON))
        assert found is not None and found.measured and found.crew is not None
        assert sum(slot.came for slot in found.slots) == 120
