"""The published description of the API, made from what every call declares beside itself (G-3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Flask, current_app, jsonify
from flask_appbuilder.api import expose
from marshmallow import Schema
from werkzeug.routing import Rule

from views.api.schemas.fields import ExactAmount, RefusalSchema
from views.base.api import BaseApiView, Contract

OPENAPI, VERSION = "3.1.0", "1.0.0"
PREFIX = "/api/v1"
JSON = "application/json"
VARIABLE = re.compile(r"<(?:(?P<kind>[^:>]+):)?(?P<name>[^>]+)>")
LARGEST = 2**63 - 1
REFUSALS = {
    400: "De vraag is niet zoals deze beschrijving zegt.",
    401: "Er is geen geldig token meegestuurd.",
    403: "Het token geeft hier geen toegang toe.",
    404: "Het bestaat niet, of niet voor deze voorziening.",
    409: "Iemand anders wijzigde het intussen, of het gaat niet samen met wat er al is.",
    413: "De vraag is te groot.",
    415: "De vraag is geen JSON.",
    422: "De regels weigeren het, of vragen om een bevestiging.",
    428: "De versie ontbreekt: stuur If-Match mee.",
    429: "Te veel vragen op korte tijd, of te veel verkeerde tokens van dezelfde plaats.",
    500: "Er liep iets mis bij Binc; er is niets bewaard.",
}
WAIT = {"description": "Wacht zo veel seconden.", "schema": {"type": "integer", "minimum": 1}}
RATE = {
    "Limit": "Hoeveel vragen dit token per minuut mag stellen.",
    "Remaining": "Hoeveel daar nog van over zijn.",
    "Reset": "Vanaf wanneer er weer nieuwe zijn, in seconden sinds 1970 (UTC).",
}
ABOUT = (
    "Lees en registreer wat ook op de schermen van Binc kan, onder dezelfde regels en met dezelfde meldingen. Een "
    "verantwoordelijke maakt het token in Binc, onder Beheer. Elke wijziging draagt een Idempotency-Key; wijzigen "
    "vraagt de versie die je zag, in If-Match."
)


class OpenApiApi(BaseApiView):
    """The description itself, which holds nothing about anybody and asks no key."""

    route_base = PREFIX

    @expose("/openapi.json", methods=("GET",))  # type: ignore[untyped-decorator]
    def show(self) -> Any:
        """The description as OpenAPI."""
        return jsonify(description_of(current_app))


def description_of(app: Flask) -> dict[str, Any]:
    """The description of every call that the application answers."""
    if "api_description" not in app.extensions:
        app.extensions["api_description"] = _describe(app)
    described: dict[str, Any] = app.extensions["api_description"]
    return described


def api_rules(app: Flask) -> Iterator[tuple[Rule, str, Contract]]:
    """Every address and method with a contract."""
    for rule in app.url_map.iter_rules():
        contract = getattr(app.view_functions[rule.endpoint], "_contract", None)
        if contract is not None:
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule, method, contract


@dataclass(frozen=True)
class DescribedCall:
    """One call as a list of all of them shows it."""

    path: str
    method: str
    summary: str
    scope: str


def described_calls(app: Flask) -> list[DescribedCall]:
    """Every call, by its address."""
    calls = (
        DescribedCall(openapi_path(rule), method, contract.summary, contract.scope.value)
        for rule, method, contract in api_rules(app)
    )
    return sorted(calls, key=lambda call: (call.path, call.method))


def openapi_path(rule: Rule) -> str:
    """The address of a rule as OpenAPI writes it."""
    return VARIABLE.sub(lambda found: "{" + found["name"] + "}", rule.rule)


def _describe(app: Flask) -> dict[str, Any]:
    plugin = MarshmallowPlugin(schema_name_resolver=_name_of)
    info = {"description": ABOUT}
    spec = APISpec(
        title="Binc",
        version=VERSION,
        openapi_version=OPENAPI,
        info=info,
        plugins=[plugin],
        servers=[{"url": "/"}],
    )
    plugin.map_to_openapi_type(ExactAmount, "string", "decimal")
    spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    for rule, method, contract in api_rules(app):
        operation = _operation(rule, contract, plugin)
        spec.path(path=openapi_path(rule), operations={method.lower(): operation})
    described: dict[str, Any] = spec.to_dict()
    return described


def _operation(rule: Rule, contract: Contract, plugin: MarshmallowPlugin) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": rule.endpoint,
        "summary": contract.summary,
        "description": f"Recht van het token: `{contract.scope}`.",
        "security": [{"token": []}],
        "parameters": [*_path_parameters(rule), *_query(contract, plugin), *_headers(contract)],
        "responses": {str(status): answer for status, answer in _answers(rule, contract)},
    }
    if contract.body is not None:
        operation["requestBody"] = {"required": True, "content": {JSON: {"schema": contract.body}}}
    return operation


def _path_parameters(rule: Rule) -> Iterator[dict[str, Any]]:
    for found in VARIABLE.finditer(rule.rule):
        is_number = (found["kind"] or "").startswith("int")
        kind = {"type": "integer", "minimum": 0, "maximum": LARGEST} if is_number else {"type": "string"}
        yield {"in": "path", "name": found["name"], "required": True, "schema": kind}


def _query(contract: Contract, plugin: MarshmallowPlugin) -> list[dict[str, Any]]:
    if contract.query is None:
        return []
    assert plugin.converter is not None
    found: list[dict[str, Any]] = plugin.converter.schema2parameters(contract.query(), location="query")
    return found


def _headers(contract: Contract) -> Iterator[dict[str, Any]]:
    if contract.changes:
        key = {"type": "string", "pattern": "^[\\x21-\\x7e]{8,100}$"}
        about = "Zelfde sleutel en zelfde vraag: hetzelfde antwoord, en niets gebeurt twee keer. Zeven dagen bewaard."
        yield {"in": "header", "name": "Idempotency-Key", "required": True, "schema": key, "description": about}
    if contract.versioned:
        tag = {"type": "string", "pattern": '^("?[0-9]{1,9}"?|\\*)$'}
        about = "De versie die je zag (ETag), of * als elke versie goed is."
        yield {"in": "header", "name": "If-Match", "required": True, "schema": tag, "description": about}


def _answers(rule: Rule, contract: Contract) -> Iterator[tuple[int, dict[str, Any]]]:
    good: dict[str, Any] = {"description": "Gelukt."}
    if contract.answer is not None:
        good["content"] = {JSON: {"schema": contract.answer}}
    yield contract.status, {**good, "headers": dict(_answer_headers(contract))}
    takes = contract.body is not None or contract.query is not None or contract.changes
    told = {
        400: takes,
        401: True,
        403: True,
        404: bool(rule.arguments) or contract.query is not None or contract.changes,
        409: contract.changes,
        413: contract.body is not None,
        415: contract.body is not None,
        422: takes,
        428: contract.versioned,
        429: True,
        500: True,
    }
    for status in (status for status, is_told in told.items() if is_told):
        headers = {"headers": {"Retry-After": WAIT}} if status == 429 else {}
        yield status, {"description": REFUSALS[status], "content": {JSON: {"schema": RefusalSchema}}, **headers}


def _answer_headers(contract: Contract) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, about in RATE.items():
        yield f"X-RateLimit-{name}", {"description": about, "schema": {"type": "integer"}}
    if contract.changes:
        about = "true als dit het antwoord van een eerdere keer is."
        yield "Idempotency-Replayed", {"description": about, "schema": {"type": "string", "const": "true"}}


def _name_of(schema: Any) -> str:
    kind = schema if isinstance(schema, type) else type(schema)
    assert issubclass(kind, Schema)
    return kind.__name__.removesuffix("Schema")
