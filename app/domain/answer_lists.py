"""Which answer lists an admin can extend, and which carry rules or figures of their own (E-5)."""

from __future__ import annotations

from app.domain.faults import Fault

# Each answer of these has a rule, a question or a column of its own: another one would be offered to nobody, or would
# stand beside what the rules know (A-6, D-4, E-4, Q-2, S-1, S-3, S-10).
FIXED_LISTS = frozenset(
    {
        "bridging_care",
        "foster_care_age_group",
        "foster_care_kind",
        "ground",
        "mandated_service",
        "organisation_type",
        "province",
        "schakeling_kind",
        "sex",
        "specialised_help",
        "specific_referral",
        "supporting_kind",
        "treatment_aimed_at",
        "waiting_list",
    }
)
FIXED = "Aan elk antwoord van deze lijst hangen regels of cijfers. "
# In every list: the way out of a mandatory one, what brings up a text of one's own, and the referrer of D-4 and S-9.
FIXED_ANSWERS = frozenset({"none", "na", "other", "crisismeldpunt"})
STAYS = "Stopzetten kan niet; de woorden en de volgorde wijzigen wel."


def check_new_answer(list_name: str) -> list[Fault]:
    """Why a list takes no new answer (E-5)."""
    if list_name not in FIXED_LISTS:
        return []
    return [Fault("E-5", "list_name", f"{FIXED}Er komt er geen bij. Kies een andere lijst.")]


def check_retiring(list_name: str, code: str) -> list[Fault]:
    """Why an answer of a list cannot be retired; its words can always change (E-5)."""
    if list_name in FIXED_LISTS:
        return [Fault("E-5", "retired", f"{FIXED}{STAYS}")]
    if code in FIXED_ANSWERS:
        return [Fault("E-5", "retired", f"Aan dit antwoord hangt een regel of een vraag. {STAYS}")]
    return []
