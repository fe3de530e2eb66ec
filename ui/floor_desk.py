"""The pages about stock and places: what they ask of the engine is done on the page worker and then shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from ui.bridge import Worker
from ui.floor_services import FloorServices
from ui.pages.floor_map import MapPage
from ui.pages.page import Page
from ui.pages.places import PlacesPage
from ui.pages.stock import StockPage
from ui.pages.stock_work import StockWorkPage
from warehouse_app.domain.bin_pattern import NewPlace
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.imports.reading import BadFile
from warehouse_app.recalls import RecallRefused
from warehouse_app.reports.places import Filter

_FAILED = say("This did not work. Nothing was taken; try again.")


class FloorDesk(QObject):
    """Stands between these pages and the page worker. `opens` brings the name of a page that another one leads to."""

    opens = Signal(str)

    def __init__(self, worker: Worker, services: FloorServices, *, wake_printer: Callable[[], None],
                 user_id: Callable[[], UUID | None]) -> None:  # fmt: skip
        super().__init__()
        self._worker, self._services, self._wake_printer = worker, services, wake_printer
        self.stock, self.map, self.places = StockPage(), MapPage(), PlacesPage()
        self.work = StockWorkPage()
        self.pages: dict[str, Page] = {
            "stock": self.stock, "map": self.map, "stock_work": self.work, "places": self.places,
        }  # fmt: skip
        self._shown: dict[str, Callable[[Any], None]] = {
            "stock": lambda result: self.stock.show_stock(*result),
            "moves": self.stock.show_more,
            "map": lambda result: self.map.show_map(*result),
            "trace": lambda found: self.work.show_lot(found, ""),
            "recalled": lambda found: self.work.show_lot(found, "recalled"),
            "lifted": lambda found: self.work.show_lot(found, "lifted"),
            "walk": self.map.show_walk,
            "contents": self.map.show_contents,
            "places": self.places.show_list,
            "preview": lambda result: self.places.form.show_preview(*result),
            "labels": self._labels_asked,
            "sheet": lambda result: self.places.show_labels(*result),
        }
        self.stock.searched.connect(self._find)
        self.stock.wanted.connect(lambda subject: self._ask("stock", lambda: services.stock(subject)))
        self.stock.more.connect(lambda subject, at: self._ask("moves", lambda: services.earlier_moves(subject, at)))
        self.map.wanted.connect(lambda: self._ask("map", services.floor_map))
        self.map.walk.connect(lambda batch: self._ask("walk", lambda: services.walk(batch)))
        self.map.asked.connect(lambda subject: self._ask("contents", lambda: services.contents(subject)))
        self.map.opens.connect(self._open_stock)
        self.work.wanted.connect(self._list_work)
        self.work.traced.connect(lambda *lot: self._ask("trace", lambda: services.trace(*lot, user_id())))
        self.work.recalled.connect(lambda *lot: self._ask("recalled", lambda: services.recall(*lot, user_id())))
        self.work.lifted.connect(lambda *lot: self._ask("lifted", lambda: services.lift(*lot, user_id())))
        self.work.meant.connect(lambda text: worker.do(("floor", "meant", text), lambda: services.find_stock(text)))
        self.work.looked.connect(self._open_stock)
        self.work.counting.connect(lambda: self.opens.emit("count"))
        self.places.listed.connect(lambda wanted: self._ask("places", lambda: services.places(wanted)))
        self.places.labels.connect(lambda wanted, ids: self._ask("labels", lambda: services.print_labels(wanted, ids)))
        self.places.sheet.connect(self._write_sheet)
        self.places.form.checked.connect(lambda pattern: self._ask("preview", lambda: services.preview(pattern)))
        self.places.form.made.connect(self._make_places)
        worker.done.connect(self._done)
        worker.failed.connect(self._failed)
        worker.progress.connect(self._progress)

    def _ask(self, tag: str, task: Callable[[], Any]) -> None:
        self._worker.do(("floor", tag), task)

    def _find(self, text: str) -> None:
        self._worker.do(("floor", "found", text), lambda: self._services.find_stock(text))

    def _list_work(self, tab: str, days: int) -> None:
        self._worker.do(("floor", "work", tab), lambda: self._services.stock_work(tab, days))

    def _open_stock(self, code: str) -> None:
        self.stock.field.setText(code)  # the page looks for it when it is shown
        self.opens.emit("stock")

    def _make_places(self, made: list[NewPlace], common: dict[str, str]) -> None:
        tag = ("floor", "made", common["zone"])
        report = self._worker.reporter(tag)
        self._worker.do(tag, lambda: self._services.make_places(made, common, report))

    def _write_sheet(self, wanted: Filter, ids: list[UUID], path: str) -> None:
        language = self.places.look.language
        self._ask("sheet", lambda: self._services.label_sheet(wanted, ids, path, language))

    def _labels_asked(self, count: int) -> None:
        self.places.show_labels(count)
        self._wake_printer()

    def _made(self, zone: str, count: int, wrong: Sentence | None) -> None:
        self.places.form.show_made(count, wrong)
        if wrong is None:
            self.places.show_zone(zone)

    def _failed(self, tag: object, error: Exception) -> None:
        match tag:
            case ("floor", "made", _):
                self.places.form.show_made(0, error.sentence if isinstance(error, BadFile) else _FAILED)
            case ("floor", "recalled" | "lifted"):
                self.work.show_refused(error.sentence if isinstance(error, RecallRefused) else _FAILED)

    def _progress(self, tag: object, done: int, total: int) -> None:
        match tag:
            case ("floor", "made", _):
                self.places.form.show_progress(done, total)

    def _done(self, tag: object, result: Any) -> None:
        match tag:
            case ("floor", "found", str(text)):
                self.stock.show_found(text, result)
            case ("floor", "made", str(zone)):
                self._made(zone, *result)
            case ("floor", "meant", str(text)):
                self.work.show_meant(text, result)
            case ("floor", "work", str(tab)):
                self.work.show_rows(tab, result)
            case ("floor", str(name)):
                self._shown[name](result)
