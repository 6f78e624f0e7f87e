"""What modules ask: combinations, details, and the Groeipakket."""

from datetime import date

import pytest

from app.domain.chain_plans import ModulePlan
from app.domain.combinations import ModuleFacts, combination_cautions, outside_offer_cautions, reopening_caution
from app.domain.details import check_details, detail_question
from app.domain.groeipakket import Impact, Placement, decide_impact
from app.domain.referral import Referral

CATALOGUE = {
    facts.code: facts
    for facts in (
        ModuleFacts("VBFBJB04", "Verblijf hoog", "residence", True, "always"),
        ModuleFacts("VBFBJB02", "Kamertraining", "residence", True, "always"),
        ModuleFacts("P-VBF-CRISIS-KORT", "Kortdurend crisisverblijf", "residence", True),
        ModuleFacts("P-VBF-CRISIS-MELDPUNT", "Crisisverblijf", "residence", True),
        ModuleFacts("VBFKG06", "Verblijf CKG", "residence", True, "always"),
        ModuleFacts("VBFINT04", "Pleeggezin hoog", "foster care", False, "under25", perspective_offering=True),
        ModuleFacts("VBFINT06", "Pleeggezin zoekend", "foster care", False, "under25"),
        ModuleFacts("P-VBFINT-ONDERST-KORT", "Ondersteunend kort", "foster care", False, None, "bridging_care"),
        ModuleFacts("P-VBFINT-ONDERST-LAAG", "Ondersteunend laag", "foster care"),
        ModuleFacts("P-BEGINT-BEHANDEL", "Behandelpleegzorg", "foster care", False, None, "treatment_aimed_at"),
        ModuleFacts("BEGBJB05", "Autonoom wonen", "context guidance", False, "under18"),
        ModuleFacts("P-CB-BREED", "Breedsporig", "context guidance"),
        ModuleFacts("P-CRISISBEGELEIDING", "Crisisbegeleiding", "context guidance"),
        ModuleFacts("P-DB-GROEP", "Dagbegeleiding", "day guidance"),
        ModuleFacts("P-OB-RTJ", "Ondersteunende begeleiding", "supporting guidance", False, None, "supporting_kind"),
        ModuleFacts("P-CKG-GEZIN", "Gezinsbegeleiding", "ckg points"),
    )
}


def ticked(*codes: str) -> list[ModulePlan]:
    """Modules of a schakeling; a code with an exclamation mark is guaranteed supply."""
    return [ModulePlan(code.rstrip("!"), code.endswith("!")) for code in codes]


@pytest.mark.parametrize(
    ("codes", "organisation_type", "warnings"),
    [
        (["VBFBJB04"], "OVBJ", 0),
        (["VBFBJB04", "P-CB-BREED"], "OVBJ", 0),
        (["VBFBJB04", "VBFBJB02"], "OVBJ", 1),
        (["VBFINT04", "VBFINT06"], "pleegzorg", 1),
        (["VBFINT04", "P-VBFINT-ONDERST-KORT"], "pleegzorg", 0),
        (["P-VBFINT-ONDERST-LAAG", "P-VBFINT-ONDERST-KORT"], "pleegzorg", 0),
        (["VBFINT04", "P-VBFINT-ONDERST-LAAG", "P-VBFINT-ONDERST-KORT"], "pleegzorg", 1),
        (["VBFINT04", "VBFINT06", "P-VBFINT-ONDERST-KORT"], "pleegzorg", 1),
        (["VBFINT04", "P-BEGINT-BEHANDEL"], "pleegzorg", 0),
        (["P-DB-GROEP"], "OVBJ", 1),
        (["P-DB-GROEP", "P-CB-BREED"], "OVBJ", 0),
        (["P-DB-GROEP", "VBFBJB04"], "OVBJ", 1),
        (["P-DB-GROEP", "VBFBJB04", "VBFBJB02"], "OVBJ", 2),
        (["VBFKG06", "P-CKG-GEZIN"], "CKG", 0),
        (["VBFKG06", "P-CRISISBEGELEIDING"], "CKG", 1),
        (["P-VBF-CRISIS-MELDPUNT", "P-CRISISBEGELEIDING"], "CKG", 0),
        (["P-VBF-CRISIS-MELDPUNT!", "P-CRISISBEGELEIDING!"], "CKG", 0),
        (["P-VBF-CRISIS-MELDPUNT!"], "CKG", 1),
        (["P-VBF-CRISIS-MELDPUNT"], "CKG", 0),
        (["P-VBF-CRISIS-MELDPUNT", "P-CB-BREED"], "CKG", 1),
        (["P-VBF-CRISIS-MELDPUNT!"], "OVBJ", 0),
        (["UNKNOWN"], "OVBJ", 0),
    ],
)
def test_unusual_combinations_are_warned_of(codes: list[str], organisation_type: str, warnings: int) -> None:
    """S-8."""
    cautions = combination_cautions(ticked(*codes), CATALOGUE, organisation_type)
    assert [(one.rule, one.field) for one in cautions] == [("S-8", "modules")] * warnings


