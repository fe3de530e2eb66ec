"""What each paper says: plain values, filled from the database and drawn by `printing`.

One class a paper; `kind` is its name in print jobs and in `warehouse label KIND CODE`. Texts may be anything a file
brought in: the drawing side cleans and fits them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import ClassVar, Literal

from warehouse_app.domain.codes import COMMANDS
from warehouse_app.domain.device_papers import CalibrationLabel, ScannerSheet
from warehouse_app.domain.masking import mask_name, mask_phone
from warehouse_app.domain.sentences import Sentence, say

Words = str | Sentence


class PaperSize(Enum):
    """Sizes of paper and labels. `value` is the name in settings; width and height in mm."""

    LABEL_100X150 = "100x150"
    LABEL_4X6 = "4x6in"
    LABEL_CJ = "123x100"
    LABEL_POST = "111x171"  # Korea Post's form C; its content is turned by a quarter
    LABEL_100X50 = "100x50"
    LABEL_60X40 = "60x40"
    LABEL_50X30 = "50x30"
    A4 = "A4"
    A4_24 = "A4-24"  # for code labels: 24 on a sheet, A4 has 21
    A5 = "A5"

    @property
    def width(self) -> float:
        return _MILLIMETRES[self.value][0]

    @property
    def height(self) -> float:
        return _MILLIMETRES[self.value][1]


_MILLIMETRES = {
    "100x150": (100.0, 150.0), "4x6in": (101.6, 152.4), "123x100": (123.0, 100.0), "111x171": (111.0, 171.0),
    "100x50": (100.0, 50.0), "60x40": (60.0, 40.0),
    "50x30": (50.0, 30.0), "A4": (210.0, 297.0), "A4-24": (210.0, 297.0), "A5": (148.0, 210.0),
}  # fmt: skip


@dataclass(frozen=True)
class Sender:
    """Who sends: the brand, with the address returns go to."""

    name: str
    phone: str = ""
    address: tuple[str, ...] = ()


@dataclass(frozen=True)
class ShippingLabel:
    """The label on the outside of a parcel (운송장).

    `carrier` is the code whose number rule groups the digits, `carrier_name` what is printed. `recipient` and `phone`
    are whole; with `masked` only `shown_recipient` and `shown_phone` reach the paper. `number` of `total` parcels of
    the order (total 0: not known yet). `copy` counts reprints, 0 is the first print. `marks` are handling words, such
    as chilled or fragile. `sort_code` and `sort_alias` are where the carrier sorts it to. `paper` is the size that the
    carrier's own form has, '' none.
    """

    kind: ClassVar[str] = "shipping_label"
    carrier: str
    carrier_name: str
    tracking_no: str
    sscc: str
    sender: Sender
    recipient: str
    phone: str
    postcode: str
    address: tuple[str, ...]
    order_no: str
    client: str = ""
    service: str = ""
    country: str = ""
    message: str = ""
    box: str = ""
    number: int = 1
    total: int = 0
    ship_date: date | None = None
    weight_g: int = 0
    sort_code: str = ""
    sort_alias: str = ""
    paper: str = ""
    marks: tuple[Words, ...] = ()
    copy: int = 0
    masked: bool = True

    @property
    def shown_recipient(self) -> str:
        return mask_name(self.recipient) if self.masked else self.recipient

    @property
    def shown_phone(self) -> str:
        return mask_phone(self.phone) if self.masked else self.phone


@dataclass(frozen=True)
class SlipLine:
    sku: str
    name: str
    quantity: int


@dataclass(frozen=True)
class PackingSlip:
    """What is in the parcel, for the customer (거래명세 without prices). `inserts` are gifts and leaflets.

    `return_code` is what the customer's return is scanned by; `return_note` says how to return, in the brand's words.
    `others` are further orders whose goods lie in the parcel too.
    """

    kind: ClassVar[str] = "packing_slip"
    order_no: str
    client: str
    lines: tuple[SlipLine, ...]
    inserts: tuple[SlipLine, ...] = ()
    recipient: str = ""
    ordered_on: date | None = None
    number: int = 1
    total: int = 0
    gift: bool = False
    message: str = ""
    return_code: str = ""
    return_note: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class GiftNote:
    """A message card (메시지 카드): the giver's words and no price. `symbol` and `foot` are the brand's."""

    kind: ClassVar[str] = "gift_note"
    message: str
    client: str = ""
    recipient: str = ""
    giver: str = ""
    order_no: str = ""
    symbol: str = "♥"
    foot: str = ""


@dataclass(frozen=True)
class ManifestParcel:
    tracking_no: str
    order_no: str
    client: str = ""
    weight_g: int = 0


@dataclass(frozen=True)
class ManifestPaper:
    """The list handed over with the parcels (집하 인계 목록), signed by both sides. Times are the site's."""

    kind: ClassVar[str] = "manifest"
    no: str
    carrier: str
    carrier_name: str
    parcels: tuple[ManifestParcel, ...]
    site: str = ""
    user: str = ""
    closed_at: datetime | None = None


