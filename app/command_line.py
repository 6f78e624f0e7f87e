"""What the commands share: a transaction, the words of what is asked, and a file that is whole or not there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

import click
from sqlalchemy import select

from app.database import BincSession, transaction
from app.domain.faults import DomainError, Fault
from app.domain.period import Period
from app.domain.quarter import Quarter
from app.domain.scope import Scope
from app.services.exchange import ExchangeRefusedError
from models.facility import Facility

BAD_INPUT = 2
FIRST_YEAR, LAST_YEAR = 1900, 2200


@contextmanager
def command_session() -> Iterator[BincSession]:
    """One transaction of the command line; bad input ends it with exit status 2 and a message on standard error."""
    try:
        with transaction(Scope.system("opdrachtregel")) as session:
            yield session
    except ExchangeRefusedError as refused:
        stop(*map(str, refused.placed))
    except DomainError as refused:
        stop(*refused.messages)


def stop(*messages: str) -> None:
    for message in messages:
        click.echo(message, err=True)
    raise SystemExit(BAD_INPUT)


def facility_named(session: Any, code: str) -> Facility:
    # Bytes of the command line that are no text cannot be asked of the database.
    found = select(Facility).where(Facility.code == code)
    facility: Facility | None = session.scalars(found).one_or_none() if code.isprintable() else None
    if facility is None:
        raise DomainError(Fault("A-6", "facility", f"Voorziening {code} bestaat niet. Kijk de code na."))
    return facility


def day_given(given: str, option: str) -> date:
    try:
        day = datetime.strptime(given, "%Y-%m-%d").date()
    except ValueError:
        day = None
    if day is None or len(given) != len("2024-01-01"):
        raise DomainError(Fault("F-1", option, f"“{given}” is geen datum. Schrijf {option} als JJJJ-MM-DD."))
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise DomainError(Fault("F-1", option, f"Kies voor {option} een jaar van {FIRST_YEAR} tot en met {LAST_YEAR}."))
    return day


def period_given(begin: str, until: str) -> Period:
    first, last = day_given(begin, "--from"), day_given(until, "--until")
    if last < first:
        raise DomainError(Fault("F-1", "until", "De periode eindigt voor ze begint. Kies een latere einddatum."))
    return Period(first, last)


def quarter_given(given: str, option: str) -> Quarter:
    quarter = Quarter.parse(given)
    if not FIRST_YEAR <= quarter.year <= LAST_YEAR:
        raise DomainError(Fault("F-8", option, f"Kies voor {option} een jaar van {FIRST_YEAR} tot en met {LAST_YEAR}."))
    return quarter


@contextmanager
def whole_file(file: Path) -> Iterator[BinaryIO]:
    """A file that stands there once all of it was written, readable by its owner only: it holds personal data."""
    draft = file.with_name(f".{file.name}.tmp")
    try:
        draft.touch(mode=0o600)
        with draft.open("wb") as content:
            yield content
        draft.replace(file)
    except OSError as problem:
        stop(f"{file} kan niet geschreven worden ({problem.strerror}). Kies een andere plaats.")
    finally:
        draft.unlink(missing_ok=True)
