"""The dashboards as workbooks: what the screen shows, number for number (F-10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.domain.figures.result import MEAN, Figure
from app.domain.period import Period
from app.workbooks.figures import AMOUNTS, CODE, COUNTED_IN, NAME, PLACE, WHY, About, amount_cells, rate_cell
from app.workbooks.sheets import DAY, NUMBER, RATE, Column, Explanation, Sheet, Value, workbook

KIND, ALL_KIND = "Dashboard", "Dashboard van alle voorzieningen"
OCCUPANCY, UTILISATION = "Bezetting", "Benutting"
PERIOD = Column("Periode", width=16)


@dataclass(frozen=True)
class CountedFigure:
    """A figure with the days that it was computed over, and in what it is counted."""

    figure: Figure
    days: Period
    counted_in: str


@dataclass(frozen=True)
class LineOfPeriod:
    """One line in one period: its occupancy, and the utilisation of the quarter that ends with it; None without."""

    name: str
    code: str
    period: str
    occupancy: CountedFigure | None
    utilisation: CountedFigure | None


@dataclass(frozen=True)
class LinePlaces:
    """The places of one line: recognised, free on each day shown, in use today, and of those without an end."""

    name: str
    code: str
    recognised: Fraction
    free: tuple[Fraction, ...]
    running: int
    without_end: int


@dataclass(frozen=True)
class FlowOfPeriod:
    """What began and ended in one period: dossiers, then schakelingen."""

    period: str
    counts: tuple[int, int, int, int]


@dataclass(frozen=True)
class FacilityDashboard:
    """All that the dashboard of one facility shows; `days` are those whose free places it tells."""

    lines: Sequence[LineOfPeriod]
    days: Sequence[tuple[str, date]]
    places: Sequence[LinePlaces]
    flow: Sequence[FlowOfPeriod]


@dataclass(frozen=True)
class FacilityOfSector:
    """One facility among all of them, with its figures by column and in what each is counted."""

    code: str
    name: str
    organisation_type: str
    province: str
    figures: Mapping[str, Figure]
    units: Mapping[str, str]


@dataclass(frozen=True)
class SectorDashboard:
    """All that the dashboard of all facilities shows: the columns with their names, and how the last two parts count.

    `spread` are rows of a type, how many facilities it has, how many a rate, five rates and the one of all together;
    `provinces` rows of a province, its facilities, how many count, what is asked and used, and the rate.
    """

    measure: str
    columns: Mapping[str, str]
    rows: Sequence[FacilityOfSector]
    spread_of: str
    spread: Sequence[Sequence[Value]]
    provinces_of: str
    provinces: Sequence[Sequence[Value]]
    used_words: str
    asked_words: str


def facility_dashboard_workbook(shown: FacilityDashboard, about: About) -> bytes:
    """The dashboard of one facility: rates, numerators and denominators, free places, inflow and outflow (F-10)."""
    lines = about.lines(KIND)
    rates: list[Sequence[Value]] = [
        [one.name, code_cell(one.code), one.period, _rate(one.occupancy), _rate(one.utilisation), _why(one)]
        for one in shown.lines
    ]
    columns = (
        *(NAME, CODE, PERIOD),
        Column("Bezettingsgraad", RATE, 22), Column("Benuttingsgraad", RATE, 22), WHY,
    )  # fmt: skip
    counted = (Column("Wat"), Column("Van", DAY), Column("Tot en met", DAY))
    sheets: list[Sheet | Explanation] = [
        Sheet("Bezetting en benutting", lines, columns, rates),
        Sheet("Tellers en noemers", lines, (NAME, CODE, PERIOD, *counted, *AMOUNTS, COUNTED_IN), _fractions(shown)),
    ]
    if shown.places:
        sheets.append(_places(shown, lines))
    counts = ("Dossiers: hulp begonnen", "Dossiers: hulp beëindigd", "Schakelingen begonnen", "Schakelingen beëindigd")
    flow: list[Sequence[Value]] = [[one.period, *one.counts] for one in shown.flow]
    sheets.append(Sheet("Instroom en uitstroom", lines, (PERIOD, *(Column(head, NUMBER, 26) for head in counts)), flow))
    return workbook(f"{about.place} - dashboard", [*sheets, about.explanation(lines)])


def sector_dashboard_workbook(shown: SectorDashboard, about: About) -> bytes:
    """All facilities beside each other: rates, numerators and denominators, the spread, the provinces (F-10)."""
    lines = about.lines(f"{ALL_KIND}: {shown.measure.lower()}")
    rates: list[Sequence[Value]] = [
        [*_place(one), *(rate_cell(one.figures[code]) if code in one.figures else None for code in shown.columns)]
        for one in shown.rows
    ]
    fractions: list[Sequence[Value]] = [
        [*_place(one), shown.columns[code], code_cell(code), *amount_cells(figure), one.units.get(code, "")]
        for one in shown.rows
        for code in shown.columns
        if (figure := one.figures.get(code)) is not None
    ]
    heads = ("Laagste", "Eerste kwartiel", "Mediaan", "Derde kwartiel", "Hoogste", "Allemaal samen")
    counted = (Column("Voorzieningen", NUMBER), Column("Met een cijfer", NUMBER))
    amounts = (Column(shown.asked_words, NUMBER, 28), Column(shown.used_words, NUMBER, 28))
    sheets: list[Sheet | Explanation] = [
        Sheet(shown.measure, lines, (*PLACE, *(Column(name, RATE, 26) for name in shown.columns.values())), rates),
        Sheet("Tellers en noemers", lines, (*PLACE, NAME, CODE, *AMOUNTS, COUNTED_IN), fractions),
        Sheet(
            "Spreiding per type",
            [*lines, ("Module", shown.spread_of)],
            (Column("Type"), *counted, *(Column(head, RATE) for head in heads)),
            shown.spread,
        ),
        Sheet(
            "Per provincie",
            [*lines, ("Module", shown.provinces_of)],
            (Column("Provincie", width=24), *counted, *amounts, Column(shown.measure, RATE)),
            shown.provinces,
        ),
        about.explanation(lines),
    ]
    return workbook(ALL_KIND, sheets)


def code_cell(code: str) -> str:
    """The code of a line; the mean has none."""
    return "" if code == MEAN else code


def _rate(counted: CountedFigure | None) -> Value:
    return rate_cell(counted.figure) if counted else None


def _why(one: LineOfPeriod) -> str:
    return " ".join(each.figure.sentence for each in (one.occupancy, one.utilisation) if each and each.figure.sentence)


def _fractions(shown: FacilityDashboard) -> Iterable[list[Value]]:
    for one in shown.lines:
        for what, counted in ((OCCUPANCY, one.occupancy), (UTILISATION, one.utilisation)):
            if counted is not None:
                days = counted.days
                head = (one.name, code_cell(counted.figure.code), one.period, what, days.begin, days.end)
                yield [*head, *amount_cells(counted.figure), counted.counted_in]


def _places(shown: FacilityDashboard, lines: list[tuple[str, str]]) -> Sheet:
    days = [Column(f"Vrij op {day:%d/%m/%Y} ({words.lower()})", NUMBER, 36) for words, day in shown.days]
    ends = (Column("Ingezet vandaag", NUMBER), Column("Zonder einddatum", NUMBER))
    rows: list[Sequence[Value]] = [
        [one.name, one.code, one.recognised, *one.free, one.running, one.without_end] for one in shown.places
    ]
    return Sheet("Vrije plaatsen", lines, (NAME, CODE, Column("Erkend", NUMBER), *days, *ends), rows)


def _place(one: FacilityOfSector) -> list[Value]:
    return [one.name, one.code, one.organisation_type, one.province]
