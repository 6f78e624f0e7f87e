"""The rows that the help of a facility consists of, without what differs each time it is registered (ids, moments)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from app.database import BincSession
from models import Facility

_ROWS = {
    "schakeling": """
select c.name, s.kind, s.begin, s."end", s.elsewhere, s.paid_to_parents, s.begin_registered_at is not null,
  s.end_registered_at is not null,
  (select array_agg((t.code, m.guaranteed, m.detail)::text order by t.code) from schakeling_module m
    join type_module t on t.id = m.type_module_id where m.schakeling_id = s.id),
  (select array_agg((f.place, f.national_number, f.name)::text order by f.place) from foster_carer f
    where f.schakeling_id = s.id)
from schakeling s join dossier d on d.id = s.dossier_id join client c on c.id = d.client_id
where s.facility_id = :id order by 1, 3, 4""",
    "deployment": """
select c.name, t.code, p.begin, p."end", p.guaranteed, p.counted_from from deployment p
join client c on c.id = p.client_id join type_module t on t.id = p.type_module_id
where p.facility_id = :id order by 1, 2, 3, 4""",
    "dossier": """
select client_name, status, last_decision_begin, first_schakeling_begin, last_schakeling_begin, last_schakeling_end,
  last_schakeling_modules from dossier where facility_id = :id order by 1""",
    "activity": """
select d.client_name, a.kind, a.values::text from activity a join dossier d on d.id = a.dossier_id
where a.facility_id = :id and a.kind like 'schakeling%' order by 1, a.id""",
}


def help_rows(session: BincSession, facility: Facility) -> dict[str, list[tuple[Any, ...]]]:
    """Schakelingen with their modules and carers, deployments, what stands beside the dossiers, and what is told."""
    return {
        name: [tuple(row) for row in session.execute(text(query), {"id": facility.id})] for name, query in _ROWS.items()
    }
