"""The promises of the national register, kept by both adapters, and the synthetic population (C-1, G-3)."""

from __future__ import annotations

import time
from collections import Counter
from datetime import date

import pytest
from stdnum.be import bis, nn

from app.demo.population import KNOWN_PEOPLE, Person, national_number, population
from app.domain.names import name_key
from app.domain.national_number import NationalNumber
from app.integrations.national_register import (
    ChangedPerson,
    HttpsRegister,
    NationalRegister,
    PersonNotFound,
    RegisterUnavailable,
    SyntheticRegister,
    TooManyFound,
)
from app.integrations.national_register.synthetic import SILENT_NUMBERS, UNKNOWN_NUMBER
from tests.integrations.https_server import QUICK, HttpsServer
from tests.integrations.register_server import answering


@pytest.fixture(params=["synthetic", "https"])
def register(request: pytest.FixtureRequest) -> NationalRegister:
    """Whichever adapter answers, the port promises the same (G-3)."""
    if request.param == "synthetic":
        return SyntheticRegister()
    neighbour: HttpsServer = request.getfixturevalue("neighbour")
    neighbour.answer = answering()
    return HttpsRegister(neighbour.endpoint, QUICK, QUICK)


def people() -> tuple[Person, ...]:
    return population().people


def test_some_twenty_thousand_people_are_born_from_1990_to_2026() -> None:
    years = Counter(person.birth_year for person in people())
    assert 19_900 <= len(people()) <= 20_100
    assert set(years) == set(range(1990, 2027))


def test_every_number_is_valid_and_held_once() -> None:
    """C-1: the check digits, the century, BIS numbers and unknown days, all as python-stdnum reads them."""
    assert len({person.national_number for person in people()}) == len(people())
    for person in people():
        number = NationalNumber.parse(person.national_number)
        assert number.birth_date == person.birth_date
        assert number.birth_year == person.birth_year
        assert number.sex == person.sex


def test_the_serial_is_held_once_a_birth_date() -> None:
    """Also between a register and a BIS number of the same day only the whole number tells people apart."""
    serials = Counter((person.birth_year, person.national_number[2:9]) for person in people())
    assert max(serials.values()) == 1


def test_there_are_bis_numbers_unknown_days_and_unknown_sexes() -> None:
    with_bis = [person for person in people() if bis.is_valid(person.national_number)]
    assert len(with_bis) >= 200
    assert any(person.sex is None for person in with_bis)
    assert any(person.sex is not None for person in with_bis)
    undated = [person for person in people() if person.birth_date is None]
    assert any(person.national_number[2:6] == "0000" for person in undated)
    assert any(person.national_number[2:4] != "00" and person.national_number[4:6] == "00" for person in undated)


def test_siblings_share_their_name_and_address() -> None:
    homes: dict[int, set[tuple[str, str, str]]] = {}
    for person in people():
        homes.setdefault(person.household, set()).add((person.name, person.street, person.house_number))
    assert all(len(found) == 1 for found in homes.values())
    assert len(homes) < len(people()) * 0.75


def test_the_population_is_the_same_every_time_and_another_with_another_seed() -> None:
    before = people()
    population.cache_clear()
    assert people() == before
    assert population(7).people != before


def test_the_population_is_made_in_less_than_half_a_second() -> None:
    population.cache_clear()
    begun = time.process_time()
    population()
    assert time.process_time() - begun < 0.5


def test_nobody_dies_before_being_born() -> None:
    dead = [person for person in people() if person.deceased_on is not None]
    assert dead
    assert all(person.birth_date is None or person.birth_date <= person.deceased_on for person in dead
               if person.deceased_on is not None)  # fmt: skip


@pytest.mark.parametrize(
    ("year", "month", "day", "serial", "number"),
    [
        (1993, 5, 18, 223, "93051822361"),
        (2017, 7, 30, 33, "17073003384"),
        (1998, 47, 28, 997, "98472899765"),
        (2001, 49, 7, 1, "01490700185"),
        (1985, 7, 30, 33, "85073003328"),
    ],
)
def test_check_digits_are_those_of_known_valid_numbers(
    year: int, month: int, day: int, serial: int, number: str
) -> None:
    assert national_number(year, month, day, serial) == number


@pytest.mark.parametrize("person", KNOWN_PEOPLE, ids=lambda person: person.first_name)
def test_the_people_of_the_guide_are_found_by_number(register: NationalRegister, person: Person) -> None:
    found = register.find_by_number(person.national_number)
    assert (found.name, found.first_name, found.birth_date) == (person.name, person.first_name, person.birth_date)
    assert found.municipality == person.town.name