@dataclass(frozen=True)
class ReceiptLine:
    """What one receipt expected and got of a product. `received` counts the damaged units too."""

    sku: str
    name: str
    expected: int
    received: int
    damaged: int = 0
    lot: str = ""
    expiry: str = ""


@dataclass(frozen=True)
class ReceiptPaper:
    """What came of a receipt (입고 확인서), signed by receiver and driver. Times are the site's; `closed_at` None: it
    is still open. `is_blind`: nobody announced it."""

    kind: ClassVar[str] = "receipt"
    no: str
    client: str
    lines: tuple[ReceiptLine, ...]
    site: str = ""
    user: str = ""
    is_blind: bool = False
    expected_at: datetime | None = None
    first_unit_at: datetime | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True)
class UnitLabel:
    """The label of one graded unit: its grade, where it goes, and the code that it is found by."""

    kind: ClassVar[str] = "unit_label"
    code: str
    grade: str
    sku: str
    name: str = ""
    disposition: Words = ""
    destination: str = ""
    rma: str = ""
    copy: int = 0


@dataclass(frozen=True)
class ClearanceLine:
    """Units of one product and grade that leave. `value` in whole money, what they were sold for."""

    sku: str
    name: str
    grade: str
    quantity: int
    value: int = 0


@dataclass(frozen=True)
class ClearancePaper:
    """The list of what leaves together: sold in a lot, given away, sent back, disposed of. Times are the site's.

    `asks_receipt`: the receiver of a donation is asked for a receipt (기부금영수증).
    """

    kind: ClassVar[str] = "clearance"
    no: str
    title: Words
    lines: tuple[ClearanceLine, ...]
    receiver: str = ""
    value: int = 0
    currency: str = "KRW"
    site: str = ""
    user: str = ""
    asks_receipt: bool = False
    closed_at: datetime | None = None


CodeKind = Literal["bin", "tote", "cart", "badge", "item", "box", "order", "parcel"]


@dataclass(frozen=True)
class PickLine:
    location: str
    sku: str
    name: str
    quantity: int
    lot: str = ""


@dataclass(frozen=True)
class PickList:
    """What to take for an order, bin by bin, where nothing can be scanned (피킹 리스트). `ship_by` is site time."""

    kind: ClassVar[str] = "pick_list"
    order_no: str
    client: str
    ship_by: str
    lines: tuple[PickLine, ...]


@dataclass(frozen=True)
class ReportFigure:
    """One figure on paper: texts ready to print. `trend` is +1 better than before, −1 worse, 0 neither; `met` the
    target, None where there is none. A `key` figure stands large at the top."""

    name: Words
    value: str
    unit: Words = ""
    before: str = ""
    target: str = ""
    trend: int = 0
    met: bool | None = None
    sample: int = 0
    definition: Words = ""
    key: bool = False


@dataclass(frozen=True)
class ReportTable:
    """A table on paper: headings, rows of texts (numbers already written), and which columns are numbers."""

    title: Words
    headings: tuple[Words, ...]
    rows: tuple[tuple[Words, ...], ...]
    widths: tuple[float, ...]
    """Shares of the width; the first column is text, the others are set to the right."""


@dataclass(frozen=True)
class ShiftPaper:
    """The shift report (교대 보고서). `bars` are (hour, first series, second series) under the names of `series`."""

    kind: ClassVar[str] = "shift_report"
    title: Words
    site: str
    span: str
    compared: str
    figures: tuple[ReportFigure, ...]
    series: tuple[Words, Words]
    bars: tuple[tuple[str, int, int], ...]
    tables: tuple[ReportTable, ...]


@dataclass(frozen=True)
class CodeLabel:
    """A label to be scanned in the house.

    `what` is the kind of thing, `code` what is scanned, `name` who or what it is, `zone` small words beside it (zone,
    aisle, role), `number` the large number a worker goes by (tote 7); '' where there is none.
    """

    kind: ClassVar[str] = "code_label"
    what: CodeKind
    code: str
    name: str = ""
    zone: str = ""
    number: str = ""


@dataclass(frozen=True)
class SheetCode:
    code: str
    name: Sentence


@dataclass(frozen=True)
class CommandSheet:
    """Commands and choices to scan, for the wall of a station; both languages stand on it."""

    kind: ClassVar[str] = "command_sheet"
    commands: tuple[SheetCode, ...]
    choices: tuple[SheetCode, ...]


def command_sheet(choices: int = 9) -> CommandSheet:
    """The sheet of every command the program knows, and choices 1 to `choices`."""
    return CommandSheet(
        tuple(SheetCode(command.key, command.name) for command in COMMANDS),
        tuple(SheetCode(f"CHOICE-{number}", say("Choice {number}", number=number)) for number in range(1, choices + 1)),
    )


Paper = (
    ShippingLabel | PackingSlip | GiftNote | ManifestPaper | ReceiptPaper | UnitLabel | ClearancePaper | CodeLabel
    | CommandSheet | ShiftPaper | PickList | ScannerSheet | CalibrationLabel
)  # fmt: skip
