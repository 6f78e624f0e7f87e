"""Late registration in the words of the screens and the files: the effect, the months, the explanation (G-2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.period import Period, add_months, days_in_month
from app.domain.saved_days import BEGIN, EDGES, END, first_told_by
from app.plots import Rate, RatePlot, rate_plot
from app.presentation import day
from app.queries.late_registrations import LateRow, MonthCounts, Timeliness

EDGE_NAMES: Mapping[str, str] = {BEGIN: "begin", END: "einde"}
MONTHS_SHOWN = 24
NO_EFFECT = "op geen eerste van de maand maakte het een verschil"
UNKNOWN: Mapping[str, str] = {
    BEGIN: "wist het Groeipakket niet dat de cliënt hier verbleef",
    END: "wist het Groeipakket niet dat de cliënt vertrokken was",
}
TOO_EARLY: Mapping[str, str] = {
    BEGIN: "dacht het Groeipakket dat de cliënt hier al verbleef",
    END: "dacht het Groeipakket dat de cliënt al vertrokken was",
}
DEFINITIONS = (
    "Te laat: een begin- of einddatum met impact op het Groeipakket die meer dan zeven dagen na die dag voor het eerst "
    "bewaard werd. Tot en met de zevende dag is op tijd.",
    "Meegeteld: elk begin en elk einde van een schakeling waarvoor een bericht naar het Groeipakket vertrekt. Loopt de "
    "plaatsing gewoon door in een volgende schakeling die samen bewaard werd, dan telt die overgang niet.",
    "Gevolg: het Groeipakket kijkt naar de toestand op de eerste van de maand. Een eerste waarop het door deze datum "
    "van een verkeerde toestand uitging, is een maand die aan de verkeerde betaald kan zijn. Bedragen kennen we niet.",
    "Verbeterd: een verbeterde datum telt vanaf de eerste keer dat er een stond met dezelfde eerste van de maand. "
    "Stond er later meer dan een week een andere en keek het Groeipakket daar op een eerste van de maand naar, dan "
    "telt de tijd dat die er stond.",
    "Periode: een datum staat in de periode waarin ze bewaard werd. Wat als geschiedenis is ingelezen zonder moment "
    "van registratie, telt niet mee.",
)


@dataclass(frozen=True)
class Month:
    """What was saved in one month: begins, ends and both together; `words` as a table says it."""

    words: str
    period: Period
    begins: Timeliness
    ends: Timeliness

    @property
    def both(self) -> Timeliness:
        """Begins and ends together."""
        return self.begins + self.ends


def effect_words(row: LateRow) -> str:
    """What a late begin or end does: the firsts of the month on which the Groeipakket went by something else."""
    first_told = first_told_by(row.edge, row.day)
    parts = (
        (TOO_EARLY, [first for first in row.firsts if first < first_told]),
        (UNKNOWN, [first for first in row.firsts if first >= first_told]),
    )
    effect = "; ".join(f"{_named(firsts)} {words[row.edge]}" for words, firsts in parts if firsts) or NO_EFFECT
    if row.since == row.day:
        return effect
    return f"van {day(row.since)} tot {day(row.saved_on)} stond er een andere datum: {effect}"


def _named(firsts: Sequence[date]) -> str:
    if len(firsts) > 2:
        return f"{len(firsts)} keer, van {day(firsts[0])} tot {day(firsts[-1])},"
    return f"op {' en '.join(day(first) for first in firsts)}"


def left_words(days_left: int) -> str:
    """How many days there are to register something in time; who waits for help longer is not late by that."""
    if days_left < 0:
        return "langer dan een week geleden"
    return (
        "vandaag de laatste dag op tijd"
        if days_left == 0
        else f"nog {days_left} {'dag' if days_left == 1 else 'dagen'} op tijd"
    )


def shown_months(today: date) -> Period:
    """The two years of months that are followed, the running one included."""
    last = today.replace(day=days_in_month(today.year, today.month))
    return Period(add_months(today.replace(day=1), 1 - MONTHS_SHOWN), last)


def months_of(counts: MonthCounts, period: Period) -> list[Month]:
    """Each month of a period with what was saved in it, the earliest first."""
    months = []
    first = period.begin
    while first <= period.end:
        last = add_months(first, 1) - timedelta(days=1)
        saved = [counts.get((first, edge), Timeliness()) for edge in EDGES]
        months.append(Month(f"{first:%m/%Y}", Period(first, last), *saved))
        first = add_months(first, 1)
    return months


def trend_of(months: Sequence[Month]) -> RatePlot:
    """The part that was in time, month by month: begins and ends."""
    return rate_plot(
        [
            [Rate(month.period.begin, month.period.end, month.begins.in_time) for month in months],
            [Rate(month.period.begin, month.period.end, month.ends.in_time) for month in months],
        ]
    )
