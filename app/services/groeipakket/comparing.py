"""Comparing what the Groeipakket knows with what the register says, every night, and letting differences go (G-1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, text

from app.database import BincSession
from app.domain.faults import NotFound
from app.domain.groeipakket_messages import NOTHING, Message, net_message, wanted_of
from app.queries.groeipakket.facts import circumstances_of, known_of
from app.services.groeipakket.making_up import settle_history
from models.groeipakket import GroeipakketDifference

AT_ONCE = 5000
_LAST = text("select greatest((select max(id) from schakeling), (select max(schakeling_id) from groeipakket_message))")
# A stretch of numbers and not the next so many, which the server would rather look for through everything.
_TOUCHING = text("""
select s.id from schakeling s where s.id > :after and s.id <= :until and exists (
  select 1 from schakeling_module m join type_module t on t.id = m.type_module_id
  where m.facility_id = s.facility_id and m.schakeling_id = s.id and t.groeipakket is not null)
union
select schakeling_id from groeipakket_message where schakeling_id > :after and schakeling_id <= :until
order by 1
""")
# Of what waits or is under way something is still to come, and what was refused is shown as that already.
_SETTLED = text("""
select one.id, coalesce(s.facility_id, g.facility_id) as facility_id, coalesce(s.dossier_id, g.dossier_id) as dossier_id
from unnest(cast(:ids as bigint[])) as one(id)
left join schakeling s on s.id = one.id
left join lateral (select facility_id, dossier_id, state from groeipakket_message
  where schakeling_id = one.id order by sequence desc nulls last limit 1) g on true
where g.state is distinct from 'refused' and not exists (
  select 1 from groeipakket_message w where w.schakeling_id = one.id and w.state in ('waiting', 'sending', 'sent'))
order by one.id
""")
_OFFER = text("select offer_to_groeipakket(:schakeling_id)")


def verify_groeipakket(session: BincSession, *, today: date) -> int:
    """Notes every schakeling of which the Groeipakket knows something else than the register says; answers how many.

    0 means that nothing was lost: all that is not under way is known. What a load of history brought is first noted as
    told before.
    """
    settle_history(session)
    session.execute(delete(GroeipakketDifference))
    found = [
        {"schakeling_id": row.id, "facility_id": row.facility_id, "dossier_id": row.dossier_id, "kind": message.kind}
        for row, message in _differences(session)
    ]
    if found:
        session.execute(insert(GroeipakketDifference), [{**one, "found_on": today} for one in found])
    return len(found)


def offer_again(session: BincSession, schakeling_id: int) -> None:
    """Lets what a schakeling comes to now go with the next delivery, such as after a refusal or a difference (G-1).

    Raises NotFound for one that the Groeipakket was never told of, or that is out of reach.
    """
    if not session.scalar(_OFFER, {"schakeling_id": schakeling_id}):
        raise NotFound
    session.trail.add("offer_again", "schakeling", [schakeling_id])


def _differences(session: BincSession) -> Iterator[tuple[Any, Message]]:
    for after in range(0, session.scalar(_LAST) or 0, AT_ONCE):
        seen = session.scalars(_TOUCHING, {"after": after, "until": after + AT_ONCE}).all()
        yield from _differences_of(session, list(seen))


def _differences_of(session: BincSession, seen: list[int]) -> Iterator[tuple[Any, Message]]:
    rows = session.execute(_SETTLED, {"ids": seen}).all()
    ids = [row.id for row in rows]
    around, known = circumstances_of(session, ids), known_of(session, ids)
    for row in rows:
        wanted = wanted_of(around[row.id]) if row.id in around else NOTHING
        message = None if wanted.held else net_message(known.get(row.id), wanted.statement)
        if message is not None:
            yield row, message
