"""Two people at one quarter statement at the same moment: every state by every pair of deeds, on two real connections.

One of the two is always ahead: all it did stands in the database, uncommitted, when the other begins. What came of both
must be what comes of doing them one after the other (Q-4, Q-5, S-14, D-11).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import combinations_with_replacement

import pytest
from flask import Flask

from app.database import BincSession, db
from app.domain.faults import DomainError
from app.domain.statements.states import TRANSITIONS, StatementEvent, StatementState
from app.factory import create_app
from app.runtime.postgres import EmbeddedPostgres
from tests.conftest import fresh_database, settings_for
from tests.services.test_races import PATIENCE, Colleague, working
from tests.statements.deeds import (
    BEGINNINGS,
    OF_A_REQUEST,
    WITH_VERSION,
    Deed,
    Ground,
    Sight,
    do,
    look,
    prepare,
    stands,
)

Pair = tuple[Deed, Deed]
# What somebody was answered: nothing wrong, or the rules and words of the refusal.
Answer = tuple[tuple[str, str], ...]
SAVED: Answer = ()


@dataclass(frozen=True)
class Outcome:
    """What came of two deeds: the answer to each, and what can be seen afterwards."""

    answers: tuple[Answer, Answer]
    sight: Sight


@pytest.fixture(scope="module")
def two_doors(postgres: EmbeddedPostgres) -> Iterator[Flask]:
    """One database for all races; each has a facility of its own."""
    with fresh_database(postgres) as name:
        app = create_app(settings_for(postgres, name))
        yield app
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def pairs(*, asked: bool, versions: bool) -> list[Pair]:
    """Every unordered pair of deeds, a deed beside itself included; without versions those that would have carried one.

    Without them the second is never refused for what it saw, and shows by what it saves that it waited.
    """
    known = [deed for deed in Deed if asked or deed not in OF_A_REQUEST]
    every = combinations_with_replacement(known, 2)
    return [pair for pair in every if versions or set(pair) & set(WITH_VERSION)]


def grounds(app: Flask, state: StatementState, number: int, *, asked: bool, versions: bool) -> list[Ground]:
    """A facility for each race."""
    with working(app) as session:
        return [prepare(session, state, asked=asked, versions=versions) for _ in range(number)]


def answer_to(session: BincSession, ground: Ground, deed: Deed, hand: int) -> Answer:
    """Does it, in a part of the transaction of its own, and says how that was answered."""
    try:
        with session.begin_nested():
            do(session, ground, deed, hand)
            session.flush()
    except DomainError as refusal:
        return told(refusal)
    return SAVED


def told(refusal: DomainError) -> Answer:
    return tuple((fault.rule, fault.message) for fault in refusal.faults)


class _UndoneError(Exception):
    """Ends a transaction in which somebody only wanted to see what would happen."""


def one_after_the_other(app: Flask, ground: Ground, first: Deed, second: Deed) -> Outcome:
    """What comes of both in this order; nothing of it stays."""
    with suppress(_UndoneError), working(app) as session:
        answers = (answer_to(session, ground, first, 0), answer_to(session, ground, second, 1))
        found = Outcome(answers, look(session, ground))
        raise _UndoneError
    return found


def at_once(app: Flask, ground: Ground, first: Deed, second: Deed) -> tuple[Outcome, bool]:
    """What comes of both at the same moment, the first ahead but not committed; and whether the second had to wait."""
    first_answer, waited = SAVED, False
    try:
        with working(app) as session:
            try:
                do(session, ground, first, 0)
                session.flush()
            except DomainError as refusal:
                first_answer = told(refusal)
            colleague = Colleague(app, partial(do, ground=ground, deed=second, hand=1))
            waited = colleague.is_waiting_or_done(session)
            if first_answer is not SAVED:
                raise _UndoneError
    except _UndoneError:
        pass
    colleague.join(PATIENCE)
    assert not colleague.is_alive()
    if colleague.error is not None and not isinstance(colleague.error, DomainError):
        raise colleague.error
    second_answer = told(colleague.error) if isinstance(colleague.error, DomainError) else SAVED
    with working(app) as session:
        return Outcome((first_answer, second_answer), look(session, ground)), waited


def check_chain(begin: StatementState, sight: Sight) -> None:
    """Every step stands in the table of states and begins where the one before ended; the last is how it stands."""
    state = begin.value
    for before, event, after, _ in sight.chain:
        assert before == state
        assert TRANSITIONS[StatementState(before), StatementEvent(event)] == after
        state = after
    assert sight.state == state


def check_nothing_lost(pair: Pair, outcome: Outcome) -> None:
    """Each deed that was not refused stands, in what is seen and in the chain of events."""
    saved = [hand for hand in (0, 1) if outcome.answers[hand] == SAVED]
    for hand in saved:
        overwritten = hand == 0 and pair[0] is pair[1] and len(saved) == 2
        assert stands(outcome.sight, pair[hand], hand, overwritten=overwritten), pair[hand]


@pytest.mark.parametrize("versions", [True, False], ids=["as the pages do", "without versions"])
@pytest.mark.parametrize(("state", "asked"), BEGINNINGS, ids=lambda one: str(one))
def test_two_at_once_come_to_what_one_after_the_other_comes_to_q_4_q_5_d_11(
    two_doors: Flask, state: StatementState, asked: bool, versions: bool
) -> None:
    """Every state by every pair of deeds: no acknowledged save is lost, and no state but those of the table is met."""
    races = pairs(asked=asked, versions=versions)
    for place, ground in enumerate(grounds(two_doors, state, len(races), asked=asked, versions=versions)):
        first, second = races[place] if (place + versions) % 2 else races[place][::-1]
        in_this_order = one_after_the_other(two_doors, ground, first, second)
        found, waited = at_once(two_doors, ground, first, second)
        assert found == in_this_order, (first, second)
        check_chain(state, found.sight)
        check_nothing_lost((first, second), found)
        assert waited or found.answers != (SAVED, SAVED), (first, second)


# What would come about if nobody waited: sent without the new line, asked about what is open, refused for no reason.
UNGUARDED = (
    (StatementState.OPEN, False, Deed.MODULE_JOINS, Deed.SEND),
    (StatementState.SENT, False, Deed.EDIT_TOTAL, Deed.PROCESS),
    (StatementState.TO_SEND_AGAIN, False, Deed.EDIT_TOTAL, Deed.EDIT_TOTAL),
    (StatementState.PROCESSED, False, Deed.ASK, Deed.REOPEN),
    (StatementState.PROCESSED, True, Deed.REOPEN, Deed.WITHDRAW),
    (StatementState.REOPENED, False, Deed.LINE_DROPS, Deed.SEND),
)


@pytest.mark.parametrize(("state", "asked", "first", "second"), UNGUARDED, ids=lambda one: str(one))
def test_control_without_the_lock_two_at_once_come_to_something_else_q_4_d_11(
    two_doors: Flask, monkeypatch: pytest.MonkeyPatch, state: StatementState, asked: bool, first: Deed, second: Deed
) -> None:
    (ground,) = grounds(two_doors, state, 1, asked=asked, versions=False)
    in_this_order = one_after_the_other(two_doors, ground, first, second)
    for service in ("statements", "processed_years", "statement_requests"):
        monkeypatch.setattr(f"app.services.{service}.hold_statements", lambda *_: None)
    assert at_once(two_doors, ground, first, second)[0] != in_this_order
