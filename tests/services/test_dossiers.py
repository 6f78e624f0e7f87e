"""Opening dossiers and keeping their referral, end to end against a real database (D-1, D-4, D-5, C-2)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.database import BincSession, enter_scope
from app.domain.chain_plans import ModulePlan
from app.domain.faults import Conflict, DomainError, NotFound
from app.domain.referral import Referral
from app.domain.roles import Role
from app.domain.scope import Actor, Scope
from app.services.dossiers import change_referral, open_dossier
from models import Activity, Dossier
from tests import factories
from tests.services.steps import ACTOR, CRISIS, GATE, TODAY, refusals, story


def opened(session: BincSession, client_id: int, facility: Any, referral: Referral = GATE, **keywords: Any) -> Dossier:
    """Opens a dossier."""
    return open_dossier(session, client_id, facility, referral, **{"actor": ACTOR, "today": TODAY, **keywords})


def change(session: BincSession, dossier: Dossier, referral: Referral, **keywords: Any) -> Dossier:
    """Changes a referral."""
    return change_referral(session, dossier, referral, actor=ACTOR, today=TODAY, **keywords)


def test_a_dossier_gets_its_code_its_owner_and_its_referral_d_1(session: BincSession) -> None:
    facility = factories.create_facility(session)
    client = factories.create_client(session, facility)
    owner = factories.create_user(session)
    referral = Referral(own_reference="Lègè-3", through_access_gate=False, referrer="clb")
    dossier = opened(session, client.id, facility, referral, actor=Actor(owner.id, "An"))
    assert dossier.code.startswith("BNC_20240615_")
    assert len(dossier.code.rsplit("_", 1)[1]) >= 6
    assert (dossier.owner_id, dossier.status, dossier.version) == (owner.id, "open", 1)
    assert (dossier.own_reference_key, dossier.intake_optional) == ("lege 3", False)
    assert dossier.referral is not None
    assert dossier.referral.referrer == "clb"
    session.refresh(dossier)
    assert (dossier.client_name, dossier.birth_date) == (client.name, client.birth_date)


def test_the_second_open_dossier_of_a_facility_is_refused_with_the_code_of_the_first_d_1(session: BincSession) -> None:
    told = story(session)
    with pytest.raises(DomainError, match="D-1 client") as refused:
        opened(session, told.client.id, told.facility)
    assert told.dossier.code in refused.value.messages[0]


def test_another_facility_may_have_its_own_open_dossier_d_1(session: BincSession) -> None:
    told = story(session)
    other = factories.create_facility(session)
    assert opened(session, told.client.id, other).facility_id == other.id


def test_the_database_refuses_a_second_open_dossier_in_the_same_words_d_1(
    session: BincSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = story(session)
    seen: list[str | None] = [None, told.dossier.code]
    monkeypatch.setattr("app.services.dossiers._open_code", lambda *_: seen.pop(0))
    with pytest.raises(DomainError, match="D-1 client") as refused:
        opened(session, told.client.id, told.facility)
    assert told.dossier.code in refused.value.messages[0]
    assert session.scalars(select(Dossier.id).where(Dossier.facility_id == told.facility.id)).all() == [told.dossier.id]


def test_a_code_from_elsewhere_is_kept_and_its_number_not_given_again_d_1(session: BincSession) -> None:
    facility = factories.create_facility(session)
    clients = [factories.create_client(session, facility) for _ in range(3)]
    first = opened(session, clients[0].id, facility, created_on=date(2024, 1, 8))
    number = int(first.code.rsplit("_", 1)[1])
    brought = f"BNC_20240108_{number + 1:06d}"
    assert opened(session, clients[1].id, facility, created_on=date(2024, 1, 8), code=brought).code == brought
    assert (
        opened(session, clients[2].id, facility, created_on=date(2024, 1, 8)).code == f"BNC_20240108_{number + 2:06d}"
    )
    again = factories.create_client(session, facility)
    assert refusals(opened, session, again.id, facility, code=brought) == [("D-1", "code")]
    assert refusals(opened, session, again.id, facility, code="nummer 7") == [("D-1", "code")]


@pytest.mark.parametrize(
    ("birth", "kind", "found"),
    [
        (date(1999, 6, 15), "OVBJ", [("C-2", "birth_date")]),
        (date(1999, 6, 16), "OVBJ", []),
        (date(1970, 1, 1), "pleegzorg", []),
    ],
)
def test_the_age_limit_holds_when_a_dossier_is_opened_c_2(
    session: BincSession, birth: date, kind: str, found: list[tuple[str, str]]
) -> None:
    facility = factories.create_facility(session, organisation_type=kind)
    client = factories.create_client(session, facility, birth_date=birth)
    foster = Referral(through_access_gate=True, foster_care_kind="pool", foster_care_age_group="adult")
    referral = foster if kind == "pleegzorg" else GATE
    assert refusals(opened, session, client.id, facility, referral) == found


def test_the_age_counts_on_the_day_the_dossier_was_made_c_2(session: BincSession) -> None:
    facility = factories.create_facility(session)
    client = factories.create_client(session, facility, birth_date=date(1995, 1, 1))
    assert refusals(opened, session, client.id, facility, created_on=date(2019, 12, 31)) == []


def test_faults_of_client_and_referral_are_told_at_once_d_4(session: BincSession) -> None:
    facility = factories.create_facility(session)
    client = factories.create_client(session, facility, birth_date=date(1990, 1, 1))
    found = refusals(opened, session, client.id, facility, Referral(through_access_gate=False, specific="time_out"))
    assert found == [("C-2", "birth_date"), ("D-4", "referrer")]


def test_a_referral_date_ahead_is_refused_at_its_field_d_4(session: BincSession) -> None:
    facility = factories.create_facility(session)
    client = factories.create_client(session, facility)
    ahead = Referral(through_access_gate=True, ongoing_since=date(2999, 1, 1))
    assert refusals(opened, session, client.id, facility, ahead) == [("D-4", "ongoing_since")]
    told = story(session)
    assert refusals(change, session, told.dossier, ahead) == [("D-4", "ongoing_since")]


def test_a_specific_referral_makes_the_intake_optional_e_3(session: BincSession) -> None:
    assert story(session, referral=Referral(through_access_gate=True, specific="time_out")).dossier.intake_optional
    told = story(session, referral=CRISIS)
    assert told.dossier.intake_optional
    assert not change(session, told.dossier, GATE).intake_optional


def test_the_referrer_of_cah_is_filled_in_d_4(session: BincSession) -> None:
    facility = factories.create_facility(session, organisation_type="CaH")
    client = factories.create_client(session, facility)
    dossier = opened(session, client.id, facility, Referral())
    assert dossier.referral is not None
    assert dossier.referral.referrer == "crisismeldpunt"


def test_a_client_of_another_facility_is_not_found_a_3(session: BincSession) -> None:
    told, own = story(session), factories.create_facility(session)
    enter_scope(session, Scope.of_seat(Role.FACILITY_STAFF, ACTOR, own.id, 1))
    session.expunge_all()
    with pytest.raises(NotFound):
        opened(session, told.client.id, own)
    with pytest.raises(NotFound):
        opened(session, told.client.id, told.facility)


def test_a_referral_can_be_changed_and_says_what_changed_d_4(session: BincSession) -> None:
    told = story(session)
    seen = told.dossier.version
    changed = change(session, told.dossier, Referral(through_access_gate=False, referrer="caw"), seen_version=seen)
    session.flush()
    assert changed.referral is not None
    assert (changed.referral.referrer, changed.version) == ("caw", seen + 1)
    activity = session.scalars(select(Activity).where(Activity.kind == "referral_changed")).one()
    assert activity.values["before"] == {"through_access_gate": True, "referrer": None}
    assert activity.values["after"] == {"through_access_gate": False, "referrer": "caw"}
    with pytest.raises(Conflict):
        change(session, told.dossier, GATE, seen_version=seen)


def test_a_referrer_cannot_leave_crisismeldpunt_under_a_guaranteed_module_d_5(session: BincSession) -> None:
    told = story(session, referral=CRISIS)
    told.decide()
    saved = told.add("01-08", offer=(ModulePlan("P-CB-BREED", True),))
    assert ("D-5", "through_access_gate") in refusals(change, session, told.dossier, GATE)
    assert refusals(change, session, told.dossier, Referral(through_access_gate=False, referrer="caw")) == [
        ("D-5", "referrer")
    ]
    told.change(saved, "01-08", offer=(ModulePlan("P-CB-BREED"),))
    assert refusals(change, session, told.dossier, GATE) == []
