"""What may be set: for the whole site by supervisors (kept in the database), and on this computer (a file of its own).

A new setting is one field here; the settings page is made from the fields.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from platformdirs import user_config_path

from warehouse_app.domain.sentences import LANGUAGES, say
from warehouse_app.domain.settings_form import sensible, setting

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Connection

    from warehouse_app.database.engine import Database

CARRIERS_PAPER = "carrier"  # each carrier's own form


@dataclass(frozen=True)
class SiteSettings:
    """Settings of the site, the same at every station."""

    pins_required: bool = setting(False, say("Everybody logs in with a PIN"))
    lock_minutes: int = setting(
        10, say("Supervisors are logged out after so many minutes without a touch"), 0, 2, 5, 10, 15, 30, 60
    )
    mask_names: bool = setting(True, say("Hide parts of names and phones on labels"))
    paper: str = setting("100x150", say("Size of shipping labels"), "100x150", "4x6in", CARRIERS_PAPER)
    weighing: str = setting("off", say("Parcels are weighed before their label prints"), "off", "scale", "typed")
    box_photos: bool = setting(False, say("A photo of the open box is asked for before its label prints"))
    padding_g: int = setting(0, say("Grams of padding and tape in a parcel"), 0, 5, 10, 20, 30, 50, 80, 120)
    chilled_minutes: int = setting(
        20, say("Minutes that chilled goods may be out of the cold"), 0, 5, 10, 15, 20, 30, 45
    )
    frozen_minutes: int = setting(10, say("Minutes that frozen goods may be out of the cold"), 0, 5, 10, 15, 20, 30)
    sender: str = setting("", say("Sender on labels"))
    work_hours: str = setting(
        "09:00-18:00",
        say("Working hours"),
        "00:00-23:59",
        "06:00-22:00",
        "07:00-16:00",
        "08:00-17:00",
        "08:00-20:00",
        "09:00-18:00",
        "10:00-19:00",
    )
    closing_days: str = setting("", say("Own closing days (2027-02-05 …)"))
    return_days: int = setting(1, say("Returns: inspected within so many business days"), 1, 2, 3, 5)
    refund_days: int = setting(3, say("Returns: refunded within so many business days"), 1, 2, 3, 5, 7)
    return_risk_hours: int = setting(3, say("Returns: at risk so many hours before their time"), 1, 2, 3, 4, 6, 8)
    second_gradings: int = setting(
        0, say("Returns: percent of units that a second inspector grades"), 0, 1, 2, 5, 10, 20, 50, 100
    )
    work_hour_cost: int = setting(
        15_000, say("Returns: what an hour of refurbishing costs"), 0, 10_000, 12_000, 15_000, 20_000, 30_000, 50_000
    )
    count_units: int = setting(
        2, say("Counts: differences up to so many units are adjusted at once"), 0, 1, 2, 5, 10, 20, 50, 100
    )
    count_value: int = setting(
        50_000, say("Counts: and up to this value"), 0, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000
    )
    approve_units: int = setting(
        20, say("Counts: differences beyond so many units are approved by a supervisor"), 0, 5, 10, 20, 50, 100, 500
    )
    approve_value: int = setting(
        500_000, say("Counts: or beyond this value"), 0, 100_000, 200_000, 500_000, 1_000_000, 5_000_000
    )
    low_materials: int = setting(
        20, say("Boxes, gifts and coolant run out below so many units"), 0, 5, 10, 20, 50, 100, 200, 500
    )
    figures: str = setting("office", say("Figures of single people are seen by"), "office", "own", "nobody")
    report_print: bool = setting(False, say("Shift reports are printed when their shift has ended"))
    report_to: str = setting("", say("Shift reports are mailed to (addresses, with blanks between)"))
    target_packs: int = setting(0, say("Target: orders packed per hour"), 0, 10, 15, 20, 25, 30, 35, 40, 50, 60)
    target_picks: int = setting(0, say("Target: units picked per hour"), 0, 60, 80, 100, 120, 140, 160, 180, 200)
    target_on_time: int = setting(99, say("Target: percent of orders shipped on time"), 0, 95, 97, 98, 99, 100)
    target_mis_scans: int = setting(10, say("Target: at most so many mis-scans in 1,000"), 0, 2, 5, 10, 20, 30)


@dataclass(frozen=True)
class LocalSettings:
    """Settings of this computer. `database` and `station` are those used last."""

    language: str = setting("", say("Language"), "", *LANGUAGES)
    theme: str = setting("system", say("Colours"), "system", "light", "dark", "contrast")
    font_scale: int = setting(100, say("Size of text in percent"), 80, 90, 100, 110, 125, 150, 175, 200)
    sounds: bool = setting(True, say("Sounds"))
    station: str = setting("", say("Name of this station"))
    database: str = setting("", say("Database"))
    photo_folder: str = setting("", say("Folder that a camera puts photos in, if there is one (from the next start)"))
    photo_store: str = setting("", say("Folder where a shared database keeps its photos, the same at every station"))
    wedge_prefix: str = setting("", say("What the keyboard scanner puts before each code, if anything"))
    wedge_suffix: str = setting("", say("What it puts behind each code, before its Enter, if anything"))
    guard_ms: int = setting(
        80, say("The same code again within so many milliseconds is a second delivery"), 0, 50, 80, 150, 300, 500, 1000
    )
    speech: bool = setting(False, say("Results are spoken, where the computer can"))


def site_settings(stored: Mapping[str, Any]) -> SiteSettings:
    """The site's settings from its row; what is missing or makes no sense has its default."""
    return sensible(SiteSettings(), stored)


