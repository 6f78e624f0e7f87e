"""The demonstration has requests that wait, so that a case handler sees what the queue is for (D-7)."""

from __future__ import annotations

from datetime import date

from flask import Flask
from sqlalchemy import select

from app.demo.load import load_demo
from app.demo.reopening import REQUESTS
from app.domain.period import add_years
from models import Dossier, ReopeningRequest
from tests.services.test_races import working

UNTIL = date(2025, 6, 30)


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
            assert (request.state, dossier.status) == ("requested", "closed")
            assert dossier.last_schakeling_end is not None
            assert dossier.last_schakeling_end < add_years(request.requested_at.date(), -1)
