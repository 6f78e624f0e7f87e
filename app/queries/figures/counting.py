"""Deployed days, counted by the database in one sum of clipped intervals over one covering index (F-1)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import text

from app.domain.figures.places_ahead import Stay
from app.domain.period import OPEN_END, Period
from app.queries.figures.facilities import OfFacilities
from app.queries.planning import plan_for_values

# "end" before "begin" as in the index, `greatest(0, …)` because a row may be covered whole by earlier ones.
_DAYS = (
    'select facility_id, type_module_id, sum(greatest(0, least("end", :until) - greatest(counted_from, :begin) + 1)) '
    "from deployment where not guaranteed and {of_whom} "
    'and "end" >= :begin and "begin" <= :until group by facility_id, type_module_id'
)
_GUARANTEED = (
    "select distinct facility_id, type_module_id from deployment where guaranteed "
    'and {of_whom} and "end" >= :begin and "begin" <= :until'
)
# What ends past the last day asked but not never, is told apart from nothing to come: both take their place till then.
_STAYS = text(
    'select type_module_id, greatest(counted_from, :begin), case when "end" = :never then "end" '
    'else least("end", cast(:until as date) + 1) end, count(*) from deployment where not guaranteed '
    'and facility_id = :facility_id and "end" >= :begin and "begin" <= :until and counted_from <= least("end", :until) '
    "group by 1, 2, 3"
)
_PER_DAY = text(
    """
with own as (
  select greatest(counted_from, :begin) as first_day, least("end", :until) as last_day from deployment
  where not guaranteed and facility_id = :facility_id and "end" >= :begin and "begin" <= :until
    and type_module_id = any(:module_ids) and counted_from <= least("end", :until)),
steps as (
  select day, sum(step) as step from (
    select first_day as day, 1 as step from own union all select last_day + 1, -1 from own) events group by day)
select days.day::date, coalesce(sum(steps.step) over (order by days.day), 0)::int
from generate_series(cast(:begin as timestamp), cast(:until as timestamp), interval '1 day') as days(day)
left join steps on steps.day = days.day::date order by 1
"""
)

# Every deployment; each half has an index of its own, which a question about all of them would pass by.
EVERY_DEPLOYMENT = (
    "(select * from deployment where not guaranteed union all select * from deployment where guaranteed) deployment"
)

# Per facility and module the deployed days; 0 where every day was ticked guaranteed or counted elsewhere already.
CountedDays = dict[int, dict[int, int]]


def counted_days(session: Any, period: Period, facility_ids: Iterable[int]) -> CountedDays:
    """The deployed days of some facilities, per facility and module id (F-1)."""
    plan_for_values(session)
    whose = OfFacilities.asked(facility_ids)
    names = {"begin": period.begin, "until": period.end, **whose.names}
    counts: CountedDays = {}
    for facility_id, module_id, days in session.execute(whose.text(_DAYS), names):
        counts.setdefault(facility_id, {})[module_id] = int(days)
    for facility_id, module_id in session.execute(whose.text(_GUARANTEED), names):
        counts.setdefault(facility_id, {}).setdefault(module_id, 0)
    return counts


def stays_within(session: Any, facility_id: int, period: Period) -> dict[int, list[Stay]]:
    """The places that modules take within a period, guaranteed ones left out, by module id (F-1, F-9)."""
    names = {"facility_id": facility_id, "begin": period.begin, "until": period.end, "never": OPEN_END}
    plan_for_values(session)
    stays: dict[int, list[Stay]] = {}
    for module_id, begin, end, places in session.execute(_STAYS, names):
        stays.setdefault(module_id, []).append(Stay(begin, end, places))
    return stays


def days_with_counts(
    session: Any, facility_id: int, module_ids: Iterable[int], period: Period
) -> tuple[tuple[date, int], ...]:
    """Every day of a period with the number of places in use that day, guaranteed ones left out (F-1)."""
    names = {"facility_id": facility_id, "module_ids": list(module_ids), "begin": period.begin, "until": period.end}
    return tuple((day, count) for day, count in session.execute(_PER_DAY, names))
