"""What a carrier is: its profile, its cut-offs around holidays, and which carrier takes a parcel."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from warehouse_app.carriers import remote_postcodes, shipped_profiles
from warehouse_app.domain.carrier_choice import Shipment, Zone, offers, price_of, refusal, zone_of
from warehouse_app.domain.carriers import BadProfile, Profile, profile_in, read_toml
from warehouse_app.domain.cut_offs import CutOffs
from warehouse_app.domain.numbers import problem, rule_for, rule_of, tracking_number

SEOUL = ZoneInfo("Asia/Seoul")
QUICK = """
code = "QUICK"
name = "퀵배송"
number = "12 mod7 4-4-4"
days = "mon-sat"
choose = true
closed = [2026-12-31]

[[cut_offs]]
at = "15:00"
temperature = "chilled"

[[cut_offs]]
at = ""
temperature = "chilled"
days = "sat"

[[cut_offs]]
at = "22:30"
service = "DAWN"

[[closings]]
before = ["seollal", "chuseok"]
days = 2
at = "12:00"

[[closings]]
before = ["seollal"]
days = 4
at = ""
temperature = "frozen"

[[services]]
code = "DAWN"
name = "새벽배송"
on_wish = true
postcodes = ["04", "05", "06"]
prices = [[0, 0, 5000]]

[[services]]
code = "DAY"
max_weight_g = 20000
max_sum_mm = 1600
max_side_mm = 1000
days = 1
by_air = ["jeju"]
prices = [[2000, 800, 2500], [5000, 1000, 3000], [20000, 1600, 4500]]
surcharges = { jeju = 3000 }

