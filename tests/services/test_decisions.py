"""Decisions, end to end against a real database (S-1, D-4, D-11)."""

from __future__ import annotations

from typing import Any

import pytest

from app.database import BincSession
from app.domain.faults import Conflict
from app.queries.chain import load_chain
from app.services.confirmation import NeedsConfirmation
from app.services.decisions import DecisionInput, change_decision, delete_decision
from models import Decision, Dossier
from tests import factories
from tests.services.steps import ACTOR, TODAY, Story, day, refusals, story


@pytest.fixture
def dossier(session: BincSession) -> Story:
    """A dossier without decisions."""
    return story(session)


def change(told: Story, decision: Decision, begin: str, *modules: str, **keywords: Any) -> Decision:
    """Changes a decision."""
    plan = DecisionInput(day(begin), modules or ("P-CB-BREED",), keywords.pop("ground", "judicial"), "VK")
    return change_decision(told.session, decision, plan, actor=ACTOR, today=TODAY, **keywords)


def delete(told: Story, decision: Decision, **keywords: Any) -> None:
    """Deletes a decision."""
    delete_decision(told.session, decision, actor=ACTOR, today=TODAY, **keywords)


def test_decisions_may_overlap_and_the_latest_stands_last_s_1(dossier: Story) -> None:
    first, second = dossier.decide("01-08"), dossier.decide("02-01")
    chain = load_chain(dossier.session, dossier.dossier)
    assert [one.key for one in chain.decisions] == [first.id, second.id]
    assert chain.latest_decision is not None
    assert chain.latest_decision.key == second.id


def test_the_same_decision_sent_twice_is_kept_once_unless_confirmed_d_11(dossier: Story) -> None:
    dossier.decide("01-08", "P-CB-BREED")
    with pytest.raises(NeedsConfirmation) as asked:
        dossier.decide("01-08", "P-CB-BREED")
    assert [caution.rule for caution in asked.value.cautions] == ["D-11"]
    dossier.decide("01-08", "VBFBJB04")
    assert len(load_chain(dossier.session, dossier.dossier).decisions) == 2


def test_a_decision_needs_modules_that_the_facility_may_offer_s_1(session: BincSession, dossier: Story) -> None:
    factories.approve(session, dossier.facility, "P-CB-SOFS", valid_until=day("02-29"))
    assert refusals(dossier.decide, "03-01", "P-CB-SOFS") == [("S-1", "modules")]
    assert refusals(dossier.decide, "01-08", "VBFBJB17") == [("S-1", "modules")]
    assert refusals(dossier.decide, "02-29", "P-CB-SOFS") == []


def test_a_decision_before_the_latest_asks_to_be_confirmed_s_1(dossier: Story) -> None:
    dossier.decide("02-01")
    with pytest.raises(NeedsConfirmation, match="S-2 begin"):
        dossier.decide("01-31", confirmed=frozenset())


def test_a_begin_cannot_move_past_the_first_schakeling_s_1(dossier: Story) -> None:
    decision = dossier.decide("01-08")
    dossier.add("01-20")
    assert refusals(change, dossier, decision, "01-21") == [("S-1", "begin")]
    assert refusals(change, dossier, decision, "01-20") == []
    assert (decision.begin, decision.ground, decision.mandated_service) == (day("01-20"), "judicial", "VK")
    assert [module.type_module.code for module in decision.modules] == ["P-CB-BREED"]
    assert dossier.dossier.last_decision_begin == day("01-20")


def test_a_begin_cannot_move_so_that_another_decision_is_the_latest_s_1(dossier: Story) -> None:
    first, second = dossier.decide("01-08"), dossier.decide("02-01")
    assert refusals(change, dossier, second, "01-07") == [("S-1", "begin")]
    assert refusals(change, dossier, first, "02-02") == [("S-1", "begin")]
    assert refusals(change, dossier, first, "02-01") == []


def test_a_decision_with_schakelingen_cannot_be_deleted_s_1(session: BincSession, dossier: Story) -> None:
    first = dossier.decide("01-08")
    saved = dossier.add("01-08")
    assert refusals(delete, dossier, first) == [("S-1", "decision")]
    dossier.delete(saved)
    delete(dossier, first)
    session.flush()
    kept = session.get_one(Dossier, dossier.dossier.id, populate_existing=True)
    assert (load_chain(session, kept).decisions, kept.last_decision_begin) == ((), None)


def test_a_decision_deleted_meanwhile_is_said_so_d_11(dossier: Story) -> None:
    decision = dossier.decide("01-08")
    ghost = Decision(id=decision.id, dossier_id=dossier.dossier.id, facility_id=dossier.facility.id)
    delete(dossier, decision)
    with pytest.raises(Conflict, match="D-11 decision"):
        change(dossier, ghost, "01-09")


def test_who_saw_an_older_version_is_stopped_d_11(dossier: Story) -> None:
    seen = dossier.dossier.version
    decision = dossier.decide("01-08", seen_version=seen)
    for step in (
        lambda: dossier.decide("01-09", seen_version=seen),
        lambda: change(dossier, decision, "01-09", seen_version=seen),
    ):
        with pytest.raises(Conflict, match="D-11 version"):
            step()
    assert decision.begin == day("01-08")


def test_an_organisation_type_without_decisions_refuses_them_d_4(session: BincSession) -> None:
    facility = factories.create_facility(session, organisation_type="1G1P")
    client = factories.create_client(session, facility)
    dossier = factories.create_dossier(session, client, facility)
    told = Story(session, facility, client, dossier)
    assert ("D-4", "decision") in refusals(told.decide, "01-08", "P-CB-BREED")
