"""GS1 codes, good and bad. What is expected was worked out by hand from the rules of the GS1 General Specifications:
fields and their lengths (3.2 ff.), FNC1 behind what is of variable length (7.8), dates and their century (7.12), check
digits (7.9), weights with implied decimals (3.6), the set of 82 characters (7.11).
"""

from __future__ import annotations

import pytest

from warehouse_app.domain.codes import BadText, read
from warehouse_app.domain.gs1 import GS, Gs1, Malformed, day, parse
from warehouse_app.domain.sentences import translate

YEAR = 2026
UNIT = "08801234567893"  # GTIN-13 8801234567893
CASE = "18801234567890"  # its case, GTIN-14
PEN, BOOK, UPC, EAN8 = "04006381333931", "09780201379624", "00036000291452", "00000096385074"
SSCC = "106141412345678908"
GLN, OTHER_GLN = "9521101530001", "0614141000012"


def one(**values: object) -> Gs1:
    return Gs1(**values)  # type: ignore[arg-type]


def own_check_digit(number: str) -> int:
    """7.9: from the right, times 3 and 1 in turn; what is missing to the next ten."""
    total = 0
    for place, digit in enumerate(number[-2::-1]):
        total += int(digit) * (1 if place % 2 else 3)
    return (10 - total % 10) % 10


@pytest.mark.parametrize("number", [UNIT, CASE, PEN, BOOK, UPC, EAN8, SSCC, GLN, OTHER_GLN])
def test_the_numbers_used_here_are_right(number: str) -> None:
    assert own_check_digit(number) == int(number[-1])


# -- one field ---------------------------------------------------------------------------------------------------------

FIELDS: list[tuple[str, Gs1]] = [
    (f"01{UNIT}", one(gtin=UNIT)),
    (f"01{CASE}", one(gtin=CASE)),
    (f"01{PEN}", one(gtin=PEN)),
    (f"01{BOOK}", one(gtin=BOOK)),
    (f"01{UPC}", one(gtin=UPC)),
    (f"01{EAN8}", one(gtin=EAN8)),
    (f"00{SSCC}", one(sscc=SSCC)),
    ("00095287654321012346", one(sscc="095287654321012346")),
    (f"02{UNIT}3712", one(gtin=UNIT, quantity=12)),
    (f"02{CASE}37001", one(gtin=CASE, quantity=1)),
    ("10A", one(lot="A")),
    ("10LOT-1", one(lot="LOT-1")),
    ("1012345678901234567890", one(lot="12345678901234567890")),  # 20, the most
    ("10a_B/c.9", one(lot="a_B/c.9")),
    ("10!\"%&'()*+,-./", one(lot="!\"%&'()*+,-./")),
    ("10:;<=>?_", one(lot=":;<=>?_")),
    ("11260301", one(produced="2026-03-01")),
    ("12260301", one()),
    ("13260301", one(packed="2026-03-01")),
    ("15260301", one(best_before="2026-03-01", expiry="2026-03-01")),
    ("16260301", one()),
    ("17260301", one(expiry="2026-03-01")),
    ("2001", one(variant="01")),
    ("2099", one(variant="99")),
    ("21S", one(serial="S")),
    ("21SERIAL-0001", one(serial="SERIAL-0001")),
    ("21ABCDEFGHIJKLMNOPQRST", one(serial="ABCDEFGHIJKLMNOPQRST")),
    ("235ABC", one()),
    ("240MUG-01", one()),
    ("241CUSTOMER-PART", one()),
    ("242123456", one()),
    ("251SOURCE-1", one()),
    ("25400A", one(place="00A")),
    ("300", one(quantity=0)),
    ("305", one(quantity=5)),
    ("3012345678", one(quantity=12_345_678)),
    ("3712", one(quantity=12)),
    ("3799999999", one(quantity=99_999_999)),
    ("3100000012", one(weight_g=12_000)),
    ("3101000125", one(weight_g=12_500)),
    ("3102001234", one(weight_g=12_340)),
    ("3103001250", one(weight_g=1_250)),
    ("3103000001", one(weight_g=1)),
    ("3103999999", one(weight_g=999_999)),
    ("3104001250", one(weight_g=125)),
    ("3105001250", one(weight_g=13)),  # 12.5 g, half rounded up
    ("3105001249", one(weight_g=12)),
    ("3200000001", one(weight_g=454)),  # 453.59237 g
    ("3200000010", one(weight_g=4_536)),  # 4535.9237 g
    ("3201000010", one(weight_g=454)),
    ("3202000100", one(weight_g=454)),
    ("3203001000", one(weight_g=454)),
    ("3202000250", one(weight_g=1_134)),  # 1133.980925 g
    ("3110000012", one()),  # length, width, height in metres; areas; volumes
    ("3121000012", one()),
    ("3132000012", one()),
    ("3143000012", one()),
    ("3154000012", one()),
    ("3165000012", one()),
    ("3300000012", one()),  # the gross weight is no net weight
    (f"410{GLN}", one(ship_to=GLN)),
    (f"411{GLN}", one()),
    (f"412{GLN}", one()),
    (f"413{GLN}", one()),
    (f"414{GLN}", one(gln=GLN)),
    (f"415{GLN}", one()),
    (f"416{GLN}", one()),
    (f"417{GLN}", one()),
    (f"414{OTHER_GLN}", one(gln=OTHER_GLN)),
    (f"414{GLN}254A01-02-3", one(gln=GLN, place="A01-02-3")),
    ("42004524", one()),
    ("42141004524", one()),
    ("422410", one()),
    ("4001234", one()),
    ("70032603011430", one()),
    ("800300614141123452S1", one()),  # GRAI: 0, thirteen digits, a serial
    ("90INTERNAL", one()),
    ("99INTERNAL", one()),
]


