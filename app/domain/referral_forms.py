"""The referral form as data: which questions each organisation type asks (D-4, H4.1, G4.1, L1)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

CRISISMELDPUNT = "crisismeldpunt"
OTHER = "other"
SUPPORTING_GUIDANCE_ONLY, TIME_OUT, SHORT_CRISIS_STAY = "supporting_guidance_only", "time_out", "short_crisis_stay"

# These three lists as shipped; an admin can extend them, so callers pass the codes of their own (E-5).
REFERRERS: tuple[str, ...] = (
    CRISISMELDPUNT,
    "jeugdrechtbank",
    "caw",
    "jeugdhulp_opgroeien",
    "kg",
    "vk",
    "context",
    "clb",
    "cgg",
    "ocmw",
    "ocj",
    "sdj",
    "huisarts",
    "ziekenhuis",
    "vaph",
    "politie_parket",
    OTHER,
)
WAITING_FUNCTIONS: tuple[str, ...] = (
    "begeleiding",
    "behandeling",
    "dagopvang",
    "diagnostiek",
    "training",
    "verblijf",
    "unknown",
)
LEARNING_PROJECT_KINDS: tuple[str, ...] = (
    "leerproject_individueel",
    "leerproject_groep",
    "gemeenschapsdienst",
    "hergo",
    "herstelbemiddeling",
    "positief_project",
)
SHIPPED_ANSWERS: Mapping[str, Collection[str]] = {
    "referrer": REFERRERS,
    "waiting_functions": WAITING_FUNCTIONS,
    "learning_projects": LEARNING_PROJECT_KINDS,
}
PROVINCES: tuple[str, ...] = ("Antwerpen", "Limburg", "Oost-Vlaanderen", "Vlaams-Brabant", "West-Vlaanderen", "Brussel")
# The list of the reference data that each question is answered from (E-5).
ANSWER_LISTS: Mapping[str, str] = {
    "referrer": "referrer",
    "specific": "specific_referral",
    "foster_care_kind": "foster_care_kind",
    "foster_care_age_group": "foster_care_age_group",
    "province": "province",
    "waiting_list": "waiting_list",
    "waiting_functions": "waiting_function",
    "learning_projects": "learning_project",
}


@dataclass(frozen=True)
class FieldRule:
    """One question of a referral form.

    `required` holds while the question is asked; `fixed` is the one possible answer; `options` are the codes to choose
    from (empty = free, or a list that an admin can extend, as in SHIPPED_ANSWERS); `missing` says in Dutch what to do
    when it was left empty; `only_this_type` marks the questions that one organisation type has for itself.
    """

    field: str
    required: bool = False
    fixed: str | None = None
    options: tuple[str, ...] = ()
    missing: str = "Vul dit in."
    only_this_type: bool = False


OWN_REFERENCE = FieldRule("own_reference")
ONGOING = FieldRule("ongoing_since")
ACCESS_GATE = FieldRule("through_access_gate", True, missing="Antwoord of de cliënt via de toegangspoort komt.")
REFERRER = FieldRule("referrer", True, missing="Kies wie de cliënt aanmeldde.")
REFERRER_OTHER = FieldRule("referrer_other", True, missing="Schrijf wie de andere aanmelder is.")
OUTFLOW = FieldRule("outflow_from_institution")
SPECIFIC = FieldRule("specific", options=(TIME_OUT, SHORT_CRISIS_STAY))
SPECIFIC_OVBJ = FieldRule("specific", options=(SUPPORTING_GUIDANCE_ONLY, TIME_OUT, SHORT_CRISIS_STAY))
REFERRAL_DATE = FieldRule("referral_date", missing="Vul de datum van de aanmelding in.", only_this_type=True)

BASE = (OWN_REFERENCE, ONGOING)
GENERAL_WITHOUT_SPECIFIC = (*BASE, ACCESS_GATE, REFERRER, REFERRER_OTHER, OUTFLOW)
GENERAL = (*GENERAL_WITHOUT_SPECIFIC, SPECIFIC)

FOSTER_CARE_QUESTIONS = (
    FieldRule(
        "foster_care_kind",
        True,
        options=("network", "pool"),
        missing="Kies netwerkpleegzorg of bestandspleegzorg.",
        only_this_type=True,
    ),
    FieldRule(
        "foster_care_age_group",
        True,
        options=("youth", "adult"),
        missing="Kies jeugdhulp of volwassenpleegzorg.",
        only_this_type=True,
    ),
)
WAITING_LIST_QUESTIONS = (
    FieldRule(
        "waiting_list",
        True,
        options=("yes", "no", "unknown"),
        missing="Antwoord of het gezin op een wachtlijst staat.",
        only_this_type=True,
    ),
    FieldRule(
        "waiting_functions",
        True,
        missing="Vink aan op welke hulp het gezin wacht.",
        only_this_type=True,
    ),
)
LEARNING_PROJECTS = FieldRule("learning_projects", only_this_type=True)
PROVINCE = FieldRule(
    "province", True, options=PROVINCES, missing="Kies de provincie van dit dossier.", only_this_type=True
)

FORMS: dict[str, tuple[FieldRule, ...]] = {
    "OVBJ": (*GENERAL_WITHOUT_SPECIFIC, SPECIFIC_OVBJ),
    "OOOC": (*GENERAL, FieldRule("judicial", only_this_type=True)),
    "CaH": (*BASE, replace(REFERRER, fixed=CRISISMELDPUNT), OUTFLOW),
    "pleegzorg": (*GENERAL_WITHOUT_SPECIFIC, *FOSTER_CARE_QUESTIONS),
    "HCA": (*GENERAL, REFERRAL_DATE, LEARNING_PROJECTS),
    "NAFT": (*GENERAL, REFERRAL_DATE),
    "1G1P": (
        OWN_REFERENCE,
        replace(REFERRAL_DATE, required=True),
        REFERRER,
        REFERRER_OTHER,
        *WAITING_LIST_QUESTIONS,
    ),
}


def referral_form(organisation_type: str, multi_province: bool = False) -> tuple[FieldRule, ...]:
    """The questions a facility of this type asks about a referral, in order (D-4).

    `multi_province`: the CKG has sites in several provinces, and asks for which one the dossier is (A-6).
    """
    form = FORMS.get(organisation_type, GENERAL)
    return (*form, PROVINCE) if organisation_type == "CKG" and multi_province else form
