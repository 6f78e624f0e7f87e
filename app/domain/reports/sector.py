"""The counted sector of one period: every table of every facility from the same counts (R-1, R-6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.domain.reports.base import ReportBase, ReportFacility
from app.domain.reports.classes import REST, classes_of, is_common, shown_of_many
from app.domain.reports.counting import PartCount, Tally, count_part
from app.domain.reports.disclosure import FEWEST_FACILITIES, Hidden, SectorLine, hidden_figures
from app.domain.reports.distribution import Distribution
from app.domain.reports.garbage import without_looking_for_garbage
from app.domain.reports.kinds import TABLES
from app.domain.reports.laying_out import Numbers, laid_out, less, shown_row
from app.domain.reports.levels import Levels, Line, Outside, SectorLines
from app.domain.reports.result import FACILITY, CountedClass, CountedPart, CountedTable, MiddleHalf
from app.domain.reports.tables import ReportTable, TablePart, types_of_part

PartKey = tuple[str, str]
PARTS: dict[PartKey, TablePart] = {(table.key, part.key): part for table in TABLES.values() for part in table.parts}
TYPES_OF = {key: types_of_part(TABLES[key[0]], part) for key, part in PARTS.items()}


def _inside() -> dict[PartKey, dict[str, list[PartKey]]]:
    """The parts that count only one class of another part, by that other part and class."""
    found: dict[PartKey, dict[str, list[PartKey]]] = {}
    for key, part in PARTS.items():
        if part.within is not None:
            leading = found.setdefault((part.within.table, part.within.part), {})
            leading.setdefault(part.within.code, []).append(key)
    return found


INSIDE = _inside()


@dataclass
class Shown:
    """A part as somebody sees it: its columns, the numbers of each line and of one's own, and what is left out."""

    classes: tuple[CountedClass, ...]
    lines: list[Numbers]
    own: Numbers
    hidden: list[Hidden]

    def is_hidden(self, line: int, code: str) -> bool:
        """Whether a class of a line is left out."""
        place = next((place for place, one in enumerate(self.classes) if one.code == code), None)
        return self.hidden[line].reason is not None or place in self.hidden[line].cells


