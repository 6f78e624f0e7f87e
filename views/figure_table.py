"""What the tables with a row per facility share: their rows, the words asked, and the order of the rates (A-4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeVar

from sqlalchemy import select

from app.database import BincSession
from app.domain.figures.result import Figure
from app.domain.figures.summary import Summary
from app.domain.names import name_key
from models.facility import Facility

SEARCH = "zoek"
Row = TypeVar("Row")


@dataclass(frozen=True)
class FacilityRow:
    """One facility with its figures by code; `missing` is how many totals it still has to fill in."""

    facility_id: int
    code: str
    name: str
    kind: str
    province: str
    figures: Mapping[str, Figure] = field(repr=False)
    missing: int = 0

    def rate(self, column: str) -> Fraction | None:
        """The rate in a column; None where it cannot be computed or does not exist here."""
        return self.figures[column].rate if column in self.figures else None


def facility_rows(session: BincSession, summaries: Mapping[int, Summary]) -> list[FacilityRow]:
    """The facilities of some figures, by name."""
    columns = (Facility.id, Facility.code, Facility.name, Facility.organisation_type, Facility.province)
    rows = [
        FacilityRow(each, code, name, kind, province, summaries[each].figures, summaries[each].missing)
        for each, code, name, kind, province in session.execute(select(*columns))
        if each in summaries
    ]
    return sorted(rows, key=lambda row: (name_key(row.name), row.code))


def rows_found(rows: Iterable[FacilityRow], words: str) -> list[FacilityRow]:
    """The facilities with some words in their name or code; all of them without words."""
    wanted = name_key(words)
    return [row for row in rows if wanted in name_key(row.name) or words.strip().lower() in row.code.lower()]


def by_name(rows: Sequence[Row], *, descending: bool) -> list[Row]:
    """Rows that are in the order of their names, or backwards."""
    return list(reversed(rows)) if descending else list(rows)


def by_rate(rows: Sequence[Row], rate: Callable[[Row], Fraction | None], *, descending: bool) -> list[Row]:
    """Rows by a rate; those without one always come last, whichever way the rates are ordered."""
    rates = [(rate(row), row) for row in rows]
    known = [(own, row) for own, row in rates if own is not None]
    known.sort(key=lambda one: one[0], reverse=descending)
    return [row for _, row in known] + [row for own, row in rates if own is None]
