"""What is kept beside a dossier: what the overview shows, and what the monitor of late registration counts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import RowMapping, text

from app.database import BincSession
from app.domain.names import name_key
from app.domain.referral import Referral
from app.domain.registrations import is_optional
from app.queries.chain import referral_of
from app.services.holding import raise_version
from app.services.registration_times import follow_registrations
from models.dossier import Dossier

# As for deployments: of rows that came a moment ago the server knows no numbers, and joins them in the slowest way.
DOSSIERS_AT_A_TIME = 50

_BESIDE = """
select
  (select max(d."begin") from decision d where d.facility_id = {facility_id} and d.dossier_id = {dossier_id})
    as last_decision_begin,
  (select min(s."begin") from schakeling s where s.facility_id = {facility_id} and s.dossier_id = {dossier_id})
    as first_schakeling_begin,
  last."begin" as last_schakeling_begin,
  last."end" as last_schakeling_end,
  array(select m.type_module_id from schakeling_module m
        where m.facility_id = {facility_id} and m.schakeling_id = last.id order by m.type_module_id)
    as last_schakeling_modules,
  (select max((r.completed_at at time zone 'Europe/Brussels')::date) from registration r
   where r.facility_id = {facility_id} and r.dossier_id = {dossier_id}
     and r.kind in ('intake', 'family_situation')) as intake_completed_on
from (select 1) as once left join lateral (
  select s.id, s."begin", s."end" from schakeling s
  where s.facility_id = {facility_id} and s.dossier_id = {dossier_id}
  order by s."begin" desc, s."end" desc nulls first limit 1) as last on true
"""
_CHAIN = text(_BESIDE.format(facility_id=":facility_id", dossier_id=":dossier_id"))
_COLUMNS = (
    "last_decision_begin",
    "first_schakeling_begin",
    "last_schakeling_begin",
    "last_schakeling_end",
    "last_schakeling_modules",
    "intake_completed_on",
)
_CHAINS = text(
    f"update dossier d set {', '.join(f'{name} = beside.{name}' for name in _COLUMNS)} from dossier own, "
    f"lateral ({_BESIDE.format(facility_id='own.facility_id', dossier_id='own.id')}) as beside "
    "where own.id = any(:dossier_ids) and d.id = own.id"
)


def refresh_summary(session: BincSession, dossier: Dossier) -> None:
    """Brings what is kept beside a dossier up to date and raises its version, in one update (D-2, D-11, G-2).

    That is what the overview shows and what the monitor of late registration counts. Call it after every change in a
    dossier, with the dossier's row locked; the update itself goes with the next flush.
    """
    session.flush()
    beside = session.execute(_CHAIN, {"facility_id": dossier.facility_id, "dossier_id": dossier.id}).mappings().one()
    _write_chain(dossier, beside)
    _write_referral(dossier)
    follow_registrations(session, [dossier.id])
    raise_version(dossier)


def refresh_summaries_of(session: BincSession, dossier_ids: list[int]) -> None:
    """Brings what is kept beside many dossiers up to date, for imports (D-2, G-2).

    Leaves versions alone, and what `beside_referral` gives.
    """
    for first in range(0, len(dossier_ids), DOSSIERS_AT_A_TIME):
        some = dossier_ids[first : first + DOSSIERS_AT_A_TIME]
        session.execute(_CHAINS, {"dossier_ids": some})
        follow_registrations(session, some)


def beside_referral(referral: Referral) -> dict[str, Any]:
    """What the overview, the search and the work list keep of a referral (D-2, D-3, E-3, E-4)."""
    reference = referral.own_reference
    return {
        "own_reference_key": name_key(reference) if reference else None,
        "intake_optional": is_optional(referral),
        "referral_date": referral.referral_date,
    }


def _write_chain(dossier: Dossier, beside: RowMapping) -> None:
    for name, value in beside.items():
        if getattr(dossier, name) != value:
            setattr(dossier, name, value)


def _write_referral(dossier: Dossier) -> None:
    for name, value in beside_referral(referral_of(dossier.referral)).items():
        setattr(dossier, name, value)
