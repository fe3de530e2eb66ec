"""Papers that devices are tested with: a sheet to scan, and a label that shows how a printer prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from warehouse_app.domain.sentences import Sentence, say

GS = "\x1d"


@dataclass(frozen=True)
class TestCode:
    """A barcode that tells one thing about a scanner: `text` is what a right one sends, `shows` what it is for."""

    __test__ = False  # no test of pytest's
    text: str
    shows: Sentence
    symbol: Literal["code128", "gs1", "qr"] = "code128"


SCANNER_CODES = (
    TestCode("WT1-ABCXYZ", say("Capital letters")),
    TestCode("wt2-abcxyz", say("Small letters")),
    TestCode("WT3+/.$%:;_=?", say("Signs")),
    TestCode(f"10WT4{GS}217", say("GS1: the separator of lot and serial number"), "gs1"),
    TestCode("WT5-QR", say("QR codes"), "qr"),
)

# How wide the narrowest bar is, in dots of the head.
CALIBRATION = {"CAL-4": 4, "CAL-3": 3, "CAL-2": 2, "CAL-1": 1}


@dataclass(frozen=True)
class ScannerSheet:
    """What is scanned in the scanner's test."""

    kind: ClassVar[str] = "scanner_sheet"
    codes: tuple[TestCode, ...] = SCANNER_CODES


@dataclass(frozen=True)
class CalibrationLabel:
    """A label printer's test: rulers at its edges, patches of black, and barcodes from wide to narrow."""

    kind: ClassVar[str] = "calibration"
    printer: str
    codes: tuple[tuple[str, int], ...] = tuple(CALIBRATION.items())
