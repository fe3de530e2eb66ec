"""Numbers on labels: tracking numbers (운송장번호) of each carrier, SSCC licence plates, GTIN check digits.

Every carrier's rule stands here once, with what it rests on. A carrier's range in the database holds serials: the
number without its check digit. `tracking_number(rule, serial)` makes the printed number of it; the caller takes
serials from the range in order and never uses one twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Standing = Literal["verified", "documented", "inferred", "length"]


def gs1_check_digit(payload: str) -> int:
    """GS1 mod 10 check digit of the digits before it (GTIN, SSCC, GLN): weights 3, 1 from the right."""
    return -sum(int(digit) * (1 if i % 2 else 3) for i, digit in enumerate(reversed(payload))) % 10


def s10_check_digit(serial: str) -> int:
    """UPU S10 check digit of the eight digits of a postal item number."""
    remainder = 11 - sum(int(d) * w for d, w in zip(serial, (8, 6, 4, 2, 3, 5, 9, 7), strict=True)) % 11
    return {10: 0, 11: 5}.get(remainder, remainder)


def _mod7(payload: str) -> int:
    return int(payload) % 7


def _mod7_from_third(payload: str) -> int:
    return int(payload[2:]) % 7


def _house_check_digit(payload: str) -> int:
    """Never the GS1 digit, so that a house number is never a valid 12-digit product barcode (UPC)."""
    return (gs1_check_digit(payload) + 5) % 10


@dataclass(frozen=True)
class NumberRule:
    """The format of one carrier's tracking numbers.

    `digits` is the length with the check digit, `groups` how it is printed, `check` makes the check digit of the
    digits before it (None: the carrier has none). `legacy` lengths are accepted when read, never issued. S10 numbers
    carry `letters` before and after. What is only `inferred` or `length` may warn and never block.
    """

    key: str
    name: str
    digits: int
    standing: Standing
    check: Callable[[str], int] | None = None
    groups: tuple[int, ...] = ()
    legacy: tuple[int, ...] = ()
    letters: tuple[str, str] = ("", "")
    aliases: tuple[str, ...] = ()

    @property
    def serial_digits(self) -> int:
        """How many digits a serial has at most."""
        return self.digits - (self.check is not None)

    @property
    def blocks(self) -> bool:
        """Whether a wrong check digit is proof enough to refuse."""
        return self.standing in ("verified", "documented")


HOUSE = NumberRule("HOUSE", "House", 12, "verified", _house_check_digit, (4, 4, 4))

RULES = (
    HOUSE,  # our own rule
    # Documented; 7 of 8 public samples pass: digits 3-11 as a number mod 7.
    NumberRule("CJ", "CJ대한통운", 12, "documented", _mod7_from_third, (4, 4, 4), (10,),
               aliases=("CJGLS", "CJLOGISTICS", "대한통운")),
    # Documented; 2 of 2 pass: the first 11 digits mod 7, which is not CJ's rule.
    NumberRule("LOTTE", "롯데택배", 12, "documented", _mod7, (4, 4, 4), aliases=("HYUNDAI", "현대택배")),
    NumberRule("HANJIN", "한진택배", 12, "inferred", _mod7, (4, 4, 4), (10, 14), aliases=("한진",)),  # 2 of 3 pass
    NumberRule("LOGEN", "로젠택배", 11, "inferred", _mod7, (3, 4, 4), aliases=("KGB", "로젠")),  # 3 of 3 pass
    NumberRule("EPOST", "우체국택배", 13, "length", None, (5, 4, 4), aliases=("KPOST", "KOREAPOST", "우체국")),
    NumberRule("KDEXP", "경동택배", 13, "length", None, (4, 4, 5), aliases=("KYUNGDONG", "경동")),  # mostly 13
    # UPU S10, verified with RB123456785GB. A seller's contract sets the letters.
    NumberRule("S10", "EMS", 9, "verified", s10_check_digit, (2, 3, 3, 3, 2), letters=("EM", "KR"),
               aliases=("EMS", "UPU", "REGISTERED")),
)  # fmt: skip

_BY_NAME = {re.sub(r"[\W_]", "", n).upper(): rule for rule in RULES for n in (rule.key, rule.name, *rule.aliases)}


# The checks that a customer's own carrier may name in its profile.
CHECKS: Mapping[str, Callable[[str], int]] = {
    "mod7": _mod7, "mod7-from-3": _mod7_from_third, "mod10": gs1_check_digit, "house": _house_check_digit,
}  # fmt: skip
_SPEC = re.compile(r"(\d{1,2})(?: ([a-z][a-z0-9-]*))?(?: (\d+(?:-\d+)*))?", re.ASCII)


def rule_for(carrier: str) -> NumberRule:
    """The rule of a carrier code, name or alias as files spell it ("CJ대한통운", "cj_gls"); HOUSE for unknown ones.

    Also of a spec: "12 mod7 4-4-4" is twelve digits, the last one a check digit, printed in three groups.
    """
    found = _BY_NAME.get(re.sub(r"[\W_]", "", carrier).upper())
    if found is None and _SPEC.fullmatch(carrier):
        return rule_of(carrier)
    return found or HOUSE


@lru_cache(maxsize=200)
def rule_of(text: str) -> NumberRule:
    """The rule of a name or a spec; HOUSE for unknown names. ValueError for a spec that makes no sense."""
    spec = _SPEC.fullmatch(text)
    if spec is None:
        return rule_for(text)
    digits, check, groups = int(spec[1]), spec[2], tuple(map(int, (spec[3] or spec[1]).split("-")))
    if not 6 <= digits <= 18 or sum(groups) != digits or (check and check not in CHECKS):
        raise ValueError(f"{text!r} is no format of numbers")
    standing: Standing = "documented" if check else "length"
    return NumberRule(text, text, digits, standing, CHECKS[check] if check else None, groups)


def tracking_number(rule: NumberRule, serial: int) -> str:
    """The tracking number for a serial of the carrier's range. ValueError if the serial is too long for the rule."""
    payload = str(serial).zfill(rule.serial_digits)
    if serial < 0 or len(payload) > rule.serial_digits:
        raise ValueError(f"{serial} does not fit the {rule.serial_digits} digits of a {rule.key} number")
    check = str(rule.check(payload)) if rule.check else ""
    return f"{rule.letters[0]}{payload}{check}{rule.letters[1]}"


