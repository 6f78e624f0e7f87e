"""The commands that print reports or write them to a file."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import click
from flask.cli import AppGroup

from app.command_line import command_session, facility_named, period_given, whole_file
from app.domain.faults import DomainError, Fault
from app.domain.period import Period
from app.domain.reports.definitions import POPULATION_WORDS, UNIT_WORDS
from app.domain.reports.kinds import REPORT_KINDS, kinds_of
from app.domain.reports.raw_kinds import RawForm, RawKind
from app.domain.reports.result import CountedRow, CountedTable
from app.queries.reports.sector import count_sector
from app.workbooks.raw import make_raw, raw_label
from app.workbooks.raw_schema import raw_schema

COUNTED = [kind.key for kind in REPORT_KINDS if kind.tables]
reports = AppGroup("reports", help="Rapporten en ruwe data van een voorziening.")


@reports.command("raw", help="Schrijft de ruwe data van één voorziening weg.")
@click.option("--facility", "code", required=True, help="De code van de voorziening.")
@click.option("--from", "begin", required=True, help="Eerste dag, JJJJ-MM-DD.")
@click.option("--until", required=True, help="Laatste dag, JJJJ-MM-DD.")
@click.option("--kind", type=click.Choice([kind.value for kind in RawKind]), required=True, help="Welke dossiers.")
@click.option("--form", type=click.Choice([form.value for form in RawForm]), default="xml", help="Het soort bestand.")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def raw_command(code: str, begin: str, until: str, kind: str, form: str, file: Path) -> None:
    """Writes raw data (R-7); who asked stands on record before the first dossier is read (A-5)."""
    with command_session() as session:
        period = _year_at_most(period_given(begin, until))
        facility_id = facility_named(session, code).id
        session.trail.add("export", kind, [facility_id], [raw_label(RawForm(form), period)])
    with command_session() as session, whole_file(file) as draft:
        make_raw(session, RawKind(kind), facility_id, period, RawForm(form), draft)
    click.echo(f"{RawKind(kind).label} weggeschreven naar {file}.", err=True)


@reports.command("schema", help="Schrijft het schema (XSD) van de ruwe data weg.")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def schema_command(file: Path) -> None:
    """Writes the schema that XML with raw data keeps to (R-7)."""
    file.write_text(raw_schema(), encoding="utf-8")
    click.echo(f"Schema weggeschreven naar {file}.", err=True)


@reports.command("tables", help="Toont de tabellen van één rapport van een voorziening, naast haar sector.")
@click.option("--facility", "code", required=True, help="De code van de voorziening.")
@click.option("--from", "begin", required=True, help="Eerste dag, JJJJ-MM-DD.")
@click.option("--until", required=True, help="Laatste dag, JJJJ-MM-DD.")
@click.option("--kind", "key", type=click.Choice(COUNTED), required=True, help="Welk rapport.")
@click.option("--json", "as_json", is_flag=True, help="Antwoord in JSON.")
def tables_command(code: str, begin: str, until: str, key: str, as_json: bool) -> None:
    """Prints the tables of one report (R-1); who asked them stands on record (A-5)."""
    with command_session() as session:
        period, facility = _year_at_most(period_given(begin, until)), facility_named(session, code)
        kind = next((kind for kind in kinds_of(facility.organisation_type) if kind.key == key), None)
        if kind is None:
            message = f"{facility.organisation_type} heeft dit rapport niet. Kies een ander."
            raise DomainError(Fault("R-1", "kind", message))
        session.trail.add("export", "report", [facility.id], [f"{kind.title} {_days(period)}"])
        counts = count_sector(session, period)
        tables = [counts.table(table, facility.id) for table in kind.tables]
    answer = {"facility": code, "kind": key, "tables": [table.as_json() for table in tables]}
    click.echo(json.dumps(answer, ensure_ascii=False) if as_json else "\n\n".join(map(_as_text, tables)))


def _as_text(table: CountedTable) -> str:
    """A table as lines: a part, its columns, and a line for each row; what was left out is a dash."""
    lines = [f"{table.title}  {_days(table.period)}"]
    for part in table.parts:
        heads = [*(one.words for one in part.classes), f"Totaal {UNIT_WORDS[part.unit]}"]
        lines += [f"  {part.title or POPULATION_WORDS[part.population]}: {' | '.join(heads)}"]
        lines += [f"    {row.words:<40} {_cells_as_text(row)}" for row in part.rows]
    return "\n".join(lines)


def _cells_as_text(row: CountedRow) -> str:
    cells = ("–" if cell is None else f"{float(cell):.2f}" if isinstance(cell, Fraction) else str(cell)
             for cell in (*row.cells, row.total))  # fmt: skip
    return " | ".join(cells).replace(".", ",")


def _days(period: Period) -> str:
    return f"{period.begin:%d/%m/%Y} - {period.end:%d/%m/%Y}"


def _year_at_most(period: Period) -> Period:
    if period.is_longer_than_a_year:
        message = "De periode mag hoogstens een jaar zijn. Kies een vroegere einddatum."
        raise DomainError(Fault("R-4", "until", message))
    return period
