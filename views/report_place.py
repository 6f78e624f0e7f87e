"""Whose reports a seat works with: those of its facility, or at the agency those about the sector (A-4)."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g

from app.database import current_session
from app.domain.reports.kinds import kinds_of
from app.domain.reports.sector_scope import SectorScope, sector_kinds
from app.domain.reports.tables import ReportKind
from models.facility import Facility
from models.report import ReportRequest
from views.base.dossiers import facility_at_work


@dataclass(frozen=True)
class ReportPlace:
    """A facility, or the sector where there is none: which reports it has."""

    facility: Facility | None

    @property
    def facility_id(self) -> int | None:
        """The facility whose reports they are; None for those about the sector."""
        return self.facility.id if self.facility else None

    @property
    def kinds(self) -> tuple[ReportKind, ...]:
        """The reports that can be asked here."""
        return kinds_of(self.facility.organisation_type) if self.facility else sector_kinds()


def place_at_work() -> ReportPlace:
    """Where this request works. Raises NotFound for a seat that has reports nowhere."""
    if g.get("seat") and g.seat.facility is None and current_session().scope.reaches_sector_reports:
        return ReportPlace(None)
    return ReportPlace(facility_at_work())


def about_of(asked: ReportRequest) -> str:
    """Whom the reports of a request are about: one's own facility, or a part of the sector."""
    if asked.facility_id is not None:
        return facility_at_work().name
    return SectorScope(asked.organisation_type, asked.province).words
