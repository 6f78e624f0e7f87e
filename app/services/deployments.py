"""Deployments: the rows that every figure counts days from, kept in step with the schakelingen (F-1)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import groupby
from typing import Any

from sqlalchemy import text

from app.database import BincSession
from app.domain.quarter import Quarter
from app.domain.statements.following import Deployed
from app.domain.statements.lines import FIRST_QUARTER
from app.services.statement_following import follow_help
from app.services.statement_steps import share_statements

# In one go it takes minutes to join thousands of rows that came a moment ago, of which the server knows no numbers yet.
CLIENTS_AT_A_TIME = 50

# A boundary day that an earlier row already counted does not count again: `counted_from` is the day after the latest
# end so far. It stops at the last day that exists, which lies in no period that anybody can ask for.
_DEPLOYED = """
select s.facility_id, d.client_id, s.dossier_id, s.id as schakeling_id, m.type_module_id, s."begin",
  coalesce(s."end", date '9999-12-31') as "end", m.guaranteed,
  greatest(s."begin", 1 + max(coalesce(least(s."end", date '9999-12-30'), date '9999-12-30')) over earlier)
    as counted_from
from schakeling s
join dossier d on d.facility_id = s.facility_id and d.id = s.dossier_id
join schakeling_module m on m.facility_id = s.facility_id and m.schakeling_id = s.id
{of_client}
window earlier as (
  partition by s.facility_id, d.client_id, m.type_module_id, m.guaranteed
  order by s."begin", coalesce(s."end", date '9999-12-31'), s.id
  rows between unbounded preceding and 1 preceding)
"""
_COLUMNS = 'facility_id, client_id, dossier_id, schakeling_id, type_module_id, "begin", "end", guaranteed, counted_from'
_EVERYBODY = _DEPLOYED.format(of_client="")
_ONE_CLIENT = _DEPLOYED.format(of_client="where d.facility_id = :facility_id and d.client_id = :client_id")

_SEVERAL = "in (select * from unnest(cast(:facility_ids as bigint[]), cast(:client_ids as bigint[])))"
_SEVERAL_CLIENTS = _DEPLOYED.format(of_client=f"where (d.facility_id, d.client_id) {_SEVERAL}")

# One statement brings the rows in step and tells all that were there and all that are there now: the statements of the
# quarter follow. What stays as it was is not written, so that the figures kept ready lose no more than they must.
_TOLD = 'facility_id, client_id, type_module_id, "begin", "end", dossier_id'
_SAME_ROW = "w.schakeling_id = b.schakeling_id and w.type_module_id = b.type_module_id"
_REWRITE = f"""
with before as materialized (select id, {_COLUMNS} from deployment where {{of_whom}}),
wanted as materialized ({{wanted}}),
went as (
  delete from deployment d using before b where d.id = b.id and not exists (select from wanted w where {_SAME_ROW})),
moved as (
  update deployment d set client_id = w.client_id, dossier_id = w.dossier_id, "begin" = w."begin", "end" = w."end",
    guaranteed = w.guaranteed, counted_from = w.counted_from
  from before b join wanted w on {_SAME_ROW}
  where d.id = b.id and (b.client_id, b.dossier_id, b."begin", b."end", b.guaranteed, b.counted_from)
    is distinct from (w.client_id, w.dossier_id, w."begin", w."end", w.guaranteed, w.counted_from)),
came as (
  insert into deployment ({_COLUMNS})
  select {_COLUMNS} from wanted w where not exists (select from before b where {_SAME_ROW}))
select false as is_new, {_TOLD} from before {{followed}} union all select true, {_TOLD} from wanted {{followed}}
"""
_REWRITE_CLIENT = text(
    _REWRITE.format(of_whom="facility_id = :facility_id and client_id = :client_id", wanted=_ONE_CLIENT, followed="")
)
# Of whole files only the facilities that have typed or sent something, since nothing else has anything to follow.
_HAS_STATEMENTS = (
    "where facility_id in (select facility_id from quarter_statement union select facility_id from utilisation_total)"
)
_REWRITE_SEVERAL = text(
    _REWRITE.format(of_whom=f"(facility_id, client_id) {_SEVERAL}", wanted=_SEVERAL_CLIENTS, followed=_HAS_STATEMENTS)
)
_FORGET_ALL = text("delete from deployment")
_WRITE_ALL = text(f"insert into deployment ({_COLUMNS}) {_EVERYBODY}")
_DIFFERENCES = text(
    f"with right_rows as ({_EVERYBODY}) select count(*) from ("
    f"(select {_COLUMNS} from deployment except all select {_COLUMNS} from right_rows) union all "
    f"(select {_COLUMNS} from right_rows except all select {_COLUMNS} from deployment)) as different"
)


def rewrite_deployments(session: BincSession, facility_id: int, client_id: int) -> None:
    """Brings the deployments of one client in a facility in step with the schakelingen, and its statements (F-1, Q-1).

    Expects the lock of `lock_client` and the schakelingen flushed. Raises DomainError when a processed quarter would
    have to change.
    """
    rows = session.execute(_REWRITE_CLIENT, {"facility_id": facility_id, "client_id": client_id}).all()
    follow_help(session, facility_id, _those(rows, is_new=False), _those(rows, is_new=True))


def rewrite_deployments_of(
    session: BincSession, pairs: Iterable[tuple[int, int]], leave: Collection[tuple[int, Quarter]] = ()
) -> None:
    """Brings the deployments of many clients in step with the schakelingen, and then the statements of each facility.

    Each pair is a facility's id and a client's; `leave` are the facilities and quarters whose statements a file brings
    itself (F-1, Q-1). A line that one client of these drops and another takes up stays.
    """
    wanted = sorted(set(pairs))
    for facility_id in sorted({pair[0] for pair in wanted}):
        share_statements(session, facility_id, FIRST_QUARTER)
    rows: list[Any] = []
    for first in range(0, len(wanted), CLIENTS_AT_A_TIME):
        some = wanted[first : first + CLIENTS_AT_A_TIME]
        names = {"facility_ids": [pair[0] for pair in some], "client_ids": [pair[1] for pair in some]}
        rows += session.execute(_REWRITE_SEVERAL, names)
    rows.sort(key=_facility_of)
    for facility_id, found in groupby(rows, key=_facility_of):
        own = list(found)
        left = {quarter for one, quarter in leave if one == facility_id}
        follow_help(session, facility_id, _those(own, is_new=False), _those(own, is_new=True), left)


def _facility_of(row: Any) -> int:
    return int(row.facility_id)


def _those(rows: Iterable[Any], *, is_new: bool) -> list[Deployed]:
    return [
        Deployed(row.client_id, row.type_module_id, row.begin, row.end, row.dossier_id)
        for row in rows
        if row.is_new is is_new
    ]


def verify_deployments(session: BincSession) -> int:
    """How many deployments differ from what the schakelingen say, missing and superfluous ones together (F-1).

    Looks at everything within the session's reach; 0 means that the figures can be trusted.
    """
    return int(session.execute(_DIFFERENCES).scalar_one())


def rebuild_all_deployments(session: BincSession) -> None:
    """Writes the deployments of everybody within the session's reach anew (F-1)."""
    session.execute(_FORGET_ALL)
    session.execute(_WRITE_ALL)
