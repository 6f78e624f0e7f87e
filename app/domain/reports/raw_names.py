"""The names that the questions of Binc have in the raw data; they never change, whatever a question is called (R-7).

The names that G10.4 shows were kept, with its reading errors mended: datumafsluiten, viatoegangspoort,
aanmeldergerechtelijk, uitstroomuitgemeenschapsinstelling.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.registration_fields import EXIT, FAMILY_SITUATION, INTAKE, TRAJECTORY

# Of each question of the referral: its name, its title and what it means.
REFERRAL_WORDS: Mapping[str, tuple[str, str, str]] = {
    "through_access_gate": (
        "viatoegangspoort",
        "Via de toegangspoort",
        "Of de toegangspoort de jongere aanmeldde voor minstens één niet rechtstreeks toegankelijke module.",
    ),
    "judicial": (
        "aanmeldergerechtelijk",
        "Gerechtelijke aanmelding",
        "Of de crisisplaatsing gerechtelijk is; gevraagd bij aanmelding door het crisismeldpunt.",
    ),
    "outflow_from_institution": (
        "uitstroomuitgemeenschapsinstelling",
        "Uitstroom uit een gemeenschapsinstelling",
        "Of de jongere doelgericht uit een gemeenschapsinstelling kwam.",
    ),
    "referrer": (
        "aanmelder",
        "Aanmelder",
        "Wie de cliënt aanmeldde; leeg bij een aanmelding via de toegangspoort.",
    ),
    "referrer_other": ("andereaanmelder", "Andere aanmelder", "Wie de aanmelder is die niet in de lijst staat."),
    "specific": (
        "specifiekeaanmelding",
        "Specifieke aanmelding",
        "Het bijzondere aanbod waarvoor de cliënt werd aangemeld; leeg bij een gewone aanmelding.",
    ),
    "own_reference": (
        "referentie",
        "Uw referentie",
        "Het eigen nummer of woord van de voorziening, bijvoorbeeld de leefgroep; handig om op te filteren.",
    ),
    "ongoing_since": (
        "startlopenddossier",
        "Startdatum lopend dossier",
        "Na een fusie: de dag waarop het dossier in de vroegere voorziening begon.",
    ),
    "referral_date": ("datumaanmelding", "Datum van de aanmelding", "De dag waarop de vraag binnenkwam."),
    "province": ("provincie", "Provincie", "De provincie van de afdeling waar de hulp loopt."),
    "foster_care_kind": (
        "soortpleegzorg",
        "Netwerk- of bestandspleegzorg",
        "Of de pleegzorger het kind al kende, of door de dienst gezocht werd.",
    ),
    "foster_care_age_group": (
        "doelgroeppleegzorg",
        "Jeugdhulp of volwassenpleegzorg",
        "Of het gaat om jeugdhulp of om een pleeggast.",
    ),
    "waiting_list": ("wachtlijst", "Op een wachtlijst", "Of het gezin bij de aanmelding op een wachtlijst stond."),
    "waiting_functions": ("wachtlijsthulp", "Wacht op", "De soorten hulp waarop het gezin wachtte."),
    "learning_projects": ("leerprojecten", "Leerprojecten", "De leerprojecten waarvoor de jongere werd aangemeld."),
}

REGISTRATION_NAMES: Mapping[str, Mapping[str, str]] = {
    INTAKE: {
        "unaccompanied_minor": "nietbegeleideminderjarige",
        "day_activity": "dagbesteding",
        "education_level": "opleidingsniveau",
        "years_behind": "jarenschoolachterstand",
        "pregnant": "zwanger",
        "family_situation": "gezinssituatie",
        "adoptive_family": "adoptiegezin",
        "foster_family": "pleeggezin",
        "income_source": "inkomengezin",
        "family_education_level": "opleidingsniveaugezin",
        "housing": "huisvesting",
        "health": "gezondheid",
        "debts": "schuldenlast",
        "home_language": "thuistaal",
    },
    FAMILY_SITUATION: {
        "family_situation": "gezinssituatie",
        "adoptive_family": "adoptiegezin",
        "foster_family": "pleeggezin",
        "children_involved": "aantalbetrokkenkinderen",
    },
    TRAJECTORY: {
        "first_talk": "datumeerstegesprek",
        "mandated_service": "gemandateerdevoorziening",
        "youth_court_social_service": "socialedienstjeugdrechtbank",
        "crisis_network": "crisisnetwerk",
        "family_coach": "gezinscoach",
        "coach_begin": "startgezinscoach",
        "coach_end": "eindegezinscoach",
        "coach_end_reason": "redeneindegezinscoach",
        "coach_end_reason_other": "andereredeneindegezinscoach",
        "family_plan": "gezinsplan",
        "psychologist": "eerstelijnspsycholoog",
        "psychologist_begin": "startpsycholoog",
        "psychologist_end": "eindepsycholoog",
        "psychologist_sessions": "aantalsessiespsycholoog",
        "own_strength": "eigenkracht",
        "specialised_help_needed": "gespecialiseerdehulpnodig",
        "specialised_help": "gespecialiseerdehulp",
        "specialised_help_other": "anderegespecialiseerdehulp",
        "realised_begeleiding": "gerealiseerdbegeleiding",
        "realised_behandeling": "gerealiseerdbehandeling",
        "realised_dagopvang": "gerealiseerddagopvang",
        "realised_diagnostiek": "gerealiseerddiagnostiek",
        "realised_training": "gerealiseerdtraining",
        "realised_verblijf": "gerealiseerdverblijf",
        "realised_other": "gerealiseerdandere",
        "family_plan_in_sequel": "gezinsplaninvervolg",
        "formal_network_attuned": "formeelnetwerkafgestemd",
        "informal_network_attuned": "informeelnetwerkafgestemd",
    },
    EXIT: {
        "parallel_offer": "gelijktijdigaanbod",
        "cooperation_welfare_health": "samenwerkingwelzijngezondheid",
        "cooperation_other": "samenwerkingandere",
        "goals_reached": "doelstellingenbereikt",
        "dropout": "uitval",
        "reason_dropout": "redenuitval",
        "reason": "redeneinde",
        "follow_up_inside": "aangewezenhulpbinnen",
        "follow_up_inside_realised": "gerealiseerdehulpbinnen",
        "follow_up_outside": "aangewezenhulpbuiten",
        "follow_up_outside_realised": "gerealiseerdehulpbuiten",
        "final_advice": "eindadvies",
        "bridging_advice": "overbruggingsadvies",
    },
}
