"""The reports of one period: the sector is counted once, whatever facilities and kinds are asked (R-1, R-4 to R-7)."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import BinaryIO

from app.database import BincSession
from app.domain.period import Period
from app.domain.reports.files import PlannedFile
from app.domain.reports.raw_kinds import RawForm, RawKind
from app.domain.reports.sector import SectorCounts
from app.queries.reports.sector import count_sector
from app.services.reports.storing import MadeReport
from app.workbooks.raw import make_raw
from app.workbooks.reports import report_workbook
from app.workbooks.sheets import file_name
from models.facility import Facility


class PeriodReports:
    """Makes the files of a period, for any facility; needs a session that reaches the whole sector.

    `called` is what the period is called in the names of its files, for reports that come by themselves (G10.1).
    """

    def __init__(self, session: BincSession, period: Period, called: str = "") -> None:
        self._session, self._period, self._called = session, period, called

    @cached_property
    def counts(self) -> SectorCounts:
        """The counts of all facilities, made when the first workbook needs them."""
        return count_sector(self._session, self._period)

    def prepare(self) -> None:
        """Counts the sector."""
        _ = self.counts

    def make(self, facility: Facility, planned: PlannedFile, made_on: date, file: BinaryIO) -> MadeReport:
        """Writes one file and says what it is (R-6)."""
        form, tables = planned.raw_form, None
        if form is None:
            counted = [self.counts.table(table, facility.id) for table in planned.kind.tables]
            file.write(report_workbook(planned.kind, counted, facility.name, made_on))
            form, tables = RawForm.XLSX, [table.as_json() for table in counted]
        else:
            make_raw(self._session, RawKind(planned.kind.key), facility.id, self._period, form, file)
        name = file_name(facility.name, f"{self._called} {planned.title}".strip(), made_on, form.extension)
        return MadeReport(planned.key, name, form.media_type, file, tables)
