"""Hostile scans: whatever is read, a sentence comes back, nothing changes, and the station goes on."""

from __future__ import annotations

import pytest

from tests.workflows.books import prove
from tests.workflows.small import Warehouse
from tests.workflows.test_undo import facts
from tests.workflows.transcript import Worker
from warehouse_app.database.models import Product
from warehouse_app.database.types import new_key
from warehouse_app.domain.screen import Input

HOSTILE = [
    "", " ", "\t\r\n", "\x00", "A\x00B", "\x1b[2J", "\x1d", "\x1d01", "a" * 4000, "9" * 199, "9" * 200, "9" * 201,
    "=1+1", "@SUM(A1)", "'; DROP TABLE move; --", "\" OR 1=1", "%s%n", "{code}", "{0}", "<b>MUG</b>", "&amp;", "\\",
    "🎁", "상품", "\ud800", "\udcff", "\u202eGUM", "\u2028", "\ufeff", "MUG\u200b", "ＭＵＧ", "mug", "MUG ' ",
    "A-1;A-2",
    "-1", "+1", "1.5", "1e3", "٣", "00000", "99999", "123456", "0x10", "TOTE-", "TOTE-999", "CART-", "USR-", "USR-9",
    "CMD-", "CMD-NOTHING", "cmd-", "CHOICE-", "CHOICE-0", "CHOICE-1", "CHOICE-99999999999999999999", "CHOICE--1",
    "RMA-1", "(01)", "(01)00000000000000", "(01)08801000000012(17)991399", "]C1", "]C101", "]d2\x1d", "0" * 18,
    "010880100000001717", "http://example.com/?a=b", "{\"scan\": \"MUG\"}", "CUSTOMER", "SUPPLIER", "QUARANTINE",
]  # fmt: skip


def offer(worker: Worker, house: Warehouse, part: int | None = None, but: tuple[str, ...] = ()) -> None:
    """Scan everything hostile, or the given quarter of it; each is refused and changes nothing."""
    before, screen = facts(house), worker.screen
    for text in HOSTILE if part is None else HOSTILE[part % 4 :: 4]:
        if text in but:  # makes sense here
            continue
        reply = worker.scan(text)
        assert reply.result is not None
        assert not reply.result.ok, text
        said = reply.result.as_json("en")
        assert said["say"], text
        assert "Traceback" not in said["say"]
        assert len(said["say"]) < 400, text
        assert reply.screen.step == screen.step, text
        reply.result.as_json("ko")
        reply.screen.as_json("ko")
    assert facts(house) == before


def test_at_every_step(house: Warehouse) -> None:
    house.insert_rule("GIFT")
    house.order("1001", {"MUG": 4, "CUP": 1}, gift="note")
    house.allocate()
    pick = house.at("pick", "PICK-1")
    for part, scan in enumerate(("CART-1", "A-1", "MUG", "4", "TOTE-1", "A-3", "CUP", "TOTE-1")):
        offer(pick, house, part)
        pick.scans(scan)
    offer(pick, house)
    pack = house.at("pack", "PACK-1", "USR-2")
    for part, scan in enumerate(("TOTE-1", "MUG", "3", "CUP", "GIFT", "BOX-S", "CMD-DONE", "{tracking_no}")):
        offer(pack, house, part)
        pack.scans(scan)
    ship = house.at("ship", "SHIP-1", "USR-2")
    for scan in ("{tracking_no}", "CMD-DONE"):
        offer(ship, house)
        ship.scans(scan)
    house.picked("1002", "TOTE-2", {"MUG": 1, "CUP": 1})
    house.change("1002", "cancel")
    back = house.at("putaway", "BACK-1", "USR-1")
    for scan in ("TOTE-2", "CUP", "A-3"):
        offer(back, house)
        back.scans(scan)
    assert house.status("1001") == "shipped"


