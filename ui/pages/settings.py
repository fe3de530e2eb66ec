"""Settings, made from the fields of the settings classes: a new setting needs nothing here."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLabel, QLineEdit, QWidget

from ui.pages.page import Page
from warehouse_app.domain.sentences import say
from warehouse_app.settings import LocalSettings, SiteSettings

_SITE, _LOCAL = say("For the whole site"), say("On this computer")
_WORDS = {
    "": say("as the system"), "system": say("as the system"), "light": say("light"), "dark": say("dark"),
    "contrast": say("high contrast"), "ko": say("Korean"), "en": say("English"),
}  # fmt: skip


class SettingsPage(Page):
    """Emits `local_changed` and `site_changed` with the new settings, at once."""

    local_changed = Signal(object)
    site_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__(say("Settings"))
        self._form_holder = QWidget()
        self.box.addWidget(self._form_holder)
        self.box.addStretch(1)
        self._local, self._site = LocalSettings(), SiteSettings()
        self.editors: dict[str, QWidget] = {}

    def show_settings(self, local: LocalSettings, site: SiteSettings) -> None:
        """Show current settings."""
        self._local, self._site = local, site
        self.render_texts()

    def render_texts(self) -> None:
        """Make the form anew."""
        fresh = QWidget()
        form = QFormLayout(fresh)
        form.setSpacing(self.look.px(10))
        self.editors = {}
        for title, settings in ((_LOCAL, self._local), (_SITE, self._site)):
            head = QLabel(self.t(title))
            head.setFont(self.look.font("title", bold=True))
            form.addRow(head)
            for field in fields(settings):
                label, editor = QLabel(self.t(field.metadata["label"])), self._editor(settings, field)
                label.setFont(self.look.font("line"))
                editor.setFont(self.look.font("line"))
                editor.setMaximumWidth(self.look.px(420))
                self.editors[field.name] = editor
                form.addRow(label, editor)
        self.box.replaceWidget(self._form_holder, fresh)
        self._form_holder.deleteLater()
        self._form_holder = fresh

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
