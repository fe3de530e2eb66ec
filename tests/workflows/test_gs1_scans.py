"""GS1 codes at a step: what is malformed is said, and what somebody registered counts whatever it looks like."""

from __future__ import annotations

from tests.workflows.small import Warehouse
from warehouse_app.domain.sentences import translate

GOOD, WRONG_DIGIT = "]C10108801000000012", "]C10108801000000013"


def test_a_malformed_code_is_refused_and_said(house: Warehouse) -> None:
    house.picked("1001", "TOTE-1", {"MUG": 2})
    pack = house.at("pack", "BENCH-1")
    pack.play(f"""
        TOTE-1                            ok         verify_item
        {WRONG_DIGIT}                     bad_value  verify_item
    """)
    assert pack.reply.result is not None
    assert translate(pack.reply.result.say, "en") == "The check digit of the GTIN is wrong."
    pack.play(f"""
        (01)08801000000012(17)991399              bad_value  verify_item
        (01)08801000000012                        ok         verify_item
        {GOOD}                                    ok         scan_box
    """)
    pack.scans("{box}", "{tracking_no}")


def test_a_registered_text_counts_whatever_it_looks_like(house: Warehouse) -> None:
    house.code(WRONG_DIGIT.removeprefix("]C1"), "item", house.ids["product", "MAIN/MUG"])
    house.picked("1001", "TOTE-1", {"MUG": 1})
    house.at("pack", "BENCH-1").scans("TOTE-1", WRONG_DIGIT, "{box}", "{tracking_no}")


def test_a_lot_on_goods_that_were_booked_without_one_means_nothing(house: Warehouse) -> None:
    house.picked("1001", "TOTE-1", {"MUG": 1})
    house.at("pack", "BENCH-1").scans("TOTE-1", "(01)08801000000012(10)L77", "{box}", "{tracking_no}")
