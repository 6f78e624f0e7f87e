"""The published description: complete, true, and readable by the tools that read such descriptions (G-3)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from app.database import BincSession
from app.domain.api_tokens import TokenScope
from models import Facility
from tests.factories import create_seat
from views.api.openapi import OPENAPI, api_rules, description_of, openapi_path

WITHOUT_CONTRACT = {"/api/v1/openapi.json"}


def test_every_address_for_programs_is_described_and_nothing_else_g_3(app: Any) -> None:
    served = {
        (openapi_path(rule), method.lower())
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/") and rule.rule not in WITHOUT_CONTRACT
    }
    paths = description_of(app)["paths"]
    described = {(path, method) for path, operations in paths.items() for method in operations}
    assert served == described
    assert served


def test_the_description_is_served_without_a_key_and_is_what_the_tests_check_against_g_3(app: Any, browse: Any) -> None:
    answer = browse(None).get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert answer.json == description_of(app)
    assert answer.json["openapi"] == OPENAPI


def test_every_schema_of_the_description_is_one_and_every_reference_leads_somewhere_g_3(app: Any) -> None:
    described = description_of(app)
    for schema in described["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    names = set(described["components"]["schemas"])
    assert {one.rpartition("/")[2] for one in references_in(described)} <= names


def references_in(value: Any) -> set[str]:
    """Every reference anywhere in a description."""
    if isinstance(value, dict):
        own = {value["$ref"]} if "$ref" in value else set()
        return own.union(*(references_in(inner) for inner in value.values()))
    return set().union(*(references_in(one) for one in value)) if isinstance(value, list) else set()


def test_every_call_has_a_summary_its_scope_and_a_permission_g_3_a_4(app: Any) -> None:
    for rule, _, contract in api_rules(app):
        assert contract.summary, rule.endpoint
        assert app.view_functions[rule.endpoint]._permission_name in ("read", "write"), rule.endpoint
    texts = [operation["description"] for path in description_of(app)["paths"].values() for operation in path.values()]
    assert all(":read`" in text or ":write`" in text for text in texts)


def test_what_changes_something_brings_a_key_and_is_refused_by_a_reading_token_g_3(app: Any) -> None:
    for rule, method, contract in api_rules(app):
        assert contract.changes == (method != "GET"), rule.endpoint
        assert contract.scope.endswith(":write") == (method != "GET"), rule.endpoint


def test_the_help_shows_every_call_to_everybody_g_3(
    app: Any, session: BincSession, facility: Facility, browse: Any
) -> None:
    page = browse(create_seat(session, facility)).get("/hulp/api/")
    assert page.status_code == 200
    for path, operations in description_of(app)["paths"].items():
        for method in operations:
            assert f"<code>{method.upper()} {path}</code>" in page.text


def test_what_the_guide_for_programs_names_exists_g_3(app: Any) -> None:
    guide = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
    paths = set(description_of(app)["paths"]) | WITHOUT_CONTRACT
    named = {found.partition("?")[0] for found in re.findall(r"`(?:GET |POST |PUT )?(/api/v1/[^`]*)`", guide)}
    patterns = [re.sub(r"\{\w+\}", "[^/]+", path) for path in paths]
    assert [one for one in named if not any(re.fullmatch(pattern, one) for pattern in patterns)] == []
    assert all(f"`{scope}`" in guide for scope in TokenScope)
