"""Which clients a facility may find, and what staff have to complete about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.age import is_under
from app.domain.faults import Caution, Fault
from app.domain.names import name_key
from app.domain.organisation_types import FOSTER_CARE, REGISTER_UNBORN

AGE_LIMIT = 25
EARLIEST_BIRTH_YEAR = 1900
ADDRESS = ("street", "house_number", "postcode", "municipality", "country")
UNBORN_MARK = " (ongeboren kind)"
NO_NAME, NO_FIRST_NAME = "Vul de familienaam van de moeder in.", "Vul de voornaam van de moeder in."
NO_UNBORN_HERE = Fault(
    "C-4",
    "unborn",
    "Alleen een CIG, een CKG en 1 Gezin, 1 Plan registreren een ongeboren kind. Zoek de persoon op.",
)


def is_within_age(birth_date: date | None, birth_year: int | None, on: date, facility_type: str) -> bool:
    """Whether a person is young enough to be found on a day: under 25, in foster care of any age (C-2, H3.1).

    Of a birth day that is unknown the youngest possibility counts: nobody is refused help over a missing date.
    """
    return facility_type == FOSTER_CARE or is_under(AGE_LIMIT, birth_date, birth_year, on)


def check_age(birth_date: date | None, birth_year: int | None, on: date, facility_type: str) -> list[Fault]:
    """Why a person cannot become a client on a day, at most one fault at "birth_date" (C-2)."""
    if is_within_age(birth_date, birth_year, on, facility_type):
        return []
    message = "Deze persoon is 25 jaar of ouder. Alleen een dienst voor pleegzorg kan dan een dossier maken."
    return [Fault("C-2", "birth_date", message)]


@dataclass(frozen=True)
class ClientDetails:
    """What is known of a client when staff complete the identification (C-3).

    Countries and statuses are codes of the answer lists; an unborn child has neither birth date nor year.
    """

    nationality: str | None = None
    residence_status: str | None = None
    country_of_origin: str | None = None
    birth_date: date | None = None
    presumed_birth_year: int | None = None
    unborn: bool = False


def check_details_complete(client: ClientDetails, organisation_type: str, today: date) -> list[Fault]:
    """What staff still have to fill in about a new client (C-3, C-4, H3.3)."""
    return [*missing_choices(client), *birth_faults(client, today), *unborn_faults(client, organisation_type)]


def missing_choices(client: ClientDetails) -> list[Fault]:
    """The mandatory answers that the register does not give (C-3)."""
    asked = {
        "nationality": (client.nationality, "Kies de nationaliteit."),
        "residence_status": (client.residence_status, "Kies het verblijfsstatuut."),
        "country_of_origin": (client.country_of_origin, "Kies het land van origine, of klik op België."),
    }
    return [Fault("C-3", field, message) for field, (answer, message) in asked.items() if not answer]


def birth_faults(client: ClientDetails, today: date) -> list[Fault]:
    """Whether it is known when the client was born, if only about (C-3)."""
    if client.unborn:
        return []
    if client.birth_date is not None:
        late = client.birth_date > today
        return [Fault("C-3", "birth_date", "De geboortedatum ligt in de toekomst. Kijk ze na.")] if late else []
    if client.presumed_birth_year is None:
        return [Fault("C-3", "presumed_birth_year", "Vul het vermoedelijke geboortejaar in: de dag is niet bekend.")]
    if not EARLIEST_BIRTH_YEAR <= client.presumed_birth_year <= today.year:
        message = f"Vul een geboortejaar in tussen {EARLIEST_BIRTH_YEAR} en {today.year}."
        return [Fault("C-3", "presumed_birth_year", message)]
    return []


def check_address(has_address: bool, said_unknown: bool) -> list[Fault]:
    """Whether an address is given or said to be unknown, and not both (C-3)."""
    if not (has_address and said_unknown):
        return []
    message = "Er staat een adres. Maak het leeg, of vink niet aan dat het adres onbekend is."
    return [Fault("C-3", "address_unknown", message)]


def check_unborn_here(organisation_type: str) -> list[Fault]:
    """Whether facilities of this type register unborn children (C-4, H3.2)."""
    return [] if organisation_type in REGISTER_UNBORN else [NO_UNBORN_HERE]


def unborn_first_name(mother_first_name: str) -> str:
    """What stands as the first name of a child that is still to be born: "An (ongeboren kind)" (C-4, H3.2)."""
    return f"{mother_first_name}{UNBORN_MARK}"


def mother_first_name(first_name: str) -> str:
    """The mother's first name in what stands as the first name of her unborn child (C-4)."""
    return first_name.removesuffix(UNBORN_MARK)


def check_mother_named(name: str | None, first_name: str | None) -> list[Fault]:
    """Whether both names of the mother are given; a child of whom nothing else is known is found by them (C-4)."""
    asked = {
        "mother_name": (name, NO_NAME),
        "mother_first_name": (mother_first_name(first_name or ""), NO_FIRST_NAME),
    }
    return [Fault("C-4", field, message) for field, (answer, message) in asked.items() if not name_key(answer or "")]


def same_mother_cautions(mother: str, numbers: Sequence[int]) -> list[Caution]:
    """Asks whether this is another child, when the facility has unborn children of this mother already (C-4).

    `numbers` are the client numbers of those children.
    """
    if not numbers:
        return []
    known = "al een ongeboren kind" if len(numbers) == 1 else f"al {len(numbers)} ongeboren kinderen"
    named = f"cliëntnummer {' en '.join(str(number) for number in numbers)}"
    message = f"Je voorziening heeft {known} van {mother} ({named}). Dit is een ander kind."
    return [Caution("C-4", "mother_name", message)]


def unborn_faults(client: ClientDetails, organisation_type: str) -> list[Fault]:
    """Whether this facility may register an unborn child, and without a birth date (C-4, H3.2)."""
    if not client.unborn:
        return []
    faults = check_unborn_here(organisation_type)
    if client.birth_date is not None or client.presumed_birth_year is not None:
        message = "Een ongeboren kind heeft nog geen geboortedatum. Laat de datum en het jaar leeg."
        faults.append(Fault("C-4", "birth_date", message))
    return faults
