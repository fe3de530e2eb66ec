"""`check` finds what was tampered with: each rule is broken once, after a small shift whose books are right."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from tests.conftest import FreshUrl
from tests.workflows.small import furnish
from warehouse_app.check import RULES, check
from warehouse_app.database.engine import Database
from warehouse_app.database.models import Location, PickFace


@pytest.fixture(scope="module")
def worked_url(request: pytest.FixtureRequest, fresh_url: FreshUrl) -> Iterator[str]:
    """A database after a small shift: 1001 shipped, 1002 in an open parcel, 1003 in totes, 1004 promised,
    1005 in a closed parcel; R-1 half received; a bin counted, and one that waits for its second count; a pick face half
    filled; a mug and a cup of 1001 came back, the cup left in a lot, another mug is on the bench."""
    with fresh_url(request.param) as url:
        database = Database(url)
        house = furnish(database)
        house.order("1001", {"MUG": 2, "CUP": 1})
        house.allocate()
        pick = house.at("pick", "PICK-1")
        pick.scans("CART-1", "{location}", "{sku}", "2", "TOTE-1", "CMD-UNDO", "TOTE-1")
        pick.scans("{location}", "{sku}", "TOTE-1")
        pack = house.at("pack", "PACK-1")
        pack.scans("TOTE-1", "MUG", "MUG", "CUP", "{box}", "{tracking_no}")
        ship = house.at("ship", "SHIP-1")
        ship.scans("{tracking_no}", "CMD-DONE")
        house.order("1002", {"TEA": 1, "CUP": 1})
        house.order("1003", {"CUP": 3, "TEA": 2})
        house.allocate()
        pick.scans("CART-1")
        while pick.screen.step != "start":
            at = pick.screen
            wanted = {"location": "{location}", "item": "{sku}", "quantity": "{quantity}"}.get(at.expects[0])
            pick.scans(wanted or str(at.target.get("tote") or f"TOTE-{int(at.target['order'][-1]) + 1}"))
        pack.scans("TOTE-3", "TEA")
        pack.scan("NO-SUCH-CODE")
        house.order("1004", {"MUG": 1})
        house.stock("C-1", "MUG", 1, serial="S1")
        house.place("SHELF", "staging")
        house.allocate()
        house.asn("R-1", {"MUG": 3, "TEA": 2})
        house.product("WATCH", {"8801000000074": 1}, serial_tracked=True)
        house.product("POT", client="B")
        dock = house.at("receive", "DOCK-1", "USR-S")
        dock.scans("R-1", "MUG", "MUG", "CMD-DAMAGED", "CMD-HOLD", "TOTE-8")
        dock.scan("(01)08801000000074(21)W1")
        dock.scans("(01)08801000000074(21)W1", "TEA", "CMD-UNDO", "TEA")
        house.picked("1005", "TOTE-5", {"CUP": 1})
        house.at("pack", "PACK-2", "USR-2").scans("TOTE-5", "CUP", "{box}", "{tracking_no}")
        count = house.at("count", "COUNT-1")
        count.scans("A-3", "CUP", str(house.on_hand("CUP", "A-3") - 1), "CMD-DONE", "B-1", "MUG", "CMD-DONE")
        house.product("PEN")
        house.stock("R-1", "PEN", 20)
        house.set(Location, house.ids["location", "R-1"], is_reserve=True)
        house.add(PickFace, location_id=house.place("A-9"), product_id=house.ids["product", "MAIN/PEN"], minimum=2,
                  maximum=5)  # fmt: skip
        house.at("replenish", "REP-1").scans("R-1", "PEN", "1", "A-9", "CMD-BACK")
        house.at("arrive", "DOCK-2", "USR-S").scans("CMD-QTY", "2", "1001")
        bench = house.at("inspect", "BENCH-1", "USR-S")
        bench.scans("1001", "MUG", "CHOICE-1", "TOTE-6", "CUP", "CHOICE-2", "CHOICE-4")
        bench.scan("CMD-PHOTO")
        bench.scans("CMD-PHOTO", "DISPOSAL", "CMD-DONE", "1001", "MUG")
        lots = house.at("clear", "BENCH-2", "USR-S")
        lots.scans("{serial}", "CMD-DONE", "CMD-SKIP")
        house.product("SET")
        house.kit("SET", {"MUG": 1, "CUP": 2})
        house.order("1006", {"SET": 1})
        house.allocate()
        house.at("kit", "KIT-1", "USR-S").scans("SET", "TOTE-7", "MUG", "CUP", "CUP", "CUP")
        house.close()
        assert check(database) == []
        database.close()
        yield url


@pytest.fixture
def worked(worked_url: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A copy of that database, to be tampered with."""
    with _copied(worked_url, request, tmp_path) as url:
        database = Database(url)
        yield database
        database.close()


