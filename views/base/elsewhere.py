"""An address that leads nowhere at this seat, but somewhere at another seat of the same person (A-1, A-2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import current_app, g, request
from flask_appbuilder.const import PERMISSION_PREFIX
from flask_login import current_user
from sqlalchemy import Select, select

from app.database import current_session, enter_scope
from app.security import scope_of, seats_with_right
from models.access import Seat
from models.client import Client
from models.dossier import Dossier


def seat_that_may_open() -> Seat | None:
    """The other seat of who is signed in at which the asked address leads somewhere; None for anybody else.

    Looks with the reach of that seat and reads ids only, so that nobody learns what their own seats do not show them.
    """
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method != "GET" or g.get("seat") is None or g.seat_count < 2:
        return None
    query = _query(getattr(view, "_record", None), request.view_args or {})
    if view is None or query is None:
        return None
    right = (f"{PERMISSION_PREFIX}{getattr(view, '_permission_name', '')}", str(request.endpoint).split(".")[0])
    seats = [seat for seat in seats_with_right(current_user.id, right) if seat.id != g.seat.id]
    return next((seat for seat in seats if _finds(seat, query)), None)


def _query(record: Any, parts: Mapping[str, Any]) -> Select[Any] | None:
    """How to find what an address names: a dossier, a client, or the record that its page is about."""
    if "code" in parts:
        return select(Dossier.id).where(Dossier.code == parts["code"])
    if "number" in parts:
        return select(Client.id).where(Client.id == parts["number"])
    if record is not None and "record_id" in parts:
        return select(record.id).where(record.id == parts["record_id"])
    return None


def _finds(seat: Seat, query: Select[Any]) -> bool:
    session = current_session()
    own = session.scope
    enter_scope(session, scope_of(seat))
    try:
        return session.execute(query.limit(1)).first() is not None
    finally:
        enter_scope(session, own)
