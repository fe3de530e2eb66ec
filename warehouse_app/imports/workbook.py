"""Reading the first sheet of an XLSX workbook as texts; dates become text, formulas stay the text they are."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from warehouse_app.domain.sentences import say
from warehouse_app.imports.reading import MAX_ROWS, BadFile

_MAX_UNPACKED = 1_000_000_000


def read_workbook(path: Path, data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Line numbers and cells of the first sheet. Raises BadFile."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        rows = list(_filled(data)) if unpacked <= _MAX_UNPACKED else None
    except Exception as error:  # a damaged part fails in as many ways as there are parsers in it
        raise BadFile(say("{file} is a damaged workbook.", file=path.name)) from error
    if rows is None or len(rows) > MAX_ROWS:
        raise BadFile(say("{file} is too large.", file=path.name))
    return iter(rows)


def _filled(data: bytes) -> Iterator[tuple[int, list[str]]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions, which do not matter here
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False)
        try:
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # exporters write wrong ones
            for line, row in enumerate(sheet.iter_rows(values_only=True), 1):
                if any(value is not None for value in row):
                    yield line, [_text(value) for value in row]
        finally:
            book.close()


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        rounded = value + timedelta(microseconds=500_000)  # serials are fractions: 08:59:59.9997 is nine
        return rounded.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
