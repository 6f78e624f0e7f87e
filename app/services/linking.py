"""Linking an unborn child to its national number, with nothing lost (C-4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

from app.database import BincSession, enter_scope
from app.domain.activities import activity_values
from app.domain.clients import ADDRESS, check_age
from app.domain.faults import Caution, Conflict, Fault, refuse
from app.domain.groeipakket_messages import Message
from app.domain.linking import birth_cautions, check_one_open_each, gone_along
from app.domain.scope import Actor, FacilityRange
from app.integrations.national_register.port import RegisterPerson
from app.queries.client_context import situation_of
from app.queries.linking import client_of_number, facilities_of, open_twice, own_open_codes, registered_on
from app.services.client_context.history import CLIENT, note_change
from app.services.client_context.situation import leave_one_main_household, main_households, note_situations_merged
from app.services.client_locks import lock_client
from app.services.clients import STALE_CLIENT, register_columns
from app.services.confirmation import ask
from app.services.deployments import rewrite_deployments_of
from app.services.groeipakket.preview import messages_of_link
from app.services.refusals import saving
from app.services.told_clients import told_client
from models.client import Client
from models.facility import Facility

LINKED_ALREADY = Fault("D-11", "client", "Een collega heeft dit kind intussen gekoppeld. Er is niets dubbel gebeurd.")
_TELL = text("select tell_link(:child, :told, :by_name)").bindparams(bindparam("told", type_=JSONB))


@dataclass(frozen=True)
class LinkOutlook:
    """What linking a child to a person comes to: whom it merges with, what stands in the way, what to confirm.

    `messages` are those that then go to the Groeipakket about its help at one's own facility (G-1).
    """

    client_id: int | None
    own_open_codes: tuple[str, ...]
    faults: tuple[Fault, ...]
    cautions: tuple[Caution, ...]
    messages: tuple[Message, ...] = ()


def outlook_of(
    session: BincSession, unborn: Client, person: RegisterPerson, facility: Facility, *, today: date
) -> LinkOutlook:
    """What linking an unborn child to a person of the register would do (C-4)."""
    client_id = client_of_number(session, person.national_number)
    codes, in_the_way = _open_codes_twice(session, unborn, client_id, facility)
    faults = [*check_age(person.birth_date, person.birth_year, today, facility.organisation_type), *in_the_way]
    messages = messages_of_link(session, unborn, Client(**register_columns(person)), facility)
    return LinkOutlook(
        client_id, codes, tuple(faults), tuple(_birth_cautions(session, unborn, person)), tuple(messages)
    )


def link_unborn(
    session: BincSession,
    unborn: Client,
    person: RegisterPerson,
    facility: Facility,
    *,
    seen_version: int | None,
    confirmed: frozenset[str] = frozenset(),
    actor: Actor,
    today: date,
) -> Client:
    """Gives an unborn child the identification of a person in the register; everything registered stays (C-4, H3.2).

    Who has that number already takes over all that was registered of the child, in every facility. Raises DomainError
    while two dossiers are open in one facility, NeedsConfirmation when the birth does not fit, Conflict when a
    colleague linked or changed the child meanwhile.
    """
    refuse(check_age(person.birth_date, person.birth_year, today, facility.organisation_type))
    child_id = unborn.id
    client_id = _hold(session, child_id, person.national_number)
    held = session.get(Client, child_id, populate_existing=True)
    if held is None or not held.unborn:
        raise Conflict(LINKED_ALREADY)
    if seen_version is not None and held.version != seen_version:
        raise Conflict(STALE_CLIENT)
    refuse(_open_codes_twice(session, held, client_id, facility)[1])
    ask(_birth_cautions(session, held, person), confirmed)
    with saving(session):
        if client_id is None:
            return _identify(session, held, person, actor)
        return _merge(session, held, client_id, actor)


def _hold(session: BincSession, child_id: int, national_number: str) -> int | None:
    """Lets nobody else change what is about to be linked; answers who has the number already.

    In one order for everybody: the number, the help of the clients in each facility, the clients, their dossiers.
    """
    client_id = client_of_number(session, national_number, hold=True)
    other = client_id or child_id
    if other != child_id and session.get(Client, child_id, populate_existing=True) is not None:
        _lock_help(session, child_id, other)
    session.execute(text("select hold_for_link(:child, :other)"), {"child": child_id, "other": other})
    return client_id


def _lock_help(session: BincSession, child_id: int, client_id: int) -> None:
    child = session.get_one(Client, child_id)
    if not child.unborn:
        raise Conflict(LINKED_ALREADY)
    for facility_id in facilities_of(session, child_id, client_id):
        for each in sorted((child_id, client_id)):
            lock_client(session, facility_id, each)


def _open_codes_twice(
    session: BincSession, unborn: Client, client_id: int | None, facility: Facility
) -> tuple[tuple[str, ...], list[Fault]]:
    if client_id is None:
        return (), []
    places = open_twice(session, unborn.id, client_id)
    codes = tuple(own_open_codes(session, facility.id, unborn.id, client_id)) if facility.id in places else ()
    return codes, check_one_open_each(codes, any(place != facility.id for place in places))


def _birth_cautions(session: BincSession, unborn: Client, person: RegisterPerson) -> list[Caution]:
    return birth_cautions(registered_on(session, unborn), person.birth_date, person.birth_year)


def _identify(session: BincSession, child: Client, person: RegisterPerson, actor: Actor) -> Client:
    before, former = told_client(session, child), child.full_name
    values = register_columns(person)
    if any(name in values for name in ADDRESS):
        values = {**dict.fromkeys(ADDRESS), "address_unknown": False, **values}
    session.execute(text("select note_link(:child, :child)"), {"child": child.id})
    for name, value in {**values, "unborn": False}.items():
        setattr(child, name, value)
    session.flush()
    session.trail.add("link", "client", [child.id])
    told = activity_values({"former": former}, before, told_client(session, child))
    _tell(session, child.id, told, actor)
    note_change(session, child, "linked", (CLIENT, child.id, former), {}, {})
    return child


def _merge(session: BincSession, child: Client, client_id: int, actor: Actor) -> Client:
    before, answers, former = told_client(session, child), _answers(child), child.full_name
    child_id, facilities = child.id, facilities_of(session, child.id, client_id)
    situation, homes = situation_of(session, child_id), main_households(session, child_id)
    session.flush()
    session.expunge(child)
    session.execute(text("select merge_unborn(:child, :into)"), {"child": child_id, "into": client_id})
    session.execute(text("select move_drafts(:child, :into)"), {"child": child_id, "into": client_id})
    # The database moved dossiers that the session may hold as they were.
    session.expire_all()
    for facility_id in facilities:
        with _reaching(session, facility_id):
            # Together: a line of a statement only changes hands.
            rewrite_deployments_of(session, [(facility_id, child_id), (facility_id, client_id)])
    client = session.get_one(Client, client_id)
    for name, value in gone_along(answers, _answers(client)).items():
        setattr(client, name, value)
    session.flush()
    session.trail.add("merge", "client", [child_id, client_id])
    about = {"former": former, "number": child_id, "client": client_id}
    _tell(session, child_id, activity_values(about, before, told_client(session, client)), actor)
    note_change(session, client, "merged", (CLIENT, child_id, f"{former} (cliënt {child_id})"), {}, {})
    note_situations_merged(session, client, situation)
    leave_one_main_household(session, client, situation, homes)
    return client


@contextmanager
def _reaching(session: BincSession, facility_id: int) -> Iterator[None]:
    """Reaches one facility for one deed: of a client that several facilities know, the help of each is counted anew."""
    own = session.scope
    if own.dossiers.holds(facility_id):
        yield
        return
    only = FacilityRange(facility_id, facility_id)
    enter_scope(session, replace(own, dossiers=only, figures=only))
    try:
        yield
    finally:
        enter_scope(session, own)


def _tell(session: BincSession, child_id: int, told: Mapping[str, Any], actor: Actor) -> None:
    session.execute(_TELL, {"child": child_id, "told": told, "by_name": actor.name})


def _answers(client: Client) -> dict[str, Any]:
    return {column.key: getattr(client, column.key) for column in Client.__table__.columns}
