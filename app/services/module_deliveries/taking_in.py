"""Taking in what the module database delivered: what only adds is applied, the rest waits for the agency (M-2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from app.database import BincSession
from app.domain.jobs import JobName
from app.domain.module_differences import MOST_WITHDRAWN_PERCENT, Difference, Differences, differences, is_half_a_list
from app.integrations.module_database import ModuleDatabase, ModuleDatabaseError
from app.queries.module_data import known_approvals, latest_day
from app.services.module_deliveries.applying import apply_differences, hold_approvals
from app.services.module_deliveries.reading import Delivered, DeliveryRefusedError, read_delivery
from models.facility import Facility
from models.job_run import JobRun
from models.module_delivery import REFUSED, SUPERSEDED, TAKEN_IN, WAITING, ModuleDelivery, ModuleDifference
from models.reference import TypeModule


def fetch_modules(
    session: BincSession, database: ModuleDatabase, *, today: date, most_withdrawn: int = MOST_WITHDRAWN_PERCENT
) -> ModuleDelivery:
    """Asks the module database and takes in what it has; what cannot be used changes nothing and is kept as refused.

    `most_withdrawn` is the share, in per cent, that one delivery may withdraw.
    """
    try:
        content = database.fetch()
    except ModuleDatabaseError as failure:
        return _refused(session, database.name, str(failure))
    return take_in(session, content, database.name, today=today, most_withdrawn=most_withdrawn)


def take_in(
    session: BincSession, content: bytes, source: str, *, today: date, most_withdrawn: int = MOST_WITHDRAWN_PERCENT
) -> ModuleDelivery:
    """Compares a delivery with what stands; additions are applied at once, withdrawals wait (M-2)."""
    hold_approvals(session)
    try:
        delivered = read_delivery(content)
        _check_day(session, delivered.day, today)
        known = known_approvals(session)
        facilities, modules = _ids(session, Facility), _ids(session, TypeModule)
        found = differences(
            known, delivered.approvals, facilities=facilities.keys(), modules=modules.keys(), day=delivered.day
        )
        if is_half_a_list(known, found, delivered.day, most_withdrawn):
            raise DeliveryRefusedError(_half_words(found, len(known), most_withdrawn))
    except DeliveryRefusedError as refusal:
        return _refused(session, source, str(refusal))
    delivery = _kept(session, source, delivered, found)
    rows = _rows(delivery, found.harmless, facilities, modules)
    _renew_waiting(session, _rows(delivery, found.waiting, facilities, modules))
    session.add_all(rows)
    session.flush()
    apply_differences(session, rows)
    return delivery


def _refused(session: BincSession, source: str, reason: str) -> ModuleDelivery:
    delivery = ModuleDelivery(source=source, state=REFUSED, reason=reason)
    session.add(delivery)
    session.flush()
    return delivery


def _check_day(session: BincSession, day: date, today: date) -> None:
    if day > today:
        raise DeliveryRefusedError(f"De lijst is van {day:%d/%m/%Y}, en die dag moet nog komen.")
    latest = latest_day(session)
    if latest is not None and day < latest:
        raise DeliveryRefusedError(f"De lijst is van {day:%d/%m/%Y}, en er was er al een van {latest:%d/%m/%Y}.")


def _half_words(found: Differences, known: int, most: int) -> str:
    return (
        f"De lijst zou {len(found.withdrawn)} van de {known} goedgekeurde modules intrekken, meer dan {most} %. "
        "Waarschijnlijk is ze niet volledig."
    )


def _ids(session: BincSession, model: type[Facility] | type[TypeModule]) -> dict[str, int]:
    return dict(session.execute(select(model.code, model.id)).all())


def _kept(session: BincSession, source: str, delivered: Delivered, found: Differences) -> ModuleDelivery:
    delivery = ModuleDelivery(
        source=source,
        state=TAKEN_IN,
        day=delivered.day,
        added=len(found.harmless),
        waiting=len(found.waiting),
        unknown_facilities=list(found.unknown_facilities),
        unknown_modules=list(found.unknown_modules),
    )
    session.add(delivery)
    session.flush()
    return delivery


def _rows(
    delivery: ModuleDelivery, found: Iterable[Difference], facilities: dict[str, int], modules: dict[str, int]
) -> list[ModuleDifference]:
    return [
        ModuleDifference(
            delivery_id=delivery.id,
            facility_id=facilities[one.facility],
            type_module_id=modules[one.module],
            kind=one.kind.value,
            before_from=one.before.valid_from if one.before else None,
            before_until=one.before.valid_until if one.before else None,
            after_from=one.after.valid_from if one.after else None,
            after_until=one.after.valid_until if one.after else None,
        )
        for one in found
    ]


def _renew_waiting(session: BincSession, wanted: Sequence[ModuleDifference]) -> None:
    """What waits already goes on waiting; what the database no longer says does not."""
    stored = list(session.scalars(select(ModuleDifference).where(ModuleDifference.state == WAITING)))
    new = {_content(one): one for one in wanted}
    gone = [one.id for one in stored if _content(one) not in new]
    session.execute(update(ModuleDifference).where(ModuleDifference.id.in_(gone)).values(state=SUPERSEDED))
    known = {_content(one) for one in stored}
    session.add_all(one for content, one in new.items() if content not in known)


def _content(row: ModuleDifference) -> tuple[object, ...]:
    return row.facility_id, row.type_module_id, row.before, row.after


def ask_for_modules(session: BincSession, now: datetime) -> None:
    """Has the module database asked now instead of tonight; asked twice within a minute it is asked once (M-2)."""
    words = {"name": JobName.FETCH_MODULES, "unique_key": f"asked {now:%Y-%m-%dT%H:%M}"}
    session.execute(insert(JobRun).values(**words).on_conflict_do_nothing())
