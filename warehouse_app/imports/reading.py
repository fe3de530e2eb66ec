"""Reading a table file: CSV or XLSX in, rows of plain texts out, each with its line number in the file.

Nothing is interpreted here: a formula cell is text, and what a column means is for the kinds of import to say.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from warehouse_app.domain.sentences import Sentence, say

MAX_BYTES = 200_000_000
MAX_CELL = 20_000
MAX_ROWS = 1_000_000
MAX_COLUMNS = 1_000
_HEADER_ROWS = 10  # marketplaces write instructions above the headings


class BadFile(Exception):
    """The file as a whole cannot be taken."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.text)
        self.sentence = sentence


@dataclass(frozen=True)
class Row:
    """One row: its line in the file (1 is the first), its cells by heading, and what is wrong with it as a row."""

    line: int
    cells: Mapping[str, str]
    fault: Sentence | None = None


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
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "?"
        raise BadFile(say("{file} cannot be read: {why}", file=path.name, why=why)) from None
    if size > MAX_BYTES:
        raise BadFile(say("{file} is too large.", file=path.name))
    if not data.strip(b"\x00\xef\xbb\xbf \t\r\n"):
        raise BadFile(say("{file} is empty.", file=path.name))
    wanted = {heading(r): r for r in required}
    if data[:4] == b"\xd0\xcf\x11\xe0":  # an encrypted workbook is an OLE container, as old .xls files are
        raise BadFile(say("{file} has a password or is an old .xls file. Save it as .xlsx without.", file=path.name))
    if data[:2] == b"PK":
        from warehouse_app.imports.workbook import read_workbook  # openpyxl is slow to import

        return _table(path, read_workbook(path, data), wanted, cut_off=False)
    text = _decoded(path, data)
    if "\x00" in text:
        raise BadFile(say("{file} is no table: it has NUL characters.", file=path.name))
    cut_off = not text.endswith(("\n", "\r"))
    return _table(path, _csv(path, text, set(wanted)), wanted, cut_off=cut_off)


def _csv(path: Path, text: str, wanted: set[str]) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(MAX_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text, wanted), strict=True)
    line = 1
    try:
        for row in reader:
            yield line, row
            line = reader.line_num + 1
    except csv.Error:
        why = say("{file} breaks off or has a stray quote at line {line}.", file=path.name, line=line)
        raise BadFile(why) from None


def _delimiter(text: str, wanted: set[str]) -> str:
    """The delimiter with which one of the first lines holds the headings wanted; else the most frequent."""
    first = text[:100_000].splitlines()[:_HEADER_ROWS]
    by_count = sorted(",;\t", key=lambda d: -max((line.count(d) for line in first), default=0))
    for delimiter in by_count:
        if any(wanted <= {heading(c) for c in next(csv.reader([line], delimiter=delimiter), [])} for line in first):
            return delimiter
    return by_count[0]


def _decoded(path: Path, data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            raise BadFile(say("{file} breaks off in the middle of a character.", file=path.name)) from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # CP949 would read the rest of a UTF-8 file that was cut off as other characters.
        if error.reason == "unexpected end of data" and not data[: error.start].isascii():
            raise BadFile(say("{file} breaks off in the middle of a character.", file=path.name)) from None
    try:
        return data.decode("cp949")
    except UnicodeDecodeError:
        raise BadFile(say("{file} is neither UTF-8 nor CP949 text.", file=path.name)) from None


def _table(path: Path, lines: Iterator[tuple[int, list[str]]], wanted: Mapping[str, str], *, cut_off: bool) -> Sheet:
    """The headings and rows. `cut_off`: the file does not end with a line break; a short last row was cut off."""
    best: set[str] = set()
    for line, cells in lines:
        if len(cells) > MAX_COLUMNS:
            raise BadFile(say("{file} has too many columns.", file=path.name))
        names = [heading(c) for c in cells]
        if set(wanted) <= set(names):
            twice = next((c for c, n in zip(cells, names, strict=True) if n and names.count(n) > 1), None)
            if twice is not None:
                raise BadFile(say("{file} has the column {column} twice.", file=path.name, column=twice.strip()[:80]))
            return Sheet(tuple(cells), _rows(path, lines, cells, cut_off=cut_off))
        best = max(best, set(names), key=lambda found: len(wanted.keys() & found))
        if line >= _HEADER_ROWS:
            break
    missing = ", ".join(spelled for name, spelled in wanted.items() if name not in best)
    raise BadFile(say("{file} lacks the columns: {columns}", file=path.name, columns=missing))


def _rows(path: Path, lines: Iterator[tuple[int, list[str]]], headings: list[str], *, cut_off: bool) -> list[Row]:
    rows: list[Row] = []
    last: tuple[int, int] = (0, len(headings))
    for line, cells in lines:
        values = [c.strip() for c in cells]
        if not any(values):
            continue
        last = (line, len(cells))
        if any(len(v) > MAX_CELL for v in values):
            raise BadFile(say("{file} has a cell of over {n} characters at line {line}.", file=path.name, n=MAX_CELL,
                              line=line))  # fmt: skip
        if len(rows) >= MAX_ROWS:
            raise BadFile(say("{file} has over {n} rows.", file=path.name, n=MAX_ROWS))
        fault = None
        if any(values[len(headings) :]):
            fault = say("The row has more cells than there are headings.")
        padded = values + [""] * (len(headings) - len(values))
        rows.append(Row(line, {h: v for h, v in zip(headings, padded, strict=False) if h.strip()}, fault))
    if cut_off and rows and rows[-1].line == last[0] and last[1] < len(headings):
        rows[-1] = Row(rows[-1].line, rows[-1].cells, say("The file breaks off in this row."))
    return rows