CRISIS = Referral(through_access_gate=False, referrer="crisismeldpunt")
REGULAR = Referral(through_access_gate=True)


@pytest.mark.parametrize(
    ("referral", "codes", "warns"),
    [
        (REGULAR, ["VBFBJB04"], False),
        (CRISIS, ["P-VBF-CRISIS-MELDPUNT"], False),
        (CRISIS, ["VBFBJB04!"], False),
        (CRISIS, ["VBFBJB04"], True),
        (Referral(specific="supporting_guidance_only"), ["P-OB-RTJ"], False),
        (Referral(specific="supporting_guidance_only"), ["P-OB-RTJ", "P-CB-BREED"], True),
        (Referral(specific="time_out"), ["VBFBJB04"], False),
        (Referral(specific="time_out"), ["P-OB-RTJ"], True),
        (Referral(specific="short_crisis_stay"), ["P-VBF-CRISIS-KORT"], False),
        (Referral(specific="short_crisis_stay"), ["VBFBJB04"], True),
    ],
)
def test_regular_help_after_a_crisis_or_specific_referral_needs_a_new_dossier(
    referral: Referral, codes: list[str], warns: bool
) -> None:
    """D-4."""
    assert bool(outside_offer_cautions(ticked(*codes), CATALOGUE, referral)) is warns


@pytest.mark.parametrize(
    ("referral", "warns"),
    [
        (REGULAR, False),
        (Referral(through_access_gate=False, referrer="caw"), False),
        (CRISIS, True),
        (Referral(specific="supporting_guidance_only"), True),
        (Referral(specific="time_out"), True),
        (Referral(specific="short_crisis_stay"), True),
    ],
)
def test_reopening_after_a_crisis_or_specific_referral_warns_of_regular_help(referral: Referral, warns: bool) -> None:
    """D-4."""
    assert (reopening_caution(referral) is not None) is warns


@pytest.mark.parametrize(
    ("code", "detail", "faults"),
    [
        ("P-OB-RTJ", ("time_out",), 0),
        ("P-OB-RTJ", (), 1),
        ("P-OB-RTJ", ("time_out", "other"), 1),
        ("P-OB-RTJ", ("holiday",), 1),
        ("P-VBFINT-ONDERST-KORT", ("yes",), 0),
        ("P-VBFINT-ONDERST-KORT", ("no",), 0),
        ("P-VBFINT-ONDERST-KORT", ("maybe",), 1),
        ("P-BEGINT-BEHANDEL", ("foster_child", "parents"), 0),
        ("P-BEGINT-BEHANDEL", ("parents", "parents"), 1),
        ("P-BEGINT-BEHANDEL", (), 1),
        ("VBFBJB04", (), 0),
        ("VBFBJB04", ("yes",), 1),
    ],
)
def test_some_modules_ask_a_detail(code: str, detail: tuple[str, ...], faults: int) -> None:
    """S-10."""
    found = check_details([ModulePlan(code, False, detail)], CATALOGUE)
    assert [(fault.rule, fault.field) for fault in found] == [("S-10", f"detail-{code}")] * faults


