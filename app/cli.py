"""The flask commands, thin."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from sqlalchemy import text

from app.command_line import (
    command_session,
    day_given,
    facility_named,
    period_given,
    quarter_given,
    stop,
    whole_file,
)
from app.domain.faults import DomainError
from app.domain.quarter import Quarter
from app.groeipakket_commands import groeipakket
from app.presentation import today_in_brussels
from app.queries.figures.deployment import deployment_of
from app.queries.figures.occupancy import occupancy_of
from app.queries.figures.utilisation import utilisation_of
from app.report_commands import reports
from app.services.deployments import rebuild_all_deployments, verify_deployments
from app.services.exchange import ImportReport, export_facility, import_file

FAILED_CHECK = 1
NICENESS = 10
Command = TypeVar("Command", bound=Callable[..., Any])

exchange = AppGroup("exchange", help="Registraties als bestand inlezen en wegschrijven.")
figures = AppGroup("figures", help="Cijfers van een voorziening.")
demo = AppGroup("demo", help="De oefengegevens.")
audit = AppGroup("audit", help="Het logboek van inzage en wijzigingen.")
deployments = AppGroup("deployments", help="De inzet waarop de cijfers tellen.")


def install_commands(app: Flask) -> None:
    """Registers every command of the product."""
    for group in (exchange, figures, reports, demo, audit, deployments, groeipakket):
        app.cli.add_command(group)
    app.cli.add_command(work)
    app.cli.add_command(schedule)


def _print(answer: dict[str, Any], as_json: bool, table: Callable[[dict[str, Any]], str]) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False) if as_json else table(answer))


@exchange.command("import", help="Leest een uitwisselingsbestand in: alles of niets.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Toon wat er zou veranderen en verander niets.")
@click.option("--json", "as_json", is_flag=True, help="Antwoord in JSON.")
def import_command(file: Path, dry_run: bool, as_json: bool) -> None:
    """Takes in one exchange file."""
    with command_session() as session:
        report = import_file(
            session, file.read_bytes(), today=today_in_brussels(), now=datetime.now(UTC), dry_run=dry_run
        )
    click.echo(json.dumps(report.as_json(), ensure_ascii=False) if as_json else _report_text(report))


def _report_text(report: ImportReport) -> str:
    lines = [f"{one}" for one in report.cautions]
    head = "Proef: er is niets gewijzigd." if report.dry_run else "Ingelezen."
    lines.append(f"{head} Nieuw of gewijzigd: {report.changes}.")
    lines += [f"  nieuw      {kind:<20} {count}" for kind, count in sorted(report.created.items())]
    lines += [f"  gewijzigd  {kind:<20} {count}" for kind, count in sorted(report.changed.items())]
    return "\n".join(lines)


@exchange.command("export", help="Schrijft alles van één voorziening weg als uitwisselingsbestand.")
@click.option("--facility", "code", required=True, help="De code van de voorziening.")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def export_command(code: str, file: Path) -> None:
    """Writes one facility as an exchange file."""
    with command_session() as session:
        document = export_facility(session, facility_named(session, code))
    with whole_file(file) as draft:
        draft.write(json.dumps(document, ensure_ascii=False, indent=1).encode())
    click.echo(f"{len(document['dossiers'])} dossiers weggeschreven naar {file}.", err=True)


def _figure_options(command: Command) -> Command:
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Antwoord in JSON."),
        click.option("--module", "modules", multiple=True, help="Een typemodule of groep; kan meermaals."),
        click.option("--until", required=True, help="Laatste dag, JJJJ-MM-DD."),
        click.option("--from", "begin", required=True, help="Eerste dag, JJJJ-MM-DD."),
        click.option("--facility", "code", required=True, help="De code van de voorziening."),
    ):
        command = option(command)
    return command


@figures.command("occupancy", help="De bezetting van een voorziening.")
@_figure_options
def occupancy_command(code: str, begin: str, until: str, modules: tuple[str, ...], as_json: bool) -> None:
    """Prints the occupancy of one facility (F-1 … F-7)."""
    with command_session() as session:
        period = period_given(begin, until)
        answer = occupancy_of(session, facility_named(session, code), period, modules).as_json()
    _print(answer, as_json, _rates_table)


@figures.command("deployment", help="De inzet van een voorziening.")
@_figure_options
def deployment_command(code: str, begin: str, until: str, modules: tuple[str, ...], as_json: bool) -> None:
    """Prints the deployment counts of one facility (F-9)."""
    with command_session() as session:
        period = period_given(begin, until)
        answer = deployment_of(session, facility_named(session, code), period, modules).as_json()
    _print(answer, as_json, _counts_table)


@figures.command("utilisation", help="De benutting van een voorziening.")
@click.option("--facility", "code", required=True, help="De code van de voorziening.")
@click.option("--from-quarter", required=True, help="Eerste kwartaal, bijvoorbeeld 2024-1.")
@click.option("--until-quarter", required=True, help="Laatste kwartaal, bijvoorbeeld 2024-4.")
@click.option("--json", "as_json", is_flag=True, help="Antwoord in JSON.")
def utilisation_command(code: str, from_quarter: str, until_quarter: str, as_json: bool) -> None:
    """Prints the utilisation of one facility (F-8)."""
    with command_session() as session:
        first, last = quarter_given(from_quarter, "--from-quarter"), quarter_given(until_quarter, "--until-quarter")
        quarters = Quarter.between(first, last)
        answer = utilisation_of(session, facility_named(session, code), quarters).as_json()
    _print(answer, as_json, _rates_table)


def _rates_table(answer: dict[str, Any]) -> str:
    lines = [f"{answer['facility']}  {answer['from']} – {answer['until']}"]
    rows = [*answer["modules"], *answer.get("groups", ()), {"code": "gewogen", **answer["weighted"]}]
    for row in rows:
        rate = row["rate"] or f"niet te berekenen ({row['reason']})"
        lines.append(f"{row['code']:<28} {row['numerator'] or '–':>14} / {row['denominator'] or '–':<14} {rate}")
    return "\n".join(lines)


def _counts_table(answer: dict[str, Any]) -> str:
    lines = [f"{answer['facility']}  {answer['from']} – {answer['until']}", f"{'':<28} {'lopend':>8} {'gestart':>8}"]
    lines += [f"{row['code']:<28} {row['active']:>8} {row['started']:>8}" for row in answer["modules"]]
    if answer["combination"] is not None:
        together = answer["combination"]
        lines.append(f"{'samen':<28} {together['active']:>8} {together['started']:>8}")
    return "\n".join(lines)


@demo.command("load", help="Laadt de oefengegevens, één keer.")
@click.option("--until", required=True, help="De dag tot waar de gegevens lopen, JJJJ-MM-DD.")
def demo_load_command(until: str) -> None:
    """Loads the demonstration sector into an empty installation."""
    from app.demo.load import load_demo

    try:
        loaded = load_demo(day_given(until, "--until"))
    except DomainError as refused:
        stop(*refused.messages)
    click.echo("De oefengegevens zijn geladen." if loaded else "Er zijn al gegevens; er is niets gewijzigd.")


@audit.command("verify", help="Kijkt na of het logboek onaangeroerd is.")
def audit_verify_command() -> None:
    """Checks the chain of the audit record (A-5); exit status 1 when it was broken."""
    with command_session() as session:
        broken = session.scalar(text("select audit_first_break()"))
    if broken is not None:
        click.echo(f"Het logboek is onderbroken vanaf regel {broken}.", err=True)
        raise SystemExit(FAILED_CHECK)
    click.echo("Het logboek is heel.")


@deployments.command("verify", help="Vergelijkt de inzet met de schakelingen.")
def deployments_verify_command() -> None:
    """Checks that figures count what the schakelingen say; exit status 1 when they differ."""
    with command_session() as session:
        different = verify_deployments(session)
    if different:
        click.echo(f"{different} rijen verschillen. Herbouw met “deployments rebuild”.", err=True)
        raise SystemExit(FAILED_CHECK)
    click.echo("De inzet klopt met de schakelingen.")


@deployments.command("rebuild", help="Schrijft de inzet opnieuw vanuit de schakelingen.")
def deployments_rebuild_command() -> None:
    """Writes the deployments anew."""
    with command_session() as session:
        rebuild_all_deployments(session)
    click.echo("De inzet is opnieuw geschreven.")


@click.command("worker", help="Voert achtergrondtaken uit.")
def work() -> None:
    """Runs background jobs until it is stopped; where both want the processor, pages go first."""
    from jobs.worker import run_worker

    os.nice(NICENESS)
    run_worker(_application())


@click.command("scheduler", help="Zet geplande taken klaar.")
def schedule() -> None:
    """Queues what has to run by the calendar until it is stopped."""
    from jobs.scheduler import run_scheduler

    run_scheduler(_application())


def _application() -> Flask:
    application: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return application
