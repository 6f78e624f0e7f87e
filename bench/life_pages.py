"""How long people wait for the pages on which a dossier lives: its forms, its end, its client, requests, the bin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Flask
from sqlalchemy import select, text

from app.database import transaction
from app.domain.organisation_types import has_statements
from app.domain.roles import Role
from app.domain.scope import Scope
from bench.pages import FACILITIES, MOST_FOR_A_PAGE, opened
from bench.results import TIMES, Result
from bench.visitor import visitor_of
from models.facility import Facility
from models.reopening import ReopeningRequest

OF_OPEN_DOSSIERS = {
    "referral": "/dossiers/{code}/aanmelding/",
    "intake": "/dossiers/{code}/beginregistratie/",
    "exit": "/dossiers/{code}/eindregistratie/",
    "closing": "/dossiers/{code}/afsluiten/",
    "next schakeling": "/dossiers/{code}/schakelingen/nieuw",
    "last schakeling": "/dossiers/{code}/schakelingen/{schakeling}/",
    "decision": "/dossiers/{code}/beslissingen/{decision}/",
    "new decision": "/dossiers/{code}/beslissingen/nieuw",
    "activities": "/dossiers/{code}/activiteiten/",
}
OF_CLIENTS = {
    "client": "/clienten/{client}/",
    "change of the client": "/clienten/{client}/wijzigen/",
    "context": "/clienten/{client}/context/",
    "history of the context": "/clienten/{client}/context/geschiedenis/",
    "sheet of the context (PDF)": "/clienten/{client}/context/fiche",
    "new household": "/clienten/{client}/context/huizen/nieuw",
    "new person": "/clienten/{client}/context/personen/nieuw",
    "stay": "/clienten/{client}/context/verblijf/",
}
OF_CLOSED_DOSSIERS = {
    "closed long ago": "/dossiers/{code}/",
    "asking to reopen": "/dossiers/{code}/heropenen/vragen/",
    "new dossier of its client": "/clienten/{client}/dossier/",
}
OF_FACILITIES = {
    "taking over": "/overdragen/",
    "taking over from a colleague": "/overdragen/?van={owner}",
    "handing over": "/overdragen/doorgeven/",
    "drafts": "/concepten/",
    "capacity": "/capaciteit/",
    "register": "/clienten/",
    "search form": "/opzoeken/",
    "guide": "/hulp/",
}
OF_CASE_HANDLERS = {
    "requests that wait": "/aanvragen/",
    "all requests": "/aanvragen/?staat=alle",
    "rejected requests": "/aanvragen/?staat=rejected",
}
OF_POLICY = {
    "processed years": "/beheer/verwerkte-jaren/",
    "processed years of a facility": "/beheer/verwerkte-jaren/{facility}/",
    "capacity rows": "/beheer/capaciteit/list/",
    "facilities": "/beheer/voorzieningen/list/",
}
OF_ADMINS = {"bin, all facilities": "/beheer/prullenbak/"}


@dataclass(frozen=True)
class Subject:
    """What the addresses of one dossier are made of."""

    code: str
    client: int
    owner: int | None
    decision: int | None
    schakeling: int | None


def measure_life(app: Flask, until: date) -> Iterator[Result]:
    """The pages of a dossier's life, for a usual, a large and the largest facility, and the agency's."""
    for facility_id in FACILITIES:
        with app.app_context(), transaction(Scope.system("bench")) as session:
            code = session.scalars(select(Facility.code).where(Facility.id == facility_id)).one()
        area = f"life, {code}"
        running = subjects(app, facility_id, until)
        of_long_ago = subjects(app, facility_id, until, closed=True)
        yield from _of(app, facility_id, area, OF_OPEN_DOSSIERS, running)
        yield from _of(app, facility_id, area, OF_CLIENTS, running)
        yield from _of(app, facility_id, area, OF_CLOSED_DOSSIERS, of_long_ago)
        yield from _of(app, facility_id, area, OF_FACILITIES, running)
        manager = visitor_of(app, facility_id, Role.FACILITY_MANAGER)
        yield opened(manager, area, "bin", ["/prullenbak/"], MOST_FOR_A_PAGE)
    yield from _of_agency(app)


def _of_agency(app: Flask) -> Iterator[Result]:
    handler = visitor_of(app, None, Role.AGENCY_CASE_HANDLER)
    for name, path in OF_CASE_HANDLERS.items():
        yield opened(handler, "agency", name, [path], MOST_FOR_A_PAGE)
    asked = [f"/aanvragen/{one}/" for one in _requests(app)]
    yield opened(handler, "agency", "one request", asked, MOST_FOR_A_PAGE)
    with app.app_context(), transaction(Scope.system("bench")) as session:
        facilities = session.execute(select(Facility.code, Facility.organisation_type).order_by(Facility.id))
        codes = [code for code, kind in facilities if has_statements(kind)][:TIMES]
    policy = visitor_of(app, None)
    for name, path in OF_POLICY.items():
        yield opened(policy, "agency", name, [path.format(facility=code) for code in codes], MOST_FOR_A_PAGE)
    admin = visitor_of(app, None, Role.ADMIN)
    for name, path in OF_ADMINS.items():
        yield opened(admin, "agency", name, [path], MOST_FOR_A_PAGE)


def _of(
    app: Flask, facility_id: int, area: str, pages: Mapping[str, str], about: Sequence[Subject]
) -> Iterator[Result]:
    visitor = visitor_of(app, facility_id)
    for name, path in pages.items():
        yield opened(visitor, area, name, [path.format(**vars(one)) for one in about], MOST_FOR_A_PAGE)


def subjects(app: Flask, facility_id: int, until: date, *, closed: bool = False) -> list[Subject]:
    """Dossiers of a facility drawn at random: open ones, with help where it gives help, or ones of long ago."""
    with app.app_context(), transaction(Scope.system("bench")) as session:
        names = {"facility_id": facility_id, "closed": closed, "long_ago": until - timedelta(days=400), "times": TIMES}
        return [Subject(*row) for row in session.execute(_SUBJECTS, names)]


_SUBJECTS = text("""
select d.code, d.client_id, d.owner_id,
  (select x.id from decision x where x.dossier_id = d.id order by x."begin" desc, x.id desc limit 1),
  (select s.id from schakeling s where s.dossier_id = d.id order by s."begin" desc, s."end" desc limit 1)
from dossier d
where d.facility_id = :facility_id
  and case when :closed then d.status = 'closed' and d.last_schakeling_end < :long_ago
    and not exists (select 1 from dossier o where o.facility_id = d.facility_id and o.client_id = d.client_id
      and o.status = 'open')
    and not exists (select 1 from reopening_request r where r.dossier_id = d.id and r.state = 'requested')
  else d.status = 'open' and d.last_schakeling_begin is not null end
order by md5(d.code) limit :times
""")


def _requests(app: Flask) -> list[int]:
    query = select(ReopeningRequest.id).where(ReopeningRequest.state == "requested").limit(TIMES)
    with app.app_context(), transaction(Scope.system("bench")) as session:
        return list(session.scalars(query))
