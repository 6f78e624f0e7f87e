"""Typing totals, figures per client and supporting guidance; the switch; sending (Q-2, Q-3, Q-4)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select

from app.database import BincSession
from app.domain.faults import Conflict, DomainError
from app.services.confirmation import NeedsConfirmation
from app.services.statement_totals import KindsInput, save_kinds
from models import StatementStep, UtilisationOfClient, UtilisationTotal
from tests import factories
from tests.services.steps import ACTOR, refusals, story
from tests.statements.steps import Q1, SURE, WHO, Desk, desk_of


def with_two_modules(session: BincSession) -> tuple[Desk, int]:
    """A client with context guidance (per quarter of an hour) and residence."""
    desk, told = desk_of(session)
    told.add("01-08", None, "P-CB-BREED", "VBFBJB04")
    return desk, told.client.id


def test_totals_are_typed_and_rounding_is_refused_at_its_cell_q_2_q_3(session: BincSession) -> None:
    desk, _ = with_two_modules(session)
    cell = f"total_{desk.module('P-CB-BREED')}"
    assert refusals(desk.type, P_CB_BREED="12.3", VBFBJB04=30) == [("Q-3", cell)]
    assert desk.lines() == {"P-CB-BREED": None, "VBFBJB04": None}
    desk.type(P_CB_BREED="12.25")
    assert desk.lines() == {"P-CB-BREED": Decimal("12.25"), "VBFBJB04": None}
    desk.type(VBFBJB04=0)
    assert desk.lines() == {"P-CB-BREED": Decimal("12.25"), "VBFBJB04": 0}


def test_rounding_holds_for_client_figures_too_q_3(session: BincSession) -> None:
    desk, client = with_two_modules(session)
    cell = f"total_{desk.module('P-CB-BREED')}.{client}"
    assert refusals(desk.type_clients, "P-CB-BREED", {client: "1.30"}, computed=True) == [("Q-3", cell)]
    desk.type_clients("P-CB-BREED", {client: "1.50"}, computed=True)
    assert desk.lines()["P-CB-BREED"] == Decimal("1.5")


def test_a_typed_total_does_not_change_the_clients_q_2(session: BincSession) -> None:
    desk, client = with_two_modules(session)
    desk.type_clients("P-CB-BREED", {client: 10}, computed=True)
    desk.type(P_CB_BREED=50)
    line = next(one for one in desk.statement().lines if one.code == "P-CB-BREED")  # type: ignore[union-attr]
    assert (line.total, line.computed) == (50, False)
    assert session.scalars(select(UtilisationOfClient.amount)).all() == [10]


def test_saving_clients_without_computing_keeps_them_and_leaves_the_total_q_2(session: BincSession) -> None:
    desk, client = with_two_modules(session)
    desk.type(P_CB_BREED=50)
    desk.type_clients("P-CB-BREED", {client: 10}, computed=False)
    assert desk.lines()["P-CB-BREED"] == 50
    assert session.scalars(select(UtilisationOfClient.amount)).all() == [10]
    desk.type_clients("P-CB-BREED", {client: None}, computed=False)
    assert session.scalars(select(UtilisationOfClient.amount)).all() == []


def test_a_computed_total_over_a_different_typed_one_asks_first_q_2(session: BincSession) -> None:
    desk, client = with_two_modules(session)
    desk.type(P_CB_BREED=50)
    with pytest.raises(NeedsConfirmation) as asked:
        desk.type_clients("P-CB-BREED", {client: 10}, computed=True)
    assert [one.message for one in asked.value.cautions] == [
        "Contextbegeleiding breedsporig: het ingetypte totaal 50 wordt vervangen door 10."
    ]
    assert session.scalars(select(UtilisationOfClient)).all() == []
    desk.type_clients("P-CB-BREED", {client: 10}, computed=True, confirmed=SURE)
    assert desk.lines()["P-CB-BREED"] == 10
    # From then on it is the sum: no question any more.
    desk.type_clients("P-CB-BREED", {client: 12}, computed=True)
    assert desk.lines()["P-CB-BREED"] == 12


def test_the_switch_on_the_sheet_sums_what_stands_behind_and_asks_first_too_q_2(session: BincSession) -> None:
    desk, client = with_two_modules(session)
    desk.type(P_CB_BREED=50)
    desk.type_clients("P-CB-BREED", {client: 10}, computed=False)
    with pytest.raises(NeedsConfirmation):
        desk.compute("P-CB-BREED")
    desk.compute("P-CB-BREED", confirmed=SURE)
    assert desk.lines()["P-CB-BREED"] == 10


def test_somebody_without_the_module_gets_no_figure_q_1(session: BincSession) -> None:
    desk, _ = with_two_modules(session)
    stranger = story(session, facility=desk.facility).client.id
    cell = f"total_{desk.module('P-CB-BREED')}.{stranger}"
    assert refusals(desk.type_clients, "P-CB-BREED", {stranger: 1}, computed=True) == [("Q-1", cell)]
    assert refusals(desk.type, P_CB_LAAG=1) == [("Q-1", f"total_{desk.module('P-CB-LAAG')}")]


def test_supporting_guidance_is_entered_per_kind_with_the_row_bound_to_no_client_q_2(session: BincSession) -> None:
    facility = factories.create_facility(session, modules=("P-OB-RTJ",))
    dossier = factories.create_dossier(session, factories.create_client(session, facility), facility)
    factories.create_schakeling(session, factories.create_decision(session, dossier), modules=("P-OB-RTJ",))
    desk = Desk(session, facility)
    module = desk.module("P-OB-RTJ")
    wrong = KindsInput({"time_out": Decimal("1.25")}, Decimal("0.3"))
    faults = refusals(save_kinds, session, facility, Q1, module, wrong, computed=True, **WHO)
    assert faults == [("Q-3", f"total_{module}.{cell}") for cell in ("time_out", "non_client_bound")]
    given = KindsInput({"time_out": Decimal("1.5"), "other": Decimal(4), "ontheming": None}, Decimal("2"))
    save_kinds(session, facility, Q1, module, given, computed=True, **WHO)
    assert desk.lines() == {"P-OB-RTJ": Decimal("7.5")}
    row = session.scalars(select(UtilisationTotal)).one()
    assert (row.kinds, row.non_client_bound) == ({"time_out": "1.5", "other": "4"}, 2)
    with pytest.raises(DomainError):
        desk.type_clients("P-OB-RTJ", {}, computed=True)


def test_foster_care_that_equals_deployment_is_counted_and_read_only_q_2(session: BincSession) -> None:
    """Client-days in the quarter, our reading: a shared boundary day counts once, also with and without art. 74."""
    facility = factories.create_facility(session, organisation_type="pleegzorg", modules=("VBFINT04",))
    dossier = factories.create_dossier(session, factories.create_client(session, facility), facility)
    decision = factories.create_decision(session, dossier, modules=("VBFINT04",))
    first, later = decision.begin.replace(day=20), decision.begin.replace(day=22)
    factories.create_schakeling(session, decision, begin=first, end=later, modules=("VBFINT04",))
    words = {"begin": later, "end": later.replace(month=2), "modules": ("VBFINT04",), "kind": "switch"}
    factories.create_schakeling(session, decision, **words, guaranteed=("VBFINT04",))
    desk = Desk(session, facility)
    assert desk.lines() == {"VBFINT04": Decimal(34)}
    assert refusals(desk.type, VBFINT04=3) == [("Q-2", f"total_{desk.module('VBFINT04')}")]
    desk.send()
    assert desk.state() == "sent"


def test_sending_lists_all_that_is_missing_at_its_cell_q_4(session: BincSession) -> None:
    desk, _ = with_two_modules(session)
    missing = [("Q-4", f"total_{desk.module(code)}") for code in ("VBFBJB04", "P-CB-BREED")]
    assert refusals(desk.send) == missing
    desk.type(VBFBJB04=0)
    assert refusals(desk.send) == missing[1:]
    desk.type(P_CB_BREED=0)
    desk.send()
    statement = desk.statement()
    assert statement is not None
    assert (statement.state, statement.sent_at is not None) == ("sent", True)


def test_any_edit_of_a_sent_statement_asks_to_send_it_again_q_4(session: BincSession) -> None:
    desk, client = with_two_modules(session)
    desk.type(P_CB_BREED=10, VBFBJB04=80)
    desk.send()
    desk.type(P_CB_BREED=10, VBFBJB04=80)
    assert desk.state() == "sent"
    desk.type_clients("P-CB-BREED", {client: 3}, computed=False)
    assert desk.state() == "to_send_again"
    desk.send()
    desk.type(VBFBJB04=81)
    assert desk.state() == "to_send_again"


def test_sending_twice_is_refused_q_4(session: BincSession) -> None:
    desk, _ = with_two_modules(session)
    desk.type(P_CB_BREED=10, VBFBJB04=80)
    desk.send()
    with pytest.raises(Conflict):
        desk.send()


def test_a_processed_statement_opens_only_by_the_agency_and_stays_reopened_until_sent_q_4(
    session: BincSession,
) -> None:
    desk, client = with_two_modules(session)
    desk.type(P_CB_BREED=10, VBFBJB04=80)
    with pytest.raises(Conflict):
        desk.process()
    desk.send()
    desk.process()
    for edit in (
        lambda: desk.type(VBFBJB04=81),
        lambda: desk.type_clients("P-CB-BREED", {client: 3}, computed=True, confirmed=SURE),
        desk.send,
    ):
        with pytest.raises(Conflict):
            edit()
    desk.reopen("Een nacht vergeten")
    desk.type(VBFBJB04=81)
    assert desk.state() == "reopened"
    desk.send()
    assert desk.state() == "sent"
    events = session.scalars(select(StatementStep.event).order_by(StatementStep.id)).all()
    assert events == ["edit", "edit", "send", "process", "reopen", "edit", "send"]


def test_the_chain_keeps_old_and_new_totals_q_4(session: BincSession) -> None:
    desk, _ = with_two_modules(session)
    desk.type(P_CB_BREED=10)
    desk.type(P_CB_BREED="12.5")
    rows = session.execute(
        select(StatementStep.before, StatementStep.after, StatementStep.actor_name).order_by(StatementStep.id)
    )
    assert [tuple(row) for row in rows] == [(None, 10, ACTOR.name), (10, Decimal("12.5"), ACTOR.name)]


def test_whoever_saw_an_older_version_hears_of_it_d_11(session: BincSession) -> None:
    desk, client = with_two_modules(session)
    seen = desk.type(P_CB_BREED=10).version
    desk.type(VBFBJB04=80)
    with pytest.raises(Conflict) as refused:
        desk.type_clients("P-CB-BREED", {client: 3}, computed=True, seen_version=seen)
    assert [fault.rule for fault in refused.value.faults] == ["D-11"]
    with pytest.raises(Conflict):
        desk.send(seen_version=seen)
