"""The reference data: the catalogue of type modules, the occupancy rules and the answer lists."""

from __future__ import annotations

import pytest

from app.domain.referral_forms import ANSWER_LISTS, FORMS, SHIPPED_ANSWERS
from app.domain.registration_fields import (
    EXIT_ADVICE,
    EXIT_COMMON,
    EXIT_FOLLOW_UP,
    FAMILY_SITUATION_FIELDS,
    INTAKE_FIELDS,
    TRAJECTORY_FIELDS,
)
from app.reference.load import (
    answer_codes,
    answer_lists,
    answers,
    derive_occupancy_rule,
    occupancy_rules,
    type_modules,
    type_modules_by_code,
)

GROEIPAKKET_ALWAYS = {"VBFBJB06", "VBFBJB07", "VBFBJB04", "VBFBJB05", "VBFBJB02", "VBFBJB16", "VBFBJB20", "VBFBJB17",
                      "VBFBJB19", "VBFKG06"}  # fmt: skip


def test_the_catalogue_has_every_module_once() -> None:
    """M-1."""
    codes = [row.code for row in type_modules()]
    assert len(codes) == len(set(codes)) == 47


def test_provisional_codes_start_with_p_and_official_ones_do_not() -> None:
    """M-1."""
    assert all(row.code.startswith("P-") != row.official_code for row in type_modules())


def test_the_groeipakket_rules_are_those_of_the_list() -> None:
    """S-12."""
    rules = {row.code: row.groeipakket for row in type_modules() if row.groeipakket}
    assert {code for code, rule in rules.items() if rule == "always"} == GROEIPAKKET_ALWAYS
    assert {code for code, rule in rules.items() if rule == "under18"} == {"BEGBJB05", "BEGBJB16"}
    assert {code for code, rule in rules.items() if rule == "under25"} == {"VBFINT04", "VBFINT05", "VBFINT06"}


def test_every_module_has_a_rule_at_every_organisation_type_that_offers_it() -> None:
    expected = {(row.code, kind) for row in type_modules() for kind in row.organisation_types}
    assert {(rule.module, rule.organisation_type) for rule in occupancy_rules()} == expected


def test_the_table_of_rules_says_what_the_rules_derive() -> None:
    """F-1 to F-6."""
    for rule in occupancy_rules():
        module = type_modules_by_code()[rule.module]
        derived = derive_occupancy_rule(
            code=module.code,
            function=module.function,
            pooled_residential=module.pooled_residential,
            ckg_points=module.ckg_points,
            organisation_type=rule.organisation_type,
        )
        assert (rule.rule, rule.capacity_line) == derived, rule


@pytest.mark.parametrize(
    ("module", "organisation_type", "rule", "line"),
    [
        ("VBFBJB04", "OVBJ", "pool", "VERBLIJF"),
        ("VBFKG06", "CKG", "pool", "VERBLIJF"),
        ("P-VBF-CRISIS-MELDPUNT", "CKG", "pool", "VERBLIJF"),
        ("VBFBJB16", "OVBJ", "day", "VBFBJB16"),
        ("VBFBJB20", "OVBJ", "day", "VBFBJB20"),
        ("VBFINT04", "pleegzorg", "none", "VBFINT04"),
        ("P-OB-RTJ", "OVBJ", "ob_quarter", "P-OB-RTJ"),
        ("P-OB-PROJECT", "OVBJ", "day", "P-OB-PROJECT"),
        ("P-CAH", "CaH", "cah", "P-CAH"),
        ("P-CRISISBEGELEIDING", "CaH", "cah", "P-CAH"),
        ("P-CRISISINTERVENTIE", "CaH", "cah", "P-CAH"),
        ("P-CRISISBEGELEIDING", "CKG", "ckg", "P-CKG-GEZIN"),
        ("P-CKG-DAGOPVANG", "CKG", "ckg", "P-CKG-GEZIN"),
        ("P-CRISISBEGELEIDING", "OOOC", "day", "P-CRISISBEGELEIDING"),
        ("P-DIA-OOOC", "OOOC", "day", "P-DIA-OOOC"),
    ],
)
def test_the_rule_of_a_module_is_the_one_of_the_contract(
    module: str, organisation_type: str, rule: str, line: str
) -> None:
    """F-1 to F-6, M-3."""
    found = {(one.module, one.organisation_type): (one.rule, one.capacity_line) for one in occupancy_rules()}
    assert found[module, organisation_type] == (rule, line)


def test_an_answer_stands_once_in_its_list() -> None:
    keys = [(row.list_name, row.code) for row in answers()]
    assert len(keys) == len(set(keys))


def test_every_question_with_a_list_finds_its_list() -> None:
    """E-1, E-2, E-4."""
    intake_and_exit = (*INTAKE_FIELDS, *EXIT_COMMON, *EXIT_FOLLOW_UP, *EXIT_ADVICE)
    for field in (*intake_and_exit, *FAMILY_SITUATION_FIELDS, *TRAJECTORY_FIELDS):
        assert field.answers is None or field.answers in answer_lists(), field.key


def test_mandatory_lists_of_several_answers_offer_none_and_years_behind_not_applicable() -> None:
    """E-5."""
    for name in ("parallel_offer", "cooperation_welfare_health", "cooperation_other", "follow_up_inside",
                 "follow_up_outside", "income_source", "day_activity"):  # fmt: skip
        assert "none" in answer_codes(name), name
    assert "na" in answer_codes("years_behind")


@pytest.mark.parametrize("question", SHIPPED_ANSWERS)
def test_the_lists_that_an_admin_can_extend_are_shipped_as_the_rules_know_them(question: str) -> None:
    """D-4, E-5."""
    assert answer_codes(ANSWER_LISTS[question]) == set(SHIPPED_ANSWERS[question])


def test_the_options_of_the_referral_forms_have_a_label() -> None:
    """D-4."""
    for form in FORMS.values():
        for rule in form:
            if rule.options:
                assert set(rule.options) <= answer_codes(ANSWER_LISTS[rule.field])


def test_belgium_comes_first_among_the_countries() -> None:
    """C-3."""
    countries = answer_lists()["country"]
    assert countries[0].label_nl == "België"
    assert len(countries) > 200


def test_what_no_source_gives_is_marked_as_an_assumption() -> None:
    """M-1."""
    assert all(row.source for row in answers())
    assert all(row.assumed for row in answers() if row.source == "ours")
