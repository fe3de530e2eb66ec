"""Every paper: exact size, readable by a decoder and by a text search, stable to the byte, unharmed by hostile text."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from printing.barcodes import Unprintable, code128_symbol
from printing.pagination import rows_by_page
from printing.registry import DOCUMENTS, render, sizes
from tests.printing.paper import decoded, extracted
from tests.printing.samples import LABEL, MANIFEST, NOTE, PAPERS, RECEIPT, SLIP, TOTE
from warehouse_app.domain.codes import COMMANDS
from warehouse_app.domain.numbers import RULES, sscc, tracking_number
from warehouse_app.domain.papers import CodeKind, CodeLabel, Paper, PaperSize, SlipLine, command_sheet

ROOT = Path(__file__).resolve().parents[2]

HOSTILE = [
    "가" * 4000, "word " * 800, "x" * 4000, "\x00\x01\x1b[31m\r\n\t\x7f\x85", "<b>bold</b><font size=90>&amp;</para>",
    '=HYPERLINK("http://x","y")', "👩‍👩‍👧‍👦🎉❤️🏳️‍🌈", "שלום עולם \u202eabc\u202c مرحبا", "\ud83d",
    "(\\) Tj ET Q q", "", " ", "金漢 龍",
    "%{name} {0} {code}", "\u0301\u0302", "\u2028\u2029",
]  # fmt: skip
ALL = [pytest.param(paper, size, id=f"{paper.kind}-{size.value}") for paper in PAPERS for size in sizes(paper.kind)]


@pytest.mark.parametrize(("paper", "size"), ALL)
def test_size_is_exact_and_bytes_are_stable(paper: Paper, size: PaperSize) -> None:
    data = render(paper, size, "ko")
    found = extracted(data)
    assert (found.width_mm, found.height_mm) == pytest.approx((size.width, size.height), abs=0.001)
    assert render(paper, size, "ko") == data
    assert b"/FontFile2" in data and b"Pretendard" in data


def test_every_kind_of_paper_is_tested() -> None:
    assert {paper.kind for paper in PAPERS} == set(DOCUMENTS)


def test_papers_can_be_drawn_on_several_threads() -> None:
    program = """
import sys, threading
sys.setswitchinterval(1e-5)  # threads take turns as often as they can
from printing.registry import render
from tests.printing.samples import LABEL, NOTE
start, made = threading.Barrier(4), []
def draw():
    start.wait()
    made.extend(render(paper) for paper in (LABEL, NOTE) * 5)
threads = [threading.Thread(target=draw) for _ in range(4)]
[t.start() for t in threads], [t.join() for t in threads]
print(len(made), len(set(made)))
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["40", "2"], done.stderr


# --- shipping label ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", sizes("shipping_label"))
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_every_carriers_number_decodes_twice_beside_the_sscc(rule: Any, size: PaperSize) -> None:
    number = tracking_number(rule, 10 ** (rule.serial_digits - 1) * 9 + 9_876)
    label = replace(LABEL, carrier=rule.key, carrier_name=rule.name, tracking_no=number, sscc=sscc("8801234", 42))
    sorting = [label.sort_code.upper()] if size is PaperSize.LABEL_CJ else []
    assert decoded(render(label, size, "ko")) == {
        "Code128": sorted([number, number, *sorting]), "GS1-128": ["00" + label.sscc],
    }  # fmt: skip


@pytest.mark.parametrize("size", sizes("shipping_label"))
def test_labels_survive_a_head_of_300_dpi(size: PaperSize) -> None:
    assert decoded(render(LABEL, size), dots_per_mm=300 / 25.4) == decoded(render(LABEL, size))


def test_label_text_extracts_exactly() -> None:
    lines = extracted(render(LABEL, None, "ko")).lines
    for text in ("홍*동", "010-****-5678", *LABEL.address, "무무 스튜디오", "3011-0011-2230"):
        assert any(text in line for line in lines), text
    whole = extracted(render(LABEL)).text
    assert "1/2" in whole and "4B21-03a" in whole and "냉장" in whole and LABEL.message in whole


def test_what_is_masked_is_nowhere_in_the_file() -> None:
    masked, open_ = (extracted(render(replace(LABEL, masked=masked))).text for masked in (True, False))
    assert "홍길동" not in masked and "1234-5678" not in masked.replace("02-1234-5678", "")
    assert "홍길동" in open_ and "010-1234-5678" in open_


def test_a_reprint_says_so() -> None:
    assert extracted(render(replace(LABEL, copy=2), None, "en")).text.count("Reprint 2") == 1
    assert "Reprint" not in extracted(render(LABEL, None, "en")).text


