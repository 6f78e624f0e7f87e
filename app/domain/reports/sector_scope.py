"""What the agency asks reports about: the whole sector, a province, or an organisation type (R-1, R-4, A-4)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from app.domain.faults import Fault
from app.domain.reports.kinds import REPORT_KINDS, kinds_of
from app.domain.reports.levels import EVERY_TYPE
from app.domain.reports.tables import ReportKind

SECTOR = "Vlaanderen"


@dataclass(frozen=True)
class SectorScope:
    """An organisation type and a province; None means all of them. A province is always shown beside Flanders."""

    organisation_type: str | None = None
    province: str | None = None

    @property
    def words(self) -> str:
        """How it is called on screen and in the names of files: "OVBJ Limburg", "Alle organisatietypes Vlaanderen"."""
        return f"{self.organisation_type or EVERY_TYPE} {self.province or SECTOR}"

    @property
    def kinds(self) -> tuple[ReportKind, ...]:
        """The reports that can be asked about it; raw data, which tell of single dossiers, never can (A-4, R-7)."""
        every = kinds_of(self.organisation_type) if self.organisation_type else REPORT_KINDS
        return tuple(kind for kind in every if kind.tables)


def sector_kinds() -> tuple[ReportKind, ...]:
    """Every report that the agency can ask about something."""
    return SectorScope().kinds


def check_sector_kinds(scope: SectorScope, kinds: Collection[str]) -> list[Fault]:
    """Why these reports cannot be asked about a part of the sector: its organisation type does not have them (R-1)."""
    own = {kind.key for kind in scope.kinds}
    missing = [kind.title for kind in sector_kinds() if kind.key in kinds and kind.key not in own]
    if not missing:
        return []
    words = ", ".join(f"‘{title}’" for title in missing)
    return [
        Fault("R-1", "kinds", f"{scope.organisation_type} heeft geen {words}. Vink dat uit, of kies een ander type.")
    ]
