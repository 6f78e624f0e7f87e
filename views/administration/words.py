"""How the codes of the reference data are called on screen."""

from __future__ import annotations

import re

from app.domain.organisation_types import ORGANISATION_TYPES
from app.domain.referral_forms import PROVINCES
from app.domain.roles import Role

Pairs = tuple[tuple[str, str], ...]

ORGANISATION_TYPE_CHOICES: Pairs = tuple((code, code) for code in ORGANISATION_TYPES)
PROVINCE_CHOICES: Pairs = tuple((name, name) for name in PROVINCES)
ROLE_CHOICES: Pairs = tuple((role.value, role.label) for role in Role)
FUNCTION_CHOICES: Pairs = (
    ("residence", "verblijf"),
    ("foster care", "pleegzorg"),
    ("context guidance", "contextbegeleiding"),
    ("day guidance", "dagbegeleiding"),
    ("crisis at home", "crisishulp aan huis"),
    ("supporting guidance", "ondersteunende begeleiding"),
    ("diagnostics", "diagnostiek"),
    ("treatment", "behandeling"),
    ("ckg points", "CKG-begeleiding in punten"),
)
ACCESS_CHOICES: Pairs = (("RTJ", "rechtstreeks toegankelijk"), ("NRTJ", "via de toegangspoort"))
UNIT_CHOICES: Pairs = (
    ("nights", "nachten"),
    ("hours", "uren"),
    ("days", "dagen"),
    ("half-days", "halve dagen"),
    ("none", "geen"),
)
ROUNDING_CHOICES: Pairs = (("none", "niet"), ("half", "op een half"), ("quarter", "op een kwart"))
UTILISATION_CHOICES: Pairs = (
    ("manual", "de voorziening vult in"),
    ("equals_deployment", "gelijk aan de inzet"),
    ("none", "wordt niet ingevuld"),
)
DETAIL_CHOICES: Pairs = (
    ("bridging_care", "overbruggingszorg"),
    ("treatment_aimed_at", "op wie de behandeling gericht is"),
    ("supporting_kind", "soort ondersteunende begeleiding"),
)
GROEIPAKKET_CHOICES: Pairs = (
    ("always", "altijd een bericht"),
    ("under18", "een bericht tot 18 jaar"),
    ("under25", "een bericht tot 25 jaar"),
)
RULE_CHOICES: Pairs = (
    ("day", "dag per dag"),
    ("pool", "samen met al het verblijf"),
    ("ob_quarter", "per kwartaal (ondersteunende begeleiding)"),
    ("cah", "in punten (crisishulp aan huis)"),
    ("ckg", "in punten (CKG)"),
    ("none", "geen bezetting"),
)
ANSWER_LIST_CHOICES: Pairs = (
    ("referrer", "aanmelder"),
    ("years_behind", "achterstand op school"),
    ("bridging_advice", "advies na overbrugging"),
    ("parallel_offer", "andere hulp tegelijk"),
    ("day_activity", "dagbesteding"),
    ("family_education_level", "diploma in het gezin"),
    ("goals_reached", "doelen bereikt"),
    ("final_advice", "eindadvies"),
    ("mandated_service", "gemandateerde voorziening"),
    ("realised", "gerealiseerd"),
    ("sex", "geslacht"),
    ("specialised_help", "gespecialiseerde hulp"),
    ("family_situation", "gezinssituatie"),
    ("health", "gezondheid"),
    ("housing", "huisvesting"),
    ("income_source", "inkomen"),
    ("country", "land"),
    ("learning_project", "leerproject"),
    ("education_level", "onderwijsniveau"),
    ("own_strength", "op eigen kracht"),
    ("treatment_aimed_at", "op wie de behandeling gericht is"),
    ("organisation_type", "organisatietype"),
    ("bridging_care", "overbruggingszorg"),
    ("foster_care_age_group", "pleegzorg: voor wie"),
    ("province", "provincie"),
    ("exit_reason_dropout", "reden van afhaken"),
    ("exit_reason", "reden van het einde"),
    ("coach_end_reason", "reden van het einde van de begeleiding"),
    ("relation", "relatie tot de jongere"),
    ("cooperation_other", "samenwerking met andere diensten"),
    ("cooperation_welfare_health", "samenwerking met welzijn en gezondheid"),
    ("debts", "schulden"),
    ("supporting_kind", "soort ondersteunende begeleiding"),
    ("foster_care_kind", "soort pleegzorg"),
    ("schakeling_kind", "soort schakeling"),
    ("specific_referral", "specifieke aanmelding"),
    ("language", "taal van de hulp"),
    ("home_language", "thuistaal"),
    ("residence_status", "verblijfsstatuut"),
    ("follow_up_inside", "vervolghulp binnen de jeugdhulp"),
    ("follow_up_outside", "vervolghulp elders"),
    ("ground", "vrijwillig of gerechtelijk"),
    ("waiting_function", "waarop het gezin wacht"),
    ("waiting_list", "wachtlijst"),
    ("stay_situation", "woonsituatie"),
)
SERVICE_KIND_CHOICES: Pairs = (
    ("facility", "voorziening"),
    ("OCJ", "OCJ"),
    ("SDJ", "SDJ"),
    ("GI", "gemeenschapsinstelling"),
    ("agency", "agentschap"),
)

SOURCES = {
    "ours": "zelf opgesteld",
    "public-facts": "openbare bronnen",
    "public": "openbaar",
}
MANUALS = {"H": "handleiding", "G": "handleiding 1G1P", "L": "brief"}
CHAPTER = re.compile(r"([HGL])(\d[\d.]*)")


def source_words(source: str | None) -> str:
    """Where a value comes from, in words: a chapter of a manual, what is public, or what we drew up ourselves (E-5)."""
    parts = []
    for part in (source or "").split():
        chapter = CHAPTER.fullmatch(part)
        parts.append(f"{MANUALS[chapter[1]]} {chapter[2]}" if chapter else SOURCES.get(part, part))
    return " ".join(parts)
