"""What the database holds of the dossiers of one facility, read with plain SQL, and what may never stand there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import text

from app.database import BincSession
from tests.life.machine.plain import PlainDecision, PlainDossier, PlainRequest, PlainSchakeling

# Each is a question whose answer is always no.
NEVER = {
    "two open dossiers of one client (D-1)": """
        select 1 from dossier where status = 'open' group by facility_id, client_id having count(*) > 1""",
    "a state that the tables do not know (D-6, D-8)": """
        select 1 from dossier where (status, closed_on is null, deleted_on is null) not in
          (('open', true, true), ('closed', false, true), ('deleted', true, false))""",
    "schakelingen that share more than a boundary day (S-4)": """
        select 1 from schakeling a join schakeling b on a.dossier_id = b.dossier_id and a.id <> b.id
          and (a."begin", coalesce(a."end", 'infinity'), a.id) < (b."begin", coalesce(b."end", 'infinity'), b.id)
        where a."end" is null or a."end" > b."begin" or (a."begin" = b."begin" and a."end" = b."end")""",
    "a schakeling before its decision (S-4)": """
        select 1 from schakeling s join decision d on d.id = s.decision_id
        where s."begin" < d."begin" or s.dossier_id <> d.dossier_id or s."end" < s."begin" """,
    "a dossier that does not begin with its start (S-3)": """
        select 1 from schakeling s group by s.dossier_id
        having count(*) filter (where s.kind = 'start') <> 1
          or min(s."begin") <> min(s."begin") filter (where s.kind = 'start')""",
    "a closed dossier that could not close (D-6)": """
        select 1 from dossier d where d.status = 'closed' and (
          not exists (select 1 from decision x where x.dossier_id = d.id)
          or exists (select 1 from decision x where x.dossier_id = d.id
                     and not exists (select 1 from schakeling s where s.decision_id = x.id))
          or exists (select 1 from schakeling s where s.dossier_id = d.id and s."end" is null)
          or (not d.intake_optional and 2 > (select count(*) from registration r where r.dossier_id = d.id
              and r.kind in ('intake', 'exit') and r.completed_at is not null)))""",
    "something past the closing date (D-6)": """
        select 1 from dossier d where d.status = 'closed' and (
          exists (select 1 from decision x where x.dossier_id = d.id and x."begin" > d.closed_on)
          or exists (select 1 from schakeling s where s.dossier_id = d.id
                     and (s."begin" > d.closed_on or s."end" > d.closed_on)))""",
    "a request that waits for a dossier that is not closed (D-7)": """
        select 1 from reopening_request r join dossier d on d.id = r.dossier_id
        where r.state = 'requested' and d.status <> 'closed'""",
    "two requests that wait for one dossier, or one that its asker answered (D-7)": """
        select 1 from reopening_request r group by r.dossier_id
        having count(*) filter (where r.state = 'requested') > 1
          or bool_or(r.state in ('approved', 'rejected') and r.decided_by = r.requested_by)""",
    "help in a deleted dossier (D-8)": """
        select 1 from dossier d where d.status = 'deleted' and (
          exists (select 1 from decision x where x.dossier_id = d.id)
          or exists (select 1 from schakeling s where s.dossier_id = d.id)
          or exists (select 1 from deployment p where p.dossier_id = d.id))""",
    "a guaranteed module without the crisismeldpunt (S-9, D-5)": """
        select 1 from schakeling_module m join schakeling s on s.id = m.schakeling_id
          join referral r on r.dossier_id = s.dossier_id
        where m.guaranteed and (r.referrer is distinct from 'crisismeldpunt' or r.through_access_gate)""",
    "a summary that differs from its rows (D-2)": """
        select 1 from dossier d where
          d.last_decision_begin is distinct from (select max(x."begin") from decision x where x.dossier_id = d.id)
          or d.first_schakeling_begin is distinct from
            (select min(s."begin") from schakeling s where s.dossier_id = d.id)
          or exists (select 1 from (select 1) once left join lateral (select * from schakeling s
              where s.dossier_id = d.id order by s."begin" desc, coalesce(s."end", 'infinity') desc limit 1) s on true
            where (d.last_schakeling_begin, d.last_schakeling_end, d.last_schakeling_modules) is distinct from
              (s."begin", s."end", array(select m.type_module_id from schakeling_module m
                                         where m.schakeling_id = s.id order by 1)))
          or d.intake_completed_on is distinct from (select (r.completed_at at time zone 'Europe/Brussels')::date
             from registration r where r.dossier_id = d.id and r.kind = 'intake')""",
    "a deployment without its module, or the other way round (F-1)": """
        select 1 from schakeling_module m join schakeling s on s.id = m.schakeling_id full join deployment p
          on p.schakeling_id = m.schakeling_id and p.type_module_id = m.type_module_id
        where m.schakeling_id is null or p.id is null or p.guaranteed <> m.guaranteed or p."begin" <> s."begin"
          or p."end" <> coalesce(s."end", '9999-12-31') or p.dossier_id <> s.dossier_id""",
}
_NEVER = text(" union all ".join(f"select '{name}' where exists ({question})" for name, question in NEVER.items()))

_DOSSIERS = text(
    """
