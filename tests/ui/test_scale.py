"""A scale on a real pseudo-terminal weighs the parcel at the packing bench of the window."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import select

from tests.ui.scanner import Scanner
from tests.ui.test_window import log_in
from tests.workflows.small import Warehouse
from warehouse_app.database.models import Parcel, Product, table
from warehouse_app.domain.device import Entry
from warehouse_app.settings import SiteSettings, save_site_settings


class Scale:
    """Writes ten lines a second, as scales do, of whatever lies on it."""

    def __init__(self, descriptor: int) -> None:
        self.grams = 0
        self._descriptor = descriptor
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._work)
        self._thread.start()

    def _work(self) -> None:
        while not self._end.wait(0.05):
            os.write(self._descriptor, f"ST,GS,+{self.grams / 1000:8.3f}kg\r\n".encode())

    def stop(self) -> None:
        self._end.set()
        self._thread.join()


@contextmanager
def scale_at(scanner: Scanner) -> Iterator[Scale]:
    import tty

    ours, its = os.openpty()
    tty.setraw(its)
    devices = scanner.window.devices
    devices.use([Entry("serial-scale", "Scale", {"port": os.ttyname(its)})])
    scale = Scale(ours)
    try:
        yield scale
    finally:
        scale.stop()
        devices.stop()
        os.close(ours)
        os.close(its)


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
def test_the_live_scale_lets_the_label_print(scanner: Scanner, house: Warehouse) -> None:
    for sku, grams in {"MUG": 340, "BOX-S": 120}.items():
        house.set(Product, house.ids["product", f"MAIN/{sku}"], weight_g=grams)
    house.database.run(lambda c: save_site_settings(c, SiteSettings(weighing="scale")))
    house.picked("1001", "TOTE-1", {"MUG": 2})
    log_in(scanner)
    before = scanner.window.job.reply
    scanner.send("TOTE-1")
    scanner.answered(before)
    scanner.qtbot.waitUntil(lambda: scanner.screen.step != "start")
    with scale_at(scanner) as scale:
        scanner.scan("MUG", "MUG", "BOX-S")
        assert scanner.screen.step == "weigh"
        before = scanner.reply
        scale.grams = 463  # a mug is missing
        scanner.answered(before)
        assert scanner.code == "weight_off"
        before = scanner.reply
        scale.grams = 803  # another one is laid in
        scanner.answered(before)
    assert scanner.screen.step == "label_back"
    assert [row.weight_g for row in house.rows(select(table(Parcel)))] == [803]
