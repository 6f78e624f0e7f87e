"""Exchange files and processed years: the rules of the screens, and the years that a file's statements make (S-14)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.database import BincSession
from app.queries.processed_years import locked_until
from app.services.exchange import ExchangeRefusedError, import_exchange
from models import Facility, ProcessedYear, ProcessedYearStep, Schakeling
from tests.exchange.files import MATS, client, decision, dossier, schakeling, small_file
from tests.factories import process_years

TODAY = date(2025, 7, 1)
RUNNING = "/dossiers/0/decisions/0/schakelingen/1"


def quarters(*states: str, year: int = 2024) -> list[dict[str, Any]]:
    return [{"facility": "X001", "quarter": f"{year}-{n}", "state": state} for n, state in enumerate(states, 1)]


def take_in(session: BincSession, document: Any) -> Any:
    return import_exchange(session, document, today=TODAY)


def faults(session: BincSession, document: Any) -> list[tuple[str, str]]:
    with pytest.raises(ExchangeRefusedError) as refused:
        take_in(session, document)
    return [(one.rule, one.pointer) for one in refused.value.placed]


def facility(session: BincSession) -> Facility:
    return session.scalars(select(Facility).where(Facility.code == "X001")).one()


@pytest.fixture
def locked(session: BincSession) -> dict[str, Any]:
    """A file that was read before its 2024 was processed: one schakeling ended in it, one begun in it runs on."""
    document = small_file()
    take_in(session, document)
    process_years(session, facility(session), 2024)
    return document


def test_the_same_file_still_changes_nothing_s_14(session: BincSession, locked: Any) -> None:
    assert take_in(session, locked).changes == 0


@pytest.mark.parametrize(("end", "refused"), [("2024-12-31", True), ("2025-01-01", False)])
def test_a_file_ends_a_known_one_only_after_the_processed_years_s_14(
    session: BincSession, locked: Any, end: str, refused: bool
) -> None:
    locked["dossiers"][0]["decisions"][0]["schakelingen"][1]["end"] = end
    if refused:
        assert faults(session, locked) == [("S-14", f"{RUNNING}/end")]
    else:
        take_in(session, locked)
        assert session.scalars(select(Schakeling.end).order_by(Schakeling.begin.desc())).first() == date(2025, 1, 1)


def test_a_file_changes_no_offer_that_began_in_a_processed_year_s_14(session: BincSession, locked: Any) -> None:
    locked["dossiers"][0]["decisions"][0]["schakelingen"][1]["elsewhere"] = True
    assert faults(session, locked) == [("S-14", f"{RUNNING}/modules")]


@pytest.mark.parametrize("history", [True, False])
@pytest.mark.parametrize(("begin", "refused"), [("2024-12-31", True), ("2025-01-01", False)])
def test_a_file_begins_nothing_in_a_processed_year_history_neither_s_14(
    session: BincSession, locked: Any, history: bool, begin: str, refused: bool
) -> None:
    chain = [decision("2024-02-01", schakeling("start", begin, None, "P-CB-BREED"))]
    new = {**locked, "history": history, "clients": [client("c2", MATS)]}
    new |= {"dossiers": [dossier("d2", "c2", created="2024-02-01", decisions=chain)], "utilisation": [], "quarters": []}
    if refused:
        assert faults(session, new) == [("S-14", "/dossiers/0/decisions/0/schakelingen/0/begin")]
    else:
        assert take_in(session, new).changes


@pytest.mark.parametrize(
    ("states", "processed"),
    [
        (("processed",) * 4, True),
        (("processed",) * 3, False),
        (("processed", "processed", "processed", "sent"), False),
    ],
)
def test_a_year_is_processed_when_every_statement_it_has_is_q_5_s_14(
    session: BincSession, states: tuple[str, ...], processed: bool
) -> None:
    take_in(session, small_file(quarters=quarters(*states)))
    assert locked_until(session, facility(session).id) == (date(2024, 12, 31) if processed else None)
    assert len(session.scalars(select(ProcessedYearStep)).all()) == processed
    assert take_in(session, small_file(quarters=quarters(*states))).changes == 0


def test_a_quarter_without_help_needs_no_statement_q_1_q_5(session: BincSession) -> None:
    document = small_file(quarters=quarters("processed"))
    document["dossiers"][0]["decisions"][0]["schakelingen"].pop()
    take_in(session, document)
    assert locked_until(session, facility(session).id) == date(2024, 12, 31)


def test_a_year_that_still_runs_is_not_processed_by_a_file_q_5(session: BincSession) -> None:
    document = small_file(quarters=quarters("processed", "processed", "processed", "processed", year=2025))
    take_in(session, document)
    assert locked_until(session, facility(session).id) is None


def test_what_the_agency_reopened_stays_open_when_the_file_comes_again_q_4(session: BincSession) -> None:
    document = small_file(quarters=quarters(*["processed"] * 4))
    take_in(session, document)
    year = session.scalars(select(ProcessedYear)).one()
    year.state, year.locks = "reopened", False
    session.flush()
    take_in(session, document)
    assert locked_until(session, facility(session).id) is None


def test_a_file_does_not_reopen_a_processed_year_q_4(session: BincSession) -> None:
    take_in(session, small_file(quarters=quarters(*["processed"] * 4)))
    again = small_file(quarters=quarters("processed", "processed", "processed", "reopened"))
    assert faults(session, again) == [("Q-4", "/quarters/3/state")]
