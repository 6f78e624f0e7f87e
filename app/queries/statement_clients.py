"""The clients behind a line of a quarter statement, with what was filled in for each (Q-1, Q-2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import text

from app.database import BincSession, record_read
from app.domain.quarter import Quarter

# Each client is looked up by itself, once for all modules: the planner takes the many for few, and joining would go
# through them once for each.
_CLIENTS = """
with deployed as materialized (
  select client_id, type_module_id, min(dossier_id) as dossier_id,
    sum(greatest(0, least("end", :until) - greatest(counted_from, :begin) + 1)) as days
  from deployment where facility_id = :facility_id and type_module_id = any(:module_ids)
    and "end" >= :begin and "begin" <= :until {whose}
  group by client_id, type_module_id),
people as materialized (
  select client_id, min(dossier_id) as dossier_id, array_agg(type_module_id) as modules, array_agg(days) as days
  from deployed group by client_id),
totals as materialized (
  select id, type_module_id from utilisation_total
  where facility_id = :facility_id and year = :year and quarter = :quarter)
select p.client_id, d.type_module_id, named.code, named.client_name, named.client_first_name, named.birth_date, d.days,
  share.amount
from people p
cross join lateral (
  select o.code, o.client_name, o.client_first_name, o.birth_date, o.name_key, o.first_name_key
  from dossier o where o.facility_id = :facility_id and o.id = p.dossier_id limit 1) named
cross join lateral unnest(p.modules, p.days) as d(type_module_id, days)
left join lateral (
  select s.amount from totals t join utilisation_of_client s on s.total_id = t.id
  where t.type_module_id = d.type_module_id and s.client_id = p.client_id limit 1) share on true
order by {order}
"""
_BY_NAME = text(
    _CLIENTS.format(whose="", order="named.name_key, named.first_name_key, p.client_id offset :offset limit :limit")
)
# The clients of one page by their number, which is where the next page goes on.
_BY_NUMBER = text(
    _CLIENTS.format(
        whose="""and client_id = any(array(
    select distinct client_id from deployment where facility_id = :facility_id and client_id > :after
      and type_module_id = any(:module_ids) and "end" >= :begin and "begin" <= :until
    order by client_id limit :limit))""",
        order="p.client_id, d.type_module_id",
    )
)
_SUM = text(
    """
select sum(s.amount) from utilisation_of_client s join utilisation_total t on t.id = s.total_id
where t.facility_id = :facility_id and t.year = :year and t.quarter = :quarter and t.type_module_id = :module_id
"""
)


@dataclass(frozen=True)
class ClientShare:
    """One client with one module in a quarter: the days deployed, and the amount filled in."""

    client_id: int
    module_id: int
    dossier_code: str
    name: str
    birth_date: date | None
    days: int
    amount: Decimal | None


def clients_of_lines(
    session: BincSession,
    facility_id: int,
    module_ids: Sequence[int],
    quarter: Quarter,
    *,
    offset: int = 0,
    limit: int | None = None,
) -> list[ClientShare]:
    """The clients who had these modules in a quarter, by name, once for each module; on record as read (Q-2, A-5)."""
    page = {"offset": offset, "limit": limit}
    rows = session.execute(_BY_NAME, {**_names_of(facility_id, module_ids, quarter), **page}).all()
    record_read("client", {row.client_id for row in rows})
    return [_share(row) for row in rows]


@dataclass(frozen=True)
class SharesPage:
    """Some clients with all their modules; `next` is the cursor of the page after it, None when there is none."""

    clients: Mapping[int, Sequence[ClientShare]]
    next: int | None


def page_of_clients(
    session: BincSession, facility_id: int, module_ids: Sequence[int], quarter: Quarter, *, after: int, limit: int
) -> SharesPage:
    """The clients who had these modules in a quarter, by their number from a cursor on. On record as read (A-5)."""
    page = {"after": after, "limit": limit + 1}
    clients: dict[int, list[ClientShare]] = {}
    for row in session.execute(_BY_NUMBER, {**_names_of(facility_id, module_ids, quarter), **page}):
        clients.setdefault(row.client_id, []).append(_share(row))
    shown = dict(list(clients.items())[:limit])
    record_read("client", shown)
    return SharesPage(shown, max(shown) if len(clients) > limit else None)


def registered_amount(share: ClientShare, *, is_typed: bool) -> Decimal | None:
    """What stands for a client in a line: what was filled in, or the days of a counted one (Q-2)."""
    return share.amount if is_typed else Decimal(share.days)


def sum_of_line(session: BincSession, facility_id: int, module_id: int, quarter: Quarter) -> Decimal | None:
    """What the clients of a line come to together; None while none has an amount (Q-2)."""
    found: Decimal | None = session.scalar(_SUM, _names(facility_id, module_id, quarter))
    return found


def _share(row: Any) -> ClientShare:
    own = (row.client_id, row.type_module_id, row.code, _full_name(row))
    return ClientShare(*own, row.birth_date, row.days, row.amount)


def _names_of(facility_id: int, module_ids: Sequence[int], quarter: Quarter) -> dict[str, Any]:
    numbers = {"facility_id": facility_id, "year": quarter.year, "quarter": quarter.number}
    return {**numbers, "module_ids": list(module_ids), "begin": quarter.period.begin, "until": quarter.period.end}


def _full_name(row: Any) -> str:
    return f"{row.client_name} {row.client_first_name or ''}".strip()


def _names(facility_id: int, module_id: int, quarter: Quarter) -> dict[str, int | date | None]:
    return {
        "facility_id": facility_id,
        "module_id": module_id,
        "year": quarter.year,
        "quarter": quarter.number,
    }
