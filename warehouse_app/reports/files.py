"""Tables as files for spreadsheets: what looks like a formula stays text."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from warehouse_app.reports.tracking import harmless

_NOT_IN_TITLES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def save_csv(path: Path, rows: Sequence[Sequence[Any]]) -> None:
    """One table, with a mark that tells spreadsheets its encoding. Raises OSError."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([[harmless(c) if isinstance(c, str) else c for c in row] for row in rows])


def save_sheets(path: Path | IO[bytes], sheets: Mapping[str, Sequence[Sequence[Any]]]) -> None:
    """Several tables, each on a sheet of its own with a bold head. Raises OSError."""
    from openpyxl import Workbook  # slow to import
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    for at, (title, rows) in enumerate(sheets.items()):
        sheet: Any = book.active if not at else book.create_sheet()
        sheet.title = title.translate(_NOT_IN_TITLES)[:31] or f"{at + 1}"
        for row in rows:
            sheet.append([ILLEGAL_CHARACTERS_RE.sub("", c) if isinstance(c, str) else c for c in row])
            for cell in sheet[sheet.max_row]:
                if isinstance(cell.value, str):
                    cell.data_type = "s"
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        for column in range(1, sheet.max_column + 1):
            longest = max(len(str(row[column - 1])) for row in rows if len(row) >= column)
            sheet.column_dimensions[get_column_letter(column)].width = min(max(longest * 1.3 + 2, 8), 60)
        sheet.freeze_panes = "A2"
    book.save(path)
