"""Linking an unborn child to its national number after the birth (C-4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.domain.clients import ADDRESS
from app.domain.faults import Caution, Fault
from app.domain.period import add_months

LONGEST_PREGNANCY = 10

# What staff answer themselves: of these the child's answers go along where the client has none.
GOES_ALONG = (
    "nationality",
    "residence_status",
    "country_of_origin",
    "language",
    "unaccompanied_minor",
    "phone",
    "email",
    "call_name",
)
OPEN_ELSEWHERE = Fault(
    "C-4",
    "elsewhere",
    "Ook bij een andere voorziening staan twee dossiers van dit kind open. Koppelen kan pas als daar één van de twee "
    "afgesloten of verwijderd is. Vraag Opgroeien om contact op te nemen met die voorziening.",
)


def check_one_open_each(own_codes: Sequence[str], open_elsewhere: bool) -> list[Fault]:
    """Why two clients cannot be merged yet: somewhere both have an open dossier (C-4, D-1).

    `own_codes` are the open dossiers of the two in one's own facility; another facility is not named.
    """
    own = []
    if len(own_codes) > 1:
        codes = " en ".join(own_codes)
        message = f"Dit kind heeft in je voorziening twee open dossiers: {codes}. Sluit er een af of verwijder er een."
        own = [Fault("C-4", "dossiers", message)]
    return [*own, *([OPEN_ELSEWHERE] if open_elsewhere else [])]


def birth_cautions(registered_on: date, birth_date: date | None, birth_year: int | None) -> list[Caution]:
    """Asks whether it is the right child when its birth does not fit the day it was registered as unborn (C-4).

    It fits from that day on, up to and including the same day ten months later; of a birth of which only the year is
    known, some day of that year has to fit.
    """
    first_day = birth_date or date(birth_year or registered_on.year, 1, 1)
    last_day = birth_date or date(birth_year or registered_on.year, 12, 31)
    latest = add_months(registered_on, LONGEST_PREGNANCY)
    if last_day >= registered_on and first_day <= latest:
        return []
    born = f"op {birth_date:%d/%m/%Y}" if birth_date else f"in {birth_year}"
    seen = f"het ongeboren kind is geregistreerd op {registered_on:%d/%m/%Y}"
    when = "vroeger" if last_day < registered_on else f"meer dan {LONGEST_PREGNANCY} maanden later"
    return [Caution("C-4", "person", f"Deze persoon is geboren {born}; {seen}. Dat is {when}. Het is toch dit kind.")]


def gone_along(unborn: Mapping[str, Any], client: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of an unborn child that the client it turns out to be does not have yet (C-4).

    An address goes along as a whole, and only where the client has none and is not said to have none.
    """
    has_address = client.get("address_unknown") or any(is_given(client.get(name)) for name in ADDRESS)
    wanted = (*GOES_ALONG, *(() if has_address else ADDRESS))
    return {name: unborn[name] for name in wanted if is_given(unborn.get(name)) and not is_given(client.get(name))}


def is_given(answer: Any) -> bool:
    """Whether a question has an answer; no is one."""
    return answer not in (None, "")
