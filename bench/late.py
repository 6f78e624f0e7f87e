"""How long a facility and the agency wait for what was registered too late, and the jobs behind it (G-2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from flask import Flask
from sqlalchemy import select, text

from app.database import transaction
from app.domain.quarter import Quarter
from app.domain.scope import Scope
from app.services.registration_reminders import remind_of_registrations
from app.services.registration_times import DOSSIERS_AT_A_TIME, follow_next_registrations
from bench.pages import FACILITIES, MOST_FOR_A_PAGE, MOST_FOR_ANY_PAGE, opened
from bench.results import Result, clocked
from bench.visitor import visitor_of
from models.timed_registration import TimedRegistration

# In the generated sector each day is saved as it comes: one in twelve is put off to nine to sixty-eight days later, by
# a number that is the same in every run.
_SPREAD = text(
    """
update timed_registration set late = true, days_after = put.days, saved_on = day + put.days,
  firsts_missed = 12 * (extract(year from day + put.days)::int - extract(year from day)::int)
    + extract(month from day + put.days)::int - extract(month from day)::int,
  firsts = array(select first::date from generate_series(
    date_trunc('month', day) + interval '1 month', day + put.days, interval '1 month') first)
from (select n, 9 + n % 60 as days from generate_series(0, 719) n) put
where (schakeling_id * 7919) % 720 = put.n and put.n % 12 = 0 and not late
"""
)


def measure_late(app: Flask, until: date) -> Iterator[Result]:
    """The page of a usual and a large facility, that of the agency with its filters, the start pages, and the jobs."""
    yield from _prepared(app)
    for facility_id in FACILITIES:
        visitor = visitor_of(app, facility_id)
        for name, path in _of_facility(until).items():
            yield opened(visitor, f"late, facility {facility_id}", name, [path], MOST_FOR_ANY_PAGE)
        yield opened(visitor, f"late, facility {facility_id}", "start page", ["/"], MOST_FOR_A_PAGE)
    agency = visitor_of(app, None)
    for name, path in _of_agency(until).items():
        yield opened(agency, "late, agency", name, [path], MOST_FOR_ANY_PAGE)
    yield opened(agency, "late, agency", "start page", ["/"], MOST_FOR_A_PAGE)
    yield from _jobs(app, until)


def _prepared(app: Flask) -> Iterator[Result]:
    """The rows of the monitor, counted where they are missing, and some of them late."""
    with app.app_context(), transaction(Scope.system("bench")) as session:
        known = session.scalar(select(TimedRegistration.late).where(TimedRegistration.late).limit(1))
        if known:
            return
        milliseconds = clocked(lambda: _follow_all(session))
        session.execute(_SPREAD)
        session.commit()
    with app.app_context():
        yield Result("late", "counting everything for the first time", milliseconds)


def _follow_all(session: object, most: int | None = None) -> int:
    """Goes through all dossiers, or through so many handfuls of them; answers how many handfuls there were."""
    last, handfuls = 0, 0
    while most is None or handfuls < most:
        came_to, _ = follow_next_registrations(session, last)  # type: ignore[arg-type]
        session.commit()  # type: ignore[attr-defined]
        if came_to is None:
            break
        last, handfuls = came_to, handfuls + 1
    return handfuls


def _of_facility(until: date) -> dict[str, str]:
    here = "/tijdig-registreren/"
    return {
        "this quarter": here,
        "a year by days": f"{here}?periode={until.year - 1}&sorteer=dagen&volgorde=af",
        "a year with a first of the month": f"{here}?periode={until.year - 1}&gevolg=ja&soort=begin",
    }


def _of_agency(until: date) -> dict[str, str]:
    here = "/cijfers/laattijdige-registratie/"
    return {
        "this quarter": here,
        "last quarter by median": f"{here}?periode={Quarter.of(until).previous}&sorteer=mediaan&volgorde=af",
        "a whole year": f"{here}?periode={until.year - 1}",
        "one type in one province": f"{here}?periode={until.year - 1}&type=OVBJ&provincie=Antwerpen",
    }


def _jobs(app: Flask, until: date) -> Iterator[Result]:
    with app.app_context(), transaction(Scope.system("bench")) as session:
        session.execute(text("delete from registration_reminder"))
        told: list[int] = []
        milliseconds = clocked(lambda: told.append(remind_of_registrations(session, today=until)))
        session.rollback()
        handfuls: list[int] = []
        compared = clocked(lambda: handfuls.append(_follow_all(session, most=5)))
        session.rollback()
    yield Result("late", "reminders of a morning", milliseconds, note=f"{told[0]} people told")
    note = f"{handfuls[0] * DOSSIERS_AT_A_TIME} dossiers"
    yield Result("late", "comparing at night, a part", compared, note=note)
