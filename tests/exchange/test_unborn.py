"""Unborn children in exchange files: of who may register them, once, and left alone after linking (C-4)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import func, select, text

from app.domain.organisation_types import ORGANISATION_TYPES, REGISTER_UNBORN
from app.services.clients import open_from_register
from app.services.exchange import export_facility
from app.services.linking import link_unborn
from models import Client, Dossier, Facility
from tests.exchange.files import NOOR, dossier, small_file
from tests.exchange.test_import import refused, take_in
from tests.factories import create_facility
from tests.services.test_linking import FINN, WHO

UNBORN = {
    "id": "u1",
    "name": "Peeters",
    "first_name": "An (ongeboren kind)",
    "unborn": True,
    "nationality": "BE",
    "country_of_origin": "BE",
    "phone": "0470 12 34 56",
}


def unborn_file(organisation_type: str = "CKG", **overrides: Any) -> dict[str, Any]:
    """A file with one open dossier of one unborn child."""
    document = small_file(clients=[{**UNBORN, **overrides}], capacity=[], utilisation=[], quarters=[])
    document["facilities"][0].update(organisation_type=organisation_type, modules=[])
    document["dossiers"] = [dossier("d1", "u1", decisions=[])]
    return document


def child(session: Any) -> Client:
    """The one client of the file."""
    found: Client = session.scalars(select(Client).where(Client.unborn)).one()
    return found


@pytest.mark.parametrize("organisation_type", sorted(set(ORGANISATION_TYPES) - {"1G1P"}))
def test_only_ckg_cig_and_1g1p_bring_unborn_children_c_4(session: Any, organisation_type: str) -> None:
    document = unborn_file(organisation_type)
    if organisation_type in REGISTER_UNBORN:
        take_in(session, document)
        assert (child(session).unborn, child(session).birth_date) == (True, None)
        assert session.scalars(select(Dossier.client_unborn)).one() is True
    else:
        assert "ongeboren kind" in refused(session, document)["/dossiers/0/client"]


def test_the_same_file_twice_changes_nothing_c_4(session: Any) -> None:
    take_in(session, unborn_file())
    session.flush()
    assert take_in(session, unborn_file()).changes == 0
    assert session.scalar(select(func.count()).select_from(Client)) == 1


def test_a_later_file_mends_the_mothers_names_c_4(session: Any) -> None:
    take_in(session, unborn_file())
    take_in(session, unborn_file(name="Pieters", first_name="Anna (ongeboren kind)"))
    session.expire_all()
    assert (child(session).full_name, child(session).name_key) == ("Anna (ongeboren kind) Pieters", "pieters")


def test_our_own_export_says_unborn_and_comes_in_again_c_4(session: Any) -> None:
    take_in(session, unborn_file())
    session.commit()
    facility = session.scalars(select(Facility).where(Facility.code == "X001")).one()
    exported = json.loads(json.dumps(export_facility(session, facility)))
    assert [one.get("unborn") for one in exported["clients"]] == [True]
    assert "birth_date" not in exported["clients"][0]
    assert take_in(session, exported).changes == 0


@pytest.mark.parametrize(
    ("name", "value"), [("birth_date", "2024-05-01"), ("presumed_birth_year", 2024), ("national_number", NOOR)]
)
def test_an_unborn_child_has_no_birth_and_no_number_c_4(session: Any, name: str, value: Any) -> None:
    faults = refused(session, unborn_file(**{name: value}))
    assert "Een ongeboren kind heeft nog geen" in faults[f"/clients/0/{name}"]


@pytest.mark.parametrize("is_client_already", [False, True], ids=["new number", "merge"])
def test_after_linking_the_same_file_finds_the_client_and_changes_nothing_c_4(
    session: Any, is_client_already: bool
) -> None:
    take_in(session, unborn_file())
    session.commit()
    facility = session.scalars(select(Facility).where(Facility.code == "X001")).one()
    if is_client_already:
        open_from_register(session, FINN, create_facility(session), reason="x", **WHO)
    linked = link_unborn(session, child(session), FINN, facility, seen_version=None, **WHO)
    session.commit()
    before = session.execute(text("select client::text from client order by id")).all()
    report = take_in(session, unborn_file(phone="0499 99 99 99"))
    assert report.changes == 0
    assert session.execute(text("select client::text from client order by id")).all() == before
    assert session.scalars(select(Dossier.client_id)).one() == linked.id


def test_a_number_in_a_file_does_not_link_a_known_unborn_child_c_4(session: Any) -> None:
    take_in(session, unborn_file())
    born = unborn_file(unborn=None, national_number=NOOR)
    assert "Koppel het daar eerst" in refused(session, born)["/clients/0/national_number"]
