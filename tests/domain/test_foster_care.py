"""Foster carers and the transition rule: when they are asked, and what is wrong with them (S-13, H4.2.7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.domain.chain_plans import EXTENSION, START, Carer, ModulePlan, SchakelingPlan
from app.domain.combinations import ModuleFacts
from app.domain.foster_care import (
    HIDDEN,
    MANDATORY,
    OPTIONAL,
    CarerQuestions,
    Setting,
    carer_questions,
    check_carers,
    check_foster_care,
    created_on,
    elsewhere_words,
)
from app.domain.referral import Referral

LASTING = ModuleFacts("VBFINT04", "Pleeggezin hoog", "foster care", False, "under25", perspective_offering=True)
SEEKING = ModuleFacts("VBFINT06", "Pleeggezin zoekend", "foster care", False, "under25")
GUIDANCE = ModuleFacts("P-BEGINT-PLEEG", "Begeleiding", "foster care")
ROOM = ModuleFacts("BEGBJB05", "Autonoom wonen", "context guidance", False, "under18")
CATALOGUE = {facts.code: facts for facts in (LASTING, SEEKING, GUIDANCE, ROOM)}

BEGIN, RELEASE = date(2024, 6, 1), date(2020, 5, 26)
CHILD, ALMOST_25, JUST_25 = date(2015, 4, 12), date(1999, 6, 2), date(1999, 6, 1)
GATE = Referral(through_access_gate=True)
CRISIS = Referral(through_access_gate=False, referrer="crisismeldpunt")
AN, BO = Carer("15041200210", "An Claes"), Carer("85073003328", "Bo Claes")

M, OPT, H = MANDATORY, OPTIONAL, HIDDEN


def setting(**changes: Any) -> Setting:
    return replace(Setting("pleegzorg", GATE, BEGIN, CHILD, None), **changes)


def plan(*codes: str, **changes: Any) -> SchakelingPlan:
    modules = tuple(ModulePlan(code) for code in codes or ("VBFINT06",))
    return replace(SchakelingPlan(None, "d1", START, BEGIN, None, modules), **changes)


@pytest.mark.parametrize(
    ("modules", "changes", "paid_to_parents", "carers", "transition_rule"),
    [
        # module              who or where                            paid?  carers  transition rule
        ([SEEKING],           {},                                     None,  M,      H),
        ([LASTING],           {},                                     None,  M,      M),
        ([LASTING],           {},                                     False, M,      M),
        ([LASTING],           {},                                     True,  H,      M),
        ([SEEKING],           {},                                     True,  M,      H),
        ([LASTING, SEEKING],  {},                                     True,  H,      M),
        ([GUIDANCE],          {},                                     None,  H,      H),
        ([GUIDANCE, SEEKING], {},                                     None,  M,      H),
        ([ROOM],              {},                                     None,  H,      H),
        ([SEEKING],           {"birth_date": ALMOST_25},              None,  M,      H),
        ([SEEKING],           {"birth_date": JUST_25},                None,  OPT,     H),
        ([LASTING],           {"birth_date": JUST_25},                None,  OPT,     OPT),
        ([LASTING],           {"birth_date": JUST_25},                True,  H,      OPT),
        ([SEEKING],           {"birth_date": None, "birth_year": 1999}, None, M,     H),
        ([SEEKING],           {"birth_date": None, "birth_year": 1998}, None, OPT,    H),
        ([SEEKING],           {"birth_date": None},                   None,  M,      H),
        ([LASTING],           {"created": date(2020, 5, 26)},         None,  M,      M),
        ([LASTING],           {"created": date(2020, 5, 25)},         None,  OPT,     OPT),
        ([LASTING],           {"referral": CRISIS},                   None,  OPT,     OPT),
        ([LASTING],           {"organisation_type": "OVBJ"},          None,  H,      H),
    ],
)  # fmt: skip
def test_which_questions_of_foster_care_are_asked(
    modules: list[ModuleFacts],
    changes: dict[str, Any],
    paid_to_parents: bool | None,
    carers: str,
    transition_rule: str,
) -> None:
    """S-13, each row of the table."""
    asked = carer_questions(modules, BEGIN, setting(**changes), paid_to_parents)
    assert asked == CarerQuestions(carers, transition_rule)


@pytest.mark.parametrize(
    ("given", "changes", "faults"),
    [
        (plan(carers=(AN,)), {}, []),
        (plan(carers=(AN, BO)), {}, []),
        (plan(), {}, ["carers"]),
        (plan(elsewhere=True), {}, ["carers"]),
        (plan(), {"birth_date": JUST_25}, []),
        (plan(), {"created": date(2020, 5, 25)}, []),
        (plan("VBFINT04", carers=(AN,)), {}, ["paid_to_parents"]),
        (plan("VBFINT04"), {}, ["paid_to_parents", "carers"]),
        (plan("VBFINT04", carers=(AN,), paid_to_parents=False), {}, []),
        (plan("VBFINT04", paid_to_parents=False), {}, ["carers"]),
        (plan("VBFINT04", paid_to_parents=True), {}, []),
        (plan("VBFINT04", paid_to_parents=True, carers=(AN,)), {}, ["carers"]),
        (plan(carers=(AN,), paid_to_parents=True), {}, ["paid_to_parents"]),
        (plan(carers=(AN,), paid_to_parents=False), {}, []),
        (plan("P-BEGINT-PLEEG", carers=(AN,)), {}, ["carers"]),
        (plan("P-BEGINT-PLEEG"), {}, []),
    ],
)
def test_foster_carers_are_there_exactly_where_they_are_asked(
    given: SchakelingPlan, changes: dict[str, Any], faults: list[str]
) -> None:
    """S-11, S-13."""
    found = check_foster_care(given, CATALOGUE, setting(**changes))
    assert [(fault.rule, fault.field) for fault in found] == [("S-13", field) for field in faults]


@pytest.mark.parametrize(
    ("carers", "faults"),
    [
        ((AN, BO), []),
        ((replace(AN, name=" "),), ["carers/0/name"]),
        ((AN, replace(BO, national_number="85073003329")), ["carers/1/national_number"]),
        ((replace(AN, national_number=""),), ["carers/0/national_number"]),
        ((AN, replace(AN, name="Iemand anders")), ["carers/1/national_number"]),
        ((AN, BO, Carer("93051822361", "Cas")), ["carers"]),
    ],
)
def test_a_foster_carer_has_a_number_that_exists_and_a_name(carers: tuple[Carer, ...], faults: list[str]) -> None:
    """S-13, C-1."""
    assert [fault.field for fault in check_carers(carers)] == faults


def test_a_schakeling_was_made_today_or_when_it_was_saved_else_on_its_begin() -> None:
    """S-13: in a file nobody knows when it was made."""
    old = plan(begin=date(2019, 3, 1))
    assert created_on(None, RELEASE) == RELEASE
    assert created_on(old, RELEASE) == date(2019, 3, 1)
    assert created_on(replace(old, registered_on=RELEASE), BEGIN) == RELEASE


def test_an_extension_takes_over_foster_carers_but_may_bring_those_of_an_old_one() -> None:
    """S-7, S-13: a schakeling of before 26 May 2020 was never asked for them."""
    with_carers = plan("VBFINT04", carers=(AN,), paid_to_parents=False)
    extension = replace(with_carers, kind=EXTENSION)
    assert extension.takes_over(with_carers)
    assert extension.takes_over(plan("VBFINT04"))
    assert not extension.takes_over(plan("VBFINT06"))
    assert not replace(extension, carers=(AN, BO)).takes_over(with_carers)
    assert not replace(extension, paid_to_parents=True).takes_over(with_carers)
    assert "verlenging" in check_foster_care(replace(extension, carers=()), CATALOGUE, setting())[0].message


def test_foster_care_calls_the_stay_elsewhere_by_its_own_name() -> None:
    """S-11."""
    assert "combinatie met verblijf" in elsewhere_words("pleegzorg")
    assert "zwaartepunt" in elsewhere_words("OVBJ")