@pytest.mark.parametrize("size", sizes("shipping_label"))
def test_carriers_forms_say_what_the_house_label_says(size: PaperSize) -> None:
    label = replace(LABEL, sort_alias="역삼 1", copy=1)
    found = extracted(render(label, size, "ko"))
    for text in ("홍*동", "010-****-5678", "06236", label.address[0], label.message, label.client, label.order_no,
                 "냉장", "1/2", "4B21-03a", "BOX-M2", "재출력 1"):  # fmt: skip
        assert text in found.text, text
    assert "홍길동" not in found.text
    assert found.text.count("3011-0011-2230") == {PaperSize.LABEL_CJ: 3}.get(size, 2)


def test_the_sort_code_of_cjs_form_is_in_code_set_a() -> None:
    symbol, other = code128_symbol("4B21-03A", set_a=True), code128_symbol("4B21-03A")
    assert symbol.width == 11 * (8 + 2) + 13 and symbol.rectangles != other.rectangles
    with pytest.raises(Unprintable):
        code128_symbol("4b21", set_a=True)


def test_two_labels_of_a_turned_form_are_alike() -> None:
    data = render([LABEL, LABEL], PaperSize.LABEL_POST)
    assert decoded(data, 0) == decoded(data, 1)


@pytest.mark.parametrize("size", sizes("shipping_label"))
def test_a_bare_label_is_a_label(size: PaperSize) -> None:
    bare = replace(LABEL, sort_code="", marks=(), message="", service="", box="", weight_g=0, ship_date=None, total=0,
                   phone="", client="", sscc="")  # fmt: skip
    assert decoded(render(bare, size)) == {"Code128": [LABEL.tracking_no] * 2}


def test_three_hundred_labels_in_one_file() -> None:
    numbers = [tracking_number(RULES[1], 30110011000 + i) for i in range(300)]
    data = render([replace(LABEL, tracking_no=number, recipient=f"고객{i}") for i, number in enumerate(numbers)])
    assert extracted(data).pages == 300
    for page in (0, 149, 299):
        assert decoded(data, page)["Code128"] == [numbers[page]] * 2


# --- the other papers -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", sizes("packing_slip"))
def test_slip(size: PaperSize) -> None:
    data = render(SLIP, size)
    assert decoded(data) == {"Code128": [SLIP.order_no], "QRCode": [SLIP.return_code]}
    text = extracted(data).text
    assert all(line.name in text and line.sku in text for line in (*SLIP.lines, *SLIP.inserts))


def test_a_long_slip_shows_every_line_once() -> None:
    lines = tuple(SlipLine(f"SKU-{i:04d}", f"상품 {i:04d}", 1) for i in range(300))
    found = extracted(render(replace(SLIP, lines=lines)))
    assert found.pages > 5
    assert all(found.text.count(line.sku) == 1 and line.name in found.text for line in lines)


def test_manifest_shows_every_parcel_once_and_is_signed_once() -> None:
    data = render(MANIFEST, None, "en")
    found = extracted(data)
    assert found.pages == 2 and found.text.count("Signature") == 2
    assert all(found.text.count(parcel.order_no) == 1 for parcel in MANIFEST.parcels)
    assert "3011-0011-2230" in found.text and "김하은" in found.text
    assert decoded(data) == {"Code128": [MANIFEST.no]}


def test_a_receipt_shows_every_line_once_with_its_difference() -> None:
    data = render(RECEIPT, None, "en")
    found = extracted(data)
    assert found.text.count("Signature") == 2 and "Still open" not in found.text
    assert all(found.text.count(line.sku) == 1 for line in RECEIPT.lines)
    for words in ("L255264 · 2027-11-30", "-4", "+3", "2026-12-07 09:12", "4 missing, 3 too many", "김하은"):
        assert words in found.text, words
    assert decoded(data) == {"Code128": [RECEIPT.no]}
    bare = extracted(render(replace(RECEIPT, lines=(), closed_at=None, is_blind=True), None, "en"))
    assert bare.pages == 1 and "Still open" in bare.text and "Not announced" in bare.text


@pytest.mark.parametrize("count", [1, 19, 20, 21, 26, 27, 28, 60, 62, 400])
def test_receipts_of_any_length(count: int) -> None:
    lines = tuple(replace(RECEIPT.lines[0], sku=f"SKU-{i:04d}") for i in range(count))
    found = extracted(render(replace(RECEIPT, lines=lines)))
    assert all(found.text.count(line.sku) == 1 for line in lines)


@pytest.mark.parametrize("count", [0, 1, 66, 67, 80, 81, 500])
def test_manifests_of_any_length(count: int) -> None:
    parcels = (MANIFEST.parcels * 4)[:count]
    assert extracted(render(replace(MANIFEST, parcels=parcels))).text.count("3011-0011") == count


