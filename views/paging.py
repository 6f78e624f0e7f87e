"""Leafing through a list: which page an address asks for, and what stands under the rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

HIGHEST_PAGE = 99_999
ROWS_A_PAGE = 50
Row = TypeVar("Row")


def page_in(query: Mapping[str, str]) -> int:
    """The page number in an address, from 1; the first page for anything else."""
    text = query.get("pagina", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(HIGHEST_PAGE)) else 1
    return max(1, number)


def last_page(total: int, size: int) -> int:
    """The number of the last page, from 1; an empty list has one page."""
    return max(1, -(-total // size))


def leaves(number: int, shown: int, has_next: bool, address: Callable[[int], str | None], size: int) -> dict[str, Any]:
    """The first and last row on a page, counted from 1, and the ways to the pages before and after it."""
    first = (number - 1) * size + 1
    return {
        "first": first,
        "last": first + shown - 1,
        "previous_url": address(number - 1) if number > 1 else None,
        "next_url": address(number + 1) if has_next else None,
    }


def page_of(rows: Sequence[Row], asked: int, address: Callable[[int], str | None]) -> dict[str, Any]:
    """One page of rows that were all read; a page past the end is the last one."""
    last = last_page(len(rows), ROWS_A_PAGE)
    number = min(asked, last)
    shown = rows[(number - 1) * ROWS_A_PAGE : number * ROWS_A_PAGE]
    return {"rows": shown, "total": len(rows), **leaves(number, len(shown), number < last, address, ROWS_A_PAGE)}
