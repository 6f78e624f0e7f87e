"""Keeping in step what the monitor of late registration counts: one row a begin or end with impact (G-2)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select, text, tuple_

from app.database import BincSession
from app.domain.late_registration import TimedDay, timed_days
from app.queries.registration_times import saved_placements
from models.dossier import Dossier
from models.timed_registration import TimedRegistration

DOSSIERS_AT_A_TIME, ROWS_AT_A_TIME = 2000, 2000

_TOGETHER = text(
    """
with several as (
  select facility_id, month, edge from timed_registration_count
  group by 1, 2, 3 having count(*) > 1 or sum(number) = 0),
gone as (
  delete from timed_registration_count c using several s
  where (c.facility_id, c.month, c.edge) = (s.facility_id, s.month, s.edge)
  returning c.facility_id, c.month, c.edge, c.number, c.late, c.with_first),
made as (
  insert into timed_registration_count (facility_id, month, edge, number, late, with_first)
  select facility_id, month, edge, sum(number), sum(late), sum(with_first) from gone
  group by 1, 2, 3 having sum(number) <> 0 or sum(late) <> 0 or sum(with_first) <> 0)
select count(*) from gone
"""
)

Key = tuple[int, str]
Row = dict[str, Any]


@dataclass(frozen=True)
class Differences:
    """What the monitor counts and should not, and what it should count and does not."""

    gone: dict[Key, Row]
    new: dict[Key, Row]

    @property
    def number(self) -> int:
        """How many begins and ends differ."""
        return len(self.gone.keys() | self.new.keys())

    @property
    def dossier_ids(self) -> list[int]:
        """The dossiers in which something differs, in order."""
        return sorted({row["dossier_id"] for row in (*self.gone.values(), *self.new.values())})


def follow_registrations(session: BincSession, dossier_ids: Collection[int]) -> int:
    """Brings the counted begins and ends of these dossiers in step with their schakelingen; answers how many differed.

    Expects the rows of the dossiers locked and everything flushed; what stays as it was is not written.
    """
    found = _differences(session, dossier_ids)
    if found.gone:
        key = tuple_(TimedRegistration.schakeling_id, TimedRegistration.edge)
        statement = delete(TimedRegistration).where(key.in_(list(found.gone)))
        session.execute(statement, execution_options={"synchronize_session": False})
    # A statement for many rows: each one counts the months along.
    new = list(found.new.values())
    for first in range(0, len(new), ROWS_AT_A_TIME):
        rows = new[first : first + ROWS_AT_A_TIME]
        session.execute(insert(TimedRegistration.__table__).values(rows))  # type: ignore[arg-type]
    return found.number


def follow_next_registrations(session: BincSession, after: int) -> tuple[int | None, int]:
    """Compares the next dossiers by number with what the monitor counts, and mends what differs (G-2).

    Answers the last number it came to, None when there was none left, and how many begins and ends differed.
    """
    query = select(Dossier.id).where(Dossier.id > after).order_by(Dossier.id)
    ids = list(session.scalars(query.limit(DOSSIERS_AT_A_TIME)))
    if not ids:
        return None, 0
    # Only what differs is locked, and looked at again once nobody else can change it.
    differing = _differences(session, ids).dossier_ids
    if not differing:
        return ids[-1], 0
    session.execute(select(Dossier.id).where(Dossier.id.in_(differing)).order_by(Dossier.id).with_for_update())
    return ids[-1], follow_registrations(session, differing)


def add_counts_together(session: BincSession) -> int:
    """Makes one row a facility, month and edge of what was counted in many; answers how many rows went (G-2).

    What somebody adds meanwhile is left for the next time.
    """
    return int(session.execute(_TOGETHER).scalar_one())


def _differences(session: BincSession, dossier_ids: Collection[int]) -> Differences:
    wanted: dict[Key, Row] = {}
    for dossier_id, own in saved_placements(session, dossier_ids).items():
        wanted |= {(day.key, day.edge): _row(own.facility_id, dossier_id, day) for day in timed_days(own.placements)}
    of_these = select(*TimedRegistration.__table__.c).where(TimedRegistration.dossier_id.in_(list(dossier_ids)))
    present = {(row.schakeling_id, row.edge): dict(row._mapping) for row in session.execute(of_these)}
    return Differences(
        {key: row for key, row in present.items() if wanted.get(key) != row},
        {key: row for key, row in wanted.items() if present.get(key) != row},
    )


def _row(facility_id: int, dossier_id: int, timed: TimedDay) -> Row:
    return {
        "facility_id": facility_id,
        "schakeling_id": timed.key,
        "edge": timed.edge,
        "dossier_id": dossier_id,
        "day": timed.day,
        "saved_on": timed.saved_on,
        "days_after": timed.days_after,
        "late": timed.is_late,
        "firsts_missed": len(timed.firsts),
        "firsts": list(timed.firsts),
    }
