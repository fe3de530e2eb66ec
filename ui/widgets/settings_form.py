"""Editors made from a settings class: a label and what its value is changed with. A new setting needs nothing here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from ui.look import Look
from ui.words import PAPERS
from warehouse_app.domain.sentences import Sentence, say

WORDS: dict[str, Sentence | str] = {
    "": say("as the system"), "system": say("as the system"), "light": say("light"), "dark": say("dark"),
    "contrast": say("high contrast"), "ko": say("Korean"), "en": say("English"), "off": say("no"),
    "scale": say("yes, by the scale"), "typed": say("yes, grams are entered"),
    "office": say("themselves and supervisors"), "own": say("themselves alone"), "nobody": say("nobody"),
    "any": say("any"), "pattern": say("by the regular expression below"), "mt-sics": "Mettler-Toledo (MT-SICS)",
    "cas": "CAS", "a-and-d": "A&D", **PAPERS,
}  # fmt: skip
_COLUMNS = 2  # of boxes to tick

Changed = Callable[[str, Any], None]


def labelled(look: Look, column: QVBoxLayout, field: Any, value: Any, changed: Changed) -> QWidget:
    """Add the editor of a field, under its label; what fits a tablet held upright as well. Returns the editor."""
    label = look.text(field.metadata["label"])
    made = _editor(look, field, value, changed)
    made.setFont(look.font("line"))
    made.setAccessibleName(label)
    if isinstance(made, QCheckBox):
        made.setText(label)
        made.setMinimumHeight(max(look.px(44), look.touch(12)))
    else:
        over = QLabel(label, objectName="soft", wordWrap=True)
        over.setFont(look.font("label", bold=True))
        column.addWidget(over)
    column.addWidget(made)
    return made


def _editor(look: Look, field: Any, value: Any, changed: Changed) -> QWidget:
    choices = field.metadata["choices"]
    if field.metadata.get("several"):
        return _Several(look, field, value, changed)
    if isinstance(value, bool):
        box = QCheckBox()
        box.setChecked(value)
        box.toggled.connect(lambda on: changed(field.name, on))
        return box
    if choices:
        combo = QComboBox()
        for choice in choices:
            combo.addItem(word(look, choice), choice)
        combo.setCurrentIndex(list(choices).index(value) if value in choices else 0)
        combo.activated.connect(lambda at: changed(field.name, choices[at]))
        return combo
    line = QLineEdit(str(value))
    line.editingFinished.connect(lambda: changed(field.name, line.text()))
    return line


def word(look: Look, choice: Any) -> str:
    """A choice in the window's language."""
    known = WORDS.get(choice) if isinstance(choice, str) else None
    return known if isinstance(known, str) else look.text(known) if known is not None else str(choice)


class _Several(QWidget):
    """A box to tick for each choice."""

    def __init__(self, look: Look, field: Any, value: Any, changed: Changed) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        self._boxes: dict[Any, QCheckBox] = {}
        for place, choice in enumerate(field.metadata["choices"]):
            box = self._boxes[choice] = QCheckBox(word(look, choice))
            box.setFont(look.font("label"))
            box.setMinimumHeight(look.px(34))
            box.setChecked(choice in value)
            box.toggled.connect(lambda: changed(field.name, self.chosen))
            grid.addWidget(box, *divmod(place, _COLUMNS))

    @property
    def chosen(self) -> tuple[Any, ...]:
        """What is ticked, in the order of the choices."""
        return tuple(choice for choice, box in self._boxes.items() if box.isChecked())
