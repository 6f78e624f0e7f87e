"""Every call for other programs: closed without its key, on record, and never about others (G-3, A-2, A-4, A-5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from app.database import transaction
from app.domain.api_tokens import AGENCY_SCOPES, TokenScope
from app.domain.scope import Scope
from app.runtime.postgres import EmbeddedPostgres
from models import Facility
from tests.api.programs import check_as_described, create_secret
from tests.walls.api_rows import API_ROWS, ApiRow, parts_of
from tests.walls.world import Place, World, fresh_world
from views.api.openapi import api_rules

GUARDED = [row for row in API_ROWS if row.scope is not None]
OF_A_FACILITY = [row for row in GUARDED if row.names in ("dossier", "decision", "schakeling", "days", "quarters")]


@dataclass(frozen=True)
class Doors:
    """The world of the route matrix, and the keys to it: one for each scope, and one of the agency."""

    world: World
    secrets: dict[TokenScope, str]
    whole: str
    agency: str


@pytest.fixture(scope="module")
def doors(postgres: EmbeddedPostgres) -> Iterator[Doors]:
    with fresh_world(postgres) as world:
        with world.app.app_context(), transaction(Scope.system("test")) as session:
            own = session.get_one(Facility, world.own.facility_id)
            needs = {scope: [scope, *_reading(scope)] for scope in TokenScope}
            secrets = {scope: create_secret(session, own, needs[scope], name=scope) for scope in TokenScope}
            whole, agency = create_secret(session, own, name="Alles"), create_secret(session, None, AGENCY_SCOPES)
        yield Doors(world, secrets, whole, agency)


def _reading(scope: TokenScope) -> list[TokenScope]:
    return [TokenScope(scope.replace("write", "read"))] if scope.endswith("write") else []


def name_of(row: ApiRow) -> str:
    return f"{row.method} {row.endpoint}"


def ask(doors: Doors, row: ApiRow, secret: str | None, place: Place) -> Any:
    """One call with nothing in it."""
    with doors.world.app.test_request_context():
        address = doors.world.app.url_for(row.endpoint, **parts_of(place, row.names))
    headers = {"Idempotency-Key": f"{row.endpoint}-{place.facility_id}", "If-Match": "*"}
    headers |= {"Authorization": f"Bearer {secret}"} if secret else {}
    content: dict[str, Any] = {"json": {}} if row.method in ("POST", "PUT") else {}
    answer = doors.world.app.test_client().open(address, method=row.method, headers=headers, **content)
    check_as_described(doors.world.app, row.method.lower(), address, answer)
    return answer


def test_every_call_stands_in_the_table_with_the_scope_that_it_asks(doors: Doors) -> None:
    app = doors.world.app
    declared = {
        (rule.endpoint, method, contract.scope, getattr(app.view_functions[rule.endpoint], "_personal", None))
        for rule, method, contract in api_rules(app)
    }
    assert declared == {(row.endpoint, row.method, row.scope, row.personal) for row in GUARDED}


@pytest.mark.parametrize("row", GUARDED, ids=name_of)
def test_nobody_comes_in_without_a_key_and_the_attempt_is_on_record_A_5(doors: Doors, row: ApiRow) -> None:
    last = doors.world.last_recorded()
    assert ask(doors, row, None, doors.world.own).status_code == 401
    assert "token_refused" in [entry.action for entry in doors.world.recorded_since(last)]


@pytest.mark.parametrize("row", GUARDED, ids=name_of)
def test_a_key_without_the_scope_opens_nothing_A_4(doors: Doors, row: ApiRow) -> None:
    others = [
        secret for scope, secret in doors.secrets.items() if scope != row.scope and row.scope not in _reading(scope)
    ]
    for secret in others + ([] if row.agency else [doors.agency]):
        last = doors.world.last_recorded()
        answer = ask(doors, row, secret, doors.world.own)
        assert answer.status_code == 403
        assert "forbidden" in [entry.action for entry in doors.world.recorded_since(last)]
        assert not any(word in answer.text for word in doors.world.own.never_elsewhere)


@pytest.mark.parametrize("row", [row for row in GUARDED if not row.mutates], ids=name_of)
def test_a_key_with_the_scope_opens_it_and_what_is_read_is_on_record_A_5(doors: Doors, row: ApiRow) -> None:
    assert row.scope is not None
    last = doors.world.last_recorded()
    answer = ask(doors, row, doors.secrets[row.scope], doors.world.own)
    assert answer.status_code in (200, 204, 400, 409, 422)
    if row.personal and answer.status_code == 200:
        read = [entry.subject_kind for entry in doors.world.recorded_since(last) if entry.action == "read"]
        assert row.personal in read


@pytest.mark.parametrize(
    "row",
    [row for row in GUARDED if row.names in ("dossier", "decision", "schakeling", "days", "quarters")],
    ids=name_of,
)
def test_what_another_facility_has_does_not_exist_A_2(doors: Doors, row: ApiRow) -> None:
    before, last = doors.world.fingerprint(), doors.world.last_recorded()
    answer = ask(doors, row, doors.whole, doors.world.other)
    assert answer.status_code == 404 or (row.method != "GET" and answer.status_code == 400)
    assert not any(word in answer.text for word in doors.world.other.never_elsewhere)
    assert doors.world.fingerprint() == before
    if row.personal and answer.status_code == 404:
        assert "not_found" in [entry.action for entry in doors.world.recorded_since(last)]


@pytest.mark.parametrize("row", [row for row in GUARDED if row.method == "GET"], ids=name_of)
def test_no_answer_shows_a_trace_of_another_facility_and_the_agency_reads_no_name_A_2_A_4(
    doors: Doors, row: ApiRow
) -> None:
    text = ask(doors, row, doors.whole, doors.world.own).text
    assert not any(word in text for word in doors.world.other.never_elsewhere)
    if row.agency:
        text = ask(doors, row, doors.agency, doors.world.own).text
        assert not any(word in text for place in (doors.world.own, doors.world.other) for word in place.never_elsewhere)
