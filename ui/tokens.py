"""The colours of the three themes, in one place. A theme is a set of the same tokens."""

from __future__ import annotations

from dataclasses import dataclass

# Tote slots: number and colour together. Dark enough for white figures; the first six, a usual cart, stay apart for
# colour-blind eyes as well (Okabe and Ito's hues, darkened; their yellow would be one with orange then).
SLOT_COLOURS = ("#0069A8", "#B84A00", "#00775A", "#A8447F", "#4B2FE0", "#65401F", "#7D6000", "#2B7BA8")


def slot_colour(number: int) -> str:
    """The colour of a tote slot; they repeat after eight, the numbers do not."""
    return SLOT_COLOURS[(number - 1) % len(SLOT_COLOURS)]


@dataclass(frozen=True)
class Tokens:
    """Colours as #RRGGBB: each ink is readable on its ground (4.5 : 1; 7 : 1 in high contrast)."""

    name: str
    background: str
    card: str
    ink: str
    soft: str
    line: str
    accent: str
    accent_ground: str
    right: str
    right_ground: str
    wrong: str
    wrong_ground: str
    attention: str
    attention_ground: str
    bar: str
    bar_ink: str
    bar_soft: str
    bar_attention: str


LIGHT = Tokens(
    "light", "#F4F5F7", "#FFFFFF", "#14181F", "#5B6472", "#DDE1E7", "#1F5FBF", "#E8F0FC", "#0B7A4B", "#E3F5EC",
    "#B3261E", "#FCE8E6", "#8A5A00", "#FFF4DC", "#14181F", "#FFFFFF", "#C3CAD5", "#FFD27A",
)  # fmt: skip
DARK = Tokens(
    "dark", "#101318", "#1A1F27", "#F1F4F8", "#A9B3C1", "#343C48", "#8AB8FF", "#1D2E47", "#5FD6A0", "#12352A",
    "#FF9C94", "#46201E", "#FFCB6B", "#3D3115", "#05070A", "#FFFFFF", "#B7C0CC", "#FFD27A",
)  # fmt: skip
CONTRAST = Tokens(
    "contrast", "#000000", "#000000", "#FFFFFF", "#E6E6E6", "#FFFFFF", "#7FC4FF", "#00264D", "#5CFFB0", "#003D22",
    "#FFB3AD", "#5C0000", "#FFE066", "#4D3B00", "#000000", "#FFFFFF", "#FFFFFF", "#FFE066",
)  # fmt: skip
THEMES = {theme.name: theme for theme in (LIGHT, DARK, CONTRAST)}


def contrast(a: str, b: str) -> float:
    """The contrast ratio of two colours (WCAG 2: 1 to 21)."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)
