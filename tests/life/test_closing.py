"""Closing and reopening, as services do them (D-6, D-7, D-11)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.database import BincSession
from app.domain.activities import activity_sentence
from app.domain.dossiers import check_reopening, last_day_to_reopen
from app.domain.faults import Conflict, DomainError
from app.domain.referral import Referral
from app.queries.closing import read_closing_facts
from app.queries.dossier_page import read_dossier
from app.services.closing import close_dossier, reopen_dossier
from app.services.dossiers import change_referral, open_dossier
from models import Activity, Dossier, Facility
from tests import factories
from tests.life.answers import register
from tests.services.steps import ACTOR, CRISIS, GATE, TODAY, Story, day, refusals, story
from views.dossier_life import shown_conditions

WORDS: dict[str, Any] = {"actor": ACTOR, "today": TODAY}


def ready(session: BincSession, referral: Referral = GATE) -> Story:
    """A dossier that can close: one decision, one ended schakeling, both pages of answers."""
    told = story(session, referral=referral)
    told.decide()
    told.add("01-08", "05-31")
    if referral is GATE:
        register(session, told.dossier, "intake")
        register(session, told.dossier, "exit")
    return told


def last_sentence(session: BincSession, dossier: Dossier) -> str:
    activity = session.scalars(
        select(Activity).where(Activity.dossier_id == dossier.id).order_by(Activity.id.desc()).limit(1)
    ).one()
    return activity_sentence(activity.kind, activity.values)


def test_a_complete_dossier_closes_today_and_says_so_d_6(session: BincSession) -> None:
    dossier = close_dossier(session, ready(session).dossier, **WORDS)
    session.flush()
    assert (dossier.status, dossier.closed_on) == ("closed", TODAY)
    assert last_sentence(session, dossier) == "Dossier afgesloten op 15/06/2024"


def test_all_that_is_missing_is_told_at_once_d_6(session: BincSession) -> None:
    told = story(session)
    assert refusals(close_dossier, session, told.dossier, **WORDS) == [
        ("D-6", "decisions"),
        ("D-6", "schakelingen"),
        ("D-6", "intake"),
        ("D-6", "exit"),
    ]


def test_one_sentence_says_that_no_help_started_d_6(session: BincSession) -> None:
    told = story(session, referral=CRISIS)
    told.decide()
    told.decide("02-01")
    assert refusals(close_dossier, session, told.dossier, **WORDS) == [("D-6", "schakelingen")]


@pytest.mark.parametrize(("end", "closes"), [("06-13", True), ("06-14", True), ("06-15", False), ("06-16", False)])
def test_the_last_day_of_help_lies_before_the_day_of_closing_d_6(session: BincSession, end: str, closes: bool) -> None:
    told = story(session, referral=CRISIS)
    told.decide()
    told.add("01-08", end)
    assert (refusals(close_dossier, session, told.dossier, **WORDS) == []) is closes


def test_intake_and_exit_are_no_condition_where_they_are_optional_e_3(session: BincSession) -> None:
    assert close_dossier(session, ready(session, CRISIS).dossier, **WORDS).status == "closed"


@pytest.mark.parametrize("missing", ["family_situation", "trajectory"])
def test_1g1p_closes_without_decisions_but_not_without_its_pages_d_6(session: BincSession, missing: str) -> None:
    facility = factories.create_facility(session, organisation_type="1G1P", modules=())
    client = factories.create_client(session, facility)
    referral = Referral(referral_date=day("01-08"), referrer="huisarts", waiting_list="no")
    dossier = open_dossier(session, client.id, facility, referral, **WORDS)
    session.flush()
    register(session, dossier, "trajectory" if missing == "family_situation" else "family_situation")
    assert refusals(close_dossier, session, dossier, **WORDS) == [("D-6", missing)]
    register(session, dossier, missing)
    assert close_dossier(session, dossier, **WORDS).status == "closed"


def test_the_second_to_close_hears_that_it_was_closed_already_d_11(session: BincSession) -> None:
    told = ready(session)
    close_dossier(session, told.dossier, **WORDS)
    session.flush()
    with pytest.raises(Conflict) as refusal:
        close_dossier(session, told.dossier, **WORDS)
    assert "al afgesloten op 15/06/2024" in refusal.value.messages[0]


def test_a_dossier_changed_meanwhile_does_not_close_unseen_d_11(session: BincSession) -> None:
    told = ready(session)
    with pytest.raises(Conflict):
        close_dossier(session, told.dossier, **WORDS, seen_version=told.dossier.version - 1)


def test_an_edit_leaves_a_closed_dossier_closable_d_6(session: BincSession) -> None:
    told = ready(session)
    close_dossier(session, told.dossier, **WORDS)
    session.flush()
    last = told.dossier.decisions[0].schakelingen[0]
    assert refusals(told.change, last, "01-08", None) == [("D-6", "end")]
    assert refusals(told.delete, last) == [("D-6", "schakelingen")]
    assert ("D-6", "begin") in refusals(told.add, "06-16", "06-20")
    assert refusals(told.change, last, "01-08", "05-30") == []


def test_a_referral_that_makes_the_intake_mandatory_is_refused_once_closed_d_6_e_3(session: BincSession) -> None:
    told = ready(session, CRISIS)
    close_dossier(session, told.dossier, **WORDS)
    session.flush()
    faults = refusals(change_referral, session, told.dossier, GATE, **WORDS)
    assert faults == [("D-6", "intake"), ("D-6", "exit")]
    register(session, told.dossier, "intake")
    register(session, told.dossier, "exit")
    assert refusals(change_referral, session, told.dossier, GATE, **WORDS) == []


def test_each_missing_thing_has_a_sentence_and_a_link_only_where_a_page_stands_d_6(
    session: BincSession, app: Any
) -> None:
    told = story(session)
    view = read_dossier(session, told.facility.id, told.dossier.code)
    facts = read_closing_facts(session, told.facility, view.chain, view.referral, view.registrations)
    with app.test_request_context():
        lines = shown_conditions(facts, told.dossier.code, TODAY)
    assert [line.state for line in lines] == ["late", "late", "due", "due"]
    # Nobody is signed in here, so no page may be opened and none is linked.
    assert [line.link for line in lines] == [None] * 4


@pytest.mark.parametrize(
    ("today", "open_code", "field"),
    [
        (date(2025, 5, 31), None, None),
        (date(2025, 6, 1), None, "dossier"),
        (date(2024, 6, 16), "BNC_20240601_000009", "client"),
        (date(2030, 1, 1), "BNC_20240601_000009", "client"),
    ],
)
def test_when_a_dossier_reopens_at_once_d_7(today: date, open_code: str | None, field: str | None) -> None:
    last_day = last_day_to_reopen(date(2024, 5, 31), date(2024, 6, 15))
    assert last_day == date(2025, 5, 31)
    assert [fault.field for fault in check_reopening(last_day, open_code, today)] == ([field] if field else [])


def test_the_closing_day_counts_where_there_is_no_schakeling_d_7() -> None:
    assert last_day_to_reopen(None, date(2024, 2, 29)) == date(2025, 2, 28)


def test_a_dossier_reopens_until_a_year_after_the_help_d_7(session: BincSession) -> None:
    told = ready(session)
    close_dossier(session, told.dossier, **WORDS)
    session.flush()
    assert refusals(reopen_dossier, session, told.dossier, actor=ACTOR, today=date(2025, 6, 1)) == [("D-7", "dossier")]
    reopened = reopen_dossier(session, told.dossier, actor=ACTOR, today=date(2025, 5, 31))
    session.flush()
    assert (reopened.status, reopened.closed_on) == ("open", None)
    assert last_sentence(session, reopened) == "Dossier heropend; het was afgesloten op 15/06/2024"


def test_not_while_the_client_has_another_open_dossier_d_7(session: BincSession) -> None:
    told = ready(session)
    close_dossier(session, told.dossier, **WORDS)
    session.flush()
    facility = session.get_one(Facility, told.facility.id)
    newer = open_dossier(session, told.client.id, facility, GATE, actor=ACTOR, today=TODAY + timedelta(days=1))
    session.flush()
    with pytest.raises(DomainError) as refusal:
        reopen_dossier(session, told.dossier, **WORDS)
    assert newer.code in refusal.value.messages[0]
