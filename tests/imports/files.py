"""Files as they stand in each state, for tests of what is shown of them."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any

from app.database import BincSession
from app.domain.imports import WITH_CONTENT, ImportState
from app.domain.roles import Role
from models import Facility, FileImport, ImportFinding

AT = datetime(2024, 7, 1, 12, tzinfo=UTC)
NUMBERS = {"created": {"dossier": 2, "schakeling": 5}, "changed": {"client": 1}, "unchanged": {"dossier": 3}}


def create_import(
    session: BincSession,
    facility: Facility | None,
    state: ImportState = ImportState.READY,
    sent_as: Role = Role.FACILITY_STAFF,
    lines: int = 1,
    **overrides: Any,
) -> FileImport:
    """A file in a state, with its faults where it was refused and otherwise its warnings."""
    refused = state is ImportState.REFUSED
    whose: dict[str, Any] = {"facility_id": facility.id if facility else None, "sent_as": sent_as.value}
    values: dict[str, Any] = {
        "kind": "exchange",
        "state": state.value,
        "requested_by_name": "An Peeters",
        "content_key": f"2024-01-01/{secrets.token_hex(8)}" if state in WITH_CONTENT else None,
        "content_size": 1,
        "content_sha256": "0" * 64,
        "about": "eigen",
        "report": NUMBERS,
        "finished_at": None if state in WITH_CONTENT else AT,
        "faults": lines if refused else 0,
        "cautions": 0 if refused else lines,
    }
    record = FileImport(**{**values, **whose, **overrides})
    session.add(record)
    session.flush()
    session.add_all(one_finding(record, number) for number in range(1, lines + 1))
    session.flush()
    return record


def one_finding(record: FileImport, number: int) -> ImportFinding:
    """A fault of a file that was refused, a warning of any other."""
    return ImportFinding(
        import_id=record.id,
        number=number,
        facility_id=record.facility_id,
        sent_as=record.sent_as,
        is_fault=record.state == ImportState.REFUSED,
        part="Dossiers",
        place=f"/dossiers/{number - 1}",
        subject=f"dossier {number}",
        rule="S-12",
        message="Er vertrekt een D227.",
    )
