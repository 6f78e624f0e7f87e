"""Who sees a shared document, as one table: its kind, what it was shared with, and what the reader is to both (O-3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.domain.roles import Role


class DocumentKind(StrEnum):
    """How a document is shared; the word is what stands in the data (O-1, O-3)."""

    CLIENT_BOUND = "client_bound"
    GENERAL = "general"
    CONFIDENTIAL = "confidential"
    PERSONAL = "personal"


class ServiceKind(StrEnum):
    """What kind of service a document goes to or comes from (O-1)."""

    FACILITY = "facility"
    OCJ = "OCJ"
    SDJ = "SDJ"
    GI = "GI"
    AGENCY = "agency"

    @property
    def has_consultants(self) -> bool:
        """Whether consultants work there, each with documents of their own."""
        return self in (ServiceKind.OCJ, ServiceKind.SDJ)


class Relation(StrEnum):
    """What somebody at one seat is to a document that was shared."""

    SENDER = "sender"
    COLLEAGUE_OF_SENDER = "colleague_of_sender"
    ADDRESSEE = "addressee"
    LISTED_ADDRESSEE = "listed_addressee"
    ADMINISTRATIVE_COLLEAGUE = "administrative_colleague"
    TEAM_LEAD = "team_lead"
    COLLEAGUE_OF_ADDRESSEE = "colleague_of_addressee"
    OUTSIDER = "outsider"


SENDING_SIDE = frozenset({Relation.SENDER, Relation.COLLEAGUE_OF_SENDER})
ADDRESSEES = frozenset({Relation.ADDRESSEE, Relation.LISTED_ADDRESSEE})
BESIDE_CONSULTANT = frozenset({Relation.ADMINISTRATIVE_COLLEAGUE, Relation.TEAM_LEAD})
RECEIVING_SIDE = ADDRESSEES | BESIDE_CONSULTANT | {Relation.COLLEAGUE_OF_ADDRESSEE}
# On the sending side only the kind counts, on the receiving side also where the document went.
SENDERS_SEE: Mapping[DocumentKind, frozenset[Relation]] = {
    DocumentKind.CLIENT_BOUND: SENDING_SIDE,
    DocumentKind.GENERAL: SENDING_SIDE,
    DocumentKind.CONFIDENTIAL: frozenset({Relation.SENDER}),
    DocumentKind.PERSONAL: frozenset({Relation.SENDER}),
}
# A role that sees the documents of every consultant beside whom it works.
ROLE_BESIDE_CONSULTANT: Mapping[str, Relation] = {
    Role.CONSULTANT_ADMIN: Relation.ADMINISTRATIVE_COLLEAGUE,
    Role.CONSULTANT_LEAD: Relation.TEAM_LEAD,
}


def receivers_see(kind: DocumentKind, to: ServiceKind) -> frozenset[Relation]:
    """Who on the receiving side sees a document of this kind that went to this kind of service (O-3, D1, D3)."""
    if kind is DocumentKind.PERSONAL:
        return frozenset({Relation.LISTED_ADDRESSEE})
    if kind is DocumentKind.CLIENT_BOUND and to.has_consultants:
        return ADDRESSEES | BESIDE_CONSULTANT
    return RECEIVING_SIDE


def may_see(kind: DocumentKind, to: ServiceKind, relation: Relation) -> bool:
    """Whether somebody with this relation sees a document of this kind that went to this kind of service (O-3)."""
    return relation in SENDERS_SEE[kind] | receivers_see(kind, to)


@dataclass(frozen=True)
class Reader:
    """Somebody at one seat: who, for which service, in which role; `listed` is whether O-5 names them there."""

    user_id: int
    service_id: int | None
    role: str
    listed: bool = False


@dataclass(frozen=True)
class Sharing:
    """One document on its way to one recipient: who shared it for which service, and whom it is for where."""

    kind: DocumentKind
    sender_id: int
    sender_service_id: int
    service_id: int
    service_kind: ServiceKind
    person_id: int | None

    def seen_by(self, reader: Reader) -> bool:
        """Whether this reader sees it (O-3)."""
        return may_see(self.kind, self.service_kind, relation_of(reader, self))


def relation_of(reader: Reader, sharing: Sharing) -> Relation:
    """What a reader is to a document; another seat of the sender or addressee counts as anybody's there (O-3)."""
    if reader.service_id is None:
        return Relation.OUTSIDER
    if reader.service_id == sharing.sender_service_id:
        return Relation.SENDER if reader.user_id == sharing.sender_id else Relation.COLLEAGUE_OF_SENDER
    if reader.service_id != sharing.service_id:
        return Relation.OUTSIDER
    if reader.user_id == sharing.person_id:
        return Relation.LISTED_ADDRESSEE if reader.listed else Relation.ADDRESSEE
    return ROLE_BESIDE_CONSULTANT.get(reader.role, Relation.COLLEAGUE_OF_ADDRESSEE)


def pairs_seen_as(relation: Relation) -> Iterator[tuple[DocumentKind, ServiceKind]]:
    """The kinds of document, each with where it went, that somebody with this relation sees (O-3)."""
    for kind in DocumentKind:
        for to in ServiceKind:
            if may_see(kind, to, relation):
                yield kind, to
