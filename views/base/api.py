"""The base of every resource for other programs: a key instead of a sign-in, JSON errors without internals (G-3).

What a call takes and answers is declared beside it (`resource`); the published description is made from that.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from flask import g, jsonify, make_response, request
from flask_appbuilder.api import BaseApi, expose
from flask_appbuilder.const import PERMISSION_PREFIX
from marshmallow import Schema
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from app.database import current_session, enter_scope
from app.domain.api_tokens import TokenScope
from app.domain.roles import Role
from app.domain.scope import Actor, Scope
from app.presentation import today_in_brussels
from app.security import record_refusal
from app.services.api.answers import GivenAnswer, begin_answer, keep_answer, request_digest
from app.services.api.tokens import Caller, caller_with
from models.access import Seat
from views.base.api_input import idempotency_key, read_body, read_query, seen_version
from views.base.api_limits import is_one_too_many, sent_token

Resource = Callable[..., Any]
CREATED, NO_CONTENT = 201, 204


@dataclass(frozen=True)
class Contract:
    """What one call takes and answers, as programs read it in the description."""

    summary: str
    scope: TokenScope
    answer: type[Schema] | None
    body: type[Schema] | None = None
    query: type[Schema] | None = None
    status: int = 200
    versioned: bool = False
    changes: bool = False


class BaseApiView(BaseApi):  # type: ignore[misc]
    """A resource under `/api/v1/<resource_name>`; `shipped_to` says which roles get which permission."""

    allow_browser_login = False
    shipped_to: ClassVar[Mapping[str, Iterable[Role]]] = {}

    def authenticate(self) -> Caller | None:
        """Which program calls; a cookie never counts, so that no other site can make a browser call."""
        sent = sent_token()
        return None if sent is None else caller_with(current_session(), sent, today=today_in_brussels())


@dataclass(frozen=True)
class Answer:
    """What a call answers beside its content: the version of what it is about, and where what it made stands."""

    content: Any
    version: int | None = None
    location: str | None = None

    @property
    def headers(self) -> dict[str, str]:
        """The headers that say so."""
        tag = {} if self.version is None else {"ETag": f'"{self.version}"'}
        return tag if self.location is None else {**tag, "Location": self.location}


def resource(
    url: str,
    *,
    permission: str,
    scope: TokenScope,
    personal: str | None,
    summary: str = "",
    methods: tuple[str, ...] = ("GET",),
    answer: type[Schema] | None = None,
    body: type[Schema] | None = None,
    query: type[Schema] | None = None,
    status: int = 200,
    versioned: bool = False,
    once: bool = True,
) -> Callable[..., Any]:
    """Declares one call of a resource.

    Its address and permission, the scope that a key must have, what the audit trail notes as read (A-5), the schemas of
    what it takes and answers. `versioned` calls want the version that was seen in If-Match (D-11). A call that changes
    something is done once for each Idempotency-Key, unless `once` says that it brings no key.
    """
    changes = methods != ("GET",) and once
    contract = Contract(summary, scope, answer, body, query, status, versioned, changes)

    def declare(call: Resource) -> Resource:
        @functools.wraps(call)
        def guarded(self: BaseApiView, *args: Any, **kwargs: Any) -> Any:
            refusal = _enter(self, permission, scope)
            if refusal is not None:
                return refusal
            response = make_response(_answer(call, contract, self, *args, **kwargs))
            if personal and response.status_code == 200:
                current_session().trail.reads.setdefault(personal, set())
            return response

        guarded._permission_name = permission  # type: ignore[attr-defined]
        guarded._personal = personal  # type: ignore[attr-defined]
        guarded._contract = contract  # type: ignore[attr-defined]
        return expose(url, methods=methods)(guarded)  # type: ignore[arg-type]

    return declare


def _enter(view: BaseApiView, permission: str, scope: TokenScope) -> Any:
    session = current_session()
    g.seat, g.seat_count = None, 0
    g.pop("granted", None)
    enter_scope(session, Scope.anonymous())
    caller = view.authenticate()
    seat = _seat_of(caller) if caller else None
    if caller is None or seat is None:
        return _refuse_token(view)
    g.seat = seat
    actor = Actor(seat.user_id, seat.user.get_full_name())
    enter_scope(session, Scope.of_seat(Role(seat.role), actor, seat.facility_id, seat.id, seat.works_for_id))
    is_granted = (f"{PERMISSION_PREFIX}{permission}", view.class_permission_name) in view.appbuilder.sm.granted()
    if is_granted and scope in caller.scopes:
        return None
    record_refusal("forbidden")
    return _refusal(403, "Dit token geeft hier geen toegang toe. Vraag een token met de juiste rechten.")


def _refuse_token(view: BaseApiView) -> Any:
    if is_one_too_many(view.appbuilder.sm.limiter):
        # Not on record: the record says it already, and would grow as fast as somebody can ask.
        return _refusal(429, "Hiervandaan kwamen te veel verkeerde tokens. Wacht zo lang als Retry-After zegt.")
    record_refusal("token_refused")
    return _refusal(401, "Stuur een geldig token mee in de header Authorization: Bearer …")


def _seat_of(caller: Caller) -> Seat | None:
    # Seats are nobody's in particular, and asking so spares a filter for a scope that ends with the next line.
    options: dict[str, Any] = {"options": [joinedload(Seat.user)], "execution_options": {"skip_scope": True}}
    return current_session().get(Seat, caller.seat_id, **options)


def _answer(call: Resource, contract: Contract, view: BaseApiView, *args: Any, **kwargs: Any) -> Any:
    session, key, digest = current_session(), None, ""
    if contract.versioned:
        g.seen_version = seen_version()
    if contract.changes:
        key = idempotency_key()
        sent = request.headers.get("If-Match", "")
        digest = request_digest(request.method, request.full_path, request.get_data(), sent)
    if contract.query is not None:
        kwargs["query"] = read_query(contract.query())
    if contract.body is not None:
        kwargs["body"] = read_body(contract.body())
    if key is not None:
        before = begin_answer(session, g.seat.id, key, digest)
        if before is not None:
            return _response(before, {"Idempotency-Replayed": "true"})
    try:
        with session.begin_nested():
            given = _given(call(view, *args, **kwargs), contract)
    except IntegrityError:
        return _refusal(409, "Dit gaat niet samen met wat er al is.")
    if key is not None:
        keep_answer(session, g.seat.id, key, given)
    return _response(given)


def _given(answered: Any, contract: Contract) -> GivenAnswer:
    answer = answered if isinstance(answered, Answer) else Answer(answered)
    content = contract.answer().dump(answer.content) if contract.answer else answer.content
    return GivenAnswer(contract.status, content, answer.headers)


def _response(given: GivenAnswer, further: Mapping[str, str] | None = None) -> Any:
    body = "" if given.status == NO_CONTENT else jsonify(given.content)
    response = make_response(body, given.status)
    response.headers.update({**given.headers, **(further or {})})
    return response


def _refusal(status: int, text: str) -> Any:
    faults = [{"rule": "G-3", "field": "", "text": text}]
    response = make_response(jsonify({"status": status, "faults": faults}), status)
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="Binc"'
    return response
