"""What goes together around a client, as pure rules (C-5)."""

from datetime import date
from typing import Any

import pytest

from app.domain.client_context import (
    address_lines,
    changes_between,
    household_faults,
    locked_faults,
    person_faults,
    relation_words,
    stay_faults,
    told,
)

TODAY = date(2024, 6, 1)


def fields(faults: list[Any]) -> list[str]:
    return [fault.field for fault in faults]


@pytest.mark.parametrize(
    ("values", "at"),
    [
        ({"relation": "moeder"}, []),
        ({}, ["relation"]),
        ({"relation": "andere"}, ["relation_other"]),
        ({"relation": "andere", "relation_other": "buurvrouw"}, []),
        ({"relation": "moeder", "relation_other": "buurvrouw"}, ["relation_other"]),
        ({"relation": "moeder", "birth_date": date(2024, 6, 1)}, []),
        ({"relation": "moeder", "birth_date": date(2024, 6, 2)}, ["birth_date"]),
        ({"relation": "vader", "deceased_on": date(2024, 5, 1)}, ["deceased_on"]),
        ({"relation": "vader", "deceased": True, "deceased_on": date(2024, 6, 1)}, []),
        ({"relation": "vader", "deceased": True, "deceased_on": date(2024, 6, 2)}, ["deceased_on"]),
        (
            {"relation": "vader", "deceased": True, "birth_date": TODAY, "deceased_on": date(2024, 5, 31)},
            ["deceased_on"],
        ),
    ],
)
def test_only_what_does_not_go_together_about_a_person_is_refused_c5(values: dict[str, Any], at: list[str]) -> None:
    assert fields(person_faults(values, TODAY)) == at


@pytest.mark.parametrize(
    ("kind", "values", "at"),
    [
        ("home", {"street": "Kerkstraat"}, []),
        ("home", {"name": "Bij papa"}, []),
        ("home", {"country": "NL"}, ["street"]),
        ("facility", {"street": "Kerkstraat"}, ["name"]),
        ("facility", {"name": "De Vlier"}, []),
    ],
)
def test_a_household_can_be_recognised_c5(kind: str, values: dict[str, Any], at: list[str]) -> None:
    assert fields(household_faults(kind, values)) == at


@pytest.mark.parametrize(
    ("main", "shared", "at"),
    [
        (None, frozenset(), []),
        (1, frozenset(), []),
        (1, frozenset({2}), []),
        (None, frozenset({2}), ["main_household"]),
        (1, frozenset({1, 2}), ["shared_households"]),
    ],
)
def test_a_shared_stay_has_one_main_household_c5(main: int | None, shared: frozenset[int], at: list[str]) -> None:
    assert fields(stay_faults(main, shared)) == at


def test_what_the_register_said_is_locked_and_the_rest_is_not_c3_c5() -> None:
    stored = {"name": "Erckens", "phone": "1"}
    assert fields(locked_faults(stored, ["name"], {"name": "Anders", "phone": "2"})) == ["name"]
    assert locked_faults(stored, ["name"], {"name": "Erckens", "phone": "2"}) == []


def test_the_history_keeps_what_differs_in_words_c5() -> None:
    before = told({"sex": "F", "carer": True, "birth_date": date(2000, 1, 2)}, {"F": "Vrouw"})
    assert before == {"sex": "Vrouw", "carer": "ja", "birth_date": "02/01/2000"}
    assert changes_between(before, {**before, "carer": ""}) == [{"field": "carer", "before": "ja", "after": ""}]


def test_another_relation_is_told_in_its_own_words_c5() -> None:
    assert relation_words("andere", "buurvrouw", {"andere": "Andere"}) == "buurvrouw"
    assert relation_words("moeder", None, {"moeder": "Moeder"}) == "Moeder"


def test_an_address_is_written_as_on_an_envelope_c5() -> None:
    values = {"street": "Kerkstraat", "house_number": "1", "municipality": "Gent"}
    assert address_lines(values, "Nederland") == ("Kerkstraat 1", "Gent", "Nederland")
    assert address_lines({}) == ()
