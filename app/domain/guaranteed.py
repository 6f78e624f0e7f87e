"""Guaranteed supply (art. 74): places kept free for clients whom the crisismeldpunt refers."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.chain_plans import ModulePlan
from app.domain.faults import Fault
from app.domain.referral import Referral


def may_tick_guaranteed(referral: Referral) -> bool:
    """Whether modules of this dossier may be deployed as guaranteed supply (S-9, H4.2.5)."""
    return referral.by_crisismeldpunt


def check_guaranteed(referral: Referral, modules: Iterable[ModulePlan]) -> list[Fault]:
    """Why the tick "deployed as guaranteed supply" cannot stand, at most one fault at "modules" (S-9)."""
    if may_tick_guaranteed(referral) or not any(module.guaranteed for module in modules):
        return []
    message = "Verzekerd aanbod kan alleen als het crisismeldpunt de cliënt aanmeldde. Haal het vinkje weg."
    return [Fault("S-9", "modules", message)]
