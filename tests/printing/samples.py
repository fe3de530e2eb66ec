"""One paper of each kind, with Korean in it."""

from __future__ import annotations

from datetime import date, datetime

from warehouse_app.domain.device_papers import CalibrationLabel, ScannerSheet
from warehouse_app.domain.papers import (
    ClearanceLine,
    ClearancePaper,
    CodeLabel,
    GiftNote,
    ManifestPaper,
    ManifestParcel,
    PackingSlip,
    Paper,
    PickLine,
    PickList,
    ReceiptLine,
    ReceiptPaper,
    ReportFigure,
    ReportTable,
    Sender,
    ShiftPaper,
    ShippingLabel,
    SlipLine,
    UnitLabel,
    command_sheet,
)
from warehouse_app.domain.sentences import say

LABEL = ShippingLabel(
    carrier="CJ", carrier_name="CJ대한통운", service="택배 일반", tracking_no="301100112230", sscc="095287654321012346",
    sender=Sender("온브릿지 풀필먼트", "02-1234-5678", ("경기도 용인시 처인구 죽양대로 912",)), client="무무 스튜디오",
    recipient="홍길동", phone="010-1234-5678", postcode="06236",
    address=("서울특별시 강남구 테헤란로 152", "강남파이낸스센터 27층 2701호"), order_no="20261207-0001234",
    message="부재 시 문 앞에 놓아주세요.", box="BOX-M2", number=1, total=2, ship_date=date(2026, 12, 7), weight_g=1240,
    sort_code="4B21-03a", marks=("냉장",),
)  # fmt: skip

SLIP = PackingSlip(
    order_no="20261207-0001234", client="무무 스튜디오",
    lines=(SlipLine("MUG-01", "도자기 머그컵 350ml", 2), SlipLine("POT-07", "핸드드립 서버", 1)),
    inserts=(SlipLine("CARD", "감사 카드", 1),), recipient="홍*동", ordered_on=date(2026, 12, 6), total=2, gift=True,
    return_code="RMA-20261207-0001234", return_note="7일 안에 보내 주세요.",
)  # fmt: skip

NOTE = GiftNote("생일 축하해!\n\n늘 고마워 ❤️", client="무무 스튜디오", recipient="길동", giver="지민", order_no="1001")

MANIFEST = ManifestPaper(
    no="MAN-20261207-003", carrier="CJ", carrier_name="CJ대한통운", site="용인 1센터", user="김하은",
    parcels=tuple(ManifestParcel(str(301100112230 + 7 * i), f"ORDER-{i:04d}", "무무", 800) for i in range(150)),
    closed_at=datetime(2026, 12, 7, 17, 2),  # noqa: DTZ001 - the site's time, as printed
)  # fmt: skip

RECEIPT = ReceiptPaper(
    no="ASN-20261207-01", client="무무 스튜디오", site="용인 1센터", user="김하은",
    lines=(
        ReceiptLine("MUG-01", "도자기 머그컵 350ml", 120, 120, 2),
        ReceiptLine("SHAMPOO-3", "샴푸 소 300ml", 24, 20, 0, "L255264", "2027-11-30"),
        ReceiptLine("POT-07", "핸드드립 서버", 0, 3),
        *(ReceiptLine(f"SKU-{n:03}", f"앞치마 {n}", n, n) for n in range(1, 60)),
    ),
    expected_at=datetime(2026, 12, 7, 9, 0), first_unit_at=datetime(2026, 12, 7, 9, 12),  # noqa: DTZ001
    closed_at=datetime(2026, 12, 7, 10, 2),  # noqa: DTZ001 - the site's time, as printed
)  # fmt: skip

TOTE = CodeLabel("tote", "TOTE-0007", number="7")

UNIT = UnitLabel(
    "UNIT-120345", "B", "MUG-01", "도자기 머그컵 350ml", say("Restock as graded"), "TOTE-12", "RMA-261123-7"
)
CLEARANCE = ClearancePaper(
    "LOT-261123-4", say("Donation list"),
    tuple(ClearanceLine(f"SKU-{n:03}", f"앞치마 {n}", "CD"[n % 2], n % 7 + 1, 9_900 * n) for n in range(1, 60)),
    receiver="아름다운가게 용인점", value=0, site="용인 1센터", user="김하은", asks_receipt=True,
    closed_at=datetime(2026, 12, 7, 17, 2),  # noqa: DTZ001 - the site's time, as printed
)  # fmt: skip
SHIFT = ShiftPaper(
    title="교대 보고서", site="용인 1센터", span="주간 · 2026-12-07 08:00 – 20:00", compared="야간 · 2026-12-06",
    figures=tuple(
        ReportFigure(f"지표 {n}", f"{n * 37:,}", "%" if n % 3 else "", "1,204", "99", n % 3 - 1, n % 2 == 0, 4200,
                     "정의가 조금 길 때에도 한 줄에 들어갑니다", key=n < 8)
        for n in range(45)
    ),
    series=("포장", "피킹"), bars=tuple((f"{8 + n:02}", n * 11, n * 50) for n in range(12)),
    tables=(ReportTable("작업자", ("이름", "시간", "스캔"), tuple((f"김하은 {n}", "7.5", "1,204") for n in range(70)),
                        (0.4, 0.3, 0.3)),),
)  # fmt: skip

PICKS = PickList("20261207-0001234", "무무 스튜디오", "12-07 17:00", tuple(
    PickLine(f"A-01-{n:02}", f"MUG-{n:02}", "도자기 머그컵 350ml", n, "L255264" if n % 2 else "") for n in range(1, 40)
))  # fmt: skip

PAPERS: tuple[Paper, ...] = (
    LABEL,
    SLIP,
    NOTE,
    MANIFEST,
    RECEIPT,
    UNIT,
    CLEARANCE,
    SHIFT,
    PICKS,
    TOTE,
    command_sheet(),
    ScannerSheet(),
    CalibrationLabel("Zebra 1"),
)