def test_at_every_step_of_a_count(house: Warehouse) -> None:
    house.product("MILK", lot_tracked=True, expiry_tracked=True)
    count, boss = house.at("count", "COUNT-1"), house.at("count", "COUNT-3", "USR-S")
    offer(count, house, but=("QUARANTINE",))
    count.scans("A-1")
    offer(count, house)
    count.scans("MUG")
    offer(count, house, but=("99999",))
    count.scans("MILK", "L1")
    offer(count, house)  # asks for the expiry
    count.scans("2027-03-31", "CMD-DONE")
    house.at("count", "COUNT-2", "USR-2").scans("A-1", "MUG", "CMD-DONE")
    boss.scans("A-1")
    offer(boss, house, but=("QUARANTINE",))
    boss.scans("CMD-YES")
    assert house.on_hand("MUG", "A-1") == 1


def test_at_the_log_in(house: Warehouse) -> None:
    worker = house.at("pick", "PICK-1", None)
    offer(worker, house)
    worker.play("USR-1  ok  start")


@pytest.mark.parametrize("weight", [-1, 0, 1240, 10_000_000, 10**30])
def test_weights_where_nobody_weighs(house: Warehouse, weight: int) -> None:
    house.picked("1001", "TOTE-1", {"MUG": 1, "CUP": 1})
    pack = house.at("pack", "PACK-1")
    pack.scans("TOTE-1")
    reply = pack.station.handle(Input(str(new_key()), weight_g=weight))
    assert reply.result is not None
    assert reply.result.code in ("wrong_kind", "bad_value")
    assert reply.screen.step == "verify_item"


def test_names_that_are_markup_or_placeholders(house: Warehouse) -> None:
    for n, name in enumerate(("<b>x</b>", "{sku}", "%(a)s", "=cmd()", "\u202eabc", "'\"", "가" * 300)):
        sku = f"ODD{n}"
        house.product(sku)
        house.ids["product", sku] = house.ids["product", f"MAIN/{sku}"]
        house.set(Product, house.ids["product", sku], name=name)
        house.stock(f"C-{n}", sku, 3)
        house.order(f"1{n}", {sku: 1, "MUG": 1}, hours=1 + n)
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.scans("CART-1")
    while pick.screen.step != "start":
        target, step = pick.screen.target, pick.screen.step
        pick.scan("TEA")
        assert pick.reply.result is not None
        pick.reply.result.as_json("en")
        pick.screen.as_json("ko")
        key = {"scan_bin": "location", "scan_item": "sku", "scan_tote": "tote"}[step]
        pick.scans(str(target.get(key, "TOTE-1")))


def test_a_storm_of_scans_without_order(house: Warehouse) -> None:
    """Every known code and command at every station, in turns: nothing breaks, whatever they do."""
    for n in range(6):
        house.order(f"100{n}", {"MUG": 1 + n, "CUP": 1} if n % 2 else {"CUP": 1}, gift="x" if n == 3 else "")
    house.insert_rule("GIFT")
    house.allocate()
    known = [
        "CART-1", "CART-2", *(f"TOTE-{n}" for n in range(1, 6)), "A-1", "A-2", "A-3", "B-1", "MUG", "CUP", "TEA",
        "18801000000019", "1", "2", "6", "BOX-S", "BOX-L", "GIFT", *(f"100{n}" for n in range(6)), "HOUSE", "CMD-UNDO",
        "CMD-SKIP", "CMD-SHORT", "CMD-DAMAGED", "CMD-DONE", "CMD-HOLD", "CMD-BACK", "CMD-REPRINT", "CMD-COMBINE",
        "CMD-SPLIT", "CMD-QTY", "CMD-EMPTY", "CMD-PHOTO", "CMD-GRADE", "CMD-NOCODE", "CMD-YES", "CMD-NO", "CMD-HELP",
        "CHOICE-1", "CHOICE-2",
    ]  # fmt: skip
    workers = [house.at(w, f"{w}-1") for w in ("pick", "pack", "ship", "putaway", "count")]
    for turn in range(len(known) * 8):
        worker = workers[turn % len(workers)]
        text = known[(turn * 7 + turn // len(known)) % len(known)]
        worker.scan(text)
        assert worker.code != "not_saved", worker.said[-4:]
        if turn % 5 == 0 and "tracking_no" in worker.screen.target:
            worker.scan(str(worker.screen.target["tracking_no"]))
    prove(house.database)
