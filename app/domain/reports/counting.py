"""Counts one part of a table for all facilities in one pass over the dossiers (R-1, R-2, R-3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import Any, NamedTuple

from app.domain.organisation_types import ORGANISATION_TYPES
from app.domain.reports.base import Cohort, ReportBase
from app.domain.reports.reading import answers_of, ranks_of
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
    cells: dict[str, int] = field(default_factory=dict)
    deciding: dict[str, int] | None = None
    facilities: set[int] = field(default_factory=set)

    def add(self, other: Tally) -> None:
        """Takes in what was counted elsewhere, of other dossiers."""
        self.behind += other.behind
        self.total += other.total
        self.facilities |= other.facilities
        _increase(self.cells, other.cells.items())
        if other.deciding is not None:
            self.deciding = {} if self.deciding is None else self.deciding
            _increase(self.deciding, other.deciding.items())

    def count(self, codes: Collection[str], times: int) -> None:
        """Counts so many dossiers (or minors) with these classes."""
        self.behind += times
        self.total += times
        cells = self.cells
        for code in codes:
            cells[code] = cells.get(code, 0) + times

    def count_decisions(self, codes: Collection[str], times: int) -> None:
        """Counts so many dossiers with one decision for each of these classes."""
        self.behind += times
        self.total += times * len(codes)
        self.deciding = {} if self.deciding is None else self.deciding
        _increase(self.cells, ((code, times) for code in codes))
        _increase(self.deciding, ((code, times) for code in set(codes)))

    def count_amount(self, amount: int, times: int) -> None:
        """Adds an amount that so many dossiers have each."""
        self.behind += times
        self.total += times
        self.cells[SUM] = self.cells.get(SUM, 0) + times * amount


def _increase(counts: dict[str, int], more: Iterable[tuple[str, int]]) -> None:
    for code, count in more:
        counts[code] = counts.get(code, 0) + count


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
        tally, told, found = Tally(), dict[int, SharedMinor](), tuple(places)
        if len(found) == 1 and found[0] not in self.shared:
            return self.by_place.get(found[0], tally)
        for place in found:
            own = self.by_place.get(place)
            if own is not None:
                tally.add(own)
            for one in self.shared.get(place, ()):
                tally.facilities.add(self.facility_of[place])
                if one.client_id not in told or one.rank > told[one.client_id].rank:
                    told[one.client_id] = one
        for one in told.values():
            tally.count(one.codes, 1)
        return tally

    def facilities_at(self, places: Iterable[int]) -> int:
        """How many facilities have any dossier of the part at some places."""
        return len({self.facility_of[each] for each in places if each in self.by_place or each in self.shared})

    def codes_at(self, places: Iterable[int]) -> set[str]:
        """The classes of any dossier at some places; a minor can be in another one at a smaller level."""
        codes: set[str] = set()
        for place in places:
            codes.update(self.by_place[place].cells if place in self.by_place else ())
            codes.update(code for one in self.shared.get(place, ()) for code in one.codes)
        return codes


# A dossier of a part: where it counts, its own answer, and where the part asks for these what that is crossed with and
# the answer that lets it count. Rows are counted by the hundred thousand, so what is not asked is not in them.
PlainRow = tuple[Any, ...]
ANSWER, CROSSED = 1, 2


@dataclass(frozen=True)
class PartReader:
    """How the answers of a part become codes of its classes."""

    part: TablePart
    read: Reader
    leading: tuple[Reader, str] | None
    unasked: frozenset[str] = frozenset()
    known: dict[Any, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, part: TablePart, leading: TablePart | None) -> PartReader:
        """The reader of a part; `leading` is the part of whose class it is the inside."""
        if leading is None or part.within is None:
            return cls(part, reader_of(part), None)
        unasked = frozenset(kind for kind in ORGANISATION_TYPES if not applies(leading, kind))
        return cls(part, reader_of(part), (reader_of(leading), part.within.code), unasked)

    def counts(self, row: PlainRow, organisation_type: str) -> bool:
        """Whether a dossier belongs to the part, by its leading answer; who is not asked it always does."""
        if self.leading is None or organisation_type in self.unasked:
            return True
        return self.leading[1] in self.leading[0](row[-1])

    def codes(self, row: PlainRow) -> tuple[str, ...]:
        """The classes of a dossier; of a crossed part "yes:M", and the open class on its own."""
        key = row[ANSWER:] if self.part.crossed_with else row[ANSWER]
        codes = self.known.get(key)
        if codes is None:
            codes = self.known[key] = self._codes(row[ANSWER], row[CROSSED] if self.part.crossed_with else None)
        return codes

    def _codes(self, answer: Any, crossed: Any) -> tuple[str, ...]:
        part = self.part
        if part.unit == Unit.DECISIONS:
            return tuple(code for one in answer for code in self.read(one))
        codes = self.read(answer) if part.source else ()
        if part.crossed_with is None:
            return codes
        return tuple(code if code == part.blank else f"{code}:{crossed or part.blank}" for code in codes)


def count_part(base: ReportBase, table: ReportTable, part: TablePart, leading: TablePart | None = None) -> PartCount:
    """Counts a part at every place at once; equal answers at one place are read once (R-1).

    `leading` is the part that `part.within` names.
    """
    kinds, reader = types_of_part(table, part), PartReader.of(part, leading)
    kind_of = {place: base.facility_at(place).organisation_type for place in range(len(base.places))}
    facility_of = {place: base.places[place].facility_id for place, kind in kind_of.items() if kind in kinds}
    cohort = base.opened(part.population, part.source.pages if part.source else ())
    columns, by_shared = _columns(cohort, part, leading), dict[int, list[SharedMinor]]()
    rows: Iterator[PlainRow] = zip(*columns, strict=True)
    if part.unit == Unit.MINORS:
        for one in _shared_minors(cohort, part, reader, zip(*columns, strict=True)):
            if one.place in facility_of:
                by_shared.setdefault(one.place, []).append(one)
        # Rows that add up are never kept: they are many, and each is needed once.
        rows = compress(rows, cohort.alone)
    by_place: dict[int, Tally] = {}
    for row, count in Counter(rows).items():
        place = row[0]
        if place in facility_of and reader.counts(row, kind_of[place]):
            tally = by_place.get(place)
            if tally is None:
                tally = by_place[place] = Tally(facilities={facility_of[place]})
            if part.amounts:
                tally.count_amount(row[ANSWER] or 0, count)
            elif part.unit == Unit.DECISIONS:
                tally.count_decisions(reader.codes(row), count)
            else:
                tally.count(reader.codes(row), count)
    return PartCount(by_place, by_shared, facility_of)


def _columns(cohort: Cohort, part: TablePart, leading: TablePart | None) -> list[Sequence[Any]]:
    def column(source: Source, several: bool = False) -> list[Any]:
        answers = answers_of(source, cohort)
        return [tuple(answer) if isinstance(answer, list) else answer for answer in answers] if several else answers

    own = column(part.source, part.several) if part.source else [None] * len(cohort.dossiers)
    columns: list[Sequence[Any]] = [cohort.places, own]
    if part.crossed_with:
        columns.append(column(part.crossed_with))
    if leading and leading.source:
        columns.append(column(leading.source, leading.several))
    return columns


def _shared_minors(
    cohort: Cohort, part: TablePart, reader: PartReader, rows: Iterator[PlainRow]
) -> Iterator[SharedMinor]:
    """The dossiers of minors with more than one, each with what it answers and how it ranks among them."""
    together = [not alone for alone in cohort.alone]
    own, dossiers = list(compress(rows, together)), list(compress(cohort.dossiers, together))
    ranks = ranks_of(part.source, [row[ANSWER] for row in own], dossiers)
    for row, one, rank in zip(own, dossiers, ranks, strict=True):
        yield SharedMinor(one.client_id, one.place, rank, reader.codes(row))
