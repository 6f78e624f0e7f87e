"""Making up messages: what all changes since the last delivery come to, frozen before anybody is called (G-1)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, text, update

from app.database import BincSession
from app.domain.groeipakket_messages import (
    NOTHING,
    Message,
    MessageKind,
    MessageState,
    as_content,
    net_message,
    wanted_of,
)
from app.queries.groeipakket.facts import circumstances_of, known_of
from models.groeipakket import GroeipakketContent, GroeipakketDifference, GroeipakketMessage

SCHEMA = "binc-groeipakket-1"
# One process at a time gives out the places in the order of a dossier.
_ALONE = text("select pg_advisory_xact_lock(hashtextextended('groeipakket:making up', 0))")
# Each step walks one index, whatever the statistics say: what waits comes and goes within a day.
_NEXT = text("""
select dossier_id from groeipakket_message where state = 'waiting' and dossier_id > :after
order by dossier_id limit :most
""")
_BUSY = text(
    "select distinct dossier_id from groeipakket_message where dossier_id = any(:ids) and state in ('sending', 'sent')"
)
# What somebody is changing at this moment is left for the next delivery: its row is locked until they are done.
_WAITING = text("""
select id, facility_id, dossier_id, schakeling_id from groeipakket_message
where state = 'waiting' and dossier_id = any(:ids)
order by dossier_id, schakeling_id
for update skip locked
""")
_LAST_PLACES = text(
    "select dossier_id, max(sequence) as last from groeipakket_message "
    "where dossier_id = any(:ids) and sequence is not null group by dossier_id"
)
AT_ONCE = 5000
_LAST = text("select max(id) from groeipakket_message")
_UNSETTLED = text("""
select h.id, h.facility_id, h.schakeling_id from groeipakket_message h
where h.state = 'history' and h.id > :after and h.id <= :until
  and not exists (select 1 from groeipakket_content c where c.message_id = h.id)
  and not exists (select 1 from groeipakket_message w where w.schakeling_id = h.schakeling_id and w.state <> 'history')
