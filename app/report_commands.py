"""The commands that write reports to a file."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from app.command_line import command_session, facility_named, period_given, whole_file
from app.domain.faults import DomainError, Fault
from app.domain.period import Period
from app.domain.reports.raw_kinds import RawForm, RawKind
from app.workbooks.raw import make_raw, raw_label
from app.workbooks.raw_schema import raw_schema

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


def _year_at_most(period: Period) -> Period:
    if period.is_longer_than_a_year:
        message = "De periode mag hoogstens een jaar zijn. Kies een vroegere einddatum."
        raise DomainError(Fault("R-4", "until", message))
    return period
