"""What is to be done in the dossiers of a facility, and since or until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.organisation_types import REGISTER_UNBORN
from app.domain.registration_fields import FAMILY_SITUATION, INTAKE, registrations_of
from app.domain.registrations import due_date

SWITCHING_AGES = (6, 12, 17, 21, 24)
# The kind of access (M-1) that rests on a decision of the access gate.
ACCESS_GATE = "NRTJ"
DAYS_BEFORE_END, DAYS_AFTER_END = 14, 7

LATE, SOON, WHENEVER = 1, 2, 3


@dataclass(frozen=True)
class WorkKind:
    """One kind of work: its name, the rule behind it, how pressing it is, and its words for one and for several."""

    name: str
    rule: str
    urgency: int
    one: str
    several: str


INTAKE_LATE = WorkKind("intake_late", "E-1", LATE, "beginregistratie te laat", "beginregistraties te laat")
INTAKE_DUE = WorkKind("intake_due", "E-1", SOON, "beginregistratie in te vullen", "beginregistraties in te vullen")
FAMILY_LATE = WorkKind("family_late", "E-4", LATE, "gezinssituatie te laat", "gezinssituaties te laat")
FAMILY_DUE = WorkKind("family_due", "E-4", SOON, "gezinssituatie in te vullen", "gezinssituaties in te vullen")
FOLLOW_UP = WorkKind("follow_up", "S-2", SOON, "schakeling zonder vervolg", "schakelingen zonder vervolg")
NOT_STARTED = WorkKind("not_started", "S-3", WHENEVER, "dossier zonder schakeling", "dossiers zonder schakeling")
SWITCHING_AGE = WorkKind("switching_age", "S-15", WHENEVER, "schakelleeftijd bereikt", "schakelleeftijden bereikt")
UNBORN = WorkKind("unborn", "C-4", WHENEVER, "ongeboren kind te koppelen", "ongeboren kinderen te koppelen")
APPROVED = WorkKind("reopening_approved", "D-7", SOON, "aanvraag goedgekeurd", "aanvragen goedgekeurd")
REJECTED = WorkKind("reopening_rejected", "D-7", SOON, "aanvraag afgekeurd", "aanvragen afgekeurd")
TO_CLOSE = WorkKind("to_close", "D-6", WHENEVER, "dossier af te sluiten", "dossiers af te sluiten")

# The most pressing first.
WORK_KINDS: Mapping[str, WorkKind] = {
    kind.name: kind
    for kind in (
        INTAKE_LATE,
        FAMILY_LATE,
        APPROVED,
        REJECTED,
        FOLLOW_UP,
        INTAKE_DUE,
        FAMILY_DUE,
        NOT_STARTED,
        SWITCHING_AGE,
        UNBORN,
        TO_CLOSE,
    )
}
OF_REGISTRATION = {INTAKE: (INTAKE_LATE, INTAKE_DUE), FAMILY_SITUATION: (FAMILY_LATE, FAMILY_DUE)}
# What the agency answered to somebody's own request: work of that person alone, until they opened the dossier.
ANSWERS = (APPROVED, REJECTED)
OF_CHAIN = (FOLLOW_UP, NOT_STARTED, SWITCHING_AGE, TO_CLOSE)


def work_kinds_of(organisation_type: str, with_chain: bool) -> tuple[WorkKind, ...]:
    """The kinds of work that a facility can have, the most pressing first; what it does not register is no work."""
    first = registrations_of(organisation_type)[0]
    unborn = (UNBORN,) if organisation_type in REGISTER_UNBORN else ()
    own = (*OF_REGISTRATION[first], *unborn, *(OF_CHAIN if with_chain else ()))
    return tuple(kind for kind in WORK_KINDS.values() if kind in own)


@dataclass(frozen=True)
class WorkFacts:
    """What decides which work an open dossier asks for.

    `help_start` is the day from which the first registration is counted (E-1, E-4), None while that has not come.
    `born` is the birth date, the last day of the year where only that is known, None for an unborn child.
    `by_access_gate` tells whether the running help is of the kind that the access gate decides upon (NRTJ).
    """

    created_on: date
    registration: str = INTAKE
    with_chain: bool = True
    registration_optional: bool = False
    registration_completed_on: date | None = None
    help_start: date | None = None
    last_decision_begin: date | None = None
    last_schakeling_begin: date | None = None
    last_schakeling_end: date | None = None
    born: date | None = None
    unborn: bool = False
    deceased: bool = False
    by_access_gate: bool = False


def work_of(facts: WorkFacts, today: date) -> dict[str, date]:
    """The work in one open dossier: its kinds by name, each with the day until which or since when (S-15)."""
    return {
        **_registration_work(facts, today),
        **({UNBORN.name: facts.created_on} if facts.unborn else {}),
        **(_chain_work(facts, today) if facts.with_chain else {}),
    }


def _registration_work(facts: WorkFacts, today: date) -> dict[str, date]:
    if facts.registration_completed_on is not None or facts.help_start is None:
        return {}
    if facts.registration_optional and facts.registration == INTAKE:
        return {}
    due = due_date(facts.help_start)
    late, in_time = OF_REGISTRATION[facts.registration]
    return {(late if due < today else in_time).name: due}


def _chain_work(facts: WorkFacts, today: date) -> dict[str, date]:
    if facts.last_schakeling_begin is None:
        return {NOT_STARTED.name: facts.last_decision_begin or facts.created_on}
    end = facts.last_schakeling_end
    if end is not None and awaits_follow_up(end, facts.last_decision_begin, today):
        ended = {FOLLOW_UP.name: end}
    else:
        ended = {TO_CLOSE.name: end} if end is not None and end < today else {}
    return {**ended, **_switching_work(facts, today)}


def awaits_follow_up(end: date, last_decision_begin: date | None, today: date) -> bool:
    """Whether the next schakeling is expected after the last one's end, rather than the closing of the dossier (S-2).

    From two weeks before the end until a week after it, as long as a new begin is registered in time (G-2); and always
    where a decision that begins after the end waits for its schakeling.
    """
    if end > today + timedelta(days=DAYS_BEFORE_END):
        return False
    waiting = last_decision_begin is not None and last_decision_begin > end
    return waiting or end >= today - timedelta(days=DAYS_AFTER_END)


def _switching_work(facts: WorkFacts, today: date) -> dict[str, date]:
    end = facts.last_schakeling_end
    if facts.deceased or not facts.by_access_gate or (end is not None and end < today):
        return {}
    day = switching_day(facts.born, facts.last_decision_begin)
    return {SWITCHING_AGE.name: day} if day is not None and day <= today else {}


def switching_day(born: date | None, since: date | None) -> date | None:
    """The first day after the begin of a decision on which a switching age is reached, None where there is none (S-15).

    Who was born on 29 February reaches it on 1 March in other years.
    """
    if born is None or since is None:
        return None
    return next((day for day in (birthday(born, age) for age in SWITCHING_AGES) if day > since), None)


def birthday(born: date, age: int) -> date:
    """The day on which somebody reaches an age, as `age_on` counts it."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def switching_ages_reached(born: date | None, since: date | None, today: date) -> tuple[int, ...]:
    """The switching ages that were reached after the begin of a decision, up to and including today (S-15)."""
    if born is None or since is None:
        return ()
    return tuple(age for age in SWITCHING_AGES if since < birthday(born, age) <= today)