for update skip locked
""")
_TABLE: Any = GroeipakketMessage.__table__
_FROZEN = {"kind": "of_kind", "message_key": "key", "sequence": "place"}


@dataclass(frozen=True)
class MadeUp:
    """What came of a number of dossiers: `last_dossier` is where to go on, None when all were seen."""

    last_dossier: int | None
    messages: int = 0
    nothing: int = 0
    held: int = 0


def make_up_messages(session: BincSession, *, now: datetime, after: int = 0, most: int = 200) -> MadeUp:
    """Turns what waits in the next `most` dossiers, or fewer, into messages, each with its key and place in the order.

    A dossier of which an earlier message is still under way is left for later. Commit before anything is sent.
    """
    session.execute(_ALONE)
    dossiers = session.scalars(_NEXT, {"after": after, "most": most}).all()
    if not dossiers:
        return MadeUp(None)
    busy = set(session.scalars(_BUSY, {"ids": sorted(set(dossiers))}))
    rows = session.execute(_WAITING, {"ids": sorted(set(dossiers) - busy)}).all()
    ids = [row.schakeling_id for row in rows]
    around, known = circumstances_of(session, ids), known_of(session, ids)
    wanted = {one: wanted_of(around[one]) if one in around else NOTHING for one in ids}
    made = {one: net_message(known.get(one), wanted[one].statement) for one in ids if wanted[one].held is None}
    frozen = [(row, message) for row in rows if (message := made.get(row.schakeling_id)) is not None]
    nothing = [row for row in rows if row.schakeling_id in made and made[row.schakeling_id] is None]
    held = [{"row_id": row.id, "why": wanted[row.schakeling_id].held} for row in rows if row.schakeling_id not in made]
    _drop(session, nothing)
    _hold(session, held)
    _freeze(session, frozen, now)
    return MadeUp(dossiers[-1], len(frozen), len(nothing), len(held))


def _drop(session: BincSession, rows: Sequence[Row[Any]]) -> None:
    """What comes to nothing goes, and with it the difference that a night found: there is none any more."""
    if rows:
        session.execute(delete(_TABLE).where(_TABLE.c.id.in_([row.id for row in rows])))
        equal = GroeipakketDifference.schakeling_id.in_([row.schakeling_id for row in rows])
        session.execute(delete(GroeipakketDifference).where(equal))


def _hold(session: BincSession, held: Sequence[Mapping[str, Any]]) -> None:
    if held:
        statement = update(_TABLE).where(_TABLE.c.id == bindparam("row_id")).values(held=bindparam("why"))
        session.execute(statement, held)


def _freeze(session: BincSession, messages: Sequence[tuple[Row[Any], Message]], now: datetime) -> None:
    if not messages:
        return
    ids = sorted({row.dossier_id for row, _ in messages})
    places: dict[int, int] = {row.dossier_id: row.last for row in session.execute(_LAST_PLACES, {"ids": ids})}
    rows, contents = [], []
    for row, message in sorted(messages, key=lambda one: _order(*one)):
        places[row.dossier_id] = places.get(row.dossier_id, 0) + 1
        key = secrets.token_hex(16)
        rows.append({"row_id": row.id, "of_kind": message.kind, "key": key, "place": places[row.dossier_id]})
        content = written(message, key, places[row.dossier_id])
        contents.append({"message_id": row.id, "facility_id": row.facility_id, "content": content})
    statement = update(_TABLE).where(_TABLE.c.id == bindparam("row_id"))
    values: dict[str, Any] = {
        "kind": bindparam("of_kind"),
        "message_key": bindparam("key"),
        "sequence": bindparam("place"),
    }
    frozen = statement.values(**values, state=MessageState.SENDING, held=None, next_try_at=now)
    session.execute(frozen, rows)
    session.execute(insert(GroeipakketContent.__table__), contents)  # type: ignore[arg-type]


def _order(row: Row[Any], message: Message) -> tuple[Any, ...]:
    """Within a dossier, what is withdrawn makes room first, and then comes what began first."""
    return row.dossier_id, message.kind is not MessageKind.CANCELLATION, message.statement.begin, row.schakeling_id


def written(message: Message, key: str, place: int) -> dict[str, Any]:
    """A message as it goes over the line (docs/groeipakket.schema.json)."""
    told = message.told
    refers_to = told and {
        "key": message.refers_to,
        "national_number": told.national_number,
        "begin": told.begin.isoformat(),
        "end": told.end.isoformat() if told.end else None,
    }
    return {
        "schema": SCHEMA,
        "key": key,
        "kind": message.kind.value,
        "sequence": place,
        "refers_to": refers_to,
        "situation": as_content(message.statement),
    }


def settle_history(session: BincSession) -> None:
    """Notes what another system must have told of what a load of history brought.

    What has no impact was not told. What was changed since is left alone: nobody knows what it was before.
    """
    for after in range(0, session.scalar(_LAST) or 0, AT_ONCE):
        rows = session.execute(_UNSETTLED, {"after": after, "until": after + AT_ONCE}).all()
        if rows:
            _settle(session, rows)


def _settle(session: BincSession, rows: Sequence[Row[Any]]) -> None:
    around = circumstances_of(session, [row.schakeling_id for row in rows])
    told = {one: wanted_of(each).statement for one, each in around.items()}
    silent = [row.id for row in rows if told.get(row.schakeling_id) is None]
    contents = [
        {"message_id": row.id, "facility_id": row.facility_id, "content": {"situation": as_content(statement)}}
        for row in rows
        if (statement := told.get(row.schakeling_id)) is not None
    ]
    session.execute(delete(_TABLE).where(_TABLE.c.id.in_(silent)))
    if contents:
        session.execute(insert(GroeipakketContent.__table__), contents)  # type: ignore[arg-type]
