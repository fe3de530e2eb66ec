"""The robot against a tiny station in memory: it answers the screen, goes round refusals, and never runs forever."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.floor.console import InProcess, Json
from tests.floor.files import Files, read_day
from tests.floor.floor import Floor
from tests.floor.robot import Robot, Stuck
from tests.floor.scripted import ScriptedStation


@pytest.fixture
def day(tmp_path: Path) -> Files:
    (tmp_path / "products.csv").write_text(
        "client,sku,name,barcode,kind\nA,MUG-01,머그,8801,goods\nB,MUG-01,컵,7701,goods\nA,BOX-S,박스,B1,box\n", "utf-8"
    )
    (tmp_path / "locations.csv").write_text(
        "code,zone,kind\nA-01,A,bin\nTOTE-1,M,tote\nTOTE-2,M,tote\nCART-1,M,cart\nCART-2,M,cart\n", "utf-8"
    )
    (tmp_path / "stock.csv").write_text("client,location,sku,quantity\nA,A-01,MUG-01,9\n", "utf-8")
    (tmp_path / "orders.csv").write_text("client,channel,order_no,sku,quantity\nA,own,1001,MUG-01,3\n", "utf-8")
    return read_day(tmp_path)


def robot_at(station: ScriptedStation, day: Files, **how: float) -> Robot:
    return Robot(InProcess(station.handle, station.opening), Floor(day), seed=1, **how)  # type: ignore[arg-type]


def test_it_does_the_job_by_answering_the_screen(day: Files) -> None:
    station = ScriptedStation()
    worked = robot_at(station, day).work()
    assert worked.end == "done"
    assert " ".join(station.accepted) == "CART-1 A-01 8801 3 TOTE-1 TOTE-1 8801 8801 8801 B1 555"
    assert sum(worked.gestures.values()) == worked.accepted == 11
    assert worked.gestures[("pack", "verify", "item")] == 3


def test_what_a_colleague_has_is_left_to_the_colleague(day: Files) -> None:
    station = ScriptedStation(taken=("CART-1", "TOTE-1"))
    worked = robot_at(station, day).work()
    assert (worked.end, worked.codes["claimed"], worked.codes["ok"]) == ("done", 2, 11)
    assert station.tote == "TOTE-2"


def test_it_leaves_when_every_tote_is_taken(day: Files) -> None:
    assert robot_at(ScriptedStation(taken=("TOTE-1", "TOTE-2")), day).work().end == "no_tote"


def test_probes_change_nothing(day: Files) -> None:
    station = ScriptedStation()
    worked = robot_at(station, day, resend=1.0, wrong=1.0).work()
    assert (worked.end, len(station.accepted), worked.codes["wrong"]) == ("done", 11, 11)


def test_a_station_that_counts_a_repeated_input_twice_is_found_out(day: Files) -> None:
    station = ScriptedStation()

    def forgetful(message: Json) -> Json:
        station.first.clear()
        return station.handle(message)

    with pytest.raises(Stuck, match="sent twice"):
        Robot(InProcess(forgetful, station.opening), Floor(day), resend=1.0).work()


def test_no_progress_ends_with_the_conversation(day: Files) -> None:
    station = ScriptedStation(stubborn=True)
    station.stage = 1
    with pytest.raises(Stuck, match="refused again and again") as failure:
        robot_at(station, day).work()
    assert "pick/scan_bin expects ['location', 'command']" in str(failure.value)


def test_the_input_that_a_crash_swallowed_is_sent_again_with_its_id(day: Files) -> None:
    station = ScriptedStation()
    crashed = False

    def crashing(message: Json) -> Json:
        nonlocal crashed
        answer = station.handle(message)
        if len(station.accepted) == 7 and not crashed:
            crashed = True
            raise ConnectionError
        return answer

    robot = Robot(InProcess(crashing, station.opening), Floor(day))
    with pytest.raises(ConnectionError):
        robot.work()
    robot.resume(InProcess(crashing, station.opening))
    assert robot.work().end == "done"
    assert len(station.accepted) == 11


def test_an_unusual_answer_can_be_put_in(day: Files) -> None:
    station = ScriptedStation()
    robot = Robot(
        InProcess(station.handle, station.opening), Floor(day),
        instead=lambda screen: "OOPS" if screen["step"] == "box" and not robot.worked.codes["wrong"] else None,
    )  # fmt: skip
    assert robot.work().codes == {"ok": 11, "wrong": 1}


def test_barcodes_of_the_likeliest_client_come_first(day: Files) -> None:
    floor = Floor(day)
    assert floor.codes("MUG-01", order="1001") == ["8801", "7701", "MUG-01"]
    assert floor.codes("MUG-01", name="컵") == ["7701", "8801", "MUG-01"]
    assert floor.codes("MUG-01", location="A-01") == ["8801", "7701", "MUG-01"]
