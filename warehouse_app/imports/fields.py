"""The columns of an import: which headings stand for them, and what a row says in them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.imports.reading import Row, heading
from warehouse_app.imports.values import Parse, Wrong, text

_MAX_NOTE = 1000


@dataclass(frozen=True)
class RowError:
    """What is wrong in a row: line of the file, column as the file spells it ('' = the whole row), and why."""

    line: int
    column: str
    reason: Sentence


@dataclass(frozen=True)
class Column:
    """A column: the name it is kept under, how it is read, whether it must be filled.

    `headings` are looked at in their order and the first filled cell counts; None: the name alone.
    """

    name: str
    parse: Parse
    required: bool = False
    headings: tuple[str, ...] | None = None


@dataclass
class Parsed:
    """A row as read: its values by column name, what is wrong with it, and what no column takes.

    `notes` are unknown cells, `personal` those of them whose headings name personal data. `gone` says why a
    marketplace's row is not to be shipped any more (order_format.py). Values that are wrong are kept as text.
    """

    line: int
    values: dict[str, Any]
    errors: list[RowError] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    personal: dict[str, str] = field(default_factory=dict)
    raw: Mapping[str, str] = field(default_factory=dict)
    gone: str = ""

    def wrong(self, column: str, reason: Sentence) -> None:
        """Note that the row cannot be taken."""
        self.errors.append(RowError(self.line, column, reason))


def match(columns: Sequence[Column], headings: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Which of the file's headings stand for each column."""
    spelled = {heading(h): h for h in headings if h.strip()}
    found = {}
    for column in columns:
        names = (column.name,) if column.headings is None else column.headings
        found[column.name] = tuple(spelled[heading(n)] for n in names if heading(n) in spelled)
    return found


def parse_row(row: Row, columns: Sequence[Column], found: Mapping[str, tuple[str, ...]]) -> Parsed:
    """What the row says. `found` maps column names to the headings that the file has for them."""
    parsed = Parsed(row.line, {}, raw=row.cells)
    used: set[str] = set()
    if row.fault is not None:
        parsed.wrong("", row.fault)
    for column in columns:
        headings = found.get(column.name, ())
        used.update(headings)
        spelled = next((h for h in headings if row.cells.get(h, "").strip()), headings[0] if headings else column.name)
        cell = row.cells.get(spelled, "")
        try:
            if column.required and not cell.strip():
                raise Wrong(say("is missing"))
            parsed.values[column.name] = column.parse(cell)
        except Wrong as wrong:
            parsed.values[column.name] = text(cell)[:300]
            parsed.wrong(spelled, wrong.sentence)
    for name, cell in row.cells.items():
        if cell and name not in used:
            (parsed.personal if is_personal(name) else parsed.notes)[text(name)] = text(cell)[:_MAX_NOTE]
    return parsed


# Headings of personal data: such cells go to the personal store or nowhere, never to notes.
_PERSONAL = re.compile(
    r"구매자|주문자|주문인|수취인|수령인|수령자|받는|보내는|입금자|예금주|고객|회원|성명|성함|이름|닉네임|아이디|"
    r"연락처|전화|휴대|핸드폰|이메일|메일|주소|우편|배송지|통관|주민|여권|생년|생일|출입|공동현관|현관|비밀번호|"
    r"배송메|메시지|메세지|메모|요청|추가메|계좌|카드번호|문의|"
    r"name|phone|mobile|tel|fax|e-?mail|address|street|city|zip|post|province|company|receipt|buyer|billing|shipping|"
    r"customer|recipient|consignee|contact|note|memo|message|birth|account|passport|pccc|entrance|door|gate|user|"
    r"ssn|taxid|ipaddr",
    re.IGNORECASE,
)


def is_personal(title: str) -> bool:
    """Whether a heading names personal data."""
    return bool(_PERSONAL.search(heading(title)))
