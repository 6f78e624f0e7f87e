"""Which forms a dossier has, and which of them must be complete: one readable table, each cell a test (D-4, E-3)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.domain.organisation_types import ORGANISATION_TYPES, has_chain
from app.domain.referral import Referral, check_referral, with_fixed_values
from app.domain.referral_forms import REFERRERS
from app.domain.registration_fields import EXIT, FAMILY_SITUATION, INTAKE, TRAJECTORY, registrations_of
from app.domain.registrations import page_optional, questions_of

MANDATORY, OPTIONAL, HIDDEN = "mandatory", "optional", "hidden"
PAGES = (INTAKE, EXIT, FAMILY_SITUATION, TRAJECTORY)

# M = mandatory, o = optional, . = hidden, - = this referral does not exist at this organisation type.
# Columns: the intake and the exit, which always stand together.
INTAKE_AND_EXIT = """
referral                           OVBJ OOOC OBC GES+ CKG CIG CaH pleegzorg HCA NAFT 1G1P
gate                               M    M    M   M    M   M   -   M         M   M    -
jeugdrechtbank                     M    M    M   M    M   M   -   M         M   M    .
caw                                M    M    M   M    M   M   -   M         M   M    .
other                              M    M    M   M    M   M   -   M         M   M    .
crisismeldpunt                     o    o    o   o    o   o   o   o         o   o    .
gate+supporting_guidance           o    -    -   -    -   -   -   -         -   -    -
jeugdrechtbank+supporting_guidance o    -    -   -    -   -   -   -         -   -    -
caw+supporting_guidance            o    -    -   -    -   -   -   -         -   -    -
other+supporting_guidance          o    -    -   -    -   -   -   -         -   -    -
crisismeldpunt+supporting_guidance -    -    -   -    -   -   -   -         -   -    -
gate+time_out                      o    o    o   o    o   o   -   -         o   o    -
jeugdrechtbank+time_out            o    o    o   o    o   o   -   -         o   o    -
caw+time_out                       o    o    o   o    o   o   -   -         o   o    -
other+time_out                     o    o    o   o    o   o   -   -         o   o    -
crisismeldpunt+time_out            -    -    -   -    -   -   -   -         -   -    -
gate+short_crisis_stay             o    o    o   o    o   o   -   -         o   o    -
jeugdrechtbank+short_crisis_stay   o    o    o   o    o   o   -   -         o   o    -
caw+short_crisis_stay              o    o    o   o    o   o   -   -         o   o    -
other+short_crisis_stay            o    o    o   o    o   o   -   -         o   o    -
crisismeldpunt+short_crisis_stay   -    -    -   -    -   -   -   -         -   -    -
"""

# The kinds of foster care by the way in: the intake and the exit are optional for adults and after a crisis (E-3).
FOSTER_CARE = """
kind    age_group gate jeugdrechtbank caw other crisismeldpunt
network youth     M    M              M   M     o
pool    youth     M    M              M   M     o
network adult     o    o              o   o     o
pool    adult     o    o              o   o     o
"""

# The two pages of 1G1P are mandatory whoever referred the family (D-6, E-4); no other type has them.
FAMILY_PAGES = """
referral       family_situation trajectory intake exit
jeugdrechtbank M                M          .      .
caw            M                M          .      .
other          M                M          .      .
crisismeldpunt M                M          .      .
"""

# Decisions and schakelingen: always, never, or only where modules are configured for the facility (D-4).
CHAIN = """
type      without_modules with_modules
OVBJ      M               M
OOOC      M               M
OBC       M               M
GES+      M               M
CKG       M               M
CIG       M               M
CaH       M               M
pleegzorg M               M
GI        M               M
HCA       .               M
NAFT      .               M
1G1P      .               .
"""
SIGNS = {"M": MANDATORY, "o": OPTIONAL, ".": HIDDEN}

GATES: dict[str, dict[str, Any]] = {
    "gate": {"through_access_gate": True},
    "jeugdrechtbank": {"through_access_gate": False, "referrer": "jeugdrechtbank"},
    "caw": {"through_access_gate": False, "referrer": "caw"},
    "other": {"through_access_gate": False, "referrer": "other", "referrer_other": "de buurvrouw"},
    "crisismeldpunt": {"through_access_gate": False, "referrer": "crisismeldpunt"},
}
SPECIFIC = {
    "": None,
    "supporting_guidance": "supporting_guidance_only",
    "time_out": "time_out",
    "short_crisis_stay": "short_crisis_stay",
}


def rows(text: str) -> list[dict[str, str]]:
    head, *lines = (line.split() for line in text.strip().splitlines())
    return [dict(zip(head, line, strict=True)) for line in lines]


def referral(words: str, organisation_type: str, kind: str = "network", age_group: str = "youth") -> Referral:
    """The referral that a row of the table names, as this organisation type would fill it in."""
    way, _, specific = words.partition("+")
    answers = dict(GATES[way])
    if organisation_type in ("CaH", "1G1P"):
        answers.pop("through_access_gate")
    made = Referral(
        **answers,
        specific=SPECIFIC[specific],
        foster_care_kind=kind if organisation_type == "pleegzorg" else None,
        foster_care_age_group=age_group if organisation_type == "pleegzorg" else None,
    )
    return with_fixed_values(made, organisation_type)


def said_of(page: str, organisation_type: str, given: Referral) -> str:
    """Whether a dossier has a page, and whether it may be left out."""
    if page not in registrations_of(organisation_type):
        return HIDDEN
    return OPTIONAL if page_optional(page, given) else MANDATORY


INTAKE_CELLS = [
    pytest.param(
        row["referral"], organisation_type, row[organisation_type], id=f"{organisation_type}-{row['referral']}"
    )
    for row in rows(INTAKE_AND_EXIT)
    for organisation_type in row
    if organisation_type != "referral"
]


@pytest.mark.parametrize("page", [INTAKE, EXIT])
@pytest.mark.parametrize(("words", "organisation_type", "sign"), INTAKE_CELLS)
def test_intake_and_exit_by_type_referrer_and_specific_referral_e_3(
    page: str, words: str, organisation_type: str, sign: str
) -> None:
    given = referral(words, organisation_type)
    if sign == "-":
        assert is_refused(given, words, organisation_type), "this type does not know such a referral"
        return
    assert said_of(page, organisation_type, given) == SIGNS[sign]
    if sign == "o":
        assert not any(question.required for question in questions_of(page, organisation_type, given))
    if sign == "M":
        assert any(question.required for question in questions_of(page, organisation_type, given))


def is_refused(given: Referral, words: str, organisation_type: str) -> bool:
    if words == "gate":
        given = Referral(**{**given.__dict__, "through_access_gate": True})
    found = check_referral(given, organisation_type, False, type_keys_required=False)
    return bool(found)


@pytest.mark.parametrize("organisation_type", [kind for kind in ORGANISATION_TYPES if kind not in ("GI", "CaH")])
@pytest.mark.parametrize("referrer", REFERRERS)
def test_of_all_referrers_only_the_crisismeldpunt_makes_intake_and_exit_optional_e_3(
    referrer: str, organisation_type: str
) -> None:
    asked = "other" if referrer == "other" else "caw"
    given = replace(referral(asked, organisation_type), referrer=referrer)
    assert check_referral(given, organisation_type, False, type_keys_required=False) == []
    optional = {page for page in PAGES if said_of(page, organisation_type, given) == OPTIONAL}
    crisis = referrer == "crisismeldpunt" and organisation_type != "1G1P"
    assert optional == ({INTAKE, EXIT} if crisis else set())


@pytest.mark.parametrize("page", [INTAKE, EXIT])
@pytest.mark.parametrize("way", GATES)
@pytest.mark.parametrize("row", rows(FOSTER_CARE), ids=lambda row: f"{row['kind']}-{row['age_group']}")
def test_intake_and_exit_by_kind_of_foster_care_e_3(page: str, way: str, row: dict[str, str]) -> None:
    given = referral(way, "pleegzorg", row["kind"], row["age_group"])
    assert check_referral(given, "pleegzorg", False) == []
    assert said_of(page, "pleegzorg", given) == SIGNS[row[way]]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("row", rows(FAMILY_PAGES), ids=lambda row: row["referral"])
def test_the_pages_of_1g1p_are_mandatory_whoever_referred_d_6_e_4(page: str, row: dict[str, str]) -> None:
    given = referral(row["referral"], "1G1P")
    assert said_of(page, "1G1P", given) == SIGNS[row[page]]


@pytest.mark.parametrize("page", [FAMILY_SITUATION, TRAJECTORY])
@pytest.mark.parametrize("organisation_type", [kind for kind in ORGANISATION_TYPES if kind != "1G1P"])
def test_no_other_type_has_the_pages_of_1g1p_e_4(page: str, organisation_type: str) -> None:
    assert said_of(page, organisation_type, referral("crisismeldpunt", organisation_type)) == HIDDEN
    assert questions_of(page, organisation_type, Referral()) == ()


@pytest.mark.parametrize("configured", ["without_modules", "with_modules"])
@pytest.mark.parametrize("row", rows(CHAIN), ids=lambda row: row["type"])
def test_decisions_and_schakelingen_by_organisation_type_d_4(row: dict[str, str], configured: str) -> None:
    expected = SIGNS[row[configured]] == MANDATORY
    assert has_chain(row["type"], configured == "with_modules") is expected


def test_the_tables_forget_no_organisation_type_and_no_way_in_d_4() -> None:
    """D-4: the community institutions register in a system of their own."""
    ways = {f"{way}+{specific}".rstrip("+") for way in GATES for specific in SPECIFIC}
    assert {row["referral"] for row in rows(INTAKE_AND_EXIT)} == ways
    assert set(rows(FOSTER_CARE)[0]) - {"kind", "age_group"} == set(GATES)
    told = set(rows(INTAKE_AND_EXIT)[0]) - {"referral"}
    assert told == set(ORGANISATION_TYPES) - {"GI"}
    assert {row["type"] for row in rows(CHAIN)} == set(ORGANISATION_TYPES)
