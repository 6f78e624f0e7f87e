"""Which modules do not go together in one schakeling; every finding is a warning to confirm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.chain_plans import ModulePlan
from app.domain.faults import Caution
from app.domain.referral import Referral
from app.domain.referral_forms import SHORT_CRISIS_STAY, SUPPORTING_GUIDANCE_ONLY, TIME_OUT

RESIDENCE, CONTEXT_GUIDANCE, DAY_GUIDANCE = "residence", "context guidance", "day guidance"
SUPPORTING_GUIDANCE, CRISIS_AT_HOME, CKG_POINTS = "supporting guidance", "crisis at home", "ckg points"

STAY_IN_FOSTER_FAMILY = frozenset({"VBFINT04", "VBFINT05", "VBFINT06"})
SUPPORTING_FOSTER_CARE = frozenset({"P-VBFINT-ONDERST-KORT", "P-VBFINT-ONDERST-LAAG"})
CRISIS_STAY = "P-VBF-CRISIS-MELDPUNT"
CRISIS_GUIDANCE = "P-CRISISBEGELEIDING"
SHORT_CRISIS_STAYS = frozenset({"P-VBF-CRISIS-KORT", "P-VBFKG-CRISIS"})
CRISIS_MODULES = frozenset(
    {CRISIS_STAY, CRISIS_GUIDANCE, "P-CRISISINTERVENTIE", "P-CKG-CRISISBEGELEIDING", "P-CAH", *SHORT_CRISIS_STAYS}
)


@dataclass(frozen=True)
class ModuleFacts:
    """What the rules need to know of a type module (M-1); `groeipakket` is always, under18, under25 or None.

    `perspective_offering` foster care is meant to last, and asks for the transition rule (S-13).
    """

    code: str
    name: str
    function: str
    pooled_residential: bool = False
    groeipakket: str | None = None
    detail: str | None = None
    organisation_types: tuple[str, ...] = ()
    perspective_offering: bool = False

    @property
    def is_stay(self) -> bool:
        """Whether the client stays overnight by this module (S-8)."""
        return self.function == RESIDENCE or self.code in STAY_IN_FOSTER_FAMILY | SUPPORTING_FOSTER_CARE


Catalogue = Mapping[str, ModuleFacts]


def combination_cautions(modules: Sequence[ModulePlan], catalogue: Catalogue, organisation_type: str) -> list[Caution]:
    """What to confirm about the modules chosen together, each at "modules" (S-8, H4.2.1).

    Codes that the catalogue does not know are left to the other checks.
    """
    facts = [catalogue[module.code] for module in modules if module.code in catalogue]
    messages = [*stay_messages(facts), *day_guidance_messages(facts)]
    if organisation_type == "CKG":
        messages += ckg_messages(facts, modules)
    return [Caution("S-8", "modules", message) for message in messages]


def stay_messages(facts: Sequence[ModuleFacts]) -> list[str]:
    """More than one stay, unless supporting foster care stands beside one other (S-8)."""
    stays = [module for module in facts if module.is_stay]
    supported = any(module.code in SUPPORTING_FOSTER_CARE for module in stays)
    if len(stays) <= 1 or (len(stays) == 2 and supported):
        return []
    names = ", ".join(module.name for module in stays)
    return [f"Je koos meer dan een verblijfsmodule: {names}. Een cliënt krijgt er in principe één."]


def day_guidance_messages(facts: Sequence[ModuleFacts]) -> list[str]:
    """Day guidance is never deployed alone (S-8)."""
    functions = {module.function for module in facts}
    if DAY_GUIDANCE not in functions or CONTEXT_GUIDANCE in functions:
        return []
    return ["Dagbegeleiding gaat altijd samen met contextbegeleiding. Vink ook een module contextbegeleiding aan."]


def ckg_messages(facts: Sequence[ModuleFacts], modules: Sequence[ModulePlan]) -> list[str]:
    """In a CKG the stay holds its own context guidance, except for the crisis stay (S-8, H4.2.1)."""
    stays = {module.code for module in facts if module.function == RESIDENCE}
    guidance = {module.code for module in facts if module.function == CONTEXT_GUIDANCE}
    messages = []
    if stays and guidance and not (stays == {CRISIS_STAY} and guidance == {CRISIS_GUIDANCE}):
        messages.append("In een CKG zit de contextbegeleiding al in het verblijf. Vink ze niet apart aan.")
    guaranteed = {module.code for module in modules if module.guaranteed}
    if CRISIS_STAY in guaranteed and CRISIS_GUIDANCE not in guidance:
        messages.append(
            "Bij verzekerd crisisverblijf op verwijzing van het crisismeldpunt hoort ook de crisisbegeleiding. "
            "Vink die module mee aan."
        )
    return messages


def outside_offer_cautions(modules: Sequence[ModulePlan], catalogue: Catalogue, referral: Referral) -> list[Caution]:
    """Modules that do not fit a crisis or specific referral, for which a new dossier is needed (D-4, H4.1)."""
    outside = [
        catalogue[module.code].name
        for module in modules
        if module.code in catalogue and not fits_referral(module, catalogue[module.code], referral)
    ]
    if not outside:
        return []
    message = (
        f"Dit dossier begon na een aanmelding voor crisis of een specifieke aanmelding; {', '.join(outside)} "
        "hoort daar niet bij. Maak voor gewone hulp een nieuw dossier."
    )
    return [Caution("D-4", "modules", message)]


def reopening_caution(referral: Referral) -> Caution | None:
    """What to think of before a dossier of a crisis or specific referral is reopened (D-4, H4.1); else None."""
    if referral.specific is None and not referral.by_crisismeldpunt:
        return None
    message = (
        "Dit dossier begon na een aanmelding voor crisis of een specifieke aanmelding. Krijgt de jongere nu gewone "
        "hulp, maak dan een nieuw dossier."
    )
    return Caution("D-4", "dossier", message)


def fits_referral(module: ModulePlan, facts: ModuleFacts, referral: Referral) -> bool:
    """Whether a module belongs to what the client was referred for; a regular referral takes any (D-4)."""
    if referral.specific == SUPPORTING_GUIDANCE_ONLY:
        return facts.function == SUPPORTING_GUIDANCE
    if referral.specific == TIME_OUT:
        return facts.function == RESIDENCE
    if referral.specific == SHORT_CRISIS_STAY:
        return facts.code in SHORT_CRISIS_STAYS
    return not referral.by_crisismeldpunt or module.guaranteed or facts.code in CRISIS_MODULES
