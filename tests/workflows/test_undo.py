"""CMD-UNDO takes back the last accepted scan of this station, on every screen."""

from __future__ import annotations

from sqlalchemy import select

from tests.workflows.books import prove
from tests.workflows.small import Warehouse
from tests.workflows.transcript import Worker
from warehouse_app.database.models import (
    Allocation,
    Balance,
    Batch,
    Location,
    Order,
    OrderLine,
    Parcel,
    ParcelLine,
    Station,
    table,
)

_FACTS = (Allocation, Balance, Batch, Location, Order, OrderLine, Parcel, ParcelLine)


def facts(house: Warehouse) -> dict[str, set[object]]:
    """Everything that undo must bring back: all work in hand, without empty balances and taken-back work."""
    found: dict[str, set[object]] = {}
    void: set[object] = set()
    for model in (*_FACTS, Station):
        rows = house.rows(select(table(model)))
        void |= {r.id for r in rows if model in (Batch, Parcel) and r.status == "void"}
        if model is Balance:
            found[model.__tablename__] = {tuple(r[:8]) for r in rows if r.on_hand}
        elif model is Station:
            found[model.__tablename__] = {(r.name, r.tote_id, r.hand) for r in rows}
        elif model is ParcelLine:
            found[model.__tablename__] = {str(r) for r in rows if r.parcel_id not in void}
        elif model is Allocation:  # the walk is only looked at inside a batch
            found[model.__tablename__] = {
                (r.id, r.quantity, r.picked, r.open, r.batch_id, *((r.walk, r.skip_no, r.slot) if r.batch_id else ()))
                for r in rows
            }
        else:
            found[model.__tablename__] = {
                str(r) for r in rows if r.id not in void and getattr(r, "kind", "") != "parcel"
            }
    return found


def back_and_forth(house: Warehouse, worker: Worker, *scans: str) -> None:
    """Every scan is made, taken back (everything is as before, so is the screen), and made again."""
    worker.scan("CMD-HELP")  # what the others did since shows now
    for scan in scans:
        text = worker._filled(scan)
        before, screen = facts(house), worker.screen
        worker.scans(text, "CMD-UNDO")
        after = facts(house)
        for name in before:
            assert after[name] == before[name], (text, name, after[name] ^ before[name])
        assert (worker.screen.step, worker.screen.lines) == (screen.step, screen.lines), text
        same = {k: v for k, v in worker.screen.target.items() if k not in ("tracking_no", "parcel")}
        assert same == {k: v for k, v in screen.target.items() if k not in ("tracking_no", "parcel")}, text
        prove(house.database)
        worker.scans(worker._filled(scan))  # a label bought again has another number


def test_every_step_of_a_cluster_pick(house: Warehouse) -> None:
    house.order("1001", {"MUG": 1, "TEA": 2})
    house.order("1002", {"MUG": 6, "CUP": 1})
    house.order("1003", {"MUG": 1, "CUP": 1})
    house.allocate()
    pick = house.at("pick", "PICK-1")
    back_and_forth(
        house, pick, "CART-1", "CMD-SKIP", "{location}", "{sku}", "TEA", "TOTE-1", "{location}", "CUP", "TOTE-2",
        "TOTE-3", "A-1", "MUG", "TOTE-1", "4", "TOTE-2", "2", "CMD-SPLIT", "TOTE-4", "TOTE-3",
    )  # fmt: skip
    assert pick.screen.step == "start"


def test_every_step_of_a_single_item_pick_and_its_packing(house: Warehouse) -> None:
    for no in ("1001", "1002"):
        house.order(no, {"CUP": 1})
    house.order("1003", {"TEA": 2})
    house.allocate()
    pick = house.at("pick", "PICK-1")
    back_and_forth(house, pick, "CART-1", "A-2", "TEA", "2", "TOTE-5", "A-3", "CUP", "2")
    pack = house.at("pack", "PACK-1", "USR-2")
    back_and_forth(
        house, pack, "TOTE-5", "CUP", "BOX-S", "{tracking_no}", "TEA", "CMD-HOLD", "1003", "TEA", "BOX-L", "BOX-S",
        "{tracking_no}", "CUP", "BOX-S", "{tracking_no}",
    )  # fmt: skip
    assert (house.use("TOTE-5"), pack.screen.step) == ("", "start")


def test_exceptions_of_picking(house: Warehouse) -> None:
    house.order("1001", {"MUG": 3, "TEA": 2, "CUP": 1}, parts=True)
    house.allocate()
    pick = house.at("pick", "PICK-1")
    back_and_forth(house, pick, "CART-1", "A-1", "MUG", "CMD-DAMAGED", "MUG", "TOTE-1", "CMD-SHORT", "CMD-EMPTY", "A-3",
                   "CUP", "TOTE-1", "B-1", "MUG", "2", "TOTE-1")  # fmt: skip
    assert (pick.screen.step, house.status("1001")) == ("start", "picked")


