"""Label printers as conversations: on a TCP port, on a terminal as a device file, on a serial port; every fault."""

from __future__ import annotations

import base64
import binascii
import re
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageChops

from devices.simulated_printer import SimulatedPrinter
from printing import zpl
from printing.printers.printer import Sheet, Unsure
from printing.printers.zpl_network import NetworkZplPrinter, Settings
from printing.printers.zpl_port import PortZplPrinter
from printing.printers.zpl_port import Settings as PortSettings
from printing.registry import render
from printing.zpl import Form
from tests.devices.line import PATIENCE, Line
from tests.printing.paper import decoded
from tests.printing.samples import LABEL
from warehouse_app.domain.device import Trouble
from warehouse_app.domain.papers import PaperSize

SIZE = PaperSize.LABEL_100X150


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return render(LABEL, SIZE, "ko")


@pytest.fixture
def sheet(pdf: bytes) -> Sheet:
    return Sheet("shipping_label-1", SIZE, zpl.labels(pdf, Form(203)))


@pytest.fixture
def printer(tmp_path: Path) -> Iterator[SimulatedPrinter]:
    made = SimulatedPrinter(tmp_path)
    yield made
    made.close()


def zebra(printer: SimulatedPrinter) -> NetworkZplPrinter:
    return NetworkZplPrinter("Zebra", Settings(f"127.0.0.1:{printer.port}"))


def picture(label: bytes) -> Image.Image:
    """The dots that a label of ours holds, 0 black."""
    found = re.search(rb"\^PW(\d+)\^LL(\d+).*\^GFA,(\d+),(\d+),(\d+),:Z64:([^:]+):([0-9A-F]{4})\^FS", label, re.DOTALL)
    assert found is not None
    width, height, total, again, row = (int(found[n]) for n in range(1, 6))
    assert int(found[7], 16) == binascii.crc_hqx(found[6], 0)
    dots = zlib.decompress(base64.b64decode(found[6]))
    assert len(dots) == total == again == row * height and row == (width + 7) // 8
    return ImageChops.invert(Image.frombytes("1", (width, height), dots))


@pytest.mark.parametrize(("dpi", "width", "height"), [(203, 800, 1200), (300, 1181, 1772), (600, 2362, 3543)])
def test_a_label_is_the_heads_own_dots_and_decodes(pdf: bytes, dpi: int, width: int, height: int) -> None:
    shown = picture(zpl.labels(pdf, Form(dpi)))
    assert shown.size == (width, height)
    wanted = sorted(text for texts in decoded(pdf).values() for text in texts)
    assert sorted(code.bytes.decode() for code in zxingcpp.read_barcodes(shown.convert("L"))) == wanted


def test_no_text_of_a_label_is_a_command(pdf: bytes) -> None:
    """What is printed comes out of files: a name `^XA~JR` is a picture of that name."""
    from dataclasses import replace

    hostile = render(replace(LABEL, recipient="^XA^FDx^XZ~JR", message="~DG^GF"), SIZE, "ko")
    label = zpl.labels(hostile, Form(203))
    assert label.count(b"^XA") == label.count(b"^XZ") == 1 and b"~" not in label
    assert set(re.findall(rb"\^([A-Z]{2})", label)) == {b"XA", b"PW", b"LL", b"LH", b"FO", b"GF", b"FS", b"PQ", b"XZ"}


def test_what_is_set_of_the_printer_is_told_to_it(pdf: bytes) -> None:
    label = zpl.labels(pdf, Form(203, darkness=7, speed=4, left=8, top=16))
    assert label.startswith(b"~SD07^XA^PR4^PW808^LL1200^LH0,0^FO8,16^GFA,")


def test_a_label_arrives_and_is_said_to_be_printed(printer: SimulatedPrinter, sheet: Sheet) -> None:
    ours = zebra(printer)
    assert ours.printed(ours.print(sheet)) is True
    assert printer.labels == [sheet.data.strip()]
    assert ours.trouble() is None


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("paper", "The label printer is out of paper. Put a new roll in."),
        ("open", "The label printer is open. Close it."),
        ("ribbon", "The label printer is out of ribbon. Put a new one in."),
        ("pause", "The label printer is paused. Press its pause key."),
    ],
)
def test_a_printer_with_a_fault_gets_nothing(
    printer: SimulatedPrinter, sheet: Sheet, fault: str, sentence: str
) -> None:
    ours = zebra(printer)
    printer.set_fault(fault, is_on=True)
    with pytest.raises(Trouble) as refused:
        ours.print(sheet)
    found = ours.trouble()
    assert refused.value.sentence.text == sentence and found is not None and found.text == sentence
    printer.set_fault(fault, is_on=False)
    assert printer.labels == []
    ours.print(sheet)
    assert len(printer.labels) == 1


