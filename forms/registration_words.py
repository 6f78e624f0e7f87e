"""What the registrations ask, explained in our own words: when which answer is the right one (E-5, H5.1, H5.2, G4)."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.organisation_types import FOSTER_CARE
from app.domain.registration_fields import EXIT, FAMILY_SITUATION, INTAKE, TRAJECTORY

Texts = Mapping[str, str]

# The headings within a registration, each above the question that comes first under it.
HEADINGS: Mapping[str, Texts] = {
    INTAKE: {
        "unaccompanied_minor": "De jongere bij de start van de hulp",
        "family_situation": "Het gezin",
        "income_source": "Kenmerken van dat gezin",
    },
    EXIT: {
        "parallel_offer": "Tijdens de hulp",
        "goals_reached": "Einde van de hulp",
        "follow_up_inside": "Vervolghulp",
        "final_advice": "Advies",
    },
    FAMILY_SITUATION: {"family_situation": "Het gezin bij de aanmelding"},
    TRAJECTORY: {
        "first_talk": "Begin van het traject",
        "family_coach": "Gezinscoach",
        "psychologist": "Eerstelijnspsycholoog",
        "own_strength": "Resultaat",
    },
}

TWO_HOMES = "Woont de jongere afwisselend op twee plaatsen? Kijk dan naar het gezin waar die gedomicilieerd is."
SAME_FAMILY = "Het gaat over het gezin dat je bij de gezinssituatie koos."

INTAKE_HELP: Texts = {
    "unaccompanied_minor": (
        "Ja voor wie jonger dan 18 is, zonder ouder of voogd hier is, en ofwel van buiten de Europese Economische "
        "Ruimte komt en door de dienst Voogdij als niet-begeleide minderjarige erkend is, ofwel uit een ander EER-land "
        "komt, kwetsbaar is, nergens in een bevolkingsregister staat en geen gelegaliseerde toestemming van een ouder "
        "of voogd heeft om hier te zijn."
    ),
    "day_activity": (
        "Wat de jongere overdag doet op het moment dat de hulp bij jullie start. Het moet een vast patroon zijn: "
        "minstens vijf dagen per maand, in de schoolweek. Is er niets van dien aard, kies dan geen."
    ),
    "education_level": (
        "De onderwijsvorm waarin de jongere bij de start is ingeschreven. Nu nergens ingeschreven? Kies dan de laatste."
    ),
    "years_behind": (
        "Hoeveel jaar de jongere bij de start achterloopt door zittenblijven. Volgde die (lager) buitengewoon "
        "onderwijs, kies dan niet van toepassing."
    ),
    "pregnant": "Is de jongere zwanger op het moment dat de hulp start?",
    "family_situation": (
        "Het gezin waar de jongere het meest verblijft, zoals het bij de start was. Woont de jongere bij een "
        "pleeggezin dat bij jullie hulp vraagt, registreer dan dat pleeggezin en vink Pleeggezin aan. Start de jongere "
        f"meteen met begeleid zelfstandig wonen (CBAW) en woont die al alleen, kies dan woont alleen. {TWO_HOMES}"
    ),
    "adoptive_family": "Vink aan als het gekozen gezin de jongere geadopteerd heeft.",
    "foster_family": "Vink aan als het gekozen gezin een pleeggezin van de jongere is.",
    "income_source": (
        "Waarvan de opvoeders in dit gezin leven: één antwoord, of twee als er twee opvoeders met een verschillend "
        f"inkomen zijn. Is er geen inkomen, kies dan geen. {TWO_HOMES}"
    ),
    "family_education_level": (
        "Het hoogste diploma dat een van de opvoeders in dit gezin heeft; neem het hoogste van allemaal. " + TWO_HOMES
    ),
    "housing": (
        "Negatief zodra één ding speelt: iets ontbreekt van stroom, gas, water, badkamer, verwarming of een plek om te "
        "koken; de woning is te klein voor het gezin; ze is vervallen, ongezond of onveilig; of er is geen (blijvende) "
        f"woonst. In alle andere gevallen positief. {TWO_HOMES}"
    ),
    "health": (
        "Negatief zodra één ding speelt: gezinsleden zijn lichamelijk of psychisch zo zwak dat het gewone leven "
        "eronder lijdt; een chronische ziekte of handicap in het gezin heeft dat gevolg; of het gezin vindt de weg "
        f"naar gezondheidszorg niet. In alle andere gevallen positief. {TWO_HOMES}"
    ),
    "debts": (
        "Ja als schulden een last zijn voor dit gezin, ook als er al schuldbemiddeling of budgetbeheer loopt. "
        "Een gewone lening die afbetaald raakt, telt niet."
    ),
    "home_language": f"De taal die de gezinsleden thuis met elkaar spreken. {SAME_FAMILY}",
}

INTAKE_HELP_OF_TYPE: Mapping[str, Texts] = {
    "CIG": {
        "family_situation": (
            "Het gezin dat bij jullie in het CIG verblijft, zoals het bij de start was, ook als niet iedereen meekwam. "
            f"{TWO_HOMES}"
        ),
        "pregnant": "Is de cliënt zwanger op het moment dat de hulp start? Voor een CIG is dit verplicht.",
    },
    FOSTER_CARE: {
        "family_situation": (
            "Het gezin van oorsprong van het pleegkind, dus van de eigen ouders, zoals het bij de start was. Niet het "
            f"pleeggezin waar het kind naartoe gaat. {TWO_HOMES}"
        ),
        "foster_family": "Alleen als het kind ook in het gezin dat je hier beschrijft al als pleegkind woonde.",
    },
}

EXIT_HELP: Texts = {
    "parallel_offer": (
        "Hulp van andere voorzieningen die deze jongere kreeg terwijl de hulp bij jullie liep, over de hele periode. "
        "Niet de hulp voor een broer of zus of voor de ouders alleen. Was er niets, kies dan geen."
    ),
    "cooperation_welfare_health": (
        "Met wie jullie echt samen aan een doel werkten voor deze jongere of het gezin, ook zonder dat zij erbij "
        "zaten: bijvoorbeeld het OCMW, de VAPH-begeleiding van een ouder of vast overleg met een CGG. Eén keer bellen "
        "of samen aan tafel zitten is niet genoeg. Was er niemand, kies dan geen."
    ),
    "cooperation_other": (
        "Dezelfde vraag voor wie niet uit welzijn of gezondheid komt, zoals het CLB, de school, VDAB of de politie. Je "
        "kunt dit al tijdens de hulp aanvullen. Was er niemand, kies dan geen."
    ),
    "goals_reached": "De doelen die in het handelingsplan van de jongere stonden.",
    "dropout": (
        "Ja als één kant de hulp afbrak voor ze af was: de jongere of het gezin, of jullie zelf. Nee als de hulp "
        "afliep zoals afgesproken, als er een andere vorm van hulp in de plaats kwam waar iedereen achter staat, of "
        "als de beslissing niet verlengd werd."
    ),
    "reason_dropout": "De voornaamste reden waarom de hulp werd afgebroken. Speelden er meer, kies de zwaarste.",
    "reason": "De voornaamste reden waarom de hulp eindigde. Speelden er meer, kies de zwaarste.",
    "follow_up_inside": (
        "Welke hulp van Opgroeien volgens jou nodig is na deze hulp, voor de jongere of het gezin, ook als ze er (nog) "
        "niet komt. Is er niets nodig, kies dan geen."
    ),
    "follow_up_inside_realised": "Wat daarvan al gestart is of vast afgesproken is. Laat leeg als niets rond is.",
    "follow_up_outside": (
        "Welke hulp buiten Opgroeien volgens jou nodig is, zoals een CGG, het OCMW of het VAPH. Is er niets nodig, "
        "kies dan geen."
    ),
    "follow_up_outside_realised": "Wat daarvan al gestart is of vast afgesproken is. Laat leeg als niets rond is.",
    "final_advice": (
        "Wat jullie na de diagnostiek adviseren als vervolg. Als OOOC geef je een advies in de plaats van vervolghulp."
    ),
    "bridging_advice": "Wat jullie adviseren voor de tijd tot het eindadvies kan starten. Alleen als dat nodig is.",
}

FAMILY_SITUATION_HELP: Texts = {
    "family_situation": f"Het gezin dat het traject loopt, zoals het bij de aanmelding was. {TWO_HOMES}",
    "adoptive_family": "Vink aan als een kind uit dit gezin geadopteerd is.",
    "foster_family": "Vink aan als dit gezin een pleeggezin is.",
    "children_involved": (
        "Hoeveel kinderen zelf meedoen in het traject. Dat kunnen er minder zijn dan het gezin er telt."
    ),
}

TRAJECTORY_HELP: Texts = {
    "first_talk": (
        "De dag van het eerste gesprek waarin jullie met het gezin, en wie er al hulp biedt, naar een perspectief "
        "zochten. Op die dag begint het traject in de rapporten."
    ),
    "mandated_service": "Is er een gemandateerde voorziening bij dit traject betrokken? Zo niet, kies geen.",
    "youth_court_social_service": "Vink aan als een consulent van de sociale dienst (SDJ) meewerkt.",
    "crisis_network": "Vink aan als het crisisnetwerk meewerkt of meewerkte.",
    "family_coach": "Vink aan als een gezinscoach het gezin begeleidt; dan vraag ik van wanneer tot wanneer.",
    "coach_begin": "De dag waarop beslist werd om met een gezinscoach te werken.",
    "coach_end": "De dag waarop jullie samen met het gezin stopten met de gezinscoach. Loopt het nog, laat dan leeg.",
    "coach_end_reason": "De voornaamste reden waarom de begeleiding door de gezinscoach stopte.",
    "coach_end_reason_other": "Kijk eerst of de reden echt niet in de lijst staat.",
    "family_plan": "Is er samen met het gezin een gezinsplan gemaakt?",
    "psychologist": "Vink aan als een eerstelijnspsycholoog aan het werk ging met het gezin of een kind.",
    "psychologist_begin": "De dag waarop beslist werd om de eerstelijnspsycholoog in te schakelen.",
    "psychologist_end": "De dag waarop dat in overleg met het gezin stopte. Loopt het nog, laat dan leeg.",
    "psychologist_sessions": "Hoe vaak de psycholoog het gezin of de jongere zag: een geheel getal.",
    "own_strength": (
        "Kan het gezin na dit traject zelf verder? Heeft het nog wat steun van een basisvoorziening nodig, kies dan "
        "dat."
    ),
    "specialised_help_needed": "Ja als er na dit traject nog gespecialiseerde hulp bij moet komen.",
    "specialised_help": "Alle soorten hulp die nodig zijn; daarna vraag ik van elke soort of ze er komt.",
    "specialised_help_other": "Kijk eerst of de hulp echt niet in de lijst staat.",
    "family_plan_in_sequel": "Ja als er in de vervolghulp met het gezinsplan verder gewerkt wordt.",
    "formal_network_attuned": "Ja als de hulpverleners rond het gezin dankzij dit traject beter samenwerken.",
    "informal_network_attuned": "Ja als familie, vrienden en buren dankzij dit traject beter op elkaar inspelen.",
}
REALISED = (
    "Ja: de hulp is gestart of kan starten. Nee: ze kan niet starten, bijvoorbeeld door een wachtlijst. Nee, maar met "
    "engagement: ze kan nog niet starten, maar de vervolghulp heeft zich al verbonden."
)

HELP: Mapping[str, Texts] = {
    INTAKE: INTAKE_HELP,
    EXIT: EXIT_HELP,
    FAMILY_SITUATION: FAMILY_SITUATION_HELP,
    TRAJECTORY: TRAJECTORY_HELP,
}


def help_texts_of(registration: str, organisation_type: str) -> dict[str, str]:
    """The explanation of every question, by its key, as it reads at one organisation type (E-5)."""
    own = INTAKE_HELP_OF_TYPE.get(organisation_type, {}) if registration == INTAKE else {}
    return {**HELP[registration], **own}


def help_text(texts: Texts, key: str) -> str | None:
    """The explanation of one question; whether help was realised is explained once for every kind of help."""
    return REALISED if key.startswith("realised_") else texts.get(key)
