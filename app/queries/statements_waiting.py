"""How many statements wait: those that a facility has to send, and those that the agency has to process (Q-4, Q-5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, text

from app.database import BincSession
from app.domain.quarter import Quarter
from app.domain.statements.lines import FIRST_QUARTER, may_have_statement
from app.domain.statements.reminders import STATES_TO_SEND
from app.domain.statements.states import StatementState
from models.facility import Facility
from models.utilisation import QuarterStatement

# Asked for each page of a facility. Whether a quarter had help is answered by the first deployment found, each half of
# the deployments by an index of its own. Where there was none, everything that ended later would be gone through: so
# the quarters before the first help of the facility are left out, once the first unsent quarter proves to have none.
_TO_SEND = text(
    """
with asked as (
  select q.*, coalesce(s.state, 'open') as state
  from unnest(cast(:years as int[]), cast(:numbers as int[]), cast(:begins as date[]), cast(:ends as date[]))
    with ordinality as q(year, number, begin_day, end_day, place)
  left join quarter_statement s on s.facility_id = :facility_id and s.year = q.year and s.quarter = q.number),
unsent as materialized (select * from asked where state = any(:states)),
earliest as materialized (select case
  when exists (select 1 from (select * from unsent order by place limit 1) one, deployment
    where not guaranteed and facility_id = :facility_id and "end" >= begin_day and "begin" <= end_day)
  then date '0001-01-01'
  else (select min("begin") from deployment where facility_id = :facility_id) end as first_day)
select year, number, state from unsent
where (select first_day from earliest) <= end_day and (
  exists (select 1 from deployment where not guaranteed and facility_id = :facility_id
    and "end" >= begin_day and "begin" <= end_day)
  or exists (select 1 from deployment where guaranteed and facility_id = :facility_id
    and "end" >= begin_day and "begin" <= end_day))
order by place
"""
)


@dataclass(frozen=True)
class QuarterToSend:
    """A quarter that is over and still has to be sent, and how it stands."""

    quarter: Quarter
    state: StatementState


@dataclass(frozen=True)
class SentOfYear:
    """How many statements of a year are sent and wait to be processed."""

    year: int
    number: int


def quarters_to_send(session: BincSession, facility: Facility, today: date) -> list[QuarterToSend]:
    """The quarters that a facility still has to send, those of its list that are over, the earliest first (Q-4)."""
    last = Quarter.of(today).previous
    if not may_have_statement(facility.organisation_type, FIRST_QUARTER, today) or last < FIRST_QUARTER:
        return []
    quarters = Quarter.between(FIRST_QUARTER, last)
    names = {
        "facility_id": facility.id,
        "years": [quarter.year for quarter in quarters],
        "numbers": [quarter.number for quarter in quarters],
        "begins": [quarter.period.begin for quarter in quarters],
        "ends": [quarter.period.end for quarter in quarters],
        "states": [state.value for state in STATES_TO_SEND],
    }
    rows = session.execute(_TO_SEND, names)
    return [QuarterToSend(Quarter(row.year, row.number), StatementState(row.state)) for row in rows]


def sent_and_waiting(session: BincSession) -> list[SentOfYear]:
    """How many statements of all facilities are sent and not processed yet, by year, the earliest first (Q-5)."""
    sent = QuarterStatement
    query = select(sent.year, func.count()).where(sent.state == StatementState.SENT)
    return [SentOfYear(*row) for row in session.execute(query.group_by(sent.year).order_by(sent.year))]
