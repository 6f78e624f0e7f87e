"""How long occupancy and utilisation take, beside the naive way of counting days."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from functools import partial

from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import joinedload

from app.database import BincSession, transaction
from app.domain.period import OPEN_END, Period
from app.domain.quarter import Quarter
from app.domain.scope import Scope
from app.queries.figures.counting import counted_days
from app.queries.figures.occupancy import occupancy_of, occupancy_of_all
from app.queries.figures.utilisation import utilisation_of, utilisation_of_all
from bench.organisations import FOSTER_CARE_PLACE, LARGE_PLACE, MEDIAN_PLACE
from bench.results import Result, Timing, timed, timing_of
from bench.visitor import agency_scope, staff_scope
from models.decision import Decision
from models.facility import Facility
from models.schakeling import Schakeling, SchakelingModule

MOST_FOR_A_FACILITY, MOST_FOR_ALL, LEAST_SPEED_UP = 10.0, 1_000.0, 150.0
MOST_UTILISATION_OF_A_FACILITY, MOST_UTILISATION_OF_ALL = 15.0, 1_000.0
# Guidance in points follows every dossier of the year, and back to where it began.
IN_POINTS, MOST_IN_POINTS = ("CKG", "CaH"), 15.0
RANDOM_FACILITIES, NAIVE_FACILITIES = 30, 15
NAMED = {"5,000 dossiers": LARGE_PLACE + 1, "16,000 dossiers": FOSTER_CARE_PLACE + 1, "760 dossiers": MEDIAN_PLACE + 1}


def measure_figures(app: Flask, until: date) -> Iterator[Result]:
    """One facility and all of them over the last whole year, and the same by a loop over days on objects."""
    year = Period(date(until.year - 1, 1, 1), date(until.year - 1, 12, 31))
    with app.app_context():
        for name, facility_id in NAMED.items():
            timing = _one_facility(facility_id, year)
            yield Result.of("occupancy of a year", name, timing, target=MOST_FOR_A_FACILITY)
        for kind in IN_POINTS:
            timing = _one_facility(_largest(kind), year)
            yield Result.of("occupancy of a year", f"the largest {kind}", timing, target=MOST_IN_POINTS)
        yield _random_facilities(year)
        everything = _all_facilities(year)
        yield Result.of("occupancy of a year", "all facilities", everything, target=MOST_FOR_ALL)
        counted = _count_alone(year)
        yield Result.of("occupancy of a year", "all facilities, days only", counted)
        yield from _beside_naive(year, everything.median)
        yield from _utilisation(Quarter.between(Quarter(until.year - 1, 1), Quarter(until.year - 1, 4)))


def _utilisation(quarters: tuple[Quarter, ...]) -> Iterator[Result]:
    """The utilisation of a year, of one facility and of all of them (F-8)."""

    def of(facility_id: int) -> None:
        with transaction(staff_scope(facility_id)) as session:
            utilisation_of(session, session.get_one(Facility, facility_id), quarters)

    def of_all() -> None:
        with transaction(agency_scope()) as session:
            utilisation_of_all(session, quarters)

    for name, facility_id in NAMED.items():
        timing = timed(partial(of, facility_id))
        yield Result.of("utilisation of a year", name, timing, target=MOST_UTILISATION_OF_A_FACILITY)
    yield Result.of("utilisation of a year", "all facilities", timed(of_all), target=MOST_UTILISATION_OF_ALL)


def naive_days(session: BincSession, facility_id: int, period: Period) -> dict[int, int]:
    """The deployed days per module as one would first write it: load the objects, walk the days (F-1)."""
    query = (
        select(SchakelingModule, Schakeling)
        .join(Schakeling, Schakeling.id == SchakelingModule.schakeling_id)
        .options(joinedload(Schakeling.decision).joinedload(Decision.dossier))
        .where(Schakeling.facility_id == facility_id, Schakeling.begin <= period.end)
        .where((Schakeling.end >= period.begin) | Schakeling.end.is_(None))
    )
    deployed = [(module, schakeling) for module, schakeling in session.execute(query) if not module.guaranteed]
    days: dict[int, int] = {}
    for day in period.days():
        present = {
            (module.type_module_id, schakeling.decision.dossier.client_id)
            for module, schakeling in deployed
            if schakeling.begin <= day <= (schakeling.end or OPEN_END)
        }
        for module_id, _client_id in present:
            days[module_id] = days.get(module_id, 0) + 1
    return days


def _one_facility(facility_id: int, year: Period) -> Timing:
    def ask() -> None:
        with transaction(staff_scope(facility_id)) as session:
            occupancy_of(session, session.get_one(Facility, facility_id), year)

    return timed(ask)


def _largest(organisation_type: str) -> int:
    """The facility of this type with the most deployments."""
    query = text(
        "select d.facility_id from deployment d join facility f on f.id = d.facility_id "
        "where f.organisation_type = :kind group by 1 order by count(*) desc limit 1"
    )
    with transaction(Scope.system("bench")) as session:
        return int(session.scalar(query, {"kind": organisation_type}))


def _random_facilities(year: Period) -> Result:
    with transaction(Scope.system("bench")) as session:
        ids = list(session.scalars(select(Facility.id).order_by(text("md5(code)")).limit(RANDOM_FACILITIES)))
    times = [_one_facility(facility_id, year).median for facility_id in ids]
    timing = timing_of(times)
    name = f"{len(ids)} facilities at random"
    return Result.of("occupancy of a year", name, timing, target=MOST_FOR_A_FACILITY)


def _all_facilities(year: Period) -> Timing:
    def ask() -> None:
        with transaction(agency_scope()) as session:
            occupancy_of_all(session, year)

    return timed(ask)


def _count_alone(year: Period) -> Timing:
    with transaction(agency_scope()) as session:
        everybody = list(session.scalars(select(Facility.id)))
        return timed(lambda: counted_days(session, year, everybody))


def _beside_naive(year: Period, everything: float) -> Iterator[Result]:
    """The naive way on a sample of all sizes, stretched to all facilities by the number of deployments in the year."""
    with transaction(Scope.system("bench")) as session:
        query = text(
            'select facility_id, count(*) from deployment where not guaranteed and "end" >= :begin and "begin" <= :end '
            "group by 1 order by 2"
        )
        rows = [tuple(row) for row in session.execute(query, {"begin": year.begin, "end": year.end})]
    sample = rows[:: max(1, len(rows) // NAIVE_FACILITIES)]
    spent = sum(_naive_time(facility_id, year) for facility_id, _ in sample)
    share = sum(count for _, count in sample) / sum(count for _, count in rows)
    stretched = spent / share
    note = f"stretched from {len(sample)} facilities with {share:.0%} of the deployments"
    yield Result("occupancy of a year", "all facilities, objects and a day loop", stretched, note=note)
    ratio = stretched / everything
    yield Result("occupancy of a year", "times faster", ratio, unit="×", target=LEAST_SPEED_UP, at_least=True)


def _naive_time(facility_id: int, year: Period) -> float:
    with transaction(staff_scope(facility_id)) as session:
        begin = time.perf_counter()
        days = naive_days(session, facility_id, year)
        spent = (time.perf_counter() - begin) * 1_000
        ours = {
            module: count
            for module, count in counted_days(session, year, [facility_id]).get(facility_id, {}).items()
            if count
        }
        if days != ours:
            raise RuntimeError(f"the two ways of counting differ for facility {facility_id}")
        return spent
