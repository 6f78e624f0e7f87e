"""The pages of shared documents: who reads what by HTTP, what is refused, and what a download leaves (O-1 … O-6)."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from app import menu
from app.database import BincSession, enter_scope
from app.domain.documents.visibility import DocumentKind, Reader, ServiceKind, Sharing
from app.domain.scope import Scope
from app.integrations.documents import DocumentStore
from app.presentation import today_in_brussels
from app.queries.documents import lists
from app.queries.documents.directory import people_at
from app.services.documents.ending import end_overdue
from models import AuditEntry, Document, DocumentRecipient, Dossier, PersonalDocumentReader
from tests.documents.world import bucket_store
from tests.factories import create_client, create_dossier
from tests.sharing.places import WorkPlace, create_place
from views.documents import words as document_words

CONTENT = b"Een verslag, in gewone tekst.\n"
Browse = Callable[..., Any]


@pytest.fixture
def store(app: Flask, tmp_path: Any) -> Iterator[DocumentStore]:
    """A store of this test alone."""
    original = app.extensions["documents"]
    app.extensions["documents"] = bucket_store(tmp_path)
    yield app.extensions["documents"]
    app.extensions["documents"] = original


@dataclass
class Scene:
    """A facility with a dossier, and somebody to share with."""

    session: BincSession
    browse: Browse
    store: DocumentStore
    place: WorkPlace
    dossier: Dossier

    def as_system(self) -> BincSession:
        """Looks into the database as a job does."""
        enter_scope(self.session, Scope.system("test"))
        return self.session

    def send(self, goal: WorkPlace, sender: WorkPlace | None = None, **ticks: str) -> Document:
        """Shares a file with the first person of a place by the pages; from the dossier unless a sender is named."""
        place = sender or self.place
        browser = self.browse(place.seats[0])
        person = people_at(self.as_system(), goal.service)[0]
        typed = {
            "recipients-0-service": goal.service.name,
            "recipients-0-person": person.name,
            "confirmed": "",
        }
        from_dossier = sender is None
        start = f"/dossiers/{self.dossier.code}/document-delen/" if from_dossier else "/documenten/delen/"
        answer = confirmed(browser, start, typed)
        assert answer.status_code == 302, answer.text
        step = answer.headers["Location"]
        file = (io.BytesIO(CONTENT), "verslag.txt")
        shared = browser.post(
            step, {"file": file, "description": "Overleg", **ticks}, content_type="multipart/form-data"
        )
        assert shared.status_code == 302, shared.text
        newest = select(Document).order_by(Document.id.desc()).limit(1)
        return self.as_system().scalars(newest).one()


def confirmed(browser: Any, address: str, typed: dict[str, Any]) -> Any:
    """Posts a form, and again with every warning ticked."""
    answer = browser.post(address, typed)
    if answer.status_code != 422:
        return answer
    ticks = [
        part.split('"')[0] for part in answer.text.split('name="confirmed"')[1:] for part in [part.split('value="')[1]]
    ]
    return browser.post(address, {**typed, "confirmed": ticks})


@pytest.fixture
def scene(session: BincSession, browse: Browse, store: DocumentStore) -> Scene:
    place = create_place(session, ServiceKind.FACILITY)
    assert place.facility
    client = create_client(session, place.facility, name="Eigenaers", first_name="Emma")
    return Scene(session, browse, store, place, create_dossier(session, client, place.facility))


def test_from_a_dossier_to_a_consultant_read_by_who_may_and_nobody_else_O_1_O_3(scene: Scene) -> None:
    goal = create_place(scene.session, ServiceKind.OCJ)
    document = scene.send(goal)
    elsewhere = create_place(scene.as_system(), ServiceKind.OCJ)
    stranger = create_place(scene.session, ServiceKind.FACILITY)
    assert (document.kind, document.client_name) == ("client_bound", "Eigenaers")
    recipient = scene.session.scalars(select(DocumentRecipient)).one()
    sharing = Sharing(
        DocumentKind.CLIENT_BOUND,
        document.sender_id,
        document.sender_service_id,
        recipient.service_id,
        ServiceKind.OCJ,
        recipient.person_id,
    )
    for place in (scene.place, goal, elsewhere, stranger):
        for seat in place.seats:
            may = sharing.seen_by(Reader(seat.user_id, place.service.id, seat.role))
            browser = scene.browse(seat)
            for path in ("", "bestand/"):
                answer = browser.get(f"/documenten/{document.id}/{path}")
                assert answer.status_code == (200 if may else 404), (seat.role, path)
                assert may or "Eigenaers" not in answer.text
            listed = "/documenten/verzonden/" if place is scene.place else "/documenten/"
            assert ("verslag.txt" in browser.get(listed).text) is may, seat.role


def test_what_is_confidential_is_the_senders_only_on_that_side_O_3(scene: Scene) -> None:
    goal = create_place(scene.session, ServiceKind.FACILITY)
    document = scene.send(goal, sender=scene.place, confidential="y")
    assert document.kind == "confidential"
    for place, expected in ((scene.place, [200, 404, 404]), (goal, [200, 200, 200])):
        answers = [scene.browse(seat).get(f"/documenten/{document.id}/").status_code for seat in place.seats]
        assert answers == expected


def test_a_personal_document_is_for_who_is_on_the_list_O_3_O_5(scene: Scene) -> None:
    agency, goal = create_place(scene.session, ServiceKind.AGENCY), create_place(scene.session, ServiceKind.FACILITY)
    person = people_at(scene.session, goal.service)[0]
    browser = scene.browse(agency.seats[0])
    typed = {"recipients-0-service": goal.service.name, "recipients-0-person": person.name}
    step = confirmed(browser, "/documenten/delen/", typed).headers["Location"]

    def post() -> Any:
        file = (io.BytesIO(CONTENT), "lijst.txt")
        return browser.post(step, {"file": file, "personal": "y"}, content_type="multipart/form-data")

    refused = post()
    assert refused.status_code == 422
    assert "Deze persoon staat niet op de lijst voor persoonlijke documenten." in refused.text
    assert goal.facility
    scene.as_system().add(
        PersonalDocumentReader(facility_id=goal.facility.id, user_id=person.user_id, added_by_name="An")
    )
    scene.session.flush()
    assert post().status_code == 302
    document = scene.as_system().scalars(select(Document)).one()
    seen = {seat.user_id: scene.browse(seat).get(f"/documenten/{document.id}/").status_code for seat in goal.seats}
    assert [user for user, status in seen.items() if status == 200] == [person.user_id]
    assert scene.browse(agency.seats[1]).get(f"/documenten/{document.id}/").status_code == 404


def test_a_download_is_an_attachment_that_no_browser_keeps_or_runs_O_6(scene: Scene) -> None:
    goal = create_place(scene.session, ServiceKind.GI)
    document = scene.send(goal)
    answer = scene.browse(goal.seats[0]).get(f"/documenten/{document.id}/bestand/")
    assert answer.data == CONTENT
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def receipts(scene: Scene) -> int:
    return int(scene.as_system().scalar(text("select count(*) from document_viewing")) or 0)


def test_only_the_last_byte_signs_the_receipt_and_only_for_a_receiver_O_4(scene: Scene) -> None:
    goal = create_place(scene.session, ServiceKind.GI)
    document = scene.send(goal)
    address = f"/documenten/{document.id}/bestand/"
    receiver = scene.browse(goal.seats[0])
    broken_off = receiver.get(address, buffered=False)
    next(iter(broken_off.response))
    broken_off.response.close()
    assert receipts(scene) == 0
    assert scene.browse(scene.place.seats[1]).get(address).status_code == 200
    assert receipts(scene) == 0
    assert receiver.get(address).data == CONTENT
    assert receipts(scene) == 1
    sent = scene.browse(scene.place.seats[0])
    assert "geopend" in sent.get("/documenten/verzonden/").text
    activities = sent.get(f"/dossiers/{scene.dossier.code}/activiteiten/").text
    assert f"Document verslag.txt geopend bij {goal.service.name}" in activities


def test_what_is_called_back_while_it_is_read_is_not_given_whole_O_6(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.sharing.test_pages.CONTENT", CONTENT * 20_000)
    goal = create_place(scene.session, ServiceKind.GI)
    document = scene.send(goal)
    recipient = scene.session.scalars(select(DocumentRecipient)).one()
    reading = scene.browse(goal.seats[0]).get(f"/documenten/{document.id}/bestand/", buffered=False)
    pieces = [next(reading.response)]
    sender = scene.browse(scene.place.seats[0])
    assert sender.post(f"/documenten/{document.id}/intrekken/{recipient.id}/", {}).status_code == 302
    pieces += reading.response
    assert 0 < len(b"".join(pieces)) < len(CONTENT)
    assert receipts(scene) == 0
    assert "ingetrokken" in sender.get(f"/documenten/{document.id}/").text


def test_calling_back_takes_it_from_the_receiver_and_destroys_the_content_O_6(scene: Scene) -> None:
    goal = create_place(scene.session, ServiceKind.GI)
    document = scene.send(goal)
    recipient = scene.session.scalars(select(DocumentRecipient)).one()
    browser, receiver = scene.browse(scene.place.seats[1]), scene.browse(goal.seats[0])
    address = f"/documenten/{document.id}/intrekken/{recipient.id}/"
    assert receiver.post(address, {}).status_code == 404
    assert list(scene.store.keys()) != []
    assert browser.post(address, {}).status_code == 302
    assert list(scene.store.keys()) == []
    assert receiver.get(f"/documenten/{document.id}/").status_code == 404
    assert receiver.get(f"/documenten/{document.id}/bestand/").status_code == 404
    assert browser.get(f"/documenten/{document.id}/bestand/").status_code == 404
    assert "ingetrokken" in browser.get(f"/documenten/{document.id}/").text


def test_after_the_last_day_only_the_record_is_left_O_6(scene: Scene) -> None:
    goal = create_place(scene.session, ServiceKind.GI)
    document = scene.send(goal)
    for key in end_overdue(scene.as_system(), today=today_in_brussels() + timedelta(31)):
        scene.store.destroy(key)
    assert list(scene.store.keys()) == []
    scene.session.expire_all()
    sender, receiver = scene.browse(scene.place.seats[0]), scene.browse(goal.seats[0])
    assert "niet meer bewaard" in sender.get(f"/documenten/{document.id}/").text
    assert sender.get(f"/documenten/{document.id}/bestand/").status_code == 404
    assert receiver.get(f"/documenten/{document.id}/").status_code == 404


def test_who_left_the_service_reads_nothing_there_any_more_O_3(scene: Scene) -> None:
    goal, next_job = create_place(scene.session, ServiceKind.OCJ), create_place(scene.session, ServiceKind.SDJ)
    document = scene.send(goal)
    seat = next_job.seats[0]
    seat.user_id = goal.seats[0].user_id
    scene.as_system().flush()
    assert scene.browse(seat).get(f"/documenten/{document.id}/").status_code == 404


def test_a_file_that_cannot_be_shared_is_refused_at_its_field_and_what_was_typed_stays_O_2(scene: Scene) -> None:
    goal = create_place(scene.session, ServiceKind.GI)
    browser = scene.browse(scene.place.seats[0])
    person = people_at(scene.session, goal.service)[0]
    typed = {"recipients-0-service": goal.service.name, "recipients-0-person": person.name}
    step = confirmed(browser, "/documenten/delen/", typed).headers["Location"]
    program = (io.BytesIO(b"MZ" + b"\0" * 200), "verslag.pdf")
    for file, words in ((program, ""), (None, "Kies een bestand.")):
        posted = {"description": "Mijn beschrijving", **({"file": file} if file else {})}
        answer = browser.post(step, posted, content_type="multipart/form-data")
        assert answer.status_code == 422
        assert "Mijn beschrijving" in answer.text
        assert words in answer.text
    assert list(scene.store.keys()) == []
    assert scene.as_system().scalars(select(Document)).all() == []


def test_what_is_unclear_about_a_recipient_is_said_at_its_field_O_1(scene: Scene) -> None:
    goal = create_place(scene.session, ServiceKind.OCJ)
    browser = scene.browse(scene.place.seats[0])

    def answer(**typed: str) -> str:
        posted = {f"recipients-0-{name}": value for name, value in typed.items()}
        reply = browser.post("/documenten/delen/", posted)
        assert reply.status_code == 422
        return str(reply.text)

    assert "Kies met welke dienst je deelt." in answer(service="")
    assert "Deze dienst kennen we niet." in answer(service="Bestaat Niet", person="An")
    assert "Deze persoon werkt niet bij deze dienst." in answer(service=goal.service.name, person="Niemand Hier")
    assert "Vul in voor wie het document is." in answer(service=goal.service.name)
    known = people_at(scene.session, goal.service)[0].name
    late = f"{today_in_brussels() + timedelta(31):%d/%m/%Y}"
    assert "Delen kan hoogstens 30 dagen" in answer(service=goal.service.name, person=known, until=late)
    assert "Dit is je eigen dienst." in answer(service=scene.place.service.name, person="An", email="a@voorbeeld.be")


def test_the_guide_leads_each_sender_to_a_form_that_takes_it_O_1(scene: Scene) -> None:
    own_mailbox, dossier, person = "Opgroeien (Voorzieningenbeleid)", "Kies een dossier", "Persoonlijk document delen"
    words = {
        ServiceKind.FACILITY: {own_mailbox, dossier},
        ServiceKind.OCJ: {own_mailbox},
        ServiceKind.GI: {own_mailbox},
        ServiceKind.AGENCY: {person},
    }
    for kind, expected in words.items():
        seat = create_place(scene.as_system(), kind).seats[0]
        page = scene.browse(seat).get("/documenten/delen/wegwijzer/").text
        assert {one for one in (own_mailbox, dossier, person) if one in page} == expected, kind
        assert 'href="/documenten/delen/"' in page, kind


def field_in(page: str, name: str) -> str:
    """The field of this name as it stands in a page."""
    (field,) = re.findall(f'<input[^>]*name="{name}"[^>]*>', page)
    return str(field)


def test_without_scripts_a_button_shows_who_works_at_a_service_O_1(scene: Scene) -> None:
    goal = create_place(scene.session, ServiceKind.OCJ)
    browser = scene.browse(scene.place.seats[0])
    typed = {"recipients-0-service": goal.service.name, "show_people": "yes"}
    shown = browser.post("/documenten/delen/", typed)
    assert shown.status_code == 200
    for person in people_at(scene.as_system(), goal.service):
        assert f'<option value="{person.name}">' in shown.text
    more = browser.post("/documenten/delen/", {"recipients-0-service": goal.service.name, "add_row": "yes"})
    assert 'name="recipients-1-service"' in more.text
    last = f'value="{today_in_brussels() + timedelta(30):%d/%m/%Y}"'
    assert last in field_in(more.text, "recipients-1-until"), "the new row has its last day already"
    people = browser.get(f"/documenten/delen/mensen/{goal.service.id}/").json
    assert {"name", "email", "function"} == set(people[0])


def test_a_last_day_left_empty_is_the_longest_and_never_today_O_1(scene: Scene) -> None:
    goal = create_place(scene.session, ServiceKind.FACILITY)
    typed = {
        "recipients-0-service": goal.service.name,
        "recipients-0-person": "Bo",
        "recipients-0-email": "bo@voorbeeld.be",
        "recipients-0-until": "",
    }
    browser = scene.browse(scene.place.seats[0])
    step = confirmed(browser, "/documenten/delen/", typed).headers["Location"]
    assert f"{today_in_brussels() + timedelta(30):%d/%m/%Y}" in browser.get(step).text


@pytest.mark.parametrize("sender", [ServiceKind.FACILITY, ServiceKind.OCJ])
def test_from_the_file_one_goes_back_to_change_with_whom_and_all_still_stands_there_O_1(
    scene: Scene, sender: ServiceKind
) -> None:
    goal = create_place(scene.session, ServiceKind.FACILITY)
    place = scene.place if sender is ServiceKind.FACILITY else create_place(scene.session, sender)
    until = f"{today_in_brussels() + timedelta(4):%d/%m/%Y}"
    values = {
        "recipients-0": (goal.service.name, "Bo Peeters", "bo@voorbeeld.be", until),
        "recipients-1": (goal.service.name, "Lu Maes", "lu@voorbeeld.be", until),
    }
    parts = ("service", "person", "email", "until")
    typed = {f"{row}-{part}": one for row, many in values.items() for part, one in zip(parts, many, strict=True)}
    about = {"client_name": "Eigenaers", "client_first_name": "Emma", "client_birth_date": "04/05/2014"}
    typed |= about if sender is ServiceKind.OCJ else {}
    start = f"/dossiers/{scene.dossier.code}/document-delen/" if place is scene.place else "/documenten/delen/"
    browser = scene.browse(place.seats[0])
    step = browser.get(confirmed(browser, start, typed).headers["Location"])
    again = step.text.split(">Aanpassen met wie")[0].split('href="')[-1].split('"')[0]
    assert again.startswith(start)
    page = browser.get(again).text
    for name, value in typed.items():
        assert f'value="{value}"' in field_in(page, name), name
    assert 'name="recipients-2-service"' not in page
    assert scene.browse(place.seats[1]).get(again).status_code == 404, "what somebody else chose is not told"


def suggested(scene: Scene, seat: Any, goal: WorkPlace) -> list[str]:
    return [one["email"] for one in scene.browse(seat).get(f"/documenten/delen/mensen/{goal.service.id}/").json]


def test_of_a_facility_only_those_shared_with_before_are_suggested_O_1(scene: Scene) -> None:
    goal, mine = create_place(scene.session, ServiceKind.FACILITY), scene.place.seats[0]
    assert suggested(scene, mine, goal) == []
    page = scene.browse(mine).post(
        "/documenten/delen/", {"recipients-0-service": goal.service.name, "show_people": "yes"}
    )
    assert "@" not in page.text[page.text.index('id="people-0"') :].split("</datalist>")[0]
    scene.send(goal)
    person = people_at(scene.as_system(), goal.service)[0]
    assert suggested(scene, scene.place.seats[1], goal) == [person.email]
    stranger = create_place(scene.as_system(), ServiceKind.FACILITY)
    assert suggested(scene, stranger.seats[0], goal) == []


def test_the_agency_is_offered_who_may_get_personal_documents_O_5(scene: Scene) -> None:
    agency, goal = create_place(scene.session, ServiceKind.AGENCY), create_place(scene.session, ServiceKind.FACILITY)
    assert goal.facility
    person = people_at(scene.session, goal.service)[1]
    listed = {"facility_id": goal.facility.id, "user_id": person.user_id, "added_by_name": "An"}
    scene.session.add(PersonalDocumentReader(**listed))
    scene.session.flush()
    assert suggested(scene, agency.seats[0], goal) == [person.email]
    assert suggested(scene, scene.place.seats[0], goal) == []


def test_a_part_of_a_name_finds_nobody_of_a_facility_and_the_whole_name_does_O_1(scene: Scene) -> None:
    goal = create_place(scene.session, ServiceKind.FACILITY)
    name = people_at(scene.session, goal.service)[0].name
    browser = scene.browse(scene.place.seats[0])
    typed = {"recipients-0-service": goal.service.name, "recipients-0-person": name[:-1]}
    refused = browser.post("/documenten/delen/", typed)
    assert refused.status_code == 422
    assert "Vul het e-mailadres in waarop we dit melden." in refused.text
    assert confirmed(browser, "/documenten/delen/", {**typed, "recipients-0-person": name}).status_code == 302


def test_showing_the_people_of_a_service_goes_on_record_A_5(scene: Scene) -> None:
    goal = create_place(scene.session, ServiceKind.OCJ)
    assert len(suggested(scene, scene.place.seats[0], goal)) == 4
    reads = select(AuditEntry.subject_ids).where(AuditEntry.subject_kind == "service_people")
    assert scene.as_system().scalars(reads).all() == [[goal.service.id]]


def test_the_menu_and_the_start_page_tell_of_what_nobody_opened_O_4(scene: Scene) -> None:
    goal = create_place(scene.session, ServiceKind.FACILITY)
    document = scene.send(goal)
    receiver = scene.browse(goal.seats[1])
    assert "nieuw document met je gedeeld" in receiver.get("/").text
    assert receiver.get(f"/documenten/{document.id}/bestand/").data == CONTENT
    assert "nieuw document met je gedeeld" not in receiver.get("/").text


def test_beyond_what_is_counted_the_menu_and_the_card_say_or_more_O_4(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (lists, document_words):
        monkeypatch.setattr(module, "MOST_COUNTED", 2)
    monkeypatch.setattr(menu, "MOST_COUNTED_OF", {"DocumentPage.index": 2})
    goal = create_place(scene.session, ServiceKind.FACILITY)
    for _ in range(3):
        scene.send(goal)
    page = scene.browse(goal.seats[1]).get("/").text
    assert '<span class="waits">2+<' in page
    assert "of meer nieuwe documenten met je gedeeld" in page


def test_the_manager_keeps_the_list_and_everybody_reads_it_O_5(scene: Scene) -> None:
    staff, manager = scene.browse(scene.place.seats[0]), scene.browse(scene.place.seats[1])
    assert "Je verantwoordelijke houdt deze lijst bij." in staff.get("/documenten/persoonlijk/").text
    answer = manager.post("/documenten/persoonlijk/toevoegen/", {"national_number": "90.01.01-001-97"})
    assert answer.status_code == 422
    assert "90.01.01-001-97" in answer.text


def test_what_was_shared_from_a_dossier_stands_beside_sharing_more_O_1(scene: Scene) -> None:
    goal = create_place(scene.session, ServiceKind.OCJ)
    document = scene.send(goal)
    page = scene.browse(scene.place.seats[1]).get(f"/dossiers/{scene.dossier.code}/document-delen/").text
    assert f'href="/documenten/{document.id}/"' in page
    assert "nog niet geopend" in page


def test_who_received_it_reads_until_which_day_it_can_be_opened_there_O_1(scene: Scene) -> None:
    goal = create_place(scene.session, ServiceKind.GI)
    document = scene.send(goal)
    last = f"te openen tot en met {document.last_day:%d/%m/%Y}"
    document.last_day = document.last_day + timedelta(5)
    scene.as_system().flush()
    assert last in scene.browse(goal.seats[0]).get(f"/documenten/{document.id}/").text
    assert last not in scene.browse(scene.place.seats[0]).get(f"/documenten/{document.id}/").text


def test_signed_out_while_choosing_a_file_leads_to_signing_in_and_says_that_nothing_was_shared_O_1_A_1(
    scene: Scene, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    goal = create_place(scene.session, ServiceKind.OCJ)
    person = people_at(scene.as_system(), goal.service)[0]
    browser = scene.browse(scene.place.seats[0])
    typed = {"recipients-0-service": goal.service.name, "recipients-0-person": person.name, "confirmed": ""}
    step = confirmed(browser, f"/dossiers/{scene.dossier.code}/document-delen/", typed).headers["Location"]
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)

    def send(by: Any) -> Any:
        values = {"file": (io.BytesIO(CONTENT), "verslag.txt"), "description": "Overleg"}
        return by.post(step, data=values, content_type="multipart/form-data")

    anonymous = app.test_client()
    answer = send(anonymous)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/aanmelden/?next={step}"
    said = "Het bestand is niet gedeeld: meld je aan en kies het opnieuw."
    assert said in anonymous.get(answer.headers["Location"]).text
    assert scene.as_system().scalars(select(Document)).all() == []


def test_what_was_sent_has_a_line_of_its_own_in_the_menu_O_4(scene: Scene) -> None:
    browser = scene.browse(scene.place.seats[0])
    for address, label in (
        ("/documenten/", "Ontvangen documenten"),
        ("/documenten/verzonden/", "Verzonden documenten"),
    ):
        rail = browser.get(address).text
        current = re.findall(r'aria-current="page"[^>]*>\s*(?:<[^>]*>\s*)*([^<]+)', rail)
        assert label in [one.strip() for one in current], current
        assert (len([one for one in current if "documenten" in one])) == 1
