"""Identifying clients and completing them (C-1, C-2, C-3, A-3, A-5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.database import BincSession, enter_scope
from app.domain.consultations import ConsultationReason
from app.domain.faults import Conflict
from app.domain.roles import Role
from app.domain.scope import Scope
from app.integrations.national_register.port import (
    ChangedPerson,
    PersonNotFound,
    RegisterPerson,
    RegisterUnavailable,
    TooManyFound,
)
from app.services.clients import PersonSearch, complete_client, find_people, identify_by_number, open_from_register
from app.services.consultations import ConsultedRegister
from models import Client, ContextChange
from tests import factories
from tests.services.steps import ACTOR, TODAY, refusals

NOOR = RegisterPerson(
    national_number=factories.national_number(date(2015, 4, 12), 2),
    name="D'Hondt",
    first_name="Noor",
    sex="F",
    birth_date=date(2015, 4, 12),
    birth_year=2015,
    birth_place="Gent",
    birth_country="BE",
    nationality="BE",
    street="Lindenlaan",
    house_number="4",
    postcode="9000",
    municipality="Gent",
    country="BE",
    deceased_on=None,
)
WHO: dict[str, Any] = {"actor": ACTOR, "today": TODAY}


class OneAnswer:
    """A register that gives one answer, whatever is asked."""

    def __init__(self, answer: RegisterPerson | Exception) -> None:
        self.answer = answer

    def find_by_number(self, number: str) -> RegisterPerson:
        """The one person."""
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def find_by_data(self, *_: object, **__: object) -> list[RegisterPerson]:
        """The one person."""
        return [self.find_by_number("")]

    def find_changed(self, *_: object) -> list[ChangedPerson]:
        """The one person."""
        return [ChangedPerson(person.national_number, person) for person in self.find_by_data()]


def asked(session: BincSession, answer: RegisterPerson | Exception) -> ConsultedRegister:
    """That register, as it is asked for a new dossier."""
    return ConsultedRegister(session, OneAnswer(answer), ConsultationReason.NEW_DOSSIER)


def test_somebody_new_comes_from_the_register_and_becomes_a_client_c_1(session: BincSession) -> None:
    facility = factories.create_facility(session)
    found = identify_by_number(session, asked(session, NOOR), "15.04.12-002.10", facility, **WHO)
    assert found == NOOR
    client = open_from_register(session, NOOR, facility, reason="aanmelding", **WHO)
    assert (client.name_key, client.birth_date, client.presumed_birth_year) == ("dhondt", date(2015, 4, 12), None)
    assert (
        identify_by_number(session, asked(session, PersonNotFound()), NOOR.national_number, facility, **WHO) is client
    )
    assert ("open", "client", (), "") in session.trail.actions


def test_a_client_of_the_sector_is_not_made_twice_c_1(session: BincSession) -> None:
    first, second = factories.create_facility(session), factories.create_facility(session)
    ids = {open_from_register(session, NOOR, one, reason="aanmelding", **WHO).id for one in (first, second)}
    assert len(ids) == 1


def test_a_client_that_only_another_facility_knows_is_asked_of_the_register_a_3(session: BincSession) -> None:
    other, own = factories.create_facility(session), factories.create_facility(session)
    open_from_register(session, NOOR, other, reason="aanmelding", **WHO)
    session.flush()
    session.expunge_all()
    enter_scope(session, Scope.of_seat(Role.FACILITY_STAFF, ACTOR, own.id, 1))
    assert identify_by_number(session, asked(session, NOOR), NOOR.national_number, own, **WHO) == NOOR


@pytest.mark.parametrize("trouble", [PersonNotFound(), RegisterUnavailable()])
def test_a_register_that_does_not_help_is_a_fault_at_the_number_c_1(session: BincSession, trouble: Exception) -> None:
    facility = factories.create_facility(session)
    call = (identify_by_number, session, asked(session, trouble), NOOR.national_number, facility)
    assert refusals(*call, **WHO) == [("C-1", "national_number")]


def test_a_wrong_number_is_told_before_the_register_is_asked_c_1(session: BincSession) -> None:
    facility = factories.create_facility(session)
    register = asked(session, AssertionError())
    assert refusals(identify_by_number, session, register, "15041200211", facility, **WHO) == [
        ("C-1", "national_number")
    ]


def test_who_is_25_is_not_found_except_by_foster_care_c_2(session: BincSession) -> None:
    old = replace(NOOR, birth_date=date(1999, 6, 15), birth_year=1999)
    facility = factories.create_facility(session)
    foster = factories.create_facility(session, organisation_type="pleegzorg")
    register, search = asked(session, old), PersonSearch("D'Hondt", birth_year=1999)
    number = old.national_number
    assert refusals(identify_by_number, session, register, number, facility, **WHO) == [("C-2", "birth_date")]
    assert refusals(open_from_register, session, old, facility, reason="x", **WHO) == [("C-2", "birth_date")]
    assert find_people(register, search, facility, today=TODAY) == []
    assert find_people(register, search, foster, today=TODAY) == [old]
    assert identify_by_number(session, register, number, foster, **WHO) == old


def test_a_search_needs_a_name_and_a_birth_year_and_may_be_too_wide_c_1(session: BincSession) -> None:
    facility = factories.create_facility(session)
    empty = (find_people, asked(session, NOOR), PersonSearch(" "), facility)
    assert refusals(*empty, today=TODAY) == [("C-1", "name"), ("C-1", "birth_date")]
    wide = (find_people, asked(session, TooManyFound(25)), PersonSearch("Peeters", birth_year=2012), facility)
    assert refusals(*wide, today=TODAY) == [("C-1", "name")]


def fresh(session: BincSession, **register: Any) -> Client:
    """A client straight from the register."""
    person = replace(NOOR, national_number=factories.national_number(date(2015, 4, 12), 77), **register)
    return open_from_register(session, person, factories.create_facility(session), reason="aanmelding", **WHO)


def complete(session: BincSession, client: Client, seen_version: int | None = None, **values: Any) -> Client:
    """Fills in what is given."""
    facility = factories.create_facility(session)
    return complete_client(session, client, values, facility, seen_version=seen_version, **WHO)


def test_staff_complete_what_the_register_lacks_c_3(session: BincSession) -> None:
    client = fresh(session, nationality=None)
    found = refusals(complete, session, client, phone="09 123 45 67")
    assert found == [("C-3", "nationality"), ("C-3", "residence_status"), ("C-3", "country_of_origin")]
    complete(session, client, nationality="BE", residence_status="belg", country_of_origin="BE", call_name="Noortje")
    session.flush()
    assert (client.nationality, client.call_name_key, client.version) == ("BE", "noortje", 2)


def test_what_the_register_gave_is_locked_c_3(session: BincSession) -> None:
    client = fresh(session)
    values = {"residence_status": "belg", "country_of_origin": "BE", "nationality": "FR", "birth_place": "Gent"}
    assert refusals(complete, session, client, **values) == [("C-3", "nationality")]
    with pytest.raises(ValueError, match="name"):
        complete(session, client, name="Peeters")


def test_what_staff_filled_in_they_can_mend_c_3(session: BincSession) -> None:
    client = fresh(session, nationality=None, birth_place=None)
    complete(session, client, nationality="FR", birth_place="Gant", residence_status="belg", country_of_origin="BE")
    complete(session, client, nationality="NL", birth_place="Gent")
    assert (client.nationality, client.birth_place) == ("NL", "Gent")


def test_what_staff_change_about_a_client_stands_in_the_history_that_the_sector_shares_c_3_c_5(
    session: BincSession,
) -> None:
    client = fresh(session, nationality=None)
    known: dict[str, Any] = {
        "nationality": "BE",
        "residence_status": "belg",
        "country_of_origin": "BE",
        "phone": "09 123 45 67",
    }
    complete(session, client, **known)
    complete(session, client, **known)
    complete(session, client, phone="0470 11 22 33", unaccompanied_minor=False, nationality="FR")
    first, second = session.scalars(select(ContextChange).order_by(ContextChange.id))
    assert (first.deed, first.subject) == ("changed", f"Gegevens van {client.full_name}")
    assert first.actor_name == session.scope.actor.name
    assert {"field": "country_of_origin", "before": "", "after": "België"} in first.changes
    assert second.changes == [
        {"field": "nationality", "before": "België", "after": "Frankrijk"},
        {"field": "unaccompanied_minor", "before": "", "after": "nee"},
        {"field": "phone", "before": "09 123 45 67", "after": "0470 11 22 33"},
    ]


def test_of_a_client_from_a_file_only_who_somebody_is_stays_locked_c_3(session: BincSession) -> None:
    facility = factories.create_facility(session)
    client = factories.create_client(session, facility, residence_status="belg", nationality="BE")
    complete(session, client, nationality="NL")
    assert client.nationality == "NL"
    assert refusals(complete, session, client, birth_date=date(2001, 1, 1)) == [("C-3", "birth_date")]


def test_who_saw_an_older_version_of_the_client_is_stopped_d_11(session: BincSession) -> None:
    client = fresh(session)
    seen = client.version
    complete(session, client, seen, residence_status="belg", country_of_origin="BE")
    session.flush()
    with pytest.raises(Conflict):
        complete(session, client, seen, phone="09 123 45 67")
    assert client.phone is None
