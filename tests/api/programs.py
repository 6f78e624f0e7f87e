"""Programs as tests have them: a key, and the demand that every answer is as the description says (G-3)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any

from flask import Flask
from jsonschema import Draft202012Validator, FormatChecker

from app.database import BincSession
from app.domain.api_tokens import AGENCY_SCOPES, TokenScope
from app.domain.scope import Actor
from app.presentation import today_in_brussels
from app.services.api.tokens import make_token
from models import Client, Facility
from tests.factories import create_client
from views.api.openapi import JSON, description_of

READING = (TokenScope.READ_DOSSIERS, TokenScope.READ_STATEMENTS, TokenScope.READ_DOCUMENTS, TokenScope.READ_FIGURES)
_keys = itertools.count(1)


def create_secret(
    session: BincSession, facility: Facility | None, scopes: Iterable[str] | None = None, name: str = "Vlinder"
) -> str:
    """The key of a program: with every scope, unless said otherwise."""
    chosen = scopes or (list(TokenScope) if facility else AGENCY_SCOPES)
    today = today_in_brussels()
    made = make_token(session, facility, name, chosen, today + timedelta(days=90), actor=Actor(None, "An"), today=today)
    return made.secret


def create_complete_client(session: BincSession, facility: Facility, **overrides: Any) -> Client:
    """A client of whom nothing is missing (C-3), so that a dossier can be made."""
    return create_client(session, facility, **{"residence_status": "belg", **overrides})


@dataclass
class Program:
    """A program that calls the API; `answers` are all that it got."""

    app: Flask
    call_app: Any
    secret: str | None
    answers: list[Any] = field(default_factory=list)

    def ask(
        self,
        method: str,
        path: str,
        json: Any = None,
        *,
        key: str | None = None,
        version: int | str | None = None,
        headers: dict[str, str] | None = None,
    ) -> Any:
        """One request; a change gets a fresh key unless one is given."""
        sent = {"Authorization": f"Bearer {self.secret}"} if self.secret else {}
        if method != "get":
            sent["Idempotency-Key"] = key or f"test-key-{next(_keys)}"
        if version is not None:
            sent["If-Match"] = str(version)
        options = {"json": json} if json is not None else {}
        address = f"/api/v1{path}"
        answer = self.call_app(method, address, headers={**sent, **(headers or {})}, **options)
        check_as_described(self.app, method, address, answer)
        self.answers.append(answer)
        return answer

    def get(self, path: str) -> Any:
        """Reads."""
        return self.ask("get", path)

    def post(self, path: str, json: Any = None, **options: Any) -> Any:
        """Makes something."""
        return self.ask("post", path, json, **options)

    def put(self, path: str, json: Any = None, **options: Any) -> Any:
        """Changes something."""
        return self.ask("put", path, json, **options)

    def delete(self, path: str, **options: Any) -> Any:
        """Removes something."""
        return self.ask("delete", path, **options)


def check_as_described(app: Flask, method: str, address: str, answer: Any) -> None:
    """Fails where an answer is not one that the description has for this call."""
    described = description_of(app)
    operation = operation_at(described, method, address)
    told = operation["responses"].get(str(answer.status_code))
    assert told is not None, f"{method} {address} answered {answer.status_code}: {answer.text[:300]}"
    if "content" not in told:
        assert answer.data == b""
        return
    schema = told["content"][JSON]["schema"]
    faults = list(validator_of(id(described), schema["$ref"], app).iter_errors(answer.json))
    assert not faults, f"{method} {address}: {faults[0].message} at {list(faults[0].absolute_path)}"


@cache
def validator_of(_description: int, reference: str, app: Flask) -> Draft202012Validator:
    """What checks one schema of the description."""
    whole = {"$ref": reference, "components": description_of(app)["components"]}
    return Draft202012Validator(whole, format_checker=FormatChecker())


def operation_at(described: dict[str, Any], method: str, address: str) -> dict[str, Any]:
    """The call that an address means."""
    path = address.partition("?")[0]
    for pattern, operations in described["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", pattern), path) and method in operations:
            found: dict[str, Any] = operations[method]
            return found
    raise AssertionError(f"{method} {address} is not described")
