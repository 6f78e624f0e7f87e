"""The facility, the people and the children among whom the lives of the dossiers play."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.database import BincSession
from app.domain.registration_fields import fields_of
from app.domain.roles import Role
from app.domain.scope import Actor, Scope
from app.queries.registrations import listed_answers
from models import Account, Facility
from tests import factories
from tests.life.answers import complete_answers
from tests.life.machine.plain import PAGES, PlainApproval

GUIDANCE, ENDING, STAY = "P-CB-BREED", "P-CB-LAAG", "VBFBJB04"
LAST_DAY_OF_ENDING = date(2024, 7, 20)
APPROVAL = PlainApproval({GUIDANCE: None, ENDING: LAST_DAY_OF_ENDING, STAY: None})


@dataclass(frozen=True)
class Ground:
    """A facility with two colleagues and a manager, three clients, and complete answers to both pages.

    After the people of the facility come two case handlers, of whom the second is the first colleague at another seat,
    and somebody of the facility policy. `went_well` counts over all lives how often each change was accepted.
    """

    facility_id: int
    clients: tuple[int, ...]
    people: tuple[Scope, ...]
    answers: dict[str, dict[str, Any]]
    went_well: Counter[str] = field(default_factory=Counter)


def prepare_ground(session: BincSession) -> Ground:
    """Makes them; every life begins from here."""
    facility = factories.create_facility(session, modules=(GUIDANCE, STAY))
    factories.approve(session, facility, ENDING, valid_until=LAST_DAY_OF_ENDING)
    clients = tuple(factories.create_client(session, facility).id for _ in range(3))
    roles = (Role.FACILITY_STAFF, Role.FACILITY_STAFF, Role.FACILITY_MANAGER)
    people = tuple(_seated(session, facility, role) for role in roles)
    twice = session.get_one(Account, people[0].actor.user_id)
    handlers = tuple(_seated(session, None, Role.AGENCY_CASE_HANDLER, user) for user in (None, twice))
    policy = _seated(session, None, Role.AGENCY_POLICY)
    answers = {page: _answers(session, facility, page) for page in PAGES}
    return Ground(facility.id, clients, (*people, *handlers, policy), answers)


def _seated(session: BincSession, facility: Facility | None, role: Role, user: Account | None = None) -> Scope:
    seat = factories.create_seat(session, facility, role, user)
    actor = Actor(seat.user_id, seat.user.get_full_name())
    return Scope.of_seat(role, actor, facility.id if facility else None, seat.id)


def _answers(session: BincSession, facility: Facility, page: str) -> dict[str, Any]:
    answers = complete_answers(page, facility.organisation_type)
    fields = [field for field in fields_of(page, facility.organisation_type) if field.answers and field.key in answers]
    lists = listed_answers(session, [field.answers for field in fields if field.answers])
    for asked in fields:
        code = lists[asked.answers or ""][0].code
        answers[asked.key] = [code] if isinstance(answers[asked.key], list) else code
    return answers
