"""The flask commands, thin."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from sqlalchemy import select, text

from app.database import transaction
from app.domain.faults import DomainError, Fault
from app.domain.period import Period
from app.domain.quarter import Quarter
from app.domain.scope import Scope
from app.queries.figures.deployment import deployment_of
from app.queries.figures.occupancy import occupancy_of
from app.queries.figures.utilisation import utilisation_of
from app.services.deployments import rebuild_all_deployments, verify_deployments
from app.services.exchange import ExchangeRefusedError, ImportReport, export_facility, import_file
from models.facility import Facility

BAD_INPUT = 2
FAILED_CHECK = 1
FIRST_YEAR, LAST_YEAR = 1900, 2200
Command = TypeVar("Command", bound=Callable[..., Any])

exchange = AppGroup("exchange", help="Registraties als bestand inlezen en wegschrijven.")
figures = AppGroup("figures", help="Cijfers van een voorziening.")
demo = AppGroup("demo", help="De oefengegevens.")
audit = AppGroup("audit", help="Het logboek van inzage en wijzigingen.")
deployments = AppGroup("deployments", help="De inzet waarop de cijfers tellen.")


def install_commands(app: Flask) -> None:
    """Registers every command of the product."""
    for group in (exchange, figures, demo, audit, deployments):
        app.cli.add_command(group)
    app.cli.add_command(work)
    app.cli.add_command(schedule)


@contextmanager
def _session() -> Iterator[Any]:
    """One transaction of the command line; bad input ends it with exit status 2 and a message on standard error."""
    try:
        with transaction(Scope.system("opdrachtregel")) as session:
            yield session
    except ExchangeRefusedError as refused:
        _stop(*map(str, refused.placed))
    except DomainError as refused:
        _stop(*refused.messages)


def _stop(*messages: str) -> None:
    for message in messages:
        click.echo(message, err=True)
    raise SystemExit(BAD_INPUT)


def _today() -> date:
    return datetime.now(ZoneInfo("Europe/Brussels")).date()


def _facility(session: Any, code: str) -> Facility:
    # Bytes of the command line that are no text cannot be asked of the database.
    found = select(Facility).where(Facility.code == code)
    facility: Facility | None = session.scalars(found).one_or_none() if code.isprintable() else None
    if facility is None:
        raise DomainError(Fault("A-6", "facility", f"Voorziening {code} bestaat niet. Kijk de code na."))
    return facility


def _day(given: str, option: str) -> date:
    try:
        day = datetime.strptime(given, "%Y-%m-%d").date()
    except ValueError:
        day = None
    if day is None or len(given) != len("2024-01-01"):
        raise DomainError(Fault("F-1", option, f"“{given}” is geen datum. Schrijf {option} als JJJJ-MM-DD."))
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise DomainError(Fault("F-1", option, f"Kies voor {option} een jaar van {FIRST_YEAR} tot en met {LAST_YEAR}."))
    return day


def _period(begin: str, until: str) -> Period:
    first, last = _day(begin, "--from"), _day(until, "--until")
    if last < first:
        raise DomainError(Fault("F-1", "until", "De periode eindigt voor ze begint. Kies een latere einddatum."))
    return Period(first, last)


def _quarter(given: str, option: str) -> Quarter:
    quarter = Quarter.parse(given)
    if not FIRST_YEAR <= quarter.year <= LAST_YEAR:
        raise DomainError(Fault("F-8", option, f"Kies voor {option} een jaar van {FIRST_YEAR} tot en met {LAST_YEAR}."))
    return quarter


def _print(answer: dict[str, Any], as_json: bool, table: Callable[[dict[str, Any]], str]) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False) if as_json else table(answer))


@exchange.command("import", help="Leest een uitwisselingsbestand in: alles of niets.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Toon wat er zou veranderen en verander niets.")
@click.option("--json", "as_json", is_flag=True, help="Antwoord in JSON.")
def import_command(file: Path, dry_run: bool, as_json: bool) -> None:
    """Takes in one exchange file."""
    with _session() as session:
        report = import_file(session, file.read_bytes(), today=_today(), now=datetime.now(UTC), dry_run=dry_run)
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
    with _session() as session:
        document = export_facility(session, _facility(session, code))
    try:
        _write_whole(file, json.dumps(document, ensure_ascii=False, indent=1))
    except OSError as problem:
        _stop(f"{file} kan niet geschreven worden ({problem.strerror}). Kies een andere plaats.")
    click.echo(f"{len(document['dossiers'])} dossiers weggeschreven naar {file}.", err=True)


def _write_whole(file: Path, content: str) -> None:
    """Writes the file in one go, readable by its owner only: it holds personal data."""
    draft = file.with_name(f".{file.name}.tmp")
    draft.touch(mode=0o600)
    draft.write_text(content, encoding="utf-8")
    draft.replace(file)


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
    with _session() as session:
        period = _period(begin, until)
        answer = occupancy_of(session, _facility(session, code), period, modules).as_json()
    _print(answer, as_json, _rates_table)


@figures.command("deployment", help="De inzet van een voorziening.")
@_figure_options
def deployment_command(code: str, begin: str, until: str, modules: tuple[str, ...], as_json: bool) -> None:
    """Prints the deployment counts of one facility (F-9)."""
    with _session() as session:
        period = _period(begin, until)
        answer = deployment_of(session, _facility(session, code), period, modules).as_json()
    _print(answer, as_json, _counts_table)


@figures.command("utilisation", help="De benutting van een voorziening.")
@click.option("--facility", "code", required=True, help="De code van de voorziening.")
@click.option("--from-quarter", required=True, help="Eerste kwartaal, bijvoorbeeld 2024-1.")
@click.option("--until-quarter", required=True, help="Laatste kwartaal, bijvoorbeeld 2024-4.")
@click.option("--json", "as_json", is_flag=True, help="Antwoord in JSON.")
def utilisation_command(code: str, from_quarter: str, until_quarter: str, as_json: bool) -> None:
    """Prints the utilisation of one facility (F-8)."""
    with _session() as session:
        first, last = _quarter(from_quarter, "--from-quarter"), _quarter(until_quarter, "--until-quarter")
        quarters = Quarter.between(first, last)
        answer = utilisation_of(session, _facility(session, code), quarters).as_json()
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
        loaded = load_demo(_day(until, "--until"))
    except DomainError as refused:
        _stop(*refused.messages)
    click.echo("De oefengegevens zijn geladen." if loaded else "Er zijn al gegevens; er is niets gewijzigd.")


@audit.command("verify", help="Kijkt na of het logboek onaangeroerd is.")
def audit_verify_command() -> None:
    """Checks the chain of the audit record (A-5); exit status 1 when it was broken."""
    with _session() as session:
        broken = session.scalar(text("select audit_first_break()"))
    if broken is not None:
        click.echo(f"Het logboek is onderbroken vanaf regel {broken}.", err=True)
        raise SystemExit(FAILED_CHECK)
    click.echo("Het logboek is heel.")


@deployments.command("verify", help="Vergelijkt de inzet met de schakelingen.")
def deployments_verify_command() -> None:
    """Checks that figures count what the schakelingen say; exit status 1 when they differ."""
    with _session() as session:
        different = verify_deployments(session)
    if different:
        click.echo(f"{different} rijen verschillen. Herbouw met “deployments rebuild”.", err=True)
        raise SystemExit(FAILED_CHECK)
    click.echo("De inzet klopt met de schakelingen.")


@deployments.command("rebuild", help="Schrijft de inzet opnieuw vanuit de schakelingen.")
def deployments_rebuild_command() -> None:
    """Writes the deployments anew."""
    with _session() as session:
        rebuild_all_deployments(session)
    click.echo("De inzet is opnieuw geschreven.")


@click.command("worker", help="Voert achtergrondtaken uit.")
def work() -> None:
    """Runs background jobs until it is stopped."""
    from jobs.worker import run_worker

    run_worker(_application())


@click.command("scheduler", help="Zet geplande taken klaar.")
def schedule() -> None:
    """Queues what has to run by the calendar until it is stopped."""
    from jobs.scheduler import run_scheduler

    run_scheduler(_application())


def _application() -> Flask:
    application: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return application
