"""Sharing from a dossier with a consultant and a facility in real browsers: who reads it, and who cannot (O-1, O-3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select

from app.domain.documents.sharing import WITHDRAWN
from app.domain.documents.visibility import DocumentKind, ServiceKind
from app.domain.roles import Role
from app.presentation import today_in_brussels
from app.services.accounts import give_seat
from models.access import Account, Seat
from models.document import DocumentRecipient
from tests.browser.person import Person
from tests.browser.site import Site
from tests.factories import create_client, create_dossier, create_user
from tests.sharing.places import WorkPlace, create_place, put_document

CONTENT = b"Het evolutieverslag, in gewone tekst.\n"


def full_name(account: Account) -> str:
    return f"{account.first_name} {account.last_name}"


def fill_recipient(page: Page, number: int, service: str, person: str) -> None:
    page.locator(f'[name="recipients-{number}-service"]').fill(service)
    page.locator(f'[name="recipients-{number}-person"]').fill(person)


def choose_first_time_recipient(sender: Person, service: str, person: str) -> None:
    """Goes on to the file step with one recipient, with whom nothing was shared before."""
    sender.open("/documenten/delen/")
    fill_recipient(sender.page, 0, service, person)
    assert sender.press_button("Verder") == 422
    sender.page.get_by_label("Je deelt voor het eerst").check()
    assert sender.press_button("Verder") == 302


class AboutToShare(NamedTuple):
    """Somebody at a facility who is about to choose files, and the user names of sender and recipient."""

    sender: Person
    sender_name: str
    receiver_name: str


def at_the_file_step(site: Site, person: Callable[..., Person]) -> AboutToShare:
    """Goes on to the file step with a first recipient at another kind of place."""
    with site.records() as session:
        here, there = create_place(session, ServiceKind.FACILITY), create_place(session, ServiceKind.GI)
        sender_name = session.get_one(Account, here.seats[0].user_id).username
        receiver = session.get_one(Account, there.seats[0].user_id)
        goal, receiver_name = (there.service.name, full_name(receiver)), receiver.username
    sender = person(sender_name)
    choose_first_time_recipient(sender, *goal)
    return AboutToShare(sender, sender_name, receiver_name)


def share(sender: Person, code: str, consultants: tuple[str, str], facility: tuple[str, str]) -> str:
    """Shares a file from a dossier with two people; answers the address of the document."""
    page = sender.page
    sender.open(f"/dossiers/{code}/")
    page.get_by_role("link", name="Document delen").last.click()
    fill_recipient(page, 0, *consultants)
    assert sender.press_button("+ Nog een ontvanger") == 200
    fill_recipient(page, 1, *facility)
    assert sender.press_button("Verder") == 422
    for box in page.get_by_label("Je deelt voor het eerst").all():
        box.check()
    assert sender.press_button("Verder") == 302
    file = {"name": "evolutieverslag.txt", "mimeType": "text/plain", "buffer": CONTENT}
    page.get_by_label("Bestand", exact=True).set_input_files(file)  # type: ignore[arg-type]
    page.get_by_label("Korte beschrijving").fill("Voor het overleg")
    assert sender.press_button("Delen") == 302
    expect(page.get_by_text("evolutieverslag.txt is gedeeld met 2 ontvangers.")).to_be_visible()
    sender.open("/documenten/verzonden/")
    return str(page.get_by_role("link", name="evolutieverslag.txt").get_attribute("href"))


def read(reader: Person, address: str, *, shows_in: str) -> None:
    """Finds the document in a list and downloads it."""
    page = reader.page
    reader.open(shows_in)
    page.get_by_role("link", name="evolutieverslag.txt").click()
    expect(page.get_by_text("Eigenaers, Emma")).to_be_visible()
    assert page.url.endswith(address)
    with page.expect_download() as coming:
        page.get_by_role("link", name="Binnenhalen").click()
    assert coming.value.suggested_filename == "evolutieverslag.txt"
    assert Path(coming.value.path()).read_bytes() == CONTENT


def mark_of(reader: Person) -> str:
    """How the document is marked in the list of who received it."""
    reader.open("/documenten/")
    row = reader.page.get_by_role("row").filter(has_text="evolutieverslag.txt")
    return row.locator(".badge").inner_text().strip(" ✓●!").split()[-1]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_five_people_read_what_was_shared_and_three_cannot_O_1_O_3_O_4(
    site: Site, person: Callable[..., Person], scripts: bool
) -> None:
    with site.records() as session:
        here, there = create_place(session, ServiceKind.FACILITY), create_place(session, ServiceKind.OCJ)
        other, elsewhere = create_place(session, ServiceKind.FACILITY), create_place(session, ServiceKind.OCJ)
        stranger = create_place(session, ServiceKind.FACILITY)
        assert here.facility
        client = create_client(session, here.facility, name="Eigenaers", first_name="Emma")
        code = create_dossier(session, client, here.facility).code

        def account(seat: Seat) -> Account:
            return session.get_one(Account, seat.user_id)

        def goal(place: WorkPlace) -> tuple[str, str]:
            return place.service.name, full_name(account(place.seats[0]))

        consultants, facility = goal(there), goal(other)
        colleague, staff = account(here.seats[2]).username, account(other.seats[2]).username
        team = [account(seat).username for seat in there.seats]
        strangers = [team[3], account(elsewhere.seats[2]).username, account(stranger.seats[0]).username]
        sender_name = account(here.seats[0]).username
    sender = person(sender_name, scripts=scripts)
    address = share(sender, code, consultants, facility)
    read(person(colleague), address, shows_in="/documenten/verzonden/")
    for name in (*team[:3], staff):
        reader = person(name)
        # One mark a service: who opens it first takes it away for all colleagues there.
        assert mark_of(reader) == ("geopend" if name in team[1:3] else "nieuw")
        read(reader, address, shows_in="/documenten/")
        assert mark_of(reader) == "geopend"
    for name in strangers:
        somebody = person(name)
        somebody.open("/documenten/")
        expect(somebody.page.get_by_text("evolutieverslag.txt")).to_have_count(0)
        for path in (address, f"{address}bestand/"):
            assert somebody.open(path) == 404
            expect(somebody.page.get_by_text("Eigenaers")).to_have_count(0)
    sender.open(address)
    expect(sender.page.locator("table").last.get_by_role("row")).to_have_count(1 + 4)
    sender.open(f"/dossiers/{code}/activiteiten/")
    expect(sender.page.get_by_text(f"Document evolutieverslag.txt geopend bij {consultants[0]}")).to_have_count(3)


def test_several_files_go_one_by_one_and_each_says_what_came_of_it_O_1_O_2(
    site: Site, person: Callable[..., Person]
) -> None:
    sender, _, receiver_name = at_the_file_step(site, person)
    page = sender.page
    files = [
        {"name": "een.txt", "mimeType": "text/plain", "buffer": CONTENT},
        {"name": "programma.pdf", "mimeType": "application/pdf", "buffer": b"MZ" + bytes(300)},
        {"name": "twee.txt", "mimeType": "text/plain", "buffer": CONTENT},
    ]
    page.get_by_label("Bestand", exact=True).set_input_files(files)  # type: ignore[arg-type]
    page.get_by_role("button", name="Delen", exact=True).click()
    expect(page.get_by_text("2 van 3 bestanden gedeeld.")).to_be_visible()
    lines = page.get_by_role("list", name="Gekozen bestanden").get_by_role("listitem")
    expect(lines).to_have_count(3)
    expect(lines.nth(0)).to_contain_text("gedeeld")
    expect(lines.nth(1)).to_contain_text("programma")
    expect(lines.nth(1).locator(".badge.late")).to_have_count(1)
    reader = person(receiver_name)
    reader.open("/documenten/")
    expect(reader.page.get_by_role("link", name="een.txt")).to_be_visible()
    expect(reader.page.get_by_role("link", name="twee.txt")).to_be_visible()
    expect(reader.page.get_by_text("programma.pdf")).to_have_count(0)


DROP = """(form, names) => {
  const carried = new DataTransfer();
  const made = (name) => new File(['Het verslag, in gewone tekst.\\n'], name, {type: 'text/plain'});
  for (const name of names) carried.items.add(made(name));
  for (const kind of ['dragover', 'drop']) {
    form.dispatchEvent(new DragEvent(kind, {dataTransfer: carried, bubbles: true, cancelable: true}));
    form.dataset[kind] = form.classList.contains('dragging');
  }
}"""


def test_two_files_are_dropped_and_each_shows_its_progress_O_1(site: Site, person: Callable[..., Person]) -> None:
    sender, _, _ = at_the_file_step(site, person)
    page = sender.page
    form = page.locator("form[data-queue]")
    form.evaluate(DROP, ["een.txt", "twee.txt"])
    assert form.evaluate("form => [form.dataset.dragover, form.dataset.drop]") == ["true", "false"]
    assert page.url.endswith(form.evaluate("form => new URL(form.action).pathname")), "nothing was opened instead"
    held: list[Route] = []
    page.route("**/documenten/delen/bestand/**", lambda route: held.append(route))
    page.get_by_role("button", name="Delen", exact=True).click()
    lines = page.get_by_role("list", name="Gekozen bestanden").get_by_role("listitem")
    for number, name in enumerate(("een.txt", "twee.txt")):
        expect(lines.nth(number)).to_contain_text(name)
        expect(page.get_by_role("progressbar", name=f"Voortgang van {name}")).to_be_visible()
        page.wait_for_function("many => document.querySelectorAll('progress').length === 2 - many", arg=number)
        wait_for(page, held, number + 1)
        held[number].continue_()
        expect(lines.nth(number)).to_contain_text("gedeeld")
    expect(page.get_by_text("2 van 2 bestanden gedeeld.")).to_be_visible()
    page.unroute("**/documenten/delen/bestand/**")
    sender.open("/documenten/verzonden/")
    for name in ("een.txt", "twee.txt"):
        expect(page.get_by_role("link", name=name)).to_be_visible()


def wait_for(page: Page, held: list[Route], many: int) -> None:
    """Waits until this many posts are held."""
    for _ in range(500):
        if len(held) < many:
            page.wait_for_timeout(20)
    assert len(held) == many


def test_who_may_not_sign_in_any_more_reads_that_nothing_was_shared_O_1(
    site: Site, person: Callable[..., Person]
) -> None:
    sender, sender_name, _ = at_the_file_step(site, person)
    page = sender.page
    files = [{"name": name, "mimeType": "text/plain", "buffer": CONTENT} for name in ("een.txt", "twee.txt")]
    page.get_by_label("Bestand", exact=True).set_input_files(files)  # type: ignore[arg-type]
    with site.records() as session:
        session.scalars(select(Account).where(Account.username == sender_name)).one().active = False
    page.get_by_role("button", name="Delen", exact=True).click()
    expect(page.get_by_text("0 van 2 bestanden gedeeld.")).to_be_visible()


def test_who_asks_for_what_was_called_back_meanwhile_reads_that_instead_of_a_failed_download_O_6(
    site: Site, person: Callable[..., Person]
) -> None:
    with site.records() as session:
        here, there = create_place(session, ServiceKind.FACILITY), create_place(session, ServiceKind.GI)
        recipient = put_document(session, DocumentKind.GENERAL, here, there, until=today_in_brussels())
        document_id, recipient_id = recipient.document_id, recipient.id
        names = [session.get_one(Account, place.seats[0].user_id).username for place in (here, there)]
    sender, receiver = (person(name) for name in names)
    receiver.open(f"/documenten/{document_id}/")
    with site.records() as session:
        called_back = session.get_one(DocumentRecipient, recipient_id)
        called_back.state, called_back.ended_at = WITHDRAWN, datetime.now(UTC)
    receiver.page.get_by_role("link", name="Binnenhalen").click()
    expect(receiver.page.get_by_role("heading", level=1)).to_have_text("Niet gevonden")
    expect(receiver.page.get_by_text("wordt het niet meer met je gedeeld")).to_be_visible()
    sender.open(f"/documenten/{document_id}/")
    expect(sender.page.get_by_text("Nog niemand")).to_be_visible()


def test_an_admin_finds_no_documents_and_gets_none_by_their_addresses_A_4_O_3(
    site: Site, person: Callable[..., Person]
) -> None:
    with site.records() as session:
        here, there = create_place(session, ServiceKind.FACILITY), create_place(session, ServiceKind.GI)
        document_id = put_document(session, DocumentKind.GENERAL, here, there).document_id
        admin = create_user(session)
        give_seat(session, admin, Role.ADMIN)
        user_name = admin.username
    somebody = person(user_name)
    page = somebody.page
    expect(page.get_by_role("link", name="Verzonden berichten").first).to_be_visible()
    for name in ("Ontvangen documenten", "Document delen"):
        expect(page.get_by_role("link", name=name)).to_have_count(0)
    own = ("", "verzonden/", "delen/", "delen/wegwijzer/", "persoonlijk/", "mails/")
    for path in (*own, f"{document_id}/", f"{document_id}/bestand/"):
        assert somebody.open(f"/documenten/{path}") in (403, 404), path
        expect(page.get_by_text("verslag.pdf")).to_have_count(0)
