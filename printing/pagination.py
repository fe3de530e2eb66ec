"""How the rows of a long list fall on its pages."""

from __future__ import annotations


def rows_by_page(rows: int, first: int, later: int, closing: int) -> list[int]:
    """Rows on each page: up to `first` on the first, `later` on the others; the last has `closing` rows of room left.

    The last page is never without a row, unless there is none at all.
    """
    pages, left, room = [], rows, max(first, 1)
    while left > 1 and left > room - closing:
        here = min(room, left - 1)
        pages.append(here)
        left, room = left - here, max(later, closing + 1)
    return [*pages, left]
