"""What is known of a client, as the pages tell it (C-3)."""

from __future__ import annotations

from datetime import date

from app.database import BincSession
from app.domain.age import age_in_words
from app.domain.faults import DomainError
from app.domain.national_number import NationalNumber
from app.presentation import day
from app.queries.answers import answer_labels
from models.client import Client
from views.dossier_words import born

Facts = list[tuple[str, str | None]]


def age_of(client: Client, today: date) -> str:
    """The age of a client in words; an unborn child is called so (C-4)."""
    return age_in_words(client.birth_date, client.birth_year, today, unborn=client.unborn)


def client_facts(session: BincSession, client: Client) -> list[tuple[str, Facts]]:
    """The facts of a client under their headings; those of the register first."""
    labels = answer_labels(session, "country", "residence_status", "sex")
    languages = answer_labels(session, "language")

    def named(code: str | None) -> str | None:
        return labels.get(code, code) if code else None

    register: Facts = [
        ("Rijksregisternummer", shown_number(client.national_number)),
        ("Naam", client.name),
        ("Voornaam", client.first_name),
        ("Geslacht", named(client.sex)),
        ("Geboren", born(client.birth_date, client.birth_year, unborn=client.unborn)),
        ("Geboorteplaats", _place(client.birth_place, named(client.birth_country))),
        ("Nationaliteit", named(client.nationality)),
        ("Adres", _address(client, named(client.country))),
    ]
    if client.deceased_on:
        register.append(("Overleden", day(client.deceased_on)))
    minor = {True: "ja", False: "nee", None: None}[client.unaccompanied_minor]
    completed: Facts = [
        ("Roepnaam", client.call_name),
        ("Verblijfsstatuut", named(client.residence_status)),
        ("Land van origine", named(client.country_of_origin)),
        ("Taal van de hulp", languages.get(client.language, client.language) if client.language else None),
        ("Niet-begeleide minderjarige", minor),
        ("Telefoon", client.phone),
        ("E-mail", client.email),
    ]
    return [("Naar de moeder" if client.unborn else "Uit het rijksregister", register), ("Aangevuld", completed)]


def shown_number(number: str | None) -> str | None:
    """A national number as the register prints it."""
    try:
        return NationalNumber.parse(number).display if number else None
    except DomainError:
        return number


def _place(place: str | None, country: str | None) -> str | None:
    return ", ".join(part for part in (place, country) if part) or None


def _address(client: Client, country: str | None) -> str | None:
    if client.address_unknown:
        return "niet bekend"
    street = " ".join(part for part in (client.street, client.house_number) if part)
    town = " ".join(part for part in (client.postcode, client.municipality) if part)
    abroad = country if client.country and client.country != "BE" else None
    return "\n".join(part for part in (street, town, abroad) if part) or None
