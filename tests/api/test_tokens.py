"""Keys of other programs: what they open, for how long, and that they are kept nowhere (G-3, A-2, A-4, A-5)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from app.database import BincSession, enter_scope
from app.domain.api_tokens import (
    ACTIVE,
    EXPIRED,
    LONGEST_LIFE,
    TokenScope,
    check_token,
    digest_of,
    make_secret,
    token_state,
    warning_due,
)
from app.domain.roles import Role
from app.domain.scope import Actor, Scope
from app.services.api.tokens import caller_with, end_token, make_token, warn_of_ending_tokens
from models import Account, Activity, ApiToken, AuditEntry, Dossier, Facility, OutboxMessage, Seat
from tests.api.programs import Program, create_secret
from tests.factories import create_client, create_dossier, create_facility, create_seat

TODAY = date(2024, 2, 29)
AN = Actor(None, "An")
READ = [TokenScope.READ_DOSSIERS]


def made(session: BincSession, facility: Facility | None, **overrides: Any) -> Any:
    values: dict[str, Any] = {
        "name": "Vlinder",
        "scopes": READ if facility else [TokenScope.READ_FIGURES],
        "expires_on": TODAY,
    }
    values |= overrides
    return make_token(session, facility, **values, actor=AN, today=TODAY)


@pytest.mark.parametrize(
    ("overrides", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 51}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": [TokenScope.WRITE_DOSSIERS]}, "scopes"),
        ({"expires_on": TODAY - timedelta(days=1)}, "expires_on"),
        ({"expires_on": TODAY + LONGEST_LIFE + timedelta(days=1)}, "expires_on"),
        ({"expires_on": None}, "expires_on"),
        ({"of_agency": True}, "scopes"),
    ],
)
def test_a_token_has_a_name_scopes_and_lasts_a_year_at_most_g_3(overrides: Any, field: str) -> None:
    values: dict[str, Any] = {"name": "Vlinder", "scopes": READ, "expires_on": TODAY, "of_agency": False}
    values |= overrides
    faults = check_token(**values, today=TODAY)
    assert [fault.field for fault in faults] == [field]


@pytest.mark.parametrize("expires_on", [TODAY, TODAY + LONGEST_LIFE])
def test_the_last_day_of_a_token_is_today_at_least_and_a_year_away_at_most_g_3(expires_on: date) -> None:
    assert check_token("Vlinder", READ, expires_on, of_agency=False, today=TODAY) == []
    assert token_state(expires_on, False, expires_on) == ACTIVE
    assert token_state(expires_on, False, expires_on + timedelta(days=1)) == EXPIRED


@pytest.mark.parametrize(
    ("days_left", "warned", "due"),
    [(31, None, None), (30, None, 30), (30, 30, None), (8, 30, None), (7, 30, 7), (7, None, 7), (0, 7, None),
     (0, None, 7), (-1, None, None)],
)  # fmt: skip
def test_a_warning_is_given_thirty_and_seven_days_before_each_once_g_3(
    days_left: int, warned: int | None, due: int | None
) -> None:
    assert warning_due(TODAY + timedelta(days=days_left), warned, TODAY) == due


def test_a_secret_has_256_random_bits_and_only_its_digest_is_known_g_3() -> None:
    one, other = make_secret(), make_secret()
    assert one.text != other.text
    assert re.fullmatch(r"binc_[0-9a-f]{8}_[A-Za-z0-9_-]{43}", one.text)
    assert (one.prefix, one.digest) == (one.text[:13], digest_of(one.text))
    assert len(one.digest) == 64


def test_nothing_in_the_database_holds_the_secret_g_3(session: BincSession, facility: Facility) -> None:
    new = made(session, facility)
    rows = session.execute(text("select t::text from api_token t union all select u::text from ab_user u")).scalars()
    assert not any(new.secret in row for row in rows)


def test_a_program_comes_in_until_its_last_day_and_the_day_of_use_is_noted_g_3(
    session: BincSession, facility: Facility
) -> None:
    new = made(session, facility)
    enter_scope(session, Scope.anonymous())
    caller = caller_with(session, new.secret, today=TODAY)
    assert caller is not None
    assert (caller.seat_id, caller.scopes) == (new.token.seat_id, frozenset(READ))
    assert caller_with(session, new.secret, today=TODAY + timedelta(days=1)) is None
    assert caller_with(session, new.secret[:-1], today=TODAY) is None
    enter_scope(session, Scope.system("test"))
    session.refresh(new.token)
    assert new.token.last_used_on == TODAY


def test_an_ended_token_opens_nothing_from_that_moment_on_g_3(session: BincSession, facility: Facility) -> None:
    new = made(session, facility)
    end_token(session, new.token.id, actor=AN)
    assert caller_with(session, new.secret, today=TODAY) is None
    assert end_token(session, new.token.id, actor=Actor(None, "Bert")).ended_by_name == "An"


def test_a_token_stays_what_it_was_made_as_g_3(session: BincSession, facility: Facility) -> None:
    new = made(session, facility)
    refused = "permission denied"
    for statement in ("update api_token set scopes = '{figures:read}'", "delete from api_token"):
        with pytest.raises(Exception, match=refused), session.begin_nested():
            session.execute(text(statement))
    assert new.token.scopes == READ


def test_two_tokens_in_force_have_different_names_a_button_pressed_twice_makes_one_g_3(
    session: BincSession, facility: Facility
) -> None:
    made(session, facility)
    with pytest.raises(Exception, match="G-3 name"):
        made(session, facility)
    first = session.scalars(select(ApiToken).where(ApiToken.facility_id == facility.id)).one()
    end_token(session, first.id, actor=AN)
    assert made(session, facility).token.id != first.id


def test_a_program_is_no_person_and_signs_in_nowhere_g_3_a_1(
    session: BincSession, facility: Facility, browse: Any
) -> None:
    new = made(session, facility)
    seat = session.get_one(Seat, new.token.seat_id)
    admin = browse(create_seat(session, None, Role.ADMIN))
    assert admin.get(f"/beheer/gebruikers/show/{seat.user_id}").status_code == 404
    assert admin.get(f"/beheer/plaatsen/show/{seat.id}").status_code == 404
    with pytest.raises(Exception, match="ab_user_program"), session.begin_nested():
        session.execute(text("update ab_user set active = true where id = :id"), {"id": seat.user_id})


def test_warnings_go_to_who_manages_the_token_g_3(session: BincSession, facility: Facility) -> None:
    manager = create_seat(session, facility, Role.FACILITY_MANAGER)
    admin = create_seat(session, None, Role.ADMIN)
    made(session, facility, expires_on=TODAY + timedelta(days=30))
    made(session, None, expires_on=TODAY + timedelta(days=7))
    assert warn_of_ending_tokens(session, today=TODAY) == 2
    assert warn_of_ending_tokens(session, today=TODAY) == 0
    mails = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "api_token_ending")).all()
    assert {manager.user_id, admin.user_id} <= {mail.recipient_id for mail in mails}


def test_the_manager_makes_a_token_sees_it_once_and_ends_it_g_3(
    session: BincSession, facility: Facility, browse: Any
) -> None:
    manager = browse(create_seat(session, facility, Role.FACILITY_MANAGER))
    shown = manager.post("/programmas/nieuw/", {"name": "Vlinder", "scopes": READ, "expires_on": f"{_soon():%d/%m/%Y}"})
    secret = re.search(r"binc_[0-9a-f]{8}_[A-Za-z0-9_-]{43}", shown.text)
    assert secret
    token = session.scalars(select(ApiToken)).one()
    assert (token.facility_id, token.scopes) == (facility.id, READ)
    listed = manager.get("/programmas/").text
    assert token.prefix in listed
    assert secret[0] not in listed
    assert manager.post(f"/programmas/{token.id}/beeindigen/").status_code == 302
    session.refresh(token)
    assert token.ended_at is not None
    told = session.execute(select(AuditEntry.action, AuditEntry.subject_kind)).all()
    assert {("create", "api_token"), ("change", "api_token")} <= {tuple(one) for one in told}


def test_a_wrong_form_says_so_at_its_fields_and_keeps_what_was_typed_g_3(
    session: BincSession, facility: Facility, browse: Any
) -> None:
    manager = browse(create_seat(session, facility, Role.FACILITY_MANAGER))
    answer = manager.post("/programmas/nieuw/", {"name": "Vlinder", "expires_on": "01/01/2024"})
    assert answer.status_code == 422
    assert "Kies minstens één ding" in answer.text
    assert 'value="Vlinder"' in answer.text


def test_an_admin_makes_a_token_of_the_agency_for_figures_only_a_4(session: BincSession, browse: Any) -> None:
    admin = browse(create_seat(session, None, Role.ADMIN))
    typed = {"facility": "", "name": "Cijfers", "expires_on": f"{_soon():%d/%m/%Y}"}
    assert admin.post("/beheer/programmas/nieuw/", {**typed, "scopes": READ}).status_code == 422
    assert admin.post("/beheer/programmas/nieuw/", {**typed, "scopes": [TokenScope.READ_FIGURES]}).status_code == 200
    token = session.scalars(select(ApiToken)).one()
    assert (token.facility_id, session.get_one(Seat, token.seat_id).role) == (None, Role.AGENCY_ANALYST)


def _soon() -> date:
    from app.presentation import today_in_brussels

    return today_in_brussels() + timedelta(days=30)


@pytest.mark.parametrize("secret", ["", "binc_00000000_nothing", "é"])
def test_a_wrong_token_is_refused_and_the_attempt_is_on_record_without_it_a_5(
    app: Any, session: BincSession, browse: Any, secret: str
) -> None:
    answer = Program(app, browse(None)._call, secret.encode().decode("latin-1")).get("/dossiers/")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "token_refused")).one()
    assert "nothing" not in f"{entry.fields} {entry.page} {entry.actor_name}"


def test_what_a_token_may_not_is_refused_and_on_record_g_3_a_5(
    session: BincSession, facility: Facility, program_of: Any
) -> None:
    reader = program_of(facility, [TokenScope.READ_DOSSIERS])
    assert reader.post("/dossiers/", {"national_number": "15041200210"}).status_code == 403
    assert program_of(None).get("/dossiers/").status_code == 403
    assert len(session.scalars(select(AuditEntry).where(AuditEntry.action == "forbidden")).all()) == 2


def test_a_change_by_a_program_bears_its_name_g_3_d_10(session: BincSession, facility: Facility, program: Any) -> None:
    dossier = create_dossier(session, create_client(session, facility), facility)
    sent = {"through_access_gate": True, "own_reference": "LG-9"}
    assert program.put(f"/dossiers/{dossier.code}/referral", sent, version="*").status_code == 200
    activity = session.scalars(select(Activity).where(Activity.dossier_id == dossier.id)).all()[-1]
    assert activity.actor_name == "Elektronisch dossier: Vlinder"
    account = session.get_one(Account, activity.actor_id)
    assert account.is_program


def test_a_program_reaches_its_own_facility_only_a_2(session: BincSession, facility: Facility, program: Any) -> None:
    other = create_facility(session)
    theirs = create_dossier(session, create_client(session, other, name="Vreemdgangers"), other)
    mine = create_dossier(session, create_client(session, facility), facility)
    page = program.get("/dossiers/")
    assert [one["code"] for one in page.json["dossiers"]] == [mine.code]
    assert program.get(f"/dossiers/{theirs.code}").status_code == 404
    assert program.put(f"/dossiers/{theirs.code}/referral", {}, version="*").status_code == 404
    assert session.get_one(Dossier, theirs.id).version == theirs.version


def test_a_manager_reaches_only_the_tokens_of_the_own_facility_with_each_wall_alone_a_2(
    session: BincSession, facility: Facility
) -> None:
    other = create_facility(session)
    made(session, other)
    seat = create_seat(session, facility, Role.FACILITY_MANAGER)
    scope = Scope.of_seat(Role.FACILITY_MANAGER, Actor(seat.user_id, "An"), facility.id, seat.id)
    enter_scope(session, scope)
    assert session.scalars(select(ApiToken)).all() == []
    assert session.execute(text("select * from api_token")).all() == []
    enter_scope(session, Scope.system("test"))
    assert len(session.scalars(select(ApiToken)).all()) == 1


def test_a_cookie_counts_for_nothing_where_programs_come_in_a_1(
    session: BincSession, facility: Facility, browse: Any
) -> None:
    assert browse(create_seat(session, facility)).get("/api/v1/dossiers/").status_code == 401
    assert create_secret(session, facility)
