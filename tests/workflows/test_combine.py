"""Orders of one household in one parcel: offered, joined, declined, taken apart, stopped, shipped; as transcripts."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, update

from tests.workflows.small import Warehouse
from warehouse_app.combining import household_keys
from warehouse_app.database.models import Order, Parcel, Person, PrintJob, Product, table
from warehouse_app.reports.order import find_orders, order
from warehouse_app.reports.search import find_orders as search
from warehouse_app.reports.tracking import export_tracking
from warehouse_app.site import read_site

HOME = {"recipient": "홍길동", "phone": "010-1234-5678", "postcode": "06234", "address1": "서울시 강남구 테헤란로 12",
        "address2": "101동 202호"}  # fmt: skip
SAME_HOME = {**HOME, "phone": "0507-1111-2222", "address1": "서울 강남구 테헤란로12", "address2": "101-202"}


def at_home(house: Warehouse, order_no: str, **told: str) -> None:
    """The order goes to this address."""
    person = {**HOME, **told}
    key = house.value(select(table(Order).c.person_id).where(table(Order).c.id == house.ids["order", order_no]))
    with house.database.write() as connection:
        connection.execute(
            update(table(Person)).where(table(Person).c.id == key).values(**person, **household_keys(person))
        )


@pytest.fixture
def home(house: Warehouse) -> Warehouse:
    """1001 lies in TOTE-1, 1002 of the same household in TOTE-2, 1003 of somebody else in TOTE-3."""
    house.picked("1001", "TOTE-1", {"MUG": 2})
    house.picked("1002", "TOTE-2", {"MUG": 1, "CUP": 1}, channel="naver")
    house.picked("1003", "TOTE-3", {"TEA": 1})
    at_home(house, "1001")
    at_home(house, "1002", **SAME_HOME)
    at_home(house, "1003", recipient="이몽룡")
    return house


def told(house: Warehouse, order_no: str) -> dict[str, object]:
    with house.database.read() as connection:
        return order(connection, find_orders(connection, order_no)[0])


def test_one_scan_puts_two_orders_into_one_parcel(home: Warehouse, tmp_path: Path) -> None:
    pack = home.at("pack", "PACK-1")
    pack.scans("TOTE-1")
    assert pack.screen.commands[:2] == ("CMD-COMBINE", "CMD-NO")
    assert pack.screen.detail is not None
    assert pack.screen.detail.values == {"order": "1002", "tote": "TOTE-2"}
    pack.play("""
        CMD-COMBINE  ok          verify_item   sku=MUG quantity=2 order=1001
        MUG          ok          verify_item   sku=MUG quantity=1
        MUG          ok          verify_item   sku=MUG quantity=1
        MUG          ok          verify_item   sku=CUP quantity=1
        MUG          over_quantity  verify_item
        TEA          wrong_item  verify_item
        CUP          ok          scan_box      box=BOX-S
        BOX-S        ok          label_back
        {tracking_no}  ok        start
    """)
    assert [home.status(no) for no in ("1001", "1002")] == ["packed", "packed"]
    assert [home.use(f"TOTE-{n}") for n in (1, 2)] == ["", ""]
    assert home.count(PrintJob, kind="shipping_label") == 1
    number = told(home, "1001")["parcels"][0]["tracking_no"]  # type: ignore[index]
    home.at("ship", "SHIP-1").scans(number, "CMD-DONE")
    assert [home.status(no) for no in ("1001", "1002", "1003")] == ["shipped", "shipped", "picked"]
    first, second = told(home, "1001"), told(home, "1002")
    assert [p["tracking_no"] for p in first["parcels"]] == [p["tracking_no"] for p in second["parcels"]] == [number]  # type: ignore[attr-defined]
    assert first["parcels"][0]["contents"] == [{"sku": "MUG", "quantity": 2}]  # type: ignore[index]
    assert second["parcels"][0]["contents"] == [{"sku": "MUG", "quantity": 1}, {"sku": "CUP", "quantity": 1}]  # type: ignore[index]
    with home.database.read() as connection:
        site = read_site(connection)
        files = export_tracking(connection, site, site.today(home.now()), tmp_path)
        found = search(connection, site, number)
    assert {row.order_no: row.tracking_no for row in found} == {"1001": number, "1002": number}
    texts = {path.name.split("-")[2]: path.read_text("utf-8-sig") for path in files}
    assert number in texts["shop"] and number in texts["naver"]  # each channel is told the one number


def test_the_totes_code_joins_too_and_undo_takes_it_back(home: Warehouse) -> None:
    pack = home.at("pack", "PACK-1")
    pack.play("""
        TOTE-1     ok          verify_item
        TOTE-3     wrong_tote  verify_item
        TOTE-2     ok          verify_item   quantity=2
        TOTE-2     wrong_tote  verify_item
        CMD-UNDO   ok          verify_item   quantity=2
    """)
    assert [home.status(no) for no in ("1001", "1002")] == ["packing", "picked"]
    pack.play("""
        TOTE-2     ok          verify_item
        MUG        ok          verify_item
        MUG        ok          verify_item
        MUG        ok          verify_item
        CUP        ok          scan_box
        BOX-L      ok          label_back
    """)
    pack.scans(*["CMD-UNDO"] * 7)
    pack.ask("start")
    assert [home.status(no) for no in ("1001", "1002")] == ["picked", "picked"]
    assert [home.on_hand("MUG", f"TOTE-{n}") for n in (1, 2)] == [2, 1]


def test_declined_or_simply_not_joined(home: Warehouse) -> None:
    pack = home.at("pack", "PACK-1")
    pack.scans("TOTE-1", "CMD-NO")
    assert "CMD-COMBINE" not in pack.screen.commands
    pack.scans("CMD-UNDO")
    assert "CMD-COMBINE" in pack.screen.commands
    pack.scans("MUG")
    assert "CMD-COMBINE" not in pack.screen.commands
    pack.scans("MUG", "{box}", "{tracking_no}", "TOTE-2")
    assert "CMD-COMBINE" not in pack.screen.commands  # the other one is packed


def test_taken_apart_before_and_after_something_lies_in_the_box(home: Warehouse) -> None:
    pack = home.at("pack", "PACK-1")
    pack.play("""
        TOTE-1       ok        verify_item
        CMD-COMBINE  ok        verify_item
        CMD-COMBINE  confirm   verify_item
        CMD-COMBINE  ok        verify_item   quantity=2
    """)
    assert [home.status(no) for no in ("1001", "1002")] == ["packing", "picked"]
    pack.play("""
        CMD-UNDO     ok        verify_item
        MUG          ok        verify_item
        MUG          ok        verify_item
        MUG          ok        verify_item   sku=CUP
        CMD-COMBINE  confirm   verify_item
        CMD-COMBINE  ok        unpack        tote=TOTE-1 order=1001
        TOTE-2       wrong_tote  unpack
        TOTE-1       ok        unpack        tote=TOTE-2 order=1002
        TOTE-2       ok        start
    """)
    assert [home.status(no) for no in ("1001", "1002")] == ["picked", "picked"]
    assert [(home.on_hand("MUG", f"TOTE-{n}"), home.use(f"TOTE-{n}")) for n in (1, 2)] == [(2, "pick"), (1, "pick")]
    pack.scans(*["CMD-UNDO"] * 2)
    pack.ask("unpack")
    pack.scans("TOTE-1", "TOTE-2", "TOTE-1", "CMD-COMBINE", "MUG", "MUG", "MUG", "CUP", "{box}", "{tracking_no}")
    assert [home.status(no) for no in ("1001", "1002")] == ["packed", "packed"]


@pytest.mark.parametrize("joined", ["1001", "1002"])
@pytest.mark.parametrize("scans", [0, 3, 5, 6])
def test_one_of_them_is_cancelled(home: Warehouse, joined: str, scans: int) -> None:
    """Whenever it comes, the parcel stops at its next scan; the other order is packed alone."""
    pack = home.at("pack", "PACK-1")
    pack.scans("TOTE-1", "CMD-COMBINE", *("MUG", "MUG", "MUG", "CUP", "{box}", "{tracking_no}")[:scans])
    number = home.value(select(table(Parcel).c.tracking_no))
    home.change(joined, "cancel")
    if scans == 6:
        ship = home.at("ship", "SHIP-1")
        ship.scan(number)
        assert ship.code == "blocked"
        assert ship.reply.result is not None
        assert ship.reply.result.say.values == {"order": joined}
        pack.scans(number)
    else:
        pack.scan("TEA")
    totes = {"1001": "TOTE-1", "1002": "TOTE-2"}
    while pack.screen.step == "unpack":
        no = str(pack.screen.target["order"])
        totes[no] = str(pack.screen.target.get("tote") or f"TOTE-{no[-1]}")
        pack.scans(totes[no])
    other = "1002" if joined == "1001" else "1001"
    assert [home.status(joined), home.status(other)] == ["cancelled", "picked"]
    assert [home.use(totes[other]), home.use(totes[joined])] == ["pick", "putback"]
    pack.scans(totes[other])
    while pack.screen.step == "verify_item":
        pack.scans("{sku}")
    pack.scans("{box}", "{tracking_no}")
    assert home.status(other) == "packed"


def test_held_and_released(home: Warehouse) -> None:
    pack = home.at("pack", "PACK-1")
    pack.scans("TOTE-1", "CMD-COMBINE", "MUG", "MUG")
    home.change("1002", "hold")
    pack.scan("MUG")
    assert (pack.code, pack.screen.step, pack.screen.target["order"]) == ("wrong_kind", "unpack", "1001")
    pack.scans("TOTE-1")
    home.change("1002", "release")
    assert [home.status(no) for no in ("1001", "1002")] == ["picked", "picked"]
    pack.scans("TOTE-2")
    assert "CMD-COMBINE" in pack.screen.commands


def test_another_address_takes_them_apart(home: Warehouse) -> None:
    pack = home.at("pack", "PACK-1")
    pack.scans("TOTE-1", "CMD-COMBINE", "MUG", "MUG", "MUG", "CUP", "{box}")
    home.change("1002", "address", address2="101동 203호")
    pack.scan("{tracking_no}")
    pack.ask("unpack")
    pack.scans("TOTE-1", "TOTE-2", "TOTE-1")
    assert "CMD-COMBINE" not in pack.screen.commands  # they are neighbours now
    assert home.count(Parcel, status="void") == 1


def test_a_damaged_unit_sends_each_order_into_its_tote(home: Warehouse) -> None:
    home.place("Q-1", "quarantine")
    pack = home.at("pack", "PACK-1")
    pack.scans("TOTE-1", "CMD-COMBINE", "MUG", "MUG", "MUG", "CMD-DAMAGED")
    assert [home.status(no) for no in ("1001", "1002")] == ["picked", "allocated"]
    assert [home.on_hand("MUG", f"TOTE-{n}") for n in (1, 2)] == [2, 1]
    assert (home.on_hand("CUP", "Q-1"), home.use("TOTE-2")) == (1, "hold")


def test_two_boxes_for_two_orders(home: Warehouse) -> None:
    """The box is full before the second order has anything in it: that one goes in a parcel of its own."""
    pack = home.at("pack", "PACK-1")
    pack.scans("TOTE-1", "CMD-COMBINE", "MUG", "MUG", "CMD-SPLIT")
    assert [home.status(no) for no in ("1001", "1002")] == ["packing", "picked"]
    pack.scans("{box}", "{tracking_no}", "TOTE-2", "MUG", "CUP", "{box}", "{tracking_no}")
    assert [home.status(no) for no in ("1001", "1002")] == ["packed", "packed"]


def test_the_box_is_full_in_the_middle_of_the_second_order(home: Warehouse) -> None:
    pack = home.at("pack", "PACK-1")
    pack.scans("TOTE-1", "CMD-COMBINE", "MUG", "MUG", "MUG", "CMD-SPLIT", "{box}")
    pack.scans("{tracking_no}")
    assert (pack.screen.step, pack.screen.target["order"]) == ("verify_item", "1002")  # the rest goes on at once
    pack.scans("CUP", "{box}", "{tracking_no}")
    assert [home.status(no) for no in ("1001", "1002")] == ["packed", "packed"]
    assert [len(told(home, no)["parcels"]) for no in ("1001", "1002")] == [1, 2]  # type: ignore[arg-type]


@pytest.mark.parametrize("why", [
    "client", "temperature", "gift", "tag", "product", "name", "phone", "unit", "masked", "status", "ahead",
])  # fmt: skip
def test_never(home: Warehouse, why: str) -> None:
    key = home.ids["order", "1002"]
    match why:
        case "client":
            home.client("B")
            home.set(Order, key, client_id=home.ids["client", "B"])
        case "temperature":
            home.set(Order, key, temperature="chilled")
        case "gift":
            home.set(Order, key, is_gift=True)
        case "tag":
            home.set(Order, key, tags="vip 합포금지")
        case "product":
            home.set(Product, home.ids["product", "MAIN/CUP"], no_combine=True)
        case "name":
            at_home(home, "1002", recipient="홍길순")
        case "phone":
            at_home(home, "1002", phone="010-1234-5679")
        case "unit":
            at_home(home, "1002", address2="101동 203호")
        case "masked":
            for no in ("1001", "1002"):
                at_home(home, no, recipient="홍*동")
        case "status":
            home.change("1002", "hold")
        case "ahead":
            home.add(Parcel, order_id=key, sscc="X", status="ahead", carrier_id=home.carrier(), opened_at=home.now())
    pack = home.at("pack", "PACK-1")
    pack.scans("TOTE-1")
    assert "CMD-COMBINE" not in pack.screen.commands
    if why == "client":
        home.set(Order, key, client_id=home.ids["client", "MAIN"])
    elif why == "temperature":
        home.set(Order, key, temperature="ambient")
    elif why == "ahead":
        with home.database.write() as connection:
            connection.execute(table(Parcel).delete().where(table(Parcel).c.sscc == "X"))


def test_the_marketplaces_number_says_it_first(home: Warehouse) -> None:
    """Masked names say nothing; the same bundle of the same channel does."""
    for no, address in (("1001", "어딘가 **"), ("1003", "어딘가 ***")):
        at_home(home, no, recipient="홍*동", address1=address)
        home.set(Order, home.ids["order", no], bundle="B-77", channel="naver")
    pack = home.at("pack", "PACK-1")
    pack.scans("TOTE-1")
    assert pack.screen.detail is not None
    assert pack.screen.detail.values == {"order": "1003", "tote": "TOTE-3"}


def test_a_safe_number_does_not_make_two_people_one(home: Warehouse) -> None:
    """1002 has a safe number and could be either of the others, who have phones of their own: only one may join."""
    at_home(home, "1003", phone="010-9999-8888")
    pack = home.at("pack", "PACK-1")
    pack.scans("TOTE-2")
    assert pack.screen.detail is not None
    assert pack.screen.detail.values == {"order": "1001", "tote": "TOTE-1"}
    pack.scans("CMD-COMBINE")
    assert home.count(Parcel, joined=1) == 1


def test_gifts_count_the_whole_parcel(home: Warehouse) -> None:
    """Three mugs and cups of two orders reach a threshold that neither reaches alone."""
    home.insert_rule("GIFT", min_units=4, value_of="parcel")
    pack = home.at("pack", "PACK-1")
    pack.scans("TOTE-1")
    assert "GIFT" not in [line.sku for line in pack.screen.lines]
    pack.scans("CMD-COMBINE")
    assert "GIFT" in [line.sku for line in pack.screen.lines]
    pack.scans("CMD-UNDO")
    assert "GIFT" not in [line.sku for line in pack.screen.lines]


def test_two_benches_want_the_same_order(home: Warehouse) -> None:
    one, other = home.at("pack", "PACK-1"), home.at("pack", "PACK-2", "USR-2")
    one.scans("TOTE-1")
    other.scans("TOTE-2")
    one.scan("CMD-COMBINE")
    assert one.screen.step == "verify_item" and one.code != "ok"
    assert other.screen.step == "verify_item"
    assert [home.count(Parcel, joined=n) for n in (0, 1)] == [2, 0]


def test_orders_of_one_household_are_picked_in_one_batch(house: Warehouse) -> None:
    """So they reach the bench together, though the second is due much later."""
    for at, (no, lines) in enumerate({"1": {"MUG": 1, "TEA": 1}, "2": {"CUP": 2, "TEA": 1}, "3": {"MUG": 9}}.items()):
        house.order(no, lines, hours=5 + 24 * at)
    for no in ("1", "3"):
        at_home(house, no)
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.scans("CART-1")
    assert [house.status(no) for no in "123"] == ["picking", "allocated", "picking"]


def test_its_tote_at_another_bench_says_who_has_it(home: Warehouse) -> None:
    one, other = home.at("pack", "PACK-1"), home.at("pack", "PACK-2", "USR-2")
    one.scans("TOTE-1", "CMD-COMBINE")
    other.scan("TOTE-2")
    assert other.code == "claimed"