[[services]]
code = "SEA"
zones = ["jeju", "island"]
by_air = []
days = 3
prices = [[0, 0, 7000]]
"""
JEJU, ISLAND = Zone("jeju", 1, 300000, True), Zone("island", 2, 500000)


@pytest.fixture
def quick() -> Profile:
    return profile_in(read_toml(QUICK))


def test_the_profiles_that_are_brought_are_read_and_their_numbers_known() -> None:
    assert {p.code for p in shipped_profiles().values()} == {"CJ", "EPOST", "LOTTE", "HANJIN", "LOGEN"}
    assert shipped_profiles()["cj대한통운"].rule.key == "CJ"
    for profile in shipped_profiles().values():
        assert problem(profile.rule, tracking_number(profile.rule, 12345)) == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("code = ", "This is no TOML: "),
        ("name = 'x'", "code is missing"),
        ("code = 'a b'", "code makes no sense: a b"),
        ("code = 'A'\nnumber = '12 mod8'", "number makes no sense: 12 mod8"),
        ("code = 'A'\nnumber = '12 mod7 4-4'", "number makes no sense: 12 mod7 4-4"),
        ("code = 'A'\nlow = -1", "low makes no sense: -1"),
        ("code = 'A'\nlow = true", "low makes no sense: True"),
        ("code = 'A'\ndays = 'mon-son'", "days makes no sense: mon-son"),
        ("code = 'A'\ncolour = 'red'", "There is no colour in a carrier's profile."),
        ("code = 'A'\n[[services]]\ncode = 'S'\nmax_kg = 3", "There is no services 1: max_kg in a carrier's profile."),
        ("code = 'A'\n[[services]]\ncode = 'S'\n[[services]]\ncode = 'S'", "A service stands there twice: S"),
        ("code = 'A'\n[[services]]\ncode = 'S'\nprices = [[1, 2]]", "services 1: prices makes no sense: [[1, 2]]"),
        ("code = 'A'\n[[services]]\ncode = 'S'\ntemperatures = []", "services 1: temperatures makes no sense: []"),
        ("code = 'A'\n[[cut_offs]]\nat = '25:00'", "cut_offs 1: at makes no sense: 25:00"),
        ("code = 'A'\n[label]\nlayout = 'star'", "There is no label: layout in a carrier's profile."),
        ("code = 'A'\n[upload]\nencoding = 'x'", "upload: encoding makes no sense: x"),
        ("code = 'A'\nservices = 3", "services makes no sense: 3"),
        ("code = 'A'\nservices = [3]", "services makes no sense: 3"),
    ],
)
def test_what_makes_no_sense_is_said(text: str, said: str) -> None:
    with pytest.raises(BadProfile) as caught:
        profile_in(read_toml(text))
    sentence = caught.value.sentence
    assert sentence.text.format(**sentence.values).startswith(said)


def test_number_rules_of_a_customers_own() -> None:
    rule = rule_of("12 mod7 4-4-4")
    assert (rule.digits, rule.serial_digits, rule.groups, rule.blocks) == (12, 11, (4, 4, 4), True)
    assert tracking_number(rule, 30110011223) == "301100112235"  # 30110011223 = 7 × 4301430174 + 5
    assert problem(rule, tracking_number(rule, 5)) == ""
    assert rule_for("10").check is None
    assert rule_for("CJ") is rule_of("CJ")


@pytest.mark.parametrize(
    ("day", "temperature", "service", "wanted"),
    [
        ("2026-12-07", "ambient", "", "17:00"),  # Monday
        ("2026-12-07", "chilled", "", "15:00"),
        ("2026-12-07", "ambient", "DAWN", "22:30"),
        ("2026-12-07", "chilled", "DAWN", "22:30"),  # the service's word counts more than the temperature's
        ("2026-12-12", "ambient", "", "17:00"),  # Saturday
        ("2026-12-12", "chilled", "", ""),
        ("2026-12-13", "ambient", "", ""),  # Sunday
        ("2026-12-25", "ambient", "", ""),  # Christmas
        ("2026-12-31", "ambient", "", ""),  # its own closing day
        ("2027-02-03", "ambient", "", "17:00"),
        ("2027-02-04", "ambient", "", "12:00"),  # Seollal is on the 7th, its first day the 6th
        ("2027-02-05", "ambient", "", "12:00"),
        ("2027-02-06", "ambient", "", ""),
        ("2027-02-09", "ambient", "", ""),  # the substitute day
        ("2027-02-10", "ambient", "", "17:00"),
        ("2027-02-01", "frozen", "", "17:00"),
        ("2027-02-02", "frozen", "", ""),
        ("2027-02-05", "frozen", "", ""),
        ("2027-02-04", "chilled", "", "12:00"),
        ("2027-02-04", "ambient", "DAWN", "12:00"),
        ("2026-09-22", "ambient", "", "12:00"),  # Chuseok
        ("2026-09-21", "ambient", "", "17:00"),
        ("2027-01-01", "ambient", "", ""),
    ],
)
def test_cut_offs_of_days(quick: Profile, day: str, temperature: str, service: str, wanted: str) -> None:
    at = CutOffs(quick, SEOUL, "KR", time(17)).of_day(date.fromisoformat(day), temperature, service)
    assert (at.strftime("%H:%M") if at else "") == wanted


@pytest.mark.parametrize(
    ("moment", "temperature", "wanted"),
    [
        ("2026-12-07 17:00", "ambient", "2026-12-07 17:00"),
        ("2026-12-07 17:01", "ambient", "2026-12-08 17:00"),
        ("2026-12-07 15:30", "chilled", "2026-12-08 15:00"),
        ("2026-12-07 15:30", "mixed", "2026-12-08 15:00"),
        ("2026-12-11 16:00", "chilled", "2026-12-14 15:00"),  # nothing chilled on a Saturday
        ("2026-12-11 16:00", "mixed", "2026-12-14 15:00"),
        ("2027-02-05 12:30", "ambient", "2027-02-10 17:00"),
        ("2027-02-02 09:00", "frozen", "2027-02-10 17:00"),
    ],
)
def test_the_next_cut_off(quick: Profile, moment: str, temperature: str, wanted: str) -> None:
    at = datetime.fromisoformat(moment).replace(tzinfo=SEOUL).astimezone(UTC)
    found = CutOffs(quick, SEOUL, "KR", time(17)).next(at, temperature)
    assert found.astimezone(SEOUL).strftime("%Y-%m-%d %H:%M") == wanted


def test_a_carrier_that_never_comes_makes_orders_late_and_nothing_worse() -> None:
    never = profile_in({"code": "N", "cut_offs": [{"at": ""}]})
    at = datetime(2026, 12, 7, tzinfo=UTC)
    assert CutOffs(never, SEOUL, "KR", time(17)).next(at) == datetime(2026, 12, 7, 8, tzinfo=UTC)
    assert CutOffs(never, SEOUL, "KR", time(17)).all_of_day(date(2026, 12, 7)) == []


@pytest.mark.parametrize(
    ("postcode", "wanted"),
    [
        ("04524", "mainland"), ("62999", "mainland"), ("63000", "jeju"), ("63-644", "jeju"), ("63645", "mainland"),
        ("40200", "island"), ("40240", "island"), ("40241", "mainland"), ("40199", "mainland"), ("", "mainland"),
        ("630000", "mainland"), ("SW1A 1AA", "mainland"), ("23100", "island"), ("23117", "mainland"),
    ],
)  # fmt: skip
def test_zones_of_postcodes(postcode: str, wanted: str) -> None:
    assert zone_of(postcode, remote_postcodes("KR")).name == wanted


def test_the_ranges_of_remote_postcodes_do_not_overlap() -> None:
    ranges = sorted((r.first, r.last) for r in remote_postcodes("KR"))
    assert all(first <= last for first, last in ranges)
    assert all(one[1] < other[0] for one, other in pairwise(ranges))
    assert remote_postcodes("XX") == remote_postcodes("") == ()


@pytest.mark.parametrize(
    ("shipment", "wish", "wanted"),
    [
        (Shipment(weight_g=1999, sum_mm=800), "", ("DAY", 250000, 1)),
        (Shipment(weight_g=2000, sum_mm=801), "", ("DAY", 300000, 1)),
        (Shipment(weight_g=2001, sum_mm=100), "", ("DAY", 300000, 1)),
        (Shipment(weight_g=20000, sum_mm=1600, side_mm=1000), "", ("DAY", 450000, 1)),
        (Shipment(weight_g=20001), "", None),
        (Shipment(side_mm=1001), "", None),
        (Shipment(postcode="04524"), "새벽배송", ("DAWN", 500000, 1)),
        (Shipment(postcode="04524"), "dawn", ("DAWN", 500000, 1)),
        (Shipment(postcode="07000"), "DAWN", ("DAY", 250000, 1)),
        (Shipment(postcode="04524"), "", ("DAY", 250000, 1)),  # dawn delivery is for those who wish it
        (Shipment(JEJU), "", ("DAY", 550000, 2)),
        (Shipment(JEJU, no_air=True), "", ("SEA", 1000000, 4)),
        (Shipment(JEJU), "SEA", ("SEA", 1000000, 4)),
        (Shipment(ISLAND), "", ("DAY", 750000, 3)),
        (Shipment(), "SEA", ("DAY", 250000, 1)),
    ],
)
def test_the_cheapest_service_that_may(
    quick: Profile, shipment: Shipment, wish: str, wanted: tuple[str, int, int] | None
) -> None:  # fmt: skip
    found = offers([quick], shipment, wish)
    assert ((found and (found[0].service.code, found[0].price, found[0].days)) or None) == wanted


def test_of_several_carriers_the_cheapest_then_the_more_important() -> None:
    def carrier(code: str, price: int, **more: object) -> Profile:
        service = {"code": "S", "prices": [[0, 0, price]], **more}
        return profile_in({"code": code, "services": [service]})

    def best(*profiles: Profile, shipment: Shipment | None = None) -> list[str]:
        return [offer.carrier for offer in offers(profiles, shipment or Shipment())]

    assert best(carrier("A", 300), carrier("B", 200)) == ["B", "A"]
    assert best(carrier("A", 300, priority=2), carrier("B", 300, priority=1)) == ["B", "A"]
    assert best(carrier("B", 300), carrier("A", 300)) == ["A", "B"]
    assert best(carrier("A", 300, clients=["X"]), carrier("B", 900)) == ["B"]
    chilled = Shipment(temperature="chilled", client="X", channel="naver")
    assert best(carrier("A", 300, temperatures=["ambient"]), carrier("B", 900), shipment=chilled) == ["B"]
    assert best(carrier("A", 300, clients=["X"], channels=["naver"]), shipment=chilled) == ["A"]
    unknown = profile_in({"code": "U", "services": [{"code": "S"}]})
    assert best(unknown, carrier("A", 900)) == ["A", "U"]  # a price that is known comes first


def test_refusals_are_sentences(quick: Profile) -> None:
    dawn, day, sea = quick.services
    said = [
        refusal(dawn, Shipment(postcode="07000")), refusal(day, Shipment(weight_g=20001)),
        refusal(day, Shipment(side_mm=2000)), refusal(sea, Shipment()), refusal(day, Shipment(JEJU, no_air=True)),
    ]  # fmt: skip
    assert [s.text.format(**s.values) for s in said if s is not None] == [
        "새벽배송 does not deliver there", "DAY takes 20000 g at most", "It is too large for DAY",
        "SEA does not deliver there", "DAY flies there, and this may not fly",
    ]  # fmt: skip
    assert price_of(sea, Shipment(Zone("island", 0, 77))) == 700077


def test_where_a_postcode_is_sorted_to() -> None:
    profile = profile_in({
        "code": "A",
        "sorting": [{"code": "1A", "postcodes": ["04"]}, {"code": "2B", "postcodes": ["045", "9"], "alias": "중구"}],
    })  # fmt: skip
    assert [getattr(profile.sorted_to(p), "code", None) for p in ("04100", "04524", "91", "3")] == [
        "1A", "2B", "2B", None,
    ]  # fmt: skip