def test_punctuation_in_a_number_makes_no_difference(register: NationalRegister) -> None:
    assert register.find_by_number("15.04.12-002 10").first_name == "Noor"


def test_a_number_that_nobody_has_is_not_found(register: NationalRegister) -> None:
    assert nn.is_valid(UNKNOWN_NUMBER)
    with pytest.raises(PersonNotFound):
        register.find_by_number(UNKNOWN_NUMBER)


@pytest.mark.parametrize("number", sorted(SILENT_NUMBERS))
def test_the_register_does_not_answer_for_the_reserved_numbers(register: NationalRegister, number: str) -> None:
    assert nn.is_valid(number)
    with pytest.raises(RegisterUnavailable):
        register.find_by_number(number)


def test_the_register_does_not_answer_for_the_reserved_name(register: NationalRegister) -> None:
    with pytest.raises(RegisterUnavailable):
        register.find_by_data("STORING", birth_year=2010)


def test_a_name_and_birth_date_find_the_person(register: NationalRegister) -> None:
    found = register.find_by_data("Peeters", date(2015, 4, 12))
    assert "15041200210" in {person.national_number for person in found}
    assert all(person.birth_date == date(2015, 4, 12) for person in found)


def test_capitals_and_accents_make_no_difference(register: NationalRegister) -> None:
    accented = next(one for one in people() if name_key(one.name) != one.name.casefold() and "Ö" in one.name)
    plain = name_key(accented.name).upper()
    numbers = {one.national_number for one in register.find_by_data(plain, birth_year=accented.birth_year)}
    assert accented.national_number in numbers


def test_several_people_of_a_name_and_year_are_found_in_order(register: NationalRegister) -> None:
    found = register.find_by_data("Claes", birth_year=2012, sex="F")
    keys = [(name_key(person.first_name), person.national_number) for person in found]
    assert len(found) > 1
    assert keys == sorted(keys)


def test_a_first_name_and_a_sex_narrow_the_search(register: NationalRegister) -> None:
    everybody = register.find_by_data("Claes", birth_year=2012)
    girls = register.find_by_data("Claes", birth_year=2012, sex="F")
    one = register.find_by_data("Claes", birth_year=2012, first_name=everybody[0].first_name[:3].upper())
    assert {person.national_number for person in girls} < {person.national_number for person in everybody}
    assert everybody[0] in one


def test_a_search_that_is_too_wide_says_so(register: NationalRegister) -> None:
    with pytest.raises(TooManyFound) as refusal:
        register.find_by_data("Janssens", birth_year=2025)
    assert refusal.value.limit == 25


def test_a_name_that_nobody_has_finds_nobody(register: NationalRegister) -> None:
    assert register.find_by_data("Xyzzy", birth_year=2010) == []


def test_somebody_with_an_unknown_birth_day_is_found_by_year(register: NationalRegister) -> None:
    person = next(one for one in people() if one.birth_date is None)
    found = register.find_by_data(person.name, birth_year=person.birth_year, first_name=person.first_name)
    assert person.national_number in {one.national_number for one in found}


def test_a_search_without_a_birth_date_or_year_is_refused(register: NationalRegister) -> None:
    with pytest.raises(ValueError, match="birth"):
        register.find_by_data("Peeters")


def test_refusals_hold_no_personal_data(register: NationalRegister) -> None:
    for number in (UNKNOWN_NUMBER, *SILENT_NUMBERS):
        with pytest.raises((PersonNotFound, RegisterUnavailable)) as refusal:
            register.find_by_number(number)
        assert number not in str(refusal.value)


def test_those_who_changed_are_told_under_the_number_that_was_asked(register: NationalRegister) -> None:
    """G-3: who is not known is left out; what is told is what a look-up tells."""
    person = KNOWN_PEOPLE[0]
    [told] = register.find_changed([person.national_number, UNKNOWN_NUMBER], date(2026, 7, 1))
    assert told == ChangedPerson(person.national_number, register.find_by_number(person.national_number))
    assert register.find_changed([], None) == []


def test_a_silent_register_tells_no_changes(register: NationalRegister) -> None:
    """G-3."""
    with pytest.raises(RegisterUnavailable):
        register.find_changed([KNOWN_PEOPLE[0].national_number, *SILENT_NUMBERS], None)
