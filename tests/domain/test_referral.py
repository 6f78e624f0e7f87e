"""How a client came in, per organisation type."""

from datetime import date

import pytest

from app.domain.chain_plans import ModulePlan
from app.domain.guaranteed import check_guaranteed, may_tick_guaranteed
from app.domain.organisation_types import ORGANISATION_TYPES, has_chain
from app.domain.referral import (
    Referral,
    check_referral,
    check_referral_change,
    check_referral_dates,
    with_fixed_values,
)
from app.domain.referral_forms import SHIPPED_ANSWERS, referral_form

GATE = Referral(through_access_gate=True)
CRISIS = Referral(through_access_gate=False, referrer="crisismeldpunt")
CAW = Referral(through_access_gate=False, referrer="caw")
FAMILY = Referral(referral_date=date(2024, 1, 8), referrer="context", waiting_list="no")
FOSTER = Referral(through_access_gate=True, foster_care_kind="network", foster_care_age_group="youth")


def with_(base: Referral, **changes: object) -> Referral:
    """The referral with some answers changed."""
    return Referral(**{**base.__dict__, **changes})


TABLE: list[tuple[str, Referral, list[str]]] = [
    ("OVBJ", GATE, []),
    ("OVBJ", CAW, []),
    ("OVBJ", CRISIS, []),
    ("OVBJ", Referral(), ["through_access_gate"]),
    ("OVBJ", Referral(through_access_gate=False), ["referrer"]),
    ("OVBJ", Referral(referrer="caw"), ["through_access_gate"]),
    ("OVBJ", with_(GATE, referrer="caw"), ["referrer"]),
    ("OVBJ", with_(CAW, referrer="nobody"), ["referrer"]),
    ("OVBJ", with_(CAW, referrer="other"), ["referrer_other"]),
    ("OVBJ", with_(CAW, referrer="other", referrer_other="de buurvrouw"), []),
    ("OVBJ", with_(CAW, referrer_other="de buurvrouw"), ["referrer_other"]),
    ("OVBJ", with_(GATE, specific="supporting_guidance_only"), []),
    ("OVBJ", with_(GATE, specific="time_out"), []),
    ("OVBJ", with_(GATE, specific="short_crisis_stay"), []),
    ("OVBJ", with_(GATE, specific="holiday"), ["specific"]),
    ("OVBJ", with_(CRISIS, specific="time_out"), ["specific"]),
    ("OVBJ", with_(CRISIS, judicial=True), ["judicial"]),
    ("OVBJ", with_(GATE, own_reference="LG-3", ongoing_since=date(2020, 1, 1), outflow_from_institution=True), []),
    ("OBC", with_(GATE, specific="supporting_guidance_only"), ["specific"]),
    ("OOOC", with_(CRISIS, judicial=True), []),
    ("OOOC", CRISIS, []),
    ("OOOC", with_(GATE, judicial=True), ["judicial"]),
    ("CaH", Referral(referrer="crisismeldpunt"), []),
    ("CaH", CRISIS, []),
    ("CaH", Referral(), ["referrer"]),
    ("CaH", CAW, ["referrer"]),
    ("CaH", with_(CRISIS, through_access_gate=True), ["through_access_gate"]),
    ("CaH", with_(CRISIS, specific="time_out"), ["specific", "specific"]),
    ("pleegzorg", FOSTER, []),
    ("pleegzorg", GATE, ["foster_care_kind", "foster_care_age_group"]),
    ("pleegzorg", with_(FOSTER, foster_care_kind="kin"), ["foster_care_kind"]),
    ("pleegzorg", with_(FOSTER, specific="time_out"), ["specific"]),
    ("OVBJ", FOSTER, ["foster_care_kind", "foster_care_age_group"]),
    ("1G1P", FAMILY, []),
    ("1G1P", Referral(), ["referral_date", "referrer", "waiting_list"]),
    ("1G1P", with_(FAMILY, waiting_list="yes"), ["waiting_functions"]),
    ("1G1P", with_(FAMILY, waiting_list="yes", waiting_functions=("begeleiding", "verblijf")), []),
    ("1G1P", with_(FAMILY, waiting_functions=("verblijf",)), ["waiting_functions"]),
    ("1G1P", with_(FAMILY, through_access_gate=True), ["through_access_gate"]),
    ("1G1P", with_(FAMILY, ongoing_since=date(2020, 1, 1)), ["ongoing_since"]),
    ("HCA", with_(GATE, learning_projects=("leerproject_groep", "hergo")), []),
    ("HCA", with_(GATE, learning_projects=("dansles",)), ["learning_projects"]),
    ("NAFT", with_(GATE, referral_date=date(2024, 1, 8)), []),
    ("NAFT", with_(GATE, learning_projects=("hergo",)), ["learning_projects"]),
    ("CKG", with_(GATE, province="Limburg"), ["province"]),
]


@pytest.mark.parametrize(("organisation_type", "referral", "fields"), TABLE)
def test_each_organisation_type_asks_its_own_questions(
    organisation_type: str, referral: Referral, fields: list[str]
) -> None:
    """D-4."""
    faults = check_referral(referral, organisation_type, multi_province=False)
    assert sorted(fault.field for fault in faults) == sorted(fields)
    assert {fault.rule for fault in faults} <= {"D-4"}


