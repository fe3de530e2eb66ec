"""Sentences people read, kept apart from their language.

A `Sentence` is an English template and its values. It is translated when it is shown, so the same stored
result can be read in Korean and in English, and no logic ever compares a translated text.
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import cast

LANGUAGES = ("ko", "en")
_CATALOGUES = Path(__file__).resolve().parents[2] / "resources" / "translations"


@dataclass(frozen=True)
class Sentence:
    """An English template with {named} values; a value may itself be a Sentence.

    Without a template it is what somebody wrote in both languages, under "ko" and "en".
    """

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def to_json(self) -> list[object]:
        return [self.text, {k: v.to_json() if isinstance(v, Sentence) else v for k, v in self.values.items()}]

    @staticmethod
    def from_json(data: object) -> Sentence:
        text, values = cast("tuple[str, dict[str, object]]", data)
        return Sentence(text, {k: Sentence.from_json(v) if isinstance(v, list) else v for k, v in values.items()})


def say(text: str, /, **values: object) -> Sentence:
    """Mark a sentence for translation: say("Scan bin {location}", location=code). The text must be a literal."""
    return Sentence(text, values)


def in_both(ko: str, en: str) -> Sentence:
    """Words that are data and not the program's own, in both languages."""
    return Sentence("", {"ko": ko, "en": en})


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("warehouse", _CATALOGUES, [language], fallback=True)


def translate(sentence: Sentence, language: str) -> str:
    """The sentence in the language ("ko" or "en"); English where no translation exists."""
    if not sentence.text:
        return str(sentence.values.get(language, ""))
    text = _catalogue(language).gettext(sentence.text) if language != "en" else sentence.text
    values = {k: translate(v, language) if isinstance(v, Sentence) else v for k, v in sentence.values.items()}
    return text.format_map(values) if values else text
