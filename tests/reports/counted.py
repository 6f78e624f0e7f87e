"""A counted table for tests of what is kept and shown: four facilities, of which De Vlier sees three rows."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from app.domain.period import Period
from app.domain.reports.population import Population
from app.domain.reports.result import CountedClass, CountedPart, CountedRow, CountedTable, MiddleHalf
from app.domain.reports.tables import MEAN, SUM, Unit

YES, NO, OPEN = (CountedClass(*one) for one in (("yes", "Ja"), ("no", "Nee"), ("not_filled_in", "Niet ingevuld")))


def sector_table(period: Period) -> CountedTable:
    """The same as the agency sees it: no row of a facility, and nowhere to stand among the others."""
    table = counted_table(period)
    parts = tuple(replace(part, rows=part.rows[:-1], others=()) for part in table.parts)
    return replace(table, parts=parts)


def counted_table(period: Period, own: str = "De Vlier") -> CountedTable:
    """Dropout of the closed dossiers, with a figure that is left out, a row that is, and the length of help."""
    rows = (
        CountedRow("flanders", "OOOC Vlaanderen", (40, 360, None), 400, 9),
        CountedRow("province", "OOOC Limburg", (None, None, None), None, 2, "few_facilities"),
        CountedRow("facility", own, (6, 42, 2), 50, 1),
    )
    means = (
        CountedRow("flanders", "OOOC Vlaanderen", (80000, Fraction(200)), 400, 9),
        CountedRow("province", "OOOC Limburg", (None, None), None, 2, "few_facilities"),
        CountedRow("facility", own, (10501, Fraction(10501, 50)), 50, 1),
    )
    shares = CountedPart(
        "dropout",
        "Uitval",
        Population.CLOSED,
        Unit.DOSSIERS,
        (YES, NO, OPEN),
        rows,
        others=(MiddleHalf(8, 8, 11), MiddleHalf(8, 88, 91), None),
    )
    days = CountedPart(
        "days",
        "Dagen",
        Population.CLOSED,
        Unit.DOSSIERS,
        (CountedClass(SUM, "Dagen samen", SUM), CountedClass(MEAN, "Gemiddeld aantal dagen", MEAN)),
        means,
        others=(None, MiddleHalf(8, 1805, 2600)),
    )
    return CountedTable("dropout", "Dropout", "Dropout", period, "OOOC", (shares, days), "Een opmerking.")