Problem = Literal["", "empty", "length", "check_digit"]


def normal(text: str) -> str:
    """A tracking number as stored: cells and labels write it with spaces and dashes, S10 with small letters.

    Notes in place of a number ("차량배차") come out empty.
    """
    if s10 := re.fullmatch(r"([A-Z]{2})(\d{9})([A-Z]{2})", re.sub(r"[\s-]", "", text.upper()), re.ASCII):
        return s10.group()
    return re.sub(r"[^0-9]", "", re.sub(r"\.0+$", "", text.strip()))  # spreadsheets write numbers as 123.0


def problem(rule: NumberRule, text: str) -> Problem:
    """What is wrong with a tracking number, '' if nothing. Whether that refuses or warns: `rule.blocks`."""
    number = normal(text)
    if not number:
        return "empty"
    if bool(rule.letters[0]) != number[0].isalpha():
        return "length"
    digits = re.sub(r"[A-Z]", "", number)
    if len(digits) in rule.legacy:
        return ""  # older formats follow no known rule
    if len(digits) != rule.digits:
        return "length"
    return "check_digit" if rule.check and rule.check(digits[:-1]) != int(digits[-1]) else ""


def printed(rule: NumberRule, number: str) -> str:
    """The number in the groups people read: 3011-0011-2230."""
    if sum(rule.groups) != len(number):
        return number
    parts, at = [], 0
    for size in rule.groups:
        parts.append(number[at : at + size])
        at += size
    return (" " if rule.letters[0] else "-").join(parts)


def sscc(company_prefix: str, serial: int, extension: int = 0) -> str:
    """SSCC-18 of a GS1 company prefix (4 to 12 digits; '' numbers are unique in this house only) and a serial.

    ValueError if the prefix is no prefix or the serial does not fit in what is left of 16 digits.
    """
    if not re.fullmatch(r"(\d{4,12})?", company_prefix, re.ASCII) or not 0 <= extension <= 9:
        raise ValueError(f"{company_prefix!r} is not a GS1 company prefix")
    width = 16 - len(company_prefix)
    if not 0 <= serial < 10**width:
        raise ValueError(f"{serial} does not fit the {width} digits behind the prefix {company_prefix}")
    payload = f"{extension}{company_prefix}{serial:0{width}d}"
    return f"{payload}{gs1_check_digit(payload)}"


def is_sscc(text: str) -> bool:
    """Whether the text is 18 digits with a right check digit."""
    return len(text) == 18 and _checks(text)


def is_gtin(text: str) -> bool:
    """Whether the text is 8, 12, 13 or 14 digits with a right check digit (EAN-8, UPC-A, EAN-13, ITF-14)."""
    return len(text) in (8, 12, 13, 14) and _checks(text)


def _checks(text: str) -> bool:
    return text.isascii() and text.isdigit() and gs1_check_digit(text[:-1]) == int(text[-1])
