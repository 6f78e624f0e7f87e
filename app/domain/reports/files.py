"""Which files the reports of an organisation type are: a workbook a kind, and raw data in a form (R-4, R-7)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from app.domain.reports.kinds import REPORT_KINDS, kinds_of
from app.domain.reports.raw_kinds import RawForm
from app.domain.reports.requests import RawChoice
from app.domain.reports.sector_scope import SectorScope
from app.domain.reports.tables import ReportKind

SCHAKELINGEN = "_schakelingen"
# A workbook holds the table of schakelingen too; XML and CSV hold one table, so there it has a file of its own.
RAW_FILES = {
    RawChoice.XML: (RawForm.XML, RawForm.XML_SCHAKELINGEN),
    RawChoice.XLSX: (RawForm.XLSX,),
    RawChoice.CSV: (RawForm.CSV, RawForm.CSV_SCHAKELINGEN),
}
# Of each form of the dossiers, the form of the file that follows it.
BESIDE_DOSSIERS = {forms[0]: forms[1] for forms in RAW_FILES.values() if len(forms) > 1}
TITLES = {kind.key: kind.title for kind in REPORT_KINDS}


@dataclass(frozen=True)
class PlannedFile:
    """One file to make: of which report, under which key it is kept, and of raw data in which form."""

    kind: ReportKind
    key: str
    raw_form: RawForm | None = None

    @property
    def title(self) -> str:
        """What it is called on screen and in the name of the file."""
        return title_of(self.key)


def planned_files(
    organisation_type: str, raw: RawChoice, chosen: Collection[str] | None = None, *, with_chain: bool
) -> tuple[PlannedFile, ...]:
    """The files of the chosen reports of an organisation type, of all of them where none are named, in their order.

    `with_chain` tells whether the facility registers schakelingen, of which raw data have a table (R-7).
    """
    kinds = [kind for kind in kinds_of(organisation_type) if chosen is None or kind.key in chosen]
    return tuple(planned for kind in kinds for planned in _files_of(kind, raw, with_chain=with_chain))


def sector_files(scope: SectorScope, chosen: Collection[str]) -> tuple[PlannedFile, ...]:
    """The files that the chosen reports about a part of the sector are, in their order (R-1, R-4)."""
    return tuple(PlannedFile(kind, kind.key) for kind in scope.kinds if kind.key in chosen)


def title_of(key: str) -> str:
    """What the file with a key is called; the key itself for one that is made no longer."""
    kind = key.removesuffix(SCHAKELINGEN)
    title = TITLES.get(kind, kind)
    return title if kind == key else f"{title}, schakelingen"


def _files_of(kind: ReportKind, raw: RawChoice, *, with_chain: bool) -> list[PlannedFile]:
    if kind.raw_population is None:
        return [PlannedFile(kind, kind.key)]
    own, *rest = RAW_FILES[raw] if with_chain else RAW_FILES[raw][:1]
    return [PlannedFile(kind, kind.key, own), *(PlannedFile(kind, f"{kind.key}{SCHAKELINGEN}", form) for form in rest)]
