"""How many shipping labels one core draws a second: `python benchmarks/labels.py [--rounds N]`.

Prints labels/s with one label a file and with 300 in a file, for both sizes, and beside them the floor of the same
run: what ReportLab alone needs for a file with two embedded fonts and as many words, and no layout, fitting or bars.
The aim is 125 labels/s. Medians of interleaved rounds; nothing is written to disk.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from reportlab.pdfgen.canvas import Canvas

from printing.fonts import BOLD, REGULAR
from printing.registry import render, sizes
from warehouse_app.domain.numbers import rule_for, sscc, tracking_number
from warehouse_app.domain.papers import Sender, ShippingLabel

AIM, BATCH, SINGLES = 125, 300, 60
SURNAMES, GIVEN = "김이박최정강조윤장임", ("하은", "도윤", "서연", "민준", "지우", "예준", "수아", "시우")
STREETS = (
    "서울특별시 강남구 테헤란로",
    "부산광역시 해운대구 센텀중앙로",
    "경기도 성남시 분당구 판교역로",
    "제주특별자치도 제주시 연북로",
)


def label(i: int) -> ShippingLabel:
    """A label of its own: every number, name and address differs."""
    return ShippingLabel(
        carrier="CJ", carrier_name="CJ대한통운", service="택배 일반",
        tracking_no=tracking_number(rule_for("CJ"), 31_000_000_000 + 7_919 * i), sscc=sscc("8801234", i),
        sender=Sender("온브릿지 풀필먼트", "02-1234-5678", ("경기도 용인시 처인구 백암면 죽양대로 912",)),
        client=f"브랜드 {i % 30:02d}",
        recipient=SURNAMES[i % 10] + GIVEN[i % 8], phone=f"010-{1000 + i * 7 % 9000}-{1000 + i * 13 % 9000}",
        postcode=f"{10_000 + i * 37 % 50_000}",
        address=(f"{STREETS[i % 4]} {i % 300 + 1}", f"{i % 90 + 101}동 {i % 2000}호"),
        order_no=f"20261207{i:08d}", message="부재 시 문 앞에 놓아주세요.", box="BOX-M2", number=1, total=1,
        ship_date=date(2026, 12, 7), weight_g=1240, sort_code=f"4B{i % 90 + 10}-0{i % 9}",
    )  # fmt: skip


def floor(labels: list[ShippingLabel]) -> bytes:
    """One file of pages with the label's words and no more."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(283.46, 425.2), invariant=1, pageCompression=1)
    for one in labels:
        words = [one.tracking_no, one.carrier_name, one.client, one.recipient, one.phone, *one.address, one.order_no,
                 one.sscc, one.message, *one.sender.address]  # fmt: skip
        for at, word in enumerate(words):
            canvas.setFont((REGULAR, BOLD)[at % 2], 12)
            canvas.drawString(20, 400 - 20 * at, word)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def rate(draw: Callable[[], object], labels: int) -> float:
    begun = time.perf_counter()
    draw()
    return labels / (time.perf_counter() - begun)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    labels = [label(i) for i in range(BATCH)]
    small, inches = sizes("shipping_label")
    plain = [replace(one, sort_code="", message="") for one in labels]
    cases: dict[str, tuple[Callable[[], object], int]] = {
        "one a file, 100 × 150 mm": (lambda: [render(one, small) for one in labels[:SINGLES]], SINGLES),
        "one a file, 4 × 6 in": (lambda: [render(one, inches) for one in labels[:SINGLES]], SINGLES),
        "one a file, no sort code": (lambda: [render(one, small) for one in plain[:SINGLES]], SINGLES),
        "floor, one a file": (lambda: [floor([one]) for one in labels[:SINGLES]], SINGLES),
        f"{BATCH} in a file": (lambda: render(labels, small), BATCH),
        f"floor, {BATCH} in a file": (lambda: floor(labels), BATCH),
    }
    render(labels[0])  # fonts are read once in a program's life
    rates: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(rounds):
        for name, (draw, count) in cases.items():
            rates[name].append(rate(draw, count))
    for name, found in rates.items():
        verdict = "" if "floor" in name else f"   aim {AIM}: {'met' if median(found) >= AIM else 'missed'}"
        print(f"{name:<28}{median(found):8.0f} labels/s   (slowest round {min(found):.0f}){verdict}")
    one, batch = len(render(labels[0], small)), len(render(labels, small)) // BATCH
    print(f"{one:,} bytes in a file of one, {batch:,} bytes a label in a file of {BATCH}")


if __name__ == "__main__":
    main()
