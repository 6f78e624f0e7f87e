"""The base of our resources for other programs, proved on one that exists here only."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from models import AuditEntry, CapacityRow
from tests.factories import create_capacity, create_facility, create_seat


@pytest.fixture
def two(session: Any, browse: Any) -> Any:
    """A program of one facility, and a capacity row of it and of another."""
    own, other = create_facility(session), create_facility(session)
    mine, theirs = create_capacity(session, own), create_capacity(session, other)
    seat = create_seat(session, own)
    return browse(None), {"X-Seat": str(seat.id)}, mine, theirs


def test_a_browser_that_is_signed_in_is_nobody_to_a_program_s_address(session: Any, browse: Any) -> None:
    """docs/framework.md §6: without cookies no other site can make a browser call."""
    facility = create_facility(session)
    row = create_capacity(session, facility)
    answer = browse(create_seat(session, facility)).get(f"/api/v1/probe/{row.id}")
    assert answer.status_code == 401
    assert answer.is_json


def test_a_program_reads_its_own_row_and_it_is_on_record(session: Any, two: Any) -> None:
    """A-5, G-3."""
    program, headers, mine, _ = two
    answer = program.get(f"/api/v1/probe/{mine.id}", headers=headers)
    assert (answer.status_code, answer.json["recognised"]) == (200, "10.00")
    assert session.scalars(select(AuditEntry).where(AuditEntry.subject_kind == "capacity_row")).first() is not None


@pytest.mark.parametrize("pk", ["{0}", "99999999999999999999", "888888888"])
def test_a_row_of_another_facility_does_not_exist(two: Any, pk: str) -> None:
    """A-2."""
    program, headers, _, theirs = two
    answer = program.get(f"/api/v1/probe/{pk.format(theirs.id)}", headers=headers)
    assert answer.status_code == 404
    assert answer.is_json


def test_a_role_without_the_permission_is_refused(two: Any) -> None:
    """A-4."""
    program, headers, mine, _ = two
    answer = program.get(f"/api/v1/probe-agency/{mine.id}", headers=headers)
    assert answer.status_code == 403
    assert (answer.json["status"], answer.json["faults"][0]["rule"]) == (403, "G-3")


def test_a_foreign_related_row_takes_nothing_in(session: Any, two: Any) -> None:
    """A-2; docs/framework.md §2: the framework answers 201 here."""
    program, headers, _, theirs = two
    body = {"facility": theirs.facility_id, "recognised": "5"}
    assert program._call("post", "/api/v1/probe/", headers=headers, json=body).status_code == 404
    assert len(session.scalars(select(CapacityRow).where(CapacityRow.facility_id == theirs.facility_id)).all()) == 1


@pytest.mark.parametrize("body", [[], {"facility": "x"}, {"facility": 1, "recognised": "NaN"}, {"a": "\0"}])
def test_a_body_against_the_schema_is_refused_without_internals(two: Any, body: Any) -> None:
    """docs/framework.md §1, point 7."""
    program, headers, _, _ = two
    answer = program._call("post", "/api/v1/probe/", headers=headers, json=body)
    assert answer.status_code == 400
    assert answer.json["faults"]
    assert "Traceback" not in answer.text
    assert "marshmallow" not in answer.text


def test_what_the_database_refuses_is_a_conflict_without_its_text(session: Any, two: Any) -> None:
    """docs/framework.md §1, point 7."""
    program, headers, mine, _ = two
    body = {"facility": mine.facility_id, "recognised": str(Decimal(5))}
    assert program._call("post", "/api/v1/probe/", headers=headers, json=body).status_code == 201
    again = program._call("post", "/api/v1/probe/", headers=headers, json=body)
    assert again.status_code == 409
    assert "INSERT" not in again.text
    assert "capacity_row" not in again.text