def test_a_file_may_leave_details_out() -> None:
    """S-10."""
    assert check_details(ticked("P-OB-RTJ"), CATALOGUE, required=False) == []
    assert check_details([ModulePlan("P-OB-RTJ", False, ("x",))], CATALOGUE, required=False)
    assert detail_question("VBFBJB04", CATALOGUE) is None


BEGIN = date(2024, 6, 1)
CHILD, ALMOST_18, JUST_18 = date(2015, 4, 12), date(2006, 6, 2), date(2006, 6, 1)
ALMOST_25, JUST_25 = date(1999, 6, 2), date(1999, 6, 1)


def impact(
    codes: list[str],
    born: date | None = CHILD,
    year: int | None = None,
    referral: Referral = REGULAR,
    elsewhere: bool = False,
    paid_to_parents: bool | None = None,
) -> Impact:
    placement = Placement(BEGIN, tuple(CATALOGUE[code] for code in codes), elsewhere, paid_to_parents)
    return decide_impact(placement, referral, born, year)


@pytest.mark.parametrize(
    ("codes", "born", "year", "touching"),
    [
        (["VBFBJB04"], CHILD, None, ("VBFBJB04",)),
        (["VBFBJB04"], JUST_25, None, ("VBFBJB04",)),
        (["P-CB-BREED"], CHILD, None, ()),
        (["BEGBJB05"], ALMOST_18, None, ("BEGBJB05",)),
        (["BEGBJB05"], JUST_18, None, ()),
        (["BEGBJB05"], None, 2006, ("BEGBJB05",)),
        (["BEGBJB05"], None, 2005, ()),
        (["BEGBJB05"], None, None, ("BEGBJB05",)),
        (["VBFINT04"], ALMOST_25, None, ("VBFINT04",)),
        (["VBFINT04"], JUST_25, None, ()),
        (["VBFBJB04", "BEGBJB05", "P-CB-BREED"], CHILD, None, ("VBFBJB04", "BEGBJB05")),
    ],
)
def test_a_placement_touches_the_groeipakket_by_module_and_age(
    codes: list[str], born: date | None, year: int | None, touching: tuple[str, ...]
) -> None:
    """S-12."""
    found = impact(codes, born, year)
    assert found.modules == touching
    assert found.sends is bool(touching)
    assert len(found.cautions()) == len(touching[:1])
    assert (found.sentence is None) is (not touching)


@pytest.mark.parametrize(
    ("codes", "changes", "reason"),
    [
        (["VBFBJB04"], {"referral": Referral(specific="time_out")}, "time_out"),
        (["VBFBJB04"], {"referral": Referral(specific="short_crisis_stay")}, "short_crisis_stay"),
        (["VBFBJB04"], {"referral": Referral(specific="supporting_guidance_only")}, None),
        (["VBFBJB04"], {"referral": CRISIS}, "crisismeldpunt"),
        (["VBFBJB04"], {"elsewhere": True}, "elsewhere"),
        (["VBFINT06"], {"elsewhere": True}, "combined"),
        (["VBFINT04"], {"paid_to_parents": True}, "paid_to_parents"),
        (["VBFINT04"], {"paid_to_parents": False}, None),
        (["VBFINT06"], {"paid_to_parents": True}, None),
        (["VBFBJB04"], {"referral": CRISIS, "elsewhere": True}, "crisismeldpunt"),
    ],
)
def test_a_silent_placement_says_why(codes: list[str], changes: dict[str, object], reason: str | None) -> None:
    """S-11, S-12, S-13."""
    found = impact(codes, **changes)  # type: ignore[arg-type]
    assert found.reason == reason
    assert found.sends is (reason is None)
    assert found.sentence
    assert bool(found.cautions()) is (reason is None)
