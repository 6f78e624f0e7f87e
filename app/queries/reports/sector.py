"""Reads the base of one period's reports: every dossier that counts, of every facility (R-1, R-2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from sys import intern
from typing import Any

from sqlalchemy import select, text

from app.domain.capacity import POOL, in_force
from app.domain.period import Period
from app.domain.registration_fields import EXIT, FAMILY_SITUATION, INTAKE, TRAJECTORY
from app.domain.reports.base import (
    NO_PAGES,
    AnswerLists,
    ClientFacts,
    CountedDossier,
    ListedClass,
    Place,
    ReportBase,
    ReportFacility,
)
from app.domain.reports.garbage import without_looking_for_garbage
from app.domain.reports.kinds import TABLES
from app.domain.reports.population import (
    DossierCourse,
    Population,
    day_of_current_age,
    end_of,
    length_of_help,
    populations_between,
    start_of,
)
from app.domain.reports.sector import SectorCounts
from app.domain.reports.tables import REFERRAL
from app.domain.scope import EVERY_FACILITY
from app.queries.figures.lines import capacity_of, module_lines
from models.facility import Facility
from models.reference import Answer

# Everything that may count in the period: open, over in it or later, or said to start in it; the rule of R-2 decides.
_DOSSIERS = text(
    """
select d.id, d.facility_id, d.client_id, d.status, d.created_on, r.ongoing_since, d.first_schakeling_begin,
  d.last_schakeling_end, d.closed_on, d.referral_date, r.province, c.sex, c.birth_date, c.presumed_birth_year,
  c.nationality, c.country_of_origin
from dossier d
join client c on c.id = d.client_id
left join referral r on r.dossier_id = d.id and (r.ongoing_since is not null or r.province is not null)
where d.status <> 'deleted' and (d.status = 'open' or d.last_schakeling_end >= :begin or d.closed_on >= :begin
    or d.referral_date >= :begin or r.ongoing_since >= :begin or d.id = any(:talked))
  and (d.first_schakeling_begin is null or d.first_schakeling_begin <= :until or r.ongoing_since <= :until)
"""
)
_FIRST_TALKS = text(
    "select dossier_id, (answers ->> 'first_talk')::date from registration "
    "where kind = 'trajectory' and answers ->> 'first_talk' is not null"
)
_REFERRALS = text(
    """
select dossier_id, through_access_gate, referrer, outflow_from_institution, specific, foster_care_kind,
  foster_care_age_group, waiting_list, waiting_functions, learning_projects
