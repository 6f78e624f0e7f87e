"""The base of every resource for other programs: no browser login, JSON errors without internals, rows within reach.

Tokens come later; until a resource says in `authenticate` who calls, everybody is nobody (401).
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

from flask import abort, g, jsonify, make_response, request
from flask_appbuilder.api import BaseApi, expose
from flask_appbuilder.const import PERMISSION_PREFIX
from marshmallow import Schema, ValidationError
from sqlalchemy.exc import IntegrityError

from app.database import current_session, enter_scope
from app.domain.faults import DomainError, Fault
from app.domain.roles import Role
from app.domain.scope import Actor, Scope
from app.security import record_refusal
from models.access import Seat
from views.base.interface import Interface

Resource = Callable[..., Any]


class BaseApiView(BaseApi):  # type: ignore[misc]
    """A resource under `/api/v1/<resource_name>`; `shipped_to` says which roles get which permission."""

    allow_browser_login = False
    shipped_to: ClassVar[Mapping[str, Iterable[Role]]] = {}

    def authenticate(self) -> Seat | None:
        """The seat whose program calls; a cookie never counts, so that no other site can make a browser call."""
        return None

    def find(self, model: type[Any], record_id: Any, lock: bool = False) -> Any:
        """The row with this id within the caller's reach; anything else does not exist (404)."""
        found = Interface(model).get(record_id, lock=lock)
        return abort(404) if found is None else found

    def find_related(self, model: type[Any], record_id: Any, field: str) -> Any:
        """A row that a sent field points to. Raises DomainError at that field; never makes the row."""
        found = Interface(model).get(record_id)
        if found is None:
            raise DomainError(Fault("G-3", field, "Dit bestaat niet, of niet voor deze voorziening."))
        return found

    def read_body(self, schema: Schema) -> dict[str, Any]:
        """The sent JSON after its schema. Raises DomainError with a fault for every field that is wrong."""
        body = request.get_json(silent=True)
        if not isinstance(body, dict) or "\\u0000" in request.get_data(as_text=True):
            raise DomainError(Fault("G-3", "", "Stuur een JSON-object."))
        try:
            content: dict[str, Any] = schema.load(body)
        except ValidationError as error:
            names = sorted(error.messages_dict)
            raise DomainError(
                *[Fault("G-3", str(name), "Deze waarde klopt niet met het schema.") for name in names]
            ) from None
        return content


def resource(
    url: str, *, permission: str, methods: tuple[str, ...] = ("GET",), personal: str | None
) -> Callable[..., Any]:
    """Declares one call of a resource: address, permission, and what the audit trail notes as read (A-5)."""

    def declare(call: Resource) -> Resource:
        @functools.wraps(call)
        def guarded(self: BaseApiView, *args: Any, **kwargs: Any) -> Any:
            refusal = _enter(self, permission)
            response = refusal if refusal is not None else make_response(_answer(call, self, *args, **kwargs))
            if refusal is None and personal and response.status_code == 200:
                current_session().trail.reads.setdefault(personal, set())
            return response

        guarded._permission_name = permission  # type: ignore[attr-defined]
        guarded._personal = personal  # type: ignore[attr-defined]
        return expose(url, methods=methods)(guarded)  # type: ignore[arg-type]

    return declare


def _enter(view: BaseApiView, permission: str) -> Any:
    g.seat, g.seat_count = None, 0
    g.pop("granted", None)
    enter_scope(current_session(), Scope.anonymous())
    seat = view.authenticate()
    if seat is None:
        return _refusal(401)
    g.seat = seat
    actor = Actor(seat.user_id, seat.user.get_full_name())
    enter_scope(current_session(), Scope.of_seat(Role(seat.role), actor, seat.facility_id, seat.id))
    if (f"{PERMISSION_PREFIX}{permission}", view.class_permission_name) in view.appbuilder.sm.granted():
        return None
    record_refusal("forbidden")
    return _refusal(403)


def _answer(call: Resource, view: BaseApiView, *args: Any, **kwargs: Any) -> Any:
    try:
        with current_session().begin_nested():
            return call(view, *args, **kwargs)
    except IntegrityError:
        return _refusal(409)


def _refusal(status: int) -> Any:
    return make_response(jsonify({"status": status, "faults": []}), status)
