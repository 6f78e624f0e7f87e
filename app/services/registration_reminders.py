"""Reminding the people of a facility of a begin that may not be registered yet, on the second and sixth day (G-2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import insert as insert_once

from app.database import BincSession
from app.domain.registration_gaps import FIRST_REMINDER, LAST_REMINDER, due_reminder
from app.queries.colleagues import PeopleOfFacility, people_of_facilities
from app.queries.registration_gaps import OpenGap, gaps_of_all
from app.services.outbox import write_message
from models.notice import Notice
from models.timed_registration import RegistrationReminder

KINDS: Mapping[int, str] = {FIRST_REMINDER: "registration_due", LAST_REMINDER: "registration_last"}
FROM = "Binc"
PATH = "/tijdig-registreren/"
SUBJECT = "Binc: kijk een begin na dat telt voor het Groeipakket"
BODY = (
    "In een of meer dossiers wacht misschien een begin dat telt voor het Groeipakket. Registreer het binnen de week, "
    "anders kan een maand aan de verkeerde betaald worden. Wat na te kijken is, staat hier:"
)

About = tuple[int, str, int]


@dataclass(frozen=True)
class Due:
    """A gap of which its people have to be reminded, and after how many days that is."""

    found: OpenGap
    after: int

    @property
    def key(self) -> tuple[int, str, int, int]:
        """What tells this reminder from every other."""
        return (*_about(self.found), self.after)


def remind_of_registrations(session: BincSession, *, today: date) -> int:
    """Reminds of what may not be registered yet, each time once; answers how many people were told (G-2).

    On the second day who owns the dossier is told, on the sixth the managers as well; where the owner left, the
    managers are told at once. Running it twice, or two at a time, tells nobody twice.
    """
    gaps = [one for one in gaps_of_all(session, today) if one.gap.days(today) >= FIRST_REMINDER]
    due = _noted(session, [*_due(gaps, _sent(session, gaps), today)], today)
    people = people_of_facilities(session, {one.found.facility_id for one in due})
    return _tell(session, due, people)


def _sent(session: BincSession, gaps: Iterable[OpenGap]) -> dict[About, dict[int, date]]:
    row = RegistrationReminder
    query = select(row).where(row.dossier_id.in_([one.dossier_id for one in gaps]))
    sent: dict[About, dict[int, date]] = {}
    for one in session.scalars(query):
        sent.setdefault((one.dossier_id, one.kind, one.about_id), {})[one.reminded_after] = one.reminded_on
    return sent


def _due(gaps: Iterable[OpenGap], sent: Mapping[About, Mapping[int, date]], today: date) -> Iterable[Due]:
    for one in gaps:
        after = due_reminder(one.gap, sent.get(_about(one), {}), today)
        if after is not None:
            yield Due(one, after)


def _noted(session: BincSession, due: list[Due], today: date) -> list[Due]:
    """Those that nobody else noted first: who comes later waits for the other's end, and then finds them there."""
    if not due:
        return []
    rows = [
        {
            "facility_id": one.found.facility_id,
            "dossier_id": one.found.dossier_id,
            "kind": one.found.gap.kind,
            "about_id": one.found.gap.about_id,
            "reminded_after": one.after,
            "reminded_on": today,
        }
        for one in sorted(due, key=lambda one: one.key)
    ]
    row = RegistrationReminder
    key = (row.dossier_id, row.kind, row.about_id, row.reminded_after)
    statement = insert_once(RegistrationReminder).values(rows).on_conflict_do_nothing().returning(*key)
    noted = {tuple(found) for found in session.execute(statement)}
    return [one for one in due if one.key in noted]


def _tell(session: BincSession, due: Iterable[Due], people: Mapping[int, PeopleOfFacility]) -> int:
    codes: dict[tuple[int, int], dict[int, list[str]]] = {}
    for one in due:
        for user_id in _who(one, people[one.found.facility_id]):
            of_person = codes.setdefault((one.found.facility_id, user_id), {})
            of_person.setdefault(one.after, []).append(one.found.code)
    for (facility_id, user_id), by_day in sorted(codes.items()):
        for after, named in sorted(by_day.items()):
            words = {"facility_id": facility_id, "user_id": user_id, "kind": KINDS[after], "colleague": FROM}
            session.execute(insert(Notice.__table__).values(**words, codes=sorted(named)).inline())  # type: ignore[arg-type]
        # One mail, however many dossiers; it names none of them.
        write_message(session, KINDS[max(by_day)], user_id, SUBJECT, BODY, PATH)
    return len(codes)


def _who(due: Due, people: PeopleOfFacility) -> set[int]:
    owner = {due.found.owner_id} & people.everybody
    told = owner if due.after == FIRST_REMINDER and owner else owner | people.responsible
    return {user_id for user_id in told if user_id is not None}


def _about(one: OpenGap) -> About:
    return one.dossier_id, one.gap.kind, one.gap.about_id
