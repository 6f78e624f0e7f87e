"""How long the tables of all facilities take, how that grows, and what a query a row would cost (R-1)."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from datetime import date
from functools import partial

from flask import Flask
from sqlalchemy import text

from app.database import BincSession, transaction
from app.domain.period import Period
from app.domain.quarter import Quarter
from app.domain.reports.base import ReportBase
from app.domain.reports.kinds import TABLES, kinds_of
from app.domain.reports.sector import SectorCounts
from app.domain.scope import EVERY_FACILITY, FacilityRange, Scope
from app.queries.reports.sector import read_base
from bench.results import Result, Timing, clocked, timing_of

MOST_FOR_ALL, LEAST_SPEED_UP, MOST_MEMORY = 3_000.0, 100.0, 500.0
TIMES, GROWTH = 3, (125, 250, 500)
SAMPLE_FACILITIES, SAMPLE_TABLES = 3, ("day_activity", "education_level", "housing", "health", "debts")
# As one would first write it: the level is chosen, the dossiers are looked up, one field is counted.
_ONE_CELL_ROW = """
select coalesce(g.answers ->> :key, 'not_filled_in'), count(*)
from dossier d join facility f on f.id = d.facility_id
join referral r on r.dossier_id = d.id
join registration g on g.dossier_id = d.id and g.kind = 'intake'
where coalesce(r.ongoing_since, d.first_schakeling_begin) between :begin and :until and d.status <> 'deleted'
  and {level}
group by 1
"""
LEVELS = {
    "flanders": "f.organisation_type = :kind",
    "province": "f.organisation_type = :kind and coalesce(r.province, f.province) = :province",
    "facility": "f.id = :facility",
}


def measure_reports(app: Flask, until: date) -> Iterator[Result]:
    """The tables of the last whole quarter and of the last whole year, of everybody."""
    quarter = Quarter.of(until).previous.period
    with app.app_context():
        yield Result.of("tables of a quarter", "one facility, read and counted", _timed(quarter, 1))
        every = _timed(quarter, None)
        yield Result.of("tables of a quarter", "all facilities", every, target=MOST_FOR_ALL)
        yield _processor_time(quarter)
        yield from _growth(quarter)
        yield from _beside_one_by_one(quarter, every.median)
        yield Result.of("tables of a year", "all facilities", _timed(Period.year(until.year - 1), None))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        yield Result("tables of a quarter and a year", "memory of the process", peak, unit="MB", target=MOST_MEMORY)


def reach_of(facilities: int | None) -> Scope:
    """The reach of a job over everybody, or over the first facilities as if there were no others."""
    known = Scope.system("bench")
    reach = EVERY_FACILITY if facilities is None else FacilityRange(1, facilities)
    return Scope(known.kind, known.actor, reach, known.figures)


def base_of(period: Period, facilities: int | None = None) -> ReportBase:
    """What the tables are counted from, read in a transaction of its own."""
    with transaction(reach_of(facilities)) as session:
        return read_base(session, period)


def every_table(counts: SectorCounts, first: int | None = None) -> int:
    """Makes all tables of the first facilities, or of all; answers how many."""
    made = 0
    for facility in list(counts.base.facilities.values())[:first]:
        for kind in kinds_of(facility.organisation_type):
            for table in kind.tables:
                counts.table(table, facility.id)
                made += 1
    return made


def _timed(period: Period, first: int | None) -> Timing:
    def make() -> None:
        every_table(SectorCounts(base_of(period)), first)

    return timing_of([clocked(make) for _ in range(TIMES)])


def _processor_time(period: Period) -> Result:
    """What the same takes of the processor, whatever else runs beside it; the database's part is not in it."""
    spent = []
    for _ in range(TIMES):
        begin = time.process_time()
        every_table(SectorCounts(base_of(period)))
        spent.append((time.process_time() - begin) * 1_000)
    return Result("tables of a quarter", "all facilities, time of the processor", min(spent), target=MOST_FOR_ALL)


def _read_and_count(period: Period, facilities: int) -> None:
    every_table(SectorCounts(base_of(period, facilities)), facilities)


def _growth(period: Period) -> Iterator[Result]:
    """The same for a quarter, half and all of the facilities, as if there were no more; per facility it stays equal."""
    for count in GROWTH:
        spent = min(clocked(partial(_read_and_count, period, count)) for _ in range(TIMES))
        yield Result("tables of a quarter", f"{count} facilities", spent, note=f"{spent / count:.1f} ms a facility")


def _beside_one_by_one(quarter: Period, every: float) -> Iterator[Result]:
    stretched, note = one_by_one(quarter)
    yield Result("tables of a quarter", "all facilities, a query a row", stretched, note=note)
    times = stretched / every
    yield Result("tables of a quarter", "times faster", times, unit="×", target=LEAST_SPEED_UP, at_least=True)


def one_by_one(period: Period) -> tuple[float, str]:
    """Milliseconds of a query for each row of each table, on a sample of both, stretched to all; and how it was."""
    counts = SectorCounts(base_of(period))
    facilities = [one for one in counts.base.facilities.values() if one.organisation_type == "OVBJ"]
    sample = facilities[:: len(facilities) // SAMPLE_FACILITIES][:SAMPLE_FACILITIES]
    with transaction(Scope.system("bench")) as session:
        spent = sum(_one_by_one(session, counts, one.id, period) for one in sample)
    asked = len(sample) * len(SAMPLE_TABLES)
    wanted = sum(
        len(kind.tables) for one in counts.base.facilities.values() for kind in kinds_of(one.organisation_type)
    )
    return spent / asked * wanted, f"stretched from {asked} of {wanted} tables"


def _one_by_one(session: BincSession, counts: SectorCounts, facility_id: int, period: Period) -> float:
    facility, spent = counts.base.facilities[facility_id], 0.0
    names = {"begin": period.begin, "until": period.end, "kind": facility.organisation_type}
    names |= {"province": facility.province, "facility": facility_id}
    for key in SAMPLE_TABLES:
        part = counts.table(TABLES[key], facility_id).parts[0]
        for level, condition in LEVELS.items():
            query = text(_ONE_CELL_ROW.format(level=condition))
            begin = time.perf_counter()
            found: dict[str, int] = dict(list(session.execute(query, {**names, "key": key})))
            spent += (time.perf_counter() - begin) * 1_000
            row = next(row for row in part.rows if row.level == level)
            told = {one.code: cell for one, cell in zip(part.classes, row.cells, strict=True) if cell}
            if any(found.get(code) != cell for code, cell in told.items()):
                raise RuntimeError(f"the two ways of counting differ for {key} of facility {facility_id}")
    return spent
