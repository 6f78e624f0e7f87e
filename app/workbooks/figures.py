"""Occupancy and deployment as workbooks: what the screen shows, number for number (F-10, H14.3, H16)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.figures.deployment import Deployment
from app.domain.figures.occupancy import Occupancy
from app.domain.figures.result import MEAN, Figure
from app.domain.period import Period, days_in_words
from app.workbooks.sheets import NUMBER, RATE, Column, Explanation, Sheet, Value, workbook

CANNOT = "kan niet berekend worden"
NAME = Column("Module", width=58)
CODE = Column("Code", width=22)
WHY = Column("Opmerking", width=64)
AMOUNTS = (Column("Teller", NUMBER), Column("Noemer", NUMBER))
COUNTED_IN = Column("Geteld in", width=14)
PLACE = (Column("Voorziening", width=40), Column("Code", width=12), Column("Type", width=12), Column("Provincie"))


@dataclass(frozen=True)
class About:
    """For whom, by whom and when a workbook was made, which period it tells of, and what its words mean."""

    place: str
    period: Period
    made_by: str
    made_at: datetime
    definitions: tuple[str, ...] = ()

    def lines(self, kind: str) -> list[tuple[str, str]]:
        """What stands above each sheet; `made_at` is written in the time zone it carries."""
        return [
            ("Wat", kind),
            ("Voorziening", self.place),
            ("Periode", days_in_words(self.period.begin, self.period.end)),
            ("Gemaakt door", self.made_by),
            ("Gemaakt op", f"{self.made_at:%d/%m/%Y %H:%M}"),
        ]

    def explanation(self, lines: Sequence[tuple[str, str]]) -> Explanation:
        """The last sheet, which tells the same as what stands above the others, and what their words mean."""
        return Explanation("Over dit bestand", lines, self.definitions)


@dataclass(frozen=True)
class FacilityFigures:
    """The occupancy of one facility among all of them."""

    code: str
    name: str
    organisation_type: str
    province: str
    result: Occupancy


def occupancy_workbook(result: Occupancy, names: Mapping[str, str], about: About) -> bytes:
    """The occupancy of one facility: rates on the first sheet, numerators and denominators on the second (F-10).

    A third one shows how residence joins the guidance of a CKG (F-6).
    """
    figures = [*result.figures, result.weighted]
    lines = about.lines("Bezettingsgraad")
    left_out = [names.get(code, code) for code in result.left_out]
    if left_out:
        lines.append(("Niet in het gemiddelde", "; ".join(left_out)))
    rates = [[*_named(one, names), rate_cell(one), one.sentence] for one in figures]
    fractions = [[*_named(one, names), *amount_cells(one), counted_in(one)] for one in figures]
    columns = (NAME, CODE, *AMOUNTS, COUNTED_IN)
    sheets = [
        Sheet("Bezettingsgraad", lines, (NAME, CODE, Column("Bezettingsgraad", RATE, 26), WHY), rates),
        Sheet("Tellers en noemers", lines, columns, fractions),
    ]
    if result.whole:
        joined = [
            [*_named(one, names), *amount_cells(one), counted_in(one)] for one in (*result.whole, result.weighted)
        ]
        sheets.append(Sheet("Geheel in punten", lines, columns, joined))
    return workbook(f"{about.place} - bezettingsgraad", [*sheets, about.explanation(lines)])


def all_occupancy_workbook(facilities: Sequence[FacilityFigures], names: Mapping[str, str], about: About) -> bytes:
    """The occupancy of every facility: its weighted mean on the first sheet, all its lines on the second (F-10)."""
    lines = about.lines("Bezettingsgraad van alle voorzieningen")
    rates: list[list[Value]] = []
    fractions: list[list[Value]] = []
    for one in facilities:
        head = [one.name, one.code, one.organisation_type, one.province]
        rates.append([*head, rate_cell(one.result.weighted), one.result.weighted.sentence])
        for figure in (*one.result.figures, one.result.weighted):
            fractions.append([*head, *_named(figure, names), *amount_cells(figure), counted_in(figure)])
    return workbook(
        "Bezettingsgraad van alle voorzieningen",
        [
            Sheet("Bezettingsgraad", lines, (*PLACE, Column("Gewogen gemiddelde", RATE, 26), WHY), rates),
            Sheet("Tellers en noemers", lines, (*PLACE, NAME, CODE, *AMOUNTS, COUNTED_IN), fractions),
            about.explanation(lines),
        ],
    )


def deployment_workbook(
    result: Deployment, names: Mapping[str, str], about: About, free_places: Sequence[tuple[str, Value]] = ()
) -> bytes:
    """How many schakelingen held each module, and for a period of one day the free places (F-9, F-10)."""
    lines = about.lines("Inzet van modules")
    columns = (NAME, CODE, Column("Schakelingen", NUMBER), Column("Daarvan begonnen", NUMBER))
    rows: list[list[Value]] = [
        [names.get(one.code or "", one.code or ""), one.code or "", one.active, one.started] for one in result.modules
    ]
    if result.combination is not None and len(result.modules) > 1:
        rows.append(["Alle gekozen modules samen", "", result.combination.active, result.combination.started])
    sheets = [Sheet("Inzet", lines, columns, rows)]
    if free_places:
        free = [[name, places] for name, places in free_places]
        sheets.append(Sheet("Vrije plaatsen", lines, (NAME, Column("Vrije plaatsen", NUMBER, 26)), free))
    return workbook(f"{about.place} - inzet modules", [*sheets, about.explanation(lines)])


def _named(figure: Figure, names: Mapping[str, str]) -> list[Value]:
    if figure.code == MEAN:
        return ["Gewogen gemiddelde", ""]
    return [names.get(figure.code, figure.code), figure.code]


def counted_in(figure: Figure) -> str:
    """In what a figure is counted, days or points."""
    return "punten" if figure.is_in_points else "dagen"


def rate_cell(figure: Figure) -> Value:
    """A rate, or the words that there is none."""
    return CANNOT if figure.rate is None else figure.rate


def amount_cells(figure: Figure) -> list[Value]:
    """The numerator and the denominator, or the words that one could not be told."""
    return [CANNOT if amount is None and figure.reason else amount for amount in (figure.numerator, figure.denominator)]
