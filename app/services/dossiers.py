"""Dossiers: opening one for a client, and keeping its referral right (D-1, D-4, D-5)."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

from sqlalchemy import select, text

from app.database import BincSession
from app.domain.activities import ActivityKind, activity_values, tells_of_change
from app.domain.clients import check_age
from app.domain.dossiers import OPEN, DossierCode, check_one_open, dossier_code
from app.domain.faults import DomainError, Fault, NotFound, refuse
from app.domain.groeipakket_words import follow_cautions
from app.domain.referral import (
    Referral,
    check_referral,
    check_referral_change,
    check_referral_dates,
    with_fixed_values,
)
from app.domain.scope import Actor
from app.queries.answers import referral_answers
from app.queries.chain import load_chain
from app.services.activities import note_activity
from app.services.closing import left_closable
from app.services.confirmation import ask
from app.services.groeipakket.preview import Decided, following_messages
from app.services.holding import check_seen, hold_dossier
from app.services.refusals import DatabaseRefusal, saving
from app.services.summaries import beside_referral, refresh_summary
from models.client import Client
from models.dossier import Dossier
from models.dossier import Referral as ReferralRecord
from models.facility import Facility

UNKNOWN_CLIENT = Fault("A-3", "client", "Deze cliënt is niet gevonden. Zoek de cliënt eerst op in het rijksregister.")
CODE_TRIES = 5


def open_dossier(
    session: BincSession,
    client_id: int,
    facility: Facility,
    referral: Referral,
    *,
    actor: Actor,
    today: date,
    created_on: date | None = None,
    code: str | None = None,
    type_keys_required: bool = True,
) -> Dossier:
    """Opens a dossier of a client in a facility, owned by whoever does it (D-1, D-4, C-2).

    `created_on` and `code` are for dossiers that come from elsewhere; the age limit holds on the day of creation.
    An exchange file may leave out what only one organisation type asks (`type_keys_required=False`). Raises
    DomainError with every fault, NotFound for a client the facility does not know.
    """
    client = session.get(Client, client_id)
    if client is None or not session.scope.dossiers.holds(facility.id):
        raise NotFound(UNKNOWN_CLIENT)
    created = created_on or today
    answered = with_fixed_values(referral, facility.organisation_type, facility.several_provinces)
    refuse(
        [
            *check_age(client.birth_date, client.birth_year, created, facility.organisation_type),
            *check_one_open(_open_code(session, facility.id, client.id)),
            *_check_answers(session, answered, facility, None, type_keys_required),
            *check_referral_dates(answered, None, created_on=created, today=today),
            *_code_faults(code),
        ]
    )
    dossier = Dossier(
        facility_id=facility.id, client_id=client.id, created_on=created, owner_id=actor.user_id, status=OPEN
    )
    _save_new(session, dossier, answered, code, actor)
    return dossier


def change_referral(
    session: BincSession,
    dossier: Dossier,
    referral: Referral,
    *,
    actor: Actor,
    today: date,
    seen_version: int | None = None,
    confirmed: frozenset[str] | None = None,
    type_keys_required: bool = True,
) -> Dossier:
    """Changes how the client of a dossier came in (D-4, D-5, H4.1).

    `seen_version` is the dossier's. Raises DomainError with every fault, NeedsConfirmation where it changes what the
    Groeipakket was told (S-12, G-1), unless `confirmed` is None and nobody is asked, or Conflict.
    """
    held = hold_dossier(session, dossier.id)
    check_seen(held.dossier, seen_version)
    facility, before = held.facility, held.referral
    after = with_fixed_values(referral, facility.organisation_type, facility.several_provinces)
    chain = load_chain(session, held.dossier)
    refuse(
        [
            *_check_answers(session, after, facility, before, type_keys_required),
            *check_referral_dates(after, before, created_on=held.dossier.created_on, today=today),
            *check_referral_change(before, after, chain.has_guaranteed),
            *left_closable(session, held, after),
        ]
    )
    if confirmed is not None:
        grounds = {one.key: one.ground for one in chain.decisions}
        came = (Decided(lambda one: grounds[one.decision_key], each) for each in (before, after))
        told = following_messages(session, held, chain.schakelingen, *came)
        ask(follow_cautions(told, "specific"), confirmed)
    with saving(session):
        _write_referral(held.dossier, after)
        refresh_summary(session, held.dossier)
        values = activity_values({}, _answers(before), _answers(after))
        if tells_of_change(values):
            note_activity(session, held.dossier, ActivityKind.REFERRAL_CHANGED, values, actor=actor)
    return held.dossier


def _check_answers(
    session: BincSession, referral: Referral, facility: Facility, before: Referral | None, type_keys_required: bool
) -> list[Fault]:
    return check_referral(
        referral,
        facility.organisation_type,
        facility.several_provinces,
        listed=referral_answers(session, facility.organisation_type, before),
        type_keys_required=type_keys_required,
    )


def _code_faults(code: str | None) -> list[Fault]:
    try:
        if code is not None:
            DossierCode.parse(code)
    except DomainError as error:
        return list(error.faults)
    return []


def _open_code(session: BincSession, facility_id: int, client_id: int) -> str | None:
    query = select(Dossier.code).where(
        Dossier.facility_id == facility_id, Dossier.client_id == client_id, Dossier.status == OPEN
    )
    return session.scalars(query).one_or_none()


def _save_new(session: BincSession, dossier: Dossier, referral: Referral, code: str | None, actor: Actor) -> None:
    for attempt in range(1, CODE_TRIES + 1):
        dossier.code = code or dossier_code(
            dossier.created_on, session.scalar(text("select nextval('dossier_number')"))
        )
        try:
            return _insert(session, dossier, referral, actor)
        except DatabaseRefusal as refusal:
            if refusal.constraint == "dossier_one_open":
                refuse(check_one_open(_open_code(session, dossier.facility_id, dossier.client_id)))
            # A number that a file brought along is skipped.
            if refusal.constraint != "dossier_code_key" or code is not None or attempt == CODE_TRIES:
                raise


def _insert(session: BincSession, dossier: Dossier, referral: Referral, actor: Actor) -> None:
    for name, value in beside_referral(referral).items():
        setattr(dossier, name, value)
    dossier.last_schakeling_modules = []
    with saving(session):
        _write_referral(dossier, referral)
        session.add(dossier)
        session.flush()
        values = activity_values({"code": dossier.code}, {}, _answers(referral))
        note_activity(session, dossier, ActivityKind.DOSSIER_OPENED, values, actor=actor)


def _write_referral(dossier: Dossier, referral: Referral) -> None:
    if dossier.referral is None:
        dossier.referral = ReferralRecord(facility_id=dossier.facility_id)
    for name, value in _answers(referral).items():
        setattr(dossier.referral, name, list(value) if isinstance(value, tuple) else value)


def _answers(referral: Referral) -> dict[str, Any]:
    answers = {field.name: getattr(referral, field.name) for field in fields(Referral)}
    return {**answers, "outflow_from_institution": bool(referral.outflow_from_institution)}
