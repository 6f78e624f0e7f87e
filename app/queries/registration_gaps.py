"""Open dossiers in which something may be missing that the Groeipakket hangs on (G-2).

The stored columns of the dossier find the few that may; what is at stake is told by `app.domain.registration_gaps`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import text

from app.database import BincSession
from app.domain.groeipakket import Placement, decide_impact
from app.domain.referral import Referral
from app.domain.registration_gaps import Gap, LastOne, gap_of, last_expected_end
from app.queries.catalogue import modules_by_id

# Each half has an index of its own among those of the work list.
_WAITING = """
with waiting as (
  select {columns} from dossier d
  where d.status = 'open' and d.last_schakeling_begin is null and d.last_decision_begin < :today {reach}
  union all
  select {columns} from dossier d
  where d.status = 'open' and d.last_schakeling_end is not null and d.last_schakeling_end < :today
    and (d.last_schakeling_end >= :expected or d.last_decision_begin > d.last_schakeling_end) {reach})
select d.*, r.referrer, r.specific, e.id as decision_id, e."begin" as decision_begin, e.module_ids as decision_modules,
  s.id as schakeling_id, s."begin" as schakeling_begin, s."end" as schakeling_end, s.elsewhere, s.paid_to_parents,
  d.last_schakeling_modules as schakeling_modules
from waiting d
left join referral r on r.facility_id = d.facility_id and r.dossier_id = d.id
left join lateral (
  select e.id, e."begin", array(select m.type_module_id from decision_module m
      where m.facility_id = e.facility_id and m.decision_id = e.id) as module_ids
  from decision e where e.facility_id = d.facility_id and e.dossier_id = d.id
  order by e."begin" desc, e.id desc limit 1) e on true
left join lateral (
  select s.id, s."begin", s."end", s.elsewhere, s.paid_to_parents
  from schakeling s where s.facility_id = d.facility_id and s.dossier_id = d.id
  order by s."begin" desc, s."end" desc nulls first limit 1) s on true
order by d.id
"""
_COLUMNS = (
    "d.id, d.facility_id, d.code, d.client_id, d.client_name, d.client_first_name, d.birth_date, d.birth_year, "
    "d.owner_id, d.last_schakeling_modules"
)
_OF_FACILITY = text(_WAITING.format(columns=_COLUMNS, reach="and d.facility_id = :facility_id"))
_OF_EVERYBODY = text(_WAITING.format(columns=_COLUMNS, reach=""))


@dataclass(frozen=True)
class OpenGap:
    """A gap in an open dossier, with what somebody has to know to mend it; `owner_id` None: nobody's."""

    gap: Gap
    dossier_id: int
    facility_id: int
    code: str
    client_id: int
    name: str
    first_name: str
    owner_id: int | None


def gaps_of_facility(session: BincSession, facility_id: int, today: date) -> list[OpenGap]:
    """What may be missing at a facility, the oldest first; who shows names puts them on record as read (A-5)."""
    names = {"today": today, "expected": last_expected_end(today), "facility_id": facility_id}
    return _gaps(session, session.execute(_OF_FACILITY, names), today)


def gaps_of_all(session: BincSession, today: date) -> list[OpenGap]:
    """What may be missing at every facility within reach, for the reminders (G-2)."""
    names = {"today": today, "expected": last_expected_end(today)}
    return _gaps(session, session.execute(_OF_EVERYBODY, names), today)


def _gaps(session: BincSession, rows: Any, today: date) -> list[OpenGap]:
    found = [(gap_of(_decision(session, row), _schakeling(session, row), today), row) for row in rows]
    gaps = [_open_gap(gap, row) for gap, row in found if gap is not None]
    return sorted(gaps, key=lambda one: (one.gap.since, one.dossier_id))


def _decision(session: BincSession, row: Any) -> LastOne | None:
    if row.decision_id is None:
        return None
    placement = Placement(row.decision_begin, _modules(session, row.decision_modules))
    return LastOne(row.decision_id, row.decision_begin, _sends(placement, row))


def _schakeling(session: BincSession, row: Any) -> LastOne | None:
    if row.schakeling_id is None:
        return None
    offered = _modules(session, row.schakeling_modules)
    placement = Placement(row.schakeling_begin, offered, row.elsewhere, row.paid_to_parents)
    return LastOne(row.schakeling_id, row.schakeling_begin, _sends(placement, row), row.schakeling_end)


def _modules(session: BincSession, module_ids: list[int]) -> tuple[Any, ...]:
    catalogue = modules_by_id(session)
    return tuple(catalogue[module_id] for module_id in module_ids)


def _sends(placement: Placement, row: Any) -> bool:
    referral = Referral(referrer=row.referrer, specific=row.specific)
    return decide_impact(placement, referral, row.birth_date, row.birth_year).sends


def _open_gap(gap: Gap, row: Any) -> OpenGap:
    return OpenGap(
        gap,
        row.id,
        row.facility_id,
        row.code,
        row.client_id,
        row.client_name or "",
        row.client_first_name or "",
        row.owner_id,
    )
