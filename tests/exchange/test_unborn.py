"""Unborn children in exchange files: of who may register them, once, and left alone after linking (C-4)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import func, select

from app.domain.organisation_types import ORGANISATION_TYPES, REGISTER_UNBORN
from app.services.exchange import export_facility
from models import Client, Dossier, Facility
from tests.exchange.files import NOOR, dossier, small_file
from tests.exchange.test_import import refused, take_in

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
    found: Client = session.scalars(select(Client).where(Client.name == "Peeters")).one()
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


def test_a_number_in_a_file_does_not_link_a_known_unborn_child_c_4(session: Any) -> None:
    take_in(session, unborn_file())
    born = unborn_file(unborn=None, national_number=NOOR)
    assert "Koppel het daar eerst" in refused(session, born)["/clients/0/national_number"]
