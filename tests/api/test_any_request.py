"""Whatever programs send: no answer that the description lacks, no error of ours, nothing of others (G-3, A-2).

Requests are made up from the description by schemathesis, right and wrong ones, for a program that reads, one that
writes and one of the agency. What they name is by turns one's own, another facility's, and made up.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from app.database import transaction
from app.domain.scope import Scope
from app.runtime.postgres import EmbeddedPostgres
from models import Facility
from tests.api.programs import READING, check_as_described, create_secret
from tests.walls.world import Place, World, fresh_world
from views.api.openapi import description_of

EXAMPLES = 3
# What each role is answered at least, whatever is made up: that its requests get anywhere.
REACHED = {"reads": {200, 403, 404}, "writes": {200, 404}, "agency": {403}}
_keys = itertools.count(1)


@dataclass(frozen=True)
class Doors:
    """Two facilities with everything in them, and the keys of three programs of one of them and of the agency."""

    world: World
    secrets: dict[str, str]


@pytest.fixture(scope="module")
def doors(postgres: EmbeddedPostgres) -> Iterator[Doors]:
    with fresh_world(postgres) as world:
        with world.app.app_context(), transaction(Scope.system("test")) as session:
            own = session.get_one(Facility, world.own.facility_id)
            secrets = {
                "reads": create_secret(session, own, READING, name="Lezer"),
                "writes": create_secret(session, own, name="Schrijver"),
                "agency": create_secret(session, None),
            }
        yield Doors(world, secrets)


def named_parts(place: Place) -> dict[str, Any]:
    """What an address can name of a place."""
    return {"code": place.code, "record_id": place.decision_id, "quarter": "2024-1", "facility": place.facility_code}


def operations(app: Flask) -> list[Any]:
    """Every call of the description."""
    schema: Any = schemathesis.openapi.from_dict(description_of(app))
    return [result.ok() for result in schema.get_all_operations()]


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: str(mode.value))
@pytest.mark.parametrize("role", list(REACHED))
def test_no_request_breaks_anything_or_shows_anything_of_another_g_3_a_2(
    doors: Doors, role: str, mode: GenerationMode
) -> None:
    statuses: set[int] = set()
    for operation in operations(doors.world.app):
        whose = itertools.cycle((doors.world.own, doors.world.other, None))

        @settings(
            max_examples=EXAMPLES,
            derandomize=True,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: Any) -> None:
            statuses.add(_ask(doors, role, case, next(whose)))  # noqa: B023

        # A call without anything to get wrong has no wrong requests.
        with suppress(Unsatisfiable):
            ask()
    assert 401 not in statuses, "every request came in with its key"
    assert statuses >= REACHED[role], "the requests reach what the role may, and what does not exist for it"
    assert not any(status >= 500 for status in statuses)


def _ask(doors: Doors, role: str, case: Any, place: Place | None) -> int:
    known = named_parts(place) if place else {}
    parts = {name: known.get(name, value) for name, value in (case.path_parameters or {}).items()}
    asked = {name: known.get(name, value) for name, value in (case.query or {}).items()}
    sent = case.as_transport_kwargs(base_url="http://localhost")
    path = case.path
    for name, value in parts.items():
        path = path.replace("{" + name + "}", _quoted(value))
    headers = {
        "Authorization": f"Bearer {doors.secrets[role]}",
        "Idempotency-Key": f"any-{role}-{next(_keys)}",
        "If-Match": "*",
    }
    content = {name: sent[name] for name in ("json", "data") if sent.get(name) is not None}
    answer = doors.world.app.test_client().open(
        path, method=case.method, query_string=asked, headers=headers, **content
    )
    check_as_described(doors.world.app, case.method.lower(), path, answer)
    for word in doors.world.other.never_elsewhere:
        assert word not in answer.text, (case.method, path)
    if role == "agency":
        assert not any(word in answer.text for word in doors.world.own.never_elsewhere)
    return answer.status_code


def _quoted(value: Any) -> str:
    return quote(str(value), safe="") or "x"
