"""Which facilities figures are computed for, and what the formulas have to know of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from models.facility import Facility


@dataclass(frozen=True)
class FacilityFacts:
    """A facility as the figures need it."""

    id: int
    code: str
    organisation_type: str


def facilities_within(session: Any, first: int, last: int) -> list[FacilityFacts]:
    """The facilities with ids from `first` to `last`, in that order."""
    query = select(Facility.id, Facility.code, Facility.organisation_type).where(Facility.id.between(first, last))
    return [FacilityFacts(*row) for row in session.execute(query.order_by(Facility.id))]


def facts_of(facility: Facility) -> FacilityFacts:
    """What the formulas have to know of one facility."""
    return FacilityFacts(facility.id, facility.code, facility.organisation_type)
