"""How many schakelingen held a module, and the very rows behind a figure (F-9, F-11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import text

from app.database import record_read
from app.domain.faults import DomainError, Fault, refuse
from app.domain.figures.cah import Window
from app.domain.figures.deployment import DeployedModules, Deployment, deployment
from app.domain.figures.lines import GROUPS, ModuleLines, in_group
from app.domain.figures.occupancy_input import check_period
from app.domain.period import OPEN_END, Period
from app.queries.catalogue import modules_by_code, modules_by_id
from app.queries.figures.lines import module_lines
from models.facility import Facility

# Schakelingen with the same modules are alike, those begun in the period apart: a handful of kinds for thousands.
_SCHAKELINGEN = text(
    'select min("begin"), min("end"), modules, count(*) from ('
    'select "begin", "end", array_agg(type_module_id order by type_module_id) as modules from deployment '
    'where facility_id = :facility_id and "end" >= :begin and "begin" <= :until group by schakeling_id, "begin", "end"'
    ') schakelingen group by modules, "begin" >= :begin'
)
_BEHIND = text(
    """
select w.schakeling_id, w.dossier_id, c.code, w.type_module_id, w."begin", w."end", w.guaranteed, w.counted_from
from deployment w left join dossier_codes(array(
  select dossier_id from deployment where facility_id = :facility_id and "end" >= :begin and "begin" <= :until
    and type_module_id = any(:module_ids))) c on c.dossier_id = w.dossier_id
where w.facility_id = :facility_id and w."end" >= :begin and w."begin" <= :until
  and w.type_module_id = any(:module_ids)
order by w."begin", w.schakeling_id, w.type_module_id
"""
)


@dataclass(frozen=True)
class DeploymentAnswer:
    """How many schakelingen of a facility held each module within a period."""

    facility_code: str
    period: Period
    result: Deployment

    def as_json(self) -> dict[str, Any]:
        """The answer as the command and the API print it (exchange format)."""
        together = self.result.combination
        return {
            "facility": self.facility_code,
            "from": self.period.begin.isoformat(),
            "until": self.period.end.isoformat(),
            "modules": [
                {"code": one.code, "active": one.active, "started": one.started} for one in self.result.modules
            ],
            "combination": None if together is None else {"active": together.active, "started": together.started},
        }


def deployment_of(
    session: Any, facility: Facility, period: Period, module_codes: Sequence[str] | None = None
) -> DeploymentAnswer:
    """The deployment counts of one facility, of the chosen modules and groups or of every deployed one (F-9).

    A group counts the schakelingen with at least one of its modules. Raises DomainError for a period of more than a
    year and for an unknown code.
    """
    chosen = tuple(dict.fromkeys(module_codes or ()))
    refuse([*check_period(period), *_unknown(session, chosen)])
    lines = module_lines(session, facility.organisation_type)
    groups = [code for code in chosen if code in GROUPS]
    codes = modules_by_id(session)
    names = {"facility_id": facility.id, "begin": period.begin, "until": period.end}
    counted = []
    for begin, end, module_ids, alike in session.execute(_SCHAKELINGEN, names):
        own = {codes[module_id].code for module_id in module_ids}
        counted.append(DeployedModules(begin, end, frozenset(own | _groups_of(own, groups, lines)), alike))
    return DeploymentAnswer(facility.code, period, deployment(counted, period, chosen))


def _unknown(session: Any, chosen: Sequence[str]) -> list[Fault]:
    known = {*modules_by_code(session), *GROUPS}
    return [
        Fault("F-9", "module", f"Typemodule {code} bestaat niet. Kijk de code na.")
        for code in chosen
        if code not in known
    ]


def _groups_of(codes: set[str], groups: Sequence[str], lines: ModuleLines) -> set[str]:
    return {group for group in groups if any(code in lines and in_group(lines[code], group) for code in codes)}


@dataclass(frozen=True)
class DeployedRow:
    """One module of one schakeling behind a figure, with the days it adds (F-11).

    `end` None means running; `dossier_code` is None for a seat that may not see codes (A-4).
    """

    schakeling_id: int
    dossier_id: int
    dossier_code: str | None
    module: str
    begin: date
    end: date | None
    guaranteed: bool
    days: int


def deployments_behind(
    session: Any, facility: Facility, codes: Sequence[str], period: Period, window: Window | None = None
) -> tuple[DeployedRow, ...]:
    """The schakelingen behind a figure, each with the days it adds to it (F-11).

    `codes` are module codes; a row ticked guaranteed, or covered by an earlier one, adds none. Of crisis help at home
    only the schakelingen of a `window` of the period stand behind a line (F-4).
    """
    catalogue, by_id = modules_by_code(session), modules_by_id(session)
    module_ids = [catalogue[code].id for code in codes if code in catalogue]
    if len(module_ids) < len(set(codes)) and not module_ids:
        raise DomainError(*_unknown(session, codes))
    names = {
        "facility_id": facility.id,
        "begin": period.begin,
        "until": period.end,
        "module_ids": module_ids,
    }
    rows = []
    for schakeling_id, dossier_id, code, module_id, begin, end, guaranteed, first in session.execute(_BEHIND, names):
        if window is not None and not window.holds(begin, end):
            continue
        part = period.clip(first, end) if not guaranteed and first <= end else None
        days = part.day_count if part else 0
        shown_end = None if end == OPEN_END else end
        row = DeployedRow(schakeling_id, dossier_id, code, by_id[module_id].code, begin, shown_end, guaranteed, days)
        rows.append(row)
    record_read("dossier", {row.dossier_id for row in rows if row.dossier_code is not None})
    return tuple(rows)
