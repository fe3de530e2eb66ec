"""The desk: what the supervisors' pages ask of the engine, done on the page worker, and shown when it is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject

from ui.bridge import Worker
from ui.device_desk import DeviceDesk
from ui.floor_desk import FloorDesk
from ui.floor_services import FloorServices
from ui.pages.imports import ImportPage
from ui.pages.orders import OrdersPage
from ui.pages.page import Page
from ui.pages.prints import PrintsPage
from ui.pages.settings import SettingsPage
from ui.practice import PracticePanel
from ui.returns_desk import ReturnsDesk, ReturnsServices
from ui.services import Services
from ui.setup_desk import SetupDesk, SetupServices
from ui.shift_desk import ShiftDesk, ShiftServices
from warehouse_app.domain.screen import Screen
from warehouse_app.domain.sentences import say
from warehouse_app.imports.reading import BadFile
from warehouse_app.print_jobs import CannotPrint, print_folder
from warehouse_app.settings import LocalSettings, SiteSettings, language

_FAILED = say("This did not work. Nothing was taken; try again.")


class Desk(QObject):
    """Stands between the pages and the page worker. `local` says this computer's settings as they are
    now; papers asked for are printed at `station`."""

    def __init__(
        self,
        worker: Worker,
        services: Services,
        *,
        local: Callable[[], LocalSettings],
        is_office: Callable[[], bool],
        wake_printer: Callable[[], None],
        station: str,
        user: Callable[[], Any],
    ) -> None:
        super().__init__()
        self._worker, self._services = worker, services
        self._local, self._is_office, self._wake_printer = local, is_office, wake_printer
        self._user_id = lambda: getattr(user(), "id", None)
        self.orders, self.imports, self.prints, self.settings = OrdersPage(), ImportPage(), PrintsPage(), SettingsPage()
        self.practice = PracticePanel()
        self.floor = FloorDesk(worker, FloorServices(services.database, station), wake_printer=wake_printer,
                               user_id=self._user_id)  # fmt: skip
        self.returns = ReturnsDesk(worker, ReturnsServices(services.database), is_office=is_office, user=user)
        self.devices = DeviceDesk(worker, print_folder(services.database), language=lambda: language(local().language))
        self.shift = ShiftDesk(worker, ShiftServices(services.database))
        self.setup = SetupDesk(worker, SetupServices(services.database, station), wake_printer=wake_printer,
                               user_id=self._user_id)  # fmt: skip
        self.pages: dict[str, Page] = {
            "orders": self.orders, "import": self.imports, "prints": self.prints, "settings": self.settings,
            **self.devices.pages, **self.floor.pages, **self.returns.pages, **self.shift.pages, **self.setup.pages,
        }  # fmt: skip
        self.orders.searched.connect(self._find)
        self.imports.wanted.connect(self._import)
        self.prints.wanted.connect(self._list_prints)
        self.prints.reprint.connect(self._reprint)
        self.prints.retry.connect(self._retry)
        self.prints.answered.connect(self._answer)
        self.settings.site_changed.connect(self._keep_site)
        worker.done.connect(self._done)
        worker.failed.connect(self._failed)
        worker.progress.connect(self._progress)

    def start(self) -> None:
        """Ask for what stays; do what is done once a day."""
        self._worker.do("tidied", self._services.tidy)
        self._worker.do("settings", self._services.settings)

    def ask_practice(self, screen: Screen | None) -> None:
        """Offer the codes of a screen; of log-in if there is none."""
        if screen is None:
            self._worker.do("practice", self._services.practice_badges)
        else:
            self._worker.do("practice", lambda: self._services.practice(screen))

    def _find(self, text: str) -> None:
        by_name = self._is_office()
        self._worker.do("orders", lambda: self._services.find_orders(text, self._user_id(), by_name=by_name))

    def _import(self, kind: str, name: str, client: str, path: str, dry_run: bool) -> None:
        tag = "preview" if dry_run else "import"
        report = self._worker.reporter(tag)
        self._worker.do(tag, lambda: self._services.import_file(kind, name, client, path, dry_run, report))

    def _list_prints(self) -> None:
        self._worker.do("prints", self._services.print_jobs)

    def _reprint(self, job_id: Any, reason: str) -> None:
        self._worker.do("reprint", lambda: self._services.reprint(job_id, reason, self._user_id()))

    def _retry(self, job_id: Any) -> None:
        self._worker.do("reprint", lambda: self._services.try_print_again(job_id))

    def _answer(self, job_id: Any, came_out: bool) -> None:
        self._worker.do("reprint", lambda: self._services.print_came_out(job_id, came_out, self._user_id()))

    def _keep_site(self, site: SiteSettings) -> None:
        def keep() -> SiteSettings:
            self._services.save_settings(site, self._user_id())
            return site

        self._worker.do("settings", keep)

    def _done(self, tag: object, result: Any) -> None:
        if tag == "orders":
            self.orders.show_rows(result)
        elif tag in ("preview", "import"):
            self.imports.show_report(result, dry_run=tag == "preview")
        elif tag == "prints":
            self.prints.show_jobs(result)
        elif tag == "reprint":
            self._wake_printer()
            self._list_prints()
        elif tag == "settings":
            self.settings.show_settings(self._local(), result)
        elif tag == "practice":
            self.practice.show_codes(result)

    def _failed(self, tag: object, error: Exception) -> None:
        if tag in ("preview", "import"):
            self.imports.show_failure(error.sentence if isinstance(error, BadFile) else _FAILED)
        elif tag == "reprint":
            self.prints.show_refusal(error.sentence if isinstance(error, CannotPrint) else _FAILED)

    def _progress(self, tag: object, done: int, total: int) -> None:
        if tag in ("preview", "import"):
            self.imports.show_progress(done, total)
