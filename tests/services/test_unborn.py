"""Registering a child that is still to be born (C-4, H3.2)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app.database import BincSession
from app.domain.organisation_types import ORGANISATION_TYPES, REGISTER_UNBORN
from app.services.clients import complete_client
from app.services.confirmation import NeedsConfirmation
from app.services.refusals import refusal_of
from app.services.unborn import register_unborn
from models import Client, Dossier, Facility
from tests import factories
from tests.services.steps import ACTOR, TODAY, refusals

WHO: dict[str, Any] = {"actor": ACTOR, "today": TODAY}
ANSWERS = {"nationality": "BE", "residence_status": "belg", "country_of_origin": "BE"}
OF_AN: dict[str, Any] = {"name": "Janssens", "first_name": "An (ongeboren kind)", **ANSWERS}


def ckg(session: BincSession) -> Facility:
    """A facility that registers unborn children."""
    return factories.create_facility(session, organisation_type="CKG", modules=())


def unborn(session: BincSession, facility: Facility, **values: Any) -> Client:
    """The unborn child of An Janssens."""
    return register_unborn(session, facility, {**OF_AN, **values}, **WHO)


@pytest.mark.parametrize("organisation_type", ORGANISATION_TYPES)
def test_only_ckg_cig_and_1g1p_register_an_unborn_child_c_4(session: BincSession, organisation_type: str) -> None:
    facility = factories.create_facility(session, organisation_type=organisation_type, modules=())
    found = refusals(register_unborn, session, facility, OF_AN, **WHO)
    assert found == ([] if organisation_type in REGISTER_UNBORN else [("C-4", "unborn")])


@pytest.mark.parametrize("organisation_type", ORGANISATION_TYPES)
def test_the_database_refuses_unborn_children_to_the_same_facilities_c_4(
    session: BincSession, organisation_type: str
) -> None:
    facility = factories.create_facility(session, organisation_type=organisation_type, modules=())
    refused = None
    try:
        with session.begin_nested():
            factories.create_client(session, facility, birth_date=None, national_number=None, unborn=True)
    except IntegrityError as error:
        refused = refusal_of(error)
    if organisation_type in REGISTER_UNBORN:
        assert refused is None
    else:
        assert refused is not None
        assert [(fault.rule, fault.field) for fault in refused.faults] == [("C-4", "unborn")]


@pytest.mark.parametrize("column", ["birth_date = '2024-05-01'", "presumed_birth_year = 2024", "national_number = '1'"])
def test_the_database_knows_no_unborn_child_with_a_birth_or_a_number_c_4(session: BincSession, column: str) -> None:
    child = unborn(session, ckg(session))
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(text(f"update client set {column} where id = :id"), {"id": child.id})


def test_an_unborn_child_needs_its_mothers_names_and_the_answers_c_4(session: BincSession) -> None:
    empty = {"name": " ", "first_name": " (ongeboren kind)"}
    assert refusals(register_unborn, session, ckg(session), empty, **WHO) == [
        ("C-4", "mother_name"),
        ("C-4", "mother_first_name"),
        ("C-3", "nationality"),
        ("C-3", "residence_status"),
        ("C-3", "country_of_origin"),
    ]


def test_a_birth_date_of_an_unborn_child_is_refused_c_4(session: BincSession) -> None:
    found = refusals(register_unborn, session, ckg(session), {**OF_AN, "birth_date": TODAY}, **WHO)
    assert found == [("C-4", "birth_date")]


def test_a_second_unborn_child_of_the_same_mother_is_confirmed_first_c_4(session: BincSession) -> None:
    facility = ckg(session)
    first = unborn(session, facility)
    with pytest.raises(NeedsConfirmation) as asked:
        unborn(session, facility, name="JANSSENS", first_name="Àn (ongeboren kind)")
    assert str(first.id) in asked.value.cautions[0].message
    second = register_unborn(session, facility, OF_AN, confirmed=frozenset({"C-4"}), **WHO)
    assert second.id != first.id
    assert unborn(session, ckg(session)).id not in (first.id, second.id), "other facilities are not asked about"


def test_an_unborn_child_is_marked_beside_its_dossier_c_4(session: BincSession) -> None:
    facility = ckg(session)
    child = unborn(session, facility)
    factories.create_dossier(session, child, facility, referral={})
    found = session.execute(select(Dossier.client_unborn, Dossier.client_first_name, Dossier.birth_date)).one()
    assert tuple(found) == (True, "An (ongeboren kind)", None)
    session.execute(text("update client set unborn = false where id = :id"), {"id": child.id})
    assert session.scalars(select(Dossier.client_unborn)).one() is False


def test_the_unborn_children_of_open_dossiers_are_found_by_their_own_index_c_4(session: BincSession) -> None:
    """What the work list asks: one indexed query."""
    session.execute(text("set local enable_seqscan = off"))
    plan = "\n".join(
        session.scalars(
            text(
                "explain select code from dossier where facility_id = 1 and status = 'open' and client_unborn "
                "order by created_on"
            )
        )
    )
    assert "dossier_unborn" in plan


def test_the_names_of_an_unborn_child_can_be_mended_c_4(session: BincSession) -> None:
    facility = ckg(session)
    child = unborn(session, facility)
    values = {"name": "Jansens", "first_name": "Anna (ongeboren kind)", "phone": "0470"}
    complete_client(session, child, values, facility, seen_version=None, **WHO)
    session.flush()
    assert (child.full_name, child.name_key) == ("Anna (ongeboren kind) Jansens", "jansens")
    nameless = {"name": "", "first_name": " (ongeboren kind)"}
    found = refusals(complete_client, session, child, nameless, facility, seen_version=None, **WHO)
    assert found == [("C-4", "mother_name"), ("C-4", "mother_first_name")]
