"""Bringing the identification of clients up to date with the register, night by night (C-3, D-10, G-3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime

from sqlalchemy import func, select

from app.database import BincSession
from app.domain.activities import ActivityKind, activity_values
from app.domain.dossiers import OPEN
from app.domain.register_refresh import REFRESHED, asked_since, refreshed
from app.domain.scope import Actor
from app.integrations.national_register.port import MOST_ASKED, RegisterPerson
from app.queries.colleagues import people_at, people_for_statements
from app.queries.linking import client_of_number
from app.services.activities import note_activity
from app.services.client_context.history import CLIENT, note_change
from app.services.clients import REGISTER_FIELDS
from app.services.consultations import ConsultedRegister
from app.services.told_clients import told_client, told_details
from models.client import Client
from models.dossier import Dossier
from models.notice import Notice
from models.register_refresh import RegisterRefresh

REGISTER = Actor(None, "Het rijksregister")
CHANGED, TWICE = "client_refreshed", "client_twice"


def begin_refresh(session: BincSession, due_on: date) -> RegisterRefresh:
    """The refresh of a night, from where it stopped, or a new one: asks for what changed since the last that ended."""
    refresh = session.get(RegisterRefresh, due_on)
    if refresh is None:
        ended = select(func.max(RegisterRefresh.due_on)).where(RegisterRefresh.finished_at.is_not(None))
        latest = session.scalar(ended)
        refresh = RegisterRefresh(due_on=due_on, since=asked_since(due_on, latest))
        session.add(refresh)
        session.flush()
    return refresh


def refresh_next(session: BincSession, refresh: RegisterRefresh, register: ConsultedRegister) -> bool:
    """Brings the next clients with an open dossier up to date; answers whether others follow (G-3).

    The change, its history, the notices and how far it came belong to one transaction, so that one that is killed
    leaves nothing, and one that is done twice finds nothing to change. Raises RegisterUnavailable.
    """
    clients = _next_clients(session, refresh.last_client_id)
    if not clients:
        refresh.finished_at = datetime.now(UTC)
        return False
    by_number = {str(client.national_number): client for client in clients if client.national_number}
    changes = register.find_changed(list(by_number), refresh.since) if by_number else []
    for change in sorted(changes, key=lambda one: by_number[one.asked].id):
        _refresh(session, refresh, by_number[change.asked].id, change.person)
    refresh.asked += len(by_number)
    refresh.last_client_id = clients[-1].id
    session.flush()
    return True


def _next_clients(session: BincSession, after: int) -> Sequence[Client]:
    """The clients who follow, in the order of their numbers, found by the index of open dossiers."""
    ids = select(Dossier.client_id).where(Dossier.status == OPEN, Dossier.client_id > after).distinct()
    few = ids.order_by(Dossier.client_id).limit(MOST_ASKED)
    return session.scalars(select(Client).where(Client.id.in_(few)).order_by(Client.id)).all()


def _refresh(session: BincSession, refresh: RegisterRefresh, client_id: int, person: RegisterPerson) -> None:
    """Changes one client to what the register tells, unless nothing differs."""
    known = session.get_one(Client, client_id)
    changes = refreshed(_columns(known), asdict(person))
    if "national_number" in changes:
        # In the order in which linking takes them: first the number, then the client.
        other = client_of_number(session, person.national_number, hold=True)
        if other is not None and other != client_id:
            refresh.doubles = [*refresh.doubles, client_id]
            changes.pop("national_number")
            _tell_of_double(session, client_id)
    if not changes:
        return
    client = session.get_one(Client, client_id, populate_existing=True, with_for_update=True)
    current = refreshed(_columns(client), asdict(person))
    wanted = {name: value for name, value in current.items() if name != "national_number" or name in changes}
    if not wanted:
        return
    _change(session, client, wanted, person)
    refresh.changed += 1


def _change(session: BincSession, client: Client, changes: dict[str, object], person: RegisterPerson) -> None:
    before, history_before = told_client(session, client), told_details(session, client)
    for name, value in changes.items():
        setattr(client, name, value)
    known = {**asdict(person), "presumed_birth_year": None if person.birth_date else person.birth_year}
    given = {name for name in REGISTER_FIELDS if known[name] is not None}
    client.register_fields = [name for name in REGISTER_FIELDS if name in {*(client.register_fields or ()), *given}]
    session.flush()
    after = told_client(session, client)
    subject = (CLIENT, client.id, client.full_name)
    note_change(session, client, "refreshed", subject, history_before, told_details(session, client))
    for dossier in _open_dossiers(session, client.id):
        values = activity_values({}, before, after)
        note_activity(session, dossier, ActivityKind.CLIENT_REFRESHED, values, actor=REGISTER)
        _tell(session, dossier, CHANGED)


def _columns(client: Client) -> dict[str, object]:
    return {name: getattr(client, name) for name in REFRESHED}


def _open_dossiers(session: BincSession, client_id: int) -> Sequence[Dossier]:
    return session.scalars(select(Dossier).where(Dossier.client_id == client_id, Dossier.status == OPEN)).all()


def _tell_of_double(session: BincSession, client_id: int) -> None:
    """Says of each open dossier that another client has the number, unless that was said and not seen yet."""
    for dossier in _open_dossiers(session, client_id):
        same = (Notice.facility_id == dossier.facility_id, Notice.kind == TWICE, Notice.codes.contains([dossier.code]))
        if session.scalar(select(Notice.id).where(*same).limit(1)) is None:
            _tell(session, dossier, TWICE)


def _tell(session: BincSession, dossier: Dossier, kind: str) -> None:
    """A notice for the owner of a dossier; where nobody at the facility owns it, for who answers for the facility."""
    here = people_at(session, dossier.facility_id)
    owner = [dossier.owner_id] if dossier.owner_id in here else people_for_statements(session, dossier.facility_id)
    words = {"kind": kind, "colleague": REGISTER.name, "codes": [dossier.code]}
    session.add_all(Notice(facility_id=dossier.facility_id, user_id=user_id, **words) for user_id in owner)
