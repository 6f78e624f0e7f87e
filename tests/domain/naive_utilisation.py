"""The utilisation of a facility counted the slow, obvious way: every day of every quarter, every module.

Written from the sentences of F-8; nothing here uses the product's own code, so that both can be compared.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tests.domain.naive import NaiveCapacity, NaiveStay, each_day, row_on

NaiveQuarter = tuple[int, int]


@dataclass(frozen=True)
class NaiveModule:
    """A module at one organisation type: its function, the line of its capacity, its intensity and whether it is typed.

    `function` is residence, day guidance, context guidance, crisis at home or supporting guidance.
    """

    function: str
    line: str
    intensity: int
    typed: bool = True


@dataclass
class NaiveSum:
    """What one figure adds up to while its days go by; `missing` once a total that it needs is not there."""

    numerator: Fraction = Fraction(0)
    denominator: Fraction = Fraction(0)
    missing: bool = False


def days_of(quarter: NaiveQuarter) -> list[date]:
    """All days of a quarter."""
    year, number = quarter
    begin = date(year, 3 * number - 2, 1)
    after = date(year + 1, 1, 1) if number == 4 else date(year, 3 * number + 1, 1)
    return list(each_day(begin, after - timedelta(days=1)))


def easter(year: int) -> date:
    """Easter Sunday, by the method of Gauss as Butcher wrote it down."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)


def is_working_day(day: date) -> bool:
    """Monday to Friday, and none of the ten Belgian public holidays."""
    fixed = {(1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25)}
    moving = {easter(day.year) + timedelta(days=days) for days in (1, 39, 50)}
    return day.weekday() < 5 and (day.month, day.day) not in fixed and day not in moving


def naive_utilisation(
    quarters: Sequence[NaiveQuarter],
    modules: Mapping[str, NaiveModule],
    rows: list[NaiveCapacity],
    totals: Mapping[tuple[NaiveQuarter, str], Decimal | None],
    deployed: Collection[tuple[NaiveQuarter, str]],
) -> dict[str, NaiveSum]:
    """Per code that shows utilisation: numerator, denominator, and whether a total is missing."""
    sums: dict[str, NaiveSum] = {}
    for quarter in quarters:
        days = days_of(quarter)
        for code, module in modules.items():
            total = totals.get((quarter, code))
            if total is None and (quarter, code) not in deployed:
                continue
            for day in days:
                row = row_on(rows, code, day)
                stands_alone = module.line not in modules or module.function == "crisis at home"
                own = code if stands_alone else module.line
                target = own if row is None or row.counts_toward not in modules else str(row.counts_toward)
                result = sums.setdefault(target, NaiveSum())
                if total is not None:
                    result.numerator += Fraction(total) / len(days)
                elif module.typed:
                    result.missing = True
    for code, result in sums.items():
        for quarter in quarters:
            add_capacity(result, modules[code], rows, quarter)
    return sums


def add_capacity(result: NaiveSum, module: NaiveModule, rows: list[NaiveCapacity], quarter: NaiveQuarter) -> None:
    """What the capacity of a line asks in one quarter, and what counts as done without being registered (F-3)."""
    days = days_of(quarter)
    times = {
        "residence": len(days),
        "day guidance": sum(is_working_day(day) for day in days),
        "context guidance": 13,
    }.get(module.function, 0)
    if module.function == "crisis at home":
        row = row_on(rows, module.line, date(quarter[0], 12, 31))
        result.denominator += 24 * deployable(row)
        return
    for day in days:
        row = row_on(rows, module.line, day)
        if module.function == "supporting guidance" and row is not None:
            result.numerator += Fraction(row.innovative + row.guaranteed) * 30 / len(days)
            result.denominator += Fraction(row.recognised) * 30 / len(days)
        else:
            result.denominator += deployable(row) / len(days) * module.intensity * times


def deployable(row: NaiveCapacity | None) -> Fraction:
    """What is left of a capacity row for ordinary work."""
    return Fraction(0) if row is None else Fraction(row.recognised - row.innovative - row.guaranteed)


def naive_groups(modules: Mapping[str, NaiveModule], sums: Mapping[str, NaiveSum]) -> dict[str, Fraction | None]:
    """The rate of each group; None where none of its modules can be computed."""
    members: dict[str, list[NaiveSum]] = {}
    for code, result in sums.items():
        module = modules[code]
        if module.typed and (module.function != "residence" or module.line == "VERBLIJF"):
            members.setdefault(module.function, []).append(result)
    rates: dict[str, Fraction | None] = {}
    for function, results in members.items():
        able = [one for one in results if not one.missing and one.denominator]
        if not able:
            rates[function] = None
        elif function in ("residence", "crisis at home"):
            rates[function] = sum((one.numerator / one.denominator for one in able), Fraction(0))
        else:
            numerator = sum((one.numerator for one in able), Fraction(0))
            rates[function] = numerator / sum((one.denominator for one in able), Fraction(0))
    return rates


def totals_of_file(document: Mapping[str, Any], facility: str) -> dict[tuple[NaiveQuarter, str], Decimal | None]:
    """The totals that an exchange file gives for one facility."""
    found: dict[tuple[NaiveQuarter, str], Decimal | None] = {}
    for record in document.get("utilisation") or []:
        if record["facility"] == facility:
            year, number = record["quarter"].split("-")
            total = record.get("total")
            found[(int(year), int(number)), record["module"]] = None if total is None else Decimal(str(total))
    return found


def deployed_in(stays: list[NaiveStay], quarters: Sequence[NaiveQuarter]) -> set[tuple[NaiveQuarter, str]]:
    """The quarters and modules with at least one schakeling on at least one day."""
    return {
        (quarter, code)
        for quarter in quarters
        for stay in stays
        for code, _ in stay.modules
        if any(stay.begin <= day and (stay.end is None or day <= stay.end) for day in days_of(quarter))
    }
