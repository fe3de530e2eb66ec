"""Import: choose kind, format and file; see the preview and every wrong row; then take it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLabel, QLineEdit, QProgressBar, QPushButton

from ui.pages.page import Page, Table
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.imports.run import FORMATS, KINDS, ImportReport

_CHOOSE, _TAKE = say("Choose a file…"), say("Take it")
_CLIENT = say("Client, where the file does not say")
_COUNTS = say("{rows} rows: {taken} new, {changed} changed, {unchanged} known, {aside} set aside, {wrong} wrong")
_MENDED = say("{count} orders set aside before are taken now.")
_PREVIEW, _TAKEN = say("Preview of {file}. Nothing is taken yet."), say("{file} is taken.")
_REFUSED = say("Nothing of {file} was taken. Mend the rows and choose it again.")
_ERRORS = (say("Line"), say("Column"), say("Reason"))
_BEGIN = say("Choose what the file holds, then the file. You see a preview first; nothing is taken before you say so.")
_READING = say("Reading {file} …")
_KINDS: dict[str, Sentence] = {
    "products": say("Products"), "barcodes": say("Barcodes"), "locations": say("Bins, totes and carts"),
    "stock": say("Stock"), "users": say("People"), "listings": say("Listings"), "inserts": say("Inserts"),
    "orders": say("Orders"), "changes": say("Changes to orders"),
    "asn": say("Receipts announced"), "return_rules": say("Rules of returns"), "returns": say("Returns announced"),
    "life_rules": say("Remaining life by channel"),
}  # fmt: skip
_FORMATS: dict[str, Sentence] = {
    "house": say("House format"), "naver": say("Naver SmartStore"), "coupang": say("Coupang Wing"),
    "cafe24": say("Cafe24"), "shopify": say("Shopify"),
}  # fmt: skip


class ImportPage(Page):
    """Emits `wanted` (kind, format, client, path, dry run)."""

    wanted = Signal(str, str, str, str, bool)

    def __init__(self) -> None:
        super().__init__(say("Import"))
        self.kind, self.format, self.client = QComboBox(), QComboBox(), QLineEdit()
        for box, names in ((self.kind, KINDS), (self.format, FORMATS)):
            for name in names:
                box.addItem(name, name)
        self.kind.currentIndexChanged.connect(self._fit_format)
        self.choose_kind("orders")
        self._choose, self.take = QPushButton(), QPushButton(objectName="primary")
        row = QHBoxLayout()
        for widget in (self.kind, self.format, self.client, self._choose, self.take):
            row.addWidget(widget)
        self.progress = QProgressBar(textVisible=False)
        self.progress.hide()
        self._note, self._errors, self._preview = QLabel(), Table(), Table()
        self._note.setWordWrap(True)
        self.box.addLayout(row)
        self.box.addWidget(self.progress)
        self.box.addWidget(self._note)
        self.box.addWidget(self._preview, 3)
        self.box.addWidget(self._errors, 2)
        self._path = ""
        self._report: tuple[ImportReport, bool] | None = None
        self._failure: Sentence | None = None
        self._preview.hide()
        self._errors.hide()
        self.box.addStretch()
        self.take.setEnabled(False)
        self._choose.clicked.connect(self._ask_file)
        self.take.clicked.connect(lambda: self._want(dry_run=False))

    def choose_kind(self, kind: str) -> None:
        """Say what the file holds."""
        self.kind.setCurrentIndex(self.kind.findData(kind))

    def choose(self, path: str) -> None:
        """Preview a file."""
        self._path = path
        self._want(dry_run=True)

    def show_progress(self, done: int, total: int) -> None:
        """How far an import is."""
        self.progress.show()
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    def show_report(self, report: ImportReport, *, dry_run: bool) -> None:
        """Show what was read, or taken."""
        self.progress.hide()
        self._report, self._failure = (report, dry_run), None
        self._render_report()
        self.take.setEnabled(dry_run)

    def show_failure(self, sentence: Sentence) -> None:
        """The file is no use."""
        self.progress.hide()
        self._report, self._failure = None, sentence
        self._render_report()
        self.take.setEnabled(False)

    def _render_report(self) -> None:
        self._preview.setVisible(self._report is not None)
        self._errors.setVisible(self._report is not None and bool(self._report[0].errors))
        if self._report is None:
            self._note.setText(self.t(self._failure or _BEGIN))
            return
        report, dry_run = self._report
        name = Path(self._path).name
        counts = say(_COUNTS.text, rows=report.rows, taken=report.taken, changed=report.changed,
                     unchanged=report.unchanged, aside=report.set_aside, wrong=len(report.errors))  # fmt: skip
        if dry_run:
            note = say(_PREVIEW.text, file=name)
        else:
            note = say(_TAKEN.text, file=name) if report.saved else say(_REFUSED.text, file=name)
        mended = self.t(say(_MENDED.text, count=report.mended)) if report.mended else ""
        self._note.setText(f"{self.t(note)}  {self.t(counts)}  {mended}".rstrip())
        self._preview.fill(report.headings, report.sample, self.look)
        rows = [(e.line, e.column, self.t(e.reason)) for e in report.errors[:1000]]
        self._errors.fill([self.t(h) for h in _ERRORS], rows, self.look)

    def render_texts(self) -> None:
        """Buttons, hints and the report."""
        for box, words in ((self.kind, _KINDS), (self.format, _FORMATS)):
            for at in range(box.count()):
                name = box.itemData(at)
                box.setItemText(at, self.t(words[name]) if name in words else name)
        self._choose.setText(self.t(_CHOOSE))
        self.take.setText(self.t(_TAKE))
        self.client.setPlaceholderText(self.t(_CLIENT))
        self._note.setFont(self.look.font("title", bold=True))
        for widget in (self.kind, self.format, self.client, self._choose, self.take):
            widget.setFont(self.look.font("line", bold=isinstance(widget, QPushButton)))
        self._render_report()

    def _fit_format(self) -> None:
        """Only orders come in formats of sales channels."""
        self.format.setEnabled(self.kind.currentData() == "orders")

    def _ask_file(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, self.t(_CHOOSE), "", "CSV, XLSX (*.csv *.xlsx *.txt)")
        if path:
            self.choose(path)

    def _want(self, *, dry_run: bool) -> None:
        self.take.setEnabled(False)
        self._note.setText(self.t(say(_READING.text, file=Path(self._path).name)))
        self.wanted.emit(self.kind.currentData(), self.format.currentData(), self.client.text(), self._path, dry_run)
