"""What a dossier needs before it can be closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.chain_plans import DecisionPlan, SchakelingPlan, in_order
from app.domain.faults import Fault
from app.domain.referral import Referral
from app.domain.registration_fields import TITLES, fields_of, registrations_of
from app.domain.registrations import Answers, missing_fields, page_optional


@dataclass(frozen=True)
class ClosingFacts:
    """All that decides whether a dossier can close (D-6); `registrations` holds the answers of each page by its kind.

    `referral_faults` is what is still open in the referral; only 1G1P asks for it.
    """

    organisation_type: str
    with_chain: bool
    referral: Referral
    decisions: Sequence[DecisionPlan] = ()
    schakelingen: Sequence[SchakelingPlan] = ()
    registrations: Mapping[str, Answers] | None = None
    referral_faults: Sequence[Fault] = ()


@dataclass(frozen=True)
class ClosingCondition:
    """One thing that closing asks (D-6): what it is about, how it reads when met, and what still stands in the way.

    `place` says where it is filled in: "decisions", "schakelingen", "referral" or the kind of a registration, and
    `open_questions` which questions there are still open, by key and label.
    """

    place: str
    words: str
    faults: tuple[Fault, ...] = ()
    open_questions: tuple[tuple[str, str], ...] = ()

    @property
    def is_met(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.faults


def closing_conditions(facts: ClosingFacts, today: date) -> tuple[ClosingCondition, ...]:
    """Everything that closing asks of a dossier, met or not, in the order in which it is filled in (D-6, H9)."""
    own = _chain_conditions(facts, today) if facts.with_chain else ()
    if facts.organisation_type == "1G1P":
        own = (ClosingCondition("referral", "Aanmelding volledig", tuple(facts.referral_faults)),)
    return (*own, *registration_conditions(facts))


def _chain_conditions(facts: ClosingFacts, today: date) -> tuple[ClosingCondition, ...]:
    chain = check_closing(facts.decisions, facts.schakelingen, today)
    ended = check_ended(facts.schakelingen, today)
    others = [fault for fault in chain if fault not in ended]
    if not facts.schakelingen:
        # Without any schakeling, one sentence says it for every decision.
        others = others[: 1 + (not facts.decisions)]
    return (
        ClosingCondition("decisions", "Minstens één beslissing, elk met een schakeling", tuple(others)),
        *(
            [ClosingCondition("schakelingen", "De laatste schakeling is voorbij", tuple(ended))]
            * bool(facts.schakelingen)
        ),
    )


def registration_conditions(facts: ClosingFacts) -> tuple[ClosingCondition, ...]:
    """The pages of answers that must be complete before closing; intake and exit not where they are optional (E-3)."""
    answers = facts.registrations or {}
    kinds = registrations_of(facts.organisation_type)
    asked = [kind for kind in kinds if not page_optional(kind, facts.referral)]
    return tuple(_registration_condition(kind, facts.organisation_type, answers.get(kind, {})) for kind in asked)


def _registration_condition(kind: str, organisation_type: str, answers: Answers) -> ClosingCondition:
    fields, name = fields_of(kind, organisation_type), TITLES[kind]
    missing = {fault.field for fault in missing_fields(fields, answers)}
    if not missing:
        return ClosingCondition(kind, f"{name} volledig")
    count = "nog 1 verplicht veld" if len(missing) == 1 else f"nog {len(missing)} verplichte velden"
    fault = Fault("D-6", kind, f"{name}: {count} in te vullen.")
    labels = tuple((field.key, field.label) for field in fields if field.key in missing)
    return ClosingCondition(kind, f"{name} volledig", (fault,), labels)


def check_closing(
    decisions: Sequence[DecisionPlan], schakelingen: Sequence[SchakelingPlan], today: date
) -> list[Fault]:
    """What is missing in the decisions and schakelingen of a dossier that should close, all at once (D-6, H9).

    The fields are "decisions" and "schakelingen"; intake and exit are asked beside it (`missing_fields`).
    """
    faults = []
    if not decisions:
        faults.append(Fault("D-6", "decisions", "Voeg minstens een beslissing toe."))
    if not schakelingen:
        faults.append(Fault("D-6", "schakelingen", "Voeg minstens een schakeling toe."))
    used = {schakeling.decision_key for schakeling in schakelingen}
    for decision in decisions:
        if decision.key not in used:
            message = f"De beslissing van {decision.begin:%d/%m/%Y} heeft geen schakeling. Voeg ze toe of verwijder ze."
            faults.append(Fault("D-6", "decisions", message))
    return [*faults, *check_ended(schakelingen, today)]


def check_ended(schakelingen: Sequence[SchakelingPlan], today: date) -> list[Fault]:
    """Whether the help has ended, the last day before today (D-6)."""
    if not schakelingen:
        return []
    end = in_order(schakelingen)[-1].end
    if end is None:
        return [Fault("D-6", "schakelingen", "De laatste schakeling loopt nog. Vul haar einddatum in.")]
    if end >= today:
        message = f"De hulp loopt tot {end:%d/%m/%Y}. Je kunt afsluiten vanaf de dag daarna."
        return [Fault("D-6", "schakelingen", message)]
    return []


def check_within_closing(begin: date, end: date | None, closed_on: date | None) -> list[Fault]:
    """Whether a decision or schakeling stays before the closing date of a closed dossier (D-6).

    Give a decision its begin and None; a schakeling of a closed dossier also needs an end, which the caller checks.
    """
    if closed_on is None:
        return []
    field = "begin" if begin > closed_on else "end"
    if max(begin, end or begin) <= closed_on:
        return []
    message = f"Het dossier is afgesloten op {closed_on:%d/%m/%Y}. Kies een dag die niet later ligt."
    return [Fault("D-6", field, message)]
