"""Every workflow by its name. A new one is one file and one line here."""

from __future__ import annotations

from types import ModuleType

from warehouse_app.workflows import pack, pick, putaway, ship

WORKFLOWS: dict[str, ModuleType] = {module.NAME: module for module in (pick, pack, ship, putaway)}
