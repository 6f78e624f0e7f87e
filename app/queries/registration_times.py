"""The schakelingen of dossiers as the Groeipakket comes to know them: what each sends and when it was saved (G-2)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from app.database import BincSession
from app.domain.groeipakket import Placement, decide_impact
from app.domain.late_registration import KnownPlacement, PaymentTerms
from app.domain.referral import Referral
from app.domain.saved_days import Moments
from app.queries.catalogue import modules_by_id
from models.columns import SavedDays

# What nobody knows the moment of is never late, and shares no day of saving with what comes before or after it.
_SAVED = text(
    """
select s.facility_id, s.dossier_id, s.id, s."begin", s."end", s.elsewhere, s.paid_to_parents,
  s.begin_registered_at, s.end_registered_at, s.earlier_begins, s.earlier_ends,
  e.ground, d.birth_date, d.birth_year, r.referrer, r.specific,
  array(select m.type_module_id from schakeling_module m
        where m.facility_id = s.facility_id and m.schakeling_id = s.id) as module_ids,
  array(select c.national_number::text from foster_carer c
        where c.facility_id = s.facility_id and c.schakeling_id = s.id) as carers
-- Chosen before anything is joined: of rows that came a moment ago the server knows no numbers, and would go through
-- all schakelingen of a facility for each of its dossiers.
from (select * from schakeling where dossier_id = any(:dossier_ids)
  and (begin_registered_at is not null or end_registered_at is not null) offset 0) s
join dossier d on d.facility_id = s.facility_id and d.id = s.dossier_id
join decision e on e.facility_id = s.facility_id and e.id = s.decision_id
left join referral r on r.facility_id = s.facility_id and r.dossier_id = s.dossier_id
order by s.dossier_id, s."begin", coalesce(s."end", date '9999-12-31'), s.id
"""
).columns(earlier_begins=SavedDays(), earlier_ends=SavedDays())


@dataclass
class DossierPlacements:
    """A dossier of a facility with its schakelingen in order."""

    facility_id: int
    placements: list[KnownPlacement]


def saved_placements(session: BincSession, dossier_ids: Collection[int]) -> dict[int, DossierPlacements]:
    """The schakelingen of which it is known when they were saved, by dossier; a dossier without any is left out."""
    found: dict[int, DossierPlacements] = {}
    for row in session.execute(_SAVED, {"dossier_ids": list(dossier_ids)}):
        of_dossier = found.setdefault(row.dossier_id, DossierPlacements(row.facility_id, []))
        of_dossier.placements.append(_placement(session, row))
    return found


def _placement(session: BincSession, row: Any) -> KnownPlacement:
    moments = Moments(row.begin_registered_at, row.end_registered_at, row.earlier_begins, row.earlier_ends)
    return KnownPlacement(row.id, row.begin, row.end, moments, _terms(session, row))


def _terms(session: BincSession, row: Any) -> PaymentTerms | None:
    catalogue = modules_by_id(session)
    offered = tuple(catalogue[module_id] for module_id in row.module_ids)
    placement = Placement(row.begin, offered, row.elsewhere, row.paid_to_parents)
    referral = Referral(referrer=row.referrer, specific=row.specific)
    impact = decide_impact(placement, referral, row.birth_date, row.birth_year)
    return PaymentTerms(frozenset(impact.modules), frozenset(row.carers), row.ground) if impact.sends else None
