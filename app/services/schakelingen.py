"""Schakelingen: adding, changing and deleting what is really offered, with all that follows from it (S-2 to S-10)."""

from __future__ import annotations

from datetime import date, datetime

from app.database import BincSession
from app.domain.activities import ActivityKind
from app.domain.chain import check_delete_last
from app.domain.chain_plans import Carer, ModulePlan, SchakelingPlan
from app.domain.faults import Conflict, DomainError, Fault, refuse
from app.domain.locks import check_locked_delete
from app.domain.saved_days import Moments, moments_of_changed, moments_of_new, moments_with_end
from app.domain.scope import Actor
from app.queries.catalogue import modules_by_code
from app.queries.chain import Chain, load_chain
from app.queries.groeipakket.facts import expected_of
from app.services.activities import note_activity, told_ending, told_saving
from app.services.client_locks import lock_client
from app.services.confirmation import ask
from app.services.decisions import closed_faults
from app.services.deployments import rewrite_deployments
from app.services.holding import STALE, HeldDossier, check_seen, hold_dossier
from app.services.processed_years import hold_processed_years
from app.services.refusals import saving
from app.services.schakeling_checks import (
    Circumstances,
    NewEnd,
    SchakelingInput,
    cautions_of,
    cautions_of_change,
    ended_by,
    faults_of_change,
    faults_of_new,
    impact_of,
)
from app.services.summaries import refresh_summary
from models.dossier import Dossier
from models.schakeling import FosterCarer, Schakeling, SchakelingModule

__all__ = [
    "Carer",
    "ModulePlan",
    "NewEnd",
    "SchakelingInput",
    "add_schakeling",
    "change_schakeling",
    "delete_schakeling",
]

NO_DECISION = Fault("S-2", "decision", "Voeg eerst een beslissing toe; daarna kun je de schakeling registreren.")
NEEDED = Fault(
    "D-6",
    "schakelingen",
    "Er is niets verwijderd: het dossier is afgesloten, en zonder deze schakeling onvolledig.",
)
GONE = Fault(
    "D-11",
    "schakeling",
    "Een collega heeft deze schakeling intussen verwijderd. Er is niets bewaard; kijk het dossier na.",
)
NO_LONGER_LAST = Fault(
    "D-11", "schakeling", "Een collega heeft intussen een schakeling toegevoegd. Deze is niet meer de laatste."
)
OPEN_ADDED = Fault(
    "D-11",
    "previous_end",
    "Een collega heeft intussen een schakeling zonder einddatum toegevoegd. Kijk ze na en vul eerst haar einddatum in.",
)


def add_schakeling(
    session: BincSession,
    dossier: Dossier,
    plan: SchakelingInput,
    *,
    actor: Actor,
    today: date,
    now: datetime | None,
    end_of_previous: date | None = None,
    seen_version: int | None = None,
    confirmed: frozenset[str] = frozenset(),
    details_required: bool = True,
) -> Schakeling:
    """Registers the next schakeling of a dossier, under its latest decision (S-2 to S-10, H4.2.2).

    `now` is the moment of registration that the late-registration monitor looks at, None where a load of history does
    not know it (G-2). `end_of_previous` ends the schakeling that still runs (S-5). `seen_version` is the dossier's,
    `confirmed` the rule ids of confirmed warnings. Raises DomainError with every fault, NeedsConfirmation, Conflict.
    """
    held, chain, locked_until = hold_chain(session, dossier)
    if seen_version is not None and chain.last and chain.last.end is None and end_of_previous is None:
        check_seen(held.dossier, seen_version, OPEN_ADDED)
    check_seen(held.dossier, seen_version)
    decision = chain.latest_decision
    if decision is None:
        raise DomainError(NO_DECISION)
    new = plan.plan(None, decision.key, chain.last)
    ended = ended_by(chain, end_of_previous)
    known = expected_of(session, [] if ended is None else [ended.key])
    around = Circumstances(held, chain, modules_by_code(session), today, locked_until, details_required, known)
    refuse(faults_of_new(new, around, end_of_previous))
    ask(cautions_of(new, decision, around, ended), confirmed)
    with saving(session):
        _end_previous(session, held, chain, end_of_previous, now, actor)
        return save_new_schakeling(session, held, new, now, actor)


def save_new_schakeling(
    session: BincSession, held: HeldDossier, new: SchakelingPlan, now: datetime | None, actor: Actor
) -> Schakeling:
    """Writes a schakeling that was checked, with all that follows from it (S-2, S-12)."""
    schakeling = Schakeling(
        facility_id=held.facility.id, dossier_id=held.dossier.id, decision_id=new.decision_key, modules=[], carers=[]
    )
    _write(session, schakeling, None, new)
    schakeling.moments = moments_of_new(new, now)
    session.add(schakeling)
    _finish(session, held, ActivityKind.SCHAKELING_ADDED, new, None, new, actor)
    return schakeling


