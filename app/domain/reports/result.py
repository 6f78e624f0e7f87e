"""A counted table as it is shown, and as plain data that can be kept with a made report (R-1, R-6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from app.domain.period import Period
from app.domain.reports.population import Population
from app.domain.reports.tables import Unit

FLANDERS, PROVINCE, FACILITY = "flanders", "province", "facility"
WITH_RESIDENCE, WITHOUT_RESIDENCE = "_with_residence", "_without_residence"
COUNT = "count"

Cell = int | Fraction | None


@dataclass(frozen=True)
class CountedClass:
    """A column: its code and words, and whether it counts or holds a sum or a mean."""

    code: str
    words: str
    kind: str = COUNT


@dataclass(frozen=True)
class MiddleHalf:
    """Between which figures the middle half of the other facilities of a type lies, and how many those are (R-6).

    Shares are whole per cents, means tenths.
    """

    facilities: int
    lower: int
    upper: int


class CountedRow(NamedTuple):
    """A row: whose figures they are, a cell for each class, the total, and how many facilities stand behind it.

    None in place of a number means that it was left out (R-6); `hidden` says why where the whole row was: it is
    "few_facilities", "few_dossiers" or "residual". A mean of nothing is None as well, beside a total of 0.
    """

    level: str
    words: str
    cells: tuple[Cell, ...]
    total: int | None
    behind: int
    hidden: str | None = None

    @property
    def is_own(self) -> bool:
        """Whether it is the row of the facility itself."""
        return self.level == FACILITY


@dataclass(frozen=True)
class CountedPart:
    """Some columns that belong together, with their own total; `several`: a dossier can stand in more than one.

    `others` tells for each class where the other facilities lie, None where that is left out; the agency has none.
    """

    key: str
    title: str
    population: Population
    unit: Unit
    classes: tuple[CountedClass, ...]
    rows: tuple[CountedRow, ...]
    several: bool = False
    others: tuple[MiddleHalf | None, ...] = ()


@dataclass(frozen=True)
class CountedTable:
    """One table of a report over a period, of one facility or of the agency; its parts have the same rows."""

    key: str
    title: str
    sheet: str
    period: Period
    organisation_type: str
    parts: tuple[CountedPart, ...]
    note: str = ""

    @property
    def populations(self) -> tuple[Population, ...]:
        """Which dossiers its parts count, each once."""
        return tuple(dict.fromkeys(part.population for part in self.parts))

    def as_json(self) -> dict[str, Any]:
        """The table as plain data; a fraction is written as "7/3"."""
        return {
            "key": self.key,
            "title": self.title,
            "sheet": self.sheet,
            "from": self.period.begin.isoformat(),
            "until": self.period.end.isoformat(),
            "organisation_type": self.organisation_type,
            "note": self.note,
            "parts": [_part_as_json(part) for part in self.parts],
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> CountedTable:
        """The table that was kept by `as_json`."""
        period = Period(date.fromisoformat(kept["from"]), date.fromisoformat(kept["until"]))
        parts = tuple(_part_from_json(part) for part in kept["parts"])
        return cls(
            kept["key"], kept["title"], kept["sheet"], period, kept["organisation_type"], parts, kept.get("note", "")
        )


def _part_as_json(part: CountedPart) -> dict[str, Any]:
    return {
        "key": part.key,
        "title": part.title,
        "population": part.population.value,
        "unit": part.unit.value,
        "several": part.several,
        "classes": [{"code": one.code, "words": one.words, "kind": one.kind} for one in part.classes],
        "others": [one and [one.facilities, one.lower, one.upper] for one in part.others],
        "rows": [
            {
                "level": row.level,
                "words": row.words,
                "cells": [_cell_as_json(cell) for cell in row.cells],
                "total": row.total,
                "behind": row.behind,
                "hidden": row.hidden,
            }
            for row in part.rows
        ],
    }


def _part_from_json(kept: Mapping[str, Any]) -> CountedPart:
    return CountedPart(
        kept["key"],
        kept["title"],
        Population(kept["population"]),
        Unit(kept["unit"]),
        tuple(CountedClass(**one) for one in kept["classes"]),
        tuple(
            CountedRow(**{**row, "cells": tuple(_cell_from_json(cell) for cell in row["cells"])})
            for row in kept["rows"]
        ),
        kept["several"],
        tuple(one and MiddleHalf(*one) for one in kept.get("others", ())),
    )


def _cell_as_json(cell: Cell) -> int | str | None:
    return f"{cell.numerator}/{cell.denominator}" if isinstance(cell, Fraction) else cell


def _cell_from_json(kept: int | str | None) -> Cell:
    return Fraction(kept) if isinstance(kept, str) else kept
