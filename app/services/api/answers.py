"""Doing what a program asks once, however often the request arrives (G-3)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from app.database import BincSession
from app.domain.faults import DomainError, Fault
from models.api_answer import ApiAnswer

OTHER_REQUEST = Fault(
    "G-3",
    "Idempotency-Key",
    "Met deze sleutel werd al iets anders gevraagd. Kies voor elke nieuwe vraag een nieuwe sleutel.",
)


@dataclass(frozen=True)
class GivenAnswer:
    """An answer as it went out: its status, its content and the headers that belong to it."""

    status: int
    content: Any
    headers: Mapping[str, str] = field(default_factory=dict)


def request_digest(method: str, path: str, body: bytes, seen_version: str) -> str:
    """What makes two requests the same: method, address, body and the version that was seen."""
    parts = (method.encode(), path.encode(), seen_version.encode(), body)
    return hashlib.sha256(b"".join(len(part).to_bytes(8, "big") + part for part in parts)).hexdigest()


def begin_answer(session: BincSession, seat_id: int, key: str, digest: str) -> GivenAnswer | None:
    """Claims a key for this transaction, or answers what was answered before.

    A second request with the key waits here until the first has ended: committed, it gets that answer; died, it does
    the work itself. Raises DomainError when the key was used for something else.
    """
    claim = insert(ApiAnswer).values(seat_id=seat_id, key=key, request_digest=digest).on_conflict_do_nothing()
    if session.execute(claim.returning(ApiAnswer.key)).first() is not None:
        return None
    columns = (ApiAnswer.request_digest, ApiAnswer.status, ApiAnswer.content, ApiAnswer.headers)
    before = session.execute(select(*columns).where(ApiAnswer.seat_id == seat_id, ApiAnswer.key == key)).one()
    if before.request_digest != digest:
        raise DomainError(OTHER_REQUEST)
    return GivenAnswer(before.status, before.content, before.headers or {})


def keep_answer(session: BincSession, seat_id: int, key: str, answer: GivenAnswer) -> None:
    """Keeps the answer beside what it tells of, in the same transaction."""
    own = (ApiAnswer.seat_id == seat_id, ApiAnswer.key == key)
    values = {"status": answer.status, "content": answer.content, "headers": dict(answer.headers)}
    session.execute(update(ApiAnswer).where(*own).values(**values), execution_options={"synchronize_session": False})
