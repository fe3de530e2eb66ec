"""What the window does on its worker threads: every call here may touch the database and blocks."""

from __future__ import annotations

import csv
import tempfile
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from devices.camera import Camera
from warehouse_app import demo_data, login
from warehouse_app.classes import refresh
from warehouse_app.database.engine import Database
from warehouse_app.database.models import Product, User, table
from warehouse_app.domain.screen import Input, Reply, Screen
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.imports.run import ImportReport, import_file
from warehouse_app.personal import note_seen
from warehouse_app.practice import PracticeCode, practice_codes
from warehouse_app.print_jobs import PrintJobRow, came_out, print_jobs, print_state, reprint, try_again
from warehouse_app.reports.own import own_figures
from warehouse_app.reports.pages import Home, OrderRow, find_orders, home
from warehouse_app.retention import forget
from warehouse_app.settings import SiteSettings, change_site_settings, site_settings
from warehouse_app.site import read_site
from warehouse_app.station import Station


class Services:
    """The engine as the pages use it. Called from the page worker's thread only."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def beginning(self) -> str:
        """Where the window begins: "first" with an empty database, "nobody" without people, else "login"."""
        with self.database.read() as connection:
            if connection.scalar(select(func.count()).select_from(table(User))):
                return "login"
            return "nobody" if connection.scalar(select(func.count()).select_from(table(Product))) else "first"

    def begin(self, badge: str, pin: str = "", station: str = "") -> Any:
        """Make the first administrator, whose badge this is; returns the user. Raises login.LoginRefused."""
        if self.beginning() == "login":
            return self.identify(badge, pin, station)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "users.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([["badge", "name", "role"], [badge, badge, "administrator"]])
            report = import_file(self.database, "users", path)
        if report.errors:
            wrong = report.errors[0]
            raise login.LoginRefused(say("{column} {reason}.", column=wrong.column, reason=wrong.reason))
        return self.identify(badge, pin, station)

    def is_demo(self) -> bool:
        """Whether this database is a demo warehouse."""
        with self.database.read() as connection:
            return demo_data.is_demo(connection)

    def start_demo(self, progress: Callable[[int, int], None]) -> None:
        """Fill the database with the demo warehouse."""
        demo_data.fill(self.database, progress)

    def identify(self, badge: str, pin: str, station: str = "") -> Any:
        """The user of a badge at a station. Raises login.LoginRefused."""
        try:
            with self.database.read() as connection:
                site, now = read_site(connection), self.database.now(connection)
                return login.identify(connection, site, badge, pin or None, now, station)
        except login.LoginRefused as refused:
            login.count_failure(self.database, refused, station)
            raise

    def own_figures(self, user_id: uuid.UUID) -> Sentence | None:
        """What somebody did today, for themselves."""
        with self.database.read() as connection:
            return own_figures(connection, read_site(connection), user_id, self.database.now(connection))

    def home(self) -> tuple[Home, int]:
        """What waits, and how many print jobs need somebody."""
        with self.database.read() as connection:
            site = read_site(connection)
            state = print_state(connection)
            return home(connection, site, self.database.now(connection)), state.failed + bool(state.trouble)

    def find_orders(self, text: str, user_id: uuid.UUID | None, *, by_name: bool) -> list[OrderRow]:
        """Orders found by a text; by a recipient's name for those who may see names, which is written down."""
        with self.database.read() as connection:
            site = read_site(connection)
            found = find_orders(connection, site, text)
            if not by_name or found:
                return found
            named = find_orders(connection, site, text, by_name=True)
        note_seen(self.database, "search", len(named), user_id)
        return named

    def print_jobs(self) -> list[PrintJobRow]:
        """The latest print jobs."""
        with self.database.read() as connection:
            return print_jobs(connection)

    def prints_waiting(self) -> int:
        """How many papers are still to be printed."""
        with self.database.read() as connection:
            return print_state(connection).waiting

    def reprint(self, job_id: uuid.UUID, reason: str, user_id: uuid.UUID | None) -> uuid.UUID:
        """Print a paper again. Raises print_jobs.CannotPrint."""
        return reprint(self.database, job_id, reason, user_id)

    def try_print_again(self, job_id: uuid.UUID) -> bool:
        """Let a failed paper wait again."""
        return try_again(self.database, job_id)

    def print_came_out(self, job_id: uuid.UUID, yes: bool, user_id: uuid.UUID | None) -> bool:
        """Say whether a paper came out that nobody knew of."""
        return came_out(self.database, job_id, yes=yes, user_id=user_id)

    def import_file(
        self, kind: str, name: str, client: str, path: str, dry_run: bool, progress: Callable[[int, int], None]
    ) -> ImportReport:
        """Preview or take a file. Raises imports.reading.BadFile."""
        chosen = name if kind == "orders" else None
        return import_file(
            self.database, kind, Path(path), format=chosen, client=client or None, dry_run=dry_run, progress=progress
        )

    def tidy(self) -> None:
        """What is done once a day: erase the personal data that is due, sum the picks."""
        forget(self.database)
        refresh(self.database)

    def settings(self) -> SiteSettings:
        """The site's settings."""
        with self.database.read() as connection:
            return site_settings(read_site(connection).settings)

    def save_settings(self, site: SiteSettings, user_id: uuid.UUID | None) -> None:
        """Keep the site's settings, and who changed them."""
        change_site_settings(self.database, site, user_id)

    def practice(self, screen: Screen) -> list[PracticeCode]:
        """Codes for the practice scanner."""
        with self.database.read() as connection:
            return practice_codes(connection, screen)

    def practice_badges(self) -> list[PracticeCode]:
        """Badges for the practice scanner at log-in."""
        return self.practice(Screen("", "login", say("Scan your badge to begin")))


class Bench:
    """The station of this window. Called from the station worker's thread only."""

    def __init__(self, database: Database, name: str) -> None:
        self.database, self.name = database, name
        self.camera: Camera | None = None
        self._station: Station | None = None

    def open(self, workflow: str, badge: str, pin: str) -> Reply:
        """Begin a job for a person. Raises login.LoginRefused, Unavailable."""
        self.close()
        self._station = Station(self.database, self.name, workflow)
        return self._station.open(badge, pin or None)

    def handle(self, given: Input) -> Reply:
        """Handle one input. A photo that is still on its way from the camera comes before its command."""
        if self._station is None:
            raise RuntimeError("no job is open")
        if self.camera is not None and (given.scan or "").strip().endswith("CMD-PHOTO"):
            self.camera.shoot()
        return self._station.handle(given)

    def look(self) -> Screen | None:
        """The screen as it is now, whatever has changed it; None if no job is open."""
        return self._station.look() if self._station is not None else None

    def close(self) -> None:
        """Leave the job; it stays claimed."""
        if self._station is not None:
            self._station.close()
            self._station = None
