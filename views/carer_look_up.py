"""The name of a foster carer from the national register, while the form stays as it was typed (S-13)."""

from __future__ import annotations

from typing import Any

from flask import current_app

from app.database import BincSession
from app.domain.faults import DomainError
from app.integrations.national_register import NationalRegister
from app.services.foster_care import look_up_carer
from forms.foster_care import FosterCareForm, carer_name

NO_NUMBER = "Vul eerst het rijksregisternummer in."


def fill_in_carer(session: BincSession, form: FosterCareForm, place: int) -> str | None:
    """Fills in the name of one carer of the form; says whom the register found, None where a fault stands at the field.

    Nothing is saved. The page has to be answered well: what was asked of the register is put on record with it.
    """
    number: Any = form[carer_name(place, "number")]
    if not number.validate(form):
        return None
    if not number.data:
        number.errors = [NO_NUMBER]
        return None
    register: NationalRegister = current_app.extensions["national_register"]
    try:
        carer = look_up_carer(session, register, number.data)
    except DomainError as error:
        number.errors = list(error.messages)
        return None
    form.found(place, carer)
    return f"Gevonden in het rijksregister: {carer.name}."


def asked_place(posted: Any, form: FosterCareForm) -> int | None:
    """Which carer the button that was pressed looks up, or None where it is another button."""
    wanted = posted.get("look_up", "")
    return int(wanted) if wanted in ("1", "2") and form.asks_foster_care else None
