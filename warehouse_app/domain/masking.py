"""Names and phone numbers as outer labels show them in Korea: 홍*동, 010-****-5678."""

from __future__ import annotations

import re

_EAST_ASIAN = re.compile(r"[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af]")


def mask_name(name: str) -> str:
    """홍길동 -> 홍*동, 남궁민수 -> 남**수, 홍길 -> 홍*, John Smith -> J*** S****. Digits and signs stay."""
    return re.sub(r"[^\W\d_]+", lambda word: _mask_word(word.group()), name)


def _mask_word(word: str) -> str:
    if len(word) > 2 and _EAST_ASIAN.match(word):
        return word[0] + "*" * (len(word) - 2) + word[-1]
    return word[0] + "*" * (len(word) - 1) if len(word) > 1 else "*"


def mask_phone(phone: str) -> str:
    """01012345678 -> 010-****-5678, 02-123-4567 -> 02-***-4567. Safe numbers (050…) stay: they reveal nobody.

    Anything that is no phone number is left out; of several numbers each is masked.
    """
    return " / ".join(shown for part in re.split(r"[/,;\n]", phone) if (shown := _mask_number(part)))


def _mask_number(phone: str) -> str:
    text = " ".join("".join(re.findall(r"[0-9+() -]", phone)).split()).strip("- ")
    digits = re.sub(r"\D", "", text)
    if len(digits) < 4:
        return ""
    if digits.startswith("050") and len(digits) >= 10:
        return text
    if text == digits:
        text = _grouped(digits)
    last = len(digits) - 4
    shown = _area(text, digits)
    at, masked = 0, ""
    for character in text:
        hidden = character.isdigit() and shown <= at < last
        masked += "*" if hidden else character
        at += character.isdigit()
    return masked


def _area(text: str, digits: str) -> int:
    """How many leading digits tell the network or the region only."""
    if len(digits) < 9:
        return 0
    if text.startswith("+"):
        return 4 if digits.startswith("8210") else 2
    return 2 if digits.startswith("02") else 3


def _grouped(digits: str) -> str:
    """Korean numbers written without dashes, in the groups people read."""
    if not digits.startswith("0") or not 9 <= len(digits) <= 11:
        return digits
    area = 2 if digits.startswith("02") else 3
    return f"{digits[:area]}-{digits[area:-4]}-{digits[-4:]}"