def save_site_settings(connection: Connection, settings: SiteSettings) -> None:
    """Keep the site's settings; other keys of the row stay as they are."""
    from sqlalchemy import select, update  # this computer's settings are read before a database is wanted

    from warehouse_app.database.models import Site, table

    site = connection.execute(select(table(Site).c.id, table(Site).c.settings)).one()
    values = {**site.settings, **asdict(settings)}
    connection.execute(update(table(Site)).where(table(Site).c.id == site.id).values(settings=values))


def change_site_settings(database: Database, settings: SiteSettings, user_id: UUID | None = None) -> None:
    """Keep the site's settings, and who changed which of them."""
    from sqlalchemy import insert, select

    from warehouse_app.database.models import Action, Site, table
    from warehouse_app.database.types import new_key

    def work(connection: Connection) -> None:
        was = asdict(site_settings(connection.execute(select(table(Site).c.settings)).scalar_one()))
        changes = [["", name, str(was[name]), str(now)] for name, now in asdict(settings).items() if was[name] != now]
        if not changes:
            return
        save_site_settings(connection, settings)
        values = {"id": new_key(), "kind": "settings", "detail": {"kind": "settings", "changes": changes},
                  "at": database.now(connection), "user_id": user_id}  # fmt: skip
        connection.execute(insert(table(Action)).values(values))

    database.run(work)


def local_settings() -> LocalSettings:
    """This computer's settings; the defaults where the file is missing or damaged."""
    try:
        stored = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        stored = {}
    return sensible(LocalSettings(), stored if isinstance(stored, dict) else {})


def save_local_settings(settings: LocalSettings) -> None:
    """Keep this computer's settings, whole or not at all. Raises OSError."""
    path = _file()
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(asdict(settings), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    fresh.replace(path)


def language(wanted: str = "") -> str:
    """The language to speak: the one wanted, this computer's setting, or what LANG says; "ko" or "en"."""
    chosen = wanted or local_settings().language
    if chosen in LANGUAGES:
        return chosen
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "ko" if spoken.lower().startswith("ko") else "en"


def config_folder() -> Path:
    """Where this computer's own settings lie."""
    return Path(os.environ.get("WAREHOUSE_CONFIG") or user_config_path("warehouse"))


def _file() -> Path:
    return config_folder() / "settings.json"
