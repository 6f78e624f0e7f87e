"""Late registration as workbooks: what the screens show, number for number (G-2, F-10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.queries.late_registrations import FacilityTimeliness, LateRow, Timeliness
from app.workbooks.figures import PLACE, About
from app.workbooks.sheets import DAY, NUMBER, RATE, Column, Sheet, Value, workbook

KIND, ALL_KIND = "Laattijdige registratie", "Laattijdige registratie van alle voorzieningen"
WHAT, EFFECT = Column("Wat", width=10), Column("Gevolg", width=64)
AFTER = Column("Dagen erna", NUMBER)
CLIENT, CODE = Column("Cliënt", width=32), Column("Dossier", width=24)


@dataclass(frozen=True)
class LateLine:
    """A late begin or end with its words: which edge, and what it does."""

    row: LateRow
    what: str
    effect: str


@dataclass(frozen=True)
class MonthLine:
    """What was saved in a month."""

    month: str
    begins: Timeliness
    ends: Timeliness


def late_workbook(lines: Sequence[LateLine], months: Sequence[MonthLine], about: About) -> bytes:
    """The late registrations of one facility, and how it does month by month."""
    head = about.lines(KIND)
    days = (Column("Dag", DAY), Column("Geregistreerd op", DAY))
    rows: list[Sequence[Value]] = [
        [one.row.client, one.row.code, one.what, one.row.day, one.row.saved_on, one.row.days_after, one.effect]
        for one in lines
    ]
    late = Sheet("Te laat", head, (CLIENT, CODE, WHAT, *days, AFTER, EFFECT), rows)
    return workbook(f"{about.place} - {KIND}", [late, _months(months, head), about.explanation(head)])


def sector_late_workbook(
    rows: Sequence[FacilityTimeliness], months: Sequence[MonthLine], asked: Sequence[tuple[str, str]], about: About
) -> bytes:
    """How each facility does, and all of them together month by month; `asked` are the filters in words."""
    head = [*about.lines(ALL_KIND), *asked]
    counted = ("Begin- en einddatums", "Te laat", "Met een eerste van de maand ertussen")
    columns = (
        *PLACE,
        *(Column(words, NUMBER, 24) for words in counted),
        *(Column("Deel te laat", RATE), Column("Mediaan dagen erna", NUMBER, 22), Column("Meeste dagen", NUMBER)),
    )  # fmt: skip
    facilities = Sheet("Voorzieningen", head, columns, [_facility(one) for one in rows])
    return workbook(ALL_KIND, [facilities, _months(months, head), about.explanation(head)])


def _facility(one: FacilityTimeliness) -> list[Value]:
    place: list[Value] = [one.name, one.code, one.organisation_type, one.province]
    return [*place, one.saved.number, one.saved.late, one.with_first, one.late_part, one.middle, one.most]


def _months(months: Sequence[MonthLine], head: Sequence[tuple[str, str]]) -> Sheet:
    columns = [Column("Maand", width=12)]
    for words in ("Begin", "Einde"):
        columns += [Column(f"{words}: geregistreerd", NUMBER, 22), Column(f"{words}: te laat", NUMBER, 22)]
        columns.append(Column(f"{words}: op tijd", RATE, 22))
    rows: list[Sequence[Value]] = [[one.month, *_counts(one.begins), *_counts(one.ends)] for one in months]
    return Sheet("Maand na maand", head, columns, rows)


def _counts(saved: Timeliness) -> list[Value]:
    return [saved.number, saved.late, saved.in_time]
