"""How the window looks now: theme, type sizes for its size, and the style sheet made of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QApplication

from ui.tokens import DARK, LIGHT, THEMES, Tokens
from warehouse_app.domain.sentences import Sentence, translate

FONTS = Path(__file__).resolve().parents[1] / "resources" / "fonts"
_STYLE = (FONTS.parent / "style").as_posix()
FAMILY = "Pretendard"
# Sizes in pixels at 1280 x 800; they scale together.
_SIZES = {"prompt": 34, "code": 64, "answer": 24, "title": 20, "line": 17, "label": 13, "big": 44}


def load_fonts() -> None:
    """Make the fonts known to Qt; needs an application."""
    for file in sorted(FONTS.glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(file))


@dataclass(frozen=True)
class Look:
    """Theme, scale (1.0 at 1280 x 800) and language of the window."""

    tokens: Tokens = LIGHT
    scale: float = 1.0
    language: str = "ko"
    dots_per_mm: float = 3.8  # of the real screen; 3.8 is 96 dpi

    def text(self, sentence: Sentence) -> str:
        """The sentence in the window's language."""
        return translate(sentence, self.language)

    def touch(self, mm: float) -> int:
        """Pixels of a touch target of at least `mm` on the real screen (15 for any, 20 for choices: gloves)."""
        return round(mm * self.dots_per_mm)

    def px(self, size: float) -> int:
        """Pixels for a length given at 1280 x 800."""
        return max(1, round(size * self.scale))

    def font(self, role: str, *, bold: bool = False, factor: float = 1.0) -> QFont:
        """The font of a role (prompt, code, answer, title, line, label, big), with figures of equal width."""
        font = QFont(FAMILY)
        font.setPixelSize(max(9, round(_SIZES[role] * self.scale * factor)))
        font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
        # Huge figures stand alone and look torn apart when spaced for columns. Said either way: what a font does not
        # say, a painter takes from the application's.
        font.setFeature(QFont.Tag("tnum"), int(role not in ("code", "prompt")))
        return font

    def sheet(self) -> str:
        """The style sheet of the window."""
        t, px = self.tokens, self.px
        return f"""
        QWidget {{ color: {t.ink}; }}
        QWidget#page {{ background: {t.background}; }}
        QFrame#card, QFrame#panel {{ background: {t.card}; border: {px(1)}px solid {t.line};
            border-radius: {px(12)}px; }}
        QFrame#bar {{ background: {t.bar}; }}
        QFrame#bar QLabel {{ color: {t.bar_ink}; background: transparent; }}
        QLabel {{ background: transparent; }}
        QLabel#soft {{ color: {t.soft}; }}
        QFrame#bar QLabel#barsoft {{ color: {t.bar_soft}; }}
        QFrame#bar QLabel#barattention {{ color: {t.bar_attention}; font-weight: 700; }}
        QPushButton {{ background: {t.card}; border: {px(1)}px solid {t.line}; border-radius: {px(10)}px;
            padding: {px(8)}px {px(16)}px; min-height: {px(30)}px; font-weight: 700; }}
        QPushButton:hover {{ border-color: {t.accent}; }}
        QPushButton:pressed, QPushButton:checked {{ background: {t.accent_ground}; border-color: {t.accent}; }}
        QPushButton:disabled {{ color: {t.soft}; }}
        QPushButton#tile {{ text-align: left; padding: {px(20)}px; border-radius: {px(16)}px; }}
        QPushButton#choice {{ text-align: left; padding: {px(14)}px; min-height: {px(56)}px;
            border: {px(2)}px solid {t.accent}; }}
        QPushButton#primary {{ background: {t.accent}; color: {t.card}; border-color: {t.accent}; }}
        QLineEdit, QComboBox, QSpinBox {{ background: {t.card}; border: {px(1)}px solid {t.line};
            border-radius: {px(8)}px; padding: {px(6)}px {px(10)}px; min-height: {px(30)}px;
            selection-background-color: {t.accent}; }}
        QComboBox::drop-down {{ border: 0; width: {px(34)}px; }}
        QComboBox::down-arrow {{ image: url("{_STYLE}/down.svg"); width: {px(18)}px; height: {px(18)}px; }}
        QCheckBox {{ spacing: {px(12)}px; }}
        QCheckBox::indicator {{ width: {px(28)}px; height: {px(28)}px; border: {px(2)}px solid {t.soft};
            border-radius: {px(6)}px; background: {t.card}; }}
        QCheckBox::indicator:checked {{ image: url("{_STYLE}/check.svg"); background: {t.right};
            border-color: {t.right}; }}
        QComboBox QAbstractItemView {{ background: {t.card}; color: {t.ink}; selection-background-color: {t.accent}; }}
        QLineEdit:focus, QComboBox:focus {{ border-color: {t.accent}; }}
        QTableView, QTableWidget {{ background: {t.card}; alternate-background-color: {t.background};
            border: {px(1)}px solid {t.line}; border-radius: {px(8)}px; gridline-color: {t.line};
            selection-background-color: {t.accent_ground}; selection-color: {t.ink}; }}
        QListWidget {{ background: {t.card}; color: {t.ink}; border: {px(1)}px solid {t.line};
            border-radius: {px(8)}px; outline: 0; }}
        QListWidget::item {{ padding: {px(7)}px {px(12)}px; }}
        QListWidget::item:selected {{ background: {t.accent_ground}; color: {t.ink}; }}
        QHeaderView::section {{ background: {t.background}; color: {t.soft}; border: 0; padding: {px(6)}px {px(8)}px;
            font-weight: 700; }}
        QProgressBar {{ background: {t.line}; border: 0; border-radius: {px(5)}px; max-height: {px(10)}px;
            min-height: {px(10)}px; }}
        QProgressBar::chunk {{ background: {t.accent}; border-radius: {px(5)}px; }}
        QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: 0; }}
        QTableView::item {{ padding: 0 {px(8)}px; }}
        QComboBox:disabled {{ color: {t.soft}; background: {t.background}; }}
        QScrollBar {{ background: transparent; border: 0; }}
        QScrollBar:vertical {{ width: {px(12)}px; }}
        QScrollBar:horizontal {{ height: {px(12)}px; }}
        QScrollBar::handle {{ background: {t.line}; border-radius: {px(5)}px; min-height: {px(30)}px;
            min-width: {px(30)}px; margin: {px(1)}px; }}
        QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
        QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
        QToolTip {{ background: {t.ink}; color: {t.card}; border: 0; padding: {px(4)}px; }}
        """


def dress_application(look: Look) -> None:
    """Give every widget of the application its font and style."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    application.setFont(look.font("line"))
    application.setStyleSheet(look.sheet())


def scale_for(width: int, height: int, percent: int = 100) -> float:
    """The scale of a window's size: all of 1280 x 800 is 1; from a 1024 x 600 tablet up to 4K."""
    return max(0.62, min(width / 1280, height / 800)) * percent / 100


def theme_of(name: str) -> Tokens:
    """The colours of a theme; "system" is dark where the system is."""
    if name in THEMES:
        return THEMES[name]
    return DARK if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT
