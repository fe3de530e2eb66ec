"""Reading a table file: CSV or XLSX in, rows of plain texts out, each with its line number in the file.

Nothing is interpreted here: a formula cell is text, and what a column means is for the kinds of import to say.
"""

from __future__ import annotations

import csv
import io
import unicodedata
import zipfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from warehouse_app.domain.sentences import Sentence, say

MAX_BYTES = 200_000_000
MAX_CELL = 20_000
_HEADER_ROWS = 10  # marketplaces write instructions above the headings


class BadFile(Exception):
    """The file as a whole cannot be read."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.text)
        self.sentence = sentence


@dataclass(frozen=True)
class Row:
    """One row: its line in the file (1 is the first) and its cells by heading."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Sheet:
    """A table: its headings as the file spells them, and its rows."""

    headings: tuple[str, ...]
    rows: list[Row]


def heading(text: str) -> str:
    """A heading in the form it is compared in: composed, without blanks, in small letters."""
    return "".join(unicodedata.normalize("NFC", text).replace("\ufeff", "").split()).casefold()


def read_sheet(path: Path, required: Collection[str]) -> Sheet:
    """Read the table of a file whose headings hold all the `required` ones. Raises BadFile."""
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MAX_BYTES else b""
    except FileNotFoundError:
        raise BadFile(say("There is no file {file}.", file=path.name)) from None
    except OSError as error:
        raise BadFile(say("{file} cannot be read: {why}", file=path.name, why=error.strerror or "")) from None
    if size > MAX_BYTES:
        raise BadFile(say("{file} is too large.", file=path.name))
    if not data.strip():
        raise BadFile(say("{file} is empty.", file=path.name))
    cells = _xlsx(path, data) if data[:2] == b"PK" or data[:4] == b"\xd0\xcf\x11\xe0" else _csv(path, data)
    return _table(path, cells, {heading(r) for r in required})


def _csv(path: Path, data: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(path, data)
    if "\x00" in text:
        raise BadFile(say("{file} is no table: it has NUL characters.", file=path.name))
    first = text[:20_000].splitlines()[:_HEADER_ROWS]
    delimiter = max(",;\t", key=lambda d: max((line.count(d) for line in first), default=0))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    csv.field_size_limit(MAX_BYTES)
    line = 1
    try:
        for row in reader:
            yield line, row
            line = reader.line_num + 1
    except csv.Error:
        why = say("{file} breaks off or has a stray quote at line {line}.", file=path.name, line=line)
        raise BadFile(why) from None


def _decoded(path: Path, data: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp949"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadFile(say("{file} is neither UTF-8 nor CP949 text.", file=path.name))


def _xlsx(path: Path, data: bytes) -> Iterator[tuple[int, list[str]]]:
    if data[:2] != b"PK":  # an encrypted workbook is an OLE container, as old .xls files are
        raise BadFile(say("{file} has a password or is an old .xls file. Save it as .xlsx without.", file=path.name))
    from openpyxl import load_workbook  # slow to import

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False)
        try:
            for line, row in enumerate(book.worksheets[0].iter_rows(values_only=True), 1):
                yield line, [_cell(value) for value in row]
        finally:
            book.close()
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError, TypeError, EOFError, OSError, SyntaxError) as error:
        raise BadFile(say("{file} is a damaged workbook.", file=path.name)) from error


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _table(path: Path, lines: Iterator[tuple[int, list[str]]], required: set[str]) -> Sheet:
    best: set[str] = set()
    for line, cells in lines:
        names = [heading(c) for c in cells]
        if required <= set(names):
            twice = next((c for c, n in zip(cells, names, strict=True) if n and names.count(n) > 1), None)
            if twice is not None:
                raise BadFile(say("{file} has the column {column} twice.", file=path.name, column=twice))
            return Sheet(tuple(cells), list(_rows(path, lines, cells)))
        best = max(best, set(names), key=lambda found: len(required & found))
        if line >= _HEADER_ROWS:
            break
    missing = ", ".join(sorted(required - best))
    raise BadFile(say("{file} lacks the columns: {columns}", file=path.name, columns=missing))


def _rows(path: Path, lines: Iterator[tuple[int, list[str]]], headings: list[str]) -> Iterator[Row]:
    for line, cells in lines:
        values = [c.strip() for c in cells]
        if not any(values):
            continue
        if any(len(v) > MAX_CELL for v in values):
            raise BadFile(say("{file} has a cell of over {n} characters at line {line}.", file=path.name, n=MAX_CELL,
                              line=line))  # fmt: skip
        if len(values) > len(headings) and any(values[len(headings) :]):
            yield Row(line, {"": say("too many cells").text})
            continue
        padded = values + [""] * (len(headings) - len(values))
        yield Row(line, {h: v for h, v in zip(headings, padded, strict=False) if h.strip()})
