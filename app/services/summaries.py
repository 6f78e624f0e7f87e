"""What the overview shows of a dossier, kept beside it (D-2)."""

from __future__ import annotations

from sqlalchemy import RowMapping, text

from app.database import BincSession
from app.domain.names import name_key
from app.domain.registrations import is_optional
from app.queries.chain import referral_of
from app.services.holding import raise_version
from models.dossier import Dossier

_CHAIN = text(
    """
select
  (select max(d."begin") from decision d where d.facility_id = :facility_id and d.dossier_id = :dossier_id)
    as last_decision_begin,
  (select min(s."begin") from schakeling s where s.facility_id = :facility_id and s.dossier_id = :dossier_id)
    as first_schakeling_begin,
  last."begin" as last_schakeling_begin,
  last."end" as last_schakeling_end,
  array(select m.type_module_id from schakeling_module m
        where m.facility_id = :facility_id and m.schakeling_id = last.id order by m.type_module_id)
    as last_schakeling_modules,
  (select (r.completed_at at time zone 'Europe/Brussels')::date from registration r
   where r.facility_id = :facility_id and r.dossier_id = :dossier_id and r.kind = 'intake') as intake_completed_on
from (select 1) as once left join lateral (
  select s.id, s."begin", s."end" from schakeling s
  where s.facility_id = :facility_id and s.dossier_id = :dossier_id
  order by s."begin" desc, s."end" desc nulls first limit 1) as last on true
"""
)


def refresh_summary(session: BincSession, dossier: Dossier) -> None:
    """Brings what the overview shows of a dossier up to date and raises its version, in one update (D-2, D-11).

    Call it after every change in a dossier, with the dossier's row locked; the update itself goes with the next flush.
    """
    session.flush()
    beside = session.execute(_CHAIN, {"facility_id": dossier.facility_id, "dossier_id": dossier.id}).mappings().one()
    _write_chain(dossier, beside)
    _write_referral(dossier)
    raise_version(dossier)


def _write_chain(dossier: Dossier, beside: RowMapping) -> None:
    for name, value in beside.items():
        if getattr(dossier, name) != value:
            setattr(dossier, name, value)


def _write_referral(dossier: Dossier) -> None:
    reference = dossier.referral.own_reference if dossier.referral else None
    dossier.own_reference_key = name_key(reference) if reference else None
    dossier.intake_optional = is_optional(referral_of(dossier.referral))
