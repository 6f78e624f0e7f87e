"""A decision and its first schakeling in a closed dossier: both saved or neither (D-6)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from app.database import BincSession
from app.domain.faults import Conflict
from app.queries.chain import load_chain
from app.services.confirmation import NeedsConfirmation
from app.services.decision_with_help import add_decision_with_schakeling
from app.services.decisions import DecisionInput
from models import Activity, Schakeling
from tests import factories
from tests.services.steps import NOW, QUIET_MODULES, Story, day, refusals, story


@pytest.fixture
def closed(session: BincSession) -> Story:
    """A dossier with help until 31 March, closed on 15 April."""
    made = story(session)
    made.decide("01-08")
    made.add("01-08", "03-31")
    made.dossier.status, made.dossier.closed_on = "closed", day("04-15")
    session.flush()
    return made


def both(closed: Story, decided: str, begin: str, end: str | None, *modules: str, **keywords: Any) -> Schakeling:
    decision = DecisionInput(day(decided), QUIET_MODULES, "judicial")
    plan = closed.plan(begin, end, *modules, kind=keywords.pop("kind", None))
    words = {**closed.keywords, "now": NOW, **keywords}
    return add_decision_with_schakeling(closed.session, closed.dossier, decision, plan, **words)


def counted(closed: Story) -> tuple[int, int]:
    chain = load_chain(closed.session, closed.dossier)
    return len(chain.decisions), len(chain.schakelingen)


def test_both_are_saved_and_told_d_6(session: BincSession, closed: Story) -> None:
    saved = both(closed, "04-01", "04-01", "04-15")
    chain = load_chain(session, closed.dossier)
    assert chain.latest_decision is not None
    assert (chain.latest_decision.begin, chain.latest_decision.ground) == (day("04-01"), "judicial")
    assert (saved.decision_id, saved.kind, saved.end) == (chain.latest_decision.key, "switch", day("04-15"))
    assert closed.dossier.status == "closed"
    told = session.scalars(select(Activity.kind).order_by(Activity.id)).all()
    assert told[-2:] == ["decision_added", "schakeling_added"]


def test_an_extension_takes_over_what_ended_s_7_d_6(closed: Story) -> None:
    assert both(closed, "03-31", "03-31", "04-10", kind="extension").kind == "extension"


@pytest.mark.parametrize(
    ("decided", "begin", "end", "found"),
    [
        ("04-01", "04-01", None, [("D-6", "end")]),
        ("04-01", "04-01", "04-16", [("D-6", "end")]),
        ("04-16", "04-16", "04-16", [("D-6", "decision-begin"), ("D-6", "begin")]),
        ("01-07", "04-01", "04-10", [("S-2", "decision-begin")]),
        ("04-05", "04-01", "04-10", [("S-4", "begin")]),
        ("04-01", "03-01", "04-16", [("S-4", "begin"), ("S-4", "begin"), ("D-6", "end")]),
    ],
)
def test_where_one_is_wrong_neither_is_saved_d_6(
    closed: Story, decided: str, begin: str, end: str | None, found: list[tuple[str, str]]
) -> None:
    assert refusals(both, closed, decided, begin, end) == found
    assert counted(closed) == (1, 1)


def test_help_that_ends_today_is_not_over_yet_d_6(session: BincSession, closed: Story) -> None:
    closed.dossier.closed_on = day("06-15")
    session.flush()
    assert refusals(both, closed, "04-01", "04-01", "06-15") == [("D-6", "end")]
    assert refusals(both, closed, "04-01", "04-01", "06-14") == []


def test_a_processed_year_holds_here_too_s_14_d_6(session: BincSession, closed: Story) -> None:
    factories.process_years(session, closed.facility, 2024)
    assert ("S-14", "begin") in refusals(both, closed, "04-01", "04-01", "04-10")


def test_the_warnings_of_both_are_asked_at_once_s_2_s_12_d_11(closed: Story) -> None:
    decided = DecisionInput(day("01-08"), QUIET_MODULES, "voluntary")
    plan = closed.plan("04-01", "04-10", "VBFBJB04")
    words = {**closed.keywords, "now": NOW, "confirmed": frozenset()}
    with pytest.raises(NeedsConfirmation) as asked:
        add_decision_with_schakeling(closed.session, closed.dossier, decided, plan, **words)
    assert {"D-11", "S-2"} <= {caution.rule for caution in asked.value.cautions}
    assert counted(closed) == (1, 1)


def test_of_two_colleagues_the_second_is_told_d_11(session: BincSession, closed: Story) -> None:
    seen = closed.dossier.version
    both(closed, "04-01", "04-01", "04-05", seen_version=seen)
    session.flush()
    with pytest.raises(Conflict):
        both(closed, "04-06", "04-06", "04-10", seen_version=seen)
    assert counted(closed) == (2, 2)


def test_in_a_dossier_that_was_reopened_nothing_is_saved_d_6_d_11(session: BincSession, closed: Story) -> None:
    closed.dossier.status, closed.dossier.closed_on = "open", None
    session.flush()
    with pytest.raises(Conflict):
        both(closed, "04-01", "04-01", "04-10")
    assert counted(closed) == (1, 1)
