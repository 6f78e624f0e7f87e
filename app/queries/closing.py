"""What a dossier still needs before it can close, read from what is stored (D-6)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.database import BincSession
from app.domain.closing import ClosingFacts
from app.domain.referral import Referral, check_referral
from app.domain.registration_fields import fields_of
from app.domain.registrations import read_answers
from app.queries.catalogue import answer_codes, registers_help
from app.queries.chain import Chain
from models.dossier import Dossier, Registration
from models.facility import Facility


def read_closing_facts(
    session: BincSession, dossier: Dossier, facility: Facility, chain: Chain, referral: Referral
) -> ClosingFacts:
    """All that decides whether a dossier can close; one query beside what was read already."""
    kind = facility.organisation_type
    return ClosingFacts(
        organisation_type=kind,
        with_chain=registers_help(session, facility),
        referral=referral,
        decisions=chain.decisions,
        schakelingen=chain.schakelingen,
        registrations=_answers(session, dossier, kind),
        referral_faults=_open_in_referral(session, referral, facility) if kind == "1G1P" else (),
    )


def _answers(session: BincSession, dossier: Dossier, organisation_type: str) -> dict[str, dict[str, Any]]:
    query = select(Registration.kind, Registration.answers).where(
        Registration.facility_id == dossier.facility_id, Registration.dossier_id == dossier.id
    )
    return {kind: read_answers(fields_of(kind, organisation_type), answers) for kind, answers in session.execute(query)}


def _open_in_referral(session: BincSession, referral: Referral, facility: Facility) -> tuple[Any, ...]:
    # A retired referrer stays possible where it already stands (E-5).
    referrers = answer_codes(session, "referrer") | ({referral.referrer} if referral.referrer else set())
    kind, provinces = facility.organisation_type, facility.several_provinces
    return tuple(check_referral(referral, kind, provinces, referrers=referrers))
