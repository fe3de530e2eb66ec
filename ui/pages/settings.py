"""Settings, made from the fields of the settings classes: a new setting needs nothing here."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.pages.page import Page
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.settings import LocalSettings, SiteSettings

_SITE, _LOCAL = say("For the whole site"), say("On this computer")
_WORDS = {
    "": say("as the system"), "system": say("as the system"), "light": say("light"), "dark": say("dark"),
    "contrast": say("high contrast"), "ko": say("Korean"), "en": say("English"), "off": say("no"),
    "scale": say("yes, by the scale"), "typed": say("yes, grams are entered"),
    "office": say("themselves and supervisors"), "own": say("themselves alone"), "nobody": say("nobody"),
}  # fmt: skip


class SettingsPage(Page):
    """Emits `local_changed` and `site_changed` with the new settings, at once."""

    local_changed = Signal(object)
    site_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__(say("Settings"))
        self._scroll = QScrollArea(widgetResizable=True, frameShape=QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.box.addWidget(self._scroll, 1)
        self._local, self._site = LocalSettings(), SiteSettings()
        self.editors: dict[str, QWidget] = {}

    def show_settings(self, local: LocalSettings, site: SiteSettings) -> None:
        """Show current settings."""
        self._local, self._site = local, site
        self.render_texts()

    def render_texts(self) -> None:
        """Make the forms anew: one card for this computer, one for the site."""
        self.editors = {}
        cards = QWidget()
        row = QHBoxLayout(cards)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.look.px(14))
        for title, settings in ((_LOCAL, self._local), (_SITE, self._site)):
            row.addWidget(self._card(title, settings), 1, Qt.AlignmentFlag.AlignTop)
        old = self._scroll.takeWidget()
        if old is not None:
            old.deleteLater()
        self._scroll.setWidget(cards)

    def _card(self, title: Sentence, settings: Any) -> QWidget:
        """A card of labels, each over its editor: what fits a tablet held upright as well."""
        card, px = QFrame(objectName="card"), self.look.px
        column = QVBoxLayout(card)
        column.setContentsMargins(px(22), px(18), px(22), px(22))
        column.setSpacing(px(6))
        head = QLabel(self.t(title))
        head.setFont(self.look.font("title", bold=True))
        column.addWidget(head)
        for field in fields(settings):
            label, editor = self.t(field.metadata["label"]), self._editor(settings, field)
            editor.setFont(self.look.font("line"))
            editor.setAccessibleName(label)
            self.editors[field.name] = editor
            column.addSpacing(px(10))
            if isinstance(editor, QCheckBox):
                editor.setText(label)
                editor.setMinimumHeight(max(px(44), self.look.touch(12)))
            else:
                over = QLabel(label, objectName="soft", wordWrap=True)
                over.setFont(self.look.font("label", bold=True))
                column.addWidget(over)
            column.addWidget(editor)
        return card

    def _editor(self, settings: Any, field: Any) -> QWidget:
        value, choices = getattr(settings, field.name), field.metadata["choices"]
        if isinstance(value, bool):
            box = QCheckBox()
            box.setChecked(value)
            box.toggled.connect(lambda on: self._changed(field.name, on))
            return box
        if choices:
            combo = QComboBox()
            for choice in choices:
                combo.addItem(self.t(_WORDS[choice]) if choice in _WORDS else str(choice), choice)
            combo.setCurrentIndex(list(choices).index(value) if value in choices else 0)
            combo.activated.connect(lambda at: self._changed(field.name, choices[at]))
            return combo
        line = QLineEdit(str(value))
        line.editingFinished.connect(lambda: self._changed(field.name, line.text()))
        return line

    def _changed(self, name: str, value: Any) -> None:
        if hasattr(self._local, name):
            if getattr(self._local, name) != value:
                self._local = replace(self._local, **{name: value})
                self.local_changed.emit(self._local)
        elif getattr(self._site, name) != value:
            self._site = replace(self._site, **{name: value})
            self.site_changed.emit(self._site)
