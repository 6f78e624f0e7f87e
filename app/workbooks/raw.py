"""The raw data of one facility as a file (R-7, H17.3, G10.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO, Protocol

from sqlalchemy import func, select

from app.database import BincSession
from app.domain.civil_time import BRUSSELS
from app.domain.faults import DomainError, Fault
from app.domain.period import Period
from app.domain.reports.population import Population
from app.domain.reports.raw import DOSSIERS, RawTable, RawValue, Words, raw_row
from app.domain.reports.raw_kinds import RawForm, RawKind
from app.queries.reports.raw import RawDossier, raw_dossiers, raw_tables_of, raw_words
from app.workbooks.figures import About
from app.workbooks.pieces import handfuls
from app.workbooks.raw_csv import RawCsv
from app.workbooks.raw_xlsx import DEFINITIONS, write_raw_workbook
from app.workbooks.raw_xml import RawXml
from models.facility import Facility

NO_SCHAKELINGEN = Fault("R-7", "form", "Deze voorziening registreert geen schakelingen. Kies de dossiers.")


class RawWriter(Protocol):
    """Writes one table to one file, some rows at a time."""

    def add(self, rows: Iterable[Sequence[RawValue]]) -> None:
        """Writes the next rows."""

    def close(self) -> None:
        """Says that nothing follows."""


WRITERS: Mapping[str, Callable[[BinaryIO, RawTable], RawWriter]] = {"xml": RawXml, "csv": RawCsv}


def make_raw(
    session: BincSession, kind: RawKind, facility_id: int, period: Period, form: RawForm, file: BinaryIO
) -> None:
    """Writes the raw data of one facility over a period, both days included, into `file`.

    The rows are read and written a handful at a time. Nothing is committed or put on record: who asks for the file
    does that before it is made (A-5). Raises DomainError for a table that the facility does not have, RawSchemaError
    when XML would depart from the published schema; then what was written is not to be kept.
    """
    if form is not RawForm.XLSX:
        make_raw_files(session, kind, facility_id, period, {form: file})
        return
    facility = session.get_one(Facility, facility_id)
    wanted = (session, facility, period, kind.population)
    tables = [(table, _rows(*wanted, table)) for table in raw_tables_of(session, facility)]
    write_raw_workbook(file, kind, _about(session, facility, period), tables)


def make_raw_files(
    session: BincSession,
    kind: RawKind,
    facility_id: int,
    period: Period,
    files: Mapping[RawForm, BinaryIO],
    words_of: Callable[[BincSession, RawTable], Words] = raw_words,
) -> None:
    """Writes several files that hold one table each, all of them while the dossiers are read once.

    `words_of` tells the words of a table's answers. For the rest like `make_raw`.
    """
    facility = session.get_one(Facility, facility_id)
    tables = {table.key: table for table in raw_tables_of(session, facility)}
    if not all(form.table in tables for form in files):
        raise DomainError(NO_SCHAKELINGEN)
    writers = [
        (WRITERS[form.extension](file, table), table, words_of(session, table))
        for form, file in files.items()
        for table in [tables[form.table]]
    ]
    for dossiers in handfuls(raw_dossiers(session, facility, period, kind.population)):
        for writer, table, words in writers:
            writer.add(_rows_of(table, dossiers, words))
    for writer, _table, _words in writers:
        writer.close()


def raw_label(form: RawForm, period: Period) -> str:
    """What the record says of an export: the kind of file and its period (A-5)."""
    return f"{form.value} {period.begin:%d/%m/%Y} - {period.end:%d/%m/%Y}"


def _about(session: BincSession, facility: Facility, period: Period) -> About:
    """Who made the file, and the moment that the data are of."""
    moment = session.scalars(select(func.now())).one().astimezone(BRUSSELS)
    return About(facility.name, period, session.scope.actor.name, moment, DEFINITIONS)


def _rows(
    session: BincSession, facility: Facility, period: Period, population: Population, table: RawTable
) -> Iterator[list[RawValue]]:
    yield from _rows_of(table, raw_dossiers(session, facility, period, population), raw_words(session, table))


def _rows_of(table: RawTable, dossiers: Iterable[RawDossier], words: Words) -> Iterator[list[RawValue]]:
    for dossier in dossiers:
        for facts in (dossier.facts,) if table.key == DOSSIERS else dossier.schakelingen:
            yield raw_row(table.columns, facts, words)
