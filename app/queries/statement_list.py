"""The list of the quarter statements of a facility: which exist, and how far each of them is (Q-1, Q-4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text

from app.database import BincSession
from app.domain.period import OPEN_END
from app.domain.quarter import Quarter
from app.domain.statements.lines import FIRST_QUARTER, Input, UtilisationFacts, input_of, may_have_statement
from app.domain.statements.states import StatementState
from app.queries.planning import plan_for_values
from models.facility import Facility

# Of the deployments that end in a quarter the first begin of each module says enough: it was there in every quarter
# between the two. Each quarter is one small range of the index, and each half of the deployments has its own.
_MODULES_OF_QUARTERS = text(
    " union all ".join(
        f"""
select q.place, ended.type_module_id, ended.first_day
from unnest(cast(:begins as date[]), cast(:ends as date[])) with ordinality as q(begin_day, end_day, place)
cross join lateral (
  select type_module_id, min("begin") as first_day from deployment where {which} and facility_id = :facility_id
    and "end" >= q.begin_day and "end" <= q.end_day and "begin" <= :until group by type_module_id) ended
"""
        for which in ("not guaranteed", "guaranteed")
    )
)
_STORED = text("select year, quarter, state, sent_at from quarter_statement where facility_id = :facility_id")
_FILLED = text(
    "select year, quarter, type_module_id from utilisation_total where facility_id = :facility_id and total is not null"
)
_INPUT = text("select id, utilisation, rounding, ckg_points from type_module")


@dataclass(frozen=True)
class StatementSummary:
    """One quarter of the list: its state, its lines, and how many of them have a total."""

    quarter: Quarter
    state: StatementState
    sent_at: datetime | None
    lines: int
    filled_in: int


def statements_of(session: BincSession, facility: Facility, today: date) -> list[StatementSummary]:
    """Every statement that a facility has, the latest first (Q-1)."""
    if not may_have_statement(facility.organisation_type, FIRST_QUARTER, today):
        return []
    plan_for_values(session)
    names = {"facility_id": facility.id}
    modules = _modules_of_quarters(session, facility.id, today)
    inputs = _inputs(session, facility.organisation_type)
    stored = {(row.year, row.quarter): row for row in session.execute(_STORED, names)}
    filled = set(map(tuple, session.execute(_FILLED, names)))
    found = []
    for quarter in sorted(modules, reverse=True):
        key, lines = (quarter.year, quarter.number), [one for one in modules[quarter] if inputs[one] is not Input.NONE]
        state, sent_at = (stored[key].state, stored[key].sent_at) if key in stored else (StatementState.OPEN, None)
        done = sum(inputs[one] is Input.COUNTED or (*key, one) in filled for one in lines)
        found.append(StatementSummary(quarter, StatementState(state), sent_at, len(lines), done))
    return found


def _inputs(session: BincSession, organisation_type: str) -> Mapping[int, Input]:
    return {
        row.id: input_of(UtilisationFacts(row.utilisation, row.rounding, ckg_points=row.ckg_points), organisation_type)
        for row in session.execute(_INPUT)
    }


def _modules_of_quarters(session: BincSession, facility_id: int, today: date) -> dict[Quarter, set[int]]:
    """The modules deployed in each quarter that has begun, from the first statement on (Q-1)."""
    quarters = Quarter.between(FIRST_QUARTER, Quarter.of(today))
    places = {quarter: place for place, quarter in enumerate(quarters)}
    # What ends later than the last quarter belongs to that one.
    ends = [*(quarter.period.end for quarter in quarters[:-1]), OPEN_END]
    names = {"facility_id": facility_id, "begins": [quarter.period.begin for quarter in quarters], "ends": ends}
    found: dict[Quarter, set[int]] = {}
    rows = session.execute(_MODULES_OF_QUARTERS, {**names, "until": quarters[-1].period.end})
    for place, module_id, first_day in rows:
        for quarter in quarters[places.get(Quarter.of(first_day), 0) : place]:
            found.setdefault(quarter, set()).add(module_id)
    return found
