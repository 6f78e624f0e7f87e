"""Counts one part of a table for all facilities in one pass over the dossiers (R-1, R-2, R-3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from app.domain.organisation_types import ORGANISATION_TYPES
from app.domain.reports.base import ReportBase
from app.domain.reports.reading import Dossiers, answers_of, opened, ranks_of
from app.domain.reports.tables import (
    SUM,
    Reader,
    ReportTable,
    Source,
    TablePart,
    Unit,
    applies,
    reader_of,
    types_of_part,
)


@dataclass
class Tally:
    """What was counted at some places: who stands behind it, the total, and each class.

    `behind` are dossiers (or minors), `total` the number that is shown: the same, but for decisions, of which a dossier
    has several. `deciding` are then the dossiers behind each class. `facilities` have at least one of them.
    """

    behind: int = 0
    total: int = 0
    cells: Counter[str] = field(default_factory=Counter)
    deciding: Counter[str] | None = None
    facilities: set[int] = field(default_factory=set)

    def add(self, other: Tally) -> None:
        """Takes in what was counted elsewhere, of other dossiers."""
        self.behind += other.behind
        self.total += other.total
        self.facilities |= other.facilities
        self.cells.update(other.cells)
        if other.deciding is not None:
            self.deciding = self.deciding or Counter()
            self.deciding.update(other.deciding)

    @property
    def weights(self) -> Counter[str]:
        """The dossiers (or minors) behind each class."""
        return self.cells if self.deciding is None else self.deciding


class SharedMinor(NamedTuple):
    """A dossier of a minor who has more of them, so that no sum of places counts it right."""

    client_id: int
    place: int
    rank: int
    codes: tuple[str, ...]


@dataclass
class PartCount:
    """A part counted at every place, and the minors with several dossiers, who count once at each level."""

    by_place: Mapping[int, Tally]
    shared: Mapping[int, Sequence[SharedMinor]]
    facility_of: Mapping[int, int]

    def at(self, places: Iterable[int]) -> Tally:
        """The tally of some places together."""
        tally, told = Tally(), dict[int, SharedMinor]()
        for place in places:
            own = self.by_place.get(place)
            if own is not None:
                tally.add(own)
            for one in self.shared.get(place, ()):
                tally.facilities.add(self.facility_of[place])
                if one.client_id not in told or one.rank > told[one.client_id].rank:
                    told[one.client_id] = one
        for one in told.values():
            _add(tally, one.codes, 1)
        return tally

    def codes_at(self, places: Iterable[int]) -> set[str]:
        """The classes of any dossier at some places; a minor can be in another one at a smaller level."""
        codes: set[str] = set()
        for place in places:
            codes.update(self.by_place[place].cells if place in self.by_place else ())
            codes.update(code for one in self.shared.get(place, ()) for code in one.codes)
        return codes


class Row(NamedTuple):
    """A dossier of a part: where it counts and what it answers; `leading` is the answer that lets it count at all."""

    place: int
    leading: Any
    answer: Any
    crossed: Any


@dataclass(frozen=True)
class PartReader:
    """How the answers of a part become codes of its classes."""

    part: TablePart
    read: Reader
    leading: tuple[Reader, str] | None
    unasked: frozenset[str] = frozenset()

    @classmethod
    def of(cls, part: TablePart, leading: TablePart | None) -> PartReader:
        """The reader of a part; `leading` is the part of whose class it is the inside."""
        if leading is None or part.within is None:
            return cls(part, reader_of(part), None)
        unasked = frozenset(kind for kind in ORGANISATION_TYPES if not applies(leading, kind))
        return cls(part, reader_of(part), (reader_of(leading), part.within.code), unasked)

    def counts(self, answer: Any, organisation_type: str) -> bool:
        """Whether a dossier with this leading answer belongs to the part; who is not asked it always does."""
        if self.leading is None or organisation_type in self.unasked:
            return True
        return self.leading[1] in self.leading[0](answer)

    def codes(self, row: Row) -> tuple[str, ...]:
        """The classes of a dossier; of a crossed part "yes:M", and the open class on its own."""
        part = self.part
        if part.unit == Unit.DECISIONS:
            return tuple(code for one in row.answer for code in self.read(one))
        codes = self.read(row.answer) if part.source else ()
        if part.crossed_with is None:
            return codes
        return tuple(code if code == part.blank else f"{code}:{row.crossed or part.blank}" for code in codes)


def count_part(base: ReportBase, table: ReportTable, part: TablePart, leading: TablePart | None = None) -> PartCount:
    """Counts a part at every place at once; equal answers at one place are read once (R-1).

    `leading` is the part that `part.within` names.
    """
    kinds = types_of_part(table, part)
    kind_of = {place: base.facility_at(place).organisation_type for place in range(len(base.places))}
    allowed = {place for place, kind in kind_of.items() if kind in kinds}
    dossiers = opened(part.source, base.of(part.population))
    reader = PartReader.of(part, leading)
    columns = _columns(base, part, leading, dossiers)
    alone, shared = columns, list[SharedMinor]()
    if part.unit == Unit.MINORS:
        alone, shared = _apart(base, part, reader, dossiers, columns)
    facility_of = {place: base.places[place].facility_id for place in allowed}
    by_place: dict[int, Tally] = {}
    for row, count in Counter(alone).items():
        if row[0] in allowed and reader.counts(row[1], kind_of[row[0]]):
            tally = by_place.setdefault(row[0], Tally(facilities={facility_of[row[0]]}))
            _count(tally, reader, Row(*row), count)
    by_shared: dict[int, list[SharedMinor]] = {}
    for one in shared:
        if one.place in allowed:
            by_shared.setdefault(one.place, []).append(one)
    return PartCount(by_place, by_shared, facility_of)


def _columns(
    base: ReportBase, part: TablePart, leading: TablePart | None, dossiers: Dossiers
) -> Iterable[tuple[int, Any, Any, Any]]:
    nothing = [None] * len(dossiers)

    def column(source: Source | None, several: bool = False) -> list[Any]:
        answers = answers_of(source, dossiers, base) if source else nothing
        return [tuple(answer) if isinstance(answer, list) else answer for answer in answers] if several else answers

    leads = column(leading.source, leading.several) if leading else nothing
    places = [one.place for one in dossiers]
    return zip(places, leads, column(part.source, part.several), column(part.crossed_with), strict=True)


def _apart(
    base: ReportBase,
    part: TablePart,
    reader: PartReader,
    dossiers: Dossiers,
    columns: Iterable[tuple[int, Any, Any, Any]],
) -> tuple[Iterator[tuple[int, Any, Any, Any]], list[SharedMinor]]:
    """The rows of minors with one dossier, which add up, and those of minors with more."""
    rows, several = list(columns), base.shared(part.population)
    own = [place for place, one in enumerate(dossiers) if one.client_id in several]
    chosen, answers = [dossiers[place] for place in own], [rows[place][2] for place in own]
    ranks = ranks_of(part.source, answers, chosen)
    shared = [
        SharedMinor(one.client_id, one.place, rank, reader.codes(Row(*rows[place])))
        for place, one, rank in zip(own, chosen, ranks, strict=True)
    ]
    alone = (row for row, one in zip(rows, dossiers, strict=True) if one.client_id not in several)
    return alone, shared


def _count(tally: Tally, reader: PartReader, row: Row, count: int) -> None:
    if reader.part.amounts:
        tally.behind += count
        tally.total += count
        tally.cells[SUM] += count * (row.answer or 0)
        return
    codes = reader.codes(row)
    if reader.part.unit == Unit.DECISIONS:
        _add_decisions(tally, codes, count)
    else:
        _add(tally, codes, count)


def _add(tally: Tally, codes: tuple[str, ...], count: int) -> None:
    tally.behind += count
    tally.total += count
    for code in codes:
        tally.cells[code] += count


def _add_decisions(tally: Tally, codes: tuple[str, ...], count: int) -> None:
    tally.behind += count
    tally.total += count * len(codes)
    for code in codes:
        tally.cells[code] += count
    tally.deciding = tally.deciding or Counter()
    for code in set(codes):
        tally.deciding[code] += count
