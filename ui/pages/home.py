"""Home: a tile for every job with what waits in it, and the supervisors' pages. A tile opens by key, touch or code."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.look import Look
from ui.words import JOBS
from warehouse_app.domain.sentences import Sentence, say, translate
from warehouse_app.reports.pages import Home

PAGES: dict[str, Sentence] = {
    "orders": say("Orders"), "import": say("Import"), "prints": say("Print jobs"), "settings": say("Settings"),
}  # fmt: skip
_HELLO = say("Hello {name}. What is next?")
_WAITS = say("{count} waiting")
_NOTHING = say("nothing waiting")
_SHORT = say("{count} orders short of stock")
_ASIDE = say("{count} set aside")
_HINT = say("Scan a cart to pick, a tote to pack, or press a number")


class HomePage(QWidget):
    """Emits `chosen` with the name of a job or page."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__(objectName="page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.look = Look()
        self._hello, self._hint = QLabel(), QLabel(objectName="soft")
        self._grid = QGridLayout()
        self._tiles: dict[str, QPushButton] = {}
        self._home: Home | None = None
        self._name = ""
        box = QVBoxLayout(self)
        box.addWidget(self._hello)
        box.addWidget(self._hint)
        box.addLayout(self._grid, 1)
        self._box = box

    def show_home(self, home: Home | None, name: str, *, office: bool) -> None:
        """What waits, for whom; `office`: with the supervisors' pages."""
        self._home, self._name = home, name
        names = [*JOBS, *(PAGES if office else ("orders",))]
        if list(self._tiles) != names:
            for tile in self._tiles.values():
                tile.setParent(None)
                tile.deleteLater()
            self._tiles = {}
            for at, key in enumerate(names):
                tile = QPushButton(objectName="tile")
                tile.setFocusPolicy(Qt.FocusPolicy.NoFocus)
                tile.clicked.connect(lambda _=False, key=key: self.chosen.emit(key))
                self._tiles[key] = tile
                self._grid.addWidget(tile, at // 4, at % 4)
        self._render()

    def apply(self, look: Look) -> None:
        """Take on size, theme and language."""
        self.look = look
        self._box.setContentsMargins(*(look.px(28),) * 4)
        self._box.setSpacing(look.px(12))
        self._grid.setSpacing(look.px(16))
        self._hello.setFont(look.font("prompt", bold=True))
        self._hint.setFont(look.font("line"))
        self._render()

    @property
    def is_filled(self) -> bool:
        """Whether what waits is known."""
        return self._home is not None

    def at_number(self, number: int) -> str | None:
        """The tile with a number, None if there is none."""
        names = list(self._tiles)
        return names[number - 1] if 1 <= number <= len(names) else None

    def _render(self) -> None:
        language = self.look.language
        self._hello.setText(translate(say(_HELLO.text, name=self._name), language))
        self._hint.setText(translate(_HINT, language))
        for at, (key, tile) in enumerate(self._tiles.items(), 1):
            name = translate(JOBS.get(key) or PAGES[key], language)
            tile.setText(f"{at}\n{name}\n\n{self._note(key)}")
            tile.setFont(self.look.font("answer", bold=True))
            tile.setMinimumHeight(self.look.px(170))
            tile.setSizePolicy(tile.sizePolicy().Policy.Expanding, tile.sizePolicy().Policy.Expanding)

    def _note(self, key: str) -> str:
        home, language = self._home, self.look.language
        if home is None:
            return ""
        if key in home.waiting:
            count = home.waiting[key]
            shown = "999+" if count > 999 else str(count)
            return translate(say(_WAITS.text, count=shown) if count else _NOTHING, language)
        if key == "orders" and home.short:
            return translate(say(_SHORT.text, count=home.short), language)
        if key == "import" and home.aside:
            return translate(say(_ASIDE.text, count=home.aside), language)
        return ""
