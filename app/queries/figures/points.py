"""What the formulas in points are computed from: lengths of crisis help, and the guidance of a CKG by dossier."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import TextClause, text

from app.domain.combinations import CRISIS_GUIDANCE, CRISIS_STAY
from app.domain.figures.cah import Length, Window
from app.domain.figures.ckg import MONTH, GuidanceRow
from app.domain.figures.lines import ModuleLines
from app.domain.figures.rule_sets import RULE_SETS
from app.domain.period import Period
from app.queries.catalogue import modules_by_code, modules_by_id
from app.queries.figures.counting import EVERY_DEPLOYMENT
from app.queries.planning import plan_for_values

_LENGTHS = text(
    'select facility_id, type_module_id, least("end", :until) - greatest("begin", :begin) + 1, '
    'width_bucket(least("end", :until), cast(:changes as date[])), count(*) '
    f'from {EVERY_DEPLOYMENT} where facility_id = any(:facility_ids) and "end" >= :begin and "begin" <= :until '
    "group by 1, 2, 3, 4"
)
_LENGTHS_OF_WINDOWS = text(
    'select place, type_module_id, least("end", days.last) - greatest("begin", days.first) + 1, '
    'width_bucket(least("end", days.last), cast(:changes as date[])), count(*) from unnest(cast(:begins as date[]), '
    "cast(:untils as date[]), cast(:first_ends as date[]), cast(:last_ends as date[])) "
    "with ordinality as days(first, last, first_end, last_end, place) "
    'join deployment on facility_id = :facility_id and "end" >= days.first_end and "begin" <= days.last_end '
    'and least("end", days.last) <= days.last_end group by 1, 2, 3, 4'
)
# What goes on from the old year is followed back to its begin, over the schakelingen before it in the same dossier.
_GUIDANCE = f"""
with own as materialized (
  select facility_id, client_id, dossier_id, schakeling_id, type_module_id, "begin", "end", guaranteed
  from {EVERY_DEPLOYMENT} where facility_id = any(:facility_ids) and "end" >= :reach
    and "begin" <= :until and type_module_id = any(:module_ids)),
going_on as (
  select distinct facility_id, client_id, dossier_id, type_module_id from own where "begin" < :begin),
earlier as (
  select w.facility_id, w.client_id, w.dossier_id, w.schakeling_id, w.type_module_id, w."begin", w."end", w.guaranteed
  from going_on g join deployment w on w.facility_id = g.facility_id and w.client_id = g.client_id
    and w.dossier_id = g.dossier_id and w.type_module_id = g.type_module_id and w."end" < :reach),
beside as materialized (
  select schakeling_id from deployment where guaranteed and facility_id = any(:facility_ids)
    and type_module_id = :crisis_stay and "begin" <= :until),
guidance as (
  select g.facility_id, g.dossier_id, g.type_module_id, g."begin", g."end", g.guaranteed,
    g.type_module_id = :crisis_guidance and g.schakeling_id in (select schakeling_id from beside) as beside_stay
  from (select * from own union all select * from earlier) g)
"""
_GUIDANCE_ROWS = text(
    f'{_GUIDANCE} select facility_id, dossier_id, type_module_id, "begin", "end", guaranteed, beside_stay from guidance'
)
# Days that join are one row: a figure asks for stretches, and the database makes them of half as many rows.
_GUIDANCE_STRETCHES = text(
    f"""
{_GUIDANCE}
select facility_id, dossier_id, type_module_id, lower(stretch), upper(stretch) - 1, guaranteed, beside_stay
from (
  select facility_id, dossier_id, type_module_id, guaranteed, beside_stay,
    unnest(range_agg(daterange("begin", "end", '[]'))) as stretch
  from guidance group by facility_id, dossier_id, type_module_id, guaranteed, beside_stay) stretches
"""
)

# Per facility and module code: how many schakelingen have each length.
Lengths = dict[int, dict[str, dict[Length, int]]]


def crisis_lengths(session: Any, period: Period, facility_ids: Sequence[int]) -> Lengths:
    """The schakelingen of some facilities by their days within a period, per module (F-4)."""
    names = {
        "facility_ids": list(facility_ids),
        "begin": period.begin,
        "until": period.end,
        "changes": [rule_set.valid_from for rule_set in RULE_SETS[1:]],
    }
    codes = modules_by_id(session)
    lengths: Lengths = defaultdict(lambda: defaultdict(dict))
    for facility_id, module_id, days, index, count in session.execute(_LENGTHS, names):
        lengths[facility_id][codes[module_id].code][Length(days, RULE_SETS[index])] = count
    return lengths


def crisis_lengths_of_windows(
    session: Any, facility_id: int, windows: Sequence[Window]
) -> dict[Window, dict[str, dict[Length, int]]]:
    """The schakelingen of one facility in each of several windows by their days, per module (F-4)."""
    names = {
        "facility_id": facility_id,
        "begins": [window.days.begin for window in windows],
        "untils": [window.days.end for window in windows],
        "first_ends": [window.ends.begin for window in windows],
        "last_ends": [window.ends.end for window in windows],
        "changes": [rule_set.valid_from for rule_set in RULE_SETS[1:]],
    }
    codes = modules_by_id(session)
    lengths: dict[Window, dict[str, dict[Length, int]]] = {window: defaultdict(dict) for window in windows}
    for place, module_id, days, index, count in session.execute(_LENGTHS_OF_WINDOWS, names):
        lengths[windows[place - 1]][codes[module_id].code][Length(days, RULE_SETS[index])] = count
    return lengths


def guidance_stretches(
    session: Any, period: Period, facility_ids: Sequence[int], lines: ModuleLines
) -> dict[int, list[GuidanceRow]]:
    """The days with points of some CKG, by facility, that count from 1 January on or go on into it (F-5).

    Schakelingen of a module that share a day or follow on the next day are one row. What ended so long ago that the
    month begun last was over by the new year is left out.
    """
    return _read_guidance(session, _GUIDANCE_STRETCHES, period, facility_ids, lines)


def guidance_rows(session: Any, period: Period, facility_id: int, lines: ModuleLines) -> list[GuidanceRow]:
    """The same of one CKG with a row for each module of each schakeling (F-5, F-11)."""
    return _read_guidance(session, _GUIDANCE_ROWS, period, [facility_id], lines).get(facility_id, [])


def _read_guidance(
    session: Any, query: TextClause, period: Period, facility_ids: Sequence[int], lines: ModuleLines
) -> dict[int, list[GuidanceRow]]:
    plan_for_values(session)
    catalogue = modules_by_code(session)
    codes = {module.id: code for code, module in catalogue.items()}
    names = {
        "facility_ids": list(facility_ids),
        "module_ids": [catalogue[code].id for code, line in lines.items() if line.occupancy_rule == "ckg"],
        "begin": period.begin,
        "until": period.end,
        "reach": period.begin - timedelta(days=MONTH - 1),
        "crisis_guidance": catalogue[CRISIS_GUIDANCE].id,
        "crisis_stay": catalogue[CRISIS_STAY].id,
    }
    rows: dict[int, list[GuidanceRow]] = defaultdict(list)
    for facility_id, dossier_id, module_id, *rest in session.execute(query, names):
        rows[facility_id].append(GuidanceRow(dossier_id, codes[module_id], *rest))
    return rows
