"""What the register's word changes about a client, and from which day it is asked (C-1, C-3, G-3)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.domain.register_refresh import asked_since, refreshed

ADDRESS = {"street": "Lindenlaan", "house_number": "4", "postcode": "9000", "municipality": "Gent", "country": "BE"}
KNOWN: dict[str, Any] = {
    "national_number": "15041200210",
    "name": "Peeters",
    "first_name": "Noor",
    "sex": "F",
    "birth_date": date(2015, 4, 12),
    "presumed_birth_year": None,
    "birth_place": "Gent",
    "birth_country": "BE",
    "nationality": "BE",
    **ADDRESS,
    "address_unknown": False,
    "deceased_on": None,
}
TOLD = {name: value for name, value in KNOWN.items() if name not in ("presumed_birth_year", "address_unknown")}
TOLD["birth_year"] = 2015
NO_ADDRESS = dict.fromkeys(ADDRESS)


@pytest.mark.parametrize(
    ("known", "told", "changes"),
    [
        ({}, {}, {}),
        # Who somebody is: the register's word, unless it says nothing.
        ({}, {"name": "Janssens", "first_name": "Nora"}, {"name": "Janssens", "first_name": "Nora"}),
        ({}, {"sex": None, "nationality": None, "birth_place": None}, {}),
        ({"nationality": "SY"}, {}, {"nationality": "BE"}),
        ({}, {"national_number": "15041200309"}, {"national_number": "15041200309"}),
        # An address is one answer; one that staff said to be unknown is known now.
        ({}, {**NO_ADDRESS, "municipality": "Aalst"}, {**NO_ADDRESS, "municipality": "Aalst"}),
        ({}, NO_ADDRESS, {}),
        ({**NO_ADDRESS, "address_unknown": True}, {}, {**ADDRESS, "address_unknown": False}),
        # A birth date takes the place of a presumed year, and stays while its year is confirmed.
        (
            {"birth_date": None, "presumed_birth_year": 2015},
            {},
            {"birth_date": date(2015, 4, 12), "presumed_birth_year": None},
        ),
        ({}, {"birth_date": None}, {}),
        ({}, {"birth_date": None, "birth_year": 2014}, {"birth_date": None, "presumed_birth_year": 2014}),
        ({"birth_date": None, "presumed_birth_year": 2014}, {"birth_date": None}, {"presumed_birth_year": 2015}),
        # A death, on its day, and one that is taken back.
        ({}, {"deceased_on": date(2026, 6, 30)}, {"deceased_on": date(2026, 6, 30)}),
        ({"deceased_on": date(2026, 6, 30)}, {}, {"deceased_on": None}),
    ],
)
def test_the_register_changes_what_it_knows_and_nothing_else_c_3_g_3(
    known: dict[str, Any], told: dict[str, Any], changes: dict[str, Any]
) -> None:
    assert refreshed({**KNOWN, **known}, {**TOLD, **told}) == changes


def test_told_twice_the_second_time_changes_nothing_g_3() -> None:
    told = {**TOLD, "name": "Janssens", "birth_date": None, "birth_year": 2013, "municipality": "Aalst"}
    after = {**KNOWN, **refreshed(KNOWN, told)}
    assert refreshed(after, told) == {}


@pytest.mark.parametrize(
    ("due_on", "latest", "since"),
    [
        (date(2026, 7, 1), None, None),
        (date(2026, 7, 1), date(2026, 6, 30), date(2026, 6, 29)),
        (date(2026, 7, 1), date(2026, 6, 20), date(2026, 6, 19)),
        (date(2026, 7, 4), date(2026, 7, 3), date(2026, 7, 2)),
        (date(2026, 7, 5), date(2026, 7, 4), None),
        (date(2026, 7, 6), date(2026, 7, 5), date(2026, 7, 4)),
    ],
)
def test_changes_are_asked_since_the_last_night_that_ended_and_all_on_sundays_g_3(
    due_on: date, latest: date | None, since: date | None
) -> None:
    assert asked_since(due_on, latest) == since
