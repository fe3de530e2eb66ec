"""Two orders, one household: what is the same, and what only looks so."""

from __future__ import annotations

import pytest

from warehouse_app.domain.addresses import Recipient, household, same_household

ROAD = "서울시 강남구 테헤란로 12"


def of(
    address: str, name: str = "홍길동", phone: str = "010-1234-5678", postcode: str = "", country: str = ""
) -> Recipient:
    return Recipient(name, phone, postcode, address, "", country)


SAME = {
    "as it is": (f"{ROAD} 101동 202호", f"{ROAD} 101동 202호"),
    "spaces": (f"{ROAD} 101동 202호", "서울시  강남구 테헤란로12  101동202호"),
    "province": (f"{ROAD} 101동 202호", "서울특별시 강남구 테헤란로 12 101동 202호"),
    "short province": (f"{ROAD}, 202호", "서울 강남구 테헤란로 12 202호"),
    "Gangwon": ("강원도 춘천시 중앙로 1 202호", "강원특별자치도 춘천시 중앙로 1, 202호"),
    "Jeonbuk": ("전라북도 전주시 완산구 홍산로 5 3층", "전북 전주시 완산구 홍산로 5, 3층"),
    "hyphen": (f"{ROAD} 101동 202호", f"{ROAD}, 101-202"),
    "hyphen and unit": (f"{ROAD} 101-202호", f"{ROAD} 101동 202호"),
    "제": (f"{ROAD} 제101동 제202호", f"{ROAD} 101동 202호"),
    "no 호": (f"{ROAD} 101동 202", f"{ROAD} 101동 202호"),
    "unit alone": (f"{ROAD} 202", f"{ROAD} 202호"),
    "quarter in brackets": (f"{ROAD} 202호 (역삼동)", f"{ROAD} 202호"),
    "building in brackets": (f"{ROAD} 202호 (역삼동, 가나빌라)", f"{ROAD}, 202호"),
    "unit in brackets": (f"{ROAD} (101동 202호)", f"{ROAD} 101동 202호"),
    "named building": (f"{ROAD} 한빛 아파트 101동 202호", f"{ROAD}, 한빛아파트 101-202"),
    "full width": (f"{ROAD} 101동 202호", "서울시 강남구 테헤란로 １２ １０１동 ２０２호"),
    "lot number": ("서울 강남구 역삼동 123번지 202호", "서울시 강남구 역삼동 123, 202호"),
    "lot with branch": ("서울 강남구 역삼동 123-4번지 202호", "서울시 강남구 역삼동 123-4 202호"),
    "road of a road": ("서울 마포구 월드컵로 12길 5 3층", "서울 마포구 월드컵로12길 5, 3층"),
    "road by number": ("경기 성남시 판교로 256번길 7 1호", "경기도 성남시 판교로256번길 7, 1호"),
    "letters": (f"{ROAD} A동 101호", f"{ROAD} a동101호"),
    "street": ("12 Main Street, Apt 4B", "12 Main St. #4B"),
    "flat": ("Flat 3, 12 High Road", "flat 3 12 High Rd"),
    "directions": ("221 North Oak Avenue", "221 N Oak Ave."),
    "case": ("174 ALDERSGATE ST", "174 Aldersgate Street"),
    "suite": ("1 Market Plaza Suite 300", "1 Market Plaza, Ste. 300"),
    "apostrophe": ("4 King's Court", "4 Kings Ct"),
    "ordinal": ("5 E 42nd St", "5 East 42nd Street"),
}  # fmt: skip
OTHER = {
    "another unit": (f"{ROAD} 101동 202호", f"{ROAD} 101동 203호"),
    "another block": (f"{ROAD} 101동 202호", f"{ROAD} 102동 202호"),
    "building branch or unit": ("서울시 강남구 테헤란로 12-3", f"{ROAD} 3호"),
    "building branch or pair": ("서울시 강남구 테헤란로 12-3", "서울시 강남구 테헤란로 12동 3호"),
    "lot or block": ("서울 강남구 역삼동 101-202", "서울 강남구 역삼동 101동 202호"),
    "number run together": ("서울시 강남구 테헤란로 1 23호", "서울시 강남구 테헤란로 12 3호"),
    "unit missing": (f"{ROAD} 202호", ROAD),
    "block missing": (f"{ROAD} 101동 202호", f"{ROAD} 202호"),
    "floor or unit": (f"{ROAD} 3층", f"{ROAD} 3호"),
    "basement": (f"{ROAD} 지하 1층", f"{ROAD} 1층"),
    "another city": ("부산 강서구 공항로 5 1호", "서울 강서구 공항로 5 1호"),
    "another district": ("서울 중구 세종대로 5 1호", "대전 중구 세종대로 5 1호"),
    "road and its branch": ("서울 마포구 월드컵로 12 5호", "서울 마포구 월드컵로12길 5"),
    "mountain lot": ("강원 춘천시 남산면 방하리 산 5", "강원 춘천시 남산면 방하리 5"),
    "named building": (f"{ROAD} 한빛아파트 101동 202호", f"{ROAD} 햇빛아파트 101동 202호"),
    "English unit": ("12 Main St Apt 4B", "12 Main St Apt 4C"),
    "English no unit": ("12 Main St Apt 4B", "12 Main St"),
    "English number": ("112 Main St", "12 Main St"),
    "street and road": ("12 Main St", "12 Main Rd"),
    "north and south": ("12 N Main St", "12 S Main St"),
    "spaces matter in English": ("1 23 Main St", "12 3 Main St"),
    "unit and building": ("4 12 Main St", "12 Main St #4"),
}  # fmt: skip


