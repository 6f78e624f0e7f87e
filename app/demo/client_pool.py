"""Who becomes a client in the demonstration: people of the synthetic population, each one client."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date
from random import Random
from typing import Any

from app.demo.population import Person

JsonObject = dict[str, Any]
TRIES = 60
LANGUAGES = {
    "BE": "nl",
    "MA": "ar",
    "TR": "tr",
    "PL": "pl",
    "RO": "ro",
    "BG": "bg",
    "SY": "ar",
    "AF": "prs",
    "UA": "uk",
    "CD": "fr",
    "SO": "so",
    "ER": "ti",
    "PT": "pt",
    "ES": "es",
    "NP": "ne",
    "GH": "en",
    "GN": "ff",
}
EUROPEAN = frozenset({"PL", "RO", "BG", "PT", "ES", "IT"})


class ClientPool:
    """Draws people of the right age and keeps the client each of them has become."""

    def __init__(self, random: Random, people: tuple[Person, ...]) -> None:
        self.random = random
        living = sorted((person for person in people if person.deceased_on is None), key=_birth_key)
        self.everybody = living
        self.per_province: dict[str, list[Person]] = {}
        self.households: dict[int, list[Person]] = {}
        for person in living:
            self.per_province.setdefault(person.town.province, []).append(person)
            self.households.setdefault(person.household, []).append(person)
        self.clients: dict[str, JsonObject] = {}
        self.unborn: list[JsonObject] = []

    def somebody(self, born_from: date, born_until: date, province: str, sex: str | None = None) -> Person:
        """A person who is no client yet, born in a period (both days counted), mostly from the province.

        `sex` where it matters: "F" or "M".
        """
        for _ in range(TRIES):
            near = self.random.random() < 0.8
            people = self.per_province[province] if near else self.everybody
            first = bisect_left(people, born_from, key=_birth_key)
            last = bisect_left(people, date.fromordinal(born_until.toordinal() + 1), key=_birth_key)
            if first < last:
                person = people[self.random.randrange(first, last)]
                if person.national_number not in self.clients and sex in (None, person.sex):
                    return person
        raise LookupError("nobody of that age is left in the population")

    def sibling(self, person: Person, born_from: date, born_until: date) -> Person | None:
        """A brother or sister of the right age who is no client yet."""
        for other in self.households[person.household]:
            if born_from <= _birth_key(other) <= born_until and other.national_number not in self.clients:
                return other
        return None

    def client_of(self, person: Person) -> str:
        """The sender's id of the client this person is, made a client when needed."""
        client = self.clients.get(person.national_number)
        if client is None:
            client = self._client(person, f"c{len(self.clients) + 1:04d}")
            self.clients[person.national_number] = client
        return str(client["id"])

    def unborn_child(self, mother: Person) -> str:
        """The sender's id of a child that is still to be born, under its mother's name (C-4)."""
        client = {
            "id": f"u{len(self.unborn) + 1:04d}",
            "name": mother.name,
            "first_name": f"{mother.first_name} (ongeboren kind)",
            "unborn": True,
            "nationality": mother.nationality,
            "country_of_origin": mother.nationality,
            "residence_status": _residence_status(mother),
            "address": _address(mother),
        }
        self.unborn.append(client)
        return str(client["id"])

    def all_clients(self) -> list[JsonObject]:
        """Every client, in the order in which they came."""
        return [*self.clients.values(), *self.unborn]

    def _client(self, person: Person, identifier: str) -> JsonObject:
        origin = person.nationality if person.nationality != "BE" else person.birth_country
        client: JsonObject = {
            "id": identifier,
            "national_number": person.national_number,
            "name": person.name,
            "first_name": person.first_name,
            "sex": person.sex,
            "birth_date": person.birth_date.isoformat() if person.birth_date else None,
            "birth_country": person.birth_country,
            "birth_place": person.birth_place,
            "nationality": person.nationality,
            "country_of_origin": origin,
            "residence_status": _residence_status(person),
            "language": LANGUAGES.get(person.nationality, "nl"),
            "unaccompanied_minor": person.birth_country in ("AF", "SO", "ER", "SY") and self.random.random() < 0.3,
            "address": _address(person),
        }
        if person.birth_date is None:
            client["presumed_birth_year"] = person.birth_year
        if self.random.random() < 0.1:
            client["call_name"] = person.first_name[:3]
        return client


def _birth_key(person: Person) -> date:
    return person.birth_date or date(person.birth_year, 7, 1)


def _residence_status(person: Person) -> str:
    if person.nationality == "BE":
        return "belg"
    return "eu_burger" if person.nationality in EUROPEAN else "beperkt"


def _address(person: Person) -> JsonObject:
    return {
        "street": person.street,
        "house_number": person.house_number,
        "postcode": person.town.postcode,
        "municipality": person.town.name,
        "country": "BE",
    }
