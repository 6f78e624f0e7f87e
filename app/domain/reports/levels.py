"""With whom a facility is compared: its organisation type in Flanders and in its province (R-1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.domain.reports.base import ReportBase
from app.domain.reports.disclosure import Split
from app.domain.reports.result import FLANDERS, PROVINCE, WITH_RESIDENCE, WITHOUT_RESIDENCE

SPLIT_TYPE, OUTSIDE = "OVBJ", "outside"
EVERY_TYPE = "Alle organisatietypes"
# A whole with its two parts, OVBJ with and without residence, as they follow one another.
HALVES = ((WITH_RESIDENCE, " met verblijf", True), (WITHOUT_RESIDENCE, " zonder verblijf", False))


@dataclass(frozen=True)
class Line:
    """A row of the sector: its level and words, and the places whose dossiers it counts; `key` names it for keeping."""

    level: str
    words: str
    key: str
    places: frozenset[int]


@dataclass(frozen=True)
class Outside:
    """What is left of a row of Flanders without that of the province: no row, but anybody can subtract (R-6).

    `whole` and `province` are the places of both among the lines.
    """

    whole: int
    province: int
    line: Line


class SectorLines(NamedTuple):
    """The lines in their order, what lies outside the province, and which line is the sum of which two.

    In `splits` the places go on after the last line with those outside.
    """

    lines: tuple[Line, ...]
    outside: tuple[Outside, ...]
    splits: tuple[Split, ...]


class Levels:
    """The lines of the sector for each facility and for the agency, each made once."""

    def __init__(self, base: ReportBase) -> None:
        self._base = base
        self._lines: dict[str, Line] = {}
        self._own: dict[int, list[int]] = {}
        for place, one in enumerate(base.places):
            self._own.setdefault(one.facility_id, []).append(place)

    def places_of(self, facility_id: int) -> tuple[int, ...]:
        """Where the dossiers of a facility count: once for each province that they name."""
        return tuple(self._own.get(facility_id, ()))

    def lines_of(self, kind: str | None, province: str | None) -> SectorLines:
        """Flanders and a province, of one organisation type or of all; OVBJ also with and without residence (R-1)."""
        wholes = [(FLANDERS, None), *([(PROVINCE, province)] if province else [])]
        lines: list[Line] = []
        splits: list[Split] = []
        for level, where in wholes:
            first = len(lines)
            lines.append(self._line(level, "", kind, where, None))
            if kind == SPLIT_TYPE:
                lines += [self._line(level + half, words, kind, where, has) for half, words, has in HALVES]
                splits.append((first, first + 1, first + 2))
        outside = self._outside(lines) if province else ()
        splits += [(one.whole, one.province, len(lines) + place) for place, one in enumerate(outside)]
        return SectorLines(tuple(lines), outside, tuple(splits))

    def _outside(self, lines: Sequence[Line]) -> tuple[Outside, ...]:
        """Of each row of Flanders, which are the first half of the lines, what lies outside the province."""
        half = len(lines) // 2
        found = []
        for place, (whole, within) in enumerate(zip(lines[:half], lines[half:], strict=True)):
            key = f"outside {within.key}"
            if key not in self._lines:
                self._lines[key] = Line(OUTSIDE, "", key, whole.places - within.places)
            found.append(Outside(place, half + place, self._lines[key]))
        return tuple(found)

    def _line(self, level: str, half: str, kind: str | None, province: str | None, with_residence: bool | None) -> Line:
        key = f"{level}:{kind or ''}:{province or ''}"
        if key not in self._lines:
            places = frozenset(self._places(kind, province, with_residence))
            words = f"{kind or EVERY_TYPE}{half} {province or 'Vlaanderen'}"
            self._lines[key] = Line(level, words, key, places)
        return self._lines[key]

    def _places(self, kind: str | None, province: str | None, with_residence: bool | None) -> Sequence[int]:
        facilities = self._base.facilities
        return [
            number
            for number, place in enumerate(self._base.places)
            for facility in [facilities[place.facility_id]]
            if kind is None or facility.organisation_type == kind
            if province is None or place.province == province
            if with_residence is None or facility.with_residence == with_residence
        ]
