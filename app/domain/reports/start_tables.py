"""Referral, intake and family situation of the dossiers that started (R-1, H17)."""

from __future__ import annotations

from dataclasses import replace

from app.domain.organisation_types import FOSTER_CARE
from app.domain.registration_fields import FAMILY_SITUATION, INTAKE
from app.domain.reports.numbers_tables import SEX
from app.domain.reports.parts import asked, of_referral
from app.domain.reports.population import Bracket
from app.domain.reports.tables import (
    NO,
    SEVERAL,
    STARTED,
    UNIQUE,
    YES,
    YES_OR_NO,
    ReportKind,
    ReportTable,
    Unit,
    Within,
)

FAMILY_PAGES = (INTAKE, FAMILY_SITUATION)

REFERRAL_KIND = ReportKind(
    "referral",
    "Aanmelding (opgestarte dossiers)",
    (
        ReportTable(
            "referrals",
            "Aanmeldingen NRTJ en RTJ, uitstroom GI en specifieke aanmeldingen",
            "Aanmeldingen",
            (
                of_referral(
                    "through_access_gate",
                    "Via de toegangspoort",
                    title="Toegang",
                    fixed=((YES, "NRTJ (via de toegangspoort)"), (NO, "RTJ (rechtstreeks)")),
                ),
                of_referral(
                    "outflow_from_institution",
                    "Uitstroom uit een gemeenschapsinstelling",
                    title="Uitstroom GI",
                    fixed=YES_OR_NO,
                    blank=NO,
                ),
                of_referral(
                    "specific",
                    "Specifieke aanmelding",
                    title="Specifieke aanmelding",
                    answers="specific_referral",
                    fixed=(("regular", "Geen"),),
                    blank="regular",
                ),
            ),
        ),
        ReportTable(
            "referrer",
            "RTJ-aanmeldingen naar aanmelder",
            "RTJ naar aanmelder",
            (
                of_referral(
                    "referrer", "Aanmelder", answers="referrer", within=Within("referrals", "through_access_gate", NO)
                ),
            ),
        ),
        ReportTable(
            "waiting_list",
            "Wachtlijst",
            "Wachtlijst",
            (
                of_referral("waiting_list", "Op een wachtlijst", answers="waiting_list", title="Op een wachtlijst"),
                of_referral(
                    "waiting_functions",
                    "Functies waarop men wacht",
                    title="Wacht op",
                    answers="waiting_function",
                    several=True,
                    within=Within("waiting_list", "waiting_list", YES),
                ),
            ),
            SEVERAL,
            frozenset({"1G1P"}),
        ),
        ReportTable(
            "learning_projects",
            "Leerprojecten en andere afhandelingen",
            "Leerprojecten",
            (of_referral("learning_projects", "Leerprojecten", answers="learning_project", several=True),),
            SEVERAL,
            frozenset({"HCA"}),
        ),
    ),
)

INTAKE_KIND = ReportKind(
    "intake",
    "Beginregistratie (opgestarte dossiers)",
    (
        ReportTable("day_activity", "Dagbesteding", "Dagbesteding", (asked(INTAKE, "day_activity", STARTED),)),
        ReportTable(
            "education_level", "Opleidingsniveau", "Opleidingsniveau", (asked(INTAKE, "education_level", STARTED),)
        ),
        ReportTable(
            "years_behind", "Jaren schoolachterstand", "Schoolachterstand", (asked(INTAKE, "years_behind", STARTED),)
        ),
        ReportTable("pregnant", "Zwanger bij opname", "Zwanger bij opname", (asked(INTAKE, "pregnant", STARTED),)),
        ReportTable(
            "unaccompanied_minors",
            "Niet-begeleide minderjarigen naar geslacht",
            "Niet-begeleide minderjarigen",
            (
                replace(
                    asked(INTAKE, "unaccompanied_minor", STARTED),
                    unit=Unit.MINORS,
                    crossed_with=SEX,
                ),
            ),
            UNIQUE,
        ),
    ),
)

FAMILY_KIND = ReportKind(
    "family_situation",
    "Gezinssituatie (opgestarte dossiers)",
    (
        ReportTable(
            "family_situation", "Gezinssituatie", "Gezinssituatie", (asked(FAMILY_PAGES, "family_situation", STARTED),)
        ),
        ReportTable(
            "adoptive_and_foster_family",
            "Adoptiegezin en pleeggezin",
            "Adoptie- en pleeggezin",
            (
                asked(FAMILY_PAGES, "adoptive_family", STARTED, title="Adoptiegezin"),
                asked(FAMILY_PAGES, "foster_family", STARTED, title="Pleeggezin"),
            ),
        ),
        ReportTable(
            "foster_care",
            "Pleegzorg",
            "Pleegzorg",
            (
                of_referral("foster_care_kind", "Soort pleegzorg", title="Soort pleegzorg", answers="foster_care_kind"),
                of_referral(
                    "foster_care_age_group",
                    "Jeugdhulp of volwassenpleegzorg",
                    title="Leeftijdsgroep",
                    answers="foster_care_age_group",
                ),
            ),
            only=frozenset({FOSTER_CARE}),
        ),
        ReportTable(
            "income_source",
            "Arbeidssituatie: inkomen van het gezin",
            "Inkomen van het gezin",
            (asked(INTAKE, "income_source", STARTED),),
            SEVERAL,
        ),
        ReportTable(
            "family_education_level",
            "Opleidingsniveau van het gezin",
            "Opleiding van het gezin",
            (asked(INTAKE, "family_education_level", STARTED),),
        ),
        ReportTable("housing", "Huisvesting", "Huisvesting", (asked(INTAKE, "housing", STARTED),)),
        ReportTable("health", "Gezondheid", "Gezondheid", (asked(INTAKE, "health", STARTED),)),
        ReportTable("debts", "Schuldenlast", "Schuldenlast", (asked(INTAKE, "debts", STARTED),)),
        ReportTable(
            "home_language", "Thuistaal", "Thuistaal", (asked(INTAKE, "home_language", STARTED, is_long=True),)
        ),
        ReportTable(
            "children_involved",
            "Aantal betrokken kinderen",
            "Betrokken kinderen",
            (
                asked(
                    FAMILY_SITUATION,
                    "children_involved",
                    STARTED,
                    brackets=(
                        Bracket("0", "Geen", 0),
                        *(Bracket(str(number), f"{number}", number) for number in range(1, 5)),
                        Bracket("5+", "5 of meer", None),
                    ),
                ),
            ),
        ),
    ),
)
