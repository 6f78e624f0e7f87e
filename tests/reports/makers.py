"""Makers of files for the tests of jobs: quick, and breaking or cancelling where a test wants it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, BinaryIO

from app.domain.period import Period
from app.domain.reports.files import PlannedFile
from app.services.reports.storing import MadeReport
from app.workbooks.sheets import Column, Sheet, file_name, workbook
from models import Facility

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class WorkbookMaker:
    """Makes a small real workbook for every report, raw data as well; the same facts make the same bytes."""

    def __init__(self, _session: Any, period: Period, called: str = "") -> None:
        self.period, self.called = period, called

    def prepare(self) -> None:
        """Nothing is counted."""

    def make(self, facility: Facility, planned: PlannedFile, made_on: date, file: BinaryIO) -> MadeReport:
        """One workbook that names facility, report and period."""
        rows = [(facility.name, planned.title, self.period.begin, self.period.end)]
        columns = [Column(head) for head in ("Voorziening", "Rapport", "Van", "Tot en met")]
        file.write(workbook(planned.title, [Sheet("Blad", (), columns, rows)]))
        name = file_name(facility.name, f"{self.called} {planned.title}".strip(), made_on)
        return MadeReport(planned.key, name, EXCEL, file, [{"key": planned.key}])


def before_each(what: Callable[[Facility, PlannedFile, BinaryIO], None]) -> type[WorkbookMaker]:
    """A maker that does something before each file: break, cancel, write half of it."""

    class Doing(WorkbookMaker):
        def make(self, facility: Facility, planned: PlannedFile, made_on: date, file: BinaryIO) -> MadeReport:
            what(facility, planned, file)
            return super().make(facility, planned, made_on, file)

    return Doing
