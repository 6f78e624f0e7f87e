"""Every answer by HTTP about a shared document follows from the truth table, at every moment (O-3, O-6)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.database import BincSession, enter_scope
from app.domain.documents.visibility import DocumentKind, Reader, relation_of
from app.domain.scope import Scope
from tests.documents.world import bucket_store
from tests.sharing.sector import AGENCY, CONTENT, OCJ, WAYS, Browse, F, Moment, Put, Sector, Way

NOBODY_HAS = 2**40


@pytest.fixture
def sector(
    app: Flask, session: BincSession, browse: Browse, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Sector]:
    # The walls know the day from the database, where it lasts as long as the transaction of this test.
    today = session.scalar(select(func.brussels_today()))
    assert today
    for module in ("pages", "words"):
        monkeypatch.setattr(f"views.documents.{module}.today_in_brussels", lambda: today)
    original, store = app.extensions["documents"], bucket_store(tmp_path)
    app.extensions["documents"] = store
    made = Sector(session, browse, store, today)
    made.settle()
    yield made
    app.extensions["documents"] = original


def told(answer: Any, document_id: int) -> tuple[int, str]:
    """What a browser got, without what differs at every request: nonces, secrets, the menu's count, the address."""
    text = re.sub(r'(nonce|value)="[^"]{20,}"|(?s:<nav.*?</nav>)', "", answer.text)
    return answer.status_code, text.replace(f"/documenten/{document_id}/", "")


@dataclass
class Visitor:
    """Somebody who asks for documents; what they get for one that does not exist is asked once."""

    browser: Any
    reader: Reader
    kept: dict[str, Any] = field(default_factory=dict)

    def _once(self, address: str) -> Any:
        if address not in self.kept:
            self.kept[address] = self.browser.get(address)
        return self.kept[address]

    def lists(self, one: Put) -> bool:
        """Whether it stands in the list where it would."""
        sent = self.reader.service_id == one.sharing.sender_service_id
        page = self._once("/documenten/verzonden/" if sent else "/documenten/")
        return page.status_code == 200 and one.name in page.text

    def gets(self, one: Put, path: str) -> bool:
        """Whether they get it; fails where a refusal differs from that of a document that does not exist."""
        answer = self.browser.get(f"/documenten/{one.id}/{path}")
        if answer.status_code == 200:
            assert answer.data == CONTENT if path else one.name in answer.text
            return True
        assert told(answer, one.id) == told(self._once(f"/documenten/{NOBODY_HAS}/{path}"), NOBODY_HAS)
        assert answer.status_code == 404 or self.reader.service_id is None
        return False

    def answers(self, one: Put) -> tuple[bool, bool, bool]:
        """Whether it stands in a list, has a page and gives its file."""
        return self.lists(one), self.gets(one, ""), self.gets(one, "bestand/")


def wrong_cells(sector: Sector, puts: list[Put]) -> list[str]:
    """Every cell whose answers are not those of the domain."""
    visitors = {seat.id: Visitor(sector.browse(seat), reader) for seat, reader in sector.readers}
    wrong = []
    for one in puts:
        strange = sector.strangers(one) if one is puts[0] else []
        for seat, reader in [*sector.asked_by(one), *strange]:
            found = visitors[seat.id].answers(one)
            if found != one.answers(reader):
                wrong.append(f"{one.name} {seat.role} {relation_of(reader, one.sharing)}: {found}")
    return wrong


@pytest.mark.parametrize("moment", Moment)
@pytest.mark.parametrize("kind", DocumentKind)
def test_list_page_and_file_answer_as_the_truth_table_at_every_moment_O_3_O_6(
    sector: Sector, kind: DocumentKind, moment: Moment
) -> None:
    ways = WAYS[kind] if moment is Moment.LAST_DAY or kind is DocumentKind.CLIENT_BOUND else WAYS[kind][::3]
    puts = [sector.put(way, moment) for way in ways]
    if kind is DocumentKind.PERSONAL:
        sector.name_readers_of_personal()
    assert wrong_cells(sector, puts) == []


