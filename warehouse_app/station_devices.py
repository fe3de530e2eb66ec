"""The devices of this computer: which scanners, scales, printers and lamps it has, in a file beside its settings."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from warehouse_app.domain.device import Entry
from warehouse_app.settings import config_folder

_FILE, _SETTINGS = "devices.json", "settings.json"
# Settings of earlier versions that named a device's port, and the kind that the device is now.
_FORMERLY = (("scanner_port", "serial-scanner", "Scanner"), ("scale_port", "serial-scale", "Scale"))


def devices() -> list[Entry]:
    """Every device that was set up here, in its order; none where the file is missing or damaged."""
    try:
        stored = json.loads((config_folder() / _FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return _formerly()
    except (OSError, ValueError):
        return []
    if not isinstance(stored, list):
        return []
    return [
        Entry(row["kind"], row["name"], row["values"])
        for row in stored
        if isinstance(row, dict) and isinstance(row.get("kind"), str) and isinstance(row.get("name"), str)
        and isinstance(row.get("values"), dict)
    ]  # fmt: skip


def save_devices(entries: Sequence[Entry]) -> None:
    """Keep these devices, whole or not at all. Raises OSError."""
    path = config_folder() / _FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps([asdict(e) for e in entries], ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    fresh.replace(path)


def free_name(wanted: str, taken: Sequence[Entry]) -> str:
    """A name that no other device has."""
    names = {entry.name for entry in taken}
    if wanted not in names:
        return wanted
    return next(name for n in range(2, len(names) + 3) if (name := f"{wanted} {n}") not in names)


def _formerly() -> list[Entry]:
    try:
        stored = json.loads((config_folder() / _SETTINGS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    if not isinstance(stored, dict):
        return []
    ports = [(kind, name, stored.get(setting)) for setting, kind, name in _FORMERLY]
    return [Entry(kind, name, {"port": port}) for kind, name, port in ports if isinstance(port, str) and port]
