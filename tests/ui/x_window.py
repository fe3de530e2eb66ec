"""The window on a real X screen, for tests that press real keys: a process of its own that writes down what happens.

    python -m tests.ui.x_window DATABASE LOG

Each line of LOG is a JSON list: ["shown", page], ["scan", text], ["press", button], ["text", field, text], ...
Lines on standard input name pages to show, "focus KIND" gives the first such widget the focus, "quit" ends it.
"""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QComboBox, QLineEdit, QWidget

from ui.app import application, build, hush
from warehouse_app.database.opening import open_database
from warehouse_app.settings import LocalSettings

KINDS: dict[str, type[QWidget]] = {
    "field": QLineEdit, "button": QAbstractButton, "list": QComboBox, "table": QAbstractItemView,
}  # fmt: skip


class Lines(QObject):
    came = Signal(str)


class Witness:
    """Watches everything in the window that a key could change."""

    def __init__(self, window: Any, log: Path) -> None:
        self._window, self._log = window, log.open("a", encoding="utf-8", buffering=1)
        window.wedge.scanned.connect(lambda text: self.write("scan", text))
        window._stack.currentChanged.connect(lambda at: self.write("shown", window.shown))
        window._page_worker.done.connect(self.answered)
        self.watch()

    def answered(self, tag: object, result: object) -> None:
        """The page that was asked for has all that it needs."""
        if isinstance(tag, tuple) and tag[0] == "witness":
            self.watch()
            self.write("ready", tag[1])

    def write(self, *what: Any) -> None:
        self._log.write(json.dumps(what) + "\n")

    def watch(self) -> None:
        """Watch what is there now, too."""
        for button in self._window.findChildren(QAbstractButton):
            if not button.property("watched"):
                button.setProperty("watched", True)
                button.clicked.connect(lambda _=False, b=button: self.write("press", b.text()))
        for field in self._window.findChildren(QLineEdit):
            if not field.property("watched"):
                field.setProperty("watched", True)
                field.returnPressed.connect(lambda f=field: self.write("return", f.text()))
        for choice in self._window.findChildren(QComboBox):
            if not choice.property("watched"):
                choice.setProperty("watched", True)
                choice.currentIndexChanged.connect(lambda at, c=choice: self.write("choice", c.currentText()))

    def obey(self, line: str) -> None:
        """One line of standard input."""
        word, _, rest = line.partition(" ")
        if word == "quit":
            self._window.close()
            application().quit()
        elif word == "focus":
            self.focus(rest)
        elif word == "texts":
            fields = [field.text() for field in self._window.findChildren(QLineEdit) if field.isVisible()]
            inner = [repr(QApplication.focusWidget()), QApplication.activePopupWidget() is None]
            self.write("texts", self._window.shown, self._window.isVisible(), fields, inner)
        else:
            self._window.show_page(word)
            self._window._page_worker.do(("witness", word), lambda: None)  # behind all that the page asks for

    def focus(self, kind: str) -> None:
        """Give the first visible widget of a kind the focus; tells whether there is one."""
        page = self._window.pages[self._window.shown]
        for widget in page.findChildren(KINDS[kind]):
            if widget.isVisible() and widget.isEnabled():
                widget.setFocus()
                self.watch()
                self.write("focused", True)
                return
        self.write("focused", False)


def main(url: str, log: Path) -> int:
    """Run the window until "quit"."""
    hush()
    app = application()
    window, printers = build(open_database(url), LocalSettings(language="en", sounds=False), station="PACK-1")
    window.remember_settings = False
    window.wedge.guard.guard_s = 0.0
    window.resize(1280, 800)
    window.show()
    witness = Witness(window, log)
    lines = Lines()
    lines.came.connect(witness.obey)
    threading.Thread(target=lambda: [lines.came.emit(line.strip()) for line in sys.stdin], daemon=True).start()
    witness.write("window", int(window.winId()))
    try:
        return app.exec()
    finally:
        window.devices.stop()
        printers.stop()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
