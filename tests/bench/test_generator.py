"""The data of the benchmarks, made small: they hold every rule of the database, and the figures can trust them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

pytest.importorskip("numpy", reason="numpy belongs to the benchmarks")

import numpy as np
from flask import Flask
from sqlalchemy import func, select, text

from app.database import BincSession, current_session, db, enter_scope
from app.domain.chain import check_schakeling
from app.domain.national_number import NationalNumber
from app.domain.period import Period
from app.domain.quarter import Quarter
from app.domain.scope import Scope
from app.domain.statements.lines import Input
from app.factory import create_app
from app.queries.bin import WITH_DELETED
from app.queries.chain import load_chain
from app.queries.figures.counting import counted_days
from app.queries.processed_years import statements_of_years
from app.queries.statements import read_statement
from app.runtime.postgres import EmbeddedPostgres
from app.services.deployments import verify_deployments
from app.services.summaries import refresh_summaries_of
from bench.beside import BESIDE_TABLES
from bench.generate import generate
from bench.loading import rows_that_count_toward
from bench.naive import naive_days, naive_statement, naive_states
from bench.organisations import Organisations
from bench.place import settings_for
from bench.saving import save_next
from models import Client, Dossier, Facility, Schakeling, SchakelingModule

SCALE, UNTIL = 0.002, date(2025, 12, 31)
DATABASE = "binc_small_sector"
BESIDE = (
    Dossier.last_decision_begin,
    Dossier.first_schakeling_begin,
    Dossier.last_schakeling_begin,
    Dossier.last_schakeling_end,
    Dossier.last_schakeling_modules,
    Dossier.intake_completed_on,
)


@pytest.fixture(scope="module")
def small_sector(postgres: EmbeddedPostgres) -> Iterator[Flask]:
    """An application on a generated sector; generating puts every constraint back, so each of them holds."""
    generate(postgres, DATABASE, scale=SCALE, until=UNTIL)
    app = create_app(settings_for(postgres, DATABASE))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def sector(small_sector: Flask) -> Iterator[BincSession]:
    """A session with the reach of the system, rolled back afterwards."""
    with small_sector.app_context():
        enter_scope(db.session, Scope.system("test"))
        yield current_session()
        db.session.rollback()
        db.session.remove()


def test_the_sector_has_the_promised_size(sector: BincSession) -> None:
    facilities, dossiers, schakelingen, modules = (
        # The dossiers in the bin belong to the promised size too.
        sector.scalars(select(func.count()).select_from(table).execution_options(**{WITH_DELETED: True})).one()
        for table in (Facility, Dossier, Schakeling, SchakelingModule)
    )
    assert (facilities, dossiers) == (12, 1200)
    assert 2 < schakelingen / dossiers < 4
    assert 1.4 < modules / schakelingen < 2.4


def test_what_hangs_on_the_dossiers_is_there_too(sector: BincSession) -> None:
    """C-5, D-7, D-8, D-11, S-13, S-14: every page that the benchmarks open has something to show."""
    sector.execute(text("select set_config('binc.kind', 'system', true)"))
    empty = [table for table in BESIDE_TABLES if not sector.scalar(text(f"select count(*) from {table}"))]
    deleted = sector.scalar(text("select count(*) from dossier where status = 'deleted'"))
    assert empty == [] or empty == ["draft"], "drafts are seen from their own seat only"
    assert deleted


def test_deployments_agree_with_the_schakelingen(sector: BincSession) -> None:
    """F-1"""
    assert verify_deployments(sector) == 0


def test_what_stands_beside_a_dossier_is_what_the_service_would_write(sector: BincSession) -> None:
    """D-2"""
    query = select(Dossier.id, *BESIDE).order_by(Dossier.id)
    before = sector.execute(query).all()
    refresh_summaries_of(sector, [row.id for row in before])
    assert sector.execute(query).all() == before


def test_names_beside_a_dossier_are_those_of_its_client(sector: BincSession) -> None:
    """D-2"""
    other = (Dossier.name_key != Client.name_key) | (Dossier.first_name_key != Client.first_name_key)
    query = select(func.count()).select_from(Dossier).join(Client, Client.id == Dossier.client_id)
    assert sector.scalar(query.where(other | Dossier.birth_date.is_distinct_from(Client.birth_date))) == 0


def test_national_numbers_are_valid_and_tell_the_birth_date(sector: BincSession) -> None:
    """C-1"""
    query = select(Client.national_number, Client.birth_date, Client.sex).where(Client.national_number.is_not(None))
    for digits, birth_date, sex in sector.execute(query):
        number = NationalNumber.parse(digits or "")
        assert (number.birth_date, number.sex) == (birth_date, sex)


def test_every_schakeling_obeys_the_rules_of_its_chain(sector: BincSession) -> None:
    """S-2, S-3, S-4, S-5, S-7"""
    for dossier in sector.scalars(select(Dossier).order_by(Dossier.id).limit(300)):
        chain = load_chain(sector, dossier)
        for place, schakeling in enumerate(chain.schakelingen):
            keys = [one.key for one in chain.decisions]
            until_then = chain.decisions[: 1 + keys.index(schakeling.decision_key)]
            assert check_schakeling(schakeling, chain.schakelingen[:place], until_then, chain.approved) == []


def test_counting_in_sql_equals_the_naive_loop_that_it_is_measured_against(sector: BincSession) -> None:
    """F-1"""
    year = Period(date(2025, 1, 1), UNTIL)
    for facility_id in (1, 2, 3):
        counted = counted_days(sector, year, [facility_id]).get(facility_id, {})
        assert {module: days for module, days in counted.items() if days} == naive_days(sector, facility_id, year)


def test_a_statement_equals_the_naive_loop_that_it_is_measured_against(sector: BincSession) -> None:
    """Q-1, Q-2"""
    quarter = Quarter.of(UNTIL).previous
    for facility in sector.scalars(select(Facility).order_by(Facility.id).limit(20)):
        statement = read_statement(sector, facility, quarter, UNTIL)
        naive = naive_statement(sector, facility.id, quarter)
        for line in statement.lines if statement else ():
            clients, days = naive[line.module_id]
            assert (line.clients, line.total if line.input is Input.COUNTED else days) == (clients, days)


def test_the_states_of_a_year_equal_the_naive_look_that_they_are_measured_against(sector: BincSession) -> None:
    """Q-1, Q-5"""
    everybody = list(sector.scalars(select(Facility.id).order_by(Facility.id).limit(20)))
    found = statements_of_years(sector, everybody, [UNTIL.year - 1])
    for facility_id in everybody:
        assert found[facility_id, UNTIL.year - 1] == naive_states(sector, facility_id, UNTIL.year - 1)


def test_at_cah_all_modules_count_on_the_line_of_p_cah_f_4() -> None:
    """F-4, H14.2: the case of the facilities that exist."""
    rows = list(rows_that_count_toward(Organisations(("OVBJ", "CaH"), ("Limburg", "Limburg"), np.array([1, 1]))))
    assert [(row[0], row[1], *row[3:]) for row in rows] == [
        (2, "P-CRISISBEGELEIDING", 0, 0, 0, "P-CAH"),
        (2, "P-CRISISINTERVENTIE", 0, 0, 0, "P-CAH"),
    ]


def test_new_records_get_numbers_that_are_free(sector: BincSession) -> None:
    for table in ("dossier", "schakeling", "decision", "deployment", "activity"):
        query = f"select nextval(pg_get_serial_sequence('{table}', 'id')) > (select max(id) from {table})"
        assert sector.scalar(text(query)) is True


def test_the_measured_save_continues_a_dossier(small_sector: Flask) -> None:
    """S-5"""
    from bench.saving import _dossiers_to_continue

    facility_id, dossier_id = _dossiers_to_continue(small_sector, UNTIL, 1)[0]
    with small_sector.app_context():
        save_next(facility_id, dossier_id, UNTIL)
        enter_scope(db.session, Scope.system("test"))
        assert db.session.get_one(Dossier, dossier_id).last_schakeling_begin == UNTIL - timedelta(days=7)
        assert verify_deployments(current_session()) == 0
        db.session.rollback()
