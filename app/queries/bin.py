"""What lies in the bin (D-8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, text

from app.database import BincSession, record_read
from app.domain.dossiers import DELETED, last_day_in_bin, last_deletion_kept_out
from models.dossier import Dossier

# The statements that look for deleted dossiers say so; to all others they do not exist.
WITH_DELETED = "with_deleted"


@dataclass(frozen=True)
class BinRow:
    """A deleted dossier as the manager of its facility sees it."""

    code: str
    client_name: str
    client_first_name: str
    deleted_on: date
    deleted_by_name: str

    @property
    def until(self) -> date:
        """The last day on which it can be put back."""
        return last_day_in_bin(self.deleted_on)


@dataclass(frozen=True)
class BinEntry:
    """A deleted dossier as an admin sees it: no client (A-4)."""

    facility_id: int
    facility_name: str
    code: str
    deleted_on: date
    deleted_by_name: str

    @property
    def until(self) -> date:
        """The last day on which it can be put back."""
        return last_day_in_bin(self.deleted_on)


def read_bin(session: BincSession, facility_id: int, today: date) -> list[BinRow]:
    """The dossiers of a facility that can still be put back, the last deleted first. Goes on record as read (A-5)."""
    columns = (
        Dossier.code,
        Dossier.client_name,
        Dossier.client_first_name,
        Dossier.deleted_on,
        Dossier.deleted_by_name,
    )
    query = (
        select(Dossier.id, *columns)
        .where(
            Dossier.facility_id == facility_id,
            Dossier.status == DELETED,
            Dossier.deleted_on > last_deletion_kept_out(today),
        )
        .order_by(Dossier.deleted_on.desc(), Dossier.id.desc())
    )
    found = session.execute(query.execution_options(**{WITH_DELETED: True})).all()
    record_read("dossier", [row.id for row in found])
    return [
        BinRow(
            code=row.code,
            client_name=row.client_name or "",
            client_first_name=row.client_first_name or "",
            deleted_on=row.deleted_on,
            deleted_by_name=row.deleted_by_name or "",
        )
        for row in found
    ]


@dataclass(frozen=True)
class Deletion:
    """That a dossier lies in the bin: which, and since when."""

    dossier_id: int
    deleted_on: date


def deletion_of(session: BincSession, facility_id: int, code: str) -> Deletion | None:
    """How a dossier of a facility was deleted; None when no deleted dossier has this code."""
    query = select(Dossier.id, Dossier.deleted_on).where(
        Dossier.facility_id == facility_id, Dossier.code == code, Dossier.status == DELETED
    )
    if "\0" in code:
        return None
    found = session.execute(query.execution_options(**{WITH_DELETED: True})).one_or_none()
    return Deletion(found[0], found[1]) if found and found[1] else None


def bin_entries(session: BincSession, today: date, *, number: int, size: int) -> tuple[list[BinEntry], int]:
    """One page of the dossiers of every facility that can still be put back, the last deleted first, and how many.

    For an admin, by code; the database gives nobody else a row (A-4). `number` counts pages from 1.
    """
    query = text(
        "select facility_id, facility_name, code, deleted_on, deleted_by_name, count(*) over () from bin_entries() "
        "where deleted_on > :kept_out order by deleted_on desc, code desc limit :size offset :skipped"
    )
    names = {"kept_out": last_deletion_kept_out(today), "size": size, "skipped": (number - 1) * size}
    rows = session.execute(query, names).all()
    entries = [BinEntry(row[0], row[1], row[2], row[3], row[4] or "") for row in rows]
    return entries, rows[0][5] if rows else 0


def bin_entry(session: BincSession, code: str) -> BinEntry | None:
    """A deleted dossier of any facility by its code, for an admin; None when there is none."""
    query = text(
        "select facility_id, facility_name, code, deleted_on, deleted_by_name from bin_entries() where code = :code"
    )
    row = session.execute(query, {"code": code}).one_or_none() if code.isprintable() else None
    return BinEntry(row[0], row[1], row[2], row[3], row[4] or "") if row else None
