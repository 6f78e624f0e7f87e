"""Every form that edits something stored shows a second saver both texts and lets them choose (D-11).

A form that is new in the product and stands in neither table here fails.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.database import BincSession
from app.domain.roles import Role
from models import Answer, Dossier, Facility, OccupancyRule, Service
from tests.factories import (
    approve,
    create_capacity,
    create_capacity_question,
    create_client,
    create_decision,
    create_dossier,
    create_household,
    create_relative,
    create_schakeling,
    create_seat,
    create_user,
    type_module,
)
from tests.views.controls import controls_of
from tests.views.reading import words_of

Path = Callable[[BincSession, Facility], str]


@dataclass(frozen=True)
class Case:
    """One edit form: where it is, who opens it, the field that both change, and what each of them wants there."""

    path: Path
    field: str | Path
    theirs: str | list[str]
    mine: str | list[str]
    shown: tuple[str, str]
    role: Role = Role.FACILITY_STAFF


def _dossier(session: BincSession, facility: Facility) -> Any:
    return create_dossier(session, create_client(session, facility, residence_status="belg"), facility)


def _client(session: BincSession, facility: Facility) -> str:
    return f"/clienten/{create_client(session, facility, residence_status='belg').id}/wijzigen/"


def _household(session: BincSession, facility: Facility) -> str:
    client = create_client(session, facility)
    return f"/clienten/{client.id}/context/huizen/{create_household(session, client).id}/"


def _person(session: BincSession, facility: Facility) -> str:
    client = create_client(session, facility)
    relative = create_relative(session, client, create_household(session, client))
    return f"/clienten/{client.id}/context/personen/{relative.id}/"


def _stay(session: BincSession, facility: Facility) -> str:
    return f"/clienten/{create_client(session, facility).id}/context/verblijf/"


def _referral(session: BincSession, facility: Facility) -> str:
    return f"/dossiers/{_dossier(session, facility).code}/aanmelding/"


def _registration(session: BincSession, facility: Facility) -> str:
    return f"/dossiers/{_dossier(session, facility).code}/beginregistratie/"


def _decision(session: BincSession, facility: Facility) -> str:
    dossier = _dossier(session, facility)
    return f"/dossiers/{dossier.code}/beslissingen/{create_decision(session, dossier).id}/"


def _schakeling(session: BincSession, facility: Facility) -> str:
    dossier = _dossier(session, facility)
    modules = ("P-CB-BREED",)
    schakeling = create_schakeling(session, create_decision(session, dossier, modules=modules), modules=modules)
    return f"/dossiers/{dossier.code}/schakelingen/{schakeling.id}/"


def _quarter(session: BincSession, facility: Facility) -> str:
    decision = create_decision(session, _dossier(session, facility))
    create_schakeling(session, decision, modules=("P-CB-BREED", "P-OB-RTJ"))
    return "/kwartaalstaten/2024-1/"


def _clients_of_quarter(session: BincSession, facility: Facility) -> str:
    return f"{_quarter(session, facility)}clienten/P-CB-BREED/1/"


def _kinds_of_quarter(session: BincSession, facility: Facility) -> str:
    return f"{_quarter(session, facility)}soorten/P-OB-RTJ/"


def _service(session: BincSession, _: Facility) -> str:
    service = Service(code="OCJ-1", name="OCJ Aalst", kind="OCJ", email="ocj@voorbeeld.be")
    session.add(service)
    session.flush()
    return f"/beheer/diensten/edit/{service.id}"


def _approved(session: BincSession, facility: Facility) -> str:
    return f"/beheer/goedgekeurde-modules/edit/{approve(session, facility, 'VBFBJB07', valid_from=date(2024, 1, 1)).id}"


def first_of(view: str, model: Any) -> Path:
    """The edit page of the first shipped row of a table."""
    return lambda session, _: (
        f"/beheer/{view}/edit/{session.scalars(select(model.id).order_by(model.id).limit(1)).one()}"
    )


def the_total(session: BincSession, _: Facility) -> str:
    """The cell of a module on the sheet of a quarter."""
    return f"total_{type_module(session, 'P-CB-BREED').id}"


def the_client(session: BincSession, facility: Facility) -> str:
    """The cell of the only client of a facility."""
    return f"client_{session.scalars(select(Dossier.client_id).where(Dossier.facility_id == facility.id)).one()}"


POLICY, ADMIN = Role.AGENCY_POLICY, Role.ADMIN
CASES: dict[str, Case] = {
    "ClientPage.change": Case(_client, "call_name", "Noortje", "Nora", ("Noortje", "Nora")),
    "ContextHouseholdPage.change": Case(_household, "name", "Bij mama", "Bij papa", ("Bij mama", "Bij papa")),
    "ContextPersonPage.change": Case(_person, "note", "hun nota", "mijn nota", ("hun nota", "mijn nota")),
    "ContextPage.situation": Case(_stay, "note", "hun nota", "mijn nota", ("hun nota", "mijn nota")),
    "ReferralPage.change": Case(_referral, "own_reference", "LG-3", "Leefgroep 4", ("LG-3", "Leefgroep 4")),
    "RegistrationPage.fill": Case(_registration, "housing", "positive", "negative", ("Positief", "Negatief")),
    "DecisionPage.change": Case(_decision, "begin", "09/01/2024", "10/01/2024", ("09/01/2024", "10/01/2024")),
    "SchakelingPage.change": Case(_schakeling, "end", "01/06/2024", "15/06/2024", ("01/06/2024", "15/06/2024")),
    "StatementPage.fill": Case(_quarter, the_total, "10,25", "12,50", ("10,25", "12,50")),
    "StatementClientPage.fill": Case(_clients_of_quarter, the_client, "10,25", "12,50", ("10,25", "12,50")),
    "StatementKindPage.fill": Case(_kinds_of_quarter, "kind_time_out", "1,5", "2,0", ("1,5", "2,0")),
    "FacilityAdministration.edit": Case(
        lambda _, facility: f"/beheer/voorzieningen/edit/{facility.id}",
        "name", "De Brug", "De Haven", ("De Brug", "De Haven"), POLICY,
    ),
    "ApprovedModuleAdministration.edit": Case(
        _approved, "valid_until", "30/06/2024", "31/12/2024", ("30/06/2024", "31/12/2024"), POLICY
    ),
    "CapacityAdministration.edit": Case(
        lambda session, facility: f"/beheer/capaciteit/edit/{create_capacity(session, facility).id}",
        "note", "hun nota", "mijn nota", ("hun nota", "mijn nota"), POLICY,
    ),
    "CapacityQuestionAdministration.answer": Case(
        lambda session, facility: f"/beheer/capaciteitsvragen/{create_capacity_question(session, facility).id}/",
        "answer", "hun antwoord", "mijn antwoord", ("hun antwoord", "mijn antwoord"), POLICY,
    ),
    "ServiceAdministration.edit": Case(_service, "name", "OCJ Gent", "OCJ Brugge", ("OCJ Gent", "OCJ Brugge"), POLICY),
    "TypeModuleAdministration.edit": Case(
        lambda session, _: f"/beheer/typemodules/edit/{type_module(session, 'VBFBJB04').id}",
        "name", "Verblijf A", "Verblijf B", ("Verblijf A", "Verblijf B"), ADMIN,
    ),
    "OccupancyRuleAdministration.edit": Case(
        first_of("rekenregels", OccupancyRule), "source", "bron A", "bron B", ("bron A", "bron B"), ADMIN
    ),
    "AnswerAdministration.edit": Case(
        first_of("antwoordlijsten", Answer), "label", "Antwoord A", "Antwoord B", ("Antwoord A", "Antwoord B"), ADMIN
    ),
    "AccountAdministration.edit": Case(
        lambda session, _: f"/beheer/gebruikers/edit/{create_user(session).id}",
        "first_name", "Anna", "Anke", ("Anna", "Anke"), ADMIN,
    ),
    "RoleAdministration.edit": Case(
        lambda *_: "/beheer/rollen/edit/agency_analyst",
        "rights",
        ["can_list FacilityAdministration"],
        ["can_show FacilityAdministration"],
        ("het overzicht zien", "de details zien"),
        ADMIN,
    ),
}  # fmt: skip

# Forms that edit nothing stored, with the reason why there is nothing to choose.
NOTHING_TO_CHOOSE = {
    "SignInPage.sign_in": "nothing is stored",
    "PasswordPage.index": "one's own password",
    "AccountAdministration.password": "a password is never shown; the last one holds",
    "ContextHouseholdPage.add": "a new household",
    "ContextHouseholdPage.add_facility": "a new household",
    "ContextPersonPage.add": "a new person",
    "CapacityAdministration.remove": "one button: who comes second sees what deleting does now, or that it is gone",
    "CapacityQuestionPage.ask": "a new question",
    "StatementSendingPage.send": "one button: who comes second sees the new totals, or hears that it is sent",
    "StatementRequestPage.ask": "a new question: who comes second hears that it was asked",
    "ProcessedYearPage.facility": "one deed with a reason: who comes second hears in which state the year is",
    "ModuleDataPage.apply": "one button: who comes second hears that nothing of it waits any more",
    "ModuleDataPage.apply_all": "one button: who comes second hears that nothing of it waits any more",
    "ClosingPage.close": "one button: who comes second hears that it is closed, or sees what is missing now",
    "ReportRequestPage.ask": "a new request",
    "SectorReportPage.ask": "a new request",
    "MailChoicePage.index": "one's own choice; the last one holds",
    "ImportPage.send": "a new file",
    "SectorImportPage.send": "a new file",
    "SharingPage.index": "something new is shared",
    "SharingPage.file": "something new is shared",
    "DossierSharingPage.choose": "something new is shared",
    "HandoverPage.take": "ticks of dossiers: what moved meanwhile is left alone and told",
    "HandoverPage.give": "ticks of dossiers: what moved meanwhile is left alone and told",
    "ReferralPage.add": "a new dossier: who comes second hears the code of the first",
    "UnbornPage.add": "a new child",
    "LinkPage.look_up": "a search: nothing is stored",
    "LinkPage.found": "one person is chosen: nothing is stored",
    "LinkPage.compare": "one button: who comes second sees both records anew, or hears of the link",
    "DecisionPage.add": "a new decision: a second one may stand beside it, an equal one is asked about",
    "SchakelingPage.add": "a new schakeling: the form comes back with what changed in the chain",
}


def test_every_form_of_the_product_stands_in_one_of_the_tables_d_11(app: Flask) -> None:
    forms = {rule.endpoint for rule in app.url_map.iter_rules() if {"GET", "POST"} <= (rule.methods or set())}
    new = {endpoint for endpoint in forms if endpoint.endswith("Administration.add")}
    assert forms - new == set(CASES) | set(NOTHING_TO_CHOOSE)


@pytest.mark.parametrize("endpoint", CASES)
def test_the_second_to_save_sees_both_texts_and_chooses_d_11(
    session: BincSession, facility: Facility, browse: Any, endpoint: str
) -> None:
    case = CASES[endpoint]
    place = facility if case.role is Role.FACILITY_STAFF else None
    path = case.path(session, facility)
    mine, theirs = (browse(create_seat(session, place, case.role)) for _ in range(2))
    field = case.field if isinstance(case.field, str) else case.field(session, facility)
    opened = controls_of(mine.get(path))
    assert theirs.post(path, {**controls_of(theirs.get(path)), field: case.theirs}).status_code == 302
    conflict = mine.post(path, {**opened, field: case.mine})
    assert conflict.status_code == 409
    assert all(text in words_of(conflict) for text in case.shown)
    assert "Jouw tekst is niet weg" in words_of(conflict)
    stored_still = controls_of(mine.get(path))
    assert set(stored_still[field]) == set([case.theirs] if isinstance(case.theirs, str) else case.theirs)
    assert mine.post(path, controls_of(conflict)).status_code == 302
    assert set(controls_of(mine.get(path))[field]) == set([case.mine] if isinstance(case.mine, str) else case.mine)


@pytest.mark.parametrize("endpoint", CASES)
def test_who_chooses_what_is_stored_changes_nothing_d_11(
    session: BincSession, facility: Facility, browse: Any, endpoint: str
) -> None:
    case = CASES[endpoint]
    place = facility if case.role is Role.FACILITY_STAFF else None
    path = case.path(session, facility)
    mine, theirs = (browse(create_seat(session, place, case.role)) for _ in range(2))
    field = case.field if isinstance(case.field, str) else case.field(session, facility)
    opened = controls_of(mine.get(path))
    assert theirs.post(path, {**controls_of(theirs.get(path)), field: case.theirs}).status_code == 302
    conflict = controls_of(mine.post(path, {**opened, field: case.mine}))
    choices = {name: "theirs" for name in conflict if name.startswith("keep-")}
    assert choices
    before = controls_of(mine.get(path))[field]
    assert mine.post(path, {**conflict, **choices}).status_code == 302
    assert controls_of(mine.get(path))[field] == before