@pytest.mark.parametrize("case", SAME)
def test_the_same_address(case: str) -> None:
    one, other = SAME[case]
    assert same_household(of(one), of(other)), (household(of(one)), household(of(other)))


@pytest.mark.parametrize("case", OTHER)
def test_another_address(case: str) -> None:
    one, other = OTHER[case]
    assert not same_household(of(one), of(other)), household(of(one))


PHONES = [
    ("010-1234-5678", "01012345678", True), ("+82 10-1234-5678", "010 1234 5678", True),
    ("+82 (0)10-1234-5678", "010.1234.5678", True), ("82-10-1234-5678", "010-1234-5678", True),
    ("0082 10 1234 5678", "010-1234-5678", True), ("+44 20 7946 0800", "0044 20 7946 0800", True),
    ("010-1234-5678", "010-1234-5679", False), ("02-123-4567", "010-1234-5678", False),
    ("0502-123-4567", "010-1234-5678", True), ("0507-1234-5678", "0504-9999-8888", True),
    ("", "010-1234-5678", True), ("010-****-5678", "010-1234-5678", True), ("+44 20 7946 0800", "020 7946 0801", False),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "same"), PHONES)
def test_phones(one: str, other: str, *, same: bool) -> None:
    address = f"{ROAD} 202호"
    assert same_household(of(address, phone=one), of(address, phone=other)) is same


@pytest.mark.parametrize(("one", "other", "same"), [
    ("홍길동", "홍 길동", True), ("홍길동", "홍길동님", True), ("Mr. Zoe Hart", "zoe hart", True),
    ("Zoe Hart", "ZOE  HART", True),
    ("홍길동", "홍길순", False), ("홍길동", "홍길", False), ("홍*동", "홍*동", False), ("", "", False),
    ("홍", "홍", False), ("Zoe Hart", "Zoe Harte", False),
])  # fmt: skip
def test_names(one: str, other: str, *, same: bool) -> None:
    address = f"{ROAD} 202호"
    assert same_household(of(address, one), of(address, other)) is same


def test_postcodes_and_countries_that_differ_say_no() -> None:
    address = "12 Main St"
    assert not same_household(of(address, postcode="06234"), of(address, postcode="06235"))
    assert same_household(of(address, postcode="EC1A 1BB"), of(address, postcode="ec1a1bb"))
    assert same_household(of(address, postcode="06234"), of(address))
    assert not same_household(of(address, country="Germany"), of(address, country="France"))
    assert same_household(of(f"{ROAD} 202호", country="KR"), of(f"{ROAD} 202호", country="대한민국"))
    assert same_household(of(f"{ROAD} 202호", country=""), of(f"{ROAD} 202호", country="Korea"))


@pytest.mark.parametrize("address", ["", "서울시 강남구", "서울시 강남구 테헤란로 **", "Main Street"])
def test_an_address_that_says_too_little_is_nobodys(address: str) -> None:
    assert not household(of(address))
