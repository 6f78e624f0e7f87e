"""What one seat may reach: the range of facilities it reads and writes (A-2, A-3, A-4)."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.roles import FACILITY_ROLES, FIGURE_ROLES, Role

LARGEST_ID = 2**63 - 1
SYSTEM = "system"


@dataclass(frozen=True)
class FacilityRange:
    """A run of facility ids, both ends inclusive; an empty run reaches nothing."""

    first: int
    last: int

    @property
    def is_empty(self) -> bool:
        """Whether it reaches nothing at all."""
        return self.first > self.last

    def holds(self, facility_id: int | None) -> bool:
        """Whether a record of this facility is within reach."""
        return facility_id is not None and self.first <= facility_id <= self.last


NO_FACILITY = FacilityRange(1, 0)
EVERY_FACILITY = FacilityRange(0, LARGEST_ID)


@dataclass(frozen=True)
class Actor:
    """Who does something: a signed-in person, or the product itself (`user_id` None)."""

    user_id: int | None
    name: str


@dataclass(frozen=True)
class Scope:
    """Who works, for which facility, and which facilities' dossiers and figures are within reach.

    `dossiers` covers everything about persons; `figures` covers capacity, deployments and totals, which the
    agency's policy and analyst seats see for every facility while they see no dossier (A-4). `service_id` is the
    service whose documents are within reach, a facility counting as one (O-3).
    """

    kind: str
    actor: Actor
    dossiers: FacilityRange
    figures: FacilityRange
    facility_id: int | None = None
    seat_id: int | None = None
    service_id: int | None = None

    @property
    def requests(self) -> FacilityRange:
        """Whose requests to reopen are within reach: one's own, and for a case handler everybody's (A-4, D-7)."""
        return EVERY_FACILITY if self.kind == Role.AGENCY_CASE_HANDLER else self.dossiers

    @property
    def reaches_sector_reports(self) -> bool:
        """Whether reports about the sector are within reach: for the agency's figure seats, and the product (A-4)."""
        return self.kind == SYSTEM or self.kind in FIGURE_ROLES

    @classmethod
    def system(cls, actor_name: str) -> Scope:
        """The reach of jobs and commands: everything, recorded under the name of the job or command."""
        return cls(SYSTEM, Actor(None, actor_name), EVERY_FACILITY, EVERY_FACILITY)

    @classmethod
    def of_seat(
        cls, role: Role, actor: Actor, facility_id: int | None, seat_id: int, service_id: int | None = None
    ) -> Scope:
        """The reach of one seat (A-4): its own facility, all figures for the agency's figure roles, or nothing."""
        own = FacilityRange(facility_id, facility_id) if role in FACILITY_ROLES and facility_id else NO_FACILITY
        figures = EVERY_FACILITY if role in FIGURE_ROLES else own
        return cls(role.value, actor, own, figures, facility_id, seat_id, service_id)

    @classmethod
    def anonymous(cls) -> Scope:
        """The reach of somebody who has not signed in or has not chosen a seat yet: nothing."""
        return cls("anonymous", Actor(None, ""), NO_FACILITY, NO_FACILITY)
