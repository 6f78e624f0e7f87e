"""What facilities registered in their quarter statements, as the formulas read it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from app.domain.quarter import Quarter
from app.queries.catalogue import modules_by_code, modules_by_id
from app.queries.figures.counting import EVERY_DEPLOYMENT
from app.queries.figures.facilities import OfFacilities
from app.queries.planning import plan_for_values

_TOTALS = (
    "select facility_id, type_module_id, year, quarter, total from utilisation_total "
    "where {of_whom} and total is not null and (:all or type_module_id = any(:module_ids)) "
    "and year * 4 + quarter between :first_quarter and :last_quarter"
)

# From which quarter of the period to which one a module was in use, once for all schakelingen that agree. Quarters are
# numbered from 1; 0 lies before the first.
_IN_USE = (
    'select facility_id, type_module_id, width_bucket("begin", cast(:begins as date[])), '
    f'width_bucket("end", cast(:begins as date[])) from {EVERY_DEPLOYMENT} where {{of_whom}} '
    'and (:all or type_module_id = any(:module_ids)) and "end" >= :begin and "begin" <= :until group by 1, 2, 3, 4'
)

# Per facility and module code: the total of each quarter that asks one; None where it was not filled in, which 0 is.
Totals = dict[int, dict[str, dict[Quarter, Decimal | None]]]


def registered_totals(
    session: Any, quarters: Sequence[Quarter], module_codes: Sequence[str] | None, facility_ids: Iterable[int]
) -> Totals:
    """The totals of some facilities in consecutive quarters (F-3, F-8).

    Of some modules, or of all with None. A quarter asks a total where the module had a schakeling (Q-1); one that was
    filled in counts anyhow.
    """
    plan_for_values(session)
    whose = OfFacilities.asked(facility_ids)
    catalogue, codes = modules_by_code(session), modules_by_id(session)
    names = {
        **whose.names,
        "all": module_codes is None,
        "module_ids": [catalogue[code].id for code in module_codes or ()],
        "first_quarter": quarters[0].year * 4 + quarters[0].number,
        "last_quarter": quarters[-1].year * 4 + quarters[-1].number,
        "begin": quarters[0].period.begin,
        "until": quarters[-1].period.end,
        "begins": [quarter.period.begin for quarter in quarters],
    }
    totals: Totals = defaultdict(lambda: defaultdict(dict))
    for facility_id, module_id, begun, ended in session.execute(whose.text(_IN_USE), names):
        in_use = quarters[max(begun - 1, 0) : ended]
        totals[facility_id][codes[module_id].code].update(dict.fromkeys(in_use))
    for facility_id, module_id, year, number, total in session.execute(whose.text(_TOTALS), names):
        totals[facility_id][codes[module_id].code][Quarter(year, number)] = total
    return totals
