"""The list of shared documents by programs: what a colleague sees, and never a content (G-3, O-3, O-4)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.database import BincSession
from app.domain.documents.visibility import DocumentKind, ServiceKind
from models import AuditEntry
from tests.sharing.places import create_place, put_document


def ids_in(answer: Any) -> list[int]:
    return [one["id"] for one in answer.json["documents"]]


def test_a_program_sees_what_a_colleague_sees_and_nothing_confidential_or_personal_o_3(
    session: BincSession, program_of: Any
) -> None:
    """O-3: general and client-bound in both directions; of what is confidential only the receiving side."""
    place, goal = create_place(session, ServiceKind.FACILITY), create_place(session, ServiceKind.OCJ)
    sent = {kind: put_document(session, kind, place, goal) for kind in DocumentKind if kind != DocumentKind.PERSONAL}
    general = (DocumentKind.GENERAL, DocumentKind.CONFIDENTIAL, DocumentKind.PERSONAL)
    came = {kind: put_document(session, kind, goal, place) for kind in general}
    program = program_of(place.facility)
    seen = {DocumentKind.GENERAL, DocumentKind.CLIENT_BOUND}
    assert ids_in(program.get("/documents/sent")) == sorted(
        (sent[kind].document_id for kind in sent if kind in seen), reverse=True
    )
    assert ids_in(program.get("/documents/received")) == sorted(
        (came[kind].document_id for kind in came if kind != DocumentKind.PERSONAL), reverse=True
    )
    read = session.scalars(select(AuditEntry).where(AuditEntry.subject_kind == "document")).all()
    assert sent[DocumentKind.GENERAL].document_id in {one for entry in read for one in entry.subject_ids}


def test_a_page_holds_fifty_and_says_whether_more_follow_o_4(session: BincSession, program_of: Any) -> None:
    place, goal = create_place(session, ServiceKind.FACILITY), create_place(session, ServiceKind.OCJ)
    made = [put_document(session, DocumentKind.GENERAL, place, goal).document_id for _ in range(51)]
    program = program_of(place.facility)
    first = program.get("/documents/sent")
    second = program.get(f"/documents/sent?page={first.json['next']}")
    assert ids_in(first) + ids_in(second) == made[::-1]
    assert (first.json["next"], second.json["next"]) == (2, None)


def test_another_facility_s_documents_are_not_in_the_list_a_2(session: BincSession, program_of: Any) -> None:
    place, goal = create_place(session, ServiceKind.FACILITY), create_place(session, ServiceKind.OCJ)
    other = create_place(session, ServiceKind.FACILITY)
    put_document(session, DocumentKind.GENERAL, other, goal)
    program = program_of(place.facility)
    assert ids_in(program.get("/documents/sent")) == ids_in(program.get("/documents/received")) == []