@pytest.mark.parametrize(("text", "says"), FIELDS)
def test_a_field(text: str, says: Gs1) -> None:
    assert parse(text, YEAR) == says


BRACKETED = [
    (f"(01){UNIT}", one(gtin=UNIT)),
    (f"(00){SSCC}", one(sscc=SSCC)),
    (f"(01){UNIT}(17)261231(10)LOT1", one(gtin=UNIT, expiry="2026-12-31", lot="LOT1")),
    (f"(01) {UNIT} (17) 261231 (10) LOT1", one(gtin=UNIT, expiry="2026-12-31", lot="LOT1")),
    (f"(01)0 88 01234 56789 3(10)L 1", one(gtin=UNIT, lot="L1")),  # noqa: F541
    (f"(02){CASE}(37)24(10)B-7", one(gtin=CASE, quantity=24, lot="B-7")),
    (f"(01){UNIT}(21)S-1(11)260101", one(gtin=UNIT, serial="S-1", produced="2026-01-01")),
    (f"(01){UNIT}(3103)001250", one(gtin=UNIT, weight_g=1_250)),
    (f"(01){UNIT}(15)270200(20)02", one(gtin=UNIT, best_before="2027-02-28", expiry="2027-02-28", variant="02")),
    (f"(414){GLN}(254)A-1", one(gln=GLN, place="A-1")),
    (f"(01){UNIT}(10)A(B)", one(gtin=UNIT, lot="A(B)")),  # brackets are characters of GS1, too
    (f"(01){UNIT}(10)A(1)", one(gtin=UNIT, lot="A(1)")),
    (f"(01){UNIT}(240)PART(10)L", one(gtin=UNIT, lot="L")),
    ("(10)L<GS>", one(lot="L")),
]


@pytest.mark.parametrize(("text", "says"), BRACKETED)
def test_fields_in_brackets(text: str, says: Gs1) -> None:
    scan = read(text, YEAR)
    assert (scan.kind, scan.gs1) == ("gs1", says)


# -- several fields ----------------------------------------------------------------------------------------------------

