"""The two exports of raw data, and the files they are made as (R-1, R-7)."""

from __future__ import annotations

from enum import StrEnum

from app.domain.reports.population import Population
from app.domain.reports.raw import DOSSIERS, SCHAKELINGEN


class RawKind(StrEnum):
    """An export of raw data: of the dossiers that started in a period, or of those that were closed in it (R-2)."""

    RAW_STARTED = "raw_started"
    RAW_CLOSED = "raw_closed"

    @property
    def label(self) -> str:
        """What the export is called on screen and in file names."""
        return _LABELS[self]

    @property
    def population(self) -> Population:
        """Which dossiers it holds."""
        return _POPULATIONS[self]


class RawForm(StrEnum):
    """A kind of file: the value is what the command line and an address call it.

    A workbook holds both tables; XML and CSV hold one, so there the schakelingen have a file of their own.
    """

    XML = "xml"
    XML_SCHAKELINGEN = "xml_schakelingen"
    XLSX = "xlsx"
    CSV = "csv"
    CSV_SCHAKELINGEN = "csv_schakelingen"

    @property
    def extension(self) -> str:
        """The end of the file's name, without a point."""
        return self.value.partition("_")[0]

    @property
    def table(self) -> str:
        """The table that the file holds first, and but for a workbook alone."""
        return SCHAKELINGEN if self in (RawForm.XML_SCHAKELINGEN, RawForm.CSV_SCHAKELINGEN) else DOSSIERS

    @property
    def media_type(self) -> str:
        """What the file is, for who receives it."""
        return _MEDIA_TYPES[self.extension]


_LABELS = {
    RawKind.RAW_STARTED: "Ruwe data (opgestarte dossiers)",
    RawKind.RAW_CLOSED: "Ruwe data (afgesloten dossiers)",
}
_POPULATIONS = {RawKind.RAW_STARTED: Population.STARTED, RawKind.RAW_CLOSED: Population.CLOSED}
_MEDIA_TYPES = {
    "xml": "application/xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
