"""Signed-in browsers: opaque cookies, contents in PostgreSQL, so that any of them can be ended (A-1)."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask, Request, Response
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy import delete, insert, select, update
from werkzeug.datastructures import CallbackDict

from app.database import db
from models.access import WebSession

LIFETIME = timedelta(hours=12)
_serializer = TaggedJSONSerializer()


class StoredSession(CallbackDict[str, Any], SessionMixin):
    """One browser's session; `token` is what its cookie holds, and only its digest is stored."""

    def __init__(self, content: dict[str, Any] | None = None, token: str | None = None) -> None:
        def changed(session: StoredSession) -> None:
            session.modified = True

        super().__init__(content or {}, changed)
        self.token = token
        self.replaced_token: str | None = None
        self.modified = False
        self.new = token is None

    def rotate(self) -> None:
        """Gives the browser a fresh cookie; called whenever somebody signs in, so that no earlier cookie works."""
        self.replaced_token, self.token, self.modified = self.token, None, True


def digest(token: str) -> str:
    """What the database keeps of a cookie."""
    return hashlib.sha256(token.encode()).hexdigest()


class DatabaseSessionInterface(SessionInterface):
    """Loads and keeps sessions in transactions of their own, beside the work of the request."""

    def open_session(self, app: Flask, request: Request) -> StoredSession:
        token = request.cookies.get(self.get_cookie_name(app))
        content = _load(token) if token else None
        return StoredSession(content, token) if content is not None else StoredSession()

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        assert isinstance(session, StoredSession)
        if not session.modified:
            return
        response.vary.add("Cookie")
        if session.token is None:
            _forget(session.replaced_token)
            session.token = _insert(session)
            self._set_cookie(app, response, session.token)
        else:
            _update(session)

    def _set_cookie(self, app: Flask, response: Response, token: str) -> None:
        response.set_cookie(
            self.get_cookie_name(app),
            token,
            httponly=True,
            secure=self.get_cookie_secure(app),
            samesite=self.get_cookie_samesite(app),
            path=self.get_cookie_path(app),
        )


def end_sessions_of(user_id: int, but_token: str | None = None) -> None:
    """Signs a person out everywhere, except in the browser that asks for it where given."""
    condition = WebSession.user_id == user_id
    if but_token:
        condition &= WebSession.token_digest != digest(but_token)
    with db.engine.begin() as connection:
        connection.execute(delete(WebSession).where(condition))


def end_session(token: str | None) -> None:
    """Signs one browser out; its cookie opens nothing any more."""
    _forget(token)


def _load(token: str) -> dict[str, Any] | None:
    query = select(WebSession.content).where(
        WebSession.token_digest == digest(token), WebSession.expires_at > datetime.now(UTC)
    )
    with db.engine.connect() as connection:
        row = connection.execute(query).first()
    return dict(_serializer.loads(row.content)) if row else None


def _insert(session: StoredSession) -> str:
    token = secrets.token_urlsafe(32)
    now = datetime.now(UTC)
    values = {
        "token_digest": digest(token),
        "user_id": _user_id(session),
        "content": _serializer.dumps(dict(session)),
        "created_at": now,
        "expires_at": now + LIFETIME,
    }
    with db.engine.begin() as connection:
        connection.execute(insert(WebSession).values(values))
    return token


def _update(session: StoredSession) -> None:
    """Only an existing row is updated: a session ended meanwhile by somebody else stays ended."""
    assert session.token
    statement = (
        update(WebSession)
        .where(WebSession.token_digest == digest(session.token))
        .values(user_id=_user_id(session), content=_serializer.dumps(dict(session)))
    )
    with db.engine.begin() as connection:
        connection.execute(statement)


def _forget(token: str | None) -> None:
    if token is None:
        return
    with db.engine.begin() as connection:
        connection.execute(delete(WebSession).where(WebSession.token_digest == digest(token)))


def _user_id(session: StoredSession) -> int | None:
    value = session.get("_user_id")
    return int(value) if value else None
