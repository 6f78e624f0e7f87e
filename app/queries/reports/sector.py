"""Reads the base of one period's reports: every dossier that counts, of every facility (R-1, R-2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from json import JSONDecoder
from sys import intern
from typing import Any

from sqlalchemy import TextClause, select, text

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

# Everything that may count in the period: open, or over in it or later, or said to start in it although it was closed
# before; the rule of R-2 decides. Each branch has an index, so that nobody reads what was closed long ago.
_DOSSIERS = text(
    """
with late as (
  select id from dossier where status = 'closed' and (last_schakeling_end > closed_on or referral_date > closed_on)
    and (last_schakeling_end >= :begin or referral_date >= :begin)
  union select dossier_id from referral
    where (ongoing_since is not null or province is not null) and ongoing_since >= :begin
  union select unnest(cast(:talked as bigint[]))
), chosen as (
  select * from dossier where status = 'open'
  union all select * from dossier where status = 'closed' and closed_on >= :begin
  union all select * from dossier where status = 'closed' and closed_on < :begin and id in (select id from late)
)
select d.id, d.facility_id, d.client_id, d.status, d.created_on, r.ongoing_since, d.first_schakeling_begin,
  d.last_schakeling_end, d.closed_on, d.referral_date, r.province, c.sex, c.birth_date, c.presumed_birth_year,
  c.nationality, c.country_of_origin
from chosen d
join client c on c.id = d.client_id
left join referral r on r.dossier_id = d.id and (r.ongoing_since is not null or r.province is not null)
where d.first_schakeling_begin is null or d.first_schakeling_begin <= :until or r.ongoing_since <= :until
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
from referral where dossier_id = any(cast(:ids as bigint[]))
"""
)
_REGISTRATIONS = text(
    "select dossier_id, kind, answers::text from registration "
    "where dossier_id = any(cast(:ids as bigint[])) and kind = any(:kinds)"
)
_DECISIONS = text(
    "select dossier_id, ground, mandated_service from decision where dossier_id = any(cast(:ids as bigint[]))"
)
_SWITCHES = text(
    "select dossier_id, count(*) from schakeling "
    "where dossier_id = any(cast(:ids as bigint[])) and kind = 'switch' group by dossier_id"
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
ROWS_AT_ONCE = 1_000
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
    with without_looking_for_garbage(lasts=True):
        return _base(session, period)


def _base(session: Any, period: Period) -> ReportBase:
    reading = Reading(period, _facilities(session, period))
    reading.take(session)
    started, closed = _ids(reading.started), _ids(reading.closed)
    pages, decisions = _pages(session, started, closed), _decisions(session, closed)
    switches = dict(_rows(session, _SWITCHES, closed))
    dossiers = reading.running
    for key, core in {**reading.started, **reading.closed}.items():
        told = (pages.get(key, NO_PAGES), decisions.get(key, ()), switches.get(key, 0))
        dossiers.append(CountedDossier(*core, *told))
    return ReportBase(
        period, reading.facilities, reading.clients, tuple(reading.places), dossiers, _answer_lists(session)
    )


# The first fields of a counted dossier, as far as the dossier itself tells them.
Core = tuple[int, int, frozenset[Population], date, date, int | None]


@dataclass
class Reading:
    """The dossiers that count in a period, with their clients and places, as they are read.

    Those that only run in the period are complete; of those that start or end in it, more is read later.
    """

    period: Period
    facilities: dict[int, ReportFacility]
    running: list[CountedDossier] = field(default_factory=list)
    started: dict[int, Core] = field(default_factory=dict)
    closed: dict[int, Core] = field(default_factory=dict)
    clients: dict[int, ClientFacts] = field(default_factory=dict)
    places: dict[Place, int] = field(default_factory=dict)

    def take(self, session: Any) -> None:
        """Reads every dossier that may count and keeps those that do (R-2)."""
        talks: dict[int, date] = dict(session.execute(_FIRST_TALKS).all())
        talked = [key for key, day in talks.items() if day in self.period]
        names = {"begin": self.period.begin, "until": self.period.end, "talked": _ids(talked)}
        facilities, clients, known = self.facilities, self.clients, dict[tuple[int, str | None], int]()
        for row in _streamed(session, _DOSSIERS, names):
            key, facility_id, client_id, status, created, since, begin, end, closed_on, referred, province = row[:11]
            kind = facilities[facility_id].organisation_type
            course = DossierCourse(
                kind, status, created, since, begin, end, closed_on, talks.get(key) if talks else None, referred
            )
            place = known.get((facility_id, province))
            if place is None:
                place = known[facility_id, province] = self._place(facility_id, province)
            if self._keep(key, client_id, place, course):
                clients[client_id] = ClientFacts._make(row[11:])

    def _place(self, facility_id: int, province: str | None) -> int:
        place = Place(facility_id, province or self.facilities[facility_id].province)
        return self.places.setdefault(place, len(self.places))

    def _keep(self, key: int, client_id: int, place: int, course: DossierCourse) -> bool:
        start, end = start_of(course), end_of(course)
        populations = populations_between(start, end, course.status, self.period)
        if not populations or start is None:
            return False
        age_day = day_of_current_age(end, course.status, self.period)
        has_started, is_closed = Population.STARTED in populations, Population.CLOSED in populations
        if not (has_started or is_closed):
            self.running.append(CountedDossier(place, client_id, populations, start, age_day))
            return True
        core = (place, client_id, populations, start, age_day, length_of_help(course) if is_closed else None)
        if has_started:
            self.started[key] = core
        if is_closed:
            self.closed[key] = core
        return True


def _ids(keys: Iterable[int]) -> str:
    """Many numbers as one parameter of a statement; as a list, each of them would be one."""
    return f"{{{','.join(map(str, keys))}}}"


def _streamed(session: Any, query: TextClause, names: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    """The rows of a statement while the server still makes them, so that both work at once."""
    connection = session.connection()
    statement = str(query.compile(dialect=connection.dialect))
    with connection.connection.cursor() as cursor:
        yield from cursor.stream(statement, names, size=ROWS_AT_ONCE)


def _rows(session: Any, query: Any, ids: str, **names: Any) -> list[Any]:
    return list(session.execute(query, {"ids": ids, **names}).all())


def _pages(session: Any, started: str, closed: str) -> Pages:
    """The answers that tables read: of started dossiers what is asked at the start, of closed ones at the end."""
    pages: Pages = {}
    for dossier_id, *values in _rows(session, _REFERRALS, started):
        pages[dossier_id] = {REFERRAL: dict(zip(REFERRAL_KEYS, values, strict=True))}
    read = JSONDecoder().decode
    for ids, kinds in ((started, AT_START), (closed, AT_END)):
        for dossier_id, kind, answers in _rows(session, _REGISTRATIONS, ids, kinds=list(kinds)):
            own = {intern(key): _kept(answer) for key, answer in read(answers).items()}
            pages.setdefault(dossier_id, {})[kind] = own
    return pages


def _kept(answer: Any) -> Any:
    """An answer, of which one copy is kept however many dossiers gave it."""
    return intern(answer) if isinstance(answer, str) else answer


def _decisions(session: Any, ids: str) -> dict[int, tuple[tuple[str, str | None], ...]]:
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
