"""Whether a schakeling touches the Groeipakket (child benefit) of the client, and whether a message goes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from app.domain.age import is_under
from app.domain.combinations import ModuleFacts
from app.domain.faults import Caution
from app.domain.referral import Referral
from app.domain.referral_forms import SHORT_CRISIS_STAY, TIME_OUT

FOSTER_CARE_FUNCTION = "foster care"
AGE_LIMITS: dict[str, int] = {"under18": 18, "under25": 25}

# Why nothing is sent although a module would ask it (S-11, S-12, S-13).
WHY_SILENT: dict[str, str] = {
    "time_out": "de cliënt is aangemeld voor een time-out.",
    "short_crisis_stay": "het is een kortdurend crisisverblijf.",
    "crisismeldpunt": "het crisismeldpunt meldde de cliënt aan.",
    "elsewhere": "het zwaartepunt van het verblijf ligt elders.",
    "combined": "er is een combinatie met verblijf in een voorziening.",
    "paid_to_parents": "de ouders krijgen het (overgangsregeling).",
}
NO_MESSAGE = "Er vertrekt geen bericht naar het Groeipakket: "
WITHDRAWN = "Er vertrekt een annulering (D227) naar het Groeipakket: "
COUNTS_NOT = "Deze schakeling telt niet voor het Groeipakket: "
MESSAGE_GOES = (
    "Deze schakeling telt voor het Groeipakket. Als je ze bewaart, vertrekt er een D227. Kijk de datum na en bevestig."
)
# Of a file nobody reads beforehand what of it was told.
COUNTS_NO_MORE = (
    "Deze schakeling telt niet meer voor het Groeipakket. Is ze al gemeld, dan vertrekt er een annulering (D227). Kijk "
    "na en bevestig."
)
OTHER_GROUND = (
    "Onder deze beslissing staat hulp die telt voor het Groeipakket. Is ze al gemeld, dan vertrekt er een wijziging "
    "(D227) met de andere grond. Kijk na en bevestig."
)


@dataclass(frozen=True)
class Impact:
    """What a schakeling does to the Groeipakket (S-12).

    `modules` are the codes that touch it; `reason` says why nothing is sent all the same; `sentence` is for the screen
    (None when no module touches it).
    """

    modules: tuple[str, ...]
    reason: str | None
    sentence: str | None

    @property
    def sends(self) -> bool:
        """Whether a D227 goes out."""
        return bool(self.modules) and self.reason is None

    def cautions(self, *, sent_before: bool = False) -> list[Caution]:
        """The warning to confirm before a schakeling is saved that sends a D227, or sent one until now (S-12, G-1)."""
        if self.sends:
            return [Caution("S-12", "modules", MESSAGE_GOES)]
        return [Caution("S-12", "modules", COUNTS_NO_MORE)] if sent_before else []


@dataclass(frozen=True)
class Placement:
    """The schakeling as the Groeipakket sees it: its begin, and the two ticks that keep it silent (S-11, S-13)."""

    begin: date
    modules: tuple[ModuleFacts, ...]
    elsewhere: bool = False
    paid_to_parents: bool | None = None


def decide_impact(placement: Placement, referral: Referral, birth_date: date | None, birth_year: int | None) -> Impact:
    """Whether a schakeling sends a D227, and if not, why (S-11, S-12, S-13, H4.2, H4.2.7).

    The age counts on the begin of the schakeling; of an unknown birth day the youngest possibility counts, and an
    unborn child is a minor.
    """
    touching = [
        module for module in placement.modules if touches(module.groeipakket, birth_date, birth_year, placement.begin)
    ]
    if not touching:
        return Impact((), None, None)
    reason = next(silent_reasons(placement, referral, touching), None)
    codes = tuple(module.code for module in touching)
    return Impact(codes, reason, f"{NO_MESSAGE}{WHY_SILENT[reason]}" if reason else MESSAGE_GOES)


def touches(rule: str | None, birth_date: date | None, birth_year: int | None, begin: date) -> bool:
    """Whether a module with this Groeipakket rule touches it for a client of this age (S-12)."""
    if rule == "always":
        return True
    limit = AGE_LIMITS.get(rule or "")
    return limit is not None and is_under(limit, birth_date, birth_year, begin)


def silent_referral(referral: Referral) -> Iterator[str]:
    """Why nothing is sent for any schakeling of a dossier: the way in which the client came (S-12)."""
    if referral.specific in (TIME_OUT, SHORT_CRISIS_STAY):
        yield referral.specific
    if referral.by_crisismeldpunt:
        yield "crisismeldpunt"


def silent_reasons(placement: Placement, referral: Referral, touching: Iterable[ModuleFacts]) -> Iterator[str]:
    """Why no message goes, the first reason first (S-11, S-12, S-13)."""
    yield from silent_referral(referral)
    if placement.elsewhere:
        yield "combined" if any(module.function == FOSTER_CARE_FUNCTION for module in touching) else "elsewhere"
    if placement.paid_to_parents and any(module.perspective_offering for module in touching):
        yield "paid_to_parents"