@dataclass
class View:
    """Who looks: the lines of the sector, the own facility (none for the agency), and what was seen so far."""

    organisation_type: str
    sector: SectorLines
    facility: ReportFacility | None = None
    own: tuple[int, ...] = ()
    seen: dict[PartKey, Shown] = field(default_factory=dict)
    within: list[tuple[int, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.within = [tuple(place for place in self.own if place in line.places) for line in self.lines]

    @property
    def lines(self) -> Sequence[Line]:
        """The rows of the sector."""
        return self.sector.lines


class SectorCounts:
    """All counts of one period; each part is counted once, for every facility, when it is first asked for."""

    def __init__(self, base: ReportBase) -> None:
        self.base = base
        self._levels = Levels(base)
        self._counts: dict[PartKey, PartCount] = {}
        self._tallies: dict[tuple[PartKey, str], Tally] = {}
        self._classes: dict[tuple[PartKey, str], tuple[CountedClass, ...]] = {}
        self._numbers: dict[tuple[PartKey, str], list[Numbers]] = {}
        self._own: dict[PartKey, dict[int, Tally]] = {}
        self._behind: dict[tuple[PartKey, str], int] = {}
        self._outsides: dict[tuple[PartKey, str], SectorLine] = {}
        self._distributions: dict[tuple[PartKey, str], Distribution] = {}
        self._view: View | None = None

    def table(self, table: ReportTable, facility_id: int) -> CountedTable:
        """A table of one facility, beside its organisation type in Flanders and in its province (R-1, R-6).

        Raises KeyError for an unknown facility and ValueError when its organisation type has no such table.
        """
        return self._table(table.key, self._view_of(self.base.facilities[facility_id]))

    def for_agency(
        self, table: ReportTable, organisation_type: str | None = None, province: str | None = None
    ) -> CountedTable:
        """A table of the whole sector, or of an organisation type, and beside it of a province (R-1, R-6).

        Raises ValueError when the organisation type has no such table.
        """
        sector = self._levels.lines_of(organisation_type, province)
        return self._table(table.key, View(organisation_type or "", sector))

    def _view_of(self, facility: ReportFacility) -> View:
        if self._view is None or self._view.facility != facility:
            sector = self._levels.lines_of(facility.organisation_type, facility.province)
            own = self._levels.places_of(facility.id)
            self._view = View(facility.organisation_type, sector, facility, own)
        return self._view

    def _table(self, key: str, view: View) -> CountedTable:
        table, kind = TABLES[key], view.organisation_type
        parts = [part for part in table.parts if not kind or kind in TYPES_OF[key, part.key]]
        if not parts:
            raise ValueError(f"{kind} has no table {key}")
        counted = tuple(self._part((key, part.key), view) for part in parts)
        return CountedTable(key, table.title, table.sheet, self.base.period, kind, counted, table.note)

    def _part(self, key: PartKey, view: View) -> CountedPart:
        part, shown = PARTS[key], self._shown(key, view)
        rows = [shown_row(numbers.row, hidden) for numbers, hidden in zip(shown.lines, shown.hidden, strict=False)]
        others: tuple[MiddleHalf | None, ...] = ()
        if view.facility is not None:
            rows.append(shown.own.row)
            others = self._others(key, view.facility, shown)
        return CountedPart(
            part.key, part.title, part.population, part.unit, shown.classes, tuple(rows), part.several, others
        )

    def _others(self, key: PartKey, facility: ReportFacility, shown: Shown) -> tuple[MiddleHalf | None, ...]:
        """Where the others of the type lie, class by class; left out where the figure of Flanders itself is (R-6)."""
        flanders, classes = shown.hidden[0], shown.classes
        if flanders.reason is not None:
            return (None,) * len(classes)
        left_out = flanders.cells
        if PARTS[key].is_long:
            left_out = left_out | {place for place, one in enumerate(classes) if one is REST}
        return self._distribution(key, facility.organisation_type).others(classes, facility.id, left_out)

    def _distribution(self, key: PartKey, kind: str) -> Distribution:
        if (key, kind) not in self._distributions:
            of_type = [one.id for one in self.base.facilities.values() if one.organisation_type == kind]
            tallies = {each: self._own_tally(key, each) for each in of_type}
            self._distributions[key, kind] = Distribution.of(tallies)
        return self._distributions[key, kind]

    def _shown(self, key: PartKey, view: View) -> Shown:
        if key not in view.seen:
            facility = view.facility
            own = self._own_tally(key, facility.id) if facility else Tally()
            classes = self._shown_classes(key, view, own)
            level = (FACILITY, facility.name if facility else "")
            shown = Shown(classes, self._lines(key, view, classes), laid_out(level, own, classes, PARTS[key]), [])
            shown.hidden = hidden_figures(self._sector_lines(key, view, shown), view.sector.splits)
            view.seen[key] = shown
        return view.seen[key]

    def _own_tally(self, key: PartKey, facility_id: int) -> Tally:
        known = self._own.setdefault(key, {})
        if facility_id not in known:
            known[facility_id] = self._count(key).at(self._levels.places_of(facility_id))
        return known[facility_id]

    def _sector_lines(self, key: PartKey, view: View, shown: Shown) -> list[SectorLine]:
        """What others add to each line, which is all that can point at somebody (R-6)."""
        elsewhere, found = self._hidden_elsewhere(key, view), []
        for place, (whole, within) in enumerate(zip(shown.lines, view.within, strict=True)):
            facilities, behind, values, weights = len(whole.tally.facilities), whole.tally.behind, *whole[1:3]
            if within:
                own = shown.own if within == view.own else self._own_within(key, within, shown.classes)
                behind -= own.tally.behind
                values = less(whole.values, own.values)
                weights = values if whole.weights is whole.values else less(whole.weights, own.weights)
            unsafe = self._thin(key, view.lines[place], shown.classes, weights) if key in INSIDE else ()
            found.append(SectorLine(facilities, behind, weights, values, unsafe, place in elsewhere))
        for one in view.sector.outside:
            outside = self._outside(key, view, one, shown.classes, found)
            found.append(outside._replace(total_unsafe=True) if len(found) in elsewhere else outside)
        return found

    def _outside(
        self, key: PartKey, view: View, one: Outside, classes: Sequence[CountedClass], found: Sequence[SectorLine]
    ) -> SectorLine:
        """What anybody learns who takes the row of the province from that of Flanders (R-6).

        The same for everybody whose own dossiers all lie in the province, for then they are in neither.
        """
        alike = view.within[one.whole] == view.within[one.province] and not PARTS[key].is_long
        if alike and (key, one.line.key) in self._outsides:
            return self._outsides[key, one.line.key]
        whole, province = found[one.whole], found[one.province]
        values = less(whole.values, province.values)
        weights = values if whole.weights is whole.values else less(whole.weights, province.weights)
        facilities = self._facilities_behind(key, one.line)
        thin = self._thin(key, one.line, classes, weights) if key in INSIDE else ()
        outside = SectorLine(facilities, whole.behind - province.behind, weights, values, thin)
        if alike:
            self._outsides[key, one.line.key] = outside
        return outside

    def _own_within(self, key: PartKey, places: tuple[int, ...], classes: Sequence[CountedClass]) -> Numbers:
        return laid_out((FACILITY, ""), self._count(key).at(places), classes, PARTS[key])

    def _thin(self, key: PartKey, line: Line, classes: Sequence[CountedClass], weights: Sequence[int]) -> Sequence[int]:
        """The classes that are the whole of another part, which fewer than three facilities stand behind (R-6)."""
        return [
            column
            for column, one in enumerate(classes)
            if weights[column]
            and any(self._facilities_behind(inner, line) < FEWEST_FACILITIES for inner in INSIDE[key].get(one.code, ()))
        ]

    def _hidden_elsewhere(self, key: PartKey, view: View) -> frozenset[int]:
        """The lines whose total is a class of another part that is left out there (R-6)."""
        within, kind = PARTS[key].within, view.organisation_type
        if within is None:
            return frozenset()
        leading = (within.table, within.part)
        if kind and kind not in TYPES_OF[leading]:
            return frozenset()
        shown = self._shown(leading, view)
        return frozenset(line for line in range(len(shown.hidden)) if shown.is_hidden(line, within.code))

    def _shown_classes(self, key: PartKey, view: View, own: Tally) -> tuple[CountedClass, ...]:
        part, kind = PARTS[key], view.organisation_type
        if (key, kind) not in self._classes:
            present = self._count(key).codes_at(view.lines[0].places)
            self._classes[key, kind] = classes_of(part, self.base.answer_lists, present, kind)
        every = self._classes[key, kind]
        if not part.is_long:
            return every
        whole = self._tally(key, view.lines[0])
        common = {code for code, count in whole.cells.items() if is_common(count - own.cells.get(code, 0))}
        return shown_of_many(every, own.cells.keys(), common)

    def _lines(self, key: PartKey, view: View, classes: tuple[CountedClass, ...]) -> list[Numbers]:
        """The numbers of each line; the same for all who look from one province, unless their columns differ."""
        if PARTS[key].is_long:
            return self._laid_out_lines(key, view, classes)
        seen_from = (key, view.lines[-1].key)
        if seen_from not in self._numbers:
            self._numbers[seen_from] = self._laid_out_lines(key, view, classes)
        return self._numbers[seen_from]

    def _laid_out_lines(self, key: PartKey, view: View, classes: Sequence[CountedClass]) -> list[Numbers]:
        part = PARTS[key]
        return [laid_out((line.level, line.words), self._tally(key, line), classes, part) for line in view.lines]

    def _facilities_behind(self, key: PartKey, line: Line) -> int:
        if (key, line.key) not in self._behind:
            self._behind[key, line.key] = self._count(key).facilities_at(line.places)
        return self._behind[key, line.key]

    def _tally(self, key: PartKey, line: Line) -> Tally:
        if (key, line.key) not in self._tallies:
            self._tallies[key, line.key] = self._count(key).at(line.places)
        return self._tallies[key, line.key]

    def _count(self, key: PartKey) -> PartCount:
        if key not in self._counts:
            part = PARTS[key]
            leading = PARTS[part.within.table, part.within.part] if part.within else None
            with without_looking_for_garbage():
                self._counts[key] = count_part(self.base, TABLES[key[0]], part, leading)
        return self._counts[key]
