"""What changes a placement is noted in the same transaction, whatever service or file changes it (G-1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from app.database import BincSession
from app.domain.chain_plans import ModulePlan
from app.domain.referral import Referral
from app.integrations.national_register.port import RegisterPerson
from app.services.decision_with_help import add_decision_with_schakeling
from app.services.decisions import DecisionInput, change_decision
from app.services.dossiers import change_referral
from app.services.linking import link_unborn
from app.services.schakelingen import SchakelingInput
from models import Client, Facility, FosterCarer, Schakeling
from tests import factories
from tests.groeipakket.placements import (
    BRAM,
    ELS,
    WHO,
    change,
    deliver,
    fostered,
    is_waiting,
    messages,
    placed,
    residence,
    waiting,
)
from tests.services.steps import ACTOR, TODAY, Story, day
from tests.services.test_linking import FINN
from tests.services.test_unborn import ckg, unborn

Deed = Callable[[BincSession, Story, Any, Schakeling], Any]
AT_THE_COURT = Referral(through_access_gate=False, referrer="jeugdrechtbank")


def decided(ground: str, begin: str = "01-08") -> DecisionInput:
    return DecisionInput(day(begin), ("VBFBJB04", "VBFBJB02", "P-CB-BREED"), ground)


def in_foster_care(**said: Any) -> SchakelingInput:
    values: dict[str, Any] = {"carers": (BRAM,), "paid_to_parents": False, **said}
    return placed("01-08", None, values.pop("code", "VBFINT04"), **values)


# Every column that a message is made of, changed by the service that changes it.
OF_RESIDENCE: dict[str, Deed] = {
    "the begin": lambda s, _t, _d, one: change(s, one, placed("01-10")),
    "the end": lambda s, _t, _d, one: change(s, one, placed("01-08", "03-31")),
    "the modules": lambda s, _t, _d, one: change(s, one, placed("01-08", None, "VBFBJB02")),
    "a module beside": lambda s, _t, _d, one: change(s, one, placed("01-08", None, "VBFBJB04", "VBFBJB02")),
    "impact ends": lambda s, _t, _d, one: change(s, one, placed("01-08", None, "P-CB-BREED")),
    "elsewhere": lambda s, _t, _d, one: change(s, one, placed(elsewhere=True)),
    "it goes": lambda _s, told, _d, one: told.delete(one),
    "the end by the next one": lambda _s, told, _d, _one: told.add(
        "03-31", None, "P-CB-BREED", end_of_previous=day("03-31")
    ),
    "the ground": lambda s, _t, decision, _one: change_decision(
        s, decision, decided("judicial"), actor=ACTOR, today=TODAY, confirmed=frozenset({"S-12"})
    ),
    "the referral": lambda s, told, _d, _one: change_referral(
        s, told.dossier, Referral(through_access_gate=True, specific="time_out"), actor=ACTOR, today=TODAY
    ),
    "the referrer": lambda s, told, _d, _one: change_referral(s, told.dossier, AT_THE_COURT, actor=ACTOR, today=TODAY),
}
OF_FOSTER_CARE: dict[str, Deed] = {
    "another carer": lambda s, _t, _d, one: change(s, one, in_foster_care(carers=(ELS,))),
    "a second carer": lambda s, _t, _d, one: change(s, one, in_foster_care(carers=(BRAM, ELS))),
    "a carer's name": lambda s, _t, _d, one: change(s, one, in_foster_care(carers=(replace(BRAM, name="Bram H."),))),
    "the transition rule": lambda s, _t, _d, one: change(s, one, in_foster_care(carers=(), paid_to_parents=True)),
    "the kind of foster care": lambda s, _t, _d, one: change(
        s, one, in_foster_care(code="VBFINT06", paid_to_parents=None)
    ),
}


def assert_noted(session: BincSession, deed: Deed, told: Story, decision: Any, schakeling: Schakeling) -> None:
    """After what was told: nothing waits, the deed makes it wait, and undoing the transaction takes that back."""
    number = schakeling.id
    session.commit()
    deliver(session)
    assert waiting(session) == []
    attempt = session.begin_nested()
    deed(session, told, decision, schakeling)
    session.flush()
    assert waiting(session) == [number]
    attempt.rollback()
    session.expire_all()
    assert waiting(session) == []
    deed(session, told, decision, session.get_one(Schakeling, number))
    session.commit()
    assert waiting(session) == [number]


@pytest.mark.parametrize("what", OF_RESIDENCE)
def test_a_change_of_residence_waits_after_the_commit_and_not_after_a_rollback_g_1(
    session: BincSession, what: str
) -> None:
    assert_noted(session, OF_RESIDENCE[what], *residence(session))


@pytest.mark.parametrize("what", OF_FOSTER_CARE)
def test_a_change_of_foster_care_waits_after_the_commit_and_not_after_a_rollback_g_1(
    session: BincSession, what: str
) -> None:
    assert_noted(session, OF_FOSTER_CARE[what], *fostered(session))


def test_a_new_schakeling_waits_also_when_it_comes_with_its_decision_g_1(session: BincSession) -> None:
    told, _, first = residence(session)
    assert waiting(session) == [first.id]
    change(session, first, placed("01-08", "03-31"))
    told.dossier.status, told.dossier.closed_on = "closed", day("06-14")
    session.flush()
    plan = SchakelingInput(day("03-31"), day("06-01"), "switch", (ModulePlan("VBFBJB02"),))
    add_decision_with_schakeling(session, told.dossier, decided("judicial", "03-01"), plan, **WHO)
    assert len(waiting(session)) == 2


def test_what_no_message_is_made_of_is_not_noted_g_1(session: BincSession) -> None:
    told, decision, schakeling = residence(session)
    session.commit()
    deliver(session)
    guaranteed = replace(placed(), modules=(ModulePlan("VBFBJB04"),))
    change(session, schakeling, guaranteed)
    change_decision(session, decision, replace(decided("voluntary"), mandated_service="OCJ"), actor=ACTOR, today=TODAY)
    own = Referral(through_access_gate=True, own_reference="A 12")
    change_referral(session, told.dossier, own, actor=ACTOR, today=TODAY)
    told.client.phone = "03 123 45 67"
    session.flush()
    assert waiting(session) == []


def test_a_schakeling_without_impact_is_never_noted_g_1(session: BincSession) -> None:
    told, _, schakeling = residence(session)
    told.delete(schakeling)
    quiet = told.add("01-08", None, "P-CB-BREED")
    told.change(quiet, "01-08", "02-10", "P-CB-BREED")
    assert messages(session) == []


def test_a_schakeling_that_comes_and_goes_between_two_deliveries_leaves_nothing_g_1(session: BincSession) -> None:
    told, _, schakeling = residence(session)
    assert is_waiting(session, schakeling)
    told.delete(schakeling)
    assert messages(session) == []


COLUMNS = [("national_number", "06060212394"), ("birth_date", date(1999, 1, 1)), ("presumed_birth_year", 1999)]


@pytest.mark.parametrize(("column", "value"), COLUMNS, ids=[column for column, _ in COLUMNS])
def test_who_the_client_is_concerns_every_facility_that_told_of_them_g_1(
    session: BincSession, column: str, value: Any
) -> None:
    told, _, own = residence(session)
    elsewhere = factories.create_facility(session)
    factories.create_client(session, elsewhere, national_number=told.client.national_number)
    dossier = factories.create_dossier(session, told.client, elsewhere)
    other = factories.create_schakeling(session, factories.create_decision(session, dossier))
    session.commit()
    deliver(session)
    setattr(told.client, column, value)
    session.flush()
    assert waiting(session) == sorted([own.id, other.id])


def expecting(session: BincSession) -> tuple[Facility, Client, Schakeling]:
    facility = ckg(session)
    factories.approve(session, facility, "VBFKG06")
    child = unborn(session, facility)
    dossier = factories.create_dossier(session, child, facility)
    decision = factories.create_decision(session, dossier, modules=("VBFKG06",))
    return facility, child, factories.create_schakeling(session, decision, modules=("VBFKG06",))


def link(session: BincSession, facility: Facility, child: Client, person: RegisterPerson) -> None:
    confirmed = frozenset({"C-4"})
    link_unborn(session, child, person, facility, seen_version=None, confirmed=confirmed, actor=ACTOR, today=TODAY)


def test_an_unborn_child_waits_for_its_number_and_goes_when_it_is_linked_g_1_c_4(session: BincSession) -> None:
    facility, child, _schakeling = expecting(session)
    session.commit()
    assert deliver(session)["held"] == 1
    assert session.scalar(text("select held from groeipakket_message")) == "no_number"
    link(session, facility, child, FINN)
    session.commit()
    deliver(session)
    assert messages(session) == [("confirmed", "new")]
    assert waiting(session) == []


def test_the_placements_of_a_child_that_is_merged_are_told_of_whom_it_is_g_1_c_4(session: BincSession) -> None:
    facility, child, _schakeling = expecting(session)
    factories.create_client(session, facility, national_number=FINN.national_number, birth_date=FINN.birth_date)
    session.commit()
    deliver(session)
    link(session, facility, child, FINN)
    session.commit()
    deliver(session)
    number = "select content -> 'situation' ->> 'national_number' from groeipakket_content"
    assert list(session.scalars(text(number))) == [FINN.national_number]


def test_plain_sql_is_noted_as_well_so_that_no_file_and_no_hand_can_forget_it_g_1(session: BincSession) -> None:
    _, _, schakeling = fostered(session)
    session.commit()
    for statement in (
        "update schakeling_module set type_module_id = (select id from type_module where code = 'VBFINT06')",
        "update foster_carer set name = 'Iemand Anders'",
        "update schakeling set paid_to_parents = true",
        "delete from foster_carer",
    ):
        deliver(session)
        assert waiting(session) == []
        attempt = session.begin_nested()
        session.execute(text(statement))
        assert waiting(session) == [schakeling.id], statement
        attempt.rollback()
    assert session.query(FosterCarer).count() == 1


def test_a_referral_that_comes_later_or_goes_is_noted_g_1(session: BincSession) -> None:
    _, _, schakeling = residence(session)
    session.execute(text("delete from referral"))
    deliver(session)
    session.execute(
        text(
            "insert into referral (facility_id, dossier_id, specific, version) "
            "select facility_id, dossier_id, 'time_out', 1 from schakeling"
        )
    )
    assert waiting(session) == [schakeling.id]
    deliver(session)
    session.execute(text("delete from referral"))
    assert waiting(session) == [schakeling.id]
