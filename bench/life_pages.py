"""How long people wait for the pages on which a dossier lives: its forms, its end, its client, requests, the bin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from flask import Flask

from app.domain.organisation_types import REGISTER_UNBORN
from app.domain.roles import Role
from bench.life_deeds import measure_deeds, measure_requests, measure_unborn
from bench.life_subjects import (
    OtherKind,
    Subject,
    facilities_with_statements,
    facility_code,
    other_kinds,
    subjects,
    waiting_requests,
)
from bench.pages import FACILITIES, MOST_FOR_A_PAGE, opened
from bench.results import Result
from bench.visitor import visitor_of

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
OF_EVERY_KIND = {
    "overview": "/",
    "work list": "/werklijst/",
    "dossier": "/dossiers/{code}/",
    "referral": "/dossiers/{code}/aanmelding/",
    "closing": "/dossiers/{code}/afsluiten/",
    "client": "/clienten/{client}/",
    "new dossier": "/clienten/{client}/dossier/",
}
OF_KINDS_WITH_HELP = {
    "new decision": "/dossiers/{code}/beslissingen/nieuw",
    "next schakeling": "/dossiers/{code}/schakelingen/nieuw",
}
OF_CLIENTS = {
    "client": "/clienten/{client}/",
    "change of the client": "/clienten/{client}/wijzigen/",
    "context": "/clienten/{client}/context/",
    "history of the context": "/clienten/{client}/context/geschiedenis/",
    "sheet of the context (PDF)": "/clienten/{client}/context/fiche",
    "new household": "/clienten/{client}/context/huizen/nieuw",
    "new facility as household": "/clienten/{client}/context/voorzieningen/nieuw",
    "household": "/clienten/{client}/context/huizen/{household}/",
    "new person": "/clienten/{client}/context/personen/nieuw",
    "person": "/clienten/{client}/context/personen/{person}/",
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
    "mailbox": "/postvak/",
    "capacity": "/capaciteit/",
    "register": "/clienten/",
    "search form": "/opzoeken/",
    "guide": "/hulp/",
}
OF_CASE_HANDLERS = {
    "start page": "/",
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
OF_ADMINS = {
    "bin, all facilities": "/beheer/prullenbak/",
    "outbox": "/beheer/berichten/",
    "answer lists": "/beheer/antwoordlijsten/list/",
}


def measure_life(app: Flask, until: date) -> Iterator[Result]:
    """The pages of a dossier's life: of a usual, a large and the largest facility, of other kinds, and the agency's."""
    for facility_id in FACILITIES:
        area = f"life, {facility_code(app, facility_id)}"
        running = subjects(app, facility_id, until)
        of_long_ago = subjects(app, facility_id, until, closed=True)
        for pages in (OF_OPEN_DOSSIERS, OF_CLIENTS, OF_FACILITIES):
            yield from _of(app, facility_id, area, pages, running)
        yield from _of(app, facility_id, area, OF_CLOSED_DOSSIERS, of_long_ago)
        manager = visitor_of(app, facility_id, Role.FACILITY_MANAGER)
        yield opened(manager, area, "bin", ["/prullenbak/"], MOST_FOR_A_PAGE)
        yield from measure_deeds(app, facility_id, area, running)
        yield from measure_requests(app, facility_id, area, of_long_ago)
    for kind in other_kinds(app):
        yield from _of_kind(app, kind, until)
    yield from _of_agency(app)


def _of_kind(app: Flask, kind: OtherKind, until: date) -> Iterator[Result]:
    """What differs between organisation types: what stands on a dossier, and which forms it has."""
    area, about = f"life, {kind.organisation_type}", subjects(app, kind.facility_id, until)
    forms = {slug: f"/dossiers/{{code}}/{slug}/" for slug in kind.slugs}
    pages = OF_EVERY_KIND | forms | (OF_KINDS_WITH_HELP if kind.with_help else {})
    yield from _of(app, kind.facility_id, area, pages, about)
    if kind.organisation_type in REGISTER_UNBORN:
        yield from measure_unborn(app, kind.facility_id, area)


def _of_agency(app: Flask) -> Iterator[Result]:
    handler = visitor_of(app, None, Role.AGENCY_CASE_HANDLER)
    for name, path in OF_CASE_HANDLERS.items():
        yield opened(handler, "agency", name, [path], MOST_FOR_A_PAGE)
    asked = [f"/aanvragen/{one}/" for one in waiting_requests(app)]
    yield opened(handler, "agency", "one request", asked, MOST_FOR_A_PAGE)
    codes = facilities_with_statements(app)
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
        known = [one for one in about if None not in (vars(one)[part] for part in vars(one) if f"{{{part}}}" in path)]
        yield opened(visitor, area, name, [path.format(**vars(one)) for one in known], MOST_FOR_A_PAGE)
