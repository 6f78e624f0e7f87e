"""What the Groeipakket should know of schakelingen as they stand, and what it last accepted about them (G-1)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import text

from app.database import BincSession
from app.domain.chain_plans import Carer, Key
from app.domain.groeipakket import Placement
from app.domain.groeipakket_messages import (
    UNDER_WAY,
    Circumstances,
    Known,
    MessageKind,
    MessageState,
    statement_of,
)
from app.domain.referral import Referral
from app.queries.catalogue import CatalogueModule, modules_by_id

_AROUND = text("""
select s.id, s."begin", s."end", s.elsewhere, s.paid_to_parents, e.ground, d.code as dossier, f.code as facility,
  c.national_number, c.birth_date, c.presumed_birth_year, r.through_access_gate, r.referrer, r.specific,
  array(select m.type_module_id from schakeling_module m
    where m.facility_id = s.facility_id and m.schakeling_id = s.id) as module_ids,
  (select json_agg(json_build_array(k.national_number, k.name) order by k.place) from foster_carer k
    where k.facility_id = s.facility_id and k.schakeling_id = s.id) as carers
from schakeling s
join dossier d on d.facility_id = s.facility_id and d.id = s.dossier_id
join client c on c.id = d.client_id
join facility f on f.id = s.facility_id
join decision e on e.facility_id = s.facility_id and e.id = s.decision_id
left join referral r on r.dossier_id = d.id
where s.id = any(:ids)
""")
_JUDGED = (MessageState.CONFIRMED, MessageState.HISTORY)
# What was confirmed last counts; what another system told, only as long as nothing of ours was. Row by row, whatever
# the statistics say: right after a load of history they know nothing of it.
_KNOWN = text("""
select one.id as schakeling_id, last.kind, last.message_key,
  (select c.content -> 'situation' from groeipakket_content c where c.message_id = last.id) as situation
from unnest(cast(:ids as bigint[])) as one(id)
cross join lateral (
  select m.id, m.kind, m.message_key from groeipakket_message m
  where m.schakeling_id = one.id and m.state = any(:states)
  order by m.sequence desc nulls last limit 1) last
""")


def circumstances_of(session: BincSession, schakeling_ids: Collection[int]) -> dict[int, Circumstances]:
    """Everything that decides what the Groeipakket hears of these schakelingen, by id; one query for all of them."""
    catalogue = modules_by_id(session)
    return {row.id: _circumstances(row, catalogue) for row in session.execute(_AROUND, {"ids": [*schakeling_ids]})}


def known_of(session: BincSession, schakeling_ids: Collection[Key]) -> dict[Key, Known]:
    """What the Groeipakket knows of these schakelingen, by id; what it knows nothing of is left out."""
    return _last_of(session, schakeling_ids, _JUDGED)


def expected_of(session: BincSession, schakeling_ids: Collection[Key]) -> dict[Key, Known]:
    """What the Groeipakket will know of these schakelingen when what is under way is accepted, as it nearly always is.

    For what is told before saving: the next message goes out after those, and refers to them (G-1, S-12).
    """
    return _last_of(session, schakeling_ids, (*_JUDGED, *UNDER_WAY))


def _last_of(session: BincSession, ids: Collection[Key], states: Collection[MessageState]) -> dict[Key, Known]:
    return dict(_known(session.execute(_KNOWN, {"ids": [*ids], "states": [*states]}))) if ids else {}


def _known(rows: Any) -> Iterator[tuple[Key, Known]]:
    for row in rows:
        if row.kind != MessageKind.CANCELLATION:
            yield row.schakeling_id, Known(row.message_key, statement_of(row.situation) if row.situation else None)


def _circumstances(row: Any, catalogue: Mapping[int, CatalogueModule]) -> Circumstances:
    modules = tuple(catalogue[each] for each in row.module_ids)
    return Circumstances(
        Placement(row.begin, modules, row.elsewhere, row.paid_to_parents),
        row.end,
        row.ground,
        tuple(Carer(number, name) for number, name in row.carers or ()),
        Referral(through_access_gate=row.through_access_gate, referrer=row.referrer, specific=row.specific),
        row.national_number,
        row.birth_date,
        row.presumed_birth_year,
        row.facility,
        row.dossier,
        str(row.id),
    )