def change_schakeling(
    session: BincSession,
    schakeling: Schakeling,
    plan: SchakelingInput | NewEnd,
    *,
    actor: Actor,
    today: date,
    now: datetime | None,
    seen_version: int | None = None,
    confirmed: frozenset[str] = frozenset(),
    details_required: bool = True,
) -> Schakeling:
    """Changes the last schakeling of a dossier, or only its end, as far as processed years allow (S-6, S-14).

    Keywords and errors as for `add_schakeling`.
    """
    held, chain, before, locked_until = _hold_one(session, schakeling, seen_version)
    decision = chain.decision(before.decision_key)
    if decision is None:
        raise Conflict(GONE)
    previous = chain.schakelingen[-2] if len(chain.schakelingen) > 1 else None
    wanted = SchakelingInput.ending(before, plan.end) if isinstance(plan, NewEnd) else plan
    after = wanted.plan(before.key, before.decision_key, previous)
    known = expected_of(session, [before.key])
    around = Circumstances(held, chain, modules_by_code(session), today, locked_until, details_required, known)
    refuse(faults_of_change(after, around))
    ask(cautions_of_change(before, after, decision, around), confirmed)
    with saving(session):
        session.refresh(schakeling)
        # One update: reading the modules must not write the days first.
        with session.no_autoflush:
            schakeling.moments = _moments_of_changed(schakeling, before, after, around, now)
            _write(session, schakeling, before, after)
        _finish(session, held, ActivityKind.SCHAKELING_CHANGED, after, before, after, actor)
    return schakeling


def delete_schakeling(
    session: BincSession, schakeling: Schakeling, *, actor: Actor, today: date, seen_version: int | None = None
) -> None:
    """Removes the last schakeling of a dossier, unless it began in a processed year; the one before stays (S-6, S-14).

    Raises DomainError with every fault, or Conflict.
    """
    held, chain, before, locked_until = _hold_one(session, schakeling, seen_version)
    rest = tuple(one for one in chain.schakelingen if one.key != before.key)
    needed = closed_faults(held, chain.decisions, chain, today, schakelingen=rest)
    refuse(
        [
            *check_delete_last(before.key, chain.schakelingen),
            *check_locked_delete(before, locked_until),
            *([NEEDED] if needed else []),
        ]
    )
    with saving(session):
        session.refresh(schakeling)
        session.delete(schakeling)
        _finish(session, held, ActivityKind.SCHAKELING_DELETED, before, before, None, actor)


def hold_chain(session: BincSession, dossier: Dossier) -> tuple[HeldDossier, Chain, date | None]:
    """Locks the processed years, the client and the dossier, in that order; then its chain and the last processed day.

    Raises Conflict when the dossier is gone.
    """
    locked_until = hold_processed_years(session, dossier.facility_id)
    lock_client(session, dossier.facility_id, dossier.client_id)
    held = hold_dossier(session, dossier.id)
    return held, load_chain(session, held.dossier), locked_until


def _hold_one(
    session: BincSession, schakeling: Schakeling, seen_version: int | None
) -> tuple[HeldDossier, Chain, SchakelingPlan, date | None]:
    held, chain, locked_until = hold_chain(session, session.get_one(Dossier, schakeling.dossier_id))
    before = chain.schakeling(schakeling.id)
    if before is None:
        raise Conflict(GONE)
    is_last = chain.last is not None and chain.last.key == before.key
    check_seen(held.dossier, seen_version, STALE if is_last else NO_LONGER_LAST)
    return held, chain, before, locked_until


def _end_previous(
    session: BincSession, held: HeldDossier, chain: Chain, end: date | None, now: datetime | None, actor: Actor
) -> None:
    last = chain.last
    if last is None or end is None or ended_by(chain, end) is None:
        return
    record = session.get_one(Schakeling, last.key, populate_existing=True)
    record.moments = moments_with_end(record.moments, last.end, end, now)
    record.end = end
    # The database would see an overlap if the new one were written before this end.
    session.flush()
    note_activity(session, held.dossier, ActivityKind.SCHAKELING_ENDED, told_ending(last, end), actor=actor)


def _moments_of_changed(
    record: Schakeling, before: SchakelingPlan, after: SchakelingPlan, around: Circumstances, now: datetime | None
) -> Moments:
    def sends(plan: SchakelingPlan) -> bool:
        return impact_of(plan, around.held.dossier, around.catalogue).sends

    return moments_of_changed(before, record.moments, after, now, sent=sends(before), sends=sends(after))


def _write(session: BincSession, record: Schakeling, before: SchakelingPlan | None, after: SchakelingPlan) -> None:
    record.kind, record.begin, record.end = after.kind, after.begin, after.end
    record.elsewhere, record.paid_to_parents = after.elsewhere, after.paid_to_parents
    _write_modules(session, record, after)
    if before is None or before.carers != after.carers:
        _write_carers(session, record, after)


def _write_modules(session: BincSession, record: Schakeling, plan: SchakelingPlan) -> None:
    catalogue = modules_by_code(session)
    wanted = {catalogue[module.code].id: module for module in plan.modules}
    present = {module.type_module_id: module for module in record.modules}
    record.modules = [
        present.get(type_id) or SchakelingModule(facility_id=record.facility_id, type_module_id=type_id)
        for type_id in sorted(wanted)
    ]
    for row in record.modules:
        module = wanted[row.type_module_id]
        row.guaranteed = module.guaranteed
        row.detail = list(module.detail)


def _write_carers(session: BincSession, record: Schakeling, plan: SchakelingPlan) -> None:
    present = {carer.place: carer for carer in record.carers}
    places = range(1, len(plan.carers) + 1)
    record.carers = [present.get(place) or FosterCarer(facility_id=record.facility_id, place=place) for place in places]
    for row, carer in zip(record.carers, plan.carers, strict=True):
        row.national_number, row.name = carer.national_number, carer.name


def _finish(
    session: BincSession,
    held: HeldDossier,
    kind: ActivityKind,
    about: SchakelingPlan,
    before: SchakelingPlan | None,
    after: SchakelingPlan | None,
    actor: Actor,
) -> None:
    session.flush()
    rewrite_deployments(session, held.facility.id, held.client.id)
    refresh_summary(session, held.dossier)
    values = told_saving(about, before, after)
    if values is not None:
        note_activity(session, held.dossier, kind, values, actor=actor)
