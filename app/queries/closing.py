"""What a dossier still needs before it can close, read from what is stored (D-6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.database import BincSession
from app.domain.closing import ClosingFacts
from app.domain.referral import Referral, check_referral
from app.domain.registration_fields import fields_of
from app.domain.registrations import read_answers
from app.queries.answers import referral_answers
from app.queries.catalogue import registers_help
from app.queries.chain import Chain
from app.queries.registrations import RegistrationState
from models.facility import Facility


def read_closing_facts(
    session: BincSession,
    facility: Facility,
    chain: Chain,
    referral: Referral,
    registrations: Mapping[str, RegistrationState],
) -> ClosingFacts:
    """All that decides whether a dossier can close, from what was read of it already."""
    kind = facility.organisation_type
    answers = {name: read_answers(fields_of(name, kind), state.answers) for name, state in registrations.items()}
    return ClosingFacts(
        organisation_type=kind,
        with_chain=registers_help(session, facility),
        referral=referral,
        decisions=chain.decisions,
        schakelingen=chain.schakelingen,
        registrations=answers,
        referral_faults=_open_in_referral(session, referral, facility) if kind == "1G1P" else (),
    )


def _open_in_referral(session: BincSession, referral: Referral, facility: Facility) -> tuple[Any, ...]:
    kind, provinces = facility.organisation_type, facility.several_provinces
    return tuple(check_referral(referral, kind, provinces, listed=referral_answers(session, kind, referral)))