def test_a_label_that_waits_in_the_printer_is_not_printed_yet(printer: SimulatedPrinter, sheet: Sheet) -> None:
    ours = zebra(printer)
    output = ours.print(sheet)
    printer.set_fault("paper", is_on=True)
    with socket.create_connection(("127.0.0.1", printer.port), timeout=5) as other:  # another station's label
        other.sendall(sheet.data)
        other.shutdown(socket.SHUT_WR)
        other.recv(1)
    assert ours.printed(output) is None
    printer.set_fault("paper", is_on=False)
    assert ours.printed(output) is True


def test_a_printer_that_never_answers_is_asked_once(tmp_path: Path, sheet: Sheet) -> None:
    mute = SimulatedPrinter(tmp_path, is_mute=True)
    ours = zebra(mute)
    first = time.perf_counter()
    ours.print(sheet)
    second = time.perf_counter()
    outputs = [ours.print(sheet) for _ in range(5)]
    assert ours.printed(outputs[-1]) is None and ours.trouble() is None
    assert len(set(outputs)) == 5
    until = time.monotonic() + PATIENCE
    while len(mute.labels) < 6 and time.monotonic() < until:
        time.sleep(0.01)
    mute.close()
    assert len(mute.labels) == 6
    assert second - first > 0.5  # that once


def test_nobody_is_there(sheet: Sheet) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    ours = NetworkZplPrinter("Zebra", Settings(f"127.0.0.1:{port}"))
    with pytest.raises(Trouble):
        ours.print(sheet)
    found = ours.trouble()
    assert found is not None and found.text.startswith("The printer does not answer.")
    with pytest.raises(Trouble) as refused:
        NetworkZplPrinter("Zebra", Settings()).print(sheet)
    assert refused.value.sentence.text == "This printer has no address yet."


def test_a_printer_that_falls_silent_behind_the_last_byte_leaves_a_question(sheet: Sheet) -> None:
    """It answered, took the whole label and then hung up without a word: the label may lie in its tray."""
    answer = (
        b"\x02030,0,0,1200,000,0,0,0,000,0,0,0\x03\r\n\x02001,0,0,0,1,2,6,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n"
    )
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = server.accept()
        with connection:
            connection.recv(3)
            connection.sendall(answer)
            got = b""
            while not got.endswith(b"^XZ\n~HS"):
                got += connection.recv(65536)

    thread = threading.Thread(target=serve)
    thread.start()
    with pytest.raises(Unsure):
        NetworkZplPrinter("Zebra", Settings(f"127.0.0.1:{server.getsockname()[1]}")).print(sheet)
    thread.join()
    server.close()


def test_a_line_that_breaks_within_a_label_is_no_label(sheet: Sheet) -> None:
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = server.accept()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        connection.recv(3)
        connection.close()  # a reset: before the label has begun

    thread = threading.Thread(target=serve)
    thread.start()
    with pytest.raises(OSError) as broken:
        NetworkZplPrinter("Zebra", Settings(f"127.0.0.1:{server.getsockname()[1]}")).print(sheet)
    assert not isinstance(broken.value, Unsure)
    thread.join()
    server.close()


@pytest.mark.parametrize("baud", [0, 115200])
def test_a_printer_on_a_cable(tmp_path: Path, sheet: Sheet, baud: int) -> None:
    """As a USB printer's file and as a serial port; it answers, and gets every byte although it is slow."""
    line = Line(tmp_path / "printer")
    answer = (
        b"\x02030,0,0,1200,000,0,0,0,000,0,0,0\x03\r\n\x02001,0,0,0,1,2,6,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n"
    )
    got: list[bytes] = []

    def serve() -> None:
        assert line.heard(3) == b"~HS"
        line.send(answer)
        got.append(line.heard(len(sheet.data)))
        assert line.heard(3) == b"~HS"
        line.send(answer)

    thread = threading.Thread(target=serve)
    thread.start()
    PortZplPrinter("Zebra", PortSettings(line.port, baud=baud)).print(sheet)
    thread.join(PATIENCE)
    assert got == [sheet.data]
    line.pull()
    found = PortZplPrinter("Zebra", PortSettings(line.port, baud=baud)).trouble()
    assert found is not None and found.text.startswith("The printer does not answer.")
