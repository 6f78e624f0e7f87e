"""Naming a client to a facility: who reads it, and that nobody learns whether the client is known there (O-1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select, text

from app.database import BincSession, enter_scope
from app.domain.documents.visibility import ServiceKind
from app.domain.scope import Scope
from app.queries.documents.directory import people_at
from app.services.documents.ending import end_overdue
from models import Client, Document, DocumentNaming
from tests.factories import create_client, create_dossier
from tests.sharing.places import WorkPlace, create_place, scope_at
from tests.sharing.test_pages import Browse, confirmed, store  # noqa: F401

BORN, NUMBER = date(2015, 4, 12), "15041200210"
BY_DATE = {"client_name": "eigenaers", "client_first_name": "EMMA", "client_birth_date": "12/04/2015"}
BY_NUMBER = {"client_name": "Emma E.", "client_first_name": "E.", "client_national_number": "15.04.12-002.10"}


@dataclass
class Naming:
    """A consultant, a facility that knows the client, and one that does not."""

    session: BincSession
    browse: Browse
    sender: WorkPlace
    knows: WorkPlace
    knows_not: WorkPlace
    client: Client

    def as_system(self) -> BincSession:
        enter_scope(self.session, Scope.system("test"))
        return self.session

    def first_step(self, typed: Mapping[str, str], *goals: WorkPlace) -> Any:
        """Answers the form of step 1 to these people."""
        people = [people_at(self.as_system(), goal.service)[0] for goal in goals]
        rows = {
            name: value
            for number, (goal, person) in enumerate(zip(goals, people, strict=True))
            for name, value in {
                f"recipients-{number}-service": goal.service.name,
                f"recipients-{number}-person": person.name,
                f"recipients-{number}-email": person.email,
            }.items()
        }
        return confirmed(self.browse(self.sender.seats[0]), "/documenten/delen/", {**rows, **typed})

    def send(self, typed: Mapping[str, str], *goals: WorkPlace) -> int:
        """Shares a file about a client by the pages; answers its id."""
        step = self.first_step(typed, *goals)
        assert step.status_code == 302, step.text
        assert "igenaers" not in step.headers["Location"]
        assert "15041200210" not in step.headers["Location"]
        file = {"file": (BytesIO(b"Een verslag.\n"), "verslag.txt")}
        browser = self.browse(self.sender.seats[0])
        answer = browser.post(step.headers["Location"], file, content_type="multipart/form-data")
        assert answer.status_code == 302, answer.text
        return self.as_system().scalars(select(Document.id).order_by(Document.id.desc()).limit(1)).one()


@pytest.fixture
def naming(session: BincSession, browse: Browse, store: Any) -> Naming:  # noqa: F811
    sender, knows, knows_not = (
        create_place(session, kind) for kind in (ServiceKind.OCJ, ServiceKind.FACILITY, ServiceKind.FACILITY)
    )
    assert knows.facility
    person = {"name": "Eigenaers", "first_name": "Emma", "birth_date": BORN, "national_number": NUMBER}
    client = create_client(session, knows.facility, **person)
    create_dossier(session, client, knows.facility)
    return Naming(session, browse, sender, knows, knows_not, client)


@pytest.mark.parametrize("typed", [BY_DATE, BY_NUMBER], ids=["by name and birth date", "by number"])
def test_a_facility_with_a_dossier_of_the_client_reads_whom_it_is_about_O_1(
    naming: Naming, typed: Mapping[str, str]
) -> None:
    document = naming.send(typed, naming.knows, naming.knows_not)
    for place, is_named in ((naming.knows, True), (naming.knows_not, False)):
        for seat in place.seats:
            browser = naming.browse(seat)
            for path in ("/documenten/", f"/documenten/{document}/"):
                page = browser.get(path).text
                assert "verslag.txt" in page
                assert ("Eigenaers, Emma" in page) is is_named, path
                assert typed["client_name"] not in page, path
                assert "15.04.12" not in page
    code = naming.as_system().scalar(text("select code from dossier"))
    assert f'href="/dossiers/{code}/"' in naming.browse(naming.knows.seats[0]).get(f"/documenten/{document}/").text


def test_the_sender_reads_what_was_typed_and_the_same_to_whomever_it_went_O_1(naming: Naming) -> None:
    pages = []
    for goal in (naming.knows, naming.knows_not):
        document = naming.send(BY_NUMBER, goal)
        browser = naming.browse(naming.sender.seats[0])
        shown = browser.get(f"/documenten/{document}/").text
        assert "Emma E., E." in shown
        assert "Eigenaers" not in shown
        assert "Emma E., E." in browser.get("/documenten/verzonden/").text
        pages.append(shown.replace(goal.service.name, "?").replace(f"/{document}/", "/?/"))
        for person in people_at(naming.as_system(), goal.service):
            pages[-1] = pages[-1].replace(person.name, "?").replace(person.email, "?")
    facts = [page[page.index("<dl") : page.index("</dl>")] for page in pages]
    assert facts[0] == facts[1]


def test_row_level_security_alone_hides_it_from_who_does_not_know_the_client_O_1(naming: Naming) -> None:
    naming.send(BY_DATE, naming.knows, naming.knows_not)
    count = text("select count(*) from document_naming")
    outsider = create_place(naming.as_system(), ServiceKind.FACILITY)
    for place, expected in ((naming.sender, 1), (naming.knows, 1), (naming.knows_not, 0), (outsider, 0)):
        enter_scope(naming.session, scope_at(place.seats[1], place.service))
        assert naming.session.scalar(count) == expected, place.service.name


def test_a_dossier_in_the_bin_is_none_and_one_made_later_counts_O_1(naming: Naming) -> None:
    document = naming.send(BY_DATE, naming.knows_not)
    address, seat = f"/documenten/{document}/", naming.knows_not.seats[0]
    assert "Eigenaers" not in naming.browse(seat).get(address).text
    assert naming.knows_not.facility
    twin = {"name": "Eigenaers", "first_name": "Emma", "birth_date": BORN}
    client = create_client(naming.as_system(), naming.knows_not.facility, **twin)
    dossier = create_dossier(naming.session, client, naming.knows_not.facility)
    naming.session.flush()
    assert "Eigenaers, Emma" in naming.browse(seat).get(address).text
    naming.as_system()
    dossier.status, dossier.deleted_on = "deleted", date(2024, 2, 1)
    naming.session.flush()
    assert "Eigenaers" not in naming.browse(seat).get(address).text


def test_of_two_clients_of_one_name_and_birth_date_none_is_named_O_1(naming: Naming) -> None:
    assert naming.knows.facility
    twin = {"name": "Eigenaers", "first_name": "Emma", "birth_date": BORN}
    create_dossier(naming.session, create_client(naming.session, naming.knows.facility, **twin), naming.knows.facility)
    document = naming.send(BY_DATE, naming.knows)
    assert "Eigenaers" not in naming.browse(naming.knows.seats[0]).get(f"/documenten/{document}/").text


def test_what_is_typed_by_half_is_told_at_its_field_and_stays_O_1(naming: Naming) -> None:
    answer = naming.first_step({"client_first_name": "Emma", "client_birth_date": "12/04/2015"}, naming.knows)
    assert answer.status_code == 422
    assert "Vul ook de naam in." in answer.text
    assert 'value="Emma"' in answer.text
    assert 'value="12/04/2015"' in answer.text
    wrong = naming.first_step({**BY_DATE, "client_national_number": "15.04.12-002.11"}, naming.knows)
    assert wrong.status_code == 422
    assert "15.04.12-002.11" in wrong.text


def test_nobody_is_named_where_no_receiver_has_dossiers_O_1(naming: Naming) -> None:
    elsewhere = create_place(naming.session, ServiceKind.GI)
    answer = naming.first_step(BY_DATE, elsewhere)
    assert answer.status_code == 422
    assert "Een cliënt noem je alleen als je met een voorziening deelt" in answer.text


def test_a_facility_is_asked_for_no_client_O_1(naming: Naming) -> None:
    page = naming.browse(naming.knows.seats[0]).get("/documenten/delen/").text
    assert "client_national_number" not in page
    assert "client_national_number" in naming.browse(naming.sender.seats[0]).get("/documenten/delen/").text


def test_what_is_over_forgets_how_the_client_was_known_and_keeps_the_words_O_1_O_6(naming: Naming) -> None:
    naming.send({**BY_DATE, **BY_NUMBER}, naming.knows)
    kept = naming.as_system().scalars(select(DocumentNaming)).one()
    assert (kept.national_number, kept.birth_date) == (NUMBER, BORN)
    last_day = naming.session.scalars(select(Document.last_day)).one()
    end_overdue(naming.session, today=date.fromordinal(last_day.toordinal() + 1))
    naming.session.expire_all()
    assert (kept.national_number, kept.birth_date, kept.client_name) == (None, None, "Emma E.")


def test_opening_a_document_that_names_a_client_is_a_reading_of_the_dossier_A_5(naming: Naming) -> None:
    document = naming.send(BY_DATE, naming.knows)
    naming.browse(naming.knows.seats[0]).get(f"/documenten/{document}/")
    dossier = naming.as_system().scalar(text("select id from dossier"))
    reads = text(
        "select count(*) from audit_entry where action = 'read' and subject_kind = 'dossier' and :id = any(subject_ids)"
    )
    assert naming.session.scalar(reads, {"id": dossier})
