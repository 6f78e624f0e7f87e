"""Finding somebody in the national register: what the pages that do so share (C-1, C-2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from app.database import BincSession, current_session
from app.domain.age import age_in_words
from app.domain.consultations import ConsultationReason
from app.domain.faults import DomainError
from app.domain.organisation_types import FOSTER_CARE
from app.integrations.national_register.port import RegisterPerson
from app.presentation import today_in_brussels
from app.queries.answers import answer_labels
from app.services.clients import SILENT, find_people, identify_by_number
from app.services.consultations import ConsultedRegister
from forms.clients import NumberSearchForm, PersonSearchForm
from models.client import Client
from models.dossier import Dossier
from views.base.dossiers import facility_at_work

BY_NUMBER, BY_NAME = "number", "name"
SearchForms = tuple[NumberSearchForm, PersonSearchForm]


@dataclass(frozen=True)
class Hit:
    """One person found in the register; `client` where one's own facility knows them, `code` their open dossier."""

    person: RegisterPerson
    age: str
    client: Client | None = None
    code: str | None = None


def search_forms(criteria: Mapping[str, Any]) -> SearchForms:
    """The two ways into the register; the one that kept criteria were typed in is filled."""
    how, typed = criteria.get("how"), MultiDict(criteria.get("typed", {}))
    by_number = NumberSearchForm(formdata=typed if how == BY_NUMBER else None)
    return by_number, PersonSearchForm(formdata=typed if how == BY_NAME else None)


def typed_search(typed: MultiDict[str, str]) -> tuple[SearchForms, dict[str, Any] | None]:
    """The forms with what was posted, and the criteria to keep; None where something is wrong with them (C-1)."""
    how = BY_NUMBER if typed.get("how") == BY_NUMBER else BY_NAME
    forms = search_forms({"how": how, "typed": typed})
    form = forms[0] if how == BY_NUMBER else forms[1]
    if not form.validate():
        return forms, None
    kept = {field.name: typed[field.name] for field in form if typed.get(field.name) and field.name != "csrf_token"}
    return forms, {"how": how, "typed": kept}


def found_words(session: BincSession, criteria: Mapping[str, Any], reason: ConsultationReason) -> dict[str, Any]:
    """What the page of those found says: who answers to kept criteria, or why nobody can be shown (C-1, C-2)."""
    words: dict[str, Any] = {
        "hits": [],
        "problem": None,
        "silent": False,
        "any_age": facility_at_work().organisation_type == FOSTER_CARE,
        "sexes": answer_labels(session, "sex"),
    }
    try:
        words["hits"] = _hits(session, _find(session, criteria, reason))
    except DomainError as error:
        words["problem"], words["heading"] = " ".join(error.messages), _heading(error)
        words["silent"] = SILENT in error.messages
    return words


def national_register(reason: ConsultationReason) -> ConsultedRegister:
    """The register of this installation, asked for a reason that goes on record (A-5)."""
    return ConsultedRegister(current_session(), current_app.extensions["national_register"], reason)


def _heading(error: DomainError) -> str:
    """What happened, in a few words: the register is silent, somebody is too old, too many people or nobody."""
    if SILENT in error.messages:
        return "Het rijksregister antwoordt niet"
    if any(fault.rule == "C-2" for fault in error.faults):
        return "Deze persoon kun je hier niet registreren"
    return "Te veel personen gevonden" if error.faults[0].field == "name" else "Niemand gevonden"


def _find(
    session: BincSession, criteria: Mapping[str, Any], reason: ConsultationReason
) -> list[RegisterPerson | Client]:
    register, facility = national_register(reason), facility_at_work()
    words: Any = {"actor": session.scope.actor, "today": today_in_brussels()}
    by_number, by_name = search_forms(criteria)
    if criteria["how"] == BY_NUMBER:
        return [identify_by_number(session, register, by_number.national_number.data or "", facility, **words)]
    return list(find_people(register, by_name.search(), facility, today=today_in_brussels()))


def _hits(session: BincSession, found: list[RegisterPerson | Client]) -> list[Hit]:
    numbers = [one.national_number for one in found if one.national_number]
    known = {
        one.national_number: one for one in session.scalars(select(Client).where(Client.national_number.in_(numbers)))
    }
    codes = _open_codes(session, [client.id for client in known.values()])
    return [_hit(one, known.get(one.national_number), codes) for one in found]


def _hit(found: RegisterPerson | Client, known: Client | None, codes: dict[int, str]) -> Hit:
    person: Any = found
    age = age_in_words(found.birth_date, found.birth_year, today_in_brussels())
    return Hit(person, age, known, codes.get(known.id) if known else None)


def _open_codes(session: BincSession, client_ids: list[int]) -> dict[int, str]:
    query = select(Dossier.client_id, Dossier.code).where(
        Dossier.facility_id == facility_at_work().id, Dossier.client_id.in_(client_ids), Dossier.status == "open"
    )
    return {row.client_id: row.code for row in session.execute(query)}
