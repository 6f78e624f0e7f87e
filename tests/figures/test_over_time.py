"""Figures over many periods, read at once, agree with the figure of each period (F-1 … F-9)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.database import db
from app.domain.figures.places_ahead import places_per_day
from app.domain.figures.windows import Step, from_new_year, periods_until, quarters_until
from app.domain.period import Period
from app.domain.quarter import Quarter
from app.queries.figures.flow import Flow, flow_of
from app.queries.figures.occupancy import occupancy_of
from app.queries.figures.over_time import asked_facility, occupancy_over_time, stays_of, totals_asked
from app.queries.figures.utilisation import utilisation_of, utilisation_per_quarter
from app.queries.planning import plan_for_values
from app.services.exchange import import_exchange
from models import Decision, Facility, Schakeling
from tests.factories import create_client, create_decision, create_dossier, create_facility, create_schakeling
from tests.figures.random_files import IN_POINTS, PROGRAMMES, TODAY, random_file
from tests.views.counting import counted_statements

LAST = Quarter(2024, 2)


def random_facility(session: Any, seed: int, kind: str) -> Facility:
    document = random_file(seed, kind)
    import_exchange(session, document, today=TODAY)
    return session.scalars(select(Facility).where(Facility.code == document["facilities"][0]["code"])).one()


@pytest.mark.parametrize("kind", [*PROGRAMMES, *IN_POINTS])
@pytest.mark.parametrize("step", list(Step))
def test_every_period_has_the_figures_it_has_alone(session: Any, kind: str, step: Step) -> None:
    """F-1 … F-7: one statement for all of them, the same formulas; of a CKG also from 1 January on."""
    facility = random_facility(session, 70, kind)
    own = periods_until(LAST, step)
    periods = [*own, *(from_new_year(period) for period in own)]
    one = asked_facility(session, facility)
    totals = totals_asked(session, one, Quarter.between(Quarter(2022, 1), LAST))
    together = occupancy_over_time(session, one, periods, totals)
    for period in periods:
        assert together[period].result == occupancy_of(session, facility, period).result


@pytest.mark.parametrize("kind", ["OVBJ", "OVBJ (OB)", "CaH (points)", "pleegzorg"])
def test_every_quarter_has_the_utilisation_it_has_alone(session: Any, kind: str) -> None:
    """F-8."""
    facility = random_facility(session, 71, kind)
    quarters = quarters_until(LAST, Step.QUARTER)
    one = asked_facility(session, facility)
    together = utilisation_per_quarter(one, quarters, totals_asked(session, one, quarters))
    assert {quarter: together[quarter].result for quarter in quarters} == {
        quarter: utilisation_of(session, facility, [quarter]).result for quarter in quarters
    }


@pytest.mark.parametrize("kind", PROGRAMMES)
def test_places_of_every_day_add_up_to_the_figure(session: Any, kind: str) -> None:
    """F-1, F-2, F-9: free places are another view of the same numerator and denominator."""
    period = Period(date(2024, 1, 1), date(2024, 3, 31))
    one = asked_facility(session, random_facility(session, 72, kind))
    stays = stays_of(session, one, period)
    for figure in occupancy_over_time(session, one, [period], {})[period].result.figures:
        if figure.numerator is not None:
            days = places_per_day(figure, stays, period)
            assert sum(day.taken for day in days) == figure.numerator
            assert sum(day.recognised for day in days) == figure.denominator


@pytest.mark.parametrize("kind", [*PROGRAMMES, *IN_POINTS])
def test_inflow_and_outflow_are_what_a_loop_over_the_schakelingen_counts(session: Any, kind: str) -> None:
    """F-9: first and last days count, a dossier begins once and ends once."""
    facility = random_facility(session, 73, kind)
    query = select(Schakeling.begin, Schakeling.end, Decision.dossier_id).join(Decision)
    rows = session.execute(query.where(Schakeling.facility_id == facility.id)).all()
    dossiers = {row.dossier_id: [each for each in rows if each.dossier_id == row.dossier_id] for row in rows}
    firsts = [min(row.begin for row in own) for own in dossiers.values()]
    lasts = [max(row.end or date.max for row in own) for own in dossiers.values()]
    periods = periods_until(LAST, Step.MONTH)
    assert flow_of(session, facility.id, periods) == {
        period: Flow(
            sum(row.begin in period for row in rows),
            sum(row.end is not None and row.end in period for row in rows),
            sum(day in period for day in firsts),
            sum(day in period for day in lasts),
        )
        for period in periods
    }


def test_help_taken_up_again_after_a_gap_is_no_new_dossier(session: Any) -> None:
    """F-9: help from before the days looked at, and help known after them."""
    facility = create_facility(session)
    dossier = create_dossier(session, create_client(session, facility), facility, created_on=date(2023, 1, 1))
    decision = create_decision(session, dossier)
    create_schakeling(session, decision, begin=date(2023, 1, 1), end=date(2023, 2, 1))
    create_schakeling(session, decision, begin=date(2024, 1, 10), end=date(2024, 1, 20))
    create_schakeling(session, decision, begin=date(2024, 3, 1))
    january = Period(date(2024, 1, 1), date(2024, 1, 31))
    assert flow_of(session, facility.id, [january]) == {january: Flow(1, 1, 0, 0)}


def test_more_periods_take_no_more_statements(session: Any) -> None:
    """F-1: twelve months are read as quickly as one."""
    one = asked_facility(session, random_facility(session, 74, "OVBJ"))
    counts = []
    plan_for_values(session)
    for periods in (periods_until(LAST, Step.MONTH)[:1], periods_until(LAST, Step.MONTH)):
        with counted_statements(db.engine) as statements:
            occupancy_over_time(session, one, periods, {})
            flow_of(session, one.id, periods)
        counts.append(len(statements))
    assert counts[0] == counts[1]