@pytest.mark.parametrize("rows", range(40))
def test_rows_fall_on_pages(rows: int) -> None:
    pages = rows_by_page(rows, first=5, later=8, closing=3)
    assert sum(pages) == rows and pages[0] <= 5 and all(0 < count <= 8 for count in pages[1:])
    assert pages[-1] <= (5 if len(pages) == 1 else 8) - 3
    assert all(pages) or rows == 0


def test_the_notes_of_a_brand_and_of_a_long_message() -> None:
    own = replace(NOTE, symbol="✿", foot="손으로 만든 그릇", message="사랑하는 어머니께, thank you. " * 40)
    for size in sizes("gift_note"):
        found = extracted(render(own, size, "ko"))
        assert "손으로 만든 그릇" in found.text and found.pages == 1
        assert found.text.replace("\n", " ").count("thank you") == 40, size  # made smaller, not cut


def test_the_slip_of_a_combined_parcel_names_all_orders() -> None:
    assert "20261207-0009" in extracted(render(replace(SLIP, others=("20261207-0009",)))).text


def test_note() -> None:
    lines = extracted(render(NOTE, None, "en")).lines
    assert "생일 축하해!" in lines and "늘 고마워 ♥" in lines and "무무 스튜디오" in lines


@pytest.mark.parametrize("size", sizes("code_label")[:-1])
@pytest.mark.parametrize(
    ("what", "code", "form"),
    [
        ("bin", "A-01-02-03", "Code128"), ("tote", "TOTE-0007", "Code128"), ("cart", "CART-03", "Code128"),
        ("badge", "USR-1001", "Code128"), ("item", "8801234567893", "Code128"), ("bin", "가-01-02", "QRCode"),
        ("item", "a" * 80, "QRCode"), ("item", "99", "Code128"),
    ],
)  # fmt: skip
def test_house_labels(what: CodeKind, code: str, form: str, size: PaperSize) -> None:
    data = render(
        CodeLabel(what, code, name="핸드드립 세트", zone="가구역", number="7" if what == "tote" else ""), size
    )
    assert decoded(data) == {form: [code]}


def test_house_labels_on_sheets() -> None:
    labels = [CodeLabel("bin", f"A-01-{i:02d}") for i in range(22)]
    data = render(labels, PaperSize.A4)
    assert extracted(data).pages == 2
    assert decoded(data) == {"Code128": [label.code for label in labels[:21]]}
    assert decoded(data, 1) == {"Code128": ["A-01-21"]}


def test_command_sheet_has_every_code() -> None:
    data = render(command_sheet())
    assert decoded(data) == {"Code128": sorted(command.key for command in COMMANDS)}
    assert decoded(data, 1) == {"Code128": [f"CHOICE-{number}" for number in range(1, 10)]}
    assert "Undo last scan" in extracted(data).text  # in whichever language the page is


# --- hostile text ------------------------------------------------------------------------------------------------


def poisoned(value: Any, text: str) -> Any:
    """The same paper with every free text replaced; what must be a barcode keeps its value."""
    if is_dataclass(value) and not isinstance(value, type):
        kept = {"tracking_no", "sscc", "code", "carrier", "what", "return_code", "no", "commands", "choices"}
        names = [field.name for field in fields(value) if field.name not in kept]
        return replace(value, **{name: poisoned(getattr(value, name), text) for name in names})
    if isinstance(value, tuple):
        return tuple(poisoned(item, text) for item in value)
    return text if isinstance(value, str) else value


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_prints(text: str) -> None:
    for paper in (LABEL, SLIP, NOTE, replace(MANIFEST, parcels=MANIFEST.parcels[:3]), TOTE):
        usual, found = (decoded(render(one)) for one in (paper, poisoned(paper, text)))
        if paper is SLIP:
            del usual["Code128"]  # the order number is a text like any other: bars only where they can hold it
        assert {form: [code for code in found.get(form, []) if code in codes] for form, codes in usual.items()} == usual


def test_markup_is_text() -> None:
    label = replace(LABEL, recipient="<b>Kim</b> & Co", masked=False, message='=HYPERLINK("http://x")')
    text = extracted(render(label)).text
    assert "<b>Kim</b> & Co" in text and '=HYPERLINK("http://x")' in text


def test_wrong_calls_are_refused() -> None:
    with pytest.raises(ValueError, match="A4"):
        render(LABEL, PaperSize.A4)
    with pytest.raises(ValueError, match="one kind"):
        render([LABEL, NOTE])
    with pytest.raises(ValueError, match="one kind"):
        render([])
