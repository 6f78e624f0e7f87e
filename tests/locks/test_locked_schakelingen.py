"""Processed years on saved schakelingen: the services, the wall inside the database, files (S-14)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.database import BincSession, enter_scope
from app.domain.chain_plans import ModulePlan
from app.domain.faults import DomainError
from app.domain.roles import Role
from app.domain.scope import Actor, Scope
from app.queries.processed_years import locked_until
from app.services.closing import reopen_dossier
from app.services.decisions import DecisionInput, add_decision, change_decision, delete_decision
from app.services.processed_years import process_year, reopen_year
from app.services.schakelingen import SchakelingInput, add_schakeling, change_schakeling, delete_schakeling
from models import Decision, Dossier, Facility, FosterCarer, ProcessedYearStep, Schakeling, SchakelingModule
from tests import factories
from tests.services.steps import ACTOR, EVERYTHING, NOW, refusals

CODE = "P-CB-BREED"
TODAY = date(2025, 7, 1)
LAST, NEXT = date(2024, 12, 31), date(2025, 1, 1)
WORDS: dict[str, Any] = {"actor": ACTOR, "today": TODAY}
SAVING: dict[str, Any] = {**WORDS, "now": NOW, "confirmed": EVERYTHING}


@pytest.fixture
def facility(session: BincSession) -> Facility:
    return factories.create_facility(session)


@pytest.fixture
def decision(session: BincSession, facility: Facility) -> Decision:
    client = factories.create_client(session, facility)
    dossier = factories.create_dossier(session, client, facility, created_on=date(2024, 1, 8))
    return factories.create_decision(session, dossier, modules=(CODE,))


def existing(session: BincSession, decision: Decision, begin: date, end: date | None) -> Schakeling:
    return factories.create_schakeling(session, decision, begin=begin, end=end, modules=(CODE,))


def plan(begin: date, end: date | None, kind: str = "switch") -> SchakelingInput:
    return SchakelingInput(begin, end, kind, (ModulePlan(CODE),))


def dossier_of(session: BincSession, decision: Decision) -> Dossier:
    return session.get_one(Dossier, decision.dossier_id)


@pytest.mark.parametrize(
    ("begin", "faults"), [(LAST, [("S-14", "begin")]), (date(2024, 3, 1), [("S-14", "begin")]), (NEXT, [])]
)
def test_the_first_one_of_a_dossier_begins_after_the_processed_years_s_14(
    session: BincSession, facility: Facility, decision: Decision, begin: date, faults: list[Any]
) -> None:
    factories.process_years(session, facility, 2024)
    dossier = dossier_of(session, decision)
    assert refusals(add_schakeling, session, dossier, plan(begin, None, "start"), **SAVING) == faults


@pytest.mark.parametrize(("end", "faults"), [(LAST, [("S-14", "previous_end")]), (NEXT, []), (date(2025, 2, 1), [])])
def test_the_previous_one_does_not_end_in_a_processed_year_s_5_s_14(
    session: BincSession, facility: Facility, decision: Decision, end: date, faults: list[Any]
) -> None:
    existing(session, decision, date(2024, 3, 1), None)
    factories.process_years(session, facility, 2024)
    new, dossier = plan(date(2025, 2, 1), None), dossier_of(session, decision)
    assert refusals(add_schakeling, session, dossier, new, end_of_previous=end, **SAVING) == faults


def test_a_switch_follows_what_ended_on_the_last_locked_day_an_extension_does_not_s_14(
    session: BincSession, facility: Facility, decision: Decision
) -> None:
    existing(session, decision, date(2024, 3, 1), LAST)
    dossier = dossier_of(session, decision)
    factories.create_decision(session, dossier, begin=NEXT, modules=(CODE,))
    factories.process_years(session, facility, 2024)
    extension = SchakelingInput(NEXT, None, "extension", ())
    assert refusals(add_schakeling, session, dossier, extension, **SAVING) == [("S-14", "kind")]
    assert refusals(add_schakeling, session, dossier, plan(NEXT, None), **SAVING) == []


@pytest.mark.parametrize(
    ("begin", "end", "new_end", "faults"),
    [
        (date(2024, 3, 1), LAST, date(2025, 2, 1), [("S-14", "schakeling")]),
        (LAST, LAST, NEXT, [("S-14", "schakeling")]),
        (date(2024, 3, 1), NEXT, date(2025, 2, 1), []),
        (date(2024, 3, 1), NEXT, LAST, [("S-14", "end")]),
        (date(2024, 3, 1), None, NEXT, []),
        (date(2024, 3, 1), None, LAST, [("S-14", "end")]),
        (LAST, None, LAST, [("S-14", "end")]),
        (NEXT, None, NEXT, []),
    ],
)
def test_an_end_changes_only_after_the_processed_years_s_14(
    session: BincSession, facility: Facility, decision: Decision, begin: date, end: date | None, new_end: date,
    faults: list[Any],
) -> None:  # fmt: skip
    schakeling = existing(session, decision, begin, end)
    factories.process_years(session, facility, 2024)
    assert refusals(change_schakeling, session, schakeling, plan(begin, new_end, "start"), **SAVING) == faults


@pytest.mark.parametrize(
    ("begin", "end", "faults"),
    [
        (date(2024, 3, 1), LAST, [("S-14", "schakeling")]),
        (LAST, LAST, [("S-14", "schakeling")]),
        (date(2024, 3, 1), None, [("S-14", "schakeling")]),
        (NEXT, None, []),
    ],
)
def test_what_began_in_a_processed_year_stays_s_14(
    session: BincSession, facility: Facility, decision: Decision, begin: date, end: date | None, faults: list[Any]
) -> None:
    schakeling = existing(session, decision, begin, end)
    factories.process_years(session, facility, 2024)
    assert refusals(delete_schakeling, session, schakeling, **WORDS) == faults


def test_who_deletes_what_began_in_a_processed_year_is_told_why_s_14(
    session: BincSession, facility: Facility, decision: Decision
) -> None:
    """By the rule, in its own words: the wall inside the database cannot name the days."""
    schakeling = existing(session, decision, LAST, None)
    factories.process_years(session, facility, 2024)
    with pytest.raises(DomainError) as refused:
        delete_schakeling(session, schakeling, **WORDS)
    assert "begon op 31/12/2024" in refused.value.messages[0]
    assert "tot en met 2024" in refused.value.messages[0]


def test_the_lock_is_of_one_facility_s_14(session: BincSession, facility: Facility, decision: Decision) -> None:
    factories.process_years(session, factories.create_facility(session), 2024)
    dossier = dossier_of(session, decision)
    assert refusals(add_schakeling, session, dossier, plan(date(2024, 3, 1), None, "start"), **SAVING) == []


def test_an_end_moves_although_the_locked_offer_lacks_what_is_asked_today_s_10_s_14(
    session: BincSession, decision: Decision
) -> None:
    """What history did not know cannot be filled in any more, and is no reason to refuse an end."""
    facility = session.get_one(Facility, decision.facility_id)
    factories.approve(session, facility, "P-OB-RTJ", valid_until=date(2024, 6, 30))
    code = ("P-OB-RTJ",)
    schakeling = factories.create_schakeling(session, decision, begin=date(2024, 3, 1), modules=code)
    factories.process_years(session, facility, 2024)
    after = SchakelingInput(date(2024, 3, 1), NEXT, "start", (ModulePlan(*code),))
    assert refusals(change_schakeling, session, schakeling, after, **SAVING) == []


def test_decisions_stay_editable_in_processed_years_s_1_s_14(
    session: BincSession, facility: Facility, decision: Decision
) -> None:
    existing(session, decision, date(2024, 3, 1), LAST)
    factories.process_years(session, facility, 2024)
    change_decision(session, decision, DecisionInput(date(2024, 2, 1), ("VBFBJB04",), "judicial"), **WORDS)
    new = DecisionInput(date(2024, 2, 2), (CODE,), "voluntary")
    added = add_decision(session, dossier_of(session, decision), new, **WORDS, confirmed=EVERYTHING)
    delete_decision(session, added, **WORDS)


def test_a_closed_dossier_reopens_whatever_is_processed_d_7_s_14(
    session: BincSession, facility: Facility, decision: Decision
) -> None:
    existing(session, decision, date(2024, 8, 1), LAST)
    dossier = dossier_of(session, decision)
    dossier.status, dossier.closed_on, dossier.last_schakeling_end = "closed", date(2025, 1, 10), LAST
    session.flush()
    factories.process_years(session, facility, 2024)
    assert reopen_dossier(session, dossier, **WORDS).status == "open"


def days(session: BincSession, facility: Facility) -> date | None:
    return locked_until(session, facility.id)


def test_two_years_with_a_gap_lock_up_to_the_later_one_and_reopening_moves_the_day_back_s_14(
    session: BincSession, facility: Facility
) -> None:
    assert days(session, facility) is None
    for year in (2022, 2024):
        process_year(session, facility.id, year, **WORDS)
    assert days(session, facility) == LAST
    reopen_year(session, facility.id, 2022, "verkeerd totaal", actor=ACTOR)
    assert days(session, facility) == LAST
    reopen_year(session, facility.id, 2024, "verkeerde module", actor=ACTOR)
    assert days(session, facility) == date(2022, 12, 31)
    process_year(session, facility.id, 2024, **WORDS)
    assert days(session, facility) == LAST
    steps = session.scalars(select(ProcessedYearStep).order_by(ProcessedYearStep.id)).all()
    assert [(one.year, one.state, one.opened_schakelingen, one.reason) for one in steps] == [
        (2022, "processed", False, None),
        (2024, "processed", False, None),
        (2022, "reopened", False, "verkeerd totaal"),
        (2024, "reopened", True, "verkeerde module"),
        (2024, "processed", False, None),
    ]


def test_the_only_processed_year_opens_everything_when_it_is_reopened_s_14(
    session: BincSession, facility: Facility, decision: Decision
) -> None:
    process_year(session, facility.id, 2024, **WORDS)
    reopen_year(session, facility.id, 2024, "te vroeg", actor=ACTOR)
    dossier = dossier_of(session, decision)
    assert refusals(add_schakeling, session, dossier, plan(date(2024, 3, 1), None, "start"), **SAVING) == []


def test_a_year_is_not_processed_twice_nor_too_early_q_5(session: BincSession, facility: Facility) -> None:
    process_year(session, facility.id, 2024, **WORDS)
    assert refusals(process_year, session, facility.id, 2024, **WORDS) == [("Q-5", "year")]
    assert refusals(process_year, session, facility.id, 2025, **WORDS) == [("Q-5", "year")]
    with pytest.raises(DomainError):
        reopen_year(session, facility.id, 2023, "niet verwerkt", actor=ACTOR)


BROKEN = {
    "insert within": 'insert into schakeling (facility_id, dossier_id, decision_id, kind, begin, "end") '
    "select facility_id, dossier_id, decision_id, 'start', date '2024-01-08', date '2024-01-09' "
    "from schakeling where id = :id",
    "move the begin": "update schakeling set begin = date '2024-02-01' where id = :id",
    "end within": "update schakeling set \"end\" = date '2024-12-31' where id = :id",
    "stay elsewhere": "update schakeling set elsewhere = true where id = :id",
    "delete": "delete from schakeling where id = :id",
    "guaranteed": "update schakeling_module set guaranteed = true where schakeling_id = :id",
    "without its module": "delete from schakeling_module where schakeling_id = :id",
    "a carer": "insert into foster_carer (facility_id, schakeling_id, place, national_number, name) "
    "select facility_id, id, 1, '00000000000', 'An' from schakeling where id = :id",
}


@pytest.mark.parametrize("end", [None, date(2025, 3, 1)], ids=["open", "ended later"])
@pytest.mark.parametrize("broken", BROKEN)
def test_the_database_keeps_processed_years_by_itself_s_14(
    session: BincSession, facility: Facility, decision: Decision, broken: str, end: date | None
) -> None:
    schakeling = existing(session, decision, date(2024, 3, 1), end)
    factories.process_years(session, facility, 2024)
    with pytest.raises(IntegrityError, match="processed year is locked"), session.begin_nested():
        session.execute(text(BROKEN[broken]), {"id": schakeling.id})


@pytest.mark.parametrize("broken", [name for name in BROKEN if name != "insert within"])
def test_the_database_leaves_later_years_alone_s_14(
    session: BincSession, facility: Facility, decision: Decision, broken: str
) -> None:
    schakeling = existing(session, decision, NEXT, date(2025, 3, 1))
    if broken in ("move the begin", "end within"):
        return
    factories.process_years(session, facility, 2024)
    session.execute(text(BROKEN[broken]), {"id": schakeling.id})


def test_the_database_lets_an_end_move_and_an_ended_one_rest_s_14(
    session: BincSession, facility: Facility, decision: Decision
) -> None:
    ended, running = existing(session, decision, date(2024, 3, 1), LAST), existing(session, decision, LAST, None)
    factories.process_years(session, facility, 2024)
    session.execute(update(Schakeling).where(Schakeling.id == running.id).values(end=NEXT))
    session.execute(update(Schakeling).where(Schakeling.id == running.id).values(end=None))
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(update(Schakeling).where(Schakeling.id == ended.id).values(end=NEXT))
    session.execute(update(Schakeling).where(Schakeling.id == ended.id).values(begin_registered_at=None))


def test_only_the_policy_team_writes_processed_years_q_5(session: BincSession, facility: Facility) -> None:
    factories.process_years(session, facility, 2024)
    session.commit()
    enter_scope(session, Scope.of_seat(Role.FACILITY_MANAGER, Actor(1, "An"), facility.id, 1))
    assert days(session, facility) == LAST
    session.execute(text("update processed_year set locks = false, state = 'reopened'"))
    assert days(session, facility) == LAST
    with pytest.raises(DBAPIError, match="row-level security"), session.begin_nested():
        session.execute(
            text("insert into processed_year (facility_id, year, state, locks) values (:id, 2023, 'processed', true)"),
            {"id": facility.id},
        )


def test_the_parts_of_a_deletable_one_go_with_it_s_14(
    session: BincSession, facility: Facility, decision: Decision
) -> None:
    schakeling = existing(session, decision, NEXT, None)
    factories.process_years(session, facility, 2024)
    session.execute(delete(Schakeling).where(Schakeling.id == schakeling.id))
    left = select(SchakelingModule.schakeling_id).where(SchakelingModule.schakeling_id == schakeling.id)
    assert session.scalars(left).all() == []
    assert session.scalars(select(FosterCarer.place)).all() == []
