"""Foster carers on the form of a schakeling: when they are asked, and their name from the national register (S-13)."""

from __future__ import annotations

from typing import Any

from app.database import BincSession
from app.domain.consultations import ConsultationReason
from app.domain.faults import DomainError
from app.domain.foster_care import MANDATORY, asks_carers, carer_questions, created_on
from app.queries.catalogue import modules_by_code
from app.services.foster_care import look_up_carer, setting_of
from forms.foster_care import FosterCareForm, carer_name
from forms.schakeling_place import Place
from forms.schakelingen import SchakelingForm
from views.register_search import national_register

NO_NUMBER = "Vul eerst het rijksregisternummer in."


def carer_words(session: BincSession, place: Place, form: SchakelingForm) -> dict[str, Any]:
    """What the page needs to ask for foster carers: the modules that bring them up, and whether they are mandatory.

    The modules are those that the form offers, or those that an extension takes over (S-7).
    """
    if not form.asks_foster_care:
        return {"carer_modules": (), "carers_needed": False}
    catalogue, previous = modules_by_code(session), place.previous
    offered = [code for code, *_ in form.modules.choices] if "modules" in form else previous.codes if previous else ()
    modules = [catalogue[code] for code in offered if code in catalogue and asks_carers(catalogue[code])]
    created = created_on(place.stored, place.today)
    setting = setting_of(place.facility, place.client, place.referral, created)
    needed = carer_questions(modules, form.begin.data or place.likely_begin or place.today, setting).carers
    return {"carer_modules": [module.code for module in modules], "carers_needed": needed == MANDATORY}


def fill_in_carer(form: FosterCareForm, place: int) -> str | None:
    """Fills in the name of one carer of the form; says whom the register found, None where a fault stands at the field.

    Nothing is saved.
    """
    number: Any = form[carer_name(place, "number")]
    if not number.validate(form):
        return None
    if not number.data:
        number.errors = [NO_NUMBER]
        return None
    try:
        carer = look_up_carer(national_register(ConsultationReason.FOSTER_CARER), number.data)
    except DomainError as error:
        number.errors = list(error.messages)
        return None
    form.found(place, carer)
    return f"Gevonden in het rijksregister: {carer.name}."


def asked_place(posted: Any, form: FosterCareForm) -> int | None:
    """Which carer the button that was pressed looks up, or None where it is another button."""
    wanted = posted.get("look_up", "")
    return int(wanted) if wanted in ("1", "2") and form.asks_foster_care else None
