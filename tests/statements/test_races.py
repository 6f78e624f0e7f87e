"""Two people at one quarter statement at the same moment, on two real connections (D-11, Q-1, Q-4)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from app.database import BincSession
from app.domain.chain_plans import ModulePlan
from app.domain.faults import Conflict, DomainError
from app.services.schakelingen import SchakelingInput, change_schakeling, delete_schakeling
from models import Facility, Schakeling, UtilisationTotal
from tests.services.steps import EVERYTHING, NOW, story
from tests.services.test_races import PATIENCE, Colleague, working
from tests.statements.steps import WHO, Desk, desk_of

Work = Callable[[BincSession], Any]


def a_desk(app: Flask, **totals: int) -> tuple[int, int]:
    """A facility with one schakeling of P-CB-BREED in 2024, and these totals typed; its id and the schakeling's."""
    with working(app) as session:
        desk, told = desk_of(session)
        schakeling = told.add("01-08", "02-01", "P-CB-BREED")
        if totals:
            desk.type(**totals)
        return desk.facility.id, schakeling.id


def at_desk(facility_id: int, deed: Callable[[Desk], Any]) -> Work:
    return lambda session: deed(Desk(session, session.get_one(Facility, facility_id)))


def adding_module(schakeling_id: int) -> Work:
    def work(session: BincSession) -> Any:
        plan = SchakelingInput(
            session.get_one(Schakeling, schakeling_id).begin,
            None,
            "start",
            (ModulePlan("P-CB-BREED"), ModulePlan("P-CB-LAAG")),
        )
        words: dict[str, Any] = {**WHO, "now": NOW, "confirmed": EVERYTHING}
        return change_schakeling(session, session.get_one(Schakeling, schakeling_id), plan, **words)

    return work


def deleting(schakeling_id: int) -> Work:
    return lambda session: delete_schakeling(session, session.get_one(Schakeling, schakeling_id), **WHO)


def race(app: Flask, first: Work, second: Work, *, waits: bool = True) -> Exception | None:
    """Both at once, the first ahead but not committed: how the second one ended."""
    with working(app) as session:
        first(session)
        session.flush()
        colleague = Colleague(app, second)
        assert colleague.is_waiting_or_done(session) is waits
    colleague.join(PATIENCE)
    assert not colleague.is_alive()
    return colleague.error


def stands(app: Flask, facility_id: int) -> tuple[str | None, dict[str, Decimal | None]]:
    with working(app) as session:
        desk = Desk(session, session.get_one(Facility, facility_id))
        return desk.state(), desk.lines()


def test_who_sends_while_a_colleague_types_sends_what_was_typed_or_hears_of_it_d_11_q_4(committing_app: Flask) -> None:
    facility, _ = a_desk(committing_app, P_CB_BREED=10)
    with working(committing_app) as session:
        seen = Desk(session, session.get_one(Facility, facility)).statement().version  # type: ignore[union-attr]
    typing = at_desk(facility, lambda desk: desk.type(P_CB_BREED=11))
    sending = at_desk(facility, lambda desk: desk.send(seen_version=seen))
    assert isinstance(race(committing_app, typing, sending), Conflict)
    assert stands(committing_app, facility) == ("open", {"P-CB-BREED": 11})
    assert race(committing_app, at_desk(facility, Desk.send), typing) is None
    assert stands(committing_app, facility)[0] == "sent"
    more = at_desk(facility, lambda desk: desk.type(P_CB_BREED=12))
    assert race(committing_app, more, sending) is not None
    assert stands(committing_app, facility) == ("to_send_again", {"P-CB-BREED": 12})


def test_two_who_type_the_first_figure_make_one_statement_d_11(committing_app: Flask) -> None:
    facility, _ = a_desk(committing_app)
    one, other = (lambda desk: desk.type(P_CB_BREED=1)), (lambda desk: desk.type(P_CB_BREED=2))
    assert race(committing_app, at_desk(facility, one), at_desk(facility, other)) is None
    assert stands(committing_app, facility) == ("open", {"P-CB-BREED": 2})


def test_two_who_send_at_once_send_once_q_4(committing_app: Flask) -> None:
    facility, _ = a_desk(committing_app, P_CB_BREED=10)
    assert isinstance(race(committing_app, at_desk(facility, Desk.send), at_desk(facility, Desk.send)), Conflict)
    assert stands(committing_app, facility)[0] == "sent"


def test_a_module_that_joins_while_a_colleague_sends_is_never_missed_q_4(committing_app: Flask) -> None:
    facility, schakeling = a_desk(committing_app, P_CB_BREED=10)
    assert race(committing_app, at_desk(facility, Desk.send), adding_module(schakeling)) is None
    assert stands(committing_app, facility) == ("to_send_again", {"P-CB-BREED": 10, "P-CB-LAAG": None})
    facility, schakeling = a_desk(committing_app, P_CB_BREED=10)
    error = race(committing_app, adding_module(schakeling), at_desk(facility, Desk.send))
    assert isinstance(error, DomainError)
    assert [fault.rule for fault in error.faults] == ["Q-4"]
    assert stands(committing_app, facility)[0] == "open"


def test_control_without_the_lock_a_statement_is_sent_without_the_new_line_q_4(
    committing_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    facility, schakeling = a_desk(committing_app, P_CB_BREED=10)
    monkeypatch.setattr("app.services.statements.hold_statements", lambda *_: None)
    assert race(committing_app, adding_module(schakeling), at_desk(facility, Desk.send), waits=False) is None
    assert stands(committing_app, facility) == ("sent", {"P-CB-BREED": 10, "P-CB-LAAG": None})


def test_typing_while_the_last_schakeling_goes_leaves_no_figure_behind_q_1(committing_app: Flask) -> None:
    facility, schakeling = a_desk(committing_app)
    typing = at_desk(facility, lambda desk: desk.type(P_CB_BREED=10))
    assert isinstance(race(committing_app, deleting(schakeling), typing), Conflict)
    assert stands(committing_app, facility) == (None, {})
    facility, schakeling = a_desk(committing_app)
    assert race(committing_app, at_desk(facility, lambda desk: desk.type(P_CB_BREED=10)), deleting(schakeling)) is None
    with working(committing_app) as session:
        assert session.query(UtilisationTotal).filter_by(facility_id=facility).all() == []


def test_two_who_delete_the_last_two_schakelingen_leave_no_line_behind_q_1(committing_app: Flask) -> None:
    with working(committing_app) as session:
        desk, told = desk_of(session)
        other = story(session, facility=told.facility)
        other.decide()
        ids = [told.add("01-08", None, "P-CB-BREED").id, other.add("01-08", None, "P-CB-BREED").id]
        desk.type(P_CB_BREED=10)
        facility = desk.facility.id
    assert race(committing_app, deleting(ids[0]), deleting(ids[1])) is None
    assert stands(committing_app, facility) == (None, {})
    with working(committing_app) as session:
        assert session.query(UtilisationTotal).filter_by(facility_id=facility).all() == []
