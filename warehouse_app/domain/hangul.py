"""Scans that a keyboard in Hangul mode has spoilt: Latin keys come out as jamo or syllables (두벌식)."""

from __future__ import annotations

import unicodedata

from warehouse_app.domain.sentences import Sentence, say

_KEYS = dict(zip("ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ", "QWERTYUIOPASDFGHJKLZXCVBNM", strict=True))
_KEYS |= {"ㅃ": "Q", "ㅉ": "W", "ㄸ": "E", "ㄲ": "R", "ㅆ": "T", "ㅒ": "O", "ㅖ": "P"}
_PAIRS = {
    "ㄳ": "ㄱㅅ", "ㄵ": "ㄴㅈ", "ㄶ": "ㄴㅎ", "ㄺ": "ㄹㄱ", "ㄻ": "ㄹㅁ", "ㄼ": "ㄹㅂ", "ㄽ": "ㄹㅅ", "ㄾ": "ㄹㅌ",
    "ㄿ": "ㄹㅍ", "ㅀ": "ㄹㅎ", "ㅄ": "ㅂㅅ", "ㅘ": "ㅗㅏ", "ㅙ": "ㅗㅐ", "ㅚ": "ㅗㅣ", "ㅝ": "ㅜㅓ", "ㅞ": "ㅜㅔ",
    "ㅟ": "ㅜㅣ", "ㅢ": "ㅡㅣ",
}  # fmt: skip
_LEADS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_TAILS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"


def as_keys(text: str) -> str | None:
    """The keys, in capitals, that make this text in Hangul mode; None if no Hangul is in it."""
    made, found = [], False
    for sign in unicodedata.normalize("NFC", text):
        place = ord(sign) - 0xAC00
        if 0 <= place < 11172:
            jamo = _LEADS[place // 588] + _VOWELS[place % 588 // 28] + _TAILS[place % 28].strip()
        else:
            jamo = sign
        for letter in "".join(_PAIRS.get(j, j) for j in jamo):
            found = found or letter in _KEYS
            made.append(_KEYS.get(letter, letter))
    return "".join(made) if found else None


def hangul_hint(text: str) -> Sentence | None:
    """What to do about a code that nobody knows because the keyboard writes Hangul; None if it does not."""
    if (keys := as_keys(text)) is None:
        return None
    return say("The keyboard writes Hangul ({keys}?). Press 한/영 and scan again.", keys=keys[:40])
