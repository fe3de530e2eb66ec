"""Numbers against the public samples of the field, and rules that every number must keep."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse_app.domain import numbers
from warehouse_app.domain.numbers import HOUSE, RULES, printed, problem, rule_for, sscc, tracking_number

CJ, LOTTE, S10 = rule_for("CJ"), rule_for("LOTTE"), rule_for("S10")


def test_public_samples() -> None:
    assert problem(CJ, "301100112230") == ""
    assert tracking_number(CJ, 30110011223) == "301100112230"
    assert problem(S10, "RB123456785GB") == ""
    assert problem(S10, "rb 123 456 785 gb") == ""
    assert numbers.is_sscc("095287654321012346")
    assert sscc("952876543", 2101234) == "095287654321012346"
    assert numbers.is_gtin("8801234567893") and numbers.is_gtin("96385074") and numbers.is_gtin("036000291452")


def test_lotte_and_cj_are_different_rules() -> None:
    assert problem(LOTTE, tracking_number(LOTTE, 30110011223)) == ""
    assert tracking_number(LOTTE, 30110011223) != tracking_number(CJ, 30110011223)


@pytest.mark.parametrize(
    ("carrier", "key"),
    [("CJ대한통운", "CJ"), ("cj-gls", "CJ"), ("우체국택배", "EPOST"), ("로젠", "LOGEN"), ("EMS", "S10"),
     ("HOUSE", "HOUSE"), ("Somebody else", "HOUSE"), ("", "HOUSE")],
)  # fmt: skip
def test_carrier_names_of_files(carrier: str, key: str) -> None:
    assert rule_for(carrier).key == key


@pytest.mark.parametrize(
    ("text", "expected"),
    [("3011-0011-2230", ""), ("301100112230.0", ""), ("301100112231", "check_digit"), ("30110011223", "length"),
     ("3011001122", ""), ("차량배차", "empty"), ("재고소진", "empty"), ("", "empty"), ("RB123456785GB", "length")],
)  # fmt: skip
def test_cells_of_a_cj_file(text: str, expected: str) -> None:
    assert problem(CJ, text) == expected


def test_only_documented_rules_block() -> None:
    assert {rule.key for rule in RULES if rule.blocks} == {"HOUSE", "CJ", "LOTTE", "S10"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
@given(data=st.data())
def test_an_issued_number_is_valid_and_prints_in_groups(rule: numbers.NumberRule, data: st.DataObject) -> None:
    serial = data.draw(st.integers(0, 10**rule.serial_digits - 1))
    number = tracking_number(rule, serial)
    assert problem(rule, number) == ""
    assert problem(rule, printed(rule, number)) == ""
    assert len(printed(rule, number)) == len(number) + len(rule.groups) - 1


@given(st.integers(0, 10**11 - 1))
def test_a_house_number_is_never_a_product_barcode(serial: int) -> None:
    assert not numbers.is_gtin(tracking_number(HOUSE, serial))


@given(st.sampled_from(["", "8801", "8801234", "123456789012"]), st.integers(0, 9999), st.integers(0, 9))
def test_sscc(prefix: str, serial: int, extension: int) -> None:
    made = sscc(prefix, serial, extension)
    assert numbers.is_sscc(made) and made[1 : 1 + len(prefix)] == prefix
    wrong = made[:5] + str((int(made[5]) + 1) % 10) + made[6:]
    assert not numbers.is_sscc(wrong)


def test_numbers_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        tracking_number(CJ, 10**11)
    with pytest.raises(ValueError, match="does not fit"):
        tracking_number(CJ, -1)
    with pytest.raises(ValueError, match="does not fit"):
        sscc("123456789012", 10_000)
    with pytest.raises(ValueError, match="prefix"):
        sscc("88O1", 1)


def test_printed_groups() -> None:
    assert printed(CJ, "301100112230") == "3011-0011-2230"
    assert printed(rule_for("EPOST"), "1234567890123") == "12345-6789-0123"
    assert printed(S10, "RB123456785GB") == "RB 123 456 785 GB"
    assert printed(CJ, "3011001122") == "3011001122"
