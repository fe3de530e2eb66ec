"""Ship: parcels onto a carrier's manifest, as transcripts."""

from __future__ import annotations

from sqlalchemy import select

from tests.workflows.small import Warehouse
from warehouse_app.database.models import Manifest, Outbox, PrintJob, table


def packed(house: Warehouse, *numbers: str, tote: str = "TOTE-1", carrier: str = "HOUSE") -> list[str]:
    """Orders packed for a carrier; returns their tracking numbers."""
    pack = house.at("pack", "PACK-9", "USR-3")
    found = []
    for no in numbers:
        house.picked(no, tote, {"MUG": 1, "CUP": 1}, carrier=carrier)
        pack.scans(tote, "MUG", "CUP", "BOX-S")
        found.append(str(pack.screen.target["tracking_no"]))
        pack.scans("{tracking_no}")
    return found


def test_all_parcels_of_a_carrier(house: Warehouse) -> None:
    first, second = packed(house, "1001", "1002")
    ship = house.at("ship", "SHIP-1")
    ship.ask("start", tracking_no=first, carrier="HOUSE", order="1001")
    ship.play(f"""
        {first}   ok             scan_parcel     tracking_no={second}
        {first}   already_done   scan_parcel
        MUG       wrong_kind     scan_parcel
        {{parcel}}  ok           close_manifest  # the SSCC is as good
    """)
    assert (ship.screen.expects[0], ship.screen.commands[0]) == ("command", "CMD-DONE")
    ship.play(f"""
        CMD-DONE  ok             start
        {first}   already_done   start
        CMD-DONE  wrong_kind     start
    """)
    assert [house.status(n) for n in ("1001", "1002")] == ["shipped", "shipped"]
    assert (house.sold("MUG"), house.sold("CUP"), house.sold("BOX-S")) == (2, 2, 2)
    assert house.count(PrintJob, kind="manifest") == 1 and house.count(Outbox, kind="order_shipped") == 2


def test_another_carriers_parcel(house: Warehouse) -> None:
    (first,) = packed(house, "1001")
    (other,) = packed(house, "1002", carrier="CJ")
    ship = house.at("ship", "SHIP-1")
    ship.play(f"""
        {first}   ok            close_manifest  carrier=HOUSE
        {other}   wrong_parcel  close_manifest
        CMD-DONE  ok            start           carrier=CJ
        {other}   ok            close_manifest  carrier=CJ
    """)


def test_a_parcel_whose_label_was_not_scanned_back(house: Warehouse) -> None:
    house.picked("1001", "TOTE-1", {"MUG": 1, "CUP": 1})
    pack = house.at("pack", "PACK-1")
    pack.scans("TOTE-1", "MUG", "CUP", "BOX-S")
    number = pack.screen.target["tracking_no"]
    ship = house.at("ship", "SHIP-1")
    ship.play(f"{number}   blocked  start")


def test_an_old_and_a_void_label(house: Warehouse) -> None:
    house.picked("1001", "TOTE-1", {"MUG": 1, "CUP": 1})
    pack = house.at("pack", "PACK-1")
    pack.scans("TOTE-1", "MUG", "CUP", "BOX-S")
    old = pack.screen.target["tracking_no"]
    pack.scans("CMD-UNDO", "BOX-S", "{tracking_no}")
    ship = house.at("ship", "SHIP-1")
    ship.play(f"{old}   wrong_parcel  start")
    number = pack.seen["tracking_no"]
    pack.scan(number)
    pack.scans(number, "TOTE-2")
    ship.play(f"""
        {number}    wrong_parcel  start
        nonsense    unknown_code  start
    """)


def test_closing_early_is_confirmed(house: Warehouse) -> None:
    first, second = packed(house, "1001", "1002")
    ship = house.at("ship", "SHIP-1")
    ship.play(f"""
        {first}    ok            scan_parcel
        CMD-DONE   confirm       scan_parcel
        {first}    already_done  scan_parcel
        CMD-DONE   confirm       scan_parcel
        CMD-DONE   ok            start        tracking_no={second}
    """)
    assert [house.status(n) for n in ("1001", "1002")] == ["shipped", "packed"]


def test_a_manifest_left_open_is_taken_up(house: Warehouse) -> None:
    first, second = packed(house, "1001", "1002")
    one, two = house.at("ship", "SHIP-1", "USR-1"), house.at("ship", "SHIP-2", "USR-2")
    one.scans(first)
    no = one.screen.target["manifest"]
    two.play(f"""
        {first}  claimed  start
        {no}     claimed  start
    """)
    one.scans("CMD-LOGOUT")
    two.play(f"""
        {second}  ok  close_manifest  manifest={no}
        CMD-UNDO  ok  start
        {no}      ok  scan_parcel     manifest={no}
        {second}  ok  close_manifest
        CMD-DONE  ok  start
        {no}      already_done  start
    """)
    assert house.count(Manifest, status="closed") == 1


def test_a_parked_manifest_is_the_work_when_no_parcel_waits(house: Warehouse) -> None:
    (first,) = packed(house, "1001")
    one, two = house.at("ship", "SHIP-1", "USR-1"), house.at("ship", "SHIP-2", "USR-2")
    one.scans(first)
    one.scans("CMD-LOGOUT")
    two.play("CMD-HELP  ok  start  carrier=HOUSE")
    assert two.screen.expects[0] == "manifest"
    two.play("""
        HOUSE     ok             close_manifest
        CMD-DONE  ok             start
        HOUSE     nothing_to_do  start
    """)


def test_two_benches_load_one_carrier_on_two_manifests(house: Warehouse) -> None:
    first, second = packed(house, "1001", "1002")
    one, two = house.at("ship", "SHIP-1", "USR-1"), house.at("ship", "SHIP-2", "USR-2")
    one.scans(first)
    two.scans(second)
    one.play(f"""
        {second}  claimed  close_manifest
        CMD-DONE  ok       start
    """)
    two.play("CMD-DONE  ok  start")
    assert len(house.rows(select(table(Manifest)))) == 2


def test_an_order_in_two_parcels_is_shipped_when_both_have_left(house: Warehouse) -> None:
    house.picked("1001", "TOTE-1", {"MUG": 2, "CUP": 1})
    pack = house.at("pack", "PACK-1")
    pack.scans("TOTE-1", "MUG", "CMD-SPLIT", "BOX-S", "{tracking_no}")
    first = pack.seen["tracking_no"]
    ship = house.at("ship", "SHIP-1", "USR-2")
    ship.scans(first, "CMD-DONE")
    assert house.status("1001") in ("packing", "picked", "part_shipped")
    pack.scans("MUG", "CUP", "BOX-S", "{tracking_no}")
    ship.scans(pack.seen["tracking_no"], "CMD-DONE")
    assert house.status("1001") == "shipped"


def test_a_parcel_on_the_manifest_that_is_unpacked_leaves_it(house: Warehouse) -> None:
    first, second = packed(house, "1001", "1002")
    ship = house.at("ship", "SHIP-1")
    ship.scans(first, second)
    pack = house.at("pack", "PACK-1", "USR-2")
    pack.scan(first)
    pack.scans(first, "TOTE-4")
    ship.play("CMD-DONE  ok  start")
    assert [house.status(n) for n in ("1001", "1002")] == ["picked", "shipped"]
    assert house.sold("MUG") == 1