def test_packing_with_everything(house: Warehouse) -> None:
    house.insert_rule("GIFT", quantity=2)
    house.order("1001", {"MUG": 6, "CUP": 2}, gift="Congratulations")
    house.allocate()
    house.at("pick", "PICK-1").scans("1001", "A-1", "MUG", "6", "TOTE-1", "A-3", "CUP", "2", "TOTE-1")
    pack = house.at("pack", "PACK-1", "USR-2")
    back_and_forth(
        house, pack, "TOTE-1", "GIFT", "MUG", "BOX-S", "4", "CUP", "CMD-SPLIT", "GIFT", "CMD-DONE", "{tracking_no}",
        "CUP", "BOX-L", "MUG", "{parcel}",
    )  # fmt: skip
    assert (house.status("1001"), house.use("TOTE-1")) == ("packed", "")
    ship = house.at("ship", "SHIP-1", "USR-2")
    back_and_forth(house, ship, "{tracking_no}", "{tracking_no}")
    ship.play("""
        CMD-DONE  ok       start
        CMD-UNDO  blocked  start
    """)


def test_short_and_damaged_at_the_bench(house: Warehouse) -> None:
    house.order("1001", {"MUG": 2, "CUP": 2})
    house.allocate()
    house.at("pick", "PICK-1").scans("1001", "A-1", "MUG", "MUG", "TOTE-1", "A-3", "CUP", "CUP", "TOTE-1")
    pack = house.at("pack", "PACK-1", "USR-2")
    back_and_forth(house, pack, "TOTE-1", "MUG", "CMD-DAMAGED")
    assert (house.use("TOTE-1"), house.status("1001")) == ("hold", "allocated")
    pick = house.at("pick", "PICK-1")
    back_and_forth(house, pick, "CART-1", "{location}", "{sku}", "TOTE-1")
    back_and_forth(house, pack, "TOTE-1", "MUG", "CMD-SHORT")


def test_undo_after_undo_goes_further_back(house: Warehouse) -> None:
    house.order("1001", {"MUG": 1, "CUP": 1})
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.play("""
        CART-1    ok             scan_bin
        A-1       ok             scan_item
        TEA       wrong_item     scan_item  # a refusal is not taken back
        MUG       ok             scan_tote
        TOTE-1    ok             scan_bin   location=A-3
        CMD-UNDO  ok             scan_tote
        CMD-HELP  ok             scan_tote
        CMD-UNDO  ok             scan_item
        CMD-UNDO  ok             scan_bin   location=A-1
        CMD-UNDO  ok             start
        CMD-UNDO  nothing_to_do  start
        CART-1    ok             scan_bin
    """)
    assert (house.on_hand("MUG", "TOTE-1"), house.use("TOTE-1")) == (0, "")


def test_undo_never_crosses_a_log_in(house: Warehouse) -> None:
    house.order("1001", {"MUG": 1, "CUP": 1})
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.scans("CART-1", "A-1", "MUG", "CMD-LOGOUT", "USR-2")
    pick.play("""
        CMD-UNDO  nothing_to_do  start
        CART-1    ok             scan_tote
        CMD-UNDO  ok             start      # taking it up is this person's own doing
        CMD-UNDO  nothing_to_do  start
    """)


def test_undo_of_a_batch_start_frees_orders_for_colleagues(house: Warehouse) -> None:
    house.order("1001", {"MUG": 1, "CUP": 1})
    house.allocate()
    one, two = house.at("pick", "PICK-1"), house.at("pick", "PICK-2", "USR-2")
    one.scans("CART-1")
    two.play("CART-2  nothing_to_do  start")
    one.scans("CMD-UNDO")
    two.play("CART-2  ok  scan_bin")


def test_what_has_been_used_since_is_blocked(house: Warehouse) -> None:
    house.order("1001", {"CUP": 1, "TEA": 1})
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.scans("CART-1", "A-2", "TEA", "TOTE-1", "A-3", "CUP", "TOTE-1")
    pack = house.at("pack", "PACK-1", "USR-2")
    pack.scans("TOTE-1", "CUP", "TEA", "BOX-S")
    pick.play("CMD-UNDO  blocked  start")
    assert house.status("1001") == "packing"


def test_an_undone_label_is_void_and_its_number_burned(house: Warehouse) -> None:
    house.order("1001", {"CUP": 1, "TEA": 1})
    house.allocate()
    house.at("pick", "PICK-1").scans("CART-1", "A-2", "TEA", "TOTE-1", "A-3", "CUP", "TOTE-1")
    pack = house.at("pack", "PACK-1", "USR-2")
    pack.scans("TOTE-1", "CUP", "TEA", "BOX-S")
    first = pack.screen.target["tracking_no"]
    pack.scans("CMD-UNDO", "BOX-S")
    second = pack.screen.target["tracking_no"]
    assert first != second
    pack.play(f"""
        {first}        wrong_parcel  label_back
        {{tracking_no}}  ok            start
        {first}        wrong_parcel  start
    """)
