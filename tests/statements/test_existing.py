"""A statement and its lines exist exactly when the help says so, in the transaction that saves it (Q-1, Q-4)."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from app.database import BincSession
from app.domain.faults import DomainError
from app.domain.quarter import Quarter
from app.queries.statement_list import statements_of
from app.queries.statements import read_statement
from models import QuarterStatement, StatementStep, UtilisationOfClient, UtilisationTotal
from tests import factories
from tests.services.steps import story
from tests.statements.steps import Q1, Q2, Q3, TODAY, Desk, desk_of


@pytest.mark.parametrize(
    ("begin", "end", "quarters"),
    [
        ("03-31", "03-31", [Q1]),
        ("03-31", "04-01", [Q1, Q2]),
        ("04-01", "04-01", [Q2]),
        ("04-01", "06-30", [Q2]),
        ("06-30", "07-01", [Q2, Q3]),
    ],
)
def test_a_statement_appears_with_the_first_schakeling_of_its_quarter_q_1(
    session: BincSession, begin: str, end: str, quarters: list[Quarter]
) -> None:
    desk, told = desk_of(session)
    assert statements_of(session, desk.facility, TODAY) == []
    told.add(begin, end)
    found = statements_of(session, desk.facility, TODAY)
    assert [one.quarter for one in found] == sorted(quarters, reverse=True)
    assert all(read_statement(session, desk.facility, one, TODAY) is not None for one in quarters)


def test_open_help_has_a_statement_in_every_quarter_that_has_begun_q_1(session: BincSession) -> None:
    desk, told = desk_of(session)
    told.add("12-31")
    found = [one.quarter for one in statements_of(session, desk.facility, date(2025, 6, 30))]
    assert found == [Quarter(2025, 2), Quarter(2025, 1), Quarter(2024, 4)]
    assert statements_of(session, desk.facility, date(2025, 7, 1))[0].quarter == Quarter(2025, 3)
    assert read_statement(session, desk.facility, Quarter(2025, 3), date(2025, 6, 30)) is None


def test_there_are_no_statements_before_2015_q_1(session: BincSession) -> None:
    facility = factories.create_facility(session)
    dossier = factories.create_dossier(session, factories.create_client(session, facility), facility)
    decision = factories.create_decision(session, dossier, begin=date(2014, 2, 1))
    factories.create_schakeling(session, decision, end=date(2015, 3, 31))
    assert [one.quarter for one in statements_of(session, facility, TODAY)] == [Quarter(2015, 1)]
    assert read_statement(session, facility, Quarter(2014, 4), TODAY) is None


def test_modules_without_utilisation_input_stand_in_no_line_q_1_m_1(session: BincSession) -> None:
    facility = factories.create_facility(session, organisation_type="CKG", modules=("P-CKG-GEZIN", "VBFKG06"))
    dossier = factories.create_dossier(session, factories.create_client(session, facility), facility)
    decision = factories.create_decision(session, dossier)
    factories.create_schakeling(session, decision, modules=("P-CKG-GEZIN", "VBFKG06", "P-CRISISBEGELEIDING"))
    assert set(Desk(session, facility).lines()) == {"VBFKG06"}


def test_an_organisation_without_statements_has_none_q_1(session: BincSession) -> None:
    facility = factories.create_facility(session, organisation_type="NAFT")
    dossier = factories.create_dossier(session, factories.create_client(session, facility), facility)
    factories.create_schakeling(session, factories.create_decision(session, dossier))
    assert statements_of(session, facility, TODAY) == []
    assert read_statement(session, facility, Q1, TODAY) is None


def test_a_line_drops_with_its_total_and_its_clients_when_its_last_deployment_goes_q_1_q_4(
    session: BincSession,
) -> None:
    desk, told = desk_of(session)
    schakeling = told.add("01-08", None, "P-CB-BREED", "P-CB-LAAG")
    desk.type_clients("P-CB-LAAG", {told.client.id: 12.5}, computed=True)
    desk.type(P_CB_BREED=40)
    desk.send()
    told.change(schakeling, "01-08", None, "P-CB-BREED")
    assert desk.lines() == {"P-CB-BREED": 40}
    assert desk.state() == "to_send_again"
    assert session.scalars(select(UtilisationOfClient)).all() == []
    last = session.scalars(select(StatementStep).order_by(StatementStep.id.desc()).limit(1)).one()
    assert (last.event, last.before, last.after, last.dossier_id) == ("line_drops", 12.5, None, told.dossier.id)
    told.change(schakeling, "01-08", None, "P-CB-BREED", "P-CB-LAAG")
    assert desk.lines() == {"P-CB-BREED": 40, "P-CB-LAAG": None}


def test_a_line_stays_while_another_client_has_the_module_q_1(session: BincSession) -> None:
    desk, told = desk_of(session)
    other = story(session, facility=told.facility)
    other.decide()
    first, second = told.add("01-08", None, "P-CB-BREED"), other.add("01-08", None, "P-CB-BREED")
    desk.type_clients("P-CB-BREED", {told.client.id: 10, other.client.id: 5}, computed=True)
    desk.send()
    other.delete(second)
    assert desk.lines() == {"P-CB-BREED": 10}
    assert desk.state() == "to_send_again"
    assert session.scalars(select(UtilisationOfClient.client_id)).all() == [told.client.id]
    told.delete(first)
    assert desk.statement() is None


def test_a_typed_total_stays_when_one_of_its_clients_goes_q_2(session: BincSession) -> None:
    desk, told = desk_of(session)
    other = story(session, facility=told.facility)
    other.decide()
    told.add("01-08", None, "P-CB-BREED")
    second = other.add("01-08", None, "P-CB-BREED")
    desk.type(P_CB_BREED=99)
    desk.type_clients("P-CB-BREED", {told.client.id: 10, other.client.id: 5}, computed=False)
    desk.send()
    other.delete(second)
    assert (desk.lines(), desk.state()) == ({"P-CB-BREED": 99}, "sent")
    assert session.scalars(select(UtilisationOfClient.amount)).all() == [10]


def test_a_module_that_joins_a_sent_quarter_asks_to_send_it_again_q_4(session: BincSession) -> None:
    desk, told = desk_of(session)
    schakeling = told.add("01-08", None, "P-CB-BREED")
    desk.type(P_CB_BREED=40)
    desk.send()
    told.change(schakeling, "01-08", None, "P-CB-BREED", "P-CB-LAAG")
    assert (desk.state(), desk.lines()) == ("to_send_again", {"P-CB-BREED": 40, "P-CB-LAAG": None})
    steps = session.execute(select(StatementStep.event, StatementStep.dossier_id).order_by(StatementStep.id)).all()
    assert [tuple(step) for step in steps][-1] == ("module_joins", told.dossier.id)


def test_another_client_with_the_same_module_does_not_move_a_sent_quarter_q_4(session: BincSession) -> None:
    desk, told = desk_of(session)
    told.add("01-08", None, "P-CB-BREED")
    desk.type(P_CB_BREED=40)
    desk.send()
    other = story(session, facility=told.facility)
    other.decide()
    other.add("02-01", None, "P-CB-BREED")
    assert desk.state() == "sent"


def test_a_module_without_input_does_not_move_a_sent_quarter_q_4(session: BincSession) -> None:
    desk, told = desk_of(session, modules=("P-OB-PROJECT",))
    schakeling = told.add("01-08", None, "P-CB-BREED")
    desk.type(P_CB_BREED=40)
    desk.send()
    told.change(schakeling, "01-08", None, "P-CB-BREED", "P-OB-PROJECT")
    assert desk.state() == "sent"


def test_when_the_last_schakeling_goes_the_statement_and_its_row_go_with_it_q_1(session: BincSession) -> None:
    desk, told = desk_of(session)
    schakeling = told.add("01-08", "02-01", "P-CB-BREED")
    desk.type(P_CB_BREED=40)
    desk.send()
    told.delete(schakeling)
    assert desk.statement() is None
    assert session.scalars(select(QuarterStatement)).all() == []
    assert session.scalars(select(UtilisationTotal)).all() == []
    told.add("01-08", "02-01", "P-CB-BREED")
    assert (desk.state(), desk.lines()) == ("open", {"P-CB-BREED": None})


def test_a_shorter_schakeling_leaves_the_quarters_it_no_longer_reaches_q_1(session: BincSession) -> None:
    desk, told = desk_of(session)
    second = Desk(session, told.facility, Q2)
    schakeling = told.add("01-08", "06-01", "P-CB-BREED")
    desk.type(P_CB_BREED=40)
    second.type(P_CB_BREED=30)
    told.change(schakeling, "01-08", "03-31", "P-CB-BREED")
    assert (desk.lines(), second.statement()) == ({"P-CB-BREED": 40}, None)


def test_a_change_that_would_touch_a_processed_quarter_is_refused_q_4(session: BincSession) -> None:
    desk, told = desk_of(session)
    schakeling = told.add("01-08", None, "P-CB-BREED")
    desk.type(P_CB_BREED=40)
    desk.send()
    desk.process()
    with pytest.raises(DomainError) as refused:
        told.change(schakeling, "01-08", None, "P-CB-BREED", "P-CB-LAAG")
    assert [fault.rule for fault in refused.value.faults] == ["Q-4"]
    with pytest.raises(DomainError):
        told.delete(schakeling)
    assert (desk.state(), desk.lines()) == ("processed", {"P-CB-BREED": 40})
