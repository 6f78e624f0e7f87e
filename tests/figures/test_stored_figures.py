"""Figures of all facilities that are kept ready are those that the data give, whatever changed meanwhile (F-1 … F-8).

The transactions are real ones: a figure holds only for who sees all that it was made of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import DBAPIError

from app.database import BincSession, transaction
from app.domain.figures.summary import RateKind
from app.domain.figures.usual import usual_questions
from app.domain.period import Period
from app.domain.quarter import Quarter
from app.domain.roles import Role
from app.domain.scope import Actor, Scope
from app.queries.figures import stored
from app.queries.figures.stored import computed_summaries, stored_summaries
from app.services.deployments import rewrite_deployments
from app.services.exchange import import_exchange
from app.services.stored_figures import figures_of_all, refresh_figures, verify_figures
from models import (
    AskedFigures,
    CapacityRow,
    Dossier,
    Facility,
    FigureChange,
    OccupancyRule,
    Schakeling,
    SchakelingModule,
    StoredFigures,
    TypeModule,
    UtilisationTotal,
)
from tests import factories
from tests.figures.random_files import TODAY
from tests.figures.random_totals import WIDE, file_with_totals
from tests.services.test_races import PATIENCE, Colleague, working

OCCUPANCY, UTILISATION = RateKind.OCCUPANCY, RateKind.UTILISATION
YEAR, SPRING = Period.year(2024), Quarter(2024, 2).period
QUESTIONS = (
    (OCCUPANCY, YEAR),
    (OCCUPANCY, Period(date(2024, 1, 1), date(2024, 5, 17))),
    (OCCUPANCY, Period(date(2023, 10, 3), date(2024, 2, 2))),
    (UTILISATION, SPRING),
    (UTILISATION, YEAR),
)
STEPS = 60


@pytest.fixture
def sector(committing_app: Flask) -> Flask:
    """Facilities of every organisation type with random dossiers, capacity and totals."""
    with working(committing_app) as session:
        for kind, programme in WIDE.items():
            for seed in (3, 8):
                import_exchange(session, file_with_totals(seed, kind, programme), today=TODAY)
    return committing_app


def of_the_day(session: BincSession, kind: RateKind, period: Period) -> dict[int, Any]:
    """What the agency's page shows."""
    return dict(figures_of_all(session, kind, period, today=TODAY))


def holding(app: Flask, kind: RateKind = OCCUPANCY, period: Period = YEAR) -> set[int]:
    """The facilities whose stored figures would be shown as they are."""
    with working(app) as session:
        return set(stored_summaries(session, kind, period))


def count_of(session: BincSession, table: Any) -> int:
    """How many rows of a table somebody sees."""
    return session.scalars(select(func.count()).select_from(table)).one()


def kept_ready(app: Flask) -> set[int]:
    """Stores what is asked of every facility; answers their ids."""
    with working(app) as session:
        for kind, period in QUESTIONS:
            of_the_day(session, kind, period)
        return set(session.scalars(select(Facility.id)))


def test_after_any_change_the_kept_figures_are_those_that_the_data_give(sector: Flask) -> None:
    """F-1 … F-8: help, capacity, totals, types and the catalogue change at random, several times between two looks."""
    random, everybody = Random(20241), kept_ready(sector)
    for _ in range(STEPS):
        for change in random.choices(CHANGES, k=random.randint(1, 2)):
            with working(sector) as session:
                change(session, random)
        kind, period = random.choice(QUESTIONS)
        with working(sector) as session:
            assert of_the_day(session, kind, period) == computed_summaries(session, kind, period)
    for kind, period in QUESTIONS:
        with working(sector) as session:
            shown = of_the_day(session, kind, period)
            assert (shown.keys(), shown) == (everybody, computed_summaries(session, kind, period))


def change_help(session: BincSession, random: Random) -> None:
    """The last schakeling of a dossier gets another begin or end, other ticks, or fewer modules."""
    last = select(Schakeling.dossier_id, func.max(Schakeling.id).label("id")).group_by(Schakeling.dossier_id).subquery()
    query = select(Schakeling).join(last, last.c.id == Schakeling.id).order_by(Schakeling.id)
    schakeling = random.choice(session.scalars(query).all())
    how = random.choice(("end", "begin", "ticks", "module", "none"))
    if how == "end":
        days = random.choice((None, 1, 30, 200))
        schakeling.end = None if days is None else schakeling.begin + timedelta(days=days)
    elif how == "begin" and (schakeling.end is None or schakeling.end > schakeling.begin):
        schakeling.begin += timedelta(days=1)
    ticked = session.scalars(select(SchakelingModule).where(SchakelingModule.schakeling_id == schakeling.id)).all()
    if how == "ticks":
        ticked[0].guaranteed = not ticked[0].guaranteed
    elif how == "module" and len(ticked) > 1:
        session.delete(ticked[0])
    session.flush()
    client_id = session.get_one(Dossier, schakeling.dossier_id).client_id
    rewrite_deployments(session, schakeling.facility_id, client_id)


