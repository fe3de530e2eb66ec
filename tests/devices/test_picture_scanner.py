"""A camera as a scanner: one code in a picture is a scan, none or several are not."""

from __future__ import annotations

import io
import time
from pathlib import Path

from PIL import Image

from devices.picture_scanner import PictureScanner, Settings, codes_in
from printing.registry import render
from tests.devices.line import PATIENCE, Listener
from tests.printing.paper import pixels
from warehouse_app.domain.papers import CodeLabel, PaperSize


def photo(*codes: str) -> bytes:
    """Labels lying side by side, photographed."""
    labels = [pixels(render(CodeLabel("tote", code), PaperSize.LABEL_60X40)).convert("RGB") for code in codes]
    made = Image.new("RGB", (sum(label.width for label in labels) + 200, 600), "white")
    left = 100
    for label in labels:
        made.paste(label, (left, 100))
        left += label.width
    data = io.BytesIO()
    made.save(data, "JPEG", quality=80)
    return data.getvalue()


def test_codes_are_read() -> None:
    assert codes_in(photo("TOTE-0007")) == ["TOTE-0007"]
    assert sorted(codes_in(photo("TOTE-0007", "TOTE-0008"))) == ["TOTE-0007", "TOTE-0008"]


def test_pictures_in_a_folder(tmp_path: Path) -> None:
    listener = Listener(PictureScanner("Camera", Settings(str(tmp_path))))
    assert listener.is_there()
    end = time.monotonic() + PATIENCE
    watch = listener.device._watch
    while watch._looks < 1 and time.monotonic() < end:
        time.sleep(0.01)
    (tmp_path / "two.jpg").write_bytes(photo("TOTE-0001", "TOTE-0002"))
    (tmp_path / "no-picture.jpg").write_bytes(b"not a picture")
    (tmp_path / "one.jpg").write_bytes(photo("TOTE-0007"))
    assert listener.next().text == "TOTE-0007"
    while (tmp_path / "one.jpg").exists() and time.monotonic() < end:
        time.sleep(0.01)
    listener.device.stop()
    assert listener.told.empty()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["no-picture.jpg", "two.jpg"]