SEVERAL = [
    (f"01{UNIT}10LOT1", one(gtin=UNIT, lot="LOT1")),
    (f"01{UNIT}17261231", one(gtin=UNIT, expiry="2026-12-31")),
    (f"01{UNIT}1726123110LOT1", one(gtin=UNIT, expiry="2026-12-31", lot="LOT1")),
    (f"01{UNIT}10LOT1{GS}17261231", one(gtin=UNIT, expiry="2026-12-31", lot="LOT1")),
    # Without FNC1 behind it the lot goes on to the end: that is the rule.
    (f"01{UNIT}10LOT117261231", one(gtin=UNIT, lot="LOT117261231")),
    (f"01{UNIT}10LOT1{GS}21S1{GS}17261231", one(gtin=UNIT, lot="LOT1", serial="S1", expiry="2026-12-31")),
    (f"01{UNIT}21S1{GS}10LOT1", one(gtin=UNIT, lot="LOT1", serial="S1")),
    (f"01{UNIT}21S1{GS}10LOT1{GS}", one(gtin=UNIT, lot="LOT1", serial="S1")),  # FNC1 at the end is needless
    (f"01{UNIT}{GS}17261231{GS}10LOT1", one(gtin=UNIT, lot="LOT1", expiry="2026-12-31")),  # and after a fixed length
    (f"01{UNIT}10LOT1{GS}{GS}17261231", one(gtin=UNIT, lot="LOT1", expiry="2026-12-31")),
    (f"{GS}01{UNIT}10LOT1", one(gtin=UNIT, lot="LOT1")),
    (f"17261231{GS}01{UNIT}", one(gtin=UNIT, expiry="2026-12-31")),
    (f"10LOT1{GS}01{UNIT}", one(gtin=UNIT, lot="LOT1")),
    (f"01{UNIT}15270131{GS}17270228", one(gtin=UNIT, best_before="2027-01-31", expiry="2027-02-28")),
    (f"01{UNIT}11260101{GS}17270101", one(gtin=UNIT, produced="2026-01-01", expiry="2027-01-01")),
    (f"01{UNIT}1126010117270101", one(gtin=UNIT, produced="2026-01-01", expiry="2027-01-01")),
    (f"01{UNIT}3103001250{GS}10L", one(gtin=UNIT, weight_g=1_250, lot="L")),
    (f"01{UNIT}310300125010L", one(gtin=UNIT, weight_g=1_250, lot="L")),
    (f"01{UNIT}3005{GS}10L", one(gtin=UNIT, quantity=5, lot="L")),
    (f"02{CASE}3724{GS}10L", one(gtin=CASE, quantity=24, lot="L")),
    (f"00{SSCC}02{CASE}3724", one(sscc=SSCC, gtin=CASE, quantity=24)),
    (f"00{SSCC}02{CASE}1726123110B{GS}3724",
     one(sscc=SSCC, gtin=CASE, quantity=24, expiry="2026-12-31", lot="B")),
    (f"00{SSCC}410{GLN}", one(sscc=SSCC, ship_to=GLN)),
    (f"00{SSCC}42004524", one(sscc=SSCC)),
    (f"01{UNIT}240PART{GS}241OTHER{GS}10L", one(gtin=UNIT, lot="L")),
    (f"01{UNIT}2001{GS}10L", one(gtin=UNIT, variant="01", lot="L")),
    (f"01{UNIT}200110L", one(gtin=UNIT, variant="01", lot="L")),
    (f"01{UNIT}10L{GS}10L", one(gtin=UNIT, lot="L")),  # the same twice is no contradiction
    (f"01{UNIT}92ours{GS}10L", one(gtin=UNIT, lot="L")),
    (f"414{GLN}254B-12{GS}10L", one(gln=GLN, place="B-12", lot="L")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "says"), SEVERAL)
def test_several_fields(text: str, says: Gs1) -> None:
    assert parse(text, YEAR) == says


# -- FNC1 as scanners and keyboards send it ----------------------------------------------------------------------------

MANGLED = ["\x1d", "<GS>", "<gs>", "{GS}", "[GS]", "<FNC1>", "{FNC1}", "[FNC1]", "^]", "␝", "~d029", "~029", "\\x1d",
           "\\x1D", "\\u001d", "\\u001D", "&#29;", "|", "~1", "\\035", "%1D", "%1d"]  # fmt: skip


@pytest.mark.parametrize("fnc1", MANGLED)
def test_fnc1_however_it_is_written(fnc1: str) -> None:
    scan = read(f"01{UNIT}10LOT1{fnc1}17261231", YEAR)
    assert scan.gs1 == one(gtin=UNIT, lot="LOT1", expiry="2026-12-31")


@pytest.mark.parametrize("fnc1", MANGLED[:17])
def test_fnc1_first_says_that_it_is_gs1(fnc1: str) -> None:
    assert read(f"{fnc1}10LOT1{fnc1}21S1", YEAR).gs1 == one(lot="LOT1", serial="S1")


@pytest.mark.parametrize("prefix", ["]C1", "]d2", "]Q3", "]e0", "]J1", "]C1\x1d", "]d2<GS>"])
@pytest.mark.parametrize("text", ["10LOT1", f"01{UNIT}10LOT1"])
def test_aim_identifiers(prefix: str, text: str) -> None:
    gs1 = read(prefix + text, YEAR).gs1
    assert gs1 is not None
    assert gs1.lot == "LOT1"


@pytest.mark.parametrize("text", ["A|B", "10|20", "X<GS>Y", "A~1B", "50%1D", "MUG^]01", "https://a.kr/?q=|1"])
def test_marks_in_other_texts_mean_nothing(text: str) -> None:
    scan = read(text, YEAR)
    assert (scan.kind, scan.gs1, scan.wrong, scan.lookups) == ("", None, None, (text,))


