"""Which dossiers a report counts over a period, and how old their clients are (R-2, R-3, H17.2, G10.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from app.domain.age import age_on, latest_birth
from app.domain.organisation_types import WITHOUT_CHAIN
from app.domain.period import Period


class Population(StrEnum):
    """The dossiers that a table counts: those that started, that were closed, or all that ran in the period."""

    STARTED = "started"
    CLOSED = "closed"
    ALL = "all"


CLOSED_STATUS = "closed"
NO_POPULATION: frozenset[Population] = frozenset()


class DossierCourse(NamedTuple):
    """The days of a dossier that decide in which reports it counts.

    `first_begin` and `last_end` are those of its schakelingen: no `first_begin` means that it has none, no `last_end`
    that the last one runs on. `first_talk` and `referral_date` matter where there are no schakelingen (D-4, E-4).
    """

    organisation_type: str
    status: str
    created_on: date
    ongoing_since: date | None = None
    first_begin: date | None = None
    last_end: date | None = None
    closed_on: date | None = None
    first_talk: date | None = None
    referral_date: date | None = None

    @property
    def is_closed(self) -> bool:
        """Whether somebody closed it; an end of the help alone does not (H17.2)."""
        return self.status == CLOSED_STATUS


def start_of(course: DossierCourse) -> date | None:
    """The day on which a dossier starts for the reports, None as long as no help has (R-2).

    The original start of an ongoing dossier, else the begin of the first schakeling. 1G1P: the first talk, else the
    referral. HCA and NAFT without schakelingen: the referral (D-4). Where no referral date is known, the day on which
    the dossier was made.
    """
    if course.organisation_type == "1G1P":
        return course.first_talk or course.referral_date or course.created_on
    if course.organisation_type in WITHOUT_CHAIN and course.first_begin is None:
        return course.ongoing_since or course.referral_date or course.created_on
    return course.ongoing_since or course.first_begin


def end_of(course: DossierCourse) -> date | None:
    """The last day of the help for the reports: the end of the last schakeling, None while that runs on (R-2).

    Of 1G1P, and wherever there are no schakelingen, the closing date.
    """
    if course.organisation_type == "1G1P" or course.first_begin is None:
        return course.closed_on
    return course.last_end


def populations_of(course: DossierCourse, period: Period) -> frozenset[Population]:
    """In which tables over a period a dossier counts; empty when in none (R-2, H17.2).

    Both days of the period belong to it. Running, and so among all, is what started before the period and is open now
    or has its end after the period. A dossier in the bin counts nowhere.
    """
    return populations_between(start_of(course), end_of(course), course.status, period)


def populations_between(start: date | None, end: date | None, status: str, period: Period) -> frozenset[Population]:
    """In which tables over a period a dossier with this start and end for the reports counts (R-2)."""
    if start is None or status == "deleted":
        return NO_POPULATION
    is_closed = status == CLOSED_STATUS
    started = period.begin <= start <= period.end
    closed = is_closed and end is not None and period.begin <= end <= period.end
    running = start < period.begin and (not is_closed or end is None or end > period.end)
    return _POPULATIONS[started, closed, running]


_POPULATIONS = {
    (started, closed, running): frozenset(
        population
        for population, holds in (
            (Population.STARTED, started),
            (Population.CLOSED, closed),
            (Population.ALL, started or closed or running),
        )
        if holds
    )
    for started in (False, True)
    for closed in (False, True)
    for running in (False, True)
}


def length_of_help(course: DossierCourse) -> int | None:
    """The days from the start to the end of the help, 0 when both are one day; None while it runs (R-3, H17)."""
    start, end = start_of(course), end_of(course)
    return None if start is None or end is None else max(0, (end - start).days)


def day_of_current_age(end: date | None, status: str, period: Period) -> date:
    """The day on which a client's current age is told: the end of closed help, else the end of the period (R-3)."""
    return end if status == CLOSED_STATUS and end is not None and end <= period.end else period.end


@dataclass(frozen=True)
class Bracket:
    """A class of ages or other whole numbers: its code, its words and its largest number (None = no limit)."""

    code: str
    words: str
    most: int | None


UNBORN_OR_UNKNOWN = "unborn_or_unknown"
UNBORN_OR_UNKNOWN_WORDS = "Ongeboren of onbekend"
AGE_BRACKETS: tuple[Bracket, ...] = (
    Bracket("0-2", "0 tot en met 2 jaar", 2),
    Bracket("3-5", "3 tot en met 5 jaar", 5),
    Bracket("6-8", "6 tot en met 8 jaar", 8),
    Bracket("9-11", "9 tot en met 11 jaar", 11),
    Bracket("12-14", "12 tot en met 14 jaar", 14),
    Bracket("15-17", "15 tot en met 17 jaar", 17),
    Bracket("18-20", "18 tot en met 20 jaar", 20),
    Bracket("21-24", "21 tot en met 24 jaar", 24),
    Bracket("25+", "25 jaar en ouder", None),
)
LENGTH_BRACKETS: tuple[Bracket, ...] = (
    Bracket("0-30", "0 tot en met 30 dagen", 30),
    Bracket("31-90", "31 tot en met 90 dagen", 90),
    Bracket("91-182", "91 tot en met 182 dagen", 182),
    Bracket("183-365", "183 tot en met 365 dagen", 365),
    Bracket("366-730", "366 tot en met 730 dagen", 730),
    Bracket("731-1095", "731 tot en met 1095 dagen", 1095),
    Bracket("1096+", "1096 dagen en meer", None),
)


def bracket_of(brackets: tuple[Bracket, ...], number: int) -> str:
    """The code of the class in which a whole number falls; its largest number belongs to a class."""
    return next(one.code for one in brackets if one.most is None or number <= one.most)


def age_class(birth_date: date | None, birth_year: int | None, day: date) -> str:
    """The class of somebody's age on a day (R-3).

    Where only the birth year is known, the youngest it can be. Who had no birth date, or was not born on that day, is
    in the class of the unborn and unknown.
    """
    born = latest_birth(birth_date, birth_year)
    if born is None or (born > day and (birth_date is not None or born.year > day.year)):
        return UNBORN_OR_UNKNOWN
    return bracket_of(AGE_BRACKETS, max(0, age_on(born, day)))
