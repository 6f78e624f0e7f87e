"""The context of a client: what goes together about households, persons and the stay, and how its history tells it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.domain.faults import Fault

OTHER = "andere"
HOME, FACILITY = "home", "facility"
MAIN, SHARED = "main", "shared"
ADDRESS_FIELDS = ("street", "house_number", "postcode", "municipality", "country")
HOUSEHOLD_FIELDS = ("name", *ADDRESS_FIELDS, "phone")
PERSON_FIELDS = (
    "relation",
    "relation_other",
    "name",
    "first_name",
    "birth_date",
    "sex",
    "household_id",
    "carer",
    "contact_ban",
    "deceased",
    "deceased_on",
    "organisation",
    "phone",
    "email",
    "note",
)
SITUATION_FIELDS = ("stay_situation", "service", "service_contact", "service_phone", "note")
# What the register says of a person; locked once it was looked up (C-3, C-5).
IDENTIFICATION = ("national_number", "name", "first_name", "birth_date", "sex", "deceased", "deceased_on")
LOCKED = "Dit gegeven komt uit het rijksregister en kun je hier niet wijzigen."
OUTSIDE = "andere betrokkenen"

FIELD_LABELS: Mapping[str, str] = {
    "stay_situation": "Verblijfssituatie",
    "main_household": "Hoofdverblijf",
    "shared_households": "Verblijft ook in",
    "service": "Begeleidende dienst",
    "service_contact": "Contactpersoon",
    "service_phone": "Telefoon van de dienst",
    "relation": "Relatie tot de jongere",
    "relation_other": "Welke relatie",
    "national_number": "Rijksregisternummer",
    "first_name": "Voornaam",
    "name": "Naam",
    "call_name": "Roepnaam",
    "birth_date": "Geboortedatum",
    "presumed_birth_year": "Vermoedelijk geboortejaar",
    "birth_place": "Geboorteplaats",
    "birth_country": "Geboorteland",
    "nationality": "Nationaliteit",
    "residence_status": "Verblijfsstatuut",
    "country_of_origin": "Land van origine",
    "language": "Taal van de hulp",
    "unaccompanied_minor": "Niet-begeleide minderjarige",
    "sex": "Geslacht",
    "household_id": "Woont in",
    "carer": "Opvoedingsverantwoordelijke",
    "contact_ban": "Contactverbod",
    "deceased": "Overleden",
    "deceased_on": "Overleden op",
    "organisation": "Organisatie of functie",
    "street": "Straat",
    "house_number": "Huisnummer",
    "postcode": "Postcode",
    "municipality": "Gemeente",
    "country": "Land",
    "address_unknown": "Adres onbekend",
    "phone": "Telefoon",
    "email": "E-mail",
    "note": "Opmerking",
}
SENTENCES: Mapping[str, str] = {
    "added": "{} toegevoegd",
    "changed": "{} gewijzigd",
    "moved": "{} verplaatst",
    "identified": "{} opgezocht in het rijksregister",
    "removed": "{} verwijderd",
    "refreshed": "{} bijgewerkt uit het rijksregister",
    "linked": "{} gekoppeld aan het rijksregister",
    "merged": "{}, gekoppeld aan het rijksregister en samengevoegd met deze cliënt",
}


def household_faults(kind: str, values: Mapping[str, Any]) -> list[Fault]:
    """What is missing to recognise a household: a facility has a name, a home a name or an address (C-5)."""
    if kind == FACILITY and not values.get("name"):
        return [Fault("C-5", "name", "Vul de naam van de voorziening in.")]
    if kind == HOME and not any(values.get(field) for field in HOUSEHOLD_FIELDS if field != "country"):
        return [Fault("C-5", "street", "Vul het adres in, of geef het huis minstens een naam.")]
    return []


def person_faults(values: Mapping[str, Any], today: date) -> list[Fault]:
    """What does not go together about a person around the client; only the relation is asked (C-5)."""
    return [*_relation_faults(values), *_day_faults(values, today)]


def _relation_faults(values: Mapping[str, Any]) -> list[Fault]:
    relation, other = values.get("relation"), values.get("relation_other")
    if not relation:
        return [Fault("C-5", "relation", "Kies wie deze persoon is voor de jongere.")]
    if relation == OTHER and not other:
        return [Fault("C-5", "relation_other", "Schrijf wie deze persoon is voor de jongere.")]
    if relation != OTHER and other:
        return [Fault("C-5", "relation_other", "Laat dit leeg, of kies ‘Andere’ als relatie.")]
    return []


def _day_faults(values: Mapping[str, Any], today: date) -> list[Fault]:
    born, died = values.get("birth_date"), values.get("deceased_on")
    faults = []
    if born and born > today:
        faults.append(Fault("C-5", "birth_date", "De geboortedatum ligt in de toekomst. Kijk ze na."))
    if died and not values.get("deceased"):
        faults.append(Fault("C-5", "deceased_on", "Vink ook ‘Overleden’ aan, of wis deze datum."))
    if died and died > today:
        faults.append(Fault("C-5", "deceased_on", "Deze datum ligt in de toekomst. Kijk ze na."))
    if died and born and died < born:
        faults.append(Fault("C-5", "deceased_on", "Deze datum ligt voor de geboortedatum. Kijk ze na."))
    return faults


def stay_faults(main: int | None, shared: frozenset[int]) -> list[Fault]:
    """Whether the places where a client stays go together: one main household, the others beside it (C-5)."""
    if shared and main is None:
        return [Fault("C-5", "main_household", "Kies ook het hoofdverblijf.")]
    if main in shared:
        return [
            Fault("C-5", "shared_households", "Dit is al het hoofdverblijf. Vink hier alleen de andere huizen aan.")
        ]
    return []


def locked_faults(stored: Mapping[str, Any], register_fields: list[str], values: Mapping[str, Any]) -> list[Fault]:
    """What somebody tried to change though the register said it (C-3, C-5)."""
    touched = [name for name in register_fields if name in values and values[name] != stored[name]]
    return [Fault("C-3", name, LOCKED) for name in touched]


def relation_words(relation: str, relation_other: str | None, labels: Mapping[str, str]) -> str:
    """Who somebody is to the client, in words."""
    return relation_other if relation == OTHER and relation_other else labels.get(relation, relation)


def address_lines(values: Mapping[str, Any], country: str | None = None) -> tuple[str, ...]:
    """An address as it is written on an envelope; `country` is the name of one abroad."""
    street = " ".join(part for part in (values.get("street"), values.get("house_number")) if part)
    town = " ".join(part for part in (values.get("postcode"), values.get("municipality")) if part)
    return tuple(line for line in (street, town, country) if line)


def changes_between(before: Mapping[str, str], after: Mapping[str, str]) -> list[dict[str, str]]:
    """The fields that differ, old and new in words; nothing is an empty text (C-5)."""
    return [
        {"field": name, "before": before.get(name, ""), "after": after.get(name, "")}
        for name in FIELD_LABELS
        if before.get(name, "") != after.get(name, "")
    ]


def told(values: Mapping[str, Any], labels: Mapping[str, str]) -> dict[str, str]:
    """Values of a record in words, as the history keeps them; what is empty or not so is left out."""
    return {name: _shown(value, labels) for name, value in values.items() if value not in (None, "", False, ())}


def _shown(value: Any, labels: Mapping[str, str]) -> str:
    if value is True:
        return "ja"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return labels.get(value, str(value)) if isinstance(value, str) else str(value)
