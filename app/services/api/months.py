"""Registering many schakelingen at once, as a program sends those of a month (G-3, S-2 … S-14)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update

from app.database import BincSession, record_read
from app.domain.activities import ActivityKind
from app.domain.chain_plans import Key, SchakelingPlan
from app.domain.faults import DomainError
from app.domain.saved_days import moments_of_changed, moments_of_new
from app.domain.scope import Actor
from app.services.activities import told_ending, told_saving
from app.services.api.month_plans import (
    CHANGED,
    CREATED,
    NO_DOSSIER,
    REFUSED,
    UNCHANGED,
    Deed,
    Month,
    MonthDossier,
    MonthLine,
    Outcome,
    plan_month,
)
from app.services.confirmation import NeedsConfirmation
from app.services.deployments import rewrite_deployments_of
from app.services.exchange.changes import ChangeSet, Link, insert_rows, update_rows
from app.services.refusals import saving
from app.services.schakeling_checks import impact_of
from app.services.schakelingen import add_schakeling, change_schakeling
from app.services.summaries import refresh_summaries_of
from models.activity import Activity
from models.dossier import Dossier
from models.facility import Facility
from models.schakeling import FosterCarer, Schakeling, SchakelingModule

WRITTEN = (Schakeling, SchakelingModule, FosterCarer, Activity)


def register_month(
    session: BincSession, facility: Facility, lines: Sequence[MonthLine], *, actor: Actor, today: date, now: datetime
) -> list[Outcome]:
    """Registers the lines in their order, each under all rules of the screens; answers what came of each.

    A line that is refused keeps none of the others back. A line that says what stands there already changes nothing;
    one with the begin of a schakeling that is there changes that one. All are checked first and written together; what
    the database then refuses is found by saving line after line.
    """
    month = plan_month(session, facility, lines, today=today)
    record_read("dossier", [one.held.dossier.id for one in month.dossiers.values()])
    try:
        with saving(session):
            keys = _write(session, month, actor, now)
    except DomainError:
        return _one_by_one(session, month, lines, actor=actor, today=today, now=now)
    return [replace(one, key=keys.get(one.key, one.key)) for one in month.outcomes]


def _write(session: BincSession, month: Month, actor: Actor, now: datetime) -> dict[Key, Key]:
    changes, new = ChangeSet(), {}
    touched = [dossier for dossier in month.dossiers.values() if dossier.deeds]
    for dossier in touched:
        for key, before in dossier.touched.items():
            after = dossier.chain.schakeling(key)
            assert after is not None
            if before is None:
                new[key] = _plan_new(changes, month, dossier, after, actor, now)
            else:
                _plan_change(changes, month, dossier, before, after, actor, now)
        for deed in dossier.deeds:
            _plan_activity(changes, dossier, deed, actor)
    update_rows(session, changes)
    insert_rows(session, changes, WRITTEN)
    _follow(session, month, touched, actor, now)
    _put_on_record(session, changes, touched)
    session.expire_all()
    return {key: row.id for key, row in new.items()}


def _plan_new(
    changes: ChangeSet, month: Month, dossier: MonthDossier, plan: SchakelingPlan, actor: Actor, now: datetime
) -> Any:
    record = dossier.held.dossier
    assert isinstance(plan.decision_key, int)
    links: dict[str, Link] = {
        "facility_id": record.facility_id,
        "dossier_id": record.id,
        "decision_id": plan.decision_key,
    }
    moments = moments_of_new(plan, now)
    stamps = {"created_by": actor.user_id, "changed_by": actor.user_id, "created_at": now, "changed_at": now}
    row = changes.add(
        Schakeling,
        links,
        **_columns(plan),
        **stamps,
        begin_registered_at=moments.begin,
        end_registered_at=moments.end,
    )
    _plan_parts(changes, month, record.facility_id, row, plan)
    return row


def _plan_change(
    changes: ChangeSet,
    month: Month,
    dossier: MonthDossier,
    before: SchakelingPlan,
    after: SchakelingPlan,
    actor: Actor,
    now: datetime,
) -> None:
    record, key = dossier.held.dossier, before.key
    assert isinstance(key, int)

    def sends(plan: SchakelingPlan) -> bool:
        return impact_of(plan, record, month.catalogue).sends

    moments = dossier.known.moments[key]
    moments = moments_of_changed(before, moments, after, now, sent=sends(before), sends=sends(after))
    changes.change(
        Schakeling,
        key,
        dossier.known.versions["schakeling", key],
        **_columns(after),
        begin_registered_at=moments.begin,
        end_registered_at=moments.end,
        earlier_begins=moments.earlier_begins,
        earlier_ends=moments.earlier_ends,
        changed_at=now,
        changed_by=actor.user_id,
    )
    if after.offer != before.offer:
        changes.replace_parts(SchakelingModule, "schakeling_id", key)
        changes.replace_parts(FosterCarer, "schakeling_id", key)
        _plan_parts(changes, month, record.facility_id, key, after)


def _columns(plan: SchakelingPlan) -> dict[str, Any]:
    return {name: getattr(plan, name) for name in ("kind", "begin", "end", "elsewhere", "paid_to_parents")}


def _plan_parts(changes: ChangeSet, month: Month, facility_id: int, row: Link, plan: SchakelingPlan) -> None:
    owner: dict[str, Link] = {"facility_id": facility_id, "schakeling_id": row}
    for module in plan.modules:
        links = {**owner, "type_module_id": month.catalogue[module.code].id}
        changes.add(SchakelingModule, links, guaranteed=module.guaranteed, detail=list(module.detail))
    for place, carer in enumerate(plan.carers, start=1):
        changes.add(FosterCarer, owner, place=place, national_number=carer.national_number, name=carer.name)


def _plan_activity(changes: ChangeSet, dossier: MonthDossier, deed: Deed, actor: Actor) -> None:
    record = dossier.held.dossier
    if deed.kind is ActivityKind.SCHAKELING_ENDED:
        values: dict[str, Any] | None = told_ending(deed.about, deed.after.end)
    else:
        values = told_saving(deed.about, deed.before, deed.after)
    if values is not None:
        links: dict[str, Link] = {"facility_id": record.facility_id, "dossier_id": record.id}
        who = {"actor_id": actor.user_id, "actor_name": actor.name}
        changes.add(Activity, links, kind=deed.kind.value, values=values, **who)


def _follow(session: BincSession, month: Month, touched: list[MonthDossier], actor: Actor, now: datetime) -> None:
    """Brings deployments, statements and what stands beside the dossiers in step, and raises their versions."""
    ids = [one.held.dossier.id for one in touched]
    if not ids:
        return
    raised = {"version": Dossier.version + 1, "changed_at": now, "changed_by": actor.user_id}
    statement = update(Dossier.__table__).where(Dossier.__table__.c.id.in_(ids)).values(raised)  # type: ignore[arg-type]
    session.connection().execute(statement)
    rewrite_deployments_of(session, {(month.facility.id, one.held.dossier.client_id) for one in touched})
    refresh_summaries_of(session, ids)


def _put_on_record(session: BincSession, changes: ChangeSet, touched: list[MonthDossier]) -> None:
    if new := changes.ids(Schakeling):
        session.trail.add("create", "schakeling", new)
    if changed := [one.record_id for one in changes.changed]:
        session.trail.add("change", "schakeling", changed)
    if touched:
        session.trail.add("change", "dossier", [one.held.dossier.id for one in touched])


def _one_by_one(
    session: BincSession, month: Month, lines: Sequence[MonthLine], *, actor: Actor, today: date, now: datetime
) -> list[Outcome]:
    """Saves every line that the rules let through by itself, so that each hears its own refusal of the database."""
    saved: dict[Key, int] = {}
    told = {one.number: one for one in month.outcomes}
    return [
        told[line.number]
        if told[line.number].result in (REFUSED, UNCHANGED)
        else _save_one(session, month, line, told[line.number], saved, actor=actor, today=today, now=now)
        for line in lines
    ]


def _save_one(
    session: BincSession, month: Month, line: MonthLine, planned: Outcome, saved: dict[Key, int], **words: Any
) -> Outcome:
    query = select(Dossier).where(Dossier.facility_id == month.facility.id, Dossier.code == line.code)
    dossier: Dossier | None = session.scalars(query).one_or_none()
    if dossier is None:
        return Outcome(line.number, REFUSED, None, (NO_DOSSIER,))
    try:
        record = _saver(session, dossier, line, planned, saved, words)()
    except NeedsConfirmation as asked:
        return Outcome(line.number, REFUSED, None, (), asked.cautions)
    except DomainError as error:
        return Outcome(line.number, REFUSED, None, error.faults)
    saved[planned.key] = record.id
    return Outcome(line.number, planned.result, record.id)


def _saver(
    session: BincSession,
    dossier: Dossier,
    line: MonthLine,
    planned: Outcome,
    saved: dict[Key, int],
    words: dict[str, Any],
) -> Callable[[], Schakeling]:
    words = {**words, "confirmed": line.confirmed}
    if planned.result == CREATED:
        return lambda: add_schakeling(session, dossier, line.plan, end_of_previous=line.previous_end, **words)
    assert planned.result == CHANGED
    record = session.get_one(Schakeling, saved.get(planned.key, planned.key))
    return lambda: change_schakeling(session, record, line.plan, **words)
