"""Home: a tile for every job with what waits in it, and the supervisors' pages. A tile opens by key, touch or code."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ui.look import Look
from ui.widgets.fitted_text import FittedText
from ui.widgets.tile import Tile
from ui.widgets.top_bar import TopBar
from ui.words import JOBS
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.reports.pages import Home

PAGES: dict[str, Sentence] = {
    "orders": say("Orders"), "stock": say("Stock"), "map": say("Map"), "stock_work": say("Stock work"),
    "returns": say("Returned goods"), "shift": say("Shift"),
    "places": say("Locations"), "import": say("Import"), "prints": say("Print jobs"), "setup": say("Set-up"),
    "settings": say("Settings"),
}  # fmt: skip
_FOR_ALL = ("orders", "stock")  # pages that everybody may open
_FOR_JOBS = {"inspect": "returns"}  # and those who do a job
_BEHIND = {"devices": "settings"}  # pages without a tile, and the page that leads to them
_WAITING, _NOTHING, _URGENT = say("waiting"), say("nothing waiting"), say("{count} due within the hour")
_SHORT, _ASIDE = say("short of stock"), say("set aside")
_HINT = say("Scan a cart to pick, a tote to pack, or press a number")
_COLUMNS, _ROWS = 4, 4  # at least so many columns, at most so many rows: more would be too low on a tablet
_OPENERS = {"CART-": "pick", "TOTE-": "pack"}


class HomePage(QWidget):
    """Emits `chosen` with the name of a job or page."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__(objectName="page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.look = Look()
        self.bar = TopBar()
        self._hello = FittedText("prompt", bold=True, growth=1.2)
        self._hint = FittedText("title", colour="soft")
        self._grid = QGridLayout()
        self._tiles: dict[str, Tile] = {}
        self._home: Home | None = None
        self._name = ""
        self._own: Sentence | None = None
        self._body = QVBoxLayout()
        self._body.addWidget(self._hello)
        self._body.addWidget(self._hint)
        self._body.addLayout(self._grid, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addLayout(self._body, 1)

    def show_home(self, home: Home | None, name: str, jobs: Collection[str], *, office: bool) -> None:
        """What waits, for whom, in the `jobs` that are theirs; `office`: with the supervisors' pages."""
        self._home, self._name = home, name
        names = [*(job for job in JOBS if job in jobs), *(PAGES if office else _FOR_ALL)]
        names += [page for job, page in _FOR_JOBS.items() if job in jobs and page not in names]
        if list(self._tiles) != names:
            self._make_tiles(names)
        self._render()

    def _make_tiles(self, names: list[str]) -> None:
        for tile in self._tiles.values():
            self._grid.removeWidget(tile)
            tile.setParent(None)
            tile.deleteLater()
        self._tiles = {}
        columns = max(_COLUMNS, -(-len(names) // _ROWS))
        for at, name in enumerate(names):
            tile = Tile(name, at + 1)
            tile.dress(self.look)
            tile.clicked.connect(self._choose)
            self._tiles[name] = tile
            self._grid.addWidget(tile, at // columns, at % columns)
        for row in range(self._grid.rowCount()):
            self._grid.setRowStretch(row, 5 if row * columns < len(names) - len(PAGES) else 3)

    def _choose(self) -> None:
        tile = self.sender()
        if isinstance(tile, Tile):
            self.chosen.emit(tile.name)

    def apply(self, look: Look) -> None:
        """Take on size, theme and language."""
        self.look = look
        px = look.px
        self.bar.dress(look)
        self._body.setContentsMargins(px(20), px(14), px(20), px(20))
        self._body.setSpacing(px(8))
        self._grid.setSpacing(px(12))
        for text, tall in ((self._hello, 60), (self._hint, 34)):
            text.setFixedHeight(px(tall))
            text.dress(look)
        for tile in self._tiles.values():
            tile.dress(look)
        self._render()

    @property
    def is_filled(self) -> bool:
        """Whether what waits is known."""
        return self._home is not None

    def show_own(self, own: Sentence | None) -> None:
        """Somebody's own figures."""
        self._own = own
        self._render()

    def offers(self, name: str) -> bool:
        """Whether whoever is logged in may open a page."""
        return _BEHIND.get(name, name) in self._tiles

    def at_number(self, number: int) -> str | None:
        """The tile with a number, None if there is none."""
        names = list(self._tiles)
        return names[number - 1] if 1 <= number <= len(names) else None

    def opened_by(self, text: str) -> tuple[str | None, bool]:
        """The job or page that a number or scan opens (None if none), and whether the scan is its first input too."""
        number = text.removeprefix("CHOICE-")
        if number.isdigit() and len(number) <= 2:
            return self.at_number(int(number)), False
        name = _OPENERS.get(text[:5].upper())
        return name, name is not None

    def _render(self) -> None:
        self._hello.show_text(self.look.text(say("Hello {name}. What is next?", name=self._name)) if self._name else "")
        low = self._home.low_numbers if self._home is not None else ()
        hint = say("{carrier} has {n} tracking numbers left", carrier=low[0].name, n=low[0].left) if low else _HINT
        told = [self.look.text(one) for one in (hint, self._own) if one is not None]
        self._hint.show_text("   ·   ".join(told))
        for name, tile in self._tiles.items():
            count, note = self._waiting(name)
            shown = "" if count is None else "999+" if count > 999 else str(count)
            title = self.look.text(JOBS.get(name) or PAGES[name])
            tile.show_count(title, shown, self.look.text(note) if note else "", waits=bool(count) and name in JOBS)

    def _waiting(self, name: str) -> tuple[int | None, Sentence | None]:
        """How much waits behind a tile, and what it is."""
        home = self._home
        if home is None:
            return None, None
        if name in home.waiting:
            return home.waiting[name], _note(home, name)
        if name == "orders" and home.short:
            return home.short, _SHORT
        if name == "import" and home.aside:
            return home.aside, _ASIDE
        return None, None


def _note(home: Home, name: str) -> Sentence:
    if urgent := home.urgent.get(name):
        return Sentence(_URGENT.text, {"count": urgent})
    return _WAITING if home.waiting[name] else _NOTHING
