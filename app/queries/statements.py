"""Quarter statements as they stand: which exist, their lines, and what happened to them (Q-1, Q-2, Q-4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import text

from app.database import BincSession
from app.domain.quarter import Quarter
from app.domain.statements.lines import FIRST_QUARTER, Input, LineTotal, UtilisationFacts, input_of, may_have_statement
from app.domain.statements.states import StatementState
from app.queries.figures.counting import EVERY_DEPLOYMENT
from app.queries.planning import plan_for_values
from models.facility import Facility
from models.reference import FUNCTIONS

_LINES = text(
    f"""
with of_client as materialized (
  select type_module_id, client_id, bool_or(guaranteed) as has_guaranteed,
    sum(greatest(0, least("end", :until) - greatest(counted_from, :begin) + 1)) as days
  from {EVERY_DEPLOYMENT} where facility_id = :facility_id and "end" >= :begin and "begin" <= :until
  group by type_module_id, client_id),
deployed as materialized (
  select type_module_id, count(*) as clients, bool_or(has_guaranteed) as has_guaranteed, sum(days) as days
  from of_client group by type_module_id)
select m.id, m.code, m.name, m.function, m.unit, m.rounding, m.utilisation, m.detail, m.non_client_bound, m.ckg_points,
  d.clients, d.days, d.has_guaranteed, t.id as total_id, t.total, t.computed, coalesce(t.kinds, '{{}}') as kinds,
  t.non_client_bound as non_client_bound_total, p.total as previous
from deployed d join type_module m on m.id = d.type_module_id
left join utilisation_total t on t.facility_id = :facility_id and t.year = :year and t.quarter = :quarter
  and t.type_module_id = m.id
left join utilisation_total p on p.facility_id = :facility_id and p.year = :last_year and p.quarter = :last_quarter
  and p.type_module_id = m.id
order by array_position(cast(:functions as text[]), m.function::text), m.name
"""
)
# The days of a client who had the module with and without the tick for guaranteed supply count once.
_DAYS_ONCE = text(
    """
select type_module_id, sum(upper(run) - lower(run)) from (
  select type_module_id,
    unnest(range_agg(daterange(greatest("begin", :begin), least("end", :until), '[]'))) as run from deployment
  where facility_id = :facility_id and type_module_id = any(:module_ids) and "end" >= :begin and "begin" <= :until
  group by type_module_id, client_id) runs group by type_module_id
"""
)
# What a counted line of a quarter comes to, without looking at each client.
_COUNTED = text(
    f"""
select type_module_id as id, sum(greatest(0, least("end", :until) - greatest(counted_from, :begin) + 1)) as days,
  bool_or(guaranteed) as has_guaranteed
from {EVERY_DEPLOYMENT} where facility_id = :facility_id and "end" >= :begin and "begin" <= :until
  and type_module_id = any(:module_ids) group by type_module_id