@contextmanager
def _copied(url: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    if url.startswith("sqlite"):
        source = Path(str(make_url(url).database))
        for path in (source, source.with_name("audit.key")):
            shutil.copy(path, folder)
        yield f"sqlite:///{folder / source.name}"
    else:
        server = request.getfixturevalue("postgresql")
        name = f"tampered_{uuid.uuid4().hex[:12]}"
        yield server.create(name, str(make_url(url).database))
        server.drop(name)


A_CUP = "product_id = (SELECT id FROM product WHERE sku = 'CUP')"
A_MUG = "product_id = (SELECT id FROM product WHERE sku = 'MUG')"
PLACE = "(SELECT id FROM location WHERE code = '{}')"
ORDER = "(SELECT id FROM sales_order WHERE order_no = '{}')"
TWICE = f"INSERT INTO code (text, kind, ref_id) SELECT text, kind, {PLACE.format('A-1')}"

RECALL = """INSERT INTO recall (id, product_id, lot, reason, status, at)
  SELECT product_id, product_id, '', '', 'active', (SELECT MIN(at) FROM move)"""

TAMPERED = [
    ("balance_is_moves", f"UPDATE balance SET on_hand = on_hand + 1 WHERE {A_MUG} AND serial = ''"),
    ("balance_is_moves", "UPDATE move SET quantity = quantity + 1 WHERE kind = 'pick'"),
    ("nothing_booked_outside", f"UPDATE balance SET location_id = {PLACE.format('CUSTOMER')} WHERE serial = 'S1'"),
    ("promised_is_allocations", "UPDATE balance SET allocated = allocated + 1 WHERE on_hand > allocated"),
    ("promised_is_allocations", "DELETE FROM allocation WHERE open"),
    ("promised_from_bins", f"UPDATE location SET kind = 'quarantine' WHERE id = {PLACE.format('A-1')}"),
    ("allocation_of_its_line", f"UPDATE allocation SET order_id = {ORDER.format('1001')} WHERE open"),
    ("move_has_cause", "UPDATE move SET action_id = NULL WHERE journal_id IS NULL"),
    ("move_has_cause", "UPDATE move SET journal_id = id WHERE journal_id IS NOT NULL"),
    ("reversal_is_exact", "UPDATE move SET quantity = quantity + 1 WHERE reverses IS NOT NULL"),
    ("serial_in_one_place", f"UPDATE balance SET serial = 'S1' WHERE {A_MUG}"),
    ("picked_is_in_totes", "UPDATE location SET kind = 'staging' WHERE kind = 'tote'"),
    ("free_tote_is_empty", "UPDATE location SET use = '' WHERE kind = 'tote'"),
    ("cart_of_open_batch", "UPDATE location SET batch_id = id WHERE kind = 'cart'"),
    ("kit_sets", "UPDATE kit_job SET sets = sets + 1"),
    ("kit_has_ended", "UPDATE kit_job SET status = 'done'"),
    ("kit_parts_ordered", "UPDATE order_line SET ordered = ordered + 1 WHERE kind = 'kit'"),
    ("line_quantities", "UPDATE order_line SET cancelled = 1 WHERE shipped = 1"),
    ("line_promised", "UPDATE order_line SET allocated = allocated + 1"),
    ("line_packed", "UPDATE order_line SET shipped = shipped - 1 WHERE shipped > 0"),
    ("line_packed", "UPDATE parcel SET status = 'void', tracking_no = NULL"),
    ("order_totals", "UPDATE sales_order SET units = units + 1"),
    ("cancelled_holds_nothing", "UPDATE sales_order SET status = 'cancelled'"),
    ("new_has_nothing", "UPDATE sales_order SET status = 'new'"),
    ("allocated_has_work", "UPDATE sales_order SET status = 'allocated'"),
    ("picked_has_no_work", "UPDATE sales_order SET status = 'picked'"),
    ("shipped_is_complete", "UPDATE sales_order SET status = 'shipped'"),
    ("part_shipped_lacks_some", "UPDATE sales_order SET status = 'part_shipped'"),
    ("shipped_content", "UPDATE parcel SET box_id = NULL WHERE status = 'shipped'"),
    ("shipped_content", f"UPDATE move SET to_id = {PLACE.format('SCRAP')} WHERE kind = 'ship'"),
    ("parcel_content", "UPDATE parcel_line SET verified = verified + 1 WHERE verified < quantity"),
    ("parcel_totals", "UPDATE parcel SET units = units + 1"),
    ("packed_is_verified", "UPDATE parcel_line SET verified = 0"),
    ("number_of_its_parcel", "UPDATE parcel SET tracking_no = 'X' WHERE status = 'shipped'"),
    ("closed_has_number", "UPDATE parcel SET tracking_no = NULL"),
    ("one_number_one_parcel", f"{TWICE} FROM code WHERE kind = 'parcel'"),
    ("shipped_on_manifest", "UPDATE manifest SET status = 'open'"),
    ("manifest_count", "UPDATE manifest SET parcels = parcels + 1"),
    ("combined", "UPDATE parcel SET joined = 1 WHERE status = 'shipped'"),
    ("weight_agrees", "UPDATE parcel SET weight_g = 900, expected_g = 500, tolerance_g = 10 WHERE status = 'shipped'"),
    ("void_is_empty", "UPDATE parcel SET status = 'void'"),
    ("received_is_moves", "UPDATE asn_line SET received = received + 1"),
    ("received_is_moves", "UPDATE move SET reverses = NULL WHERE reverses IS NOT NULL AND kind = 'undo'"),
    ("damaged_is_moves", "UPDATE asn_line SET damaged = 0 WHERE damaged > 0"),
    ("received_for_a_receipt", "UPDATE move SET ref_id = id WHERE kind = 'receive'"),
    ("receipt_of_its_client", "UPDATE asn SET client_id = (SELECT id FROM client WHERE code = 'B')"),
    ("receipt_closed_once", "UPDATE asn SET status = 'closed'"),
    ("receipt_can_be_scanned", "DELETE FROM code WHERE kind = 'asn'"),
    ("serial_received_once", "UPDATE move SET quantity = 2 WHERE kind = 'receive' AND serial <> ''"),
    ("problem_tote_has_problem", "UPDATE problem SET status = 'solved'"),
    ("returned_at_most_shipped", "UPDATE order_line SET returned = shipped + 1 WHERE shipped > 0"),
    ("returned_is_units", "UPDATE order_line SET returned = 0 WHERE returned > 0"),
    ("return_line_is_units", "UPDATE return_line SET received = received + 1"),
    ("placed_is_moved", "UPDATE return_unit SET quantity = 2 WHERE status = 'placed'"),
    ("placed_is_moved", "UPDATE move SET ref_id = product_id WHERE kind = 'return'"),
    ("placed_is_graded", "UPDATE return_unit SET grade = '' WHERE placed_at IS NOT NULL"),
    ("unit_status", "UPDATE return_unit SET status = 'placed' WHERE status = 'open'"),
    ("one_unit_on_the_bench", "UPDATE return_unit SET status = 'open', placed_at = NULL"),
    ("finished_has_nothing_open", "UPDATE return_case SET outcome = '' WHERE status = 'done'"),
    ("arrived_has_clock", "UPDATE return_case SET due_at = NULL WHERE status = 'arrived'"),
    ("return_can_be_scanned", "DELETE FROM code WHERE kind = 'rma'"),
    ("handover_is_cases", "UPDATE handover SET scanned = scanned + 1"),
    ("graded_is_not_new", "UPDATE return_unit SET disposition = 'donate' WHERE disposition = 'restock_new'"),
    ("lot_is_units", "UPDATE clearance SET units = units + 1"),
    ("count_adjusts", "UPDATE count_line SET counted = counted + 1"),
    ("count_adjusts", "UPDATE move SET kind = 'move' WHERE kind = 'count'"),
    ("count_has_its_people", "UPDATE count_task SET first_user_id = NULL"),
    ("count_has_ended", "UPDATE count_task SET closed_at = NULL"),
    ("face_is_sane", "UPDATE pick_face SET maximum = minimum - 1"),
    ("replenish_between_bins", "UPDATE replenish_task SET demand = quantity + 1"),
    ("replenish_between_bins", "UPDATE replenish_task SET to_id = from_id WHERE status = 'open'"),
    ("replenish_once", "UPDATE replenish_task SET status = 'open'"),
    ("replenish_has_ended", "UPDATE replenish_task SET station_id = (SELECT id FROM station LIMIT 1)"),
    ("recalled_not_promised", f"{RECALL} FROM order_line WHERE allocated > picked GROUP BY product_id"),
    ("recalled_may_not_ship", f"{RECALL} FROM balance WHERE {A_CUP} LIMIT 1"),
    ("undo_of_own_station", "UPDATE journal SET undoes = id WHERE undoes IS NOT NULL"),
    ("chain", "UPDATE journal SET raw = 'MUG' WHERE raw = 'CUP'"),
    ("chain", "DELETE FROM journal WHERE raw = 'NO-SUCH-CODE'"),
    ("chain", "UPDATE station SET hash = 'x'"),
    ("facts_once", "UPDATE move SET journal_id = (SELECT id FROM journal WHERE NOT ok LIMIT 1) WHERE kind = 'pick'"),
    ("facts_once", "DELETE FROM move WHERE kind = 'box'"),
    ("refused_changes_nothing", "UPDATE journal SET ok = (1 = 0)"),
    ("facts_kept", "DELETE FROM print_job"),
]  # fmt: skip
KEPT_BY_THE_DATABASE = {"nothing_negative", "move_goes_somewhere"}  # no statement can break these


# Every rule on SQLite; on PostgreSQL they are the same statements, so some will do.
CASES = [("sqlite", *case) for case in TAMPERED] + [("postgresql", *case) for case in TAMPERED[::5]]


@pytest.mark.parametrize(
    ("worked_url", "rule", "statement"),
    [
        # The rules' own SQL runs on PostgreSQL at the end of most tests; that it finds, only in the slow suite.
        pytest.param(*case, id=f"{case[0]}-{n}-{case[1]}", marks=[pytest.mark.slow] if case[0] == "postgresql" else [])
        for n, case in enumerate(CASES)
    ],
    indirect=["worked_url"],
)
def test_what_was_tampered_with_is_found(worked: Database, rule: str, statement: str) -> None:
    with worked.write() as connection:
        assert connection.execute(text(statement)).rowcount
    found = {problem.rule: problem for problem in check(worked)}
    assert rule in found
    assert found[rule].examples[0]


def test_every_rule_is_tested() -> None:
    names = [rule.name for rule in RULES]
    assert len(names) == len(set(names))
    assert set(names) - {rule for rule, _ in TAMPERED} == KEPT_BY_THE_DATABASE