def change_capacity(session: BincSession, random: Random) -> None:
    """A capacity row is added, changed or taken away."""
    rows = session.scalars(select(CapacityRow).order_by(CapacityRow.id)).all()
    row = random.choice(rows)
    how = random.choice(("more", "later", "gone", "new"))
    if how == "more":
        row.recognised += Decimal(1)
    elif how == "later":
        row.valid_from += timedelta(days=random.choice((1, 17)))
    elif how == "gone":
        session.delete(row)
    else:
        last = max(one.valid_from for one in rows if (one.facility_id, one.line) == (row.facility_id, row.line))
        place = session.get_one(Facility, row.facility_id)
        factories.create_capacity(session, place, row.line, valid_from=last + timedelta(days=40), recognised=Decimal(7))


def change_total(session: BincSession, random: Random) -> None:
    """A total of a quarter is typed, changed, or made empty."""
    total = random.choice(session.scalars(select(UtilisationTotal).order_by(UtilisationTotal.id)).all())
    total.total = random.choice((None, Decimal(0), Decimal("12.5"), Decimal(75)))


def change_type(session: BincSession, random: Random) -> None:
    """A facility becomes one of another organisation type."""
    place = random.choice(session.scalars(select(Facility).order_by(Facility.id)).all())
    place.organisation_type = random.choice(("OVBJ", "OOOC", "CKG", "CaH"))


def change_catalogue(session: BincSession, random: Random) -> None:
    """The intensity of a module or the formula of one changes, for everybody."""
    if random.random() < 0.5:
        module = random.choice(session.scalars(select(TypeModule).order_by(TypeModule.code)).all())
        module.intensity = Decimal(random.randint(1, 7))
        return
    rules = session.scalars(select(OccupancyRule).order_by(OccupancyRule.id)).all()
    session.delete(random.choice(rules))


CHANGES: tuple[Callable[[BincSession, Random], None], ...] = (
    *(3 * (change_help,)),
    *(2 * (change_capacity, change_total)),
    change_type,
    change_catalogue,
)


def test_only_the_facility_whose_help_changed_is_computed_anew(sector: Flask) -> None:
    everybody = kept_ready(sector)
    with working(sector) as session:
        running = select(Schakeling).where(Schakeling.begin < YEAR.end, Schakeling.end.is_(None))
        schakeling = session.scalars(running.order_by(Schakeling.id).limit(1)).one()
        schakeling.end = schakeling.begin
        session.flush()
        place_id = schakeling.facility_id
        rewrite_deployments(session, place_id, session.get_one(Dossier, schakeling.dossier_id).client_id)
    assert everybody - holding(sector) == {place_id}


@pytest.mark.parametrize(("end", "is_left"), [(date(2024, 12, 30), False), (date(2024, 12, 31), True)])
def test_an_end_after_the_period_leaves_the_figures_of_the_period(
    committing_app: Flask, end: date, is_left: bool
) -> None:
    """F-1: the period counts up to and including its last day, which is where a deployment may end without effect."""
    with working(committing_app) as session:
        place = factories.create_facility(session)
        dossier = factories.create_dossier(session, factories.create_client(session, place), place)
        schakeling = factories.create_schakeling(session, factories.create_decision(session, dossier))
        schakeling_id, place_id = schakeling.id, place.id
    kept_ready(committing_app)
    with working(committing_app) as session:
        schakeling = session.get_one(Schakeling, schakeling_id)
        schakeling.end = end
        session.flush()
        rewrite_deployments(session, place_id, session.get_one(Dossier, schakeling.dossier_id).client_id)
    assert (place_id in holding(committing_app)) is is_left


def test_figures_computed_beside_an_unfinished_save_hold_only_until_it_is_finished(sector: Flask) -> None:
    with working(sector) as saving:
        row = saving.scalars(select(CapacityRow).where(CapacityRow.valid_from < YEAR.end).limit(1)).one()
        row.recognised += 10
        saving.flush()
        place_id = row.facility_id
        reader = Colleague(sector, lambda session: of_the_day(session, OCCUPANCY, YEAR))
        reader.join(PATIENCE)
        assert reader.error is None
        beside = Colleague(sector, lambda session: _assert_holds(session, place_id))
        beside.join(PATIENCE)
        assert beside.error is None
    assert place_id not in holding(sector)
    with working(sector) as session:
        assert of_the_day(session, OCCUPANCY, YEAR) == computed_summaries(session, OCCUPANCY, YEAR)


def _assert_holds(session: BincSession, place_id: int) -> None:
    assert place_id in stored_summaries(session, OCCUPANCY, YEAR)


