"""Whether two recipients are one household (합포장): names, addresses and phones as people write them, made alike.

Spelling is evened out (spacing, brackets, unit forms, provinces, street words), meaning never: a building number and
a unit number stay different things. What is not certain is not the same: a wrong merge sends a parcel to a stranger.
Forms of addresses: road name addresses (도로명주소) and lot numbers (지번) of Korea; English street addresses.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import NamedTuple

_PROVINCES = {
    "서울": "서울특별시 서울시", "부산": "부산광역시 부산시", "대구": "대구광역시 대구시",
    "인천": "인천광역시 인천시", "광주": "광주광역시", "대전": "대전광역시 대전시", "울산": "울산광역시 울산시",
    "세종": "세종특별자치시 세종시", "경기": "경기도", "강원": "강원특별자치도 강원도",
    "충북": "충청북도", "충남": "충청남도", "전북": "전북특별자치도 전라북도", "전남": "전라남도",
    "경북": "경상북도", "경남": "경상남도", "제주": "제주특별자치도 제주도",
}  # fmt: skip
_PROVINCE = {long: short for short, names in _PROVINCES.items() for long in names.split()}
_STREETS = {
    "street": "st", "saint": "st", "road": "rd", "avenue": "ave", "av": "ave", "drive": "dr", "lane": "ln",
    "boulevard": "blvd", "court": "ct", "square": "sq", "place": "pl", "terrace": "ter", "highway": "hwy",
    "north": "n", "south": "s", "east": "e", "west": "w", "floor": "fl",
}  # fmt: skip
_UNIT_WORDS = "apt|apartment|unit|flat|suite|ste|room|rm"
_TITLES = re.compile(r"^(?:mr|mrs|ms|miss|dr)\.?\s+|\s*(?:님|귀하)$")
_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_HANGUL = re.compile("[가-힣]")


class Recipient(NamedTuple):
    """Who gets a parcel and where, as the order's file says it."""

    name: str = ""
    phone: str = ""
    postcode: str = ""
    address1: str = ""
    address2: str = ""
    country: str = ""


def household(of: Recipient) -> str:
    """Name and address in one spelling; '' where they do not say who or where exactly, or are masked."""
    name, address = _name(of.name), _address(f"{of.address1} {of.address2}")
    if len(name) < 2 or "*" in name + address or not re.search(r"\d", address):
        return ""
    return f"{name}|{address}|{_country(of.country)}"


def phone_mark(of: Recipient) -> str:
    """What tells two phones apart and says neither: 16 bits of a hash; '' where the phone says nothing."""
    own = _phone(of.phone)
    return hashlib.sha256(own.encode()).hexdigest()[:4] if own else ""


def same_postcode(one: str, other: str) -> bool:
    """Whether two postcodes are the same in their spelling, or one says nothing."""
    return not (_postcode(one) and _postcode(other)) or _postcode(one) == _postcode(other)


def same_household(one: Recipient, other: Recipient) -> bool:
    """Whether two recipients are certainly the same person at the same address.

    Phones that differ say no; a safe number (050…), a masked one or none says nothing. So do missing postcodes.
    """
    if not household(one) or household(one) != household(other):
        return False
    phones = {p for p in (_phone(one.phone), _phone(other.phone)) if p}
    return len(phones) < 2 and same_postcode(one.postcode, other.postcode)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def _name(text: str) -> str:
    return re.sub(r"[\s.·'-]", "", _TITLES.sub("", _plain(text)))


def _country(text: str) -> str:
    plain = re.sub(r"[\s.]", "", _plain(text))
    return "" if plain in ("kr", "kor", "korea", "southkorea", "republicofkorea", "대한민국", "한국") else plain


def _postcode(text: str) -> str:
    return re.sub(r"[\W_]", "", _plain(text))


