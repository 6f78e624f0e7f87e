"""Somebody who is signed in and opens pages, through the whole application and without a network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import lxml.html
from flask import Flask
from sqlalchemy import event, select

from app.database import db
from app.domain.roles import Role
from app.domain.scope import Actor, Scope
from models.access import Seat


@dataclass(frozen=True)
class FilledForm:
    """A form as it came: where it is sent, what stands in it, and what one of its fields offers to choose from."""

    action: str
    values: Mapping[str, list[str]]
    options: tuple[str, ...]

    def changed(self, field: str, turn: int) -> dict[str, list[str]]:
        """The same with another answer in one field: another that it offers, else a number."""
        now = next(iter(self.values.get(field, [])), "")
        others = [each for each in self.options if each != now]
        filled = [each for each in others if each] or others
        return {**self.values, field: [filled[turn % len(filled)] if filled else str(turn)]}


class Visitor:
    """A browser signed in at one seat; every page is a real request with a transaction of its own."""

    def __init__(self, app: Flask, seat_id: int, user_id: int) -> None:
        self.app = app
        self.seat_id = seat_id
        self.client = app.test_client()
        content = {"_user_id": str(user_id), "_fresh": True, "epoch": 0, "seat_id": seat_id}
        with self.client.session_transaction() as browser:
            browser.update(content)

    def get(self, path: str) -> Any:
        """Opens a page, which must answer 200."""
        return self._checked(self.client.get(path), path, 200)

    def post(self, path: str, data: Mapping[str, Any], answer: int = 302) -> Any:
        """Posts a form, which must lead on to another page unless another answer is usual."""
        return self._checked(self.client.post(path, data={"seat": self.seat_id, **data}), path, answer)

    def form_on(self, path: str, field: str, deed: str = "") -> FilledForm:
        """The first form on a page that asks a field, sent to an address that ends with `deed` where one is given."""
        page: Any = lxml.html.fromstring(self.get(path).text)
        found = (form for form in page.forms if field in form.fields and (form.action or "").endswith(deed))
        form = next(found, None)
        if form is None:
            raise RuntimeError(f"{path.split('?')[0]} does not ask {field}")
        values: dict[str, list[str]] = {}
        for name, value in form.form_values():
            values.setdefault(name, []).append(value)
        asked = form.inputs[field]
        options = getattr(asked, "value_options", None) or ([asked.get("value")] if hasattr(asked, "checkable") else [])
        return FilledForm(form.action or path, values, tuple(filter(None, options)) or tuple(options))

    def _checked(self, response: Any, path: str, expected: int) -> Any:
        if response.status_code != expected:
            raise RuntimeError(f"{path.split('?')[0]} answered {response.status_code}")
        return response


def visitor_of(app: Flask, facility_id: int | None, role: Role | None = None) -> Visitor:
    """Somebody of this facility, or of the agency: its staff or the policy team unless another role is asked."""
    usual = Role.AGENCY_POLICY if facility_id is None else Role.FACILITY_STAFF
    with app.app_context():
        query = select(Seat).where(Seat.facility_id.is_not_distinct_from(facility_id), Seat.role == (role or usual))
        seat = db.session.scalars(query.order_by(Seat.id)).first()
        assert seat is not None
        return Visitor(app, seat.id, seat.user_id)


def staff_scope(facility_id: int) -> Scope:
    """The reach of somebody of this facility, for services and queries without a page."""
    return Scope.of_seat(Role.FACILITY_STAFF, Actor(1, "Mieke Peeters"), facility_id, seat_id=1)


def agency_scope() -> Scope:
    """The reach of the agency's policy team."""
    return Scope.of_seat(Role.AGENCY_POLICY, Actor(1, "Mieke Peeters"), None, seat_id=1)


@contextmanager
def counted_statements(app: Flask) -> Iterator[list[str]]:
    """The statements that the application sends meanwhile."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)
