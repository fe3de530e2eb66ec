"""Whose job it is: claims, breaks and shift changes, silent stations, restarts, roles."""

from __future__ import annotations

import pytest

from tests.workflows.small import Warehouse
from warehouse_app.database.types import new_key
from warehouse_app.login import LoginRefused


def two_cluster_orders(house: Warehouse) -> None:
    house.order("1001", {"MUG": 1, "CUP": 1})
    house.order("1002", {"MUG": 1, "CUP": 1})
    house.allocate()


def test_a_batch_belongs_to_its_station(house: Warehouse) -> None:
    two_cluster_orders(house)
    one, two = house.at("pick", "PICK-1", "USR-1"), house.at("pick", "PICK-2", "USR-2")
    one.scans("CART-1", "A-1", "MUG", "TOTE-1")
    two.play("""
        CART-1    claimed        start
        TOTE-1    claimed        start
        1001      claimed        start
        CART-2    nothing_to_do  start
    """)
    assert "Usr-1" in two.said[-8] + two.said[-6] and "PICK-1" in two.said[-8]


def test_a_break_parks_the_job_and_any_badge_takes_it_up_at_the_same_step(house: Warehouse) -> None:
    two_cluster_orders(house)
    one, two = house.at("pick", "PICK-1", "USR-1"), house.at("pick", "PICK-2", "USR-2")
    one.scans("CART-1", "A-1", "MUG", "TOTE-1")
    one.play("""
        CMD-LOGOUT  ok          login
        MUG         wrong_kind  login
    """)
    two.play("""
        CMD-HELP   ok  start      cart=CART-1 order
        CART-1     ok  scan_tote  order=1002
        TOTE-2     ok  scan_bin   location=A-3
    """)
    one.play("""
        USR-3     ok       start
        CART-1    claimed  start
    """)


@pytest.mark.parametrize("taken_up_by", ["CART-1", "TOTE-1", "1001", "1002"])
def test_what_takes_a_parked_batch_up(house: Warehouse, taken_up_by: str) -> None:
    two_cluster_orders(house)
    one = house.at("pick", "PICK-1")
    one.scans("CART-1", "A-1", "MUG", "TOTE-1", "CMD-LOGOUT", "USR-2", taken_up_by)
    one.ask("scan_tote", order="1002")


def test_a_parked_batch_without_cart_and_totes_is_taken_up_by_done(house: Warehouse) -> None:
    two_cluster_orders(house)
    one = house.at("pick", "PICK-1")
    one.scans("CMD-DONE", "A-1", "CMD-LOGOUT", "USR-2")
    assert one.screen.expects[0] == "command" and one.screen.commands[0] == "CMD-DONE"
    one.scans("CMD-DONE")
    one.ask("scan_item", sku="MUG")


def test_a_station_silent_for_ten_minutes_loses_its_jobs(house: Warehouse) -> None:
    two_cluster_orders(house)
    one, two = house.at("pick", "PICK-1", "USR-1"), house.at("pick", "PICK-2", "USR-2")
    one.scans("CART-1", "A-1", "MUG")
    house.pass_time(minutes=9)
    two.play("CART-1    claimed  start")
    house.pass_time(minutes=2)
    two.play("CART-1    ok  scan_tote  order=1001")
    one.play("""
        TOTE-1    nothing_to_do  start
        CART-1    claimed        start
    """)
    two.play("TOTE-1    ok  scan_tote  order=1002")


def test_an_order_at_a_silent_bench_is_taken_over(house: Warehouse) -> None:
    two_cluster_orders(house)
    pick = house.at("pick", "PICK-1")
    pick.scans("CART-1", "A-1", "MUG", "TOTE-1", "TOTE-2", "A-3", "CUP", "TOTE-1", "TOTE-2")
    one, two = house.at("pack", "PACK-1", "USR-1"), house.at("pack", "PACK-2", "USR-2")
    one.scans("TOTE-1", "MUG")
    two.play("""
        TOTE-1    claimed  start
        1001      claimed  start
    """)
    house.pass_time(minutes=11)
    two.play("""
        TOTE-1    ok  verify_item  sku=CUP
        CUP       ok  scan_box
        BOX-S     ok  label_back
        {parcel}  ok  start
    """)
    one.play("""
        TOTE-1    wrong_tote  start
        TOTE-2    ok          verify_item
    """)


def test_a_station_started_again_stands_at_the_same_stop(house: Warehouse) -> None:
    two_cluster_orders(house)
    one = house.at("pick", "PICK-1")
    for scan in ("CART-1", "A-1", "MUG", "TOTE-1", "TOTE-2", "A-3"):
        one.scans(scan)
        again = house.at("pick", "PICK-1")  # logged in already: the same badge again is no new log-in
        assert again.screen == one.screen
    house.at("pick", "PICK-1", None).ask("scan_item", sku="CUP")


def test_another_badge_at_the_same_station_goes_on_with_its_job(house: Warehouse) -> None:
    two_cluster_orders(house)
    house.at("pick", "PICK-1", "USR-1").scans("CART-1", "A-1")
    house.at("pick", "PICK-1", "USR-2").ask("scan_item", sku="MUG")


def test_roles(house: Warehouse) -> None:
    two_cluster_orders(house)
    one = house.at("pick", "PICK-1", "USR-I")
    one.play("""
        CART-1     not_allowed  login
        CMD-HELP   ok           login
        USR-9      not_allowed  login
        USR-I      ok           login
        USR-S      ok           start
        CART-1     ok           scan_bin
    """)
    with pytest.raises(LoginRefused):
        house.at("pick", "PICK-2", "USR-9")


def test_an_input_sent_again_changes_nothing_and_says_the_same(house: Warehouse) -> None:
    two_cluster_orders(house)
    one = house.at("pick", "PICK-1")
    one.scans("CART-1", "A-1", "MUG")
    key = str(new_key())
    first = one.scan("TOTE-1", key)
    again = one.scan("TOTE-1", key)
    assert first.result and again.result
    assert again.result.replayed and (again.result.code, again.result.say) == ("ok", first.result.say)
    assert again.screen == first.screen
    one.play("TOTE-2    ok  scan_bin  location=A-3")
    late = one.scan("TOTE-1", key)  # long after: still the first answer, with the screen of now
    assert late.result and late.result.replayed and late.screen.target["location"] == "A-3"
    assert one.scan("TOTE-2", key).result.code == "id_reused"  # type: ignore[union-attr]
    assert house.on_hand("MUG", "TOTE-1") == 1


def test_a_refusal_is_replayed_too(house: Warehouse) -> None:
    two_cluster_orders(house)
    one = house.at("pick", "PICK-1")
    one.scans("CART-1")
    key = str(new_key())
    one.scan("A-3", key)
    assert one.code == "wrong_bin"
    one.scans("A-1")
    again = one.scan("A-3", key)
    assert again.result and again.result.replayed and again.result.code == "wrong_bin"


def test_an_input_of_another_station_is_not_taken_for_this_one(house: Warehouse) -> None:
    two_cluster_orders(house)
    one, two = house.at("pick", "PICK-1", "USR-1"), house.at("pick", "PICK-2", "USR-2")
    key = str(new_key())
    one.scan("CART-1", key)
    two.scan("CART-2", key)
    assert two.code == "id_reused"
