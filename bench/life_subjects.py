"""Which dossiers, clients, people and facilities the pages of a dossier's life are measured on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Flask
from sqlalchemy import func, select, text

from app.database import BincSession, transaction
from app.demo.population import population
from app.domain.organisation_types import has_statements
from app.domain.registration_fields import registrations_of
from app.domain.scope import Scope
from bench.pages import FACILITIES
from bench.results import TIMES
from models.dossier import Dossier
from models.facility import Facility
from models.reopening import ReopeningRequest
from views.registration_states import SLUGS


@dataclass(frozen=True)
class Subject:
    """What the addresses of one dossier are made of."""

    code: str
    client: int
    owner: int | None
    decision: int | None
    schakeling: int | None
    household: int | None
    person: int | None


@dataclass(frozen=True)
class OtherKind:
    """The largest facility of an organisation type, what its registrations are called, and whether it gives help."""

    organisation_type: str
    facility_id: int
    slugs: tuple[str, ...]
    with_help: bool


def subjects(app: Flask, facility_id: int, until: date, *, closed: bool = False) -> list[Subject]:
    """Dossiers of a facility drawn at random: open ones, with help where it gives help, or ones of long ago."""
    with app.app_context(), transaction(Scope.system("bench")) as session:
        names = {"facility_id": facility_id, "closed": closed, "long_ago": until - timedelta(days=400), "times": TIMES}
        return [Subject(*row) for row in session.execute(_SUBJECTS, names)]


_SUBJECTS = text("""
select d.code, d.client_id, d.owner_id,
  (select x.id from decision x where x.dossier_id = d.id order by x."begin" desc, x.id desc limit 1),
  (select s.id from schakeling s where s.dossier_id = d.id order by s."begin" desc, s."end" desc limit 1),
  (select h.id from context_household h where h.client_id = d.client_id limit 1),
  (select p.id from context_person p where p.client_id = d.client_id limit 1)
from dossier d
where d.facility_id = :facility_id
  and case when :closed then d.status = 'closed' and d.last_schakeling_end < :long_ago
    and not exists (select 1 from dossier o where o.facility_id = d.facility_id and o.client_id = d.client_id
      and o.status = 'open')
    and not exists (select 1 from reopening_request r where r.dossier_id = d.id and r.state = 'requested')
  else d.status = 'open' and (d.last_schakeling_begin is not null or not exists (
    select 1 from schakeling s where s.facility_id = d.facility_id)) end
order by md5(d.code) limit :times
""")


def other_kinds(app: Flask) -> list[OtherKind]:
    """Of each organisation type that the three known facilities do not have, the one with most dossiers."""
    query = (
        select(Facility.organisation_type, Facility.id, func.count(), func.max(Dossier.last_schakeling_begin))
        .join(Dossier, Dossier.facility_id == Facility.id)
        .group_by(Facility.id)
        .order_by(func.count().desc())
    )
    with app.app_context(), transaction(Scope.system("bench")) as session:
        largest: dict[str, OtherKind] = {}
        for kind, facility_id, _, last in session.execute(query):
            slugs = tuple(SLUGS[one] for one in registrations_of(kind))
            largest.setdefault(kind, OtherKind(kind, facility_id, slugs, last is not None))
        known = set(session.scalars(select(Facility.organisation_type).where(Facility.id.in_(FACILITIES))))
    return [one for one in largest.values() if one.organisation_type not in known]


def facilities_with_statements(app: Flask) -> list[str]:
    """The codes of facilities whose years are processed."""
    query = select(Facility.code, Facility.organisation_type).order_by(Facility.id)
    with app.app_context(), transaction(Scope.system("bench")) as session:
        return [code for code, kind in session.execute(query) if has_statements(kind)][:TIMES]


def facility_code(app: Flask, facility_id: int) -> str:
    """The code of a facility."""
    with app.app_context(), transaction(Scope.system("bench")) as session:
        return session.scalars(select(Facility.code).where(Facility.id == facility_id)).one()


def waiting_requests(app: Flask) -> list[int]:
    """Requests to reopen that nobody has answered."""
    query = select(ReopeningRequest.id).where(ReopeningRequest.state == "requested").limit(TIMES)
    with app.app_context(), transaction(Scope.system("bench")) as session:
        return list(session.scalars(query))


def deletable_codes(session: BincSession, facility_id: int) -> list[str]:
    """Open dossiers without decisions and schakelingen (D-8)."""
    empty: Iterable[str] = session.scalars(
        select(Dossier.code)
        .where(Dossier.facility_id == facility_id, Dossier.status == "open")
        .where(Dossier.last_decision_begin.is_(None), Dossier.last_schakeling_begin.is_(None))
        .order_by(func.md5(Dossier.code))
        .limit(TIMES)
    )
    return list(empty)


def number_in_register() -> str:
    """The national number of somebody young whom the register knows."""
    born = [person for person in population().people if person.birth_date is not None]
    return max(born, key=lambda person: (person.birth_date or date.min, person.national_number)).national_number
