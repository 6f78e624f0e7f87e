"""The screens of a child that is still to be born (C-4, H3.2)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from app.database import BincSession
from app.domain.organisation_types import ORGANISATION_TYPES, REGISTER_UNBORN
from models import Client, Facility
from tests.factories import create_client, create_dossier, create_facility, create_seat
from tests.views.reading import button_of_enter, fault_at, fields_without_help, marks_of, value_of, words_of

NEW = "/clienten/ongeboren/"
ANSWERS = {"nationality": "BE", "residence_status": "belg", "country_of_origin": "BE"}
OF_AN = {"mother_name": "Janssens", "mother_first_name": "An", **ANSWERS}
UNBORN: dict[str, Any] = {
    "name": "Janssens",
    "first_name": "An (ongeboren kind)",
    "birth_date": None,
    "national_number": None,
    "sex": None,
    "unborn": True,
}


@pytest.fixture
def ckg(session: BincSession) -> Facility:
    """A facility that registers unborn children."""
    return create_facility(session, organisation_type="CKG", modules=())


@pytest.fixture
def worker(session: BincSession, ckg: Facility, browse: Any) -> Any:
    """The browser of somebody who works there."""
    return browse(create_seat(session, ckg))


def children(session: BincSession) -> int:
    """How many unborn children there are."""
    return session.scalars(select(func.count()).select_from(Client).where(Client.unborn)).one()


@pytest.mark.parametrize("organisation_type", ORGANISATION_TYPES)
def test_only_ckg_cig_and_1g1p_are_offered_an_unborn_child_c_4(
    session: BincSession, browse: Any, organisation_type: str
) -> None:
    facility = create_facility(session, organisation_type=organisation_type, modules=())
    somebody = browse(create_seat(session, facility))
    offered = "Nog niet geboren?" in words_of(somebody.get("/clienten/"))
    opened, posted = somebody.get(NEW), somebody.post(NEW, OF_AN)
    assert offered is (organisation_type in REGISTER_UNBORN)
    assert opened.status_code == (200 if offered else 302)
    assert posted.status_code == 302
    assert children(session) == (1 if offered else 0)


def test_an_unborn_child_is_registered_without_any_birth_c_4(session: BincSession, worker: Any) -> None:
    page = worker.get(NEW)
    assert value_of(page, "birth_date") is None
    assert value_of(page, "presumed_birth_year") is None
    assert fields_without_help(page) == []
    assert button_of_enter(page) is None, "the Enter key saves, and fills nothing in"
    saved = worker.post(NEW, {**OF_AN, "birth_date": "01/05/2024", "phone": "0470 12 34 56"})
    shown = words_of(worker.get(saved.headers["location"]))
    assert "An (ongeboren kind) Janssens ongeboren" in shown
    assert "nog niet geboren" in shown
    assert "Maak nieuw dossier aan" in shown
    assert session.scalars(select(Client.birth_date).where(Client.unborn)).one() is None


def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost_c_4(session: BincSession, worker: Any) -> None:
    answer = worker.post(NEW, {"mother_name": "Janssens", "phone": "0470"})
    assert answer.status_code == 422
    assert "voornaam van de moeder" in fault_at(answer, "mother_first_name")
    assert "nationaliteit" in fault_at(answer, "nationality")
    assert (value_of(answer, "mother_name"), value_of(answer, "phone")) == ("Janssens", "0470")
    assert children(session) == 0


def test_one_click_fills_belgium_and_saves_nothing_c_3_c_4(session: BincSession, worker: Any) -> None:
    answer = worker.post(NEW, {"mother_name": "Janssens", "fill_origin": "BE"})
    assert answer.status_code == 200
    assert '<option value="BE" selected>' in answer.text
    assert value_of(answer, "mother_name") == "Janssens"
    assert children(session) == 0


def test_a_second_child_of_the_same_mother_is_asked_about_c_4(session: BincSession, worker: Any) -> None:
    worker.post(NEW, OF_AN)
    asked = worker.post(NEW, {**OF_AN, "mother_name": "janssens"})
    assert asked.status_code == 422
    assert "Je voorziening heeft al een ongeboren kind van An janssens" in words_of(asked)
    assert children(session) == 1
    confirmed = worker.post(NEW, {**OF_AN, "mother_name": "janssens", "confirmed": "C-4"})
    assert confirmed.status_code == 302
    assert children(session) == 2


def test_an_unborn_child_is_called_so_everywhere_c_4(session: BincSession, worker: Any, ckg: Facility) -> None:
    child = create_client(session, ckg, **UNBORN)
    dossier = create_dossier(session, child, ckg)
    assert "nog niet geboren" in words_of(worker.get("/"))
    assert "ongeboren · nog niet geboren" in words_of(worker.get(f"/dossiers/{dossier.code}/"))


@pytest.mark.parametrize("terms", [{"birth_year_from": "1990"}, {"birth_date": "01/05/2024"}])
def test_a_search_on_birth_leaves_out_who_is_not_born_c_4_d_3(
    session: BincSession, worker: Any, ckg: Facility, terms: dict[str, str]
) -> None:
    dossier = create_dossier(session, create_client(session, ckg, **UNBORN), ckg)
    hits = worker.get(worker.post("/opzoeken/", {"name": "Janssens", **terms}).headers["location"])
    assert dossier.code not in words_of(hits)
    found = worker.get(worker.post("/opzoeken/", {"name": "Janssens"}).headers["location"])
    assert dossier.code in words_of(found)


def test_the_mothers_names_can_be_mended_c_4(session: BincSession, worker: Any, ckg: Facility) -> None:
    child = create_client(session, ckg, **{**UNBORN, "residence_status": "belg"})
    address = f"/clienten/{child.id}/wijzigen/"
    page = worker.get(address)
    assert (value_of(page, "mother_name"), value_of(page, "mother_first_name")) == ("Janssens", "An")
    saved = worker.post(address, {**marks_of(page), **OF_AN, "mother_first_name": "Anna"})
    assert saved.status_code == 302
    session.refresh(child)
    assert child.full_name == "Anna (ongeboren kind) Janssens"


def test_of_whom_no_register_knows_the_birth_a_presumed_year_is_asked_c_3(
    session: BincSession, worker: Any, ckg: Facility
) -> None:
    client = create_client(session, ckg, birth_date=None, national_number=None, residence_status="belg")
    assert "vermoedelijke geboortejaar" in words_of(worker.get(f"/clienten/{client.id}/"))
    address = f"/clienten/{client.id}/wijzigen/"
    refused = worker.post(address, {**marks_of(worker.get(address)), **ANSWERS})
    assert "vermoedelijke geboortejaar" in fault_at(refused, "presumed_birth_year")
    saved = worker.post(address, {**marks_of(worker.get(address)), **ANSWERS, "presumed_birth_year": "2014"})
    assert saved.status_code == 302
    shown = worker.get(f"/clienten/{client.id}/")
    assert "rond 2014" in words_of(shown)
    assert value_of(worker.get(address), "presumed_birth_year") is None, "it is known now, and locked"
