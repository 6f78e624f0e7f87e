"""How much help began and ended at one facility, per period: inflow and outflow (F-9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from app.domain.period import Period
from app.queries.figures.counting import EVERY_DEPLOYMENT
from app.queries.planning import plan_for_values

# The help in a dossier began, or ended, in the days looked at if none of all its help lies before, or after, them; only
# dossiers of which what lies in these days allows it are asked about the rest.
_FLOW = text(
    f"""
with own as materialized (
  select min(client_id) as client_id, min(dossier_id) as dossier_id, min("begin") as "begin", min("end") as "end"
  from {EVERY_DEPLOYMENT} where facility_id = :facility_id and "end" >= :first and "begin" <= :last
  group by schakeling_id),
helped as materialized (
  select min(client_id) as client_id, dossier_id from own group by dossier_id
  having min("begin") >= :first or max("end") <= :last),
whole as materialized (
  select w."begin", w."end" from helped h cross join lateral (
    select min("begin") as "begin", max("end") as "end" from deployment
    where facility_id = :facility_id and client_id = h.client_id and dossier_id = h.dossier_id) w),
moments as (
  select 'schakeling begun' as what, "begin" as day, count(*) as times from own where "begin" >= :first group by "begin"
  union all select 'schakeling ended', "end", count(*) from own where "end" <= :last group by "end"
  union all select 'dossier begun', "begin", count(*) from whole where "begin" >= :first group by "begin"
  union all select 'dossier ended', "end", count(*) from whole where "end" <= :last group by "end")
select width_bucket(day, cast(:begins as date[])) as place, what, sum(times) from moments group by 1, 2
"""
)


@dataclass(frozen=True)
class Flow:
    """What began and ended in a period: schakelingen, and the help in whole dossiers.

    The help in a dossier begins with its first schakeling and ends with its last, as far as is known now.
    """

    schakelingen_begun: int = 0
    schakelingen_ended: int = 0
    dossiers_begun: int = 0
    dossiers_ended: int = 0


def flow_of(session: Any, facility_id: int, periods: Sequence[Period]) -> dict[Period, Flow]:
    """Inflow and outflow of one facility in each of consecutive periods, in one statement; both ends of them count."""
    if not periods:
        return {}
    plan_for_values(session)
    names = {
        "facility_id": facility_id,
        "first": periods[0].begin,
        "last": periods[-1].end,
        "begins": [period.begin for period in periods],
    }
    counts: dict[Period, dict[str, int]] = {period: {} for period in periods}
    for place, what, count in session.execute(_FLOW, names):
        counts[periods[place - 1]][what] = int(count)
    return {
        period: Flow(
            own.get("schakeling begun", 0),
            own.get("schakeling ended", 0),
            own.get("dossier begun", 0),
            own.get("dossier ended", 0),
        )
        for period, own in counts.items()
    }
