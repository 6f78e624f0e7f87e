"""The occupancy of a facility counted the slow, obvious way: every day, every client, every module.

Nothing here uses the product's own code, so that both can be compared; slow on purpose.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any


@dataclass(frozen=True)
class NaiveStay:
    """One schakeling of a client: begin, end (None = running), per module whether it is ticked guaranteed, dossier."""

    client: str
    begin: date
    end: date | None
    modules: tuple[tuple[str, bool], ...]
    dossier: str = ""


@dataclass(frozen=True)
class NaiveCapacity:
    """One capacity row of the facility, holding until the next one of the same line."""

    line: str
    valid_from: date
    recognised: Decimal
    innovative: Decimal
    guaranteed: Decimal
    counts_toward: str | None


def each_day(begin: date, end: date) -> Iterator[date]:
    """All days from begin to end, both included."""
    day = begin
    while day <= end:
        yield day
        day += timedelta(days=1)


def row_on(rows: Iterable[NaiveCapacity], line: str, day: date) -> NaiveCapacity | None:
    """The capacity row that holds for a line on a day."""
    so_far = [row for row in rows if row.line == line and row.valid_from <= day]
    return max(so_far, key=lambda row: row.valid_from) if so_far else None


def naive_occupancy(
    begin: date,
    end: date,
    stays: list[NaiveStay],
    rows: list[NaiveCapacity],
    line_of: Mapping[str, str],
) -> dict[str, tuple[Fraction, Fraction]]:
    """Numerator and denominator per line that has capacity or a deployment in the period (F-1, F-2)."""
    totals: dict[str, list[Fraction]] = {}
    for day in each_day(begin, end):
        for _client, code, guaranteed_only in deployed_on(day, stays):
            row = row_on(rows, code, day)
            line = line_of.get(code, code)
            if row is not None and row.counts_toward is not None:
                line = line_of.get(row.counts_toward, row.counts_toward)
            total = totals.setdefault(line, [Fraction(0), Fraction(0)])
            if not guaranteed_only:
                total[0] += 1
        for line_code in {row.line for row in rows}:
            row = row_on(rows, line_code, day)
            if row is None:
                continue
            numbers = (row.recognised, row.innovative, row.guaranteed)
            if not any(numbers) and row.counts_toward is None:
                continue
            shown = line_code if any(numbers) else str(row.counts_toward)
            total = totals.setdefault(line_of.get(shown, shown), [Fraction(0), Fraction(0)])
            total[0] += Fraction(row.innovative) + Fraction(row.guaranteed)
            total[1] += Fraction(row.recognised)
    return {line: (numerator, denominator) for line, (numerator, denominator) in totals.items()}


def deployed_on(day: date, stays: list[NaiveStay]) -> set[tuple[str, str, bool]]:
    """Client, module, and whether every schakeling that offers it on the day has it ticked guaranteed."""
    ticks: dict[tuple[str, str], list[bool]] = {}
    for stay in stays:
        if stay.begin <= day and (stay.end is None or day <= stay.end):
            for code, guaranteed in stay.modules:
                ticks.setdefault((stay.client, code), []).append(guaranteed)
    return {(client, code, all(found)) for (client, code), found in ticks.items()}


def stays_of_file(document: Mapping[str, Any], facility: str) -> list[NaiveStay]:
    """The schakelingen of one facility in an exchange file."""
    return [
        NaiveStay(
            dossier["client"],
            date.fromisoformat(schakeling["begin"]),
            date.fromisoformat(schakeling["end"]) if schakeling.get("end") else None,
            tuple((module["code"], bool(module.get("guaranteed"))) for module in schakeling["modules"]),
            dossier["id"],
        )
        for dossier in document.get("dossiers") or []
        if dossier["facility"] == facility
        for decision in dossier.get("decisions") or []
        for schakeling in decision.get("schakelingen") or []
    ]


def capacity_of_file(document: Mapping[str, Any], facility: str) -> list[NaiveCapacity]:
    """The capacity rows of one facility in an exchange file."""
    return [
        NaiveCapacity(
            row["module"],
            date.fromisoformat(row["valid_from"]),
            Decimal(str(row["recognised"])),
            Decimal(str(row.get("innovative") or 0)),
            Decimal(str(row.get("guaranteed") or 0)),
            row.get("counts_toward"),
        )
        for row in document.get("capacity") or []
        if row["facility"] == facility
    ]