def _phone(text: str) -> str:
    """The digits of a person's own phone in its national form; '' for none, a safe number, or a masked one."""
    if "*" in text:
        return ""
    digits = re.sub(r"\D", "", _plain(text).replace("(0)", ""))
    digits = re.sub(r"^(?:00)?82", "0", digits)
    digits = re.sub(r"^00(?=[1-9])", "", digits)
    digits = re.sub(r"^0+", "0", digits)
    return digits if len(digits) >= 9 and not digits.startswith("050") else ""


def _address(text: str) -> str:
    text = _plain(text).replace("\n", " ")
    text = _BRACKETS.sub(lambda m: f" {m[1] or m[2] or ''} " if re.search(r"\d", m[1] or m[2] or "") else " ", text)
    return _korean(text) if _HANGUL.search(text) else _english(text)


def _korean(text: str) -> str:
    text = re.sub(r"[,.;/]", " ", text)
    text = " ".join(_PROVINCE.get(word, word) for word in text.split())
    text = re.sub(r"지하\s*(\d+)\s*층", r" b\1층 ", text)
    text = re.sub(r"(로|길)\s*(\d+)\s*번?\s*(가|나|다|라)?길(?=\s|\d|$)", r"\1\2\3길 ", text)  # 테헤란로 12길 5
    text = re.sub(r"(\d)\s*번지", r"\1 ", text)
    text = re.sub(r"제\s*(?=\d+\s*(?:동|호|층))", " ", text)
    # A number that follows a road, a village or a quarter is the building's (or the lot's), never a unit.
    text = re.sub(r"(?<=[가-힣0-9])(로|길)\s*(지하\s*)?(\d+)\s*-\s*(\d+)(?!\s*[동호\d])", r"\1 \2#\3_\4 ", text)
    text = re.sub(r"(?<=[가-힣])(동|리|가)\s+(산\s*)?(\d+)\s*-\s*(\d+)(?!\s*[동호\d])", r"\1 \2#\3_\4 ", text)
    text = re.sub(r"(?<=[가-힣0-9])(로|길)\s*(\d+)(?![\d-])(?!\s*(?:동|호|층|번|[가-라]?길))", r"\1 #\2 ", text)
    text = re.sub(r"(?<=[가-힣])(동|리|가)\s+(산\s*)?(\d+)(?![\d-])(?!\s*(?:동|호|층))", r"\1 \2#\3 ", text)
    text = re.sub(r"(?<![\w#])([a-z]|\d+)\s*동\s*(b?\d+)\s*호?(?![\w-])", r" d\1u\2 ", text)  # 101동 202호
    text = re.sub(r"(?<![\w#])(\d+)\s*-\s*(\d+)\s*호?(?![\w-])", r" d\1u\2 ", text)  # 101-202
    text = re.sub(r"(?<![\w#])([a-z]|\d+)\s*동(?![\w가-힣])", r" d\1 ", text)
    text = re.sub(r"(?<![\w#])(b?\d+)\s*(?:호|호실)(?![\w가-힣])", r" u\1 ", text)
    text = re.sub(r"(?<![\w#])(b?\d+)\s*(?:층|f)(?![\w가-힣])", r" f\1 ", text)
    text = re.sub(r"(?<![\w#-])(b?\d+)(?![\w-])", r" u\1 ", text)  # a number of its own after the building's
    text = re.sub(r"\s+(?=d\d|d[a-z]u|u\d|ub\d|f\d|fb\d|#)", ",", text)
    return re.sub(r"\s+", "", text)


def _english(text: str) -> str:
    text = re.sub(rf"(?:(?<=\W)|^)(?:{_UNIT_WORDS})\b\.?\s*#?\s*(?=[a-z]?\d|[a-z]\b)", " #", text)
    text = re.sub(r"#\s*", " #", text)
    text = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "th", text)
    words = re.sub(r"[^\w#/&-]+", " ", text.replace("'", "")).split()
    return " ".join(_STREETS.get(word, word) for word in words)
