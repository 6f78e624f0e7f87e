"""The raw data among the reports of a period: the dossiers are read once for both of their files (R-7)."""

from __future__ import annotations

import shutil
import tempfile
from typing import IO, BinaryIO, cast

from app.database import BincSession
from app.domain.period import Period
from app.domain.reports.files import BESIDE_DOSSIERS
from app.domain.reports.raw import RawTable, Words, lists_of
from app.domain.reports.raw_kinds import RawForm, RawKind
from app.queries.catalogue import registers_help
from app.queries.reports.raw import raw_words
from app.workbooks.raw import make_raw, make_raw_files
from jobs.report_files import IN_MEMORY
from models.facility import Facility

Place = tuple[int, RawKind, RawForm]


class RawReports:
    """Makes files of raw data of a period, one after the other.

    While the file of the dossiers is written, that of their schakelingen is filled beside it, and kept until it is
    asked for next. The words of answers are those that stood when they were first needed.
    """

    def __init__(self, session: BincSession, period: Period) -> None:
        self._session, self._period = session, period
        self._words: dict[frozenset[str], Words] = {}
        self._beside: tuple[Place, IO[bytes]] | None = None

    def write(self, facility: Facility, kind: RawKind, form: RawForm, file: BinaryIO) -> None:
        """Writes one file of a facility."""
        kept, self._beside = self._beside, None
        if kept is not None and kept[0] == (facility.id, kind, form):
            with kept[1] as filled:
                filled.seek(0)
                shutil.copyfileobj(filled, file)
        elif form is RawForm.XLSX:
            make_raw(self._session, kind, facility.id, self._period, form, file)
        else:
            self._write_one_and_beside(facility, kind, form, file)

    def _write_one_and_beside(self, facility: Facility, kind: RawKind, form: RawForm, file: BinaryIO) -> None:
        files, other = {form: file}, BESIDE_DOSSIERS.get(form)
        if other is not None and registers_help(self._session, facility):
            beside = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - it outlives this call, until it is asked for
            files[other] = cast(BinaryIO, beside)
        make_raw_files(self._session, kind, facility.id, self._period, files, self._words_of)
        if other is not None and other in files:
            self._beside = (facility.id, kind, other), cast(IO[bytes], beside)

    def _words_of(self, session: BincSession, table: RawTable) -> Words:
        lists = lists_of(table.columns)
        if lists not in self._words:
            self._words[lists] = raw_words(session, table)
        return self._words[lists]
