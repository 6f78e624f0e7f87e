"""The questions of the intake, the exit and the 1G1P registration, as data (E-1, E-2, E-4, H5, G4)."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.organisation_types import FOSTER_CARE

TEXT, BOOL, CHOICE, DATE, INT, MULTI = "text", "bool", "choice", "date", "int", "multi"
INTAKE, EXIT, FAMILY_SITUATION, TRAJECTORY = "intake", "exit", "family_situation", "trajectory"


@dataclass(frozen=True)
class FieldDefinition:
    """One question of a registration; `key` is its name in the exchange file.

    `kind` is text, bool, choice, date, int or multi; `answers` names the answer list of a choice or multi; `most` is
    the largest number of answers of a multi. `asked_when` is the other question and the answer that bring it up (for a
    multi: one of its answers); a question that is not asked is never missing. A `tick` is a bool: no tick is no.
    """

    key: str
    kind: str
    label: str
    required: bool = False
    answers: str | None = None
    most: int | None = None
    asked_when: tuple[str, object] | None = None
    tick: bool = False


def ticked(key: str, label: str) -> FieldDefinition:
    """A question that is answered by ticking it; no tick means no."""
    return FieldDefinition(key, BOOL, label, tick=True)


def choice(key: str, label: str, answers: str, required: bool = True) -> FieldDefinition:
    """A question with one answer from a list."""
    return FieldDefinition(key, CHOICE, label, required, answers)


def multi(key: str, label: str, answers: str, required: bool = True, most: int | None = None) -> FieldDefinition:
    """A question with one or more answers from a list."""
    return FieldDefinition(key, MULTI, label, required, answers, most)


ADOPTIVE_AND_FOSTER = (
    ticked("adoptive_family", "Adoptiegezin"),
    ticked("foster_family", "Pleeggezin"),
)

PREGNANT = "pregnant"

# `pregnant` is mandatory for CIG and hidden for foster care: `fields_of` sees to that.
INTAKE_FIELDS: tuple[FieldDefinition, ...] = (
    FieldDefinition("unaccompanied_minor", BOOL, "Niet-begeleide minderjarige", True),
    choice("day_activity", "Dagbesteding", "day_activity"),
    choice("education_level", "Opleidingsniveau", "education_level"),
    choice("years_behind", "Jaren schoolachterstand", "years_behind", required=False),
    FieldDefinition(PREGNANT, BOOL, "Zwanger"),
    choice("family_situation", "Gezinssituatie", "family_situation"),
    *ADOPTIVE_AND_FOSTER,
    multi("income_source", "Inkomen van het gezin", "income_source", most=2),
    choice("family_education_level", "Opleidingsniveau van het gezin", "family_education_level"),
    choice("housing", "Huisvesting", "housing"),
    choice("health", "Gezondheid", "health"),
    choice("debts", "Schuldenlast", "debts"),
    choice("home_language", "Thuistaal", "home_language"),
)

EXIT_COMMON: tuple[FieldDefinition, ...] = (
    multi("parallel_offer", "Gelijktijdig aanbod buiten de voorziening", "parallel_offer"),
    multi("cooperation_welfare_health", "Samenwerking met welzijn en gezondheid", "cooperation_welfare_health"),
    multi("cooperation_other", "Samenwerking met andere sectoren", "cooperation_other"),
    choice("goals_reached", "Doelstellingen bereikt", "goals_reached"),
    FieldDefinition("dropout", BOOL, "Uitval", True),
    FieldDefinition(
        "reason_dropout", CHOICE, "Reden van de uitval", True, "exit_reason_dropout", None, ("dropout", True)
    ),
    FieldDefinition("reason", CHOICE, "Reden van het einde", True, "exit_reason", None, ("dropout", False)),
)
EXIT_FOLLOW_UP: tuple[FieldDefinition, ...] = (
    multi("follow_up_inside", "Aangewezen hulp binnen Opgroeien", "follow_up_inside"),
    multi("follow_up_inside_realised", "Gerealiseerd binnen Opgroeien", "follow_up_inside", required=False),
    multi("follow_up_outside", "Aangewezen hulp buiten Opgroeien", "follow_up_outside"),
    multi("follow_up_outside_realised", "Gerealiseerd buiten Opgroeien", "follow_up_outside", required=False),
)
EXIT_ADVICE: tuple[FieldDefinition, ...] = (
    multi("final_advice", "Eindadvies", "final_advice"),
    multi("bridging_advice", "Overbruggingsadvies", "bridging_advice", required=False),
)

FAMILY_SITUATION_FIELDS: tuple[FieldDefinition, ...] = (
    choice("family_situation", "Gezinssituatie", "family_situation"),
    *ADOPTIVE_AND_FOSTER,
    FieldDefinition("children_involved", INT, "Aantal betrokken kinderen", True),
)

SPECIALISED_HELP = {
    "begeleiding": "Begeleiding",
    "behandeling": "Behandeling",
    "dagopvang": "Dagopvang",
    "diagnostiek": "Diagnostiek",
    "training": "Training",
    "verblijf": "Verblijf",
    "other": "Andere hulp",
}
WITH_COACH = ("family_coach", True)
WITH_PSYCHOLOGIST = ("psychologist", True)

TRAJECTORY_FIELDS: tuple[FieldDefinition, ...] = (
    FieldDefinition("first_talk", DATE, "Datum van het eerste gesprek", True),
    choice("mandated_service", "Gemandateerde voorziening", "mandated_service"),
    ticked("youth_court_social_service", "Sociale dienst van de jeugdrechtbank betrokken"),
    ticked("crisis_network", "Crisisnetwerk betrokken"),
    ticked("family_coach", "Begeleiding door een gezinscoach"),
    FieldDefinition("coach_begin", DATE, "Start van de gezinscoach", asked_when=WITH_COACH),
    FieldDefinition("coach_end", DATE, "Einde van de gezinscoach", asked_when=WITH_COACH),
    FieldDefinition("coach_end_reason", CHOICE, "Reden van het einde", False, "coach_end_reason", None, WITH_COACH),
    FieldDefinition("coach_end_reason_other", TEXT, "Welke andere reden", asked_when=("coach_end_reason", "other")),
    FieldDefinition("family_plan", BOOL, "Gezinsplan opgesteld", asked_when=WITH_COACH),
    ticked("psychologist", "Eerstelijnspsycholoog ingeschakeld"),
    FieldDefinition("psychologist_begin", DATE, "Start van de psycholoog", asked_when=WITH_PSYCHOLOGIST),
    FieldDefinition("psychologist_end", DATE, "Einde van de psycholoog", asked_when=WITH_PSYCHOLOGIST),
    FieldDefinition("psychologist_sessions", INT, "Aantal sessies", asked_when=WITH_PSYCHOLOGIST),
    choice("own_strength", "Verder op eigen kracht", "own_strength", required=False),
    FieldDefinition("specialised_help_needed", BOOL, "Gespecialiseerde hulp nodig"),
    FieldDefinition(
        "specialised_help",
        MULTI,
        "Welke gespecialiseerde hulp",
        True,
        "specialised_help",
        None,
        ("specialised_help_needed", True),
    ),
    FieldDefinition("specialised_help_other", TEXT, "Welke andere hulp", asked_when=("specialised_help", "other")),
    *(
        FieldDefinition(
            f"realised_{kind}", CHOICE, f"{words} gerealiseerd", True, "realised", None, ("specialised_help", kind)
        )
        for kind, words in SPECIALISED_HELP.items()
    ),
    FieldDefinition("family_plan_in_sequel", BOOL, "Gezinsplan in het vervolg"),
    FieldDefinition("formal_network_attuned", BOOL, "Formele netwerk beter afgestemd"),
    FieldDefinition("informal_network_attuned", BOOL, "Informele netwerk beter afgestemd"),
)

TITLES = {
    INTAKE: "Beginregistratie",
    EXIT: "Eindregistratie",
    FAMILY_SITUATION: "Gezinssituatie",
    TRAJECTORY: "Traject",
}

# Where one day of a registration cannot lie before another (E-4, G4.3).
DAYS_IN_ORDER = (("coach_begin", "coach_end"), ("psychologist_begin", "psychologist_end"))


def registrations_of(organisation_type: str) -> tuple[str, ...]:
    """The registrations that a dossier of an organisation type has, in the order in which they are filled in."""
    return (FAMILY_SITUATION, TRAJECTORY) if organisation_type == "1G1P" else (INTAKE, EXIT)


def fields_of(registration: str, organisation_type: str) -> tuple[FieldDefinition, ...]:
    """The questions of a registration at an organisation type, in order; empty where it has no such page (D-2, E-4)."""
    is_1g1p = organisation_type == "1G1P"
    if is_1g1p != (registration in (FAMILY_SITUATION, TRAJECTORY)):
        return ()
    if registration == INTAKE:
        return intake_fields(organisation_type)
    if registration == EXIT:
        return (*EXIT_COMMON, *(EXIT_ADVICE if organisation_type == "OOOC" else EXIT_FOLLOW_UP))
    return FAMILY_SITUATION_FIELDS if registration == FAMILY_SITUATION else TRAJECTORY_FIELDS


def intake_fields(organisation_type: str) -> tuple[FieldDefinition, ...]:
    """The questions of the intake: "pregnant" is mandatory for CIG and not asked in foster care (E-1, H5.1)."""
    if organisation_type == FOSTER_CARE:
        return tuple(field for field in INTAKE_FIELDS if field.key != PREGNANT)
    if organisation_type != "CIG":
        return INTAKE_FIELDS
    mandatory = FieldDefinition(PREGNANT, BOOL, "Zwanger", True)
    return tuple(mandatory if field.key == PREGNANT else field for field in INTAKE_FIELDS)
