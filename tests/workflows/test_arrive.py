"""Arrive: return parcels at the dock, as transcripts."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select

from tests.workflows.shipped import announce, case, cases, ship, sscc
from tests.workflows.small import Warehouse
from tests.workflows.statements import counting
from warehouse_app.database.models import Handover, Move, ReturnUnit, table


def test_parcels_are_known_by_any_code(house: Warehouse) -> None:
    ship(house, "1001", {"MUG": 1, "CUP": 1})
    ship(house, "1002", {"TEA": 1})
    announce(house, "RMA-7", "1001", {"MUG": 1})
    announce(house, "RMA-8", "1002", {"TEA": 1})
    house.code("6800123", "rma", house.ids["rma", "RMA-8"])  # its return tracking number
    dock = house.at("arrive", "DOCK-1", "USR-I")
    dock.play("""
        RMA-7      ok            start   rma=RMA-8
        RMA-7      already_done  start   rma=RMA-8
        6800123    ok            start   rma=
        1002       already_done  start
        CMD-UNDO   ok            start   rma=RMA-8
        6800123    ok            start
        RMA-99     confirm       start
        CMD-DONE   wrong_kind    start
    """)
    assert [(c[0], c[1]) for c in cases(house, "no", "status")] == [("RMA-7", "arrived"), ("RMA-8", "arrived")]


def test_the_clock_starts_at_the_dock(house: Warehouse) -> None:
    ship(house, "1001", {"MUG": 1, "CUP": 1})
    announce(house, "RMA-7", "1001", {"MUG": 1})
    friday = datetime(2026, 3, 6, 8, 30, tzinfo=UTC)  # 17:30 in Seoul
    house.database.clock = lambda: friday
    house.at("arrive", "DOCK-1", "USR-I").scans("RMA-7")
    found = case(house, "RMA-7")
    assert (found.arrived_at, found.due_at) == (friday, datetime(2026, 3, 9, 9, 0, tzinfo=UTC))


def test_an_order_that_nobody_announced(house: Warehouse) -> None:
    ship(house, "1001", {"MUG": 2})
    house.order("1002", {"TEA": 1})
    dock = house.at("arrive", "DOCK-1", "USR-I")
    dock.play("""
        1002   blocked       start
        1001   ok            start
        1001   already_done  start
    """)
    assert cases(house, "kind", "status") == [("blind", "arrived")]


def test_what_a_bench_has_in_hands_stays_arrived(house: Warehouse) -> None:
    ship(house, "1001", {"MUG": 2})
    dock, bench = house.at("arrive", "DOCK-1", "USR-I"), house.at("inspect", "BENCH-1", "USR-S")
    dock.scans("1001")
    bench.play("""
        1001       ok            scan_item
        CUP        confirm       scan_item
        CUP        ok            photo
    """)
    dock.play("CMD-UNDO  blocked  start")
    bench.play("""
        CMD-UNDO   ok            scan_item
        CMD-UNDO   ok            start
    """)
    dock.play("CMD-UNDO  ok  start")
    assert cases(house, "kind") == []


def test_undelivered_and_sealed_is_two_scans(house: Warehouse) -> None:
    number = ship(house, "1001", {"MUG": 5, "CUP": 2})
    dock = house.at("arrive", "DOCK-1", "USR-I")
    dock.play(f"""
        {number}   ok            scan_tote  tote=TOTE-1
        MUG        wrong_kind    scan_tote
        CMD-BACK   ok            start
        {number}   ok            scan_tote
        TOTE-1     ok            start
        {number}   already_done  start
    """)
    assert (house.on_hand("MUG", "TOTE-1"), house.on_hand("CUP", "TOTE-1")) == (5, 2)
    assert cases(house, "kind", "status", "outcome") == [("rto", "done", "none")]
    assert house.use("TOTE-1") == "received"  # and goes back to the bins
    put = house.at("putaway", "PUT-1")
    put.scans("TOTE-1", "{sku}", "{location}")
    dock.play("CMD-UNDO  blocked  start")  # some of it lies in a bin by now


def test_an_undone_return_to_origin(house: Warehouse) -> None:
    number = ship(house, "1001", {"MUG": 5, "CUP": 2})
    dock = house.at("arrive", "DOCK-1", "USR-I")
    dock.play(f"""
        {number}   ok   scan_tote
        TOTE-1     ok   start
        CMD-UNDO   ok   scan_tote
        CMD-UNDO   ok   start
    """)
    assert house.on_hand("MUG", "TOTE-1") == 0 and house.use("TOTE-1") == "" and house.count(ReturnUnit) == 0


def test_our_own_label_on_an_opened_parcel(house: Warehouse) -> None:
    ship(house, "1001", {"MUG": 5})
    dock = house.at("arrive", "DOCK-1", "USR-I")
    dock.play(f"""
        {sscc(house, "1001")}  ok            scan_tote
        CMD-NO                 ok            start
        {sscc(house, "1001")}  already_done  start
    """)
    assert cases(house, "kind", "status") == [("blind", "arrived")]


def test_a_tote_in_use_is_refused(house: Warehouse) -> None:
    number = ship(house, "1001", {"MUG": 5})
    house.picked("1002", "TOTE-1", {"CUP": 1})
    house.at("arrive", "DOCK-1", "USR-I").play(f"""
        {number}   ok           scan_tote  tote=TOTE-2
        TOTE-1     wrong_tote   scan_tote
        TOTE-2     ok           start
    """)


def test_several_sealed_parcels_in_one_tote(house: Warehouse) -> None:
    first, second = ship(house, "1001", {"MUG": 5}), ship(house, "1002", {"CUP": 2})
    house.at("arrive", "DOCK-1", "USR-I").play(f"""
        {first}    ok   scan_tote  tote=TOTE-1
        TOTE-1     ok   start
        {second}   ok   scan_tote
        TOTE-1     ok   start
    """)
    assert (house.on_hand("MUG", "TOTE-1"), house.on_hand("CUP", "TOTE-1")) == (5, 2)


def test_what_must_be_kept_cold_is_inspected(house: Warehouse) -> None:
    house.product("ICE", temperature="frozen")
    house.stock("A-4", "ICE", 5)
    number = ship(house, "1001", {"ICE": 1})
    house.at("arrive", "DOCK-1", "USR-I").play(f"""
        {number}   ok        scan_tote
        TOTE-1     blocked   scan_tote
        CMD-NO     ok        start
    """)


def test_nobody_knows_the_parcel(house: Warehouse) -> None:
    house.at("arrive", "DOCK-1", "USR-I").play("""
        9988776655   confirm       start
        MUG          confirm       start   # any other scan cancels the question
        9988776655   confirm       start
        9988776655   ok            photo
        CMD-DONE     ok            start
        9988776655   already_done  start
    """)
    ((kind, status, owner, number),) = cases(house, "kind", "status", "owner_id", "tracking_no")
    assert (kind, status, number) == ("unknown", "arrived", "9988776655") and owner is not None


def test_a_hand_over_is_counted_first(house: Warehouse) -> None:
    for n in (1, 2):
        ship(house, f"100{n}", {"MUG": 1, "CUP": 1})
        announce(house, f"RMA-{n}", f"100{n}", {"MUG": 1})
    dock = house.at("arrive", "DOCK-1", "USR-I")
    began = house.now()
    house.database.clock = lambda: began
    dock.play("""
        CMD-QTY   ok            enter_quantity
        CMD-BACK  ok            start
        CMD-QTY   ok            enter_quantity
        0         bad_quantity  enter_quantity
        3         ok            scan_parcel
        RMA-1     ok            scan_parcel
    """)
    house.pass_time(hours=30)
    dock.play("""
        RMA-2     ok            scan_parcel
        RMA-2     already_done  scan_parcel
    """)
    assert (dock.screen.done, dock.screen.total) == (2, 3)
    dock.play("""
        CMD-DONE  confirm       scan_parcel
        CMD-DONE  ok            start
    """)
    assert case(house, "RMA-2").arrived_at == began  # the clock of all started when they were counted
    handover = house.rows(select(table(Handover)))[0]
    assert (handover.parcels, handover.scanned, handover.status) == (3, 2, "closed")


def test_statements(house: Warehouse) -> None:
    ship(house, "1001", {"MUG": 1, "CUP": 1})
    announce(house, "RMA-7", "1001", {"MUG": 1})
    number = ship(house, "1002", {"MUG": 5, "CUP": 2, "TEA": 1})
    dock = house.at("arrive", "DOCK-1", "USR-I")
    counts = []
    for scan in ("RMA-7", number, "TOTE-1"):
        with counting(house.database) as count:
            dock.scans(scan)
        counts.append(count.number)
    assert max(counts[:2]) <= 14 and counts[2] <= 40, counts
    assert house.count(Move, kind="return") == 3
