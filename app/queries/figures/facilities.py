"""Which facilities figures are computed for, and what the formulas have to know of each."""

from __future__ import annotations

from collections.abc import Collection
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


def facilities_within_reach(session: Any, facility_ids: Collection[int] | None = None) -> list[FacilityFacts]:
    """The facilities whose figures the session may see, or some of them, in the order of their ids."""
    reach = session.info["scope"].figures
    query = select(Facility.id, Facility.code, Facility.organisation_type)
    query = query.where(Facility.id.between(reach.first, reach.last)).order_by(Facility.id)
    if facility_ids is not None:
        query = query.where(Facility.id.in_(list(facility_ids)))
    return [FacilityFacts(*row) for row in session.execute(query)]


def facts_of(facility: Facility) -> FacilityFacts:
    """What the formulas have to know of one facility."""
    return FacilityFacts(facility.id, facility.code, facility.organisation_type)
