"""Finds again which decisions and schakelingen of a dossier an exchange file means (S-1, S-2).

A record is known by the sender's id, and without one by its begin within the dossier.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from app.domain.chain_plans import Carer, DecisionPlan, Key, ModulePlan, SchakelingPlan
from app.domain.period import OPEN_END
from app.services.exchange.delivery import Record, as_day
from app.services.exchange.report import Findings

# New decisions were created later than all known ones, in the order of the file.
LATER_THAN_KNOWN = 2**60


@dataclass
class PlannedDecision:
    """A decision of the file: as it will stand, as it stands now (None = new), and where the file says it."""

    pointer: str
    plan: DecisionPlan
    before: DecisionPlan | None
    record: Record


@dataclass
class PlannedSchakeling:
    """A schakeling of the file: as it will stand, as it stands now (None = new), and where the file says it.

    `sends`: a message to the Groeipakket goes out for it (S-12); `sent`: one went out for it as it stands now (G-2).
    """

    pointer: str
    plan: SchakelingPlan
    before: SchakelingPlan | None
    record: Record
    sends: bool = False
    sent: bool = False


@dataclass(frozen=True)
class KnownIds:
    """The record ids that a sender's ids stand for, and which records have such an id."""

    by_external: dict[str, int]
    taken: frozenset[int]


def match_decisions(
    findings: Findings, place_of_dossier: str, record: Record, known: list[DecisionPlan], ids: KnownIds
) -> Iterator[PlannedDecision]:
    """The decisions of a dossier in the file, each with the known one it means; `place_of_dossier` is its pointer."""
    free = list(known)
    for place, one in enumerate(record.get("decisions", [])):
        pointer = f"{place_of_dossier}/decisions/{place}"
        begin = date.fromisoformat(one["begin"])
        by_id = next((plan for plan in free if plan.key == ids.by_external.get(one.get("id", ""))), None)
        before = by_id or next((plan for plan in free if plan.begin == begin and plan.key not in ids.taken), None)
        if before is None and one.get("id") in ids.by_external:
            findings.fault(f"{pointer}/id", "exchange", "Deze id hoort bij een ander dossier. Kijk ze na.")
        if before is not None:
            free.remove(before)
        plan = DecisionPlan(
            before.key if before else pointer,
            begin,
            tuple(one["modules"]),
            one["ground"],
            one.get("mandated_service"),
            before.sequence if before else LATER_THAN_KNOWN + place,
        )
        yield PlannedDecision(pointer, plan, before, one)


def same_decision(one: DecisionPlan, other: DecisionPlan) -> bool:
    """Whether two decisions say the same; the order of modules does not matter."""
    return replace(one, modules=tuple(sorted(one.modules))) == replace(other, modules=tuple(sorted(other.modules)))


def match_schakelingen(
    findings: Findings, decisions: list[PlannedDecision], known: list[SchakelingPlan], ids: KnownIds
) -> list[PlannedSchakeling]:
    """The schakelingen under the decisions of the file by their begin, each with the known one it means."""
    placed = [
        (f"{decision.pointer}/schakelingen/{place}", one, decision.plan.key)
        for decision in decisions
        for place, one in enumerate(decision.record.get("schakelingen", []))
    ]
    placed.sort(key=lambda entry: (entry[1]["begin"], entry[1].get("end", OPEN_END.isoformat())))
    free, matched = list(known), []
    for pointer, one, decision_key in placed:
        begin = date.fromisoformat(one["begin"])
        by_id = next((plan for plan in free if plan.key == ids.by_external.get(one.get("id", ""))), None)
        before = by_id or next((plan for plan in free if plan.begin == begin and plan.key not in ids.taken), None)
        if before is None and one.get("id") in ids.by_external:
            findings.fault(f"{pointer}/id", "exchange", "Deze id hoort bij een ander dossier. Kijk ze na.")
        if before is not None:
            free.remove(before)
        plan = _schakeling(one, before.key if before else pointer, decision_key)
        matched.append(PlannedSchakeling(pointer, plan, before, one))
    return matched


def _schakeling(record: Record, key: Key, decision_key: Key) -> SchakelingPlan:
    return SchakelingPlan(
        key,
        decision_key,
        record["kind"],
        date.fromisoformat(record["begin"]),
        as_day(record, "end"),
        tuple(
            ModulePlan(module["code"], module.get("guaranteed", False), _detail(module.get("detail")))
            for module in record["modules"]
        ),
        record.get("elsewhere", False),
        record.get("paid_to_parents"),
        tuple(Carer(carer["national_number"], carer["name"]) for carer in record.get("carers", [])),
    )


def _detail(given: object) -> tuple[str, ...]:
    if given is None:
        return ()
    return (given,) if isinstance(given, str) else tuple(str(one) for one in given)  # type: ignore[attr-defined]


def same_schakeling(one: SchakelingPlan, other: SchakelingPlan) -> bool:
    """Whether two schakelingen say the same; the order of modules and carers does not matter."""
    return (one.decision_key, one.kind, one.begin, one.end, one.offer) == (
        other.decision_key,
        other.kind,
        other.begin,
        other.end,
        other.offer,
    )
