"""What our ZPL looks like on paper, by somebody else's renderer (zpl-renderer-js, on Node.js): the page, to the dot."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from devices.simulated_printer import SimulatedPrinter
from printing import zpl
from printing.printers.printer import Sheet
from printing.printers.zpl_network import NetworkZplPrinter, Settings
from printing.registry import render, sizes
from printing.zpl import Form
from tests.printing.samples import LABEL, NOTE, TOTE
from warehouse_app.domain.device_papers import CalibrationLabel
from warehouse_app.domain.papers import Paper, PaperSize

pytestmark = pytest.mark.slow

VERSION = "zpl-renderer-js@3.4.0"
FOLDER = Path(sys.prefix) / "renderer"  # beside the packages of the tests
SCRIPT = Path(__file__).parent / "renderer" / "render.mjs"

Renderer = Callable[[bytes, PaperSize, float], list[Image.Image]]


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Renderer:
    """Renders ZPL; installs the renderer the first time."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("there is no Node.js here")
    module = FOLDER / "node_modules" / "zpl-renderer-js"
    if not module.exists():
        FOLDER.mkdir(exist_ok=True)
        options = ["--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run([npm, "install", "--prefix", FOLDER, *options, VERSION], check=True, capture_output=True)

    def render_zpl(data: bytes, size: PaperSize, dots_per_mm: float) -> list[Image.Image]:
        folder = tmp_path_factory.mktemp("zpl")
        (folder / "label.zpl").write_bytes(data)
        size_and_dots = [str(size.width), str(size.height), str(dots_per_mm)]
        subprocess.run(
            [node, SCRIPT, module / "dist" / "index.cjs.js", folder / "label.zpl", folder / "label", *size_and_dots],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        return [Image.open(path).convert("L") for path in sorted(folder.glob("label-*.png"))]

    return render_zpl


PAPERS = [
    pytest.param(paper, size, id=f"{paper.kind}-{size.value}")
    for paper in (LABEL, NOTE, TOTE, CalibrationLabel("Zebra 1"))
    for size in sizes(paper.kind)
    if not size.value.startswith("A")
]


@pytest.mark.parametrize(("paper", "size"), PAPERS)
def test_every_label_is_the_page_to_the_dot(rendered: Renderer, paper: Paper, size: PaperSize) -> None:
    """At 203 dpi, over a real port: what a printer received is what was meant."""
    page = render(paper, size, "ko")
    (shown,) = rendered(zpl.labels(page, Form(203)), size, 8)
    (meant,) = zpl.pages(page, 203)
    # The renderer cuts its canvas to whole dots downwards; what is beyond it must be white.
    width, height = min(shown.width, meant.width), min(shown.height, meant.height)
    assert meant.width - width <= 1 and meant.height - height <= 1
    box = (0, 0, width, height)
    assert ImageChops.difference(shown.crop(box), meant.convert("L").crop(box)).getbbox() is None
    assert meant.convert("L").getextrema() == (0, 255)


def test_what_a_printer_received_over_its_port(rendered: Renderer, tmp_path: Path) -> None:
    printer = SimulatedPrinter(tmp_path)
    page = render(LABEL, PaperSize.LABEL_100X150, "ko")
    ours = NetworkZplPrinter("Zebra", Settings(f"127.0.0.1:{printer.port}"))
    ours.print(Sheet("label", PaperSize.LABEL_100X150, zpl.labels(page, ours.form)))
    printer.close()
    (file,) = tmp_path.glob("*.prn")
    (shown,) = rendered(file.read_bytes(), PaperSize.LABEL_100X150, 8)
    (meant,) = zpl.pages(page, 203)
    assert shown.size == meant.size == (800, 1200)
    assert ImageChops.difference(shown, meant.convert("L")).getbbox() is None


def test_several_pages_are_several_labels(rendered: Renderer) -> None:
    page = render([TOTE, TOTE, TOTE], PaperSize.LABEL_60X40, "ko")
    assert len(rendered(zpl.labels(page, Form(203)), PaperSize.LABEL_60X40, 8)) == 3
