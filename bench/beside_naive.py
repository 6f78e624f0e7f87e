"""How many times faster the product is than the naive way, once both have given the same answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial

from flask import Flask
from sqlalchemy import text

from app.database import BincSession, transaction
from app.domain.figures.summary import RateKind
from app.domain.period import Period
from app.domain.quarter import Quarter
from app.domain.scope import Scope
from app.domain.statements.states import StatementState
from app.queries.figures.counting import counted_days
from app.queries.figures.occupancy import occupancy_of, occupancy_of_all
from app.queries.figures.registered import registered_totals
from app.queries.figures.utilisation import utilisation_of, utilisation_of_all
from app.queries.processed_years import statements_of_years
from app.queries.statement_clients import clients_of_lines
from app.queries.statements import read_statement
from app.services.stored_figures import bring_up_to_date
from bench.naive import NaiveYear, naive_days, naive_export, naive_statement, naive_states, naive_year
from bench.organisations import FOSTER_CARE_PLACE, LARGE_PLACE
from bench.results import Result, clocked, timed
from bench.visitor import agency_scope, staff_scope, visitor_of
from models.facility import Facility

AREA = "beside the naive way"
LEAST_SPEED_UP = 150.0
SAMPLE, EXPORTED, TIMES = 15, 1_000, 5


def measure_beside_naive(app: Flask, until: date) -> Iterator[Result]:
    """A statement, a facility-year, all facilities and the quarter export; processing is measured where it is done."""
    with app.app_context():
        yield from _statement(until)
        yield from _facility_year(until.year - 1)
        yield from _all_facilities(until.year - 1)
    yield from _export(app, until)


def _compared(name: str, ours: float, naive: float, note: str = "", target: float | None = None) -> Iterator[Result]:
    yield Result(AREA, f"{name}, the naive way", naive, note=note)
    yield Result(AREA, f"{name}, times faster", naive / ours, unit="×", target=target, at_least=True)


def _statement(until: date) -> Iterator[Result]:
    """The lines of the largest facility in the last quarter that is over (Q-1, Q-2)."""
    facility_id, quarter = FOSTER_CARE_PLACE + 1, Quarter.of(until).previous
    with transaction(staff_scope(facility_id)) as session:
        facility = session.get_one(Facility, facility_id)
        ours = timed(lambda: read_statement(session, facility, quarter, until), TIMES)
        statement = read_statement(session, facility, quarter, until)
        assert statement is not None
        counted = {line.module_id: line.total for line in statement.lines if not line.is_typed}
        clients = {line.module_id: line.clients for line in statement.lines}
    found: dict[int, tuple[int, int]] = {}
    naive = _alone(facility_id, lambda session: found.update(naive_statement(session, facility_id, quarter)))
    _must_be_the_same(clients, {each: found[each][0] for each in clients})
    _must_be_the_same(counted, {each: Decimal(found[each][1]) for each in counted})
    yield from _compared("one statement, 16,000 dossiers", ours.median, naive)


def _facility_year(year: int) -> Iterator[Result]:
    """All occupancy and utilisation of a facility with 5,000 dossiers (F-1 … F-8)."""
    facility_id = LARGE_PLACE + 1
    ours = timed(lambda: _figures_of(facility_id, year), TIMES)
    naive = _naive_year_time(facility_id, year)
    yield from _compared("figures of a year, 5,000 dossiers", ours.median, naive)


def _all_facilities(year: int) -> Iterator[Result]:
    """All 500, computed and as the pages read them; the naive way on a sample of all sizes."""
    period, quarters = Period.year(year), Quarter.between(Quarter(year, 1), Quarter(year, 4))

    def computed() -> None:
        with transaction(agency_scope()) as session:
            occupancy_of_all(session, period)
            utilisation_of_all(session, quarters)

    def occupancy() -> None:
        with transaction(agency_scope()) as session:
            occupancy_of_all(session, period)

    def kept_ready() -> None:
        with transaction(agency_scope()) as session:
            for kind in RateKind:
                bring_up_to_date(session, kind, period)

    sample, share = _sample(period)
    note = f"stretched from {len(sample)} facilities with {share:.0%} of the deployments"
    days = sum(_naive_days_time(facility_id, period) for facility_id in sample) / share
    yield from _compared("occupancy of all", timed(occupancy, TIMES).median, days, note, LEAST_SPEED_UP)
    naive = sum(_naive_year_time(facility_id, year) for facility_id in sample) / share
    yield from _compared("figures of all", timed(computed, TIMES).median, naive, note)
    yield from _compared("figures of all, kept ready", timed(kept_ready, TIMES).median, naive, note)


def naive_look(year: int) -> tuple[float, str]:
    """How long the naive way takes to see which statements of a year stand where, for all facilities (Q-5)."""
    sample, share = _sample(Period.year(year))
    with transaction(Scope.system("bench")) as session:
        right = statements_of_years(session, sample, [year])
    spent = 0.0
    for facility_id in sample:
        states: dict[int, StatementState] = {}
        spent += _alone(facility_id, partial(_look, facility_id, year, states))
        _must_be_the_same(dict(right[facility_id, year]), states)
    return spent / share, f"stretched from {len(sample)} facilities with {share:.0%} of the deployments"


def _look(facility_id: int, year: int, states: dict[int, StatementState], session: BincSession) -> None:
    states.update(naive_states(session, facility_id, year))


def _export(app: Flask, until: date) -> Iterator[Result]:
    """The quarter export of the facility with the most clients (Q-6)."""
    facility_id, quarter = FOSTER_CARE_PLACE + 1, Quarter.of(until).previous
    staff = visitor_of(app, facility_id)
    ours = timed(lambda: staff.get(f"/kwartaalstaten/{quarter}/excel/"), TIMES)
    with app.app_context():
        with transaction(staff_scope(facility_id)) as session:
            statement = read_statement(session, session.get_one(Facility, facility_id), quarter, until)
            assert statement is not None
            modules = [line.module_id for line in statement.lines]
            rows = len(clients_of_lines(session, facility_id, modules, quarter))
        written: list[int] = []
        few = _alone(facility_id, lambda session: written.append(naive_export(session, facility_id, quarter, EXPORTED)))
        none = _alone(facility_id, lambda session: written.append(naive_export(session, facility_id, quarter, 0)))
    naive = none + (few - none) * rows / written[0]
    note = f"{rows:,} rows, stretched from {written[0]:,}"
    yield from _compared("quarter export, 16,000 dossiers", ours.median, naive, note)


def _figures_of(facility_id: int, year: int) -> None:
    with transaction(staff_scope(facility_id)) as session:
        facility = session.get_one(Facility, facility_id)
        occupancy_of(session, facility, Period.year(year))
        utilisation_of(session, facility, Quarter.between(Quarter(year, 1), Quarter(year, 4)))


def _naive_year_time(facility_id: int, year: int) -> float:
    """The naive way of a facility-year in milliseconds, once its parts are those that the figures are made of."""
    found: list[NaiveYear] = []
    spent = _alone(facility_id, lambda session: found.append(naive_year(session, facility_id, year)))
    with transaction(staff_scope(facility_id)) as session:
        _must_be_the_same(_days(session, facility_id, Period.year(year)), found[0].days)
        quarters = Quarter.between(Quarter(year, 1), Quarter(year, 4))
        totals = registered_totals(session, quarters, None, [facility_id]).get(facility_id, {})
        filled = [total for own in totals.values() for total in own.values() if total is not None]
        _must_be_the_same(sum(filled, Decimal(0)), found[0].registered)
        answer = occupancy_of(session, session.get_one(Facility, facility_id), Period.year(year))
        counted = [figure for figure in answer.result.figures if figure.rule in ("F-1", "F-2")]
        by_line = {figure.code: figure.denominator for figure in counted if figure.denominator}
        known = {line: Fraction(places) for line, places in found[0].recognised.items() if line in by_line}
        _must_be_the_same(by_line, known)
    return spent


def _naive_days_time(facility_id: int, period: Period) -> float:
    days: dict[int, int] = {}
    spent = _alone(facility_id, lambda session: days.update(naive_days(session, facility_id, period)))
    with transaction(staff_scope(facility_id)) as session:
        _must_be_the_same(_days(session, facility_id, period), days)
    return spent


def _days(session: BincSession, facility_id: int, period: Period) -> dict[int, int]:
    counted = counted_days(session, period, [facility_id]).get(facility_id, {})
    return {module_id: days for module_id, days in counted.items() if days}


def _sample(period: Period) -> tuple[Sequence[int], float]:
    """Facilities of all sizes, and which part of the deployments of a period is theirs."""
    query = text(
        'select facility_id, count(*) from deployment where not guaranteed and "end" >= :begin and "begin" <= :end '
        "group by 1 order by 2"
    )
    with transaction(Scope.system("bench")) as session:
        rows = [tuple(row) for row in session.execute(query, {"begin": period.begin, "end": period.end})]
    sample = rows[:: max(1, len(rows) // SAMPLE)]
    return [facility_id for facility_id, _ in sample], sum(own for _, own in sample) / sum(own for _, own in rows)


def _alone(facility_id: int, work: Callable[[BincSession], object]) -> float:
    """The milliseconds of one piece of work in a transaction of its own, in a session that knows nothing yet."""
    with transaction(staff_scope(facility_id)) as session:
        return clocked(lambda: work(session))


def _must_be_the_same(ours: object, naive: object) -> None:
    if ours != naive:
        raise RuntimeError("the two ways give different answers")