@pytest.mark.parametrize(
    ("referral", "fields"),
    [(GATE, ["province"]), (with_(GATE, province="Limburg"), []), (with_(GATE, province="Utrecht"), ["province"])],
)
def test_a_ckg_in_several_provinces_asks_which(referral: Referral, fields: list[str]) -> None:
    """D-4, A-6."""
    assert [fault.field for fault in check_referral(referral, "CKG", multi_province=True)] == fields


def test_a_file_may_leave_out_what_only_one_type_asks() -> None:
    """D-4: but what it says must be right, and the general questions stay mandatory."""
    assert check_referral(GATE, "pleegzorg", False, type_keys_required=False) == []
    assert check_referral(GATE, "CKG", True, type_keys_required=False) == []
    wrong = with_(GATE, foster_care_kind="kin")
    assert len(check_referral(wrong, "pleegzorg", False, type_keys_required=False)) == 1
    assert len(check_referral(Referral(), "pleegzorg", False, type_keys_required=False)) == 1


def test_the_referrer_of_cah_fills_itself_in() -> None:
    """D-4."""
    assert with_fixed_values(Referral(), "CaH").referrer == "crisismeldpunt"
    assert with_fixed_values(CAW, "CaH") == CAW
    assert with_fixed_values(Referral(), "OVBJ") == Referral()


def test_an_admin_can_add_a_referrer_a_learning_project_and_what_a_family_waits_for() -> None:
    """D-4, E-5."""
    for kind, referral, question in (
        ("OVBJ", with_(CAW, referrer="nieuw"), "referrer"),
        ("HCA", with_(GATE, learning_projects=("nieuw",)), "learning_projects"),
        ("1G1P", with_(FAMILY, waiting_list="yes", waiting_functions=("nieuw",)), "waiting_functions"),
    ):
        assert [fault.field for fault in check_referral(referral, kind, False)] == [question]
        assert check_referral(referral, kind, False, listed={**SHIPPED_ANSWERS, question: ["nieuw"]}) == []


@pytest.mark.parametrize("organisation_type", ORGANISATION_TYPES)
def test_every_organisation_type_has_a_form_with_a_reference(organisation_type: str) -> None:
    """D-4."""
    form = referral_form(organisation_type)
    assert form[0].field == "own_reference"
    assert len({rule.field for rule in form}) == len(form)


@pytest.mark.parametrize(
    ("before", "after", "has_guaranteed", "fields"),
    [
        (CRISIS, CAW, True, ["referrer"]),
        (CRISIS, GATE, True, ["through_access_gate"]),
        (CRISIS, with_(CRISIS, own_reference="x"), True, []),
        (CRISIS, CAW, False, []),
        (CRISIS, GATE, False, []),
        (CAW, GATE, True, []),
    ],
)
def test_a_crisis_referral_stays_one_while_guaranteed_supply_is_deployed(
    before: Referral, after: Referral, has_guaranteed: bool, fields: list[str]
) -> None:
    """D-5."""
    faults = check_referral_change(before, after, has_guaranteed)
    assert [fault.field for fault in faults] == fields


CREATED = date(2024, 3, 1)


@pytest.mark.parametrize("field", ["ongoing_since", "referral_date"])
@pytest.mark.parametrize(
    ("day", "refused"),
    [
        (date(2024, 6, 1), False),
        (date(2024, 6, 2), True),
        (date(2998, 1, 1), True),
        (date(1998, 1, 1), False),
        (date(1997, 12, 31), True),
        (date(1900, 1, 1), True),
    ],
)
def test_a_date_that_no_client_can_have_is_refused_d_4(field: str, day: date, refused: bool) -> None:
    """D-2: the due date of the intake counts from it. Both edges: today, and the year of 26 years before."""
    referral, today = Referral(**{field: day}), date(2024, 6, 1)  # type: ignore[arg-type]
    faults = check_referral_dates(referral, None, created_on=CREATED, today=today)
    assert [fault.field for fault in faults] == [field] * refused
    assert check_referral_dates(referral, referral, created_on=CREATED, today=today) == []


@pytest.mark.parametrize(("referral", "may"), [(CRISIS, True), (CAW, False), (GATE, False), (Referral(), False)])
def test_only_the_crisismeldpunt_brings_guaranteed_supply(referral: Referral, may: bool) -> None:
    """S-9."""
    assert may_tick_guaranteed(referral) is may
    assert len(check_guaranteed(referral, [ModulePlan("M", True), ModulePlan("N")])) == (0 if may else 1)
    assert check_guaranteed(referral, [ModulePlan("M")]) == []


@pytest.mark.parametrize(
    ("organisation_type", "configured", "expected"),
    [("OVBJ", False, True), ("HCA", False, False), ("NAFT", True, True), ("1G1P", True, False)],
)
def test_some_types_have_no_decisions(organisation_type: str, configured: bool, expected: bool) -> None:
    """D-4."""
    assert has_chain(organisation_type, configured) is expected
