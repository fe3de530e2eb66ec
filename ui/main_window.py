"""The main window: which page is shown, where scans go, and what the workers' answers change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QWidget

from ui import words
from ui.bridge import Worker
from ui.desk import Desk
from ui.idle import IdleLock
from ui.keyboard import shortcut, typed
from ui.look import Look, dress_application, scale_for, theme_of
from ui.pages.first_start import FirstStartPage
from ui.pages.home import HomePage
from ui.pages.login import LoginPage
from ui.pictures import DEMO, Pictures
from ui.services import Bench, Services
from ui.sounds import Sounds, sound_of
from ui.wedge import Wedge
from ui.widgets.top_bar import Health
from ui.widgets.training_frame import TrainingFrame
from ui.workflow_screen import WorkflowScreen
from warehouse_app.database.engine import Unavailable
from warehouse_app.database.types import new_key
from warehouse_app.domain.screen import Input, Reply, Result
from warehouse_app.domain.sentences import say
from warehouse_app.journal import data_folder
from warehouse_app.login import OFFICE_ROLES, LoginRefused
from warehouse_app.reports.pages import Home
from warehouse_app.settings import LocalSettings, language, save_local_settings
from warehouse_app.workflows.registry import jobs_of

_REFRESH_MS = 15_000
_SLOW_MS = 300
_NOT_SAVED = say("Not saved. Scan again.")


class MainWindow(TrainingFrame):
    """All pages of the program. `training` paints the frame that nobody can mistake for the floor."""

    def __init__(
        self,
        services: Services,
        bench: Bench,
        local: LocalSettings,
        *,
        training: bool,
        wake_printer: Callable[[], None],
    ) -> None:
        super().__init__()
        self.services, self.bench, self.local, self.training = services, bench, local, training
        self.remember_settings = self.offers_practice = True  # practice in a demo warehouse
        self._wake_printer = wake_printer
        self._station_worker, self._page_worker = Worker("station"), Worker("pages")
        self._user: Any = None
        self._pin = ""
        self._home: Home | None = None
        self._broken = self._is_opening = False
        self.scanner_state, self._failed_prints = "unknown", 0
        self.sounds = Sounds(enabled=local.sounds)
        self._pictures = Pictures(self._page_worker, (data_folder(services.database) / "images", DEMO))
        self.job, self.login, self.home = WorkflowScreen(self._pictures.find), LoginPage(), HomePage()
        self.first_start = FirstStartPage()
        self.desk = Desk(self._page_worker, services, local=lambda: self.local, is_office=lambda: self._is_office,
                         wake_printer=wake_printer, station=bench.name, user=lambda: self._user)  # fmt: skip
        self.orders, self.imports = self.desk.orders, self.desk.imports
        self.prints, self.settings = self.desk.prints, self.desk.settings
        self.pages: dict[str, QWidget] = {
            "login": self.login, "home": self.home, "job": self.job, "first": self.first_start, **self.desk.pages,
        }  # fmt: skip
        self._stack = QStackedLayout()
        for page in self.pages.values():
            self._stack.addWidget(page)
        self.practice = self.desk.practice
        self._outer = QHBoxLayout(self)
        self._outer.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)  # it follows the window
        self._outer.addLayout(self._stack, 1)
        self._outer.addWidget(self.practice)
        self.practice.setVisible(False)
        self.wedge = Wedge(self, captures_all=True)
        self.devices: Any = None  # of this window; whoever builds it gives them
        self._connect()
        self.idle = IdleLock(self, self._lock)
        self._timer = QTimer(self, interval=_REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        self._timer.start()
        self._slow = QTimer(self, interval=_SLOW_MS, singleShot=True)
        self._slow.timeout.connect(self.job.show_saving)
        self.setWindowTitle("Warehouse")
        self.resize(1280, 800)
        self._apply()
        self.wedge.install()
        self._page_worker.do("training", services.is_demo)
        self._page_worker.do("empty", services.beginning)
        self.desk.start()

    def _connect(self) -> None:
        self._station_worker.done.connect(self._station_done)
        self._station_worker.failed.connect(self._station_failed)
        self._page_worker.done.connect(self._page_done)
        self._page_worker.failed.connect(self._page_failed)
        self._page_worker.progress.connect(self._progress)
        self.wedge.scanned.connect(self.scan)
        self.wedge.typed.connect(lambda text: typed(self, text))
        self.wedge.shortcut = lambda event: shortcut(self, event)
        self.job.entered.connect(self.scan)
        self.practice.scanned.connect(self.scan)
        self.login.entered.connect(self._enter)
        self.login.language_chosen.connect(lambda language: self._keep_local(replace(self.local, language=language)))
        self.home.chosen.connect(self.open)
        for desk in (self.desk.floor, self.desk.shift, self.desk.setup):
            desk.opens.connect(self.open)
        self.first_start.chosen.connect(self._first)
        self.settings.local_changed.connect(self._keep_local)
        for left in (self.job.left, *(page.left for page in self.desk.pages.values())):
            left.connect(lambda: self.show_page("home"))

    # -- pages ---------------------------------------------------------------------------------------------------

    def show_page(self, name: str) -> None:
        """Show a page of `pages`."""
        self.job.close_help()
        self.wedge.forget()
        self._stack.setCurrentWidget(self.pages[name])
        self.wedge.captures_all = name in ("job", "login", "home")
        self.pages[name].setFocus()  # never on a button or field of the page before
        self.practice.setVisible(self.training and name in ("job", "login"))
        if name == "login" and self.training:
            self.desk.ask_practice(None)
        if name == "home":
            self._station_worker.do("close", self.bench.close)
            self.refresh()
            if (user := self._user) is not None:
                self._page_worker.do("own", lambda: self.services.own_figures(user.id))
        if name in self.desk.pages:
            self.desk.pages[name].opened()

    @property
    def shown(self) -> str:
        """The name of the page that is shown."""
        return next(name for name, page in self.pages.items() if page is self._stack.currentWidget())

    def open(self, name: str) -> None:
        """Open a job or a page."""
        if name in words.JOBS and self._user is not None:
            badge, pin = self._user.badge, self._pin
            self._is_opening = True  # scans from now on are for the job
            self._station_worker.do("open", lambda: self.bench.open(name, badge, pin))
        elif name in self.pages and self._user is not None and self.home.offers(name):
            self.show_page(name)

    def refresh(self) -> None:
        """Ask again what waits and how things are."""
        if self._user is not None:
            self._page_worker.do("home", self.services.home)

    def scan(self, text: str) -> None:
        """A scan, wherever the window stands. Scans queue behind the one in work."""
        page, self.scanner_state = self.shown, "ok"
        self.idle.touch()
        if page == "job" or self._is_opening:
            if text == "CMD-HELP":
                self.job.toggle_help()
                return
            self.job.close_help()
            if text == "CMD-BACK" and not self.job.goes_back:
                self.show_page("home")
                return
            self._send(text)
        elif page == "login":
            self.login.scanned(text)
        elif page == "home":
            self._scan_at_home(text)
        elif page in self.desk.pages:
            self.desk.pages[page].scanned(text)

    def show_scanner(self, *, is_there: bool) -> None:
        """A scanner on a port of its own was plugged in or out."""
        self.scanner_state = "ok" if is_there else "lost"
        self._bar()

    def show_printing(self) -> None:
        """Something was printed, or could not be: what is shown of it may be old."""
        self.refresh()
        if self.shown == "job" and (screen := self.job.screen_shown) is not None and screen.step == "label_back":
            self._station_worker.do("look", self.bench.look)

    def _scan_at_home(self, text: str) -> None:
        if text == "CMD-LOGOUT":
            self._log_out()
            return
        name, begins = self.home.opened_by(text)
        if name is None:
            self._sound("wrong")
            return
        self.open(name)
        if begins:
            self._send(text)

    def _sound(self, tone: str) -> None:
        self.sounds.play(tone)
        self.devices.show(tone)

    def _send(self, text: str) -> None:
        self.send(Input(str(new_key()), text))

    def send(self, given: Input) -> None:
        """An input for the job: a scan or a weight."""
        self._slow.start()
        self._station_worker.do("scan", lambda: self.bench.handle(given))

    # -- answers of the workers ----------------------------------------------------------------------------------

    def _station_done(self, tag: object, reply: Any) -> None:
        self._broken = False
        if tag == "look":
            if reply is not None and self.job.reply is not None and reply != self.job.screen_shown:
                self.job.show_reply(Reply(self.job.reply.result, reply))
            return
        if reply is None:
            return
        self._slow.stop()
        self.job.show_reply(reply)
        if tag == "open":
            self._is_opening = False
            self.show_page("job")
        if reply.result is not None:
            self._sound(sound_of(reply))
            self._wake_printer()
        if reply.screen.step == "login":
            self._log_out()
            return
        self._bar()
        self.ask_practice()

    def ask_practice(self) -> None:
        if self.training and self.job.screen_shown is not None:  # offer its codes
            self.desk.ask_practice(self.job.screen_shown)

    def _station_failed(self, tag: object, error: Exception) -> None:
        self._is_opening = False
        if isinstance(error, LoginRefused):
            self.show_page("login")
            self.login.refused(error.sentence, needs_pin=error.needs_pin)
            return
        self._slow.stop()
        self._broken = True
        if (screen := self.job.screen_shown) is not None:
            self.job.show_reply(Reply(Result(False, "not_saved", _NOT_SAVED), screen))
        self._bar()
        self._sound("wrong")
        if not isinstance(error, Unavailable):
            raise error

    def _page_done(self, tag: object, result: Any) -> None:
        if tag == "empty":
            self.login.reset(self.bench.name, first=result == "nobody")
            self.show_page("first" if result == "first" else "login")
        elif tag == "settings":
            self.idle.set_minutes(result.lock_minutes)
        elif tag == "training":
            self.set_training(self.training or (result and self.offers_practice))
        elif tag == "demo":
            self.set_training(self.training or self.offers_practice)
            self.login.reset(self.bench.name)
            self.show_page("login")
        elif tag == "identify":
            self._user = result
            self.home.show_own(None)  # nobody sees another one's
            self._sound("done")
            self._render_home()
            self._bar()
            self.show_page("home")
            for text in self.login.answered():
                self.scan(text)
        elif tag == "own":
            self.home.show_own(result)
        elif tag == "home":
            self._home, self._failed_prints = result
            self._render_home()
            self._bar()

    def _page_failed(self, tag: object, error: Exception) -> None:
        if tag == "identify":
            self.login.answered()
        if isinstance(error, LoginRefused):
            self._sound("wrong")
            self.login.refused(error.sentence, needs_pin=error.needs_pin)
            return
        self._broken = isinstance(error, Unavailable)
        self._bar()
        if not self._broken and not hasattr(error, "sentence"):
            raise error

    def _progress(self, tag: object, done: int, total: int) -> None:
        if tag == "demo":
            self.first_start.show_progress(done, total)

    # -- what pages ask for --------------------------------------------------------------------------------------

    def _enter(self, badge: str, pin: str) -> None:
        self._pin = pin
        ask = self.services.begin if self.login.asks_first else self.services.identify
        self._page_worker.do("identify", lambda: ask(badge, pin, self.bench.name))

    def _first(self, choice: str) -> None:
        if choice == "demo":
            report = self._page_worker.reporter("demo")
            self._page_worker.do("demo", lambda: self.services.start_demo(report))
        else:
            self.login.reset(self.bench.name, first=True)
            self.show_page("login")

    def _keep_local(self, local: LocalSettings) -> None:
        self.change_settings(local)
        if self.remember_settings:
            self._page_worker.do("kept", lambda: save_local_settings(local))

    def set_training(self, training: bool) -> None:
        """Show (or hide) the frame and the practice scanner."""
        if training != self.training:
            self.training = training
            self._apply()
        self.practice.setVisible(training and self.shown in ("job", "login"))

    def change_settings(self, local: LocalSettings) -> None:
        """Look and sound otherwise from now on."""
        self.local = local
        self.sounds.enabled = local.sounds
        self._apply()

    def _lock(self) -> None:
        if self._is_office:
            self.scan("CMD-LOGOUT") if self.shown == "job" else self._log_out()

    def _log_out(self) -> None:
        self._user, self._pin = None, ""
        self._station_worker.do("close", self.bench.close)
        self.login.reset(self.bench.name)
        self.show_page("login")

    # -- looks ---------------------------------------------------------------------------------------------------

    def _apply(self) -> None:
        scale = scale_for(self.width(), self.height(), self.local.font_scale)
        dots = min(8.0, max(3.0, self.screen().physicalDotsPerInch() / 25.4))  # some screens say nonsense
        self.look = Look(theme_of(self.local.theme), scale, language(self.local.language), dots)
        dress_application(self.look)
        for name, page in self.pages.items():
            if name != "job":
                page.apply(self.look)  # type: ignore[attr-defined]
        self.job.dress(self.look)
        self.practice.apply(self.look)
        self._render_home()
        self._bar()
        self._outer.setContentsMargins(self.margins())
        self._outer.setSpacing(self.look.px(8) if self.training else 0)
        self.update()

    @property
    def _is_office(self) -> bool:
        return self._user is not None and bool(OFFICE_ROLES & set(self._user.roles.split()))

    def _render_home(self) -> None:
        name = self._user.name if self._user is not None else ""
        self.home.show_home(self._home, name, jobs_of(self._user.roles if self._user else ""), office=self._is_office)

    def _bar(self) -> None:
        """Who works here, what is at risk and how the machines are, on every page that has the dark bar."""
        who = f"{self.bench.name} · {self._user.name}" if self._user is not None else self.bench.name
        health = Health("lost" if self._broken else "ok", self.scanner_state, "lost" if self._failed_prints else "ok")
        for bar in (self.job.bar, self.home.bar, self.login.bar):
            bar.show_health(health)
            bar.show_cut_off(self._home.cut_off if self._home is not None else None)
        self.job.show_worker(who)
        self.home.bar.show_job(self.look.text(words.PROGRAM), who)

    # -- Qt's events ---------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Everything grows with the window."""
        super().resizeEvent(event)
        if abs(scale_for(self.width(), self.height(), self.local.font_scale) - self.look.scale) > 0.01:
            self._apply()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Finish what is queued, then end."""
        self._timer.stop()
        self._slow.stop()
        self.wedge.remove()
        self._station_worker.do("close", self.bench.close)
        self._station_worker.stop()
        self._page_worker.stop()
        super().closeEvent(event)
