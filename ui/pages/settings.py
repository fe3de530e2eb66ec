"""Settings, made from the fields of the settings classes: a new setting needs nothing here."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.pages.page import Page
from ui.widgets.settings_form import labelled
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.settings import LocalSettings, SiteSettings

_DEVICES = say("Scanners, scales, printers")
_SITE, _LOCAL = say("For the whole site"), say("On this computer")


class SettingsPage(Page):
    """Emits `local_changed` and `site_changed` with the new settings, at once."""

    local_changed = Signal(object)
    site_changed = Signal(object)
    devices_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(say("Settings"))
        self._scroll = QScrollArea(widgetResizable=True, frameShape=QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.devices = QPushButton()
        self.devices.clicked.connect(self.devices_wanted)
        self.head.addWidget(self.devices)
        self.box.addWidget(self._scroll, 1)
        self._local, self._site = LocalSettings(), SiteSettings()
        self.editors: dict[str, QWidget] = {}

    def show_settings(self, local: LocalSettings, site: SiteSettings) -> None:
        """Show current settings."""
        self._local, self._site = local, site
        self.render_texts()

    def take_local(self, local: LocalSettings) -> None:
        """This computer's settings are changed on another page: keep and use them as if they were changed here."""
        self._local = local
        self.render_texts()
        self.local_changed.emit(local)

    def render_texts(self) -> None:
        """Make the forms anew: one card for this computer, one for the site."""
        self.devices.setText(self.t(_DEVICES))
        self.devices.setFont(self.look.font("line", bold=True))
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
            column.addSpacing(px(10))
            self.editors[field.name] = labelled(self.look, column, field, getattr(settings, field.name), self._changed)
        return card

    def _changed(self, name: str, value: Any) -> None:
        if hasattr(self._local, name):
            if getattr(self._local, name) != value:
                self._local = replace(self._local, **{name: value})
                self.local_changed.emit(self._local)
        elif getattr(self._site, name) != value:
            self._site = replace(self._site, **{name: value})
            self.site_changed.emit(self._site)
