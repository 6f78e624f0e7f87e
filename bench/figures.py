"""How long occupancy and utilisation take: of one facility, and of all of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

from flask import Flask
from sqlalchemy import select, text

from app.database import transaction
from app.domain.period import Period
from app.domain.quarter import Quarter
from app.domain.scope import Scope
from app.queries.figures.counting import counted_days
from app.queries.figures.occupancy import occupancy_of, occupancy_of_all
from app.queries.figures.utilisation import utilisation_of, utilisation_of_all
from bench.organisations import FOSTER_CARE_PLACE, LARGE_PLACE, MEDIAN_PLACE
from bench.results import Result, Timing, timed, timing_of
from bench.visitor import agency_scope, staff_scope
from models.facility import Facility

MOST_FOR_A_FACILITY, MOST_FOR_ALL, MOST_FOR_BOTH = 10.0, 1_000.0, 30.0
MOST_UTILISATION_OF_A_FACILITY, MOST_UTILISATION_OF_ALL = 15.0, 1_000.0
# Guidance in points follows every dossier of the year, and back to where it began.
IN_POINTS = ("CKG", "CaH")
RANDOM_FACILITIES = 30
NAMED = {"5,000 dossiers": LARGE_PLACE + 1, "16,000 dossiers": FOSTER_CARE_PLACE + 1, "760 dossiers": MEDIAN_PLACE + 1}


def measure_figures(app: Flask, until: date) -> Iterator[Result]:
    """One facility and all of them over the last whole year."""
    year = Period(date(until.year - 1, 1, 1), date(until.year - 1, 12, 31))
    with app.app_context():
        for name, facility_id in NAMED.items():
            timing = _one_facility(facility_id, year)
            yield Result.of("occupancy of a year", name, timing, target=MOST_FOR_A_FACILITY)
        in_points = {f"the largest {kind}": _largest(kind) for kind in IN_POINTS}
        for name, facility_id in in_points.items():
            yield Result.of("occupancy of a year", name, _one_facility(facility_id, year))
        for name, facility_id in (NAMED | in_points).items():
            yield Result.of("occupancy and utilisation of a year", name, _both(facility_id, year), target=MOST_FOR_BOTH)
        yield _random_facilities(year)
        yield Result.of("occupancy of a year", "all facilities", _all_facilities(year), target=MOST_FOR_ALL)
        yield Result.of("occupancy of a year", "all facilities, days only", _count_alone(year))
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


def _one_facility(facility_id: int, year: Period) -> Timing:
    def ask() -> None:
        with transaction(staff_scope(facility_id)) as session:
            occupancy_of(session, session.get_one(Facility, facility_id), year)

    return timed(ask)


def _both(facility_id: int, year: Period) -> Timing:
    quarters = Quarter.between(Quarter.of(year.begin), Quarter.of(year.end))

    def ask() -> None:
        with transaction(staff_scope(facility_id)) as session:
            facility = session.get_one(Facility, facility_id)
            occupancy_of(session, facility, year)
            utilisation_of(session, facility, quarters)

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
