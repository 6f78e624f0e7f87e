"""Supporting guidance, crisis help at home and the points of a CKG, counted the slow, obvious way on sets of days.

Nothing here uses the product's own code, so that both can be compared; written from the sentences of domain §9.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tests.domain.naive import NaiveCapacity, NaiveStay, each_day, row_on

Pair = tuple[Fraction, Fraction]
DAY = timedelta(days=1)
RELEASE = date(2021, 12, 15)
CRISIS_AT_HOME = frozenset({"P-CAH", "P-CRISISBEGELEIDING", "P-CRISISINTERVENTIE"})
POINTS_ROW, CRISIS_GUIDANCE, CRISIS_STAY = "P-CKG-GEZIN", "P-CRISISBEGELEIDING", "P-VBF-CRISIS-MELDPUNT"


def quarter_of(day: date) -> tuple[int, int]:
    """Year and number of the quarter a day lies in."""
    return day.year, (day.month - 1) // 3 + 1


def days_of_quarter(day: date) -> int:
    """How many days the quarter of a day has."""
    around = each_day(day - 100 * DAY, day + 100 * DAY)
    return sum(quarter_of(other) == quarter_of(day) for other in around)


def days_of_year(day: date) -> int:
    """How many days the year of a day has."""
    return (date(day.year, 12, 31) - date(day.year, 1, 1)).days + 1


def naive_supporting(
    begin: date,
    end: date,
    totals: Mapping[tuple[int, int], Decimal],
    rows: list[NaiveCapacity],
    in_use: set[tuple[int, int]],
) -> Pair | None:
    """F-3: registered days, with 30 for each innovative and guaranteed module, over 30 for each recognised one.

    None where a quarter in which the module was in use has no total, and where there is neither use nor total.
    """
    numerator, denominator, asked = Fraction(0), Fraction(0), set()
    for day in each_day(begin, end):
        asked.add(quarter_of(day))
        row = row_on(rows, "P-OB-RTJ", day)
        if row is not None:
            share = Fraction(30, days_of_quarter(day))
            numerator += share * (Fraction(row.innovative) + Fraction(row.guaranteed))
            denominator += share * Fraction(row.recognised)
    if quarter_of(begin - DAY) in asked or quarter_of(end + DAY) in asked:
        return None
    if not asked & in_use <= set(totals) or not asked & (in_use | set(totals)):
        return None
    return numerator + sum(Fraction(totals.get(quarter, 0)) for quarter in asked), denominator


def quarters_in_use(code: str, stays: Iterable[NaiveStay], last: date) -> set[tuple[int, int]]:
    """The quarters up to a day in which a module had a schakeling."""
    return {
        quarter_of(day)
        for stay in stays
        if any(module == code for module, _ in stay.modules)
        for day in each_day(stay.begin, min(stay.end or last, last))
    }


def naive_crisis_at_home(
    begin: date, end: date, stays: Iterable[NaiveStay], rows: list[NaiveCapacity]
) -> tuple[dict[str, Pair], Pair]:
    """F-4, H14.2: per line the points of the schakelingen that stand on it, and all of them, over one denominator.

    The denominator is eight a recognised module of P-CAH and quarter. A schakeling stands on P-CAH's line when on its
    last day in the period the row of its module says so, else on the line of its module. Beside the lines with
    schakelingen stand those for which a capacity row holds on some day.
    """
    points: dict[str, int] = {}
    for stay in stays:
        days = [day for day in each_day(begin, end) if stay.begin <= day and (stay.end is None or day <= stay.end)]
        for code, _ in stay.modules:
            if days and code in CRISIS_AT_HOME:
                line = crisis_line(code, days[-1], rows)
                points[line] = points.get(line, 0) + crisis_points(code, days)
    recognised = Fraction(0)
    for day in each_day(begin, end):
        row = row_on(rows, "P-CAH", day)
        recognised += Fraction(row.recognised * 8 if row else 0) / days_of_quarter(day)
        for code in CRISIS_AT_HOME:
            row = row_on(rows, code, day)
            if row and (row.recognised or row.innovative or row.guaranteed or row.counts_toward):
                points.setdefault(crisis_line(code, day, rows), 0)
    lines = {line: (Fraction(own), recognised) for line, own in points.items()}
    return lines, (Fraction(sum(points.values())), recognised)


def crisis_line(code: str, day: date, rows: list[NaiveCapacity]) -> str:
    """The module on whose line another one counts on a day: P-CAH while its own row says so (H14.2)."""
    row = row_on(rows, code, day)
    return row.counts_toward if row and row.counts_toward else code


def crisis_points(code: str, days: list[date]) -> int:
    """Three for an intervention; else two for each begun week, where until December 2021 the last day counted too."""
    if code == "P-CRISISINTERVENTIE":
        return 3
    left = len(days) - (1 if days[-1] >= RELEASE else 0)
    points = 2
    while left > 7:
        points, left = points + 2, left - 7
    return points


def naive_guidance_points(
    begin: date, end: date, stays: Iterable[NaiveStay], rows: list[NaiveCapacity], points: Mapping[str, int]
) -> Pair:
    """F-5: the points of begun months per dossier and module from 1 January, over the recognised points by days."""
    regular, ticked = days_with_points(end, stays, rows, points)
    own = sum(months_paid(days, begin, end) * points[code] for (_, code), days in regular.items())
    guaranteed = 0
    for (dossier, code), days in ticked.items():
        guaranteed += months_paid(days - regular.get((dossier, code), set()), begin, end) * points[code]
    sums = {"recognised": Fraction(0), "innovative": Fraction(0), "guaranteed": Fraction(0)}
    for day in each_day(begin, end):
        for line in {row.line for row in rows} & {POINTS_ROW, *points}:
            row = row_on(rows, line, day)
            for what in sums:
                sums[what] += Fraction(getattr(row, what) if row else 0) / days_of_year(day)
    above = max(Fraction(0), guaranteed - sums["guaranteed"])
    return own + above + sums["innovative"] + sums["guaranteed"], sums["recognised"]


DaysOfDossiers = dict[tuple[str, str], set[date]]


def days_with_points(
    end: date, stays: Iterable[NaiveStay], rows: list[NaiveCapacity], points: Mapping[str, int]
) -> tuple[DaysOfDossiers, DaysOfDossiers]:
    """Per dossier and module the days not ticked guaranteed, and those that are."""
    regular: DaysOfDossiers = {}
    ticked: DaysOfDossiers = {}
    for stay in stays:
        for code, guaranteed in stay.modules:
            if code not in points or (code == CRISIS_GUIDANCE and (CRISIS_STAY, True) in stay.modules):
                continue
            days = (ticked if guaranteed else regular).setdefault((stay.dossier, code), set())
            last = end if stay.end is None else min(stay.end, end)
            days |= {day for day in each_day(stay.begin, last) if gives_points(code, day, rows)}
    return regular, ticked


def gives_points(code: str, day: date, rows: list[NaiveCapacity]) -> bool:
    """Crisisbegeleiding only where its capacity row counts toward Gezinsbegeleiding; everything else always."""
    row = row_on(rows, code, day)
    return code != CRISIS_GUIDANCE or (row is not None and row.counts_toward == POINTS_ROW)


def months_paid(days: set[date], new_year: date, end: date) -> int:
    """The begun blocks of thirty days in the new year, less what the last block of the old year paid already."""
    first = new_year
    old = [day for day in days if day < new_year]
    if old:
        last = block = max(old)
        while block - DAY in days:
            block -= DAY
        while block <= last:
            block += 30 * DAY
        first = max(new_year, block)
    left = len([day for day in days if first <= day <= end])
    months = 0
    while left > 0:
        months, left = months + 1, left - 30
    return months


def naive_whole_of_ckg(guidance: Pair, residence: Pair, begin: date) -> Pair:
    """F-6: residence joins the points at 84 a place, of the days of the year."""
    numerator, denominator = (Fraction(84) * side / days_of_year(begin) for side in residence)
    joined = [(numerator, denominator)] if residence[1] else []
    joined += [guidance] if guidance[1] else []
    return sum((pair[0] for pair in joined), Fraction(0)), sum((pair[1] for pair in joined), Fraction(0))


def totals_of_file(document: Mapping[str, Any], facility: str) -> dict[tuple[int, int], Decimal]:
    """The totals of supporting guidance in an exchange file, by year and quarter."""
    return {
        (int(row["quarter"][:4]), int(row["quarter"][5])): Decimal(str(row["total"]))
        for row in document.get("utilisation") or []
        if row["facility"] == facility and row["module"] == "P-OB-RTJ" and row.get("total") is not None
    }
