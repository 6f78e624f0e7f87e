"""Deployed days of one facility over many periods, from one look at its deployments (F-1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import text

from app.domain.period import ONE_DAY, Period
from app.queries.planning import plan_for_values

# Days are told as numbers from this one, so that the database can add them up.
ORIGIN = date(2000, 1, 1)
# How the deployments lie between the cuts, which are the first days of periods and the days after their last ones: a
# bucket is the number of cuts that have passed. Begins and ends that add no days are told apart by `counted`.
_BETWEEN_CUTS = text(
    """
select type_module_id, width_bucket("begin", cast(:cuts as date[])), width_bucket(counted_from, cast(:cuts as date[])),
  width_bucket(last_day, cast(:cuts as date[])), count(*) filter (where counted_from <= last_day),
  sum(counted_from - cast(:origin as date)) filter (where counted_from <= last_day),
  sum(last_day - cast(:origin as date)) filter (where counted_from <= last_day)
from (select type_module_id, "begin", counted_from, least("end", :until) as last_day from deployment
  where not guaranteed and facility_id = :facility_id and "end" >= :begin and "begin" <= :until) within
group by 1, 2, 3, 4
"""
)
_GUARANTEED_BETWEEN_CUTS = text(
    'select distinct type_module_id, width_bucket("begin", cast(:cuts as date[])), '
    'width_bucket(least("end", :until), cast(:cuts as date[])) from deployment '
    'where guaranteed and facility_id = :facility_id and "end" >= :begin and "begin" <= :until'
)


@dataclass(frozen=True)
class _Stretch:
    """A period by its buckets: the one it begins in and the one it ends in."""

    period: Period
    first: int
    last: int

    def days(self, begun: int, ended: int, count: int, begins: int, ends: int) -> int:
        """The days that `count` deployments of these buckets have here; the sums are of their first and last days."""
        if not count or begun > self.last or ended < self.first:
            return 0
        first_days = begins if begun >= self.first else count * (self.period.begin - ORIGIN).days
        last_days = ends if ended <= self.last else count * (self.period.end - ORIGIN).days
        return last_days - first_days + count


def counted_days_of_periods(session: Any, facility_id: int, periods: Sequence[Period]) -> dict[Period, dict[int, int]]:
    """The deployed days of one facility per module id within each of several periods, in two statements (F-1).

    A module that was deployed without adding days is there with 0, as in `counted_days`.
    """
    counts: dict[Period, dict[int, int]] = {period: {} for period in periods}
    if not periods:
        return counts
    plan_for_values(session)
    cuts = sorted({cut for period in periods for cut in (period.begin, period.end + ONE_DAY)})
    stretches = [_Stretch(each, cuts.index(each.begin) + 1, cuts.index(each.end + ONE_DAY)) for each in periods]
    names: dict[str, Any] = {"facility_id": facility_id, "cuts": cuts, "origin": ORIGIN}
    names |= {"begin": cuts[0], "until": cuts[-1] - ONE_DAY}
    for module_id, begun, counted, ended, *sums in session.execute(_BETWEEN_CUTS, names):
        for stretch in stretches:
            if begun <= stretch.last and ended >= stretch.first:
                own = counts[stretch.period]
                own[module_id] = own.get(module_id, 0) + stretch.days(counted, ended, *sums)
    for module_id, begun, ended in session.execute(_GUARANTEED_BETWEEN_CUTS, names):
        for stretch in stretches:
            if begun <= stretch.last and ended >= stretch.first:
                counts[stretch.period].setdefault(module_id, 0)
    return counts
