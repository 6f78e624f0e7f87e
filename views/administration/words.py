"""How the codes of the reference data are called on screen."""

from __future__ import annotations

from collections.abc import Sequence

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
SERVICE_KIND_CHOICES: Pairs = (
    ("facility", "voorziening"),
    ("OCJ", "OCJ"),
    ("SDJ", "SDJ"),
    ("GI", "gemeenschapsinstelling"),
    ("agency", "agentschap"),
)


def label_of(code: str | None, pairs: Sequence[tuple[str, str]]) -> str:
    """How a code is called on screen; an unknown one is shown as it is."""
    return dict(pairs).get(code or "", code or "")
