"""Devices of this station: what is there and how it is, what may be set of it, and a test of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from devices.scanner_check import Heard, Verdict
from ui.bench_devices import KINDS
from ui.pages.page import Page
from ui.widgets.scanner_test import ScannerTest
from ui.widgets.settings_form import labelled
from warehouse_app.domain.device import Entry
from warehouse_app.domain.device_papers import CALIBRATION
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.settings import LocalSettings
from warehouse_app.station_devices import free_name

_LOOK_MS = 500
KEYBOARD = say("Keyboard scanner")
_KEYBOARD_FIELDS = ("wedge_prefix", "wedge_suffix", "guard_ms")
_SOUND_FIELDS = ("sounds", "speech")
_SOUNDS = say("Sounds and speech")
_TONES = {"right": say("Right"), "wrong": say("Wrong"), "attention": say("Question"), "done": say("Done")}
_ADD, _AGAIN, _REMOVE = say("Add"), say("Look again"), say("Remove")
_TEST, _SHEET, _CALIBRATE = say("Test the scanner"), say("Print the test sheet"), say("Print a calibration label")
_NAME, _MASS = say("Name"), say("A known mass in grams, laid on the scale")


class DevicesPage(Page):
    """Emits `saved` with all entries after each change, and what is to be printed or looked for.

    `state` says how a scanner, scale or lamp is; `weight` what a scale shows in grams, None if nothing is at rest.
    """

    saved = Signal(object)
    local_changed = Signal(object)
    found_wanted = Signal()
    states_wanted = Signal(object)
    sheet_wanted = Signal()
    calibration_wanted = Signal(object)
    tone_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__(say("Devices"))
        self.state: Callable[[Entry], Sentence | None] = lambda entry: None
        self.weight: Callable[[Entry], int | None] = lambda entry: None
        self.dropped: Callable[[], int] = lambda: 0
        self.entries: list[Entry] = []
        self._unknown: list[Entry] = []  # of a newer version: kept as they are
        self._local = LocalSettings()
        self._printers: Mapping[str, Sentence | None] = {}
        self._found: Sequence[Any] = ()
        self._offered: list[tuple[str, Entry]] = []
        self.choice, self.add, self.again = QComboBox(), QPushButton(), QPushButton()
        self.list = QListWidget()
        self._scroll = QScrollArea(widgetResizable=True, frameShape=QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.said, self.test = QLabel(wordWrap=True), ScannerTest()
        self.editors: dict[str, QWidget] = {}
        self.buttons: dict[str, QPushButton] = {}
        self._mass: QLineEdit | None = None
        self.head.addWidget(self.choice)
        self.head.addWidget(self.add)
        self.head.addWidget(self.again)
        row = QHBoxLayout()
        row.addWidget(self.list, 2)
        row.addWidget(self._scroll, 3)
        self.box.addLayout(row, 1)
        self.add.clicked.connect(self._add)
        self.again.clicked.connect(self.found_wanted)
        self.list.currentRowChanged.connect(lambda row: self._show_card())
        self.test.learnt.connect(self._learn)
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self._look)

    # -- what is shown ---------------------------------------------------------------------------------------------

    def show_devices(self, entries: Sequence[Entry], local: LocalSettings) -> None:
        """Show what is set up here."""
        self.entries, self._local = [entry for entry in entries if entry.kind in KINDS], local
        self._unknown = [entry for entry in entries if entry.kind not in KINDS]
        self.render_texts()

    def show_local(self, local: LocalSettings) -> None:
        """This computer's settings were changed elsewhere."""
        self._local = local
        self.render_texts()

    def show_found(self, found: Sequence[Any]) -> None:
        """Offer what is plugged in, then every kind there is. What a hand has chosen meanwhile stays chosen."""
        self._found = found
        offered = [(f"{self.t(KINDS[one.entry.kind].label)} · {one.told}", one.entry) for one in found]
        for kind in KINDS.values():
            name = self.t(kind.label)
            offered.append((self.t(say("Another: {kind}", kind=name)), Entry(kind.code, name)))
        if offered == self._offered:
            return  # the list may be open
        chosen = self.choice.currentData() if self.choice.currentIndex() > 0 else None
        self._offered = offered
        self.choice.blockSignals(True)
        self.choice.clear()
        for text, entry in offered:
            self.choice.addItem(text, entry)
        self.choice.setCurrentIndex(next((at for at, (_, entry) in enumerate(offered) if entry == chosen), 0))
        self.choice.blockSignals(False)

    def show_states(self, printers: Mapping[str, Sentence | None]) -> None:
        """Show what is wrong with each printer, by its name; None if nothing is."""
        self._printers = printers
        self._look()

    def opened(self) -> None:
        """Look at everything, and go on looking while the page is shown."""
        self.test.stop()
        self.found_wanted.emit()
        self._timer.start()
        self._look()

    def heard(self, one: Heard) -> None:
        """A scanner sent something."""
        if self.isVisible():
            self.test.heard(one)

    def scanned(self, text: str) -> None:
        """A code of the calibration label tells how well it is printed; others are for the test."""
        if text in CALIBRATION and not self.test.is_on:
            self.said.setText(self.t(_grade(text)))

    def render_texts(self) -> None:
        """Buttons, the list and the chosen device's card."""
        for button, words in ((self.add, _ADD), (self.again, _AGAIN)):
            button.setText(self.t(words))
            button.setFont(self.look.font("line", bold=True))
        self.choice.setFont(self.look.font("line"))
        self.choice.setMaximumWidth(self.look.px(380))
        row = max(self.list.currentRow(), 0)
        self.list.blockSignals(True)
        self.list.clear()
        self.list.setFont(self.look.font("line"))
        self.list.addItems([self.t(KEYBOARD), self.t(_SOUNDS), *(entry.name for entry in self.entries)])
        self.list.setCurrentRow(min(row, self.list.count() - 1))
        self.list.blockSignals(False)
        self.show_found(self._found)
        self._show_card()

    # -- one device ------------------------------------------------------------------------------------------------

    @property
    def _chosen(self) -> Entry | None:
        place = self.list.currentRow() - 2
        return self.entries[place] if 0 <= place < len(self.entries) else None

    def _show_card(self) -> None:
        """The chosen device's card, made anew."""
        card, px = QFrame(objectName="card"), self.look.px
        column = QVBoxLayout(card)
        column.setContentsMargins(px(22), px(18), px(22), px(22))
        column.setSpacing(px(8))
        self.editors, self.buttons, self._mass = {}, {}, None
        self.test.stop()
        self.test.setParent(None)
        self.said = QLabel(wordWrap=True)
        self.said.setFont(self.look.font("line", bold=True))
        entry = self._chosen
        title = entry.name if entry else self.t(_SOUNDS if self.list.currentRow() == 1 else KEYBOARD)
        head = QLabel(title)
        head.setFont(self.look.font("title", bold=True))
        column.addWidget(head)
        column.addWidget(self.said)
        if entry is None:
            self._show_own(column)
        else:
            self._show_entry(column, entry)
        column.addStretch(1)
        old = self._scroll.takeWidget()
        if old is not None:
            old.deleteLater()
        self._scroll.setWidget(card)
        self._look()

    def _show_own(self, column: QVBoxLayout) -> None:
        """What belongs to no device of its own: keyboard scanners, sounds and speech."""
        is_sound = self.list.currentRow() == 1
        wanted = _SOUND_FIELDS if is_sound else _KEYBOARD_FIELDS
        if not is_sound:
            self._button(column, "sheet", _SHEET, self.sheet_wanted.emit)
            self._add_test(column)
        for field in fields(self._local):
            if field.name in wanted:
                value = getattr(self._local, field.name)
                self.editors[field.name] = labelled(self.look, column, field, value, self._set_local)
        if is_sound:
            for tone, words in _TONES.items():
                self._button(column, tone, words, partial(self.tone_wanted.emit, tone))

    def _show_entry(self, column: QVBoxLayout, entry: Entry) -> None:
        kind = KINDS[entry.kind]
        settings = kind.settings_of(entry)
        kinds = QLabel(self.t(kind.label), objectName="soft", wordWrap=True)
        kinds.setFont(self.look.font("label"))
        column.addWidget(kinds)
        if kind.role == "scanner":
            self._button(column, "sheet", _SHEET, self.sheet_wanted.emit)
            self._add_test(column)
        elif kind.role == "printer":
            self._button(column, "calibrate", _CALIBRATE, lambda: self.calibration_wanted.emit(self._chosen))
        elif kind.role == "lamp":
            for tone, words in _TONES.items():
                self._button(column, tone, words, partial(self.tone_wanted.emit, tone))
        else:
            self._mass = self._line(column, _MASS, "")
        name = self._line(column, _NAME, entry.name)
        name.editingFinished.connect(lambda: self._rename(name.text().strip()[:40]))
        for field in fields(settings):
            value = getattr(settings, field.name)
            self.editors[field.name] = labelled(self.look, column, field, value, self._set)
        self._button(column, "remove", _REMOVE, self._remove)

    def _line(self, column: QVBoxLayout, words: Sentence, text: str) -> QLineEdit:
        over = QLabel(self.t(words), objectName="soft", wordWrap=True)
        over.setFont(self.look.font("label", bold=True))
        line = QLineEdit(text)
        line.setFont(self.look.font("line"))
        line.setAccessibleName(self.t(words))
        column.addWidget(over)
        column.addWidget(line)
        return line

    def _button(self, column: QVBoxLayout, name: str, words: Sentence, then: Callable[[], Any]) -> None:
        button = self.buttons[name] = QPushButton(self.t(words))
        button.setFont(self.look.font("line", bold=True))
        button.clicked.connect(lambda: then())
        column.addWidget(button)

    def _add_test(self, column: QVBoxLayout) -> None:
        self.test.dress(self.look)
        self._button(column, "test", _TEST, self.test.start)
        column.addWidget(self.test)

    def _look(self) -> None:
        """How everything is now, and the chosen device in particular."""
        if not self.isVisible():
            self._timer.stop()
            return
        for row, one in enumerate(self.entries, 2):
            state = self._state(one)
            if (item := self.list.item(row)) is not None:
                item.setText(f"{one.name}\n{self.t(state)}" if state is not None else one.name)
        entry = self._chosen
        if entry is None:
            if self.list.currentRow() == 0:
                self.said.setText(self.t(say("It types like a keyboard and needs no setting up. "
                                             "Second deliveries dropped: {count}", count=self.dropped())))  # fmt: skip
            return
        words = self._state(entry)
        if words is None:
            return
        text = self.t(words)
        if self._mass is not None and (wanted := self._mass.text().strip()).isdigit():
            text = self.t(_weighed(int(wanted), self.weight(entry))) or text
        self.said.setText(text)

    def _state(self, entry: Entry) -> Sentence | None:
        if KINDS[entry.kind].role != "printer":
            return self.state(entry)
        return (self._printers[entry.name] or say("It is ready.")) if entry.name in self._printers else None

    # -- changes ---------------------------------------------------------------------------------------------------

    def _add(self) -> None:
        entry = self.choice.currentData()
        if entry is not None:
            self.entries.append(Entry(entry.kind, free_name(entry.name, self.entries), dict(entry.values)))
            self._keep(len(self.entries) + 1)

    def _remove(self) -> None:
        entry = self._chosen
        if entry is not None:
            self.entries.remove(entry)
            self._keep(0)

    def _rename(self, name: str) -> None:
        entry = self._chosen
        if entry is not None and name and name != entry.name:
            others = [other for other in self.entries if other is not entry]
            self._replace(entry, replace(entry, name=free_name(name, others)))

    def _set(self, name: str, value: Any) -> None:
        entry = self._chosen
        if entry is not None and getattr(KINDS[entry.kind].settings_of(entry), name) != value:
            self._replace(entry, replace(entry, values={**entry.values, name: value}), redraw=False)

    def _replace(self, old: Entry, new: Entry, *, redraw: bool = True) -> None:
        self.entries[self.entries.index(old)] = new
        if redraw:
            self._keep(self.list.currentRow())
        else:
            self.saved.emit([*self.entries, *self._unknown])

    def _keep(self, row: int) -> None:
        self.saved.emit([*self.entries, *self._unknown])
        self.list.setCurrentRow(row)
        self.render_texts()
        self.list.setCurrentRow(row)

    def _set_local(self, name: str, value: Any) -> None:
        if getattr(self._local, name) != value:
            self._local = replace(self._local, **{name: value})
            self.local_changed.emit(self._local)

    def _learn(self, verdict: Verdict) -> None:
        """Take what the test has learnt of prefix and suffix."""
        entry = self._chosen
        if entry is None:
            self._set_local("wedge_prefix", verdict.prefix)
            self._set_local("wedge_suffix", verdict.suffix)
        elif entry.kind == "serial-scanner":
            values = {**entry.values, "prefix": verdict.prefix, "suffix": verdict.suffix}
            self._replace(entry, replace(entry, values=values), redraw=False)


def _grade(code: str) -> Sentence:
    """How well a printer prints whose calibration code could be scanned back."""
    if CALIBRATION[code] == 1:
        return say("Very good: even the finest bars can be read.")
    if CALIBRATION[code] == 2:
        return say("Good: labels can be read. If CAL-1 cannot, that is no harm.")
    return say("Only wide bars can be read. Try the finer codes; if they fail, change darkness or clean the head.")


def _weighed(wanted: int, shown: int | None) -> Sentence:
    """What a scale makes of a known mass."""
    if shown is None:
        return say("Lay the mass on the scale.")
    off = shown - wanted
    if abs(off) <= max(2, wanted // 500):
        return say("Right: {shown} g for {wanted} g.", shown=shown, wanted=wanted)
    return say("Wrong by {off} g: {shown} g for {wanted} g. Have it calibrated.", off=off, shown=shown, wanted=wanted)