select d.id, d.code, d.client_id, d.owner_id, d.status, d.closed_on, d.deleted_on, d.version,
  r.referrer = 'crisismeldpunt' and not r.through_access_gate as crisis,
  (select count(*) from activity a where a.dossier_id = d.id) as activities,
  (select json_object_agg(p.kind, (p.completed_at at time zone 'Europe/Brussels')::date) from registration p
    where p.dossier_id = d.id) as pages,
  (select json_agg(json_build_array(q.id, q.requested_by, q.state) order by q.id) from reopening_request q
    where q.dossier_id = d.id) as requests,
  (select json_agg(json_build_array(x.id, x."begin", (select json_agg(t.code) from decision_module m
      join type_module t on t.id = m.type_module_id where m.decision_id = x.id)))
    from decision x where x.dossier_id = d.id) as decisions,
  (select json_agg(json_build_array(s.id, s.decision_id, s.kind, s."begin", s."end",
      (select json_agg(json_build_array(t.code, m.guaranteed)) from schakeling_module m
       join type_module t on t.id = m.type_module_id where m.schakeling_id = s.id)))
    from schakeling s where s.dossier_id = d.id) as schakelingen
from dossier d join referral r on r.dossier_id = d.id
"""
)
_DEPLOYMENTS = text(
    'select p.client_id, t.code, p.guaranteed, greatest(p."begin", p.counted_from) as first, p."end" as last '
    "from deployment p join type_module t on t.id = p.type_module_id"
)


def broken(session: BincSession) -> list[str]:
    """What stands in the database and never may."""
    return list(session.scalars(_NEVER))


def breaks_record(session: BincSession) -> bool:
    """Whether something in the record of the audit was changed or left out (A-5)."""
    return session.scalar(text("select audit_first_break()")) is not None


def stored_dossiers(session: BincSession) -> tuple[dict[int, PlainDossier], dict[int, int]]:
    """Every dossier as plain data, and the version of each."""
    rows = session.execute(_DOSSIERS).mappings().all()
    return {row["id"]: _dossier(row) for row in rows}, {row["id"]: row["version"] for row in rows}


def _dossier(row: Any) -> PlainDossier:
    return PlainDossier(
        row["id"],
        row["code"],
        row["client_id"],
        row["owner_id"],
        bool(row["crisis"]),
        row["status"],
        row["closed_on"],
        row["deleted_on"],
        [PlainDecision(one, _day(begin), frozenset(codes)) for one, begin, codes in row["decisions"] or ()],
        [_schakeling(*values) for values in row["schakelingen"] or ()],
        {page: _day(day) if day else None for page, day in (row["pages"] or {}).items()},
        [PlainRequest(*values) for values in row["requests"] or ()],
        row["activities"],
    )


def _schakeling(
    one: int, decision: int, kind: str, begin: str, end: str | None, modules: list[tuple[str, bool]]
) -> PlainSchakeling:
    ticked = frozenset((code, guaranteed) for code, guaranteed in modules)
    return PlainSchakeling(one, decision, kind, _day(begin), _day(end) if end else None, ticked)


def _day(text_of_day: str) -> date:
    return date.fromisoformat(text_of_day)


Counted = dict[tuple[int, str, bool], Counter[int]]


def counted_days(session: BincSession, until: date) -> Counted:
    """How often each day up to `until` counts, per client, module and guaranteed tick, by the deployments (F-1)."""
    found: Counted = defaultdict(Counter)
    for row in session.execute(_DEPLOYMENTS):
        found[row.client_id, row.code, row.guaranteed].update(_days(row.first, min(row.last, until)))
    return found


def naive_days(dossiers: Iterable[PlainDossier], until: date) -> Counted:
    """The same by looking at every day of every schakeling: once a day, also on a shared boundary day."""
    found: Counted = defaultdict(Counter)
    for dossier in dossiers:
        for one in dossier.schakelingen:
            for code, guaranteed in one.modules:
                days = _days(one.begin, min(one.end or until, until))
                found[dossier.client, code, guaranteed] |= Counter(days)
    return found


def _days(first: date, last: date) -> range:
    return range(first.toordinal(), last.toordinal() + 1)
