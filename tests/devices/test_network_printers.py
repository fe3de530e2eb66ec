"""Label printers are found on the network: real questions and answers on this computer's own address."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
import zeroconf

from devices.network_printers import SERVICE, network_printers, speaks_zpl
from warehouse_app.domain.device import Entry


@pytest.fixture
def network() -> Iterator[zeroconf.Zeroconf]:
    made = zeroconf.Zeroconf(interfaces=["127.0.0.1"])
    yield made
    made.close()


def tell_of(network: zeroconf.Zeroconf, name: str, port: int, **words: str) -> None:
    address = socket.inet_aton("127.0.0.1")
    network.register_service(
        zeroconf.ServiceInfo(
            SERVICE, f"{name}.{SERVICE}", addresses=[address], port=port, properties=words, server=f"{port}.local."
        )
    )


def test_a_label_printer_is_found_and_an_office_printer_is_not(network: zeroconf.Zeroconf) -> None:
    tell_of(network, "Packing 3", 9100, ty="Zebra Technologies ZTC ZD421-203dpi ZPL")
    tell_of(network, "Packing 4", 19104, pdl="application/vnd.zpl")
    tell_of(network, "Office", 19105, ty="LaserJet", pdl="application/pdf,application/postscript")
    found = {one.entry.name: one for one in network_printers()}
    assert found["Packing 3"].entry == Entry("zpl-network", "Packing 3", {"address": "127.0.0.1"})
    assert found["Packing 4"].entry == Entry("zpl-network", "Packing 4", {"address": "127.0.0.1:19104"})
    assert found["Packing 4"].told == "Packing 4 127.0.0.1:19104"
    assert "Office" not in found


def test_a_computer_without_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> None:
        raise OSError(101, "Network is unreachable")

    monkeypatch.setattr("devices.network_printers.Zeroconf", refused)
    assert network_printers(0.01) == []


@pytest.mark.parametrize(
    ("name", "words", "speaks"),
    [
        ("ZD421", {"usb_MFG": "Zebra Technologies"}, True), ("Zebra packing 3", {}, True),
        ("Label", {"usb_CMD": "ZPL,EPL"}, True), ("Label", {"pdl": "application/vnd.zebra-zpl"}, True),
        ("Office", {"ty": "OfficeJet", "note": None}, False), ("", {}, False),
    ],
)  # fmt: skip
def test_what_a_printer_speaks(name: str, words: dict[str, str | None], speaks: bool) -> None:
    assert speaks_zpl(name, words) is speaks
