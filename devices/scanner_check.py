"""What a scanner's test says: its codes were scanned, and each difference to what it should have sent has a cause.

Pure: what was heard in, findings out. Nothing is guessed: a code that came in no way that is known stays unexplained.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from warehouse_app.domain.device_papers import GS, SCANNER_CODES
from warehouse_app.domain.hangul import as_keys
from warehouse_app.domain.sentences import Sentence, say

DOUBLE_S = 0.5  # a hand does not scan the same so soon again
SLOW_MS = 35.0  # a scanner with longer pauses between its keys is near to what hands do
_AIM = 3  # characters of an AIM identifier


class Heard(NamedTuple):
    """What came for one code, with all around it; times in seconds, `gap_ms` the longest pause between two keys."""

    raw: str
    began: float
    ended: float
    gap_ms: float = 0.0


@dataclass(frozen=True)
class Finding:
    """One thing that was learnt; `fix` is what to do where it is not right."""

    is_right: bool
    what: Sentence
    fix: Sentence | None = None


@dataclass(frozen=True)
class Verdict:
    """`missing` are places (from 0) of the sheet's codes that nothing was heard of; prefix and suffix as learnt."""

    findings: tuple[Finding, ...]
    missing: tuple[int, ...]
    prefix: str = ""
    suffix: str = ""

    @property
    def is_right(self) -> bool:
        """Whether the scanner can be used as it is, with the prefix and suffix that were learnt."""
        return all(finding.is_right for finding in self.findings)


def verdict(heard: Sequence[Heard]) -> Verdict:
    """What these scans say about the scanner that made them."""
    expected = [code.text for code in SCANNER_CODES]
    found: dict[int, _Match] = {}
    strange = []
    for one in heard:
        match = _matched(one.raw, expected)
        if match is None:
            strange.append(one.raw)
        elif match.place not in found or match.fault is None:
            found[match.place] = match
    findings: list[Finding] = []
    faults = {match.fault for match in found.values()}
    findings += [_FAULTS[fault] for fault in _FAULTS if fault in faults]
    right = [match for match in found.values() if match.fault is None]
    around = {(match.prefix, match.suffix) for match in right}
    prefix = suffix = ""
    if len(around) == 1:
        prefix, suffix = around.pop()
    elif len(around) > 1:
        findings.append(Finding(False, say("It puts something else around each code."),
                                say("Switch off its AIM or code identifiers, or set one prefix.")))  # fmt: skip
    if prefix or suffix:
        findings.append(Finding(True, say("It puts “{prefix}” before and “{suffix}” behind a code; that is taken off.",
                                          prefix=_shown(prefix), suffix=_shown(suffix))))  # fmt: skip
    findings += _timing(heard)
    for raw in strange[:3]:
        findings.append(Finding(False, say("“{text}” came, which is none of the sheet's codes.", text=_shown(raw)[:40]),
                                say("Scan the sheet's codes only, and one after the other.")))  # fmt: skip
    if right and not findings:
        findings.append(Finding(True, say("Everything arrives as it should.")))
    missing = tuple(n for n in range(len(expected)) if n not in found)
    return Verdict(tuple(findings), missing, prefix, suffix)


class _Match(NamedTuple):
    place: int
    fault: str | None
    prefix: str = ""
    suffix: str = ""


def _matched(raw: str, expected: Sequence[str]) -> _Match | None:
    """Which of the codes this was, and what is wrong with it."""
    for place, text in enumerate(expected):
        if text in raw:
            prefix, _, suffix = raw.partition(text)
            return _Match(place, None, prefix if not _is_aim(prefix) else "", suffix)
    for place, text in enumerate(expected):
        if GS in text and text.replace(GS, "") in raw.replace(" ", ""):
            return _Match(place, "separator")
        if GS in text and text.split(GS)[0] in raw and raw.rstrip().endswith(text.split(GS)[1]):
            return _Match(place, "separator")
        if text.swapcase() in raw and text.swapcase() != text:
            return _Match(place, "case")
        if text.upper() in raw or text.lower() in raw:
            return _Match(place, "one case")
    if as_keys(raw) is not None:
        keys = as_keys(raw) or ""
        for place, text in enumerate(expected):
            if text.upper() in keys.upper():
                return _Match(place, "hangul")
        return None
    for place, text in enumerate(expected):
        if _is_layout(raw, text):
            return _Match(place, "layout")
    return None


_FAULTS: dict[str | None, Finding] = {
    "separator": Finding(False, say("The separator within GS1 codes is lost: lots and serial numbers run together."),
                         say("Let the scanner send GS (FNC1) as ASCII 29, or plug it in as a serial port (USB-COM).")),
    "case": Finding(False, say("Capital and small letters are exchanged."),
                    say("Switch Caps Lock off; if it is off, set the scanner to ignore it.")),
    "one case": Finding(False, say("All letters come in one size."),
                        say("Set the scanner's case conversion to none.")),
    "hangul": Finding(False, say("The keyboard writes Hangul."),
                      say("Press 한/영; for good, set the computer to begin in English, or use USB-COM.")),
    "layout": Finding(False, say("The scanner types for another keyboard than this computer's."),
                      say("Set the scanner's keyboard country to this computer's (usually English, US).")),
}  # fmt: skip


def _is_aim(prefix: str) -> bool:
    return len(prefix) == _AIM and prefix[0] == "]"


def _is_layout(raw: str, text: str) -> bool:
    """Whether signs were exchanged one for one, and most of the text is right."""
    if len(raw) != len(text):
        return False
    pairs = {(a, b) for a, b in zip(text, raw, strict=True) if a != b}
    exchanged = {a for a, _ in pairs}
    same = sum(a == b for a, b in zip(text, raw, strict=True))
    return len(exchanged) == len(pairs) and same * 3 >= len(text)


def _timing(heard: Sequence[Heard]) -> list[Finding]:
    doubles = [b.began - a.ended for a, b in pairwise(heard) if a.raw == b.raw and b.began - a.ended < DOUBLE_S]
    findings = []
    if doubles:
        wait = round(max(doubles) * 1000) + 20
        findings.append(Finding(False, say("It delivers a code twice ({count} times).", count=len(doubles)),
                                say("Set the time for second deliveries to at least {ms} ms.", ms=wait)))  # fmt: skip
    slowest = max((one.gap_ms for one in heard), default=0.0)
    if slowest > SLOW_MS:
        findings.append(Finding(False, say("It types slowly: up to {ms} ms between two keys.", ms=round(slowest)),
                                say("Set its delay between characters to none.")))  # fmt: skip
    return findings


NO_ENTER = Finding(False, say("It sends no Enter behind a code."), say("Set its suffix to Enter (CR)."))


def _shown(text: str) -> str:
    return "".join(sign if sign.isprintable() else f"<{ord(sign):02X}>" for sign in text)