from referral where dossier_id = any(:ids)
"""
)
_REGISTRATIONS = text(
    "select dossier_id, kind, answers from registration where dossier_id = any(:ids) and kind = any(:kinds)"
)
_DECISIONS = text("select dossier_id, ground, mandated_service from decision where dossier_id = any(:ids) order by id")
_SWITCHES = text(
    "select dossier_id, count(*) from schakeling where dossier_id = any(:ids) and kind = 'switch' group by dossier_id"
)
REFERRAL_KEYS = (
    "through_access_gate",
    "referrer",
    "outflow_from_institution",
    "specific",
    "foster_care_kind",
    "foster_care_age_group",
    "waiting_list",
    "waiting_functions",
    "learning_projects",
)
AT_START, AT_END = (INTAKE, FAMILY_SITUATION), (EXIT, TRAJECTORY)
Pages = dict[int, dict[str, dict[str, Any]]]


def count_sector(session: Any, period: Period) -> SectorCounts:
    """The counts of every facility over a period, from one reading of their dossiers (R-1).

    Only a session that reaches every facility can count the sector: raises ValueError for another.
    """
    if session.info["scope"].dossiers != EVERY_FACILITY:
        raise ValueError("a part of the sector cannot stand for the whole of it")
    return SectorCounts(read_base(session, period))


def read_base(session: Any, period: Period) -> ReportBase:
    """What the reports of a period are counted from, of the facilities within reach of the session."""
    with without_looking_for_garbage():
        return _base(session, period)


def _base(session: Any, period: Period) -> ReportBase:
    reading = Reading(period, _facilities(session, period))
    reading.take(session)
    pages = _pages(session, reading.started, reading.closed)
    decisions = _decisions(session, reading.closed)
    switches = dict(_rows(session, _SWITCHES, reading.closed))
    for key in {*pages, *decisions, *switches}:
        reading.dossiers[key] = reading.dossiers[key]._replace(
            pages=pages.get(key, NO_PAGES), decisions=decisions.get(key, ()), switches=switches.get(key, 0)
        )
    dossiers = list(reading.dossiers.values())
    return ReportBase(
        period, reading.facilities, reading.clients, tuple(reading.places), dossiers, _answer_lists(session)
    )


@dataclass
class Reading:
    """The dossiers that count in a period, with their clients and places, as they are read."""

    period: Period
    facilities: dict[int, ReportFacility]
    dossiers: dict[int, CountedDossier] = field(default_factory=dict)
    clients: dict[int, ClientFacts] = field(default_factory=dict)
    places: dict[Place, int] = field(default_factory=dict)
    started: list[int] = field(default_factory=list)
    closed: list[int] = field(default_factory=list)

    def take(self, session: Any) -> None:
        """Reads every dossier that may count and keeps those that do (R-2)."""
        talks: dict[int, date] = dict(session.execute(_FIRST_TALKS).all())
        talked = [key for key, day in talks.items() if day in self.period]
        names = {"begin": self.period.begin, "until": self.period.end, "talked": talked}
        for row in session.execute(_DOSSIERS, names):
            key, facility_id, client_id, status, created, since, begin, end, closed_on, referred, province = row[:11]
            facility, talk = self.facilities[facility_id], talks.get(key)
            kind = facility.organisation_type
            course = DossierCourse(kind, status, created, since, begin, end, closed_on, talk, referred)
            if self._keep(key, client_id, Place(facility_id, province or facility.province), course):
                self.clients[client_id] = ClientFacts(*row[11:])

    def _keep(self, key: int, client_id: int, place: Place, course: DossierCourse) -> bool:
        start, end = start_of(course), end_of(course)
        populations = populations_between(start, end, course.status, self.period)
        if not populations or start is None:
            return False
        if Population.STARTED in populations:
            self.started.append(key)
        length = None
        if Population.CLOSED in populations:
            self.closed.append(key)
            length = length_of_help(course)
        number = self.places.setdefault(place, len(self.places))
        age_day = day_of_current_age(end, course.status, self.period)
        self.dossiers[key] = CountedDossier(number, client_id, populations, start, age_day, length)
        return True


def _rows(session: Any, query: Any, ids: Sequence[int], **names: Any) -> list[Any]:
    return session.execute(query, {"ids": ids, **names}).all() if ids else []


def _pages(session: Any, started: Sequence[int], closed: Sequence[int]) -> Pages:
    """The answers that tables read: of started dossiers what is asked at the start, of closed ones at the end."""
    pages: Pages = {}
    for dossier_id, *values in _rows(session, _REFERRALS, started):
        pages.setdefault(dossier_id, {})[REFERRAL] = dict(zip(REFERRAL_KEYS, values, strict=True))
    for ids, kinds in ((started, AT_START), (closed, AT_END)):
        for dossier_id, kind, answers in _rows(session, _REGISTRATIONS, ids, kinds=list(kinds)):
            pages.setdefault(dossier_id, {})[kind] = {intern(key): _kept(answer) for key, answer in answers.items()}
    return pages


def _kept(answer: Any) -> Any:
    """An answer, of which one copy is kept however many dossiers gave it."""
    return intern(answer) if isinstance(answer, str) else answer


def _decisions(session: Any, ids: Sequence[int]) -> dict[int, tuple[tuple[str, str | None], ...]]:
    found: dict[int, list[tuple[str, str | None]]] = {}
    for dossier_id, ground, service in _rows(session, _DECISIONS, ids):
        found.setdefault(dossier_id, []).append((ground, service))
    return {dossier_id: tuple(decisions) for dossier_id, decisions in found.items()}


def _facilities(session: Any, period: Period) -> dict[int, ReportFacility]:
    columns = (Facility.id, Facility.name, Facility.organisation_type, Facility.province)
    housed = _with_residence(session, period)
    rows = session.execute(select(*columns))
    return {key: ReportFacility(key, name, kind, province, key in housed) for key, name, kind, province in rows}


def _with_residence(session: Any, period: Period) -> set[int]:
    """The facilities recognised for residence on at least one day of the period (R-1, M-3)."""
    modules = module_lines(session, "OVBJ").values()
    residential = {POOL, *(one.capacity_line for one in modules if one.function == "residence")}
    return {
        facility_id
        for facility_id, rows in capacity_of(session).items()
        if any(one.row.line in residential and one.row.recognised > 0 for one in in_force(rows, period))
    }


def _answer_lists(session: Any) -> AnswerLists:
    wanted = {part.answers for table in TABLES.values() for part in table.parts if part.answers}
    query = select(Answer.list_name, Answer.code, Answer.label, Answer.retired).where(Answer.list_name.in_(wanted))
    lists: dict[str, list[ListedClass]] = {}
    for name, *one in session.execute(query.order_by(Answer.list_name, Answer.sequence, Answer.label)):
        lists.setdefault(name, []).append(ListedClass(*one))
    return lists
