"""The reports of one period: the sector is counted once, whatever facilities and kinds are asked (R-1, R-4 to R-7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import BinaryIO

from app.database import BincSession
from app.domain.period import Period
from app.domain.reports.files import PlannedFile
from app.domain.reports.raw_kinds import RawForm, RawKind
from app.domain.reports.result import CountedTable
from app.domain.reports.sector import SectorCounts
from app.domain.reports.sector_scope import SectorScope
from app.queries.reports.sector import count_sector
from app.services.reports.storing import MadeReport
from app.workbooks.reports import report_workbook
from app.workbooks.sheets import file_name
from jobs.raw_reports import RawReports
from models.facility import Facility


class PeriodReports:
    """Makes the files of a period, for any facility; needs a session that reaches the whole sector.

    `called` is what the period is called in the names of its files, for reports that come by themselves (G10.1).
    """

    def __init__(self, session: BincSession, period: Period, called: str = "") -> None:
        self._session, self._period, self._called = session, period, called
        self._raw = RawReports(session, period)

    @cached_property
    def counts(self) -> SectorCounts:
        """The counts of all facilities, made when the first workbook needs them."""
        return count_sector(self._session, self._period)

    def prepare(self) -> None:
        """Counts the sector."""
        _ = self.counts

    def make(self, facility: Facility, planned: PlannedFile, made_on: date, file: BinaryIO) -> MadeReport:
        """Writes one file and says what it is (R-6)."""
        form = planned.raw_form
        if form is None:
            counted = [self.counts.table(table, facility.id) for table in planned.kind.tables]
            return self._as_workbook(planned, counted, facility.name, made_on, file)
        self._raw.write(facility, RawKind(planned.kind.key), form, file)
        name = self._name(facility.name, planned, made_on, form)
        return MadeReport(planned.key, name, form.media_type, file)

    def make_for_agency(self, scope: SectorScope, planned: PlannedFile, made_on: date, file: BinaryIO) -> MadeReport:
        """Writes one file about the sector or a part of it; no facility has a row of its own in it (R-6, A-4)."""
        counted = [
            self.counts.for_agency(table, scope.organisation_type, scope.province) for table in planned.kind.tables
        ]
        return self._as_workbook(planned, counted, scope.words, made_on, file)

    def _as_workbook(
        self, planned: PlannedFile, tables: Sequence[CountedTable], about: str, made_on: date, file: BinaryIO
    ) -> MadeReport:
        file.write(report_workbook(planned.kind, tables, about, made_on))
        name = self._name(about, planned, made_on, RawForm.XLSX)
        return MadeReport(planned.key, name, RawForm.XLSX.media_type, file, [table.as_json() for table in tables])

    def _name(self, about: str, planned: PlannedFile, made_on: date, form: RawForm) -> str:
        return file_name(about, f"{self._called} {planned.title}".strip(), made_on, form.extension)
