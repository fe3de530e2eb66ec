"""Everything the program says is said in Korean too, with the same values, and the compiled file is the current one."""

from __future__ import annotations

import ast
import gettext
import re
import string
import unicodedata
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TypeGuard

import pytest
from babel.messages import Catalog

from resources.translations.refresh import MO, PACKAGES, ROOT, compiled, missing, said, translated
from warehouse_app.domain.sentences import say, translate

# A scanner beeps and somebody glances: a prompt of the floor has to fit on a line or two, two metres away.
FLOOR = ("warehouse_app/workflows", "warehouse_app/domain", "warehouse_app/station.py")
LONGEST_ON_THE_FLOOR = 60
PARTICLE = re.compile(r"\}(은|는|이|가|을|를|과|와|로|으로|나|이나|랑|이랑|라|이라)(?![가-힣])")


@pytest.fixture(scope="module")
def korean() -> Catalog:
    return translated()


@pytest.fixture(scope="module")
def english() -> Catalog:
    return said()


def texts(catalog: Catalog) -> dict[str, str]:
    return {message.id: message.string for message in catalog if message.id}


def values(text: str) -> set[str]:
    """The names of the values in a template; raises ValueError where a brace is astray."""
    fields = [
        (name, form, conversion) for _, name, form, conversion in string.Formatter().parse(text) if name is not None
    ]
    assert [field for field in fields if not field[0].isidentifier() or field[1] or field[2]] == []
    return {name for name, _, _ in fields}


def test_everything_is_said_in_korean(korean: Catalog, english: Catalog) -> None:
    assert len(english) > 500
    assert sorted(texts(english).keys() - texts(korean).keys()) == []
    assert [message.id for message in missing(korean)] == []


def test_nothing_is_kept_that_is_said_no_more(korean: Catalog, english: Catalog) -> None:
    assert sorted(texts(korean).keys() - texts(english).keys()) == []
    assert list(korean.obsolete) == []


def test_both_languages_have_the_same_values(korean: Catalog) -> None:
    assert [text for text, said_so in texts(korean).items() if values(text) != values(said_so)] == []


def test_the_compiled_file_is_that_of_the_text_file(korean: Catalog) -> None:
    assert catalogue(MO.read_bytes()) == catalogue(compiled(korean))


def catalogue(data: bytes) -> dict[str, str]:
    """The messages of a .mo file; its header names the version of Babel, which may differ."""
    read = gettext.GNUTranslations(BytesIO(data))
    return {text: said_so for text, said_so in vars(read)["_catalog"].items() if text}


def test_korean_reads_well_with_any_value(korean: Catalog) -> None:
    assert {text: k for text, k in texts(korean).items() if PARTICLE.search(k)} == {}


@pytest.mark.parametrize("text", ["{tote}을 스캔", "{name}은", "{bin}으로 가세요", "{a}와 {b}"])
def test_a_particle_after_a_value_would_be_seen(text: str) -> None:
    assert PARTICLE.search(text)


@pytest.mark.parametrize("text", ["{tote}에 담으세요", "{n}개를", "{name} 님이", "{kind}입니다", "{a}에서", "{a}까지"])
def test_what_fits_any_value_passes(text: str) -> None:
    assert not PARTICLE.search(text)


def test_korean_is_one_line_in_composed_letters(korean: Catalog) -> None:
    for k in texts(korean).values():
        assert k == unicodedata.normalize("NFC", k).strip() and "\n" not in k and "  " not in k


def test_sentences_of_the_floor_are_short(korean: Catalog) -> None:
    long = [
        message.string
        for message in korean
        if message.id
        and any(file.startswith(FLOOR) for file, _ in message.locations)
        and len(message.string) > LONGEST_ON_THE_FLOOR
    ]
    assert long == []


def test_the_program_speaks_korean() -> None:
    assert translate(say("{bin} is right.", bin="P03-12-B"), "ko") == "P03-12-B 맞습니다"
    claimed = say("{user} is working on this at {station}.", user="김하은", station="PACK-3")
    assert translate(claimed, "ko") == "김하은 님이 PACK-3에서 작업 중입니다"
    nested = say("{code} is {kind}. That is not asked for now.", code="T-001", kind=say("a tote"))
    assert translate(nested, "ko") == "T-001: 토트입니다. 지금 스캔할 바코드가 아닙니다."


# --- the marker itself ---------------------------------------------------------------------------------------------


def unreadable(tree: ast.Module) -> Iterator[ast.Call]:
    """Calls of say() whose text cannot be found: neither a literal nor the text of a constant made by say()."""
    constants = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        for targets in node.targets
        for target in ast.walk(targets)
        if isinstance(target, ast.Name) and any(is_said(value) for value in ast.walk(node.value))
    }
    for node in ast.walk(tree):
        if not is_said(node):
            continue
        text = node.args[0] if node.args else None
        literal = isinstance(text, ast.Constant) and isinstance(text.value, str) and text.value.strip()
        again = isinstance(text, ast.Attribute) and text.attr == "text" and ast.unparse(text.value) in constants
        if not literal and not again:
            yield node


def is_said(node: ast.AST) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say"


def test_every_sentence_can_be_found() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{call.lineno}: {ast.unparse(call)}"
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        for call in unreadable(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []


def test_every_package_that_speaks_is_searched() -> None:
    packages = {path.parent.name for path in ROOT.glob("[a-z]*/__init__.py")} - {"resources"}
    assert packages == set(PACKAGES)


@pytest.mark.parametrize(
    "text", ["say(text)", "say('Bin ' + code)", "say(f'Bin {code}')", "say('')", "say(thing.text)"]
)
def test_a_sentence_that_cannot_be_found_would_be_seen(text: str) -> None:
    assert list(unreadable(ast.parse(text)))


@pytest.mark.parametrize(
    "text", ["say('Bin {bin}', bin=b)", "A = say('{n} left')\nsay(A.text, n=2)", "page.say(words)"]
)
def test_a_sentence_that_can_be_found_passes(text: str) -> None:
    assert not list(unreadable(ast.parse(text)))


def test_the_po_file_is_where_the_program_looks() -> None:
    assert Path(gettext.find("warehouse", MO.parents[2], ["ko"]) or "") == MO
