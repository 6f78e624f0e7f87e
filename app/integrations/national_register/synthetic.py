"""A national register that answers from the synthetic population, for training, demonstration and tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property

from app.demo.population import DEFAULT_SEED, Person, Population, population
from app.domain.names import name_key
from app.integrations.national_register.port import (
    ChangedPerson,
    PersonNotFound,
    RegisterPerson,
    RegisterUnavailable,
    TooManyFound,
)

SEARCH_LIMIT = 25
SILENT_NUMBERS = frozenset({"10010199594", "10010199693", "10010199792"})
SILENT_NAME = "storing"
UNKNOWN_NUMBER = "10010199396"


class SyntheticRegister:
    """Answers for people who do not exist, and can be silent on demand (C-1; docs/synthetic-register.md).

    The numbers in SILENT_NUMBERS and the name "Storing" play a register that does not answer; nobody ever has
    UNKNOWN_NUMBER.
    """

    def __init__(self, seed: int = DEFAULT_SEED, limit: int = SEARCH_LIMIT) -> None:
        self.seed = seed
        self.limit = limit

    def find_by_number(self, number: str) -> RegisterPerson:
        """The person with this number, as NationalRegister says."""
        digits = "".join(filter(str.isdigit, number))
        if digits in SILENT_NUMBERS:
            raise RegisterUnavailable("the register does not answer")
        person = self._population.by_number.get(digits)
        if person is None:
            raise PersonNotFound("nobody has this number")
        return register_person(person)

    def find_by_data(
        self,
        name: str,
        birth_date: date | None = None,
        birth_year: int | None = None,
        first_name: str | None = None,
        sex: str | None = None,
    ) -> list[RegisterPerson]:
        """Everybody with this name and birth date or year, as NationalRegister says.

        A first name fits when it is how the registered one begins; somebody whose sex is not registered fits both.
        """
        if birth_date is None and birth_year is None:
            raise ValueError("a search needs a birth date or a birth year")
        key = name_key(name)
        if key == SILENT_NAME:
            raise RegisterUnavailable("the register does not answer")
        called = name_key(first_name or "")
        hits = [
            person
            for person in self._people_named.get(key, ())
            if _born(person, birth_date, birth_year)
            and name_key(person.first_name).startswith(called)
            and (sex is None or person.sex is None or person.sex == sex)
        ]
        if len(hits) > self.limit:
            raise TooManyFound(self.limit)
        return [register_person(person) for person in sorted(hits, key=_by_name)]

    def find_changed(self, numbers: Sequence[str], since: date | None) -> list[ChangedPerson]:
        """Everybody among these numbers, as NationalRegister allows: nobody here remembers when something changed."""
        if SILENT_NUMBERS.intersection(numbers):
            raise RegisterUnavailable("the register does not answer")
        known = self._population.by_number
        return [ChangedPerson(number, register_person(known[number])) for number in numbers if number in known]

    @property
    def _population(self) -> Population:
        return population(self.seed)

    @cached_property
    def _people_named(self) -> dict[str, tuple[Person, ...]]:
        """The people per name key; only the few hundred different surnames are folded."""
        per_name: dict[str, list[Person]] = {}
        for person in self._population.people:
            per_name.setdefault(person.name, []).append(person)
        per_key: dict[str, tuple[Person, ...]] = {}
        for name, people in per_name.items():
            key = name_key(name)
            per_key[key] = per_key.get(key, ()) + tuple(people)
        return per_key


def register_person(person: Person) -> RegisterPerson:
    """A person of the synthetic population as the register would tell about them."""
    return RegisterPerson(
        national_number=person.national_number,
        name=person.name,
        first_name=person.first_name,
        sex=person.sex,
        birth_date=person.birth_date,
        birth_year=person.birth_year,
        birth_place=person.birth_place,
        birth_country=person.birth_country,
        nationality=person.nationality,
        street=person.street,
        house_number=person.house_number,
        postcode=person.town.postcode,
        municipality=person.town.name,
        country="BE",
        deceased_on=person.deceased_on,
    )


def _born(person: Person, birth_date: date | None, birth_year: int | None) -> bool:
    if birth_date is not None:
        return person.birth_date == birth_date
    return person.birth_year == birth_year


def _by_name(person: Person) -> tuple[str, str, str]:
    return name_key(person.name), name_key(person.first_name), person.national_number
