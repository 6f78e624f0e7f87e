"""The demonstration has work that waits: for a case handler in the queue, for care workers on their list (D-7, D-2)."""

from __future__ import annotations

from datetime import date

from flask import Flask
from sqlalchemy import select

from app.database import BincSession, enter_scope
from app.demo.load import load_demo
from app.demo.register_news import FORMER
from app.demo.reopening import REQUESTS
from app.domain.consultations import ConsultationReason
from app.domain.period import add_years
from app.domain.quarter import Quarter
from app.domain.roles import Role
from app.domain.scope import Actor, Scope
from app.domain.work_list import WORK_KINDS
from app.integrations.national_register import SyntheticRegister
from app.queries.drafts import list_drafts
from app.queries.module_data import latest_deliveries, waiting_differences, withdrawn_in_use
from app.queries.statement_course import course_of
from app.queries.statements import read_statement
from app.queries.work_conditions import work_place
from app.queries.work_list import WorkList
from app.services.consultations import ConsultedRegister
from app.services.register_refresh import begin_refresh, refresh_next
from models import Account, Dossier, Facility, ReopeningRequest, Seat
from tests.services.test_races import working

UNTIL = date(2025, 6, 30)
Q2 = Quarter.of(UNTIL)


def test_the_demo_has_requests_for_dossiers_of_long_ago_d_7(committing_app: Flask) -> None:
    with committing_app.app_context():
        assert load_demo(UNTIL)
    with working(committing_app) as session:
        query = (
            select(ReopeningRequest, Dossier)
            .join(Dossier, Dossier.id == ReopeningRequest.dossier_id)
            .order_by(ReopeningRequest.requested_at)
        )
        found = session.execute(query).all()
        assert [request.motive for request, _ in found] == [motive for *_, motive in REQUESTS]
        for request, dossier in found:
            assert (request.state, dossier.status) == ("rejected" if request is found[-1][0] else "requested", "closed")
            assert dossier.last_schakeling_end is not None
            assert dossier.last_schakeling_end < add_years(request.requested_at.date(), -1)


def test_the_demo_has_a_quarter_to_send_again_and_one_half_done_q_4(committing_app: Flask) -> None:
    with committing_app.app_context():
        assert load_demo(UNTIL)
    with working(committing_app) as session:
        facility = session.scalars(select(Facility).where(Facility.code == "F001")).one()
        last, running = (read_statement(session, facility, quarter, UNTIL) for quarter in (Q2.previous, Q2))
        assert last is not None
        assert running is not None
        assert (last.state, running.state) == ("to_send_again", "open")
        assert 0 < running.filled_in < len(running.lines)
        assert [step.event for step in course_of(session, facility.id, last.quarter)] == ["edit"]


def check_module_data(session: BincSession) -> None:
    """One module withdrawn while it is deployed, one that waits to end, and a code that nobody knows (M-2)."""
    [used] = withdrawn_in_use(session, UNTIL)
    assert used.facility_code == "F001"
    assert used.dossiers > 0
    assert [(one.facility.code, one.kind) for one in waiting_differences(session)] == [("F002", "ended")]
    assert next((one.added, one.unknown_modules) for one in latest_deliveries(session)) == (1, ["P-NOG-ONBEKEND"])


def check_register_news(session: BincSession) -> None:
    """The first night tells of two clients, and finds everybody else as the register has them (G-3)."""
    asking = ConsultedRegister(session, SyntheticRegister(), ConsultationReason.DAILY_REFRESH)
    while refresh_next(session, begin_refresh(session, UNTIL), asking):
        pass
    assert begin_refresh(session, UNTIL).changed == len(FORMER)


def test_the_demo_leaves_every_kind_of_line_on_a_work_list_and_a_draft(committing_app: Flask) -> None:
    """D-2, D-7, D-11, S-2: so that each can be seen without waiting for it."""
    with committing_app.app_context():
        assert load_demo(UNTIL)
    kinds: dict[str, set[str]] = {}
    with working(committing_app) as session:
        check_module_data(session)
        check_register_news(session)
        for seat in session.scalars(select(Seat).where(Seat.facility_id.is_not(None))):
            assert seat.facility is not None
            work = WorkList(work_place(session, seat.facility), seat.user_id, UNTIL).summarise(session, mine=False)
            kinds[seat.user.username] = {each.kind.name for each in work}
        seat = session.scalars(select(Seat).join(Account).where(Account.username == "ann.vlier")).one()
        enter_scope(session, Scope.of_seat(Role(seat.role), Actor(seat.user_id, "Ann"), seat.facility_id, seat.id))
        [(form, _)] = list_drafts(session)
        code = form.split("/")[2]
        assert session.scalars(select(Dossier.owner_id).where(Dossier.code == code)).one() == seat.user_id
    assert "follow_up" in kinds["ann.vlier"]
    assert "reopening_rejected" in kinds["bart.vlier"]
    assert "reopening_rejected" not in kinds["ann.vlier"]
    assert set().union(*kinds.values()) == set(WORK_KINDS) - {"reopening_approved"}
