"""Deployment (inzet): in how many schakelingen a module was offered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.period import OPEN_END, Period


@dataclass(frozen=True)
class DeployedModules:
    """A schakeling as it is counted: its days (end None = running) and the codes of its modules.

    `schakelingen` is how many there are like it: with the same modules, and begun in the period asked or all before it.
    """

    begin: date
    end: date | None
    modules: frozenset[str]
    schakelingen: int = 1


@dataclass(frozen=True)
class DeploymentCount:
    """How many schakelingen held a module within a period, and how many of these began in it (F-9, H16).

    `code` is None for the combination of all chosen modules.
    """

    code: str | None
    active: int
    started: int


@dataclass(frozen=True)
class Deployment:
    """The counts per module by code, and of all chosen modules in one schakeling; None when none was chosen (F-9)."""

    modules: tuple[DeploymentCount, ...]
    combination: DeploymentCount | None


def deployment(schakelingen: Iterable[DeployedModules], period: Period, chosen: Sequence[str] = ()) -> Deployment:
    """Count the schakelingen with at least one day in a period; extensions that begin in it count as begun (F-9, H16).

    Without `chosen` every deployed module is counted and there is no combination. A period of one day shows what is
    taken on that day.
    """
    active = [one for one in schakelingen if period.clip(one.begin, one.end) is not None]
    codes = sorted(set(chosen) or {code for one in active for code in one.modules})
    counts = tuple(count(code, [one for one in active if code in one.modules], period) for code in codes)
    together = [one for one in active if one.modules.issuperset(chosen)]
    return Deployment(counts, count(None, together, period) if chosen else None)


def count(code: str | None, active: Sequence[DeployedModules], period: Period) -> DeploymentCount:
    """How many of these schakelingen there are, and how many began in the period."""
    started = sum(one.schakelingen for one in active if one.begin in period)
    return DeploymentCount(code, sum(one.schakelingen for one in active), started)


@dataclass(frozen=True)
class DeploymentRow:
    """One module in one schakeling of one client, as the day counts see it; both days included, end OPEN_END = running.

    `client` is any key of the client within the facility, `module` the type module's code.
    """

    client: int | str
    module: str
    begin: date
    end: date
    guaranteed: bool = False


def counted_from(rows: Sequence[DeploymentRow]) -> tuple[date, ...]:
    """The first day that counts of each row of one facility, in the order given (F-1, docs/architecture.md §3).

    Per client and module over the rows not ticked guaranteed: a day already counted by an earlier one does not count
    again, so what counts of a row are the days from this one to its end, none when it lies past the end. A guaranteed
    row counts nowhere and keeps its begin.
    """
    first_days = [row.begin for row in rows]
    reached: dict[tuple[int | str, str], int] = {}
    order = sorted(range(len(rows)), key=lambda index: (rows[index].begin, rows[index].end))
    for index in order:
        row = rows[index]
        if row.guaranteed:
            continue
        key = (row.client, row.module)
        first_free = min(reached.get(key, 0) + 1, OPEN_END.toordinal())
        first_days[index] = max(row.begin, date.fromordinal(first_free))
        reached[key] = max(reached.get(key, 0), row.end.toordinal())
    return tuple(first_days)


def counted_days(row: DeploymentRow, first_day: date, period: Period) -> int:
    """How many days of a period one row adds to the occupancy, given its first day that counts (F-1)."""
    part = None if row.guaranteed or first_day > row.end else period.clip(first_day, row.end)
    return 0 if part is None else part.day_count
