"""Asking to reopen a dossier of long ago, from both sides, as services do it (D-7, A-4)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app.database import BincSession, enter_scope
from app.domain.activities import activity_sentence
from app.domain.faults import Conflict, DomainError, NotFound
from app.domain.reopening import REQUEST_TRANSITIONS, STATES
from app.domain.scope import Scope
from app.queries.reopening import QueueCriteria, asked_course, read_queue, read_request
from app.services.closing import reopen_dossier
from app.services.reopening import approve_request, ask_to_reopen, reject_request, withdraw_request
from models import Account, Activity, Dossier, Facility, Notice, ReopeningRequest
from tests.factories import create_dossier, create_facility, create_user
from tests.life.requests import (
    LAST_DAY,
    LAST_END,
    LONG_AFTER,
    MOTIVE,
    actor_of,
    asked,
    closed_long_ago,
    sit_as_case_handler,
)
from tests.services.steps import refusals


@pytest.fixture
def facility(session: BincSession) -> Facility:
    return create_facility(session)


@pytest.fixture
def asker(session: BincSession) -> Account:
    return create_user(session, first_name="Ann", last_name="Vraagt")


@pytest.fixture
def handler(session: BincSession) -> Account:
    return create_user(session, first_name="Viktor", last_name="Beslist")


def as_system(session: BincSession) -> None:
    session.expunge_all()
    enter_scope(session, Scope.system("test"))


def sentences(session: BincSession, dossier_id: int) -> list[str]:
    told = session.scalars(select(Activity).where(Activity.dossier_id == dossier_id).order_by(Activity.id))
    return [activity_sentence(one.kind, one.values) for one in told]


def test_a_request_waits_with_its_reason_and_stands_in_the_activities_d_7(
    session: BincSession, facility: Facility, asker: Account
) -> None:
    dossier = closed_long_ago(session, facility)
    request = asked(session, dossier, asker)
    assert (request.state, request.motive, request.requested_by_name) == ("requested", MOTIVE, "Ann Vraagt")
    assert request.decided_at is None
    assert sentences(session, dossier.id) == [f"Aan Opgroeien gevraagd om te heropenen (aanvraag {request.id})"]
    assert dossier.status == "closed"


def test_nothing_is_asked_while_it_still_goes_at_once_or_another_dossier_is_open_d_7(
    session: BincSession, facility: Facility, asker: Account
) -> None:
    dossier = closed_long_ago(session, facility)
    words: Any = {"actor": actor_of(asker)}
    assert refusals(ask_to_reopen, session, dossier, MOTIVE, today=LAST_DAY, **words) == [("D-7", "dossier")]
    assert refusals(ask_to_reopen, session, dossier, "  ", today=LONG_AFTER, **words) == [("D-7", "motive")]
    create_dossier(session, dossier.client, facility)
    assert refusals(ask_to_reopen, session, dossier, MOTIVE, today=LONG_AFTER, **words) == [("D-7", "client")]
    assert session.scalars(select(ReopeningRequest)).all() == []


def test_an_open_dossier_is_not_asked_for_d_7(session: BincSession, facility: Facility, asker: Account) -> None:
    dossier = closed_long_ago(session, facility)
    dossier.status, dossier.closed_on = "open", None
    session.flush()
    with pytest.raises(Conflict):
        asked(session, dossier, asker)


def test_one_request_waits_at_a_time_and_after_an_answer_one_may_ask_again_d_7(
    session: BincSession, facility: Facility, asker: Account
) -> None:
    dossier = closed_long_ago(session, facility)
    first = asked(session, dossier, asker)
    with pytest.raises(Conflict) as refused:
        asked(session, dossier, asker)
    assert "Een collega vroeg intussen al" in refused.value.messages[0]
    withdraw_request(session, dossier, actor=actor_of(asker))
    assert first.state == "withdrawn"
    second = asked(session, dossier, asker)
    third = ReopeningRequest(facility_id=facility.id, dossier_id=dossier.id, motive="x", requested_by_name="An")
    with pytest.raises(IntegrityError), session.begin_nested():
        session.add(third)
    assert second.state == "requested"


def test_a_case_handler_reopens_by_approving_and_everybody_is_told_d_7_d_10(
    session: BincSession, facility: Facility, asker: Account, handler: Account
) -> None:
    dossier_id = closed_long_ago(session, facility).id
    request_id = asked(session, session.get_one(Dossier, dossier_id), asker).id
    actor = sit_as_case_handler(session, handler)
    approve_request(session, request_id, actor=actor)
    as_system(session)
    dossier, request = session.get_one(Dossier, dossier_id), session.get_one(ReopeningRequest, request_id)
    assert (dossier.status, dossier.closed_on) == ("open", None)
    assert (request.state, request.decided_by, request.decided_by_name) == ("approved", handler.id, "Viktor Beslist")
    assert sentences(session, dossier_id)[-1] == (
        f"Opgroeien keurde aanvraag {request_id} goed: heropend; het was afgesloten op 01/06/2024"
    )
    notice = session.scalars(select(Notice)).one()
    assert (notice.user_id, notice.kind, notice.codes) == (asker.id, "reopening_approved", [dossier.code])


def test_a_rejection_says_why_and_leaves_the_dossier_closed_d_7(
    session: BincSession, facility: Facility, asker: Account, handler: Account
) -> None:
    dossier_id = closed_long_ago(session, facility).id
    request_id = asked(session, session.get_one(Dossier, dossier_id), asker).id
    actor = sit_as_case_handler(session, handler)
    assert refusals(reject_request, session, request_id, " ", actor=actor) == [("D-7", "answer")]
    reject_request(session, request_id, "Maak een nieuw dossier.", actor=actor)
    as_system(session)
    request = session.get_one(ReopeningRequest, request_id)
    assert (request.state, request.answer) == ("rejected", "Maak een nieuw dossier.")
    assert session.get_one(Dossier, dossier_id).status == "closed"
    activity = session.scalars(select(Activity).order_by(Activity.id.desc()).limit(1)).one()
    assert activity.values["after"] == {"answer": "Maak een nieuw dossier."}
    assert session.scalars(select(Notice.kind)).all() == ["reopening_rejected"]


def test_somebody_with_two_seats_does_not_decide_about_their_own_request_d_7(
    session: BincSession, facility: Facility, asker: Account
) -> None:
    request_id = asked(session, closed_long_ago(session, facility), asker).id
    actor = sit_as_case_handler(session, asker)
    assert refusals(approve_request, session, request_id, actor=actor) == [("D-7", "decider")]
    assert refusals(reject_request, session, request_id, "Nee.", actor=actor) == [("D-7", "decider")]
    as_system(session)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(
            text(
                "update reopening_request set state = 'approved', decided_at = now(), decided_by = requested_by, "
                "decided_by_name = 'An' where id = :id"
            ),
            {"id": request_id},
        )


def test_approving_checks_again_for_another_open_dossier_d_7(
    session: BincSession, facility: Facility, asker: Account, handler: Account
) -> None:
    dossier = closed_long_ago(session, facility)
    request_id = asked(session, dossier, asker).id
    newer = create_dossier(session, dossier.client, facility)
    actor = sit_as_case_handler(session, handler)
    row = read_request(session, request_id)
    assert row is not None
    assert row.dossier is not None
    assert row.dossier.other_open
    with pytest.raises(DomainError) as refused:
        approve_request(session, request_id, actor=actor)
    assert [(fault.rule, fault.field) for fault in refused.value.faults] == [("D-7", "client")]
    assert newer.code not in refused.value.messages[0]


def test_a_dossier_that_comes_open_in_another_way_withdraws_its_request_d_7(
    session: BincSession, facility: Facility, asker: Account
) -> None:
    """An edit of the last end can bring a closed dossier back within the year."""
    dossier = closed_long_ago(session, facility)
    request = asked(session, dossier, asker)
    dossier.last_schakeling_end = LAST_END + timedelta(days=2)
    session.flush()
    reopen_dossier(session, dossier, actor=actor_of(asker), today=LONG_AFTER)
    session.flush()
    session.refresh(request)
    assert request.state == "withdrawn"
    assert request.decided_at is not None


def test_who_comes_second_hears_what_the_first_did_d_11(
    session: BincSession, facility: Facility, asker: Account, handler: Account
) -> None:
    dossier = closed_long_ago(session, facility)
    request_id = asked(session, dossier, asker).id
    withdraw_request(session, dossier, actor=actor_of(asker))
    with pytest.raises(Conflict) as again:
        withdraw_request(session, dossier, actor=actor_of(asker))
    assert "ingetrokken" in again.value.messages[0]
    actor = sit_as_case_handler(session, handler)
    with pytest.raises(Conflict) as late:
        approve_request(session, request_id, actor=actor)
    assert "ingetrokken" in late.value.messages[0]
    with pytest.raises(NotFound):
        approve_request(session, request_id + 1_000_000, actor=actor)


@pytest.mark.parametrize("before", STATES)
@pytest.mark.parametrize("after", STATES)
def test_the_database_knows_the_same_table_d_7(
    session: BincSession, facility: Facility, asker: Account, before: str, after: str
) -> None:
    """The steps that the trigger takes are those of the domain."""
    request = asked(session, closed_long_ago(session, facility), asker)
    allowed = any(old == before and new == after for (old, _), new in REQUEST_TRANSITIONS.items())
    if before != "requested":
        move(session, request.id, before)
    if before == after:
        return
    try:
        with session.begin_nested():
            move(session, request.id, after)
        went = True
    except IntegrityError:
        went = False
    assert went is allowed


def move(session: BincSession, request_id: int, state: str) -> None:
    """Puts a request in a state with all that the checks want beside it, so that only the trigger can refuse."""
    waits = state == "requested"
    values = {"state": state, "name": None if waits else "B", "answer": "Nee" if state == "rejected" else None}
    change = (
        "update reopening_request set state = :state, decided_at = case when :waits then null else now() end, "
        "decided_by_name = :name, answer = :answer where id = :id"
    )
    session.execute(text(change), {**values, "waits": waits, "id": request_id})


def test_a_case_handler_sees_dossiers_with_a_request_and_nothing_else_a_4(
    session: BincSession, facility: Facility, asker: Account, handler: Account
) -> None:
    dossier, other = closed_long_ago(session, facility), closed_long_ago(session, facility)
    request_id, code = asked(session, dossier, asker).id, dossier.code
    other_id = other.id
    sit_as_case_handler(session, handler)
    row = read_request(session, request_id)
    assert row is not None
    assert row.dossier is not None
    assert (row.dossier.code, row.dossier.status, row.dossier.other_open) == (code, "closed", False)
    steps = [(step.kind, step.begin, step.end, step.modules) for step in asked_course(session, request_id)]
    assert [step[0] for step in steps] == ["decision", "start"]
    assert steps[1][2] == LAST_END
    assert session.scalars(select(Dossier)).all() == []
    for table in ("dossier", "decision", "schakeling", "referral", "activity", "client", "notice"):
        assert session.scalar(text(f"select count(*) from {table}")) == 0, table
    assert session.execute(text("update dossier set owner_id = 1 where id = :id"), {"id": other_id}).rowcount == 0  # type: ignore[attr-defined]


def test_even_within_reach_of_a_facility_only_asked_dossiers_change_a_4(
    session: BincSession, facility: Facility, asker: Account, handler: Account
) -> None:
    """The wall under the one deed for which a case handler reaches a facility."""
    dossier, other = closed_long_ago(session, facility), closed_long_ago(session, facility)
    asked(session, dossier, asker)
    ids, facility_id = (dossier.id, other.id), facility.id
    sit_as_case_handler(session, handler)
    session.execute(
        text("select set_config('binc.dossiers_first', :id, true), set_config('binc.dossiers_last', :id, true)"),
        {"id": str(facility_id)},
    )
    change = text("update dossier set owner_id = null where id = :id")
    assert [session.execute(change, {"id": one}).rowcount for one in ids] == [1, 0]  # type: ignore[attr-defined]


@pytest.mark.parametrize("role_kind", ["agency_policy", "agency_analyst", "admin", "facility_staff", "anonymous"])
def test_the_doors_of_the_case_handler_stay_shut_for_others_a_4(
    session: BincSession, facility: Facility, asker: Account, role_kind: str
) -> None:
    request_id = asked(session, closed_long_ago(session, facility), asker).id
    session.execute(text("select set_config('binc.kind', :kind, true)"), {"kind": role_kind})
    assert session.execute(text("select * from asked_dossiers(array[:id]::bigint[])"), {"id": request_id}).all() == []
    assert session.execute(text("select * from asked_course(:id)"), {"id": request_id}).all() == []


def test_the_queue_shows_who_waits_longest_first_and_narrows_d_7(
    session: BincSession, facility: Facility, asker: Account, handler: Account
) -> None:
    elsewhere = create_facility(session, organisation_type="CKG")
    requests = [asked(session, closed_long_ago(session, place), asker) for place in (facility, elsewhere, facility)]
    for days, request in zip((1, 3, 2), requests, strict=True):
        request.requested_at = request.requested_at - timedelta(days=days)
    session.flush()
    ids = [request.id for request in requests]
    newest, middle = requests[0].requested_at, requests[2].requested_at
    sit_as_case_handler(session, handler)

    def found(**criteria: Any) -> list[int]:
        return [ids.index(row.request.id) for row in read_queue(session, QueueCriteria(**criteria), 1)[0]]

    assert found() == [1, 2, 0]
    assert found(facility_id=facility.id) == [2, 0]
    assert found(organisation_type="CKG") == [1]
    assert found(state="approved") == []
    assert found(state=None, begin=middle, end=newest) == [2]