# -- dates -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("yymmdd", "year", "says"),
    [
        ("260101", 2026, "2026-01-01"), ("261231", 2026, "2026-12-31"), ("240229", 2026, "2024-02-29"),
        ("280229", 2026, "2028-02-29"), ("270200", 2026, "2027-02-28"), ("280200", 2026, "2028-02-29"),
        ("260400", 2026, "2026-04-30"), ("261200", 2026, "2026-12-31"), ("260100", 2026, "2026-01-31"),
        ("000101", 2026, "2000-01-01"), ("760101", 2026, "2076-01-01"), ("770101", 2026, "1977-01-01"),
        ("991231", 2026, "1999-12-31"), ("000229", 2026, "2000-02-29"), ("000101", 2049, "2000-01-01"),
        ("000101", 2051, "2100-01-01"), ("490101", 1999, "2049-01-01"), ("500101", 1999, "1950-01-01"),
        ("020101", 2095, "2102-01-01"),
    ],
)  # fmt: skip
def test_dates(yymmdd: str, year: int, says: str) -> None:
    """A year 51 to 99 above this one is of the last century, one 50 to 99 below it of the next."""
    assert day(yymmdd, year) == says


# -- what is wrong is said ---------------------------------------------------------------------------------------------

BAD: list[tuple[str, str]] = [
    (f"]C101{UNIT[:-1]}0", "The check digit of the GTIN is wrong."),
    ("]C10108801234567890", "The check digit of the GTIN is wrong."),
    (f"(01){CASE[:-1]}1", "The check digit of the GTIN is wrong."),
    (f"(02){CASE[:-1]}1(37)1", "The check digit of the GTIN is wrong."),
    (f"]C100{SSCC[:-1]}0", "The check digit of the SSCC is wrong."),
    (f"(00){SSCC[:-1]}7", "The check digit of the SSCC is wrong."),
    (f"(414){GLN[:-1]}2", "The check digit of the GLN is wrong."),
    (f"(410){GLN[:-1]}2", "The check digit of the GLN is wrong."),
    ("(8003)00614141123453", "The check digit of the GRAI is wrong."),
    ("(253)9521101530002", "The check digit of the GDTI is wrong."),
    ("(402)12345678901234567", "The check digit of the GSIN is wrong."),
    (f"(01){UNIT}(17)991399", "Date 991399 is no date."),
    (f"(01){UNIT}(17)260230", "Date 260230 is no date."),
    (f"(01){UNIT}(17)270229", "Date 270229 is no date."),
    (f"(01){UNIT}(15)260431", "Date 260431 is no date."),
    (f"(01){UNIT}(11)260001", "Date 260001 is no date."),
    (f"(01){UNIT}(13)261301", "Date 261301 is no date."),
    (f"01{UNIT}17261332", "Date 261332 is no date."),
    (f"01{UNIT}17991399", "Date 991399 is no date."),
    (f"]C101{UNIT}17000000", "Date 000000 is no date."),
    (f"]C101{UNIT}10123456789012345678901", "Field 10 is too long: at most 20 characters."),
    (f"(01){UNIT}(10)123456789012345678901", "Field 10 is too long: at most 20 characters."),
    (f"(01){UNIT}(21)123456789012345678901", "Field 21 is too long: at most 20 characters."),
    (f"(01){UNIT}(37)123456789", "Field 37 is too long: at most 8 characters."),
    (f"(01){UNIT}(30)123456789", "Field 30 is too long: at most 8 characters."),
    (f"(01){UNIT}(242)1234567", "Field 242 is too long: at most 6 characters."),
    (f"(01){UNIT}5", "Field 01 is too long: at most 14 characters."),
    (f"(01){UNIT}(17)2612311", "Field 17 is too long: at most 6 characters."),
    (f"(01){UNIT}(20)123", "Field 20 is too long: at most 2 characters."),
    ("(01)8801234567893", "Field 01 is too short: it has 14 digits."),
    ("]C1018801234567893", "Field 01 is too short: it has 14 digits."),
    ("]C10001234567890123456", "Field 00 is too short: it has 18 digits."),
    (f"01{UNIT}1726", "Field 17 is too short: it has 6 digits."),
    (f"]d201{UNIT[:8]}{GS}10L", "Field 01 is too short: it has 14 digits."),
    (f"(01){UNIT}(3103)00125", "Field 3103 is too short: it has 6 digits."),
    ("(414)952110153000", "Field 414 is too short: it has 13 digits."),
    (f"(01){UNIT}(10)", "Field 10 is empty."),
    (f"01{UNIT}10", "Field 10 is empty."),
    (f"01{UNIT}10{GS}17261231", "Field 10 is empty."),
    ("(01)", "Field 01 is empty."),
    ("(30)", "Field 30 is empty."),
    ("]C130", "Field 30 is empty."),
    (f"(01){UNIT}(05)1", "GS1 codes know no field 05."),
    (f"(01){UNIT}(310)001250", "GS1 codes know no field 310."),
    (f"(01){UNIT}(9999)1", "GS1 codes know no field 9999."),
    ("]C1HELLO", "GS1 codes know no field HELL."),
    (f"]C1{UNIT}", "GS1 codes know no field 0880."),
    (f"ABC{GS}10L", "GS1 codes know no field ABC."),
    (f"(01){UNIT}(10)LOT#1", "Field 10 holds a character that no GS1 code has: #"),
    (f"(01){UNIT}(10)로트1", "Field 10 holds a character that no GS1 code has: 로"),
    (f"(01){UNIT}(21)A@B", "Field 21 holds a character that no GS1 code has: @"),
    (f"01{UNIT}10LOT#1", "Field 10 holds a character that no GS1 code has: #"),
    (f"(01){UNIT}(37)1A", "Field 37 cannot be 1A."),
    (f"(01){UNIT}(17)26DEC1", "Field 17 cannot be 26DEC1."),
    ("(01)0880123456789A", "Field 01 cannot be 0880123456789A."),
    (f"(01){UNIT}(3103)00A250", "Field 3103 cannot be 00A250."),
    (f"(01){UNIT}(10)A(10)B", "Field 10 stands twice in this code, with different values."),
    (f"01{UNIT}21A{GS}21B", "Field 21 stands twice in this code, with different values."),
    (f"(01){UNIT}(02){CASE}", "This code names two products, in fields 01 and 02."),
    (f"]C101{UNIT}02{CASE}3712", "This code names two products, in fields 01 and 02."),
]


