"""Two services of each kind with all their people, and a document between any two of them at any moment (O-3, O-6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from io import BytesIO
from typing import Any

from app.database import BincSession
from app.domain.documents.sharing import EXPIRED, OPEN, WITHDRAWN, is_open_on
from app.domain.documents.visibility import DocumentKind, Reader, Relation, ServiceKind, Sharing, relation_of
from app.domain.roles import AGENCY_ROLES, Role
from app.integrations.documents import DocumentStore
from app.services.accounts import give_seat
from models import Document, PersonalDocumentReader, Seat
from tests.factories import create_user
from tests.sharing.places import WorkPlace, create_place, put_document

ENDED_AT = datetime(2024, 2, 1, 3, tzinfo=UTC)
CONTENT = b"Emma Eigenaers, in gewone tekst.\n"
Browse = Callable[..., Any]


class Moment(StrEnum):
    """When somebody asks: on the last day, after it before and after the night's job, and after it was called back."""

    LAST_DAY = "last_day"
    DAY_AFTER = "day_after"
    ENDED = "ended"
    CALLED_BACK = "called_back"

    def until(self, today: date) -> date:
        """The last day of a document that is asked for today."""
        return today - timedelta(days=self in (Moment.DAY_AFTER, Moment.ENDED))

    @property
    def state(self) -> str:
        """What the record says of it."""
        return {Moment.ENDED: EXPIRED, Moment.CALLED_BACK: WITHDRAWN}.get(self, OPEN)


Way = tuple[DocumentKind, ServiceKind, ServiceKind]
F, OCJ, SDJ, GI, AGENCY = ServiceKind
FROM_ELSEWHERE = (OCJ, SDJ, GI, AGENCY)
WAYS: dict[DocumentKind, list[Way]] = {
    DocumentKind.CLIENT_BOUND: [(DocumentKind.CLIENT_BOUND, F, to) for to in ServiceKind],
    DocumentKind.PERSONAL: [(DocumentKind.PERSONAL, AGENCY, F)],
    **{
        kind: [(kind, F, to) for to in ServiceKind] + [(kind, by, F) for by in FROM_ELSEWHERE]
        for kind in (DocumentKind.GENERAL, DocumentKind.CONFIDENTIAL)
    },
}


@dataclass(frozen=True)
class Put:
    """A document as it lies there at a moment."""

    id: int
    name: str
    sharing: Sharing
    moment: Moment
    today: date

    def answers(self, reader: Reader) -> tuple[bool, bool, bool]:
        """Whether it stands in a list, has a page and gives its file for this reader: what the domain says (O-3)."""
        seen = self.sharing.seen_by(reader)
        is_open = is_open_on(self.moment.state, self.moment.until(self.today), self.today)
        record_stays = reader.service_id == self.sharing.sender_service_id
        return seen and (record_stays or is_open), seen and (record_stays or is_open), seen and is_open


@dataclass
class Sector:
    """Two services of each kind, with everybody who works there, and the seats of the agency that share nothing."""

    session: BincSession
    browse: Browse
    store: DocumentStore
    today: date
    places: dict[ServiceKind, list[WorkPlace]] = field(default_factory=dict)
    readers: list[tuple[Seat, Reader]] = field(default_factory=list)
    listed: set[int] = field(default_factory=set)

    def settle(self) -> None:
        """Brings everybody in; a third facility has nothing to do with anything."""
        for kind in ServiceKind:
            many = {F: 3, AGENCY: 1}.get(kind, 2)
            self.places[kind] = [create_place(self.session, kind) for _ in range(many)]
            for place in self.places[kind]:
                self.readers += [(seat, self._reader(seat, place.service.id)) for seat in place.seats]
        for role in sorted(AGENCY_ROLES - {Role.AGENCY_POLICY}):
            seat = give_seat(self.session, create_user(self.session), role)
            self.readers.append((seat, self._reader(seat, None)))

    def name_readers_of_personal(self) -> None:
        """Puts the first two people of the second facility on its list; only one of them is an addressee (O-5)."""
        place = self.places[F][1]
        assert place.facility
        for seat in place.seats[:2]:
            self.session.add(
                PersonalDocumentReader(facility_id=place.facility.id, user_id=seat.user_id, added_by_name="An")
            )
        self.listed = {seat.user_id for seat in place.seats[:2]}
        self.readers = [(seat, self._reader(seat, reader.service_id)) for seat, reader in self.readers]
        self.session.flush()

    def _reader(self, seat: Seat, service_id: int | None) -> Reader:
        return Reader(seat.user_id, service_id, seat.role, seat.user_id in self.listed)

    def put(self, way: Way, moment: Moment) -> Put:
        """Lays a document there as it is at this moment, with its content as long as that is kept."""
        kind, by, to = way
        sender, goal = self.places[by][0], self.places[to][1 if to is F else 0]
        ended = None if moment.state == OPEN else ENDED_AT
        line = put_document(
            self.session, kind, sender, goal, until=moment.until(self.today), state=moment.state, ended_at=ended
        )
        document = self.session.get_one(Document, line.document_id)
        document.file_name, document.destroyed_at = f"{kind}-{by}-{to}-{moment}.txt", ended
        if document.destroyed_at is None:
            stored = self.store.put(BytesIO(CONTENT), today=self.today)
            document.content_key, document.content_size, document.content_sha256 = (
                stored.key,
                stored.size,
                stored.sha256,
            )
        self.session.flush()
        sharing = Sharing(kind, line.sender_id, sender.service.id, goal.service.id, to, line.person_id)
        return Put(document.id, document.file_name, sharing, moment, self.today)

    def asked_by(self, one: Put) -> list[tuple[Seat, Reader]]:
        """Whom to ask about it: everybody of both services, and afterwards only who could read it before."""
        people = [row for row in self.readers if relation_of(row[1], one.sharing) is not Relation.OUTSIDER]
        if one.moment is Moment.LAST_DAY:
            return people
        return [(seat, reader) for seat, reader in people if one.sharing.seen_by(reader)]

    def strangers(self, one: Put) -> list[tuple[Seat, Reader]]:
        """One of each role that has nothing to do with it."""
        return list({seat.role: (seat, reader) for seat, reader in self.readers if is_stranger(reader, one)}.values())


def is_stranger(reader: Reader, one: Put) -> bool:
    return relation_of(reader, one.sharing) is Relation.OUTSIDER
