"""Which facilities figures are computed for, and what the formulas have to know of each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import TextClause, select, text

from models.facility import Facility

# From how many facilities on it is quicker to read all between the first and the last than one after the other.
_MANY = 50


@dataclass(frozen=True)
class OfFacilities:
    """Which facilities a statement is about, as the index finds them quickest.

    Of many, those between the first and the last come along, which the statement may leave in: they are not asked.
    """

    condition: str
    names: Mapping[str, Any]

    @classmethod
    def asked(cls, facility_ids: Iterable[int]) -> OfFacilities:
        """One facility or many by their range, a few by their ids."""
        ids = sorted(facility_ids)
        if 1 < len(ids) < _MANY:
            return cls("facility_id = any(:facility_ids)", {"facility_ids": ids})
        first, last = (ids[0], ids[-1]) if ids else (1, 0)
        return cls("facility_id between :first and :last", {"first": first, "last": last})

    def text(self, statement: str) -> TextClause:
        """The statement about these facilities; it says `{of_whom}` where they belong."""
        return text(statement.format(of_whom=self.condition))


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