@pytest.mark.parametrize(("text", "sentence"), BAD)
def test_what_is_wrong_is_said_plainly(text: str, sentence: str) -> None:
    scan = read(text, YEAR)
    assert scan.gs1 is None
    assert scan.wrong is not None
    assert translate(scan.wrong, "en") == sentence
    assert scan.lookups[0] == scan.text  # somebody's own code may read like this


# -- what is no GS1 code -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "8801234567893", "0108801234567890", "010880123456789", "0112345678901234", "00123456789012345678",
        "0012345678901234567", "17261231", "10LOT1", "21S1", "3103001250", "4149521101530002", "A-01-02", "MUG(01)",
        "(MUG)01", "(1)234", "(12345)6", "0102", "01", "00", "(", "()", "01-02-03", "0108801234567893ABC",
        "010880123456789388", "상품(01)", "301100112230", "99999999999999999999",
    ],
)  # fmt: skip
def test_other_codes_stay_what_they_are(text: str) -> None:
    scan = read(text, YEAR)
    assert (scan.kind, scan.gs1, scan.wrong) == ("", None, None)


# -- what a code may be registered as ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (f"01{UNIT}", {UNIT, "8801234567893"}),
        (f"01{UPC}", {UPC, "0036000291452", "036000291452"}),
        (f"01{EAN8}", {EAN8, "0000096385074", "000096385074", "96385074"}),
        (f"01{CASE}", {CASE}),  # a case is not the unit in it
        (f"00{SSCC}", {SSCC}),
        (f"00{SSCC}02{CASE}3724", {SSCC, CASE}),
        (f"414{GLN}", {GLN}),
        (f"414{GLN}254A-1", {"A-1"}),  # the bin of a site, never the whole site
        ("(10)L", set()),
        (f"01{UNIT}10LOT1<GS>17261231", {UNIT, "8801234567893"}),
    ],
)
def test_the_scanned_text_itself_counts_first(text: str, names: set[str]) -> None:
    scan = read(text, YEAR)
    assert scan.lookups[0] == text
    assert set(scan.lookups[1:]) == names


def test_house_codes_stay_house_codes_behind_fnc1() -> None:
    assert read("\x1dTOTE-07").kind == "tote"
    assert read("]C1CMD-UNDO").kind == "command"


@pytest.mark.parametrize("text", ["", "(", "(01", "\x1d", "10" + "9" * 150, "(10)(10)(10)", "(01)" * 40])
def test_hostile_texts_are_malformed_at_worst(text: str) -> None:
    try:
        parse(text, YEAR)
    except Malformed as wrong:
        assert wrong.sentence.text
    try:
        read(text, YEAR)
    except BadText as bad:
        assert bad.sentence.text
