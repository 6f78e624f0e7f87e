"""The published JSON Schema of the exchange file."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from app.domain.registration_fields import (
    EXIT_ADVICE,
    EXIT_COMMON,
    EXIT_FOLLOW_UP,
    FAMILY_SITUATION_FIELDS,
    INTAKE_FIELDS,
    TRAJECTORY_FIELDS,
    FieldDefinition,
)

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "docs" / "exchange.schema.json"
EXAMPLE = Path(__file__).with_name("example_exchange.json")

Document = dict[str, Any]


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)


def is_valid(document: Any) -> bool:
    return Draft202012Validator(read(SCHEMA), format_checker=FormatChecker(["date"])).is_valid(document)


def schakeling(document: Document) -> Document:
    found: Document = document["dossiers"][0]["decisions"][0]["schakelingen"][0]
    return found


MUTATIONS: dict[str, Callable[[Document], object]] = {
    "another format": lambda d: d.update(format="binc-exchange/2"),
    "no source": lambda d: d.pop("source"),
    "an unknown key at the top": lambda d: d.update(remark="x"),
    "history in words": lambda d: d.update(history="yes"),
    "dossiers that are no list": lambda d: d.update(dossiers={}),
    "an unknown organisation type": lambda d: d["facilities"][0].update(organisation_type="KLJ"),
    "a facility without a code": lambda d: d["facilities"][0].pop("code"),
    "a facility with an empty name": lambda d: d["facilities"][0].update(name=""),
    "an unknown province": lambda d: d["facilities"][0].update(province="Henegouwen"),
    "an approved module without a begin": lambda d: d["facilities"][0]["modules"][0].pop("from"),
    "a capacity below zero": lambda d: d["capacity"][0].update(recognised=-1),
    "a capacity with three decimals": lambda d: d["capacity"][0].update(recognised=Decimal("1.005")),
    "a capacity in words": lambda d: d["capacity"][0].update(recognised="12"),
    "a capacity without a day": lambda d: d["capacity"][0].update(valid_from=None),
    "a national number with points": lambda d: d["clients"][0].update(national_number="17.07.30-033.84"),
    "a national number that ends in a new line": lambda d: d["clients"][0].update(national_number="17073003384\n"),
    "a sex that is no code": lambda d: d["clients"][0].update(sex="vrouw"),
    "a nationality in words": lambda d: d["clients"][0].update(nationality="Belg"),
    "a birth date as it is said": lambda d: d["clients"][0].update(birth_date="30/07/2017"),
    "a birth date the calendar lacks": lambda d: d["clients"][0].update(birth_date="2017-02-30"),
    "an unknown key of a client": lambda d: d["clients"][0].update(surname="x"),
    "a dossier without a client": lambda d: d["dossiers"][0].pop("client"),
    "a dossier in the bin": lambda d: d["dossiers"][0].update(status="deleted"),
    "an unknown specific referral": lambda d: d["dossiers"][0]["referral"].update(specific="crisis"),
    "an unknown ground": lambda d: d["dossiers"][0]["decisions"][0].update(ground="vrijwillig"),
    "a decision without modules": lambda d: d["dossiers"][0]["decisions"][0].update(modules=[]),
    "an unknown mandated service": lambda d: d["dossiers"][0]["decisions"][0].update(mandated_service="SDJ"),
    "an unknown kind of schakeling": lambda d: schakeling(d).update(kind="begin"),
    "a schakeling without modules": lambda d: schakeling(d).update(modules=[]),
    "a module as a bare code": lambda d: schakeling(d).update(modules=["VBFBJB05"]),
    "three carers": lambda d: schakeling(d).update(carers=[{"national_number": "17073003384", "name": "A"}] * 3),
    "a moment without a time zone": lambda d: schakeling(d).update(registered="2024-02-06T10:15:00"),
    "a detail that does not exist": lambda d: schakeling(d)["modules"][0].update(detail=["later"]),
    "a detail outside a list": lambda d: schakeling(d)["modules"][0].update(detail="yes"),
    "an unknown key of the intake": lambda d: d["dossiers"][0].update(intake={"hobby": "x"}),
    "three sources of income": lambda d: d["dossiers"][0].update(intake={"income_source": ["a", "b", "c"]}),
    "a fifth quarter": lambda d: d["utilisation"][0].update(quarter="2024-5"),
    "an unknown state": lambda d: d["quarters"][0].update(state="done"),
}


def test_the_schema_is_itself_a_valid_schema() -> None:
    Draft202012Validator.check_schema(json.loads(SCHEMA.read_text(encoding="utf-8")))


def test_the_example_is_valid() -> None:
    assert is_valid(read(EXAMPLE))


@pytest.mark.parametrize("mutation", MUTATIONS.values(), ids=MUTATIONS.keys())
def test_a_file_with_one_thing_wrong_is_not_valid(mutation: Callable[[Document], object]) -> None:
    document = read(EXAMPLE)
    mutation(document)
    assert not is_valid(document)


def test_absent_and_null_mean_the_same_for_every_key_that_may_be_left_out() -> None:
    for definition in definitions():
        required = definition.get("required", [])
        for key, schema in definition["properties"].items():
            if key not in required:
                assert allows_null(schema), key


def test_an_unknown_key_is_an_error_everywhere() -> None:
    for definition in definitions():
        assert definition["additionalProperties"] is False


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("intake", INTAKE_FIELDS),
        ("exit", (*EXIT_COMMON, *EXIT_FOLLOW_UP, *EXIT_ADVICE)),
        ("family_situation", FAMILY_SITUATION_FIELDS),
        ("trajectory", TRAJECTORY_FIELDS),
    ],
)
def test_the_registrations_have_exactly_the_keys_of_their_questions(
    name: str, fields: tuple[FieldDefinition, ...]
) -> None:
    """E-1, E-2, E-4."""
    assert set(read(SCHEMA)["$defs"][name]["properties"]) == {field.key for field in fields}


def definitions() -> list[Document]:
    schema = read(SCHEMA)
    objects = [schema, *(one for one in schema["$defs"].values() if "properties" in one)]
    utilisation = schema["$defs"]["utilisation"]["properties"]
    return [*objects, utilisation["kinds"], utilisation["clients"]["items"]]


def allows_null(schema: Document) -> bool:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        # The elements of an array key are checked where the array is; a reference is to an optional definition.
        return allows_null(read(SCHEMA)["$defs"][name])
    kind = schema.get("type")
    return None in schema.get("enum", []) or kind == "null" or (isinstance(kind, list) and "null" in kind)
