"""Rows of dossiers as the overview and the search show them, in one query (D-2, D-3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, select

from app.database import BincSession, record_read
from app.domain.registration_fields import INTAKE
from app.domain.registrations import IntakeStatus, due_from, intake_status
from app.queries.catalogue import modules_by_id
from app.queries.work_conditions import WorkPlace
from models.dossier import Dossier

PAGE_SIZE = 50

# Sorts after everything that begins with the same letters, so that a prefix is a range that an index can answer.
LAST_CHARACTER = "\U0010ffff"

COLUMNS = (
    Dossier.id,
    Dossier.code,
    Dossier.client_id,
    Dossier.client_name,
    Dossier.client_first_name,
    Dossier.birth_date,
    Dossier.birth_year,
    Dossier.client_unborn,
    Dossier.status,
    Dossier.created_on,
    Dossier.closed_on,
    Dossier.changed_at,
    Dossier.last_decision_begin,
    Dossier.first_schakeling_begin,
    Dossier.last_schakeling_begin,
    Dossier.last_schakeling_end,
    Dossier.last_schakeling_modules,
    Dossier.intake_optional,
    Dossier.intake_completed_on,
    Dossier.referral_date,
)
BY_NAME = (Dossier.name_key, Dossier.first_name_key, Dossier.id)


@dataclass(frozen=True)
class DossierRow:
    """One dossier as a list shows it (D-2); `modules` are the names of the last schakeling's modules.

    `intake` is how the first registration stands; of 1G1P that is the family situation (E-4).
    """

    id: int
    code: str
    client_id: int
    name: str
    first_name: str
    birth_date: date | None
    birth_year: int | None
    unborn: bool
    status: str
    closed_on: date | None
    changed_at: datetime
    intake: IntakeStatus
    modules: tuple[str, ...]
    last_decision_begin: date | None
    last_schakeling_begin: date | None
    last_schakeling_end: date | None
    help_ended: bool

    @property
    def is_open(self) -> bool:
        """Whether work in the dossier goes on."""
        return self.status == "open"


@dataclass(frozen=True)
class Page:
    """One page of a list: its rows, and whether more follow."""

    rows: tuple[DossierRow, ...]
    has_next: bool


def starts_with(column: Any, key: str) -> ColumnElement[bool]:
    """Whether a stored key begins with another, as a range (D-3)."""
    return and_(column >= key, column < key + LAST_CHARACTER)


def read_page(
    session: BincSession,
    place: WorkPlace,
    conditions: Sequence[ColumnElement[bool]],
    order: Sequence[Any],
    page: int,
    today: date,
) -> Page:
    """One page of dossiers that meet all conditions; pages count from 1. Goes on record as read (A-5)."""
    query = select(*COLUMNS).where(*conditions).order_by(*order).limit(PAGE_SIZE + 1).offset((page - 1) * PAGE_SIZE)
    found = session.execute(query).all()
    names = {module.id: module.name for module in modules_by_id(session).values()}
    rows = tuple(_row(one, place, names, today) for one in found[:PAGE_SIZE])
    record_read("dossier", [row.id for row in rows])
    return Page(rows, len(found) > PAGE_SIZE)


def _row(one: Any, place: WorkPlace, names: dict[int, str], today: date) -> DossierRow:
    end = one.last_schakeling_end
    referred = one.referral_date or one.created_on
    start = due_from(place.registration, one.first_schakeling_begin, referred, with_chain=place.with_chain)
    optional = one.intake_optional and place.registration == INTAKE
    return DossierRow(
        id=one.id,
        code=one.code,
        client_id=one.client_id,
        name=one.client_name or "",
        first_name=one.client_first_name or "",
        birth_date=one.birth_date,
        birth_year=one.birth_year,
        unborn=one.client_unborn,
        status=one.status,
        closed_on=one.closed_on,
        changed_at=one.changed_at,
        intake=intake_status(optional, start, one.intake_completed_on, today),
        modules=tuple(names[module_id] for module_id in one.last_schakeling_modules if module_id in names),
        last_decision_begin=one.last_decision_begin,
        last_schakeling_begin=one.last_schakeling_begin,
        last_schakeling_end=end,
        help_ended=end is not None and end < today,
    )