# Written out by hand: kind, from and to which kind of service, which seat asks (place by number and role), at which
# moment; then whether it stands in the list, has a page and gives its file.
BY_HAND = [
    (DocumentKind.CLIENT_BOUND, F, OCJ, (F, 0, 2), Moment.LAST_DAY, (True, True, True)),
    (DocumentKind.CLIENT_BOUND, F, OCJ, (F, 0, 2), Moment.CALLED_BACK, (True, True, False)),
    (DocumentKind.CLIENT_BOUND, F, OCJ, (OCJ, 0, 0), Moment.LAST_DAY, (True, True, True)),
    (DocumentKind.CLIENT_BOUND, F, OCJ, (OCJ, 0, 0), Moment.DAY_AFTER, (False, False, False)),
    (DocumentKind.CLIENT_BOUND, F, OCJ, (OCJ, 0, 1), Moment.LAST_DAY, (True, True, True)),
    (DocumentKind.CLIENT_BOUND, F, OCJ, (OCJ, 0, 2), Moment.LAST_DAY, (True, True, True)),
    (DocumentKind.CLIENT_BOUND, F, OCJ, (OCJ, 0, 3), Moment.LAST_DAY, (False, False, False)),
    (DocumentKind.CLIENT_BOUND, F, OCJ, (OCJ, 1, 2), Moment.LAST_DAY, (False, False, False)),
    (DocumentKind.CLIENT_BOUND, F, F, (F, 1, 2), Moment.LAST_DAY, (True, True, True)),
    (DocumentKind.CLIENT_BOUND, F, F, (F, 2, 1), Moment.LAST_DAY, (False, False, False)),
    (DocumentKind.GENERAL, F, OCJ, (OCJ, 0, 3), Moment.LAST_DAY, (True, True, True)),
    (DocumentKind.CONFIDENTIAL, F, AGENCY, (F, 0, 0), Moment.ENDED, (True, True, False)),
    (DocumentKind.CONFIDENTIAL, F, AGENCY, (F, 0, 1), Moment.LAST_DAY, (False, False, False)),
    (DocumentKind.CONFIDENTIAL, F, AGENCY, (AGENCY, 0, 1), Moment.LAST_DAY, (True, True, True)),
    (DocumentKind.PERSONAL, AGENCY, F, (AGENCY, 0, 1), Moment.LAST_DAY, (False, False, False)),
    (DocumentKind.PERSONAL, AGENCY, F, (F, 1, 0), Moment.LAST_DAY, (True, True, True)),
    (DocumentKind.PERSONAL, AGENCY, F, (F, 1, 1), Moment.LAST_DAY, (False, False, False)),
]


def test_a_few_cells_written_out_by_hand_O_3_O_6(sector: Sector) -> None:
    sector.name_readers_of_personal()
    laid: dict[tuple[Way, Moment], Put] = {}
    for kind, by, to, _, moment, _ in BY_HAND:
        if ((kind, by, to), moment) not in laid:
            laid[(kind, by, to), moment] = sector.put((kind, by, to), moment)
    for kind, by, to, (of, number, person), moment, answers in BY_HAND:
        one = laid[(kind, by, to), moment]
        place = sector.places[of][number]
        seat = place.seats[person]
        visitor = Visitor(sector.browse(seat), Reader(seat.user_id, place.service.id, seat.role))
        assert visitor.answers(one) == answers, (one.name, seat.role)


@pytest.mark.parametrize("number", range(3))
def test_who_left_reads_nothing_and_who_stays_reads_on_O_3(sector: Sector, number: int) -> None:
    """The sender, the consultant and the team lead in turn: the seat ends while the browser is still signed in."""
    one = sector.put((DocumentKind.CLIENT_BOUND, F, OCJ), Moment.LAST_DAY)
    here, there = sector.places[F][0], sector.places[OCJ][0]
    seats = [(here, here.seats[0]), (there, there.seats[0]), (there, there.seats[2])]
    visitors = [
        Visitor(sector.browse(seat), Reader(seat.user_id, place.service.id, seat.role)) for place, seat in seats
    ]
    assert [visitor.answers(one) for visitor in visitors] == [(True, True, True)] * 3
    enter_scope(sector.session, Scope.system("test"))
    sector.session.delete(seats[number][1])
    sector.session.flush()
    left = visitors.pop(number).browser
    for path in (
        "/documenten/",
        "/documenten/verzonden/",
        *(f"/documenten/{one.id}/{end}" for end in ("", "bestand/")),
    ):
        answer = left.get(path)
        assert answer.status_code == 302, path
        assert one.name not in answer.text
    for visitor in visitors:
        visitor.kept.clear()
        assert visitor.answers(one) == (True, True, True)
