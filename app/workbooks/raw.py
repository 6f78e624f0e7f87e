"""The raw data of one facility as a file (R-7, H17.3, G10.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO

from sqlalchemy import func, select

from app.database import BincSession
from app.domain.civil_time import BRUSSELS
from app.domain.faults import DomainError, Fault
from app.domain.period import Period
from app.domain.reports.population import Population
from app.domain.reports.raw import DOSSIERS, RawTable, RawValue, raw_row
from app.domain.reports.raw_kinds import RawForm, RawKind
from app.queries.reports.raw import raw_dossiers, raw_tables_of, raw_words
from app.workbooks.figures import About
from app.workbooks.raw_csv import write_raw_csv
from app.workbooks.raw_xlsx import DEFINITIONS, write_raw_workbook
from app.workbooks.raw_xml import write_raw_xml
from models.facility import Facility

NO_SCHAKELINGEN = Fault("R-7", "form", "Deze voorziening registreert geen schakelingen. Kies de dossiers.")
Writer = Callable[[BinaryIO, RawTable, Iterable[Sequence[RawValue]]], None]
WRITERS: Mapping[str, Writer] = {"xml": write_raw_xml, "csv": write_raw_csv}


def make_raw(
    session: BincSession, kind: RawKind, facility_id: int, period: Period, form: RawForm, file: BinaryIO
) -> None:
    """Writes the raw data of one facility over a period, both days included, into `file`.

    The rows are read and written a handful at a time. Nothing is committed or put on record: who asks for the file
    does that before it is made (A-5). Raises DomainError for a table that the facility does not have, RawSchemaError
    when XML would depart from the published schema; then what was written is not to be kept.
    """
    facility = session.get_one(Facility, facility_id)
    wanted = (session, facility, period, kind.population)
    tables = [(table, _rows(*wanted, table)) for table in raw_tables_of(session, facility)]
    if form is RawForm.XLSX:
        write_raw_workbook(file, kind, _about(session, facility, period), tables)
        return
    only = next((one for one in tables if one[0].key == form.table), None)
    if only is None:
        raise DomainError(NO_SCHAKELINGEN)
    WRITERS[form.extension](file, *only)


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
    words = raw_words(session, table)
    for dossier in raw_dossiers(session, facility, period, population):
        for facts in (dossier.facts,) if table.key == DOSSIERS else dossier.schakelingen:
            yield raw_row(table.columns, facts, words)
