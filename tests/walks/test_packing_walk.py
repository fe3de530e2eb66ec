"""People who pack by recipes, give gifts, weigh and build sets scan anything in any order: the books stay right."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from tests.conftest import FreshUrl
from tests.workflows.books import prove
from tests.workflows.small import Warehouse, furnish
from tests.workflows.transcript import Worker
from warehouse_app.changes import ChangeRefused
from warehouse_app.combining import household_keys
from warehouse_app.coolants import replace_table
from warehouse_app.database.engine import Database
from warehouse_app.database.models import Person, Product, table
from warehouse_app.domain.coolant import CoolantRow
from warehouse_app.domain.recipes import RecipeRow
from warehouse_app.recipes import save_recipes
from warehouse_app.settings import SiteSettings, save_site_settings

JOBS = ("pack", "pack", "kit", "kit", "ship", "pick")
CODES = (
    "MUG", "CUP", "TEA", "SET", "TISSUE", "CARD", "GIFT", "MINI", "BOX-S", "BOX-L", "B-5", "A-1", "TOTE-1", "TOTE-2",
    "TOTE-3", "TOTE-4", "TOTE-7", "CART-1", "1000", "1001", "1", "2", "500", "CHOICE-1", "CHOICE-2", "USR-S", "USR-1",
    "MILK", "ICEPACK", "1004", "again", "again", *["target"] * 16, *["CMD-UNDO"] * 3,
    "CMD-DONE", "CMD-SKIP", "CMD-SHORT", "CMD-SPLIT", "CMD-BACK", "CMD-HOLD", "CMD-DAMAGED", "CMD-LOGOUT", "CMD-YES",
    "CMD-COMBINE", "CMD-COMBINE", "CMD-NO", "allocate", "cancel", "hold", "release", "silence",
)  # fmt: skip
_walk = st.lists(st.tuples(st.integers(0, len(JOBS) - 1), st.sampled_from(CODES)), min_size=60, max_size=150)
RECIPE = [
    RecipeRow("BRAND", 1, "TISSUE", 2, per="item", how="show"),
    RecipeRow("BRAND", 2, "CARD"),
    RecipeRow("BRAND", 3, "RIBBON", how="confirm"),
]


def furnished(database: Database) -> Warehouse:
    """A brand with a recipe, gifts of every stock policy, a set, and picked orders."""
    house = furnish(database)
    with house.together():
        for sku, kind in {"TISSUE": "consumable", "RIBBON": "consumable", "CARD": "insert", "MINI": "insert"}.items():
            house.product(sku, kind=kind)
        house.product("SET")
        house.kit("SET", {"MUG": 1, "CUP": 2})
        house.place("B-5", "packing")
        for sku, units in {"TISSUE": 9, "CARD": 3, "GIFT": 2, "MINI": 1}.items():
            house.stock("B-5", sku, units)
        house.insert_rule("GIFT", code="G1", at_zero="substitute", substitute="MINI", min_units=2)
        house.insert_rule("MINI", code="G2", at_zero="skip", item="CUP")
        house.insert_rule("MINI", code="G3", at_zero="block", item="TEA")
        for sku, grams in {"MUG": 340, "CUP": 210, "BOX-S": 120, "BOX-L": 300, "TISSUE": 1, "CARD": 4, "RIBBON": 3,
                           "GIFT": 20, "MINI": 12}.items():  # fmt: skip
            house.set(Product, house.ids["product", f"MAIN/{sku}"], weight_g=grams)
    client, now = house.client("MAIN"), house.now()
    database.run(lambda c: save_recipes(c, client, RECIPE, now))
    database.run(lambda c: save_site_settings(c, SiteSettings(weighing="typed")))
    cold(house)
    for n, lines in enumerate(({"MUG": 2, "CUP": 1}, {"CUP": 3}, {"TEA": 1, "MUG": 1}, {"MUG": 4})):
        house.picked(f"1{n:03}", f"TOTE-{n + 1}", lines)
    same_home(house)
    house.order("2000", {"SET": 2})
    house.order("2001", {"SET": 1, "CUP": 1})
    house.allocate()
    house.close()
    return house


def cold(house: Warehouse) -> None:
    """A picked order of two temperature classes, and coolant of which each box has its own."""
    milk = house.product("MILK", temperature="chilled")
    pack = house.product("ICEPACK", kind="consumable")
    house.stock("A-8", "MILK", 9)
    house.stock("B-5", "ICEPACK", 4)
    house.set(Product, milk, weight_g=1030)
    house.set(Product, pack, weight_g=200)
    boxes = {sku: house.ids["product", f"MAIN/{sku}"] for sku in ("BOX-S", "BOX-L")}
    rows = [CoolantRow("chilled", 1, 12, 0, boxes["BOX-S"], pack, 1, "scan"),
            CoolantRow("chilled", 1, 12, 0, boxes["BOX-L"], pack, 3, "confirm")]  # fmt: skip
    house.database.run(lambda c: replace_table(c, house.client("MAIN"), rows))
    house.picked("1004", "TOTE-7", {"MILK": 2, "CUP": 1}, temperature="mixed")


def same_home(house: Warehouse) -> None:
    """All the orders so far are of one household."""
    home = {"recipient": "홍길동", "phone": "010-1234-5678", "address1": "서울 강남구 테헤란로 12"}
    with house.database.write() as connection:
        connection.execute(update(table(Person)).values(**home, **household_keys(home)))


def answer(worker: Worker) -> str:
    """What the screen asks for first."""
    screen = worker.screen
    kind = screen.expects[0]
    if kind == "command":
        return screen.commands[0]
    if kind == "choice":
        return "CHOICE-1"
    key = {"item": "sku", "insert": "sku", "weight": "weight_g"}.get(kind, kind)
    return str(screen.target.get(key) or {"badge": "USR-1", "tote": "TOTE-6", "weight_g": "800"}.get(key, "SET"))


def walk(house: Warehouse, steps: list[tuple[int, str]]) -> None:
    """Scan all that, each in its turn; every scan gets an answer of the floor."""
    workers = [house.at(job, f"{job}-{n}", f"USR-{n % 3 + 1}") for n, job in enumerate(JOBS)]
    last = ["TOTE-1"] * len(JOBS)
    for at, text in steps:
        worker = workers[at]
        if text == "silence":
            house.pass_time(minutes=11)
        elif text == "allocate":
            house.allocate()
        elif text in ("cancel", "hold", "release"):
            with suppress(ChangeRefused):
                house.change("1003" if text == "cancel" else "1001", text)
        else:
            scan = {"again": last[at], "target": answer(worker)}.get(text, text)
            worker.scan(scan)
            last[at] = scan
            assert worker.code != "not_saved", worker.said[-6:]


def check(fresh_url: FreshUrl, kind: str, steps: Any) -> None:
    with fresh_url(kind) as url:
        database = Database(url)
        house = furnished(database)
        try:
            walk(house, steps)
            prove(database)
        finally:
            house.close()
            database.close()


def _settings(examples: int, **more: Any) -> settings:
    quiet = list(HealthCheck)
    return settings(max_examples=examples, deadline=None, suppress_health_check=quiet, database=None, **more)


def test_any_scans_in_any_order(fresh_url: FreshUrl, kind_of_database: str) -> None:
    @_settings(6, derandomize=True)
    @given(_walk)
    def run(steps: list[tuple[int, str]]) -> None:
        check(fresh_url, kind_of_database, steps)

    run()


@pytest.mark.slow
def test_many_scans_in_any_order(fresh_url: FreshUrl, kind_of_database: str) -> None:
    @_settings(40, print_blob=True, phases=(Phase.generate,))  # making a failure smaller takes longer than a test may
    @given(_walk)
    def run(steps: list[tuple[int, str]]) -> None:
        check(fresh_url, kind_of_database, steps)

    run()
