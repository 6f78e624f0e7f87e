"""The chain of schakelingen in a dossier: each follows the one before, and only the last can be touched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.domain.chain_plans import (
    EXTENSION,
    GROUNDS,
    MANDATED_SERVICES,
    START,
    SWITCH,
    ApprovedModule,
    Carer,
    DecisionPlan,
    Key,
    ModulePlan,
    SchakelingPlan,
    conflict,
    decision_of,
    first_under,
    half_days,
    in_order,
    latest_decision,
)
from app.domain.decisions import check_decision, check_decision_change, check_decision_delete, decision_cautions
from app.domain.faults import Caution, Fault
from app.domain.period import add_years

__all__ = [
    "EXTENSION",
    "GROUNDS",
    "MANDATED_SERVICES",
    "START",
    "SWITCH",
    "ApprovedModule",
    "Carer",
    "DecisionPlan",
    "Key",
    "ModulePlan",
    "SchakelingPlan",
    "check_change_of_last",
    "check_decision",
    "check_decision_change",
    "check_decision_delete",
    "check_delete_last",
    "check_schakeling",
    "conflict",
    "decision_cautions",
    "decision_of",
    "derive_kind",
    "extension_allowed",
    "extension_of",
    "first_under",
    "half_days",
    "in_order",
    "latest_decision",
    "schakeling_cautions",
]

FAR_END_YEARS = 1
PREVIOUS_RUNS = Fault("S-5", "previous_end", "De vorige schakeling loopt nog. Vul eerst haar einddatum in.")
NO_MODULES = Fault("S-2", "modules", "Kies minstens een module.")


def derive_kind(previous: Sequence[SchakelingPlan], extension: bool = False) -> str:
    """The kind a schakeling gets after those of the dossier: the first is the start (S-3)."""
    if not previous:
        return START
    return EXTENSION if extension else SWITCH


def extension_allowed(
    decision: DecisionPlan, previous: Sequence[SchakelingPlan], decisions: Sequence[DecisionPlan]
) -> bool:
    """Whether "extension" can be ticked on the next schakeling under a decision (S-7).

    Only on the first one under it, and only when the decision is later than the previous schakeling's.
    """
    if not previous or first_under(decision.key, previous) is not None:
        return False
    last_decision = decision_of(in_order(previous)[-1], decisions)
    if last_decision is None:
        return False
    return (decision.begin, decision.sequence) > (last_decision.begin, last_decision.sequence)


def extension_of(
    previous: SchakelingPlan, decision_key: Key, begin: date | None = None, end: date | None = None
) -> SchakelingPlan:
    """The previous offer again under a newer decision: everything copied, begin prefilled with the previous end (S-7).

    Raises ValueError when the previous schakeling is still open and no begin is given.
    """
    first_day = begin or previous.end
    if first_day is None:
        raise ValueError("an open schakeling cannot be extended before it has an end")
    new = replace(previous, key=None, decision_key=decision_key, kind=EXTENSION, registered_on=None)
    return replace(new, begin=first_day, end=end)


def check_schakeling(
    new: SchakelingPlan,
    previous: Sequence[SchakelingPlan],
    decisions: Sequence[DecisionPlan],
    approved: Sequence[ApprovedModule],
) -> list[Fault]:
    """Everything that is wrong with adding a schakeling after those of the dossier (S-2 … S-5, S-7, H4.2.2).

    `decisions` are all of the dossier, `approved` the modules the facility may offer and when.
    """
    latest = latest_decision(decisions)
    faults = []
    if latest is None or new.decision_key != latest.key:
        message = "Een schakeling hoort bij de laatste beslissing. Voeg ze daar toe."
        faults.append(Fault("S-2", "decision", message))
    return [*faults, *check_place(new, previous, decisions), *check_modules(new, approved)]


def check_place(
    new: SchakelingPlan, previous: Sequence[SchakelingPlan], decisions: Sequence[DecisionPlan]
) -> list[Fault]:
    """What is wrong with the kind and the days of a schakeling, given those before it (S-3, S-4, S-5, S-7)."""
    chain = in_order(previous)
    decision = decision_of(new, decisions)
    faults = [*check_kind(new, chain, decision, decisions), *check_days(new, chain)]
    if decision is not None and new.begin < decision.begin:
        message = f"De beslissing begint op {decision.begin:%d/%m/%Y}. Begin op die dag of later."
        faults.append(Fault("S-4", "begin", message))
    return faults


def check_kind(
    new: SchakelingPlan,
    chain: Sequence[SchakelingPlan],
    decision: DecisionPlan | None,
    decisions: Sequence[DecisionPlan],
) -> list[Fault]:
    """Whether a schakeling is the start, a switch or an extension, as its place asks (S-3, S-7)."""
    if new.kind == EXTENSION and chain:
        return check_extension(new, chain, decision, decisions)
    expected = derive_kind(chain)
    if new.kind == expected:
        return []
    if expected == START:
        return [Fault("S-3", "kind", "De eerste schakeling van een dossier is de start van het hulpaanbod.")]
    return [Fault("S-3", "kind", "Het dossier heeft al een start. Kies schakeling of verlenging.")]


def check_extension(
    new: SchakelingPlan,
    chain: Sequence[SchakelingPlan],
    decision: DecisionPlan | None,
    decisions: Sequence[DecisionPlan],
) -> list[Fault]:
    """Whether this may be an extension, with the offer of the previous schakeling unchanged (S-7)."""
    if decision is None or not extension_allowed(decision, chain, decisions):
        message = "Verlengen kan alleen met de eerste schakeling onder een nieuwe beslissing. Vink verlenging uit."
        return [Fault("S-7", "kind", message)]
    if not new.takes_over(chain[-1]):
        message = "Een verlenging neemt het vorige aanbod over. Vink verlenging uit om iets te veranderen."
        return [Fault("S-7", "modules", message)]
    return []


def check_days(new: SchakelingPlan, chain: Sequence[SchakelingPlan]) -> list[Fault]:
    """Whether the days of a schakeling follow those before it (S-4, S-5)."""
    if new.end is not None and new.end < new.begin:
        return [Fault("S-4", "end", "De einddatum ligt voor de begindatum. Kies dezelfde dag of een latere.")]
    if not chain:
        return []
    last_end = chain[-1].end
    if last_end is None:
        return [PREVIOUS_RUNS]
    if new.begin < last_end:
        message = f"De vorige schakeling eindigt op {last_end:%d/%m/%Y}. Begin op die dag of later."
        return [Fault("S-4", "begin", message)]
    if any(conflict(new.period, earlier.period) for earlier in chain):
        message = "Op deze dag is er al een schakeling van één dag. Kies een andere dag, of wijzig die schakeling."
        return [Fault("S-4", "begin", message)]
    return []


def check_modules(
    new: SchakelingPlan, approved: Sequence[ApprovedModule], unchanged: Sequence[str] = ()
) -> list[Fault]:
    """Whether the modules of a schakeling may be offered from its begin (S-2, S-7); `unchanged` ones were already."""
    faults = []
    if not new.modules:
        faults.append(NO_MODULES)
    if len(set(new.codes)) < len(new.codes):
        faults.append(Fault("S-2", "modules", "Een module staat er twee keer. Kies ze één keer."))
    active = {module.code for module in approved if module.holds_on(new.begin)} | set(unchanged)
    rule = "S-7" if new.kind == EXTENSION else "S-2"
    remedy = "Vink verlenging uit en kies een andere." if new.kind == EXTENSION else "Kies een andere module of datum."
    for code in dict.fromkeys(new.codes):
        if code not in active:
            faults.append(Fault(rule, "modules", f"{_not_approved(code, new.begin, approved)} {remedy}"))
    return faults


def _not_approved(code: str, day: date, approved: Sequence[ApprovedModule]) -> str:
    """That a module cannot be ticked on a day, and since when where it was withdrawn (M-2)."""
    over = [one.valid_until for one in approved if one.code == code and one.valid_until and one.valid_until < day]
    if not over:
        return f"Je voorziening is op {day:%d/%m/%Y} niet goedgekeurd voor {code}."
    return f"Je voorziening is voor {code} niet meer goedgekeurd: dat was tot en met {max(over):%d/%m/%Y}."


def check_change_of_last(
    after: SchakelingPlan,
    schakelingen: Sequence[SchakelingPlan],
    decisions: Sequence[DecisionPlan],
    approved: Sequence[ApprovedModule],
) -> list[Fault]:
    """Everything that is wrong with a change of a schakeling, which has to be the last of the dossier (S-6, H4.2.4).

    `after` has the key of the schakeling it changes; `schakelingen` are all as they stand. It keeps its decision, also
    when a newer one exists; modules that stay while the begin stays are not asked for approval again.
    """
    faults = check_delete_last(after.key, schakelingen)
    if faults:
        return faults
    *earlier, before = in_order(schakelingen)
    if after.decision_key != before.decision_key:
        message = "Een schakeling blijft onder haar beslissing. Verwijder ze en voeg ze opnieuw toe."
        faults.append(Fault("S-2", "decision", message))
    unchanged = before.codes if after.begin == before.begin else ()
    return [*faults, *check_place(after, earlier, decisions), *check_modules(after, approved, unchanged)]


def check_delete_last(key: Key, schakelingen: Sequence[SchakelingPlan]) -> list[Fault]:
    """Why a schakeling that is not the last of the dossier cannot be changed or deleted (S-6, H4.2.2)."""
    chain = in_order(schakelingen)
    if chain and chain[-1].key == key:
        return []
    message = "Alleen de laatste schakeling van een dossier kun je wijzigen of verwijderen."
    return [Fault("S-6", "schakeling", message)]


def schakeling_cautions(new: SchakelingPlan, decision: DecisionPlan, today: date) -> list[Caution]:
    """What to confirm about a schakeling: a module the decision does not name, an end far away (S-2).

    Far is more than one year after today, or after the begin when that is still to come.
    """
    cautions = []
    unnamed = [code for code in new.codes if code not in decision.modules]
    if unnamed:
        message = (
            f"De beslissing noemt {', '.join(unnamed)} niet. Kijk na of er een nieuwe beslissing nodig is: "
            "bij de overgang tussen RTJ en NRTJ, bij elke wijziging van de beslissing en bij elk nieuw vonnis."
        )
        cautions.append(Caution("S-2", "modules", message))
    if new.end is not None and new.end > add_years(max(new.begin, today), FAR_END_YEARS):
        message = "De einddatum ligt ver in de toekomst. Laat ze leeg als je het einde nog niet kent."
        cautions.append(Caution("S-2", "end", message))
    return cautions
