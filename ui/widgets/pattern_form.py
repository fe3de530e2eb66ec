"""The form for new locations by pattern: what would be made is shown while it is filled in, then it is made."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.look import Look
from warehouse_app.domain.bin_pattern import BadPattern, BinPattern, NewPlace
from warehouse_app.domain.sentences import Sentence, say

_LABELS: dict[str, Sentence] = {
    "code": say("Pattern of the code"), "aisles": say("Aisles"), "bays": say("Bays"), "levels": say("Levels"),
    "zone": say("Zone"), "kind": say("Kind"), "temperature": say("Temperature"), "capacity_l": say("Litres each"),
    "capacity_units": say("Most units each"), "x_m": say("First bin: x (m)"), "y_m": say("First bin: y (m)"),
    "aisle_m": say("Between aisles (m)"), "bay_m": say("Between bays (m)"),
}  # fmt: skip
_BEGIN = {"code": "{aisle:02}-{bay:02}-{level}", "aisles": "1-20", "bays": "1-30", "levels": "A-E", "zone": "",
          "capacity_l": "", "capacity_units": "", "x_m": "0", "y_m": "0", "aisle_m": "3", "bay_m": "1.2"}  # fmt: skip
_CHOICES = {
    "kind": {"bin": say("Bin"), "receiving": say("Receiving place"), "packing": say("Packing place"),
             "staging": say("Staging place"), "returns": say("Returns place"), "quarantine": say("Quarantine")},
    "temperature": {"ambient": say("ambient"), "chilled": say("chilled"), "frozen": say("frozen")},
}  # fmt: skip
_MAKE = say("Make these locations")
_WOULD = say("{count} locations: {first}, {second} … {last}")
_TAKEN = say("{count} of these codes are taken already, such as {code}.")
_ZONE, _NUMBER = say("Say which zone they are in."), say("{field} is no number.")
_MAKING, _MADE = say("Making them …"), say("{count} are made.")
_IN_A_ROW = 4


class PatternForm(QWidget):
    """Emits `checked` (a BinPattern to be worked out) and `made` (NewPlaces, and what they have in common)."""

    checked = Signal(object)
    made = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self.fields = {name: QLineEdit(text) for name, text in _BEGIN.items()}
        self.boxes = {name: QComboBox() for name in _CHOICES}
        for name, words in _CHOICES.items():
            for value in words:
                self.boxes[name].addItem(value, value)
        self._labels = {name: QLabel() for name in _LABELS}
        self.make, self.note, self.progress = QPushButton(objectName="primary"), QLabel(), QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.hide()
        self.note.setWordWrap(True)
        self._grid = QGridLayout()
        self._look = Look()
        self._lay_out()
        self._waits = QTimer(self, interval=250, singleShot=True)
        self._waits.timeout.connect(self._check)
        for field in self.fields.values():
            field.textChanged.connect(lambda _: self._changed())
        self.make.clicked.connect(self._make)
        self.places: list[NewPlace] = []
        self._said: Sentence | None = None
        self._changed()

    def _lay_out(self) -> None:
        card = QFrame(objectName="card")
        card.setLayout(self._grid)
        for at, (name, label) in enumerate(self._labels.items()):
            widget: QWidget = self.fields.get(name) or self.boxes[name]
            row, column = divmod(at, _IN_A_ROW)
            self._grid.addWidget(label, 2 * row, column)
            self._grid.addWidget(widget, 2 * row + 1, column)
            label.setBuddy(widget)
        scroll = QScrollArea(widgetResizable=True, frameShape=QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body = QWidget()
        inside = QVBoxLayout(body)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(card)
        inside.addStretch(1)
        scroll.setWidget(body)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(0, 0, 0, 0)
        column_.addWidget(scroll, 1)
        column_.addWidget(self.progress)
        column_.addWidget(self.note)
        column_.addWidget(self.make, 0, Qt.AlignmentFlag.AlignRight)

    def dress(self, look: Look) -> None:
        """Take on size, theme and language."""
        self._look = look
        self._grid.setSpacing(look.px(8))
        for name, label in self._labels.items():
            label.setText(look.text(_LABELS[name]))
            label.setFont(look.font("label"))
        for name, box in self.boxes.items():
            for at, words in enumerate(_CHOICES[name].values()):
                box.setItemText(at, look.text(words))
        for widget in (*self.fields.values(), *self.boxes.values()):
            widget.setFont(look.font("line"))
        self.note.setFont(look.font("title", bold=True))
        self.make.setText(look.text(_MAKE))
        self.make.setFont(look.font("line", bold=True))
        self.make.setMinimumHeight(look.touch(9))
        self._say(self._said)

    def show_preview(self, places: list[NewPlace], taken: list[str], wrong: Sentence | None) -> None:
        """What the pattern would make: which of their codes are taken already, or why it makes none."""
        self.places = [] if wrong or taken else places
        has_zone = bool(self.fields["zone"].text().strip())
        if wrong:
            self._say(wrong)
        elif taken:
            self._say(say(_TAKEN.text, count=len(taken), code=taken[0]))
        else:
            first, last, second = places[0].code, places[-1].code, places[min(1, len(places) - 1)].code
            would = say(_WOULD.text, count=len(places), first=first, second=second, last=last)
            self._say(would if has_zone else say("{preview}  {zone}", preview=would, zone=_ZONE))
        self.make.setEnabled(bool(self.places) and has_zone)

    def show_progress(self, done: int, total: int) -> None:
        """How far the making is."""
        self.progress.show()
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    def show_made(self, count: int, wrong: Sentence | None) -> None:
        """They are made, or why not."""
        self.progress.hide()
        self._say(wrong or say(_MADE.text, count=count))

    def _changed(self) -> None:
        """What it would make is asked for when nobody types any more."""
        self.make.setEnabled(False)
        self.places = []
        self._waits.start()

    def _check(self) -> None:
        texts = {name: self.fields[name].text() for name in ("code", "aisles", "bays", "levels")}
        try:
            x, y, aisle, bay = (self._number(name) for name in ("x_m", "y_m", "aisle_m", "bay_m"))
            self._number("capacity_l")
            self._number("capacity_units")
        except BadPattern as wrong:
            self._say(wrong.sentence)
            return
        self.checked.emit(BinPattern(**texts, x_m=x, y_m=y, aisle_m=aisle, bay_m=bay))

    def _number(self, name: str) -> float:
        text = self.fields[name].text().strip().replace(",", ".")
        try:
            value = float(text or 0)
        except ValueError:
            value = -1
        if not 0 <= value < 100_000 or (name.startswith("capacity") and value != int(value)):
            raise BadPattern(say(_NUMBER.text, field=_LABELS[name]))
        return value

    def _make(self) -> None:
        self.make.setEnabled(False)
        self._say(_MAKING)
        common: dict[str, Any] = {name: self.fields[name].text().strip() for name in
                                  ("zone", "capacity_l", "capacity_units")}  # fmt: skip
        common |= {name: box.currentData() for name, box in self.boxes.items()}
        self.made.emit(self.places, common)

    def _say(self, sentence: Sentence | None) -> None:
        self._said = sentence
        self.note.setText(self._look.text(sentence) if sentence else "")
