"""Foster carers: whom a schakeling asks for, and their name from the national register (S-13)."""

from __future__ import annotations

from datetime import date

from app.domain.chain_plans import Carer
from app.domain.faults import DomainError, Fault
from app.domain.foster_care import Setting
from app.domain.national_number import NationalNumber
from app.domain.referral import Referral
from app.integrations.national_register.port import PersonNotFound, RegisterUnavailable
from app.services.consultations import ConsultedRegister
from models.client import Client
from models.facility import Facility

UNKNOWN = (
    "Het rijksregister kent dit nummer niet. Kijk de cijfers na. Ben je zeker van het nummer, vul dan zelf de naam in."
)
SILENT = "Het rijksregister antwoordt nu niet. Vul zelf de naam in, of zoek over enkele minuten opnieuw op."


def setting_of(facility: Facility, client: Client, referral: Referral, created: date) -> Setting:
    """Who a schakeling made on a day is for, and where, as the rule about foster carers sees it (S-13)."""
    year = client.birth_date.year if client.birth_date else client.presumed_birth_year
    return Setting(facility.organisation_type, referral, created, client.birth_date, year)


def look_up_carer(register: ConsultedRegister, number: str) -> Carer:
    """The foster carer with a national number, as the register knows them (S-13, C-1); the age does not matter.

    Raises DomainError with a fault at "national_number", which says how to go on without the register.
    """
    digits = NationalNumber.parse(number).digits
    try:
        person = register.find_by_number(digits)
    except PersonNotFound:
        raise DomainError(Fault("S-13", "national_number", UNKNOWN)) from None
    except RegisterUnavailable:
        raise DomainError(Fault("S-13", "national_number", SILENT)) from None
    return Carer(digits, f"{person.first_name} {person.name}")
