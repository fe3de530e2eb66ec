"""Label printers that say on the network that they are there (DNS-SD): port 9100, in ZPL.

Office printers take port 9100 too, and would print ZPL as pages of text: only a printer that speaks of ZPL, or of its
maker, is offered. What its words mean: Bonjour Printing Specification 1.2.1 (ty, product, pdl, usb_MFG, usb_MDL).
"""

from __future__ import annotations

import time
from collections.abc import Mapping

from zeroconf import ServiceBrowser, ServiceListener, Zeroconf

from devices.discovery import Found
from warehouse_app.domain.device import Entry

SERVICE = "_pdl-datastream._tcp.local."
LISTEN_S = 1.2  # printers answer a question within 0.12 s; a second question goes out after one
_ANSWER_MS = 500
_PORT = 9100
_ZPL_WORDS = ("zpl", "zebra", "ztc")


class _Listener(ServiceListener):
    def __init__(self) -> None:
        self.names: dict[str, None] = {}

    def add_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        self.names[name] = None

    def update_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        """What a printer says now is asked for at the end."""

    def remove_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        self.names.pop(name, None)


def network_printers(listen_s: float = LISTEN_S) -> list[Found]:
    """Label printers on this network, by name; takes `listen_s` seconds. Empty without a network. Never raises."""
    try:
        network = Zeroconf()
    except OSError:  # no network, or none that takes questions to all
        return []
    try:
        listener = _Listener()
        ServiceBrowser(network, SERVICE, listener)
        time.sleep(listen_s)
        return [printer for name in sorted(listener.names) if (printer := _printer(network, name))]
    finally:
        network.close()


def _printer(network: Zeroconf, name: str) -> Found | None:
    told = network.get_service_info(SERVICE, name, timeout=_ANSWER_MS)
    addresses = [address for address in told.parsed_addresses() if ":" not in address] if told else []
    if not told or not addresses:
        return None
    plain = name.removesuffix(f".{SERVICE}")
    if not speaks_zpl(plain, told.decoded_properties):
        return None
    address = addresses[0] if told.port in (None, _PORT) else f"{addresses[0]}:{told.port}"
    return Found(Entry("zpl-network", plain[:40], {"address": address}), f"{plain} {address}")


def speaks_zpl(name: str, words: Mapping[str, str | None]) -> bool:
    """Whether a printer's name or what it says about itself speaks of ZPL or of the maker whose language it is."""
    told = " ".join([name, *(value for value in words.values() if value)]).lower()
    return any(word in told for word in _ZPL_WORDS)
