"""Who may change what clients get in a facility at one moment: one client, a list of them, or all of a facility (F-1).

Everybody takes what they need in one order: the numbers of clients that are opened (C-1), these locks by facility and
client, the rows of clients, those of dossiers, the statements of the facilities.
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import groupby

from sqlalchemy import text

from app.database import BincSession

# A server has room for some thousands of locks, of all transactions together.
MOST_SINGLE_LOCKS = 500

_OF_FACILITY = "hashtextextended('deployments:' || :facility_id, 0)"
_HELD_WHOLE = "coalesce(nullif(current_setting('binc.facilities_held', true), ''), '{}')::text[]"
# Who saves for one client shares the facility, so that whoever holds all of it waits for them and they for him.
_LOCK_ONE = text(
    f"select pg_advisory_xact_lock_shared({_OF_FACILITY}), "
    "pg_advisory_xact_lock(hashtextextended('deployment:' || :facility_id || ':' || :client_id, 0)) "
    f"where :facility_id <> all({_HELD_WHOLE})"
)
_LOCK_ALL = text(
    f"select pg_advisory_xact_lock({_OF_FACILITY}), "
    f"set_config('binc.facilities_held', ({_HELD_WHOLE} || cast(:facility_id as text))::text, true)"
)


def lock_client(session: BincSession, facility_id: int, client_id: int) -> None:
    """Lets one save at a time change what a client gets in a facility, until the transaction ends.

    The deployments of all dossiers of a client in a facility hang together, so the dossier's row alone is not enough;
    take this lock before the dossier's. Nothing is left to lock where the transaction holds the whole facility.
    """
    session.execute(_LOCK_ONE, {"facility_id": str(facility_id), "client_id": str(client_id)})


def lock_clients(session: BincSession, pairs: Collection[tuple[int, int]]) -> None:
    """The same for many clients, each pair a facility's id and a client's.

    So many single locks would exhaust the server that above MOST_SINGLE_LOCKS each of these facilities is held whole:
    who saves there waits, and nobody elsewhere does. Call it once in a transaction.
    """
    single = len(pairs) <= MOST_SINGLE_LOCKS
    for facility_id, own in groupby(sorted(pairs), key=lambda pair: pair[0]):
        if not single:
            session.execute(_LOCK_ALL, {"facility_id": str(facility_id)})
            continue
        for _, client_id in own:
            lock_client(session, facility_id, client_id)