@pytest.mark.parametrize("changes_first", [True, False])
def test_what_a_transaction_changes_itself_is_never_seen_by_what_it_stores(sector: Flask, changes_first: bool) -> None:
    """Also while others finished later transactions, so that its own number looks like one of the past."""
    with working(sector) as session:
        row = session.scalars(select(CapacityRow).where(CapacityRow.valid_from < YEAR.end).limit(1)).one()
        place_id = row.facility_id
        for step in (0, 1):
            if (step == 0) is changes_first:
                row.recognised += 10
                session.flush()
            else:
                of_the_day(session, OCCUPANCY, YEAR)
            Colleague(sector, lambda other: other.execute(select(func.pg_current_xact_id()))).join(PATIENCE)
        assert place_id not in stored_summaries(session, OCCUPANCY, YEAR)
    assert place_id not in holding(sector)


def test_figures_of_other_formulas_do_not_hold(sector: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert kept_ready(sector) == holding(sector)
    monkeypatch.setattr(stored, "formulas_in_use", lambda: "another version")
    assert holding(sector) == set()


def test_a_wrong_stored_figure_is_found_at_night_and_put_right(sector: Flask) -> None:
    place_id = min(kept_ready(sector))
    assert verified(sector) == 0
    with working(sector) as session:
        wrong = {"figures": [["VERBLIJF", 1, 1, 2, 1, None, "F-2"]], "missing": 0}
        own = (
            (StoredFigures.facility_id == place_id)
            & (StoredFigures.kind == OCCUPANCY)
            & (StoredFigures.end == YEAR.end)
        )
        session.execute(update(StoredFigures).where(own).values(figures=wrong))
    assert verified(sector) == 1
    assert verified(sector) == 0
    with working(sector) as session:
        shown = stored_summaries(session, OCCUPANCY, YEAR)
        assert shown[place_id] == computed_summaries(session, OCCUPANCY, YEAR)[place_id]


def verified(app: Flask, today: date = TODAY) -> int:
    """How many stored figures the night finds wrong."""
    with working(app) as session:
        return verify_figures(session, now=datetime.now(UTC), today=today)["differences"]


def test_what_nobody_asked_for_a_week_is_no_longer_kept_ready(sector: Flask) -> None:
    kept_ready(sector)
    verified(sector, TODAY + timedelta(days=6))
    with working(sector) as session:
        assert count_of(session, AskedFigures) == len(QUESTIONS)
    verified(sector, TODAY + timedelta(days=7))
    with working(sector) as session:
        assert count_of(session, AskedFigures) == 0
        assert count_of(session, StoredFigures) == 0


def test_the_usual_questions_are_ready_before_anybody_asks(sector: Flask) -> None:
    with working(sector) as session:
        assert refresh_figures(session, today=date(2025, 8, 14)) == 6
    for question in usual_questions(date(2025, 8, 14)):
        assert holding(sector, question.kind, question.period)


def test_changes_that_every_stored_figure_knows_are_forgotten_after_a_day_and_no_others(sector: Flask) -> None:
    kept_ready(sector)
    verified(sector)
    with working(sector) as session:
        assert count_of(session, FigureChange) > 0, "younger than a day"
        place_id = session.scalars(select(CapacityRow.facility_id).limit(1)).one()
        verify_figures(session, now=datetime.now(UTC) + timedelta(days=2), today=TODAY)
        assert count_of(session, FigureChange) == 0
    with working(sector) as session:
        session.execute(delete(CapacityRow).where(CapacityRow.facility_id == place_id))
    with working(sector) as session:
        verify_figures(session, now=datetime.now(UTC) + timedelta(days=2), today=TODAY)
    assert place_id not in holding(sector)


@contextmanager
def seated(app: Flask, role: Role, facility_id: int | None) -> Iterator[BincSession]:
    """Somebody's unit of work."""
    with app.app_context(), transaction(Scope.of_seat(role, Actor(1, "An Claes"), facility_id, seat_id=1)) as session:
        yield session


def test_facilities_do_not_reach_what_is_kept_for_the_agency_a_2_a_4(sector: Flask) -> None:
    place_id = min(kept_ready(sector))
    with seated(sector, Role.FACILITY_MANAGER, place_id) as session:
        for table in (StoredFigures, AskedFigures, FigureChange):
            assert count_of(session, table) == 0
    with seated(sector, Role.AGENCY_ANALYST, None) as session:
        assert of_the_day(session, OCCUPANCY, YEAR).keys() == holding_of(session)
    for role, place in ((Role.FACILITY_MANAGER, place_id), (Role.AGENCY_POLICY, None)):
        with pytest.raises(DBAPIError), seated(sector, role, place) as session:
            session.execute(insert(FigureChange).values(facility_id=place_id, since=YEAR.begin))


def holding_of(session: BincSession) -> set[int]:
    """The facilities whose stored figures somebody sees."""
    return set(stored_summaries(session, OCCUPANCY, YEAR))
