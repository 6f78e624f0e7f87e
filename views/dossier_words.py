"""What a dossier is like, in the words of a colleague."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.database import BincSession
from app.domain.activities import WORDS
from app.domain.chain_plans import ModulePlan
from app.domain.combinations import ModuleFacts
from app.domain.referral import Referral
from app.domain.registrations import COMPLETE, COMPLETE_LATE, NONE, IntakeStatus
from app.presentation import day
from app.queries.answers import answer_labels
from app.queries.catalogue import modules_by_code

FUNCTION_LABELS: Mapping[str, str] = {
    "residence": "Verblijf",
    "foster care": "Pleegzorg",
    "context guidance": "Contextbegeleiding",
    "day guidance": "Dagbegeleiding",
    "crisis at home": "Crisishulp aan huis",
    "supporting guidance": "Ondersteuning",
    "diagnostics": "Diagnostiek",
    "treatment": "Behandeling",
    "ckg points": "CKG",
}


@dataclass(frozen=True)
class Badge:
    """A state with its words; `state` is ok, due, late or calm, `detail` what more there is to say."""

    state: str
    words: str
    detail: str = ""


def intake_badge(status: IntakeStatus, today: date) -> Badge | None:
    """How the intake stands (D-2, E-1); None where it is not asked (E-3)."""
    if status.kind == NONE:
        return None
    if status.kind == COMPLETE:
        return Badge("ok", "volledig")
    if status.kind == COMPLETE_LATE:
        return Badge("ok", "volledig, te laat", f"moest tegen {status.due:%d/%m/%Y}")
    if status.due is None:
        return Badge("due", "in te vullen", "termijn loopt vanaf de start")
    if status.overdue:
        return Badge("late", "te laat", f"moest tegen {status.due:%d/%m/%Y}")
    return Badge("due", days_left(status.due, today), f"tegen {status.due:%d/%m/%Y}")


def registration_badge(status: IntakeStatus, today: date, *, counted: bool) -> Badge:
    """How a registration stands on its own page; `counted` where it has a last day at all (E-1 to E-4)."""
    badge = intake_badge(status, today)
    if badge is None:
        return Badge("calm", "niet verplicht", "je mag ze wel invullen")
    if not counted and badge.state == "due":
        return Badge("due", "nog niet volledig", "nodig om het dossier af te sluiten")
    return badge


def days_left(due: date, today: date) -> str:
    """How long there still is, "nog 12 dagen"."""
    days = (due - today).days
    if days == 0:
        return "vandaag de laatste dag"
    return "nog 1 dag" if days == 1 else f"nog {days} dagen"


def ages_in_words(ages: Sequence[int]) -> str:
    """Ages that were reached, "6 en 12 jaar"."""
    return f"{' en '.join(str(age) for age in ages)} jaar"


def born(birth_date: date | None, birth_year: int | None, *, unborn: bool = False) -> str:
    """The birth date, or the presumed year, or that neither is known (C-3), since the child is not born yet (C-4)."""
    if unborn:
        return "nog niet geboren"
    if birth_date is not None:
        return day(birth_date)
    return "geboortedatum onbekend" if birth_year is None else f"rond {birth_year}"


def detail_words(facts: ModuleFacts, detail: str, labels: Mapping[str, str]) -> str:
    """One detail of a module in words (S-10)."""
    if facts.detail == "bridging_care":
        return "overbruggingszorg" if detail == "yes" else "geen overbruggingszorg"
    words = labels.get(detail, WORDS.get(detail, detail))
    return f"gericht op {words[0].lower()}{words[1:]}" if facts.detail == "treatment_aimed_at" else words


def details_in_words(session: BincSession) -> Callable[[ModulePlan], list[str]]:
    """Says the details of a deployed module in words; none for a module that the catalogue does not know (S-10)."""
    catalogue, labels = modules_by_code(session), answer_labels(session, "treatment_aimed_at", "supporting_kind")

    def details_of(module: ModulePlan) -> list[str]:
        facts = catalogue.get(module.code)
        return [detail_words(facts, each, labels) for each in module.detail] if facts else []

    return details_of


def referral_words(referral: Referral, labels: Mapping[str, str]) -> list[str]:
    """How the client came in, in a few words each (D-4)."""
    words = []
    if referral.through_access_gate:
        words.append("via de toegangspoort")
    elif referral.referrer:
        name = referral.referrer_other if referral.referrer == "other" else None
        words.append(f"via {name or labels.get(referral.referrer, referral.referrer)}")
    words += [WORDS[code] for code in (referral.specific, referral.foster_care_kind) if code]
    if referral.outflow_from_institution:
        words.append("uit een gemeenschapsinstelling")
    return words
