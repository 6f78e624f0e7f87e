"""National numbers, names, ages, and what a client needs."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.age import age_in_words, age_on
from app.domain.clients import (
    ClientDetails,
    check_age,
    check_details_complete,
    check_mother_named,
    is_within_age,
    mother_first_name,
    same_mother_cautions,
    unborn_first_name,
)
from app.domain.faults import DomainError
from app.domain.names import name_key
from app.domain.national_number import NationalNumber

TODAY = date(2024, 6, 15)


def number(first_nine: str, from_2000: bool) -> str:
    """A valid number by the rule as the agency prints it."""
    base = int(("2" if from_2000 else "") + first_nine)
    return f"{first_nine}{97 - base % 97:02d}"


@pytest.mark.parametrize(
    ("text", "born", "year", "bis", "sex"),
    [
        ("93051822361", date(1993, 5, 18), 1993, False, "M"),
        ("85.07.30-033 28", date(1985, 7, 30), 1985, False, "M"),
        ("17 07 30 033 84", date(2017, 7, 30), 2017, False, "M"),
        ("15041200210", date(2015, 4, 12), 2015, False, "F"),
        ("98472899765", date(1998, 7, 28), 1998, True, "M"),
        ("01490700185", date(2001, 9, 7), 2001, True, "M"),
        (number("120400002", True), None, 2012, False, "F"),
        (number("120000001", True), None, 2012, False, "M"),
        (number("122400002", True), None, 2012, True, None),
        (number("122415002", True), date(2012, 4, 15), 2012, True, None),
        (number("000229004", True), date(2000, 2, 29), 2000, False, "F"),
    ],
)
def test_a_valid_number_tells_birth_and_sex(
    text: str, born: date | None, year: int, bis: bool, sex: str | None
) -> None:
    """C-1: spaces and punctuation are dropped, 00 is unknown, BIS adds 20 or 40 to the month."""
    found = NationalNumber.parse(text)
    assert (found.birth_date, found.birth_year, found.is_bis, found.sex) == (born, year, bis, sex)


def test_a_number_shows_as_the_register_prints_it() -> None:
    """C-1."""
    assert str(NationalNumber.parse("15041200210")) == "15.04.12-002.10"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1504120021",
        "150412002100",
        "15041200211",
        "abc",
        "15O41200210",
        "00000000000",
        "15131200236",
        "9305182236١",
    ],
)
def test_a_wrong_number_is_refused_at_its_field(text: str) -> None:
    """C-1."""
    with pytest.raises(DomainError) as refusal:
        NationalNumber.parse(text)
    assert [(fault.rule, fault.field) for fault in refusal.value.faults] == [("C-1", "national_number")]
    assert refusal.value.messages[0].endswith("na.")


@given(st.dates(date(1930, 1, 1), date(2023, 12, 31)), st.integers(1, 997))
def test_every_number_made_by_the_rule_reads_back(born: date, serial: int) -> None:
    """C-1: the check digits tell the century."""
    text = number(f"{born:%y%m%d}{serial:03d}", born.year >= 2000)
    assert NationalNumber.parse(text).birth_date == born


@given(st.dates(date(1930, 1, 1), date(2023, 12, 31)), st.integers(1, 997), st.integers(1, 96))
def test_every_other_check_is_refused(born: date, serial: int, shift: int) -> None:
    """C-1."""
    right = number(f"{born:%y%m%d}{serial:03d}", born.year >= 2000)
    other_century = number(f"{born:%y%m%d}{serial:03d}", born.year < 2000)
    wrong = right[:9] + f"{(int(right[9:]) - 1 + shift) % 97 + 1:02d}"
    if wrong != other_century:
        with pytest.raises(DomainError):
            NationalNumber.parse(wrong)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("D'Hondt", "dhondt"),
        ("  Van   den  Bossche ", "van den bossche"),
        ("Élodie-Anaïs", "elodie anais"),
        ("ÇELİK", "celik"),
        ("Straße", "strasse"),
        ("Łukasz Øster", "lukasz oster"),
        ("O’Neill 3", "oneill 3"),
        ("Müller", "muller"),
        ("Mu\u0308ller", "muller"),
    ],
)
def test_names_compare_without_accents_and_capitals(text: str, key: str) -> None:
    """D-3."""
    assert name_key(text) == key


@given(st.text())
def test_a_name_key_is_its_own_key(text: str) -> None:
    """D-3."""
    assert name_key(name_key(text)) == name_key(text)


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2000, 6, 15), date(2025, 6, 14), 24),
        (date(2000, 6, 15), date(2025, 6, 15), 25),
        (date(2000, 2, 29), date(2025, 2, 28), 24),
        (date(2000, 2, 29), date(2025, 3, 1), 25),
        (date(2000, 2, 29), date(2024, 2, 29), 24),
    ],
)
def test_age_grows_on_the_birthday(born: date, day: date, age: int) -> None:
    """C-2: under 25 on that day."""
    assert age_on(born, day) == age
    assert is_within_age(born, None, day, "OVBJ") is (age < 25)
    assert is_within_age(born, None, day, "pleegzorg")


def test_a_person_of_whom_only_the_year_is_known_counts_as_young_as_it_allows() -> None:
    """C-2: our reading."""
    assert is_within_age(None, 1999, date(2024, 12, 30), "OVBJ")
    assert not is_within_age(None, 1999, date(2024, 12, 31), "OVBJ")
    assert is_within_age(None, None, TODAY, "CIG")


def test_a_person_over_25_is_refused_with_what_to_do() -> None:
    """C-2."""
    faults = check_age(date(1990, 1, 1), None, TODAY, "OVBJ")
    assert [(fault.rule, fault.field) for fault in faults] == [("C-2", "birth_date")]
    assert check_age(date(1990, 1, 1), None, TODAY, "pleegzorg") == []


def test_age_is_said_in_words() -> None:
    assert age_in_words(date(2015, 4, 12), None, TODAY) == "9 jaar"
    assert age_in_words(None, 2015, TODAY) == "ongeveer 9 jaar"
    assert age_in_words(None, None, TODAY) == "leeftijd onbekend"
    assert age_in_words(None, None, TODAY, unborn=True) == "ongeboren"


def test_an_unborn_child_bears_its_mothers_names_c_4() -> None:
    assert unborn_first_name("An") == "An (ongeboren kind)"
    assert mother_first_name("An (ongeboren kind)") == "An"
    assert check_mother_named("Janssens", "An (ongeboren kind)") == []
    faults = check_mother_named(" ", unborn_first_name("  "))
    assert [(fault.rule, fault.field) for fault in faults] == [("C-4", "mother_name"), ("C-4", "mother_first_name")]


def test_another_unborn_child_of_the_same_mother_is_asked_about_c_4() -> None:
    assert same_mother_cautions("An Janssens", []) == []
    [one] = same_mother_cautions("An Janssens", [1000001])
    [two] = same_mother_cautions("An Janssens", [1000001, 1000002])
    assert "al een ongeboren kind van An Janssens (cliëntnummer 1000001)" in one.message
    assert "al 2 ongeboren kinderen van An Janssens (cliëntnummer 1000001 en 1000002)" in two.message


COMPLETE: dict[str, Any] = {"nationality": "BE", "residence_status": "belg", "country_of_origin": "BE"}


@pytest.mark.parametrize(
    ("details", "organisation_type", "fields"),
    [
        (ClientDetails(**COMPLETE, birth_date=date(2015, 4, 12)), "OVBJ", []),
        (ClientDetails(**COMPLETE, presumed_birth_year=2010), "OVBJ", []),
        (ClientDetails(), "OVBJ", ["nationality", "residence_status", "country_of_origin", "presumed_birth_year"]),
        (ClientDetails(**COMPLETE, birth_date=date(2024, 6, 16)), "OVBJ", ["birth_date"]),
        (ClientDetails(**COMPLETE, birth_date=TODAY), "OVBJ", []),
        (ClientDetails(**COMPLETE, presumed_birth_year=1899), "OVBJ", ["presumed_birth_year"]),
        (ClientDetails(**COMPLETE, presumed_birth_year=2025), "OVBJ", ["presumed_birth_year"]),
        (ClientDetails(**COMPLETE, unborn=True), "CIG", []),
        (ClientDetails(**COMPLETE, unborn=True), "1G1P", []),
        (ClientDetails(**COMPLETE, unborn=True), "OVBJ", ["unborn"]),
        (ClientDetails(**COMPLETE, unborn=True, birth_date=TODAY), "CKG", ["birth_date"]),
    ],
)
def test_what_a_new_client_still_lacks_is_listed(
    details: ClientDetails, organisation_type: str, fields: list[str]
) -> None:
    """C-3, C-4."""
    assert [fault.field for fault in check_details_complete(details, organisation_type, TODAY)] == fields
