"""The people the synthetic national register knows: some 20,000, none of them real."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from random import Random
from typing import NamedTuple

from app.demo.names import (
    BIRTH_PLACES_ABROAD,
    BOYS_NAMES,
    FREQUENT_SURNAMES,
    GIRLS_NAMES,
    STREETS,
    SURNAMES,
    SURNAMES_FROM_ABROAD,
)
from app.demo.places import TOWNS, Town

POPULATION_SIZE = 20_000
DEFAULT_SEED = 1990
FIRST_BIRTH = date(1990, 1, 1).toordinal()
YOUTH_FROM = date(2001, 1, 1).toordinal()
LAST_BIRTH = date(2026, 6, 30).toordinal()
OLDEST_FAMILIES = 0.16


class Person(NamedTuple):
    """Somebody in the synthetic register; no sex or birth date where the number does not tell them.

    `birth_date` is None when only the year (and perhaps the month) is known; people of one `household` are siblings.
    """

    national_number: str
    name: str
    first_name: str
    sex: str | None
    birth_date: date | None
    birth_year: int
    birth_place: str | None
    birth_country: str
    nationality: str
    street: str
    house_number: str
    town: Town
    deceased_on: date | None
    household: int


@dataclass(frozen=True)
class Population:
    """Everybody in the synthetic register, found by national number or by surname."""

    people: tuple[Person, ...]
    by_number: dict[str, Person]


@lru_cache(maxsize=2)
def population(seed: int = DEFAULT_SEED) -> Population:
    """The whole population, made once and always the same for one seed."""
    # Nothing here is a secret: the generator only has to give the same people for the same seed.
    registry = _Registry(Random(seed))  # noqa: S311
    for person in KNOWN_PEOPLE:
        registry.people[person.national_number] = person
    household = len(KNOWN_PEOPLE)
    while len(registry.people) < POPULATION_SIZE:
        registry.add_family(household)
        household += 1
    return Population(people=tuple(registry.people.values()), by_number=registry.people)


def national_number(year: int, month: int, day: int, serial: int) -> str:
    """The eleven digits for a birth date and serial; a zero month or day is an unknown one (C-1).

    BIS numbers carry 20 or 40 in `month`. From 2000 the check digits count a 2 before the first nine.
    """
    nine = f"{year % 100:02d}{month:02d}{day:02d}{serial:03d}"
    checked = int(nine) + (2_000_000_000 if year >= 2000 else 0)
    return f"{nine}{97 - checked % 97:02d}"


class _Registry:
    """Hands out numbers and keeps who has them while the population is being made."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.people: dict[str, Person] = {}
        self.last_serials: dict[tuple[int, int, int, int], int] = {}

    def add_family(self, household: int) -> None:
        name, origin = self._surname()
        street, house_number, town = self._address()
        born_abroad = origin != "BE" and self.random.random() < 0.4
        nationality = origin if born_abroad or self.random.random() < 0.2 else "BE"
        place, country = (BIRTH_PLACES_ABROAD[origin], origin) if born_abroad else (town.name, "BE")
        for birth in self._births():
            bis = born_abroad and self.random.random() < 0.3
            number, sex, birth_date = self._number(birth, bis)
            self.people[number] = Person(
                number,
                name,
                self._first_name(sex),
                sex,
                birth_date,
                birth.year,
                place,
                country,
                nationality,
                street,
                house_number,
                town,
                self._death(birth),
                household,
            )

    def _surname(self) -> tuple[str, str]:
        draw = self.random.random()
        if draw < 0.36:
            return FREQUENT_SURNAMES[int(draw / 0.36 * len(FREQUENT_SURNAMES))], "BE"
        if draw < 0.82:
            return SURNAMES[int(self.random.random() * len(SURNAMES))], "BE"
        return SURNAMES_FROM_ABROAD[int(self.random.random() * len(SURNAMES_FROM_ABROAD))]

    def _address(self) -> tuple[str, str, Town]:
        random = self.random.random
        street = STREETS[int(random() * len(STREETS))]
        return street, str(1 + int(random() * random() * 240)), TOWNS[int(random() * len(TOWNS))]

    def _births(self) -> Iterator[date]:
        """The birth dates of one family's children, twins now and then."""
        random = self.random.random
        first, last = (FIRST_BIRTH, YOUTH_FROM) if random() < OLDEST_FAMILIES else (YOUTH_FROM, LAST_BIRTH)
        birth = first + int(random() * (last - first))
        for _ in range(1 + int(random() * random() * 5)):
            if birth <= LAST_BIRTH:
                yield date.fromordinal(birth)
            birth += 0 if random() < 0.03 else 340 + int(random() * 1500)

    def _number(self, birth: date, bis: bool) -> tuple[str, str | None, date | None]:
        """A free number for a birth; of one in a hundred people the register does not know the day."""
        draw = self.random.random()
        known = draw >= 0.01
        month = 0 if draw < 0.005 else birth.month
        day = birth.day if known else 0
        sex: str | None = "M" if self.random.random() < 0.515 else "F"
        odd = sex == "M"
        if bis:
            month, sex = (month + 40, sex) if self.random.random() < 0.6 else (month + 20, None)
        number = self._next_number(birth.year, month, day, odd)
        return number, sex, birth if known else None

    def _next_number(self, year: int, month: int, day: int, odd: bool) -> str:
        key = (year, month, day, odd)
        serial = self.last_serials.get(key, -1 if odd else 0)
        number = ""
        while not number or number in self.people:
            serial += 2 + 2 * int(self.random.random() * 12)
            number = national_number(year, month, day, serial)
        self.last_serials[key] = serial
        return number

    def _first_name(self, sex: str | None) -> str:
        draw = self.random.random()
        girl = sex == "F" if sex else draw < 0.5
        names = GIRLS_NAMES if girl else BOYS_NAMES
        return names[int(self.random.random() * len(names))]

    def _death(self, birth: date) -> date | None:
        if self.random.random() >= 0.002:
            return None
        return date.fromordinal(birth.toordinal() + int(self.random.random() * (LAST_BIRTH - birth.toordinal() + 1)))


def _known(number: str, name: str, first_name: str, sex: str, birth: date, country: str, home: int) -> Person:
    place = "Antwerpen" if country == "BE" else BIRTH_PLACES_ABROAD[country]
    street, town = STREETS[home], TOWNS[home]
    nationality = country
    return Person(
        number, name, first_name, sex, birth, birth.year, place, country, nationality, street, "7", town, None, home
    )


KNOWN_PEOPLE = (
    _known("15041200210", "Peeters", "Noor", "F", date(2015, 4, 12), "BE", 0),
    _known("17073003384", "Van den Broeck", "Lowie", "M", date(2017, 7, 30), "BE", 1),
    _known("93051822361", "Hendrickx", "Bram", "M", date(1993, 5, 18), "BE", 2),
    _known("98472899765", "Diallo", "Mamadou", "M", date(1998, 7, 28), "GN", 3),
    _known("01490700185", "Khalil", "Omar", "M", date(2001, 9, 7), "SY", 4),
)
