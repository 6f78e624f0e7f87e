"""How many statements wait: those that a facility has to send, and those that the agency has to process (Q-4, Q-5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, text

from app.database import BincSession
from app.domain.period import OPEN_END
from app.domain.quarter import Quarter
from app.domain.statements.lines import FIRST_QUARTER, may_have_statement
from app.domain.statements.reminders import STATES_TO_SEND
from app.domain.statements.states import StatementState
from models.facility import Facility
from models.utilisation import QuarterStatement

# As in the list of statements: the first begin of what ends in a quarter, or later for the last one, says in which
# quarters up to that one there was help, and each half of the deployments has an index of its own. Nothing is read of
# the years before the first quarter that was not sent: it is asked for each page.
_TO_SEND = text(
    """
with asked as (
  select q.*, coalesce(s.state, 'open') as state
  from unnest(cast(:years as int[]), cast(:numbers as int[]), cast(:begins as date[]), cast(:ends as date[]),
    cast(:last_ends as date[])) with ordinality as q(year, number, begin_day, end_day, last_end, place)
  left join quarter_statement s on s.facility_id = :facility_id and s.year = q.year and s.quarter = q.number),
unsent as (select * from asked where state = any(:states)),
helped as (
  select asked.place, least(
    (select min("begin") from deployment where not guaranteed and facility_id = :facility_id
      and "end" >= begin_day and "end" <= last_end and "begin" <= :until),
    (select min("begin") from deployment where guaranteed and facility_id = :facility_id
      and "end" >= begin_day and "end" <= last_end and "begin" <= :until)) as first_day
  from asked where asked.place >= (select min(unsent.place) from unsent))
select year, number, state from unsent
where exists (select 1 from helped where helped.place >= unsent.place and helped.first_day <= unsent.end_day)
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
    ends = [quarter.period.end for quarter in quarters]
    names = {
        "facility_id": facility.id,
        "years": [quarter.year for quarter in quarters],
        "numbers": [quarter.number for quarter in quarters],
        "begins": [quarter.period.begin for quarter in quarters],
        "ends": ends,
        "last_ends": [*ends[:-1], OPEN_END],
        "until": ends[-1],
        "states": [state.value for state in STATES_TO_SEND],
    }
    rows = session.execute(_TO_SEND, names)
    return [QuarterToSend(Quarter(row.year, row.number), StatementState(row.state)) for row in rows]


def sent_and_waiting(session: BincSession) -> list[SentOfYear]:
    """How many statements of all facilities are sent and not processed yet, by year, the earliest first (Q-5)."""
    sent = QuarterStatement
    query = select(sent.year, func.count()).where(sent.state == StatementState.SENT)
    return [SentOfYear(*row) for row in session.execute(query.group_by(sent.year).order_by(sent.year))]
