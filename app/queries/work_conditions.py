"""Which open dossiers ask for which work, told by the stored columns of the dossier (E-1, E-4, S-2, S-15, D-6).

Says in SQL what `app.domain.work_list.work_of` says of one dossier; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Date, and_, cast, func, or_

from app.database import BincSession
from app.domain.period import add_months
from app.domain.registration_fields import FAMILY_SITUATION, registrations_of
from app.domain.registrations import MONTHS_ALLOWED, due_date
from app.domain.work_list import (
    ACCESS_GATE,
    DAYS_AFTER_END,
    DAYS_BEFORE_END,
    FAMILY_DUE,
    FAMILY_LATE,
    FOLLOW_UP,
    INTAKE_DUE,
    INTAKE_LATE,
    NOT_STARTED,
    SWITCHING_AGE,
    TO_CLOSE,
    UNBORN,
    WorkKind,
    work_kinds_of,
)
from app.queries.catalogue import modules_by_id, registers_help
from models.dossier import Dossier
from models.facility import Facility


class Asked(NamedTuple):
    """The dossiers that ask for one kind of work, and the day until which or since when each does."""

    condition: ColumnElement[bool]
    day: ColumnElement[Any]


@dataclass(frozen=True)
class WorkPlace:
    """What a facility registers: which work its dossiers can ask for, and how that is told."""

    facility_id: int
    organisation_type: str
    with_chain: bool
    access_gate_modules: tuple[int, ...]

    @property
    def kinds(self) -> tuple[WorkKind, ...]:
        """The kinds of work, the most pressing first."""
        return work_kinds_of(self.organisation_type, self.with_chain)

    @property
    def registration(self) -> str:
        """The registration that is due first: the intake, or the family situation of 1G1P (E-1, E-4)."""
        return registrations_of(self.organisation_type)[0]

    @property
    def help_start(self) -> ColumnElement[Any]:
        """The day from which the first registration is counted; the same as `due_from` (E-1, E-4)."""
        if self.with_chain:
            return Dossier.first_schakeling_begin.expression
        return func.coalesce(Dossier.referral_date, Dossier.created_on)

    @property
    def registration_open(self) -> ColumnElement[bool]:
        """Whether the first registration is asked and not complete; that of 1G1P is always asked (E-3)."""
        incomplete = Dossier.intake_completed_on.is_(None)
        if self.registration == FAMILY_SITUATION:
            return incomplete
        # In the words of the index.
        return and_(incomplete, ~Dossier.intake_optional)


def work_place(session: BincSession, facility: Facility) -> WorkPlace:
    """What a facility registers, from its type and its modules."""
    gate = tuple(module.id for module in modules_by_id(session).values() if module.access == ACCESS_GATE)
    return WorkPlace(facility.id, facility.organisation_type, registers_help(session, facility), gate)


def work_conditions(place: WorkPlace, today: date) -> Mapping[str, Asked]:
    """For each kind of work by name: which open dossiers ask for it, and the day until which or since when."""
    conditions = {**_of_registration(place, today), **_of_help(today), SWITCHING_AGE.name: _of_age(place, today)}
    conditions[UNBORN.name] = Asked(Dossier.client_unborn.expression, Dossier.created_on.expression)
    return {kind.name: conditions[kind.name] for kind in place.kinds}


def _of_registration(place: WorkPlace, today: date) -> dict[str, Asked]:
    start = place.help_start
    late = and_(place.registration_open, start < earliest_start_in_time(today))
    in_time = and_(place.registration_open, start >= earliest_start_in_time(today))
    due = cast(start + func.make_interval(0, MONTHS_ALLOWED), Date)
    return {
        INTAKE_LATE.name: Asked(late, due),
        FAMILY_LATE.name: Asked(late, due),
        INTAKE_DUE.name: Asked(in_time, due),
        FAMILY_DUE.name: Asked(in_time, due),
    }


def earliest_start_in_time(today: date) -> date:
    """The first begin of help whose intake is not late today (E-1)."""
    start = add_months(today, -MONTHS_ALLOWED)
    while due_date(start) < today:
        start += timedelta(days=1)
    return start


def _of_help(today: date) -> dict[str, Asked]:
    end = Dossier.last_schakeling_end
    since = func.coalesce(Dossier.last_decision_begin, Dossier.created_on)
    a_decision_waits = func.coalesce(Dossier.last_decision_begin > end, False)
    long_ago = today - timedelta(days=DAYS_AFTER_END)
    soon = today + timedelta(days=DAYS_BEFORE_END)
    return {
        FOLLOW_UP.name: Asked(and_(end <= soon, or_(end >= long_ago, a_decision_waits)), end.expression),
        TO_CLOSE.name: Asked(and_(end < long_ago, ~a_decision_waits), end.expression),
        NOT_STARTED.name: Asked(Dossier.last_schakeling_begin.is_(None), since),
    }


def _of_age(place: WorkPlace, today: date) -> Asked:
    end = Dossier.last_schakeling_end
    condition = and_(
        Dossier.switching_day <= today,
        ~Dossier.client_deceased,
        Dossier.last_schakeling_modules.overlap(place.access_gate_modules),
        or_(end.is_(None), end >= today),
    )
    return Asked(condition, Dossier.switching_day.expression)
