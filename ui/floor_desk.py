"""The pages about stock and places: what they ask of the engine is done on the page worker and then shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject

from ui.bridge import Worker
from ui.floor_services import FloorServices
from ui.pages.page import Page
from ui.pages.stock import StockPage


class FloorDesk(QObject):
    """Stands between these pages and the page worker."""

    def __init__(self, worker: Worker, services: FloorServices, *, wake_printer: Callable[[], None]) -> None:
        super().__init__()
        self._worker, self._services, self._wake_printer = worker, services, wake_printer
        self.stock = StockPage()
        self.pages: dict[str, Page] = {"stock": self.stock}
        self._shown: dict[str, Callable[[Any], None]] = {
            "stock": lambda result: self.stock.show_stock(*result),
            "moves": self.stock.show_more,
        }
        self.stock.searched.connect(self._find)
        self.stock.wanted.connect(lambda subject: self._ask("stock", lambda: services.stock(subject)))
        self.stock.more.connect(lambda subject, at: self._ask("moves", lambda: services.earlier_moves(subject, at)))
        worker.done.connect(self._done)

    def _ask(self, tag: str, task: Callable[[], Any]) -> None:
        self._worker.do(("floor", tag), task)

    def _find(self, text: str) -> None:
        self._worker.do(("floor", "found", text), lambda: self._services.find_stock(text))

    def _done(self, tag: object, result: Any) -> None:
        match tag:
            case ("floor", "found", str(text)):
                self.stock.show_found(text, result)
            case ("floor", str(name)):
                self._shown[name](result)
