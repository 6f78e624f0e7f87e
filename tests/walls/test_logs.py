"""What is written to logs and terminals names nobody (A-5)."""

from __future__ import annotations

import logging
from contextvars import Context
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.database import BincSession, db


def test_an_error_outside_every_page_is_logged_without_its_text(
    app: Flask, session: BincSession, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A session that cannot be kept is answered with our own page, and its error is named by class and place only."""
    calls: list[int] = []

    def fail_once(*_arguments: Any) -> None:
        calls.append(1)
        if len(calls) == 1:
            raise RuntimeError("Noor Peeters")

    # Whatever earlier tests of this process did to logging, this logger is heard.
    logger = logging.getLogger("app.errors")
    monkeypatch.setattr(logger, "disabled", False)
    logger.addHandler(caplog.handler)
    monkeypatch.setattr(app.session_interface, "save_session", fail_once)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    answer = Context().run(app.test_client().get, "/aanmelden/")
    logger.removeHandler(caplog.handler)
    assert answer.status_code == 500
    assert "Dit liep mis bij ons" in answer.text
    assert "Unexpected RuntimeError" in caplog.text
    assert "Noor" not in caplog.text


def test_an_error_of_the_database_does_not_quote_the_values(app: Flask, session: BincSession) -> None:
    with pytest.raises(SQLAlchemyError) as raised, db.engine.connect() as connection:
        connection.execute(text("select cast(:name as text) from nowhere"), {"name": "Noor Peeters"})
    assert "Noor" not in str(raised.value)
