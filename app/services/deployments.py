"""Deployments: the rows that every figure counts days from, kept in step with the schakelingen (F-1)."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import text

from app.database import BincSession

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

_FORGET_CLIENT = text("delete from deployment where facility_id = :facility_id and client_id = :client_id")
_WRITE_CLIENT = text(f"insert into deployment ({_COLUMNS}) {_ONE_CLIENT}")
_FORGET_SEVERAL = text(f"delete from deployment where (facility_id, client_id) {_SEVERAL}")
_WRITE_SEVERAL = text(f"insert into deployment ({_COLUMNS}) {_SEVERAL_CLIENTS}")
_FORGET_ALL = text("delete from deployment")
_WRITE_ALL = text(f"insert into deployment ({_COLUMNS}) {_EVERYBODY}")
_DIFFERENCES = text(
    f"with right_rows as ({_EVERYBODY}) select count(*) from ("
    f"(select {_COLUMNS} from deployment except all select {_COLUMNS} from right_rows) union all "
    f"(select {_COLUMNS} from right_rows except all select {_COLUMNS} from deployment)) as different"
)


def lock_client(session: BincSession, facility_id: int, client_id: int) -> None:
    """Lets one save at a time change what a client gets in a facility, until the transaction ends.

    The deployments of all dossiers of a client in a facility hang together, so the dossier's row alone is not enough;
    take this lock before the dossier's.
    """
    key = f"deployment:{facility_id}:{client_id}"
    session.execute(text("select pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": key})


def rewrite_deployments(session: BincSession, facility_id: int, client_id: int) -> None:
    """Brings the deployments of one client in one facility in step with the schakelingen (F-1).

    Expects the lock of `lock_client` and the schakelingen flushed.
    """
    names = {"facility_id": facility_id, "client_id": client_id}
    session.execute(_FORGET_CLIENT, names)
    session.execute(_WRITE_CLIENT, names)


def rewrite_deployments_of(session: BincSession, pairs: Iterable[tuple[int, int]]) -> None:
    """Brings the deployments of many clients in step with the schakelingen in two statements, for imports (F-1).

    Each pair is a facility's id and a client's.
    """
    wanted = sorted(set(pairs))
    names = {"facility_ids": [pair[0] for pair in wanted], "client_ids": [pair[1] for pair in wanted]}
    session.execute(_FORGET_SEVERAL, names)
    session.execute(_WRITE_SEVERAL, names)


def verify_deployments(session: BincSession) -> int:
    """How many deployments differ from what the schakelingen say, missing and superfluous ones together (F-1).

    Looks at everything within the session's reach; 0 means that the figures can be trusted.
    """
    return int(session.execute(_DIFFERENCES).scalar_one())


def rebuild_all_deployments(session: BincSession) -> None:
    """Writes the deployments of everybody within the session's reach anew (F-1)."""
    session.execute(_FORGET_ALL)
    session.execute(_WRITE_ALL)
