"""Facilities by code, and where they are."""

from __future__ import annotations

from sqlalchemy import select

from app.database import BincSession
from app.domain.faults import NotFound
from app.domain.organisation_types import has_statements
from models.facility import Facility


def facility_with_statements(session: BincSession, code: str) -> Facility:
    """The facility with this code that sends quarter statements (Q-1). Raises NotFound."""
    query = select(Facility).where(Facility.code == code)
    facility = None if "\0" in code else session.scalars(query).one_or_none()
    if facility is None or not has_statements(facility.organisation_type):
        raise NotFound
    return facility


def facility_within_figures(session: BincSession, code: str) -> Facility | None:
    """The facility with this code, None where it does not exist or its figures are out of reach (A-4)."""
    # PostgreSQL holds no texts with an unprintable sign, so neither does any code.
    found = select(Facility).where(Facility.code == code)
    facility: Facility | None = session.scalars(found).one_or_none() if code.isprintable() else None
    return facility if facility is not None and session.scope.figures.holds(facility.id) else None


def provinces(session: BincSession) -> list[str]:
    """Every province in which there is a facility, by name."""
    return list(session.scalars(select(Facility.province).distinct().order_by(Facility.province)))