"""
)
_STATE = text(
    "select state, sent_at, version from quarter_statement "
    "where facility_id = :facility_id and year = :year and quarter = :quarter"
)


@dataclass(frozen=True)
class Line:
    """One module of a statement, with what was filled in and who got it (Q-1, Q-2).

    `total` is the stored total, or for a counted line the client-days in the quarter; `previous` the stored total of
    the quarter before. `kinds` are the days per kind of supporting guidance.
    """

    module_id: int
    code: str
    name: str
    function: str
    unit: str
    rounding: str
    input: Input
    is_per_kind: bool
    has_non_client_bound: bool
    clients: int
    total: Decimal | None
    computed: bool
    previous: Decimal | None
    total_id: int | None = None
    kinds: dict[str, Decimal] = field(default_factory=dict)
    non_client_bound: Decimal | None = None

    @property
    def is_typed(self) -> bool:
        """Whether somebody fills it in, rather than that it is counted."""
        return self.input is Input.TYPED

    @property
    def is_summed_unless_said(self) -> bool:
        """Whether its total becomes the sum once what stands behind it is filled in: also while it is empty (Q-2)."""
        return self.computed or self.total is None

    @property
    def as_total(self) -> LineTotal:
        """The line as the rules of sending see it."""
        return LineTotal(self.module_id, self.name, self.input, self.total)


@dataclass(frozen=True)
class Statement:
    """The statement of one quarter: its state, and a line for each deployed module that takes utilisation (Q-1).

    `version` is 0 while nothing was typed or sent.
    """

    quarter: Quarter
    state: StatementState
    version: int
    sent_at: datetime | None
    lines: tuple[Line, ...]

    def line(self, module_id: int) -> Line | None:
        """The line of a module, or None when it does not stand in this statement."""
        return next((line for line in self.lines if line.module_id == module_id), None)

    @property
    def filled_in(self) -> int:
        """How many lines have a total."""
        return sum(line.as_total.is_filled_in for line in self.lines)


def read_statement(session: BincSession, facility: Facility, quarter: Quarter, today: date) -> Statement | None:
    """The statement of a facility and a quarter as it stands now, or None when there is none (Q-1)."""
    if not may_have_statement(facility.organisation_type, quarter, today):
        return None
    plan_for_values(session)
    period, last = quarter.period, quarter.previous
    names = {"facility_id": facility.id, "begin": period.begin, "until": period.end}
    numbers = {"year": quarter.year, "quarter": quarter.number, "last_year": last.year, "last_quarter": last.number}
    rows = session.execute(_LINES, {**names, **numbers, "functions": list(FUNCTIONS)}).all()
    if not rows:
        return None
    state, sent_at, version = state_of(session, facility.id, quarter)
    inputs = {row.id: input_of(_facts(row), facility.organisation_type) for row in rows}
    counted = _counted(session, [row for row in rows if inputs[row.id] is Input.COUNTED], names)
    lines = tuple(
        _line(row, inputs[row.id], counted.get(row.id, row.total)) for row in rows if inputs[row.id] is not Input.NONE
    )
    return Statement(quarter, state, version, sent_at, lines)


def counted_totals(
    session: BincSession, facility: Facility, quarter: Quarter, module_ids: Sequence[int]
) -> dict[int, Decimal]:
    """What the lines that are counted from the schakelingen came to in another quarter, by module id (Q-2)."""
    if quarter < FIRST_QUARTER:
        return {}
    plan_for_values(session)
    names = {"facility_id": facility.id, "begin": quarter.period.begin, "until": quarter.period.end}
    rows = session.execute(_COUNTED, {**names, "module_ids": list(module_ids)}).all()
    return _counted(session, rows, names)


def state_of(session: BincSession, facility_id: int, quarter: Quarter) -> tuple[StatementState, datetime | None, int]:
    """The state of a statement, when it was last sent, and its version: open and 0 while nothing was typed or sent."""
    names = {"facility_id": facility_id, "year": quarter.year, "quarter": quarter.number}
    stored = session.execute(_STATE, names).one_or_none()
    return (StatementState(stored.state), stored.sent_at, stored.version) if stored else (StatementState.OPEN, None, 0)


def _facts(row: Any) -> UtilisationFacts:
    return UtilisationFacts(row.utilisation, row.rounding, row.detail, row.non_client_bound, row.ckg_points)


def _line(row: Any, how: Input, total: Decimal | None) -> Line:
    facts = _facts(row)
    return Line(
        module_id=row.id,
        code=row.code,
        name=row.name,
        function=row.function,
        unit=row.unit,
        rounding=row.rounding,
        input=how,
        is_per_kind=facts.is_per_kind,
        has_non_client_bound=facts.non_client_bound,
        clients=row.clients,
        total=total,
        computed=bool(row.computed),
        previous=row.previous,
        total_id=row.total_id,
        kinds={kind: Decimal(amount) for kind, amount in row.kinds.items() if amount is not None},
        non_client_bound=row.non_client_bound_total,
    )


def _counted(session: BincSession, rows: Sequence[Any], names: dict[str, Any]) -> dict[int, Decimal]:
    """The client-days of counted lines by module id."""
    days = {row.id: Decimal(row.days) for row in rows}
    if mixed := [row.id for row in rows if row.has_guaranteed]:
        days |= {each: Decimal(once) for each, once in session.execute(_DAYS_ONCE, {**names, "module_ids": mixed})}
    return days
