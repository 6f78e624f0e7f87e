"""Rows in handfuls, so that a long file is written in large pieces and never held whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

ROWS_AT_A_TIME = 200
Row = TypeVar("Row")


def handfuls(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """The rows in their order, `ROWS_AT_A_TIME` together; the last handful may be smaller."""
    following = iter(rows)
    while some := list(islice(following, ROWS_AT_A_TIME)):
        yield some
