"""What a dossier needs before it can be closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.domain.chain_plans import DecisionPlan, SchakelingPlan, in_order
from app.domain.faults import Fault


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
        message = f"De hulp loopt tot {end:%d/%m/%Y}. Je kan afsluiten vanaf de dag daarna."
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
