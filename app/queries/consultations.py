"""Who asked the national register about whom, when and why (C-1, A-5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, cast, select

from app.database import BincSession, record_read
from app.domain.consultations import ConsultationReason
from app.queries.record_pages import PAGE, RecordCriteria, one_page, where, who
from models.access import Account, Seat
from models.consultation import RegisterConsultation
from models.facility import Facility

BY_ITSELF = "Binc zelf"


@dataclass(frozen=True)
class ConsultationCriteria(RecordCriteria):
    """What to look for; None means all. `national_number` is of a person who was asked about or found."""

    actor_id: int | None = None
    reason: str | None = None
    national_number: str | None = None


@dataclass(frozen=True)
class ToldConsultation:
    """One question to the register, with how many people it was about, and no number."""

    id: int
    at: datetime
    person: str
    place: str
    role: str
    reason: str
    outcome: str
    people: int


def consultations(session: BincSession, criteria: ConsultationCriteria) -> tuple[Sequence[ToldConsultation], bool]:
    """One page of the record, the newest first, and whether older lines follow. Goes on record as read (A-5)."""
    model = RegisterConsultation
    query = (
        select(model, Account, Facility.name, Seat)
        .outerjoin(Account, Account.id == cast(model.actor_id, Integer))
        .outerjoin(Facility, Facility.id == model.facility_id)
        .outerjoin(Seat, Seat.id == model.seat_id)
    )
    if criteria.national_number is not None:
        query = query.where(model.numbers.contains([criteria.national_number]))
    query = one_page(query, model, criteria, ((model.actor_id, criteria.actor_id), (model.reason, criteria.reason)))
    rows = session.execute(query).all()
    record_read("register_consultation", [row[0].id for row in rows[:PAGE]])
    return [_told(*row) for row in rows[:PAGE]], len(rows) > PAGE


def _told(
    row: RegisterConsultation, account: Account | None, facility: str | None, seat: Seat | None
) -> ToldConsultation:
    itself = BY_ITSELF if row.reason == ConsultationReason.DAILY_REFRESH else row.actor_name
    person, place = who(account, itself), where(facility, seat)
    role = seat.role_label if seat else ""
    return ToldConsultation(row.id, row.at, person, place, role, row.reason, row.outcome, len(row.numbers))
