"""A decision with its first schakeling, half typed in a closed dossier, is kept and offered again (D-6, D-11)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from app.database import BincSession
from models import Decision, Dossier, Facility, Schakeling
from tests.drafts.typing import TAKEN_UP, WAITS, autosave, take_up
from tests.factories import create_client, create_decision, create_dossier, create_schakeling
from tests.views.reading import marks_of, ticked, value_of, words_of

MODULE = "P-CB-BREED"
TYPED = {
    "decision-begin": "01/02/2024",
    "decision-modules": [MODULE],
    "decision-ground": "judicial",
    "decision-mandated_service": "VK",
    "begin": "01/02/2024",
    "end": "15/02/2024",
    "modules": [MODULE],
}


@pytest.fixture
def closed(session: BincSession, facility: Facility) -> Dossier:
    """Help until 31 January, closed on 15 February."""
    dossier = create_dossier(
        session, create_client(session, facility), facility, status="closed", closed_on=date(2024, 2, 15)
    )
    decision = create_decision(session, dossier, modules=(MODULE,))
    create_schakeling(session, decision, end=date(2024, 1, 31), modules=(MODULE,))
    return dossier


@pytest.fixture
def address(closed: Dossier) -> str:
    return f"/dossiers/{closed.code}/beslissingen/nieuw"


def count(session: BincSession) -> tuple[int, int]:
    decisions, schakelingen = (session.scalar(select(func.count(table.id))) or 0 for table in (Decision, Schakeling))
    return decisions, schakelingen


def reopen(session: BincSession, dossier: Dossier) -> None:
    dossier.status, dossier.closed_on = "open", None
    session.flush()


def test_both_halves_are_offered_again_and_saved_out_of_the_draft_d_6_d_11(
    session: BincSession, address: str, an: Any, bert: Any
) -> None:
    autosave(an, address, TYPED, an.get(address))
    assert WAITS in words_of(an.get(address))
    assert WAITS not in words_of(bert.get(address))
    taken_up = take_up(an, address)
    assert TAKEN_UP in words_of(taken_up)
    for name in ("decision-begin", "begin", "end"):
        assert value_of(taken_up, name) == TYPED[name]
    for name in ("decision-modules", "decision-mandated_service", "modules"):
        assert ticked(taken_up, name) == (["VK"] if name == "decision-mandated_service" else [MODULE])
    assert count(session) == (1, 1)
    assert an.post(address, {**marks_of(taken_up), **TYPED}).status_code == 302
    assert count(session) == (2, 2)
    assert WAITS not in words_of(an.get(address))


def test_what_was_refused_is_kept_without_scripts_d_6_d_11(session: BincSession, address: str, an: Any) -> None:
    refused = an.post(address, {**marks_of(an.get(address)), **TYPED, "end": "16/02/2024"})
    assert refused.status_code == 422
    assert value_of(take_up(an, address), "end") == "16/02/2024"
    assert count(session) == (1, 1)


def test_a_draft_of_a_decision_alone_is_completed_once_the_dossier_is_closed_d_6_d_11(
    session: BincSession, closed: Dossier, address: str, an: Any
) -> None:
    reopen(session, closed)
    alone = {name.removeprefix("decision-"): value for name, value in TYPED.items() if name.startswith("decision-")}
    autosave(an, address, alone, an.get(address))
    closed.status, closed.closed_on = "closed", date(2024, 2, 15)
    session.flush()
    taken_up = take_up(an, address)
    assert "Een collega sloot dit dossier intussen af" in words_of(taken_up)
    assert value_of(taken_up, "decision-begin") == "01/02/2024"
    assert an.post(address, {**marks_of(taken_up), **TYPED}).status_code == 302
    assert count(session) == (2, 2)


def test_a_draft_of_both_shows_its_text_once_the_dossier_is_open_again_d_6_d_11(
    session: BincSession, closed: Dossier, address: str, an: Any
) -> None:
    autosave(an, address, TYPED, an.get(address))
    reopen(session, closed)
    taken_up = take_up(an, address)
    assert taken_up.status_code == 200
    assert "Een collega heropende het" in words_of(taken_up)
    assert "15/02/2024" in words_of(taken_up)
    assert count(session) == (1, 1)
