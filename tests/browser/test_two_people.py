"""Two people at work on the same thing: the second hears what happened and loses nothing (D-11).

The eight cases of H11 are all here; over HTTP, with every form, they stand in tests/views.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.presentation import today_in_brussels
from models.client import Client
from tests.browser.life_steps import answer, question, save
from tests.browser.person import Person
from tests.browser.sector import create_colleagues, create_running_dossier
from tests.browser.site import Site
from tests.browser.steps import GUIDANCE, STAY, field, go_to, tick
from tests.factories import create_client, create_facility, create_seat, create_user
from tests.life.states import dossier_in


def fill(page: Page, **values: str) -> None:
    """Fills in fields by their label."""
    for label, value in values.items():
        field(page, label.replace("_", "-")).fill(value)


def choose(page: Page, label: str, side: str) -> None:
    """Chooses on the conflict screen what to keep of one field: the first column is mine, the second theirs."""
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=label))
    row.get_by_role("radio").nth(0 if side == "mine" else 1).check()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_second_of_two_people_sees_both_versions_chooses_per_field_and_loses_nothing(
    site: Site, person: Callable[..., Person], scripts: bool
) -> None:
    with site.records() as session:
        facility = create_facility(session)
        first_user, second_user = create_colleagues(session, facility, "An", "Bram")
        client = create_client(session, facility, residence_status="belg", phone="010 11 11 11")
        number, first_name, second_name = client.id, first_user.username, second_user.username
        colleague = first_user.get_full_name()
    address = f"/clienten/{number}/wijzigen/"
    first, second = person(first_name, scripts=scripts), person(second_name, scripts=scripts)
    first.open(address)
    second.open(address)

    fill(first.page, Roepnaam="Noortje", Telefoon="020 22 22 22", Straat="Kerkstraat")
    first.page.get_by_role("button", name="Bewaren").click()
    expect(first.page.get_by_text("De gegevens zijn bewaard.")).to_be_visible()

    page = second.page
    fill(page, Roepnaam="Nootje", E_mail="noor@voorbeeld.be", Straat="Kerkstraat 4")
    assert second.press_button("Bewaren") == 409
    expect(page.get_by_role("alert")).to_contain_text(colleague)
    for text in ("Noortje", "Nootje", "020 22 22 22", "noor@voorbeeld.be", "Kerkstraat 4"):
        expect(page.get_by_role("table")).to_contain_text(text)
    # The second never touched the phone: the screen proposes to keep the colleague's number.
    phone = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Telefoon"))
    expect(phone.get_by_role("radio").nth(1)).to_be_checked()
    choose(page, "Roepnaam", "theirs")
    choose(page, "Straat", "theirs")
    assert second.press_button("Bewaar mijn keuze") == 302

    with site.records() as session:
        kept = session.get_one(Client, number)
        assert (kept.call_name, kept.phone, kept.email, kept.street) == (
            "Noortje",
            "020 22 22 22",
            "noor@voorbeeld.be",
            "Kerkstraat",
        )


def test_a_schakeling_added_meanwhile_is_told_and_the_second_goes_on_with_the_text_they_typed(
    site: Site, person: Callable[..., Person]
) -> None:
    with site.records() as session:
        facility = create_facility(session)
        users = create_colleagues(session, facility, "An", "Bram")
        code, names = create_running_dossier(session, facility).code, [user.username for user in users]
    first, second = (person(name) for name in names)
    for one in (first, second):
        one.open(f"/dossiers/{code}/schakelingen/nieuw")
        field(one.page, "Einddatum van de vorige schakeling").fill("15/03/2024")
        field(one.page, "Begindatum").fill("15/03/2024")
    first.page.get_by_role("button", name="Bewaren").click()
    first.page.get_by_role("checkbox", name="D227").check()
    assert first.press_button("Bewaren") == 302

    assert second.press_button("Bewaren") == 409
    page = second.page
    expect(page.get_by_text("Intussen veranderde er iets.")).to_be_visible()
    expect(page.get_by_text("de laatste begint nu op 15/03/2024")).to_be_visible()
    expect(field(page, "Begindatum")).to_have_value("15/03/2024")


@pytest.fixture
def two(site: Site, person: Callable[..., Person]) -> Callable[..., tuple[str, Person, Person]]:
    """A dossier in a state, and two colleagues who both opened the same page of it; the second has scripts."""

    def open_both(state: str, path: str) -> tuple[str, Person, Person]:
        with site.records() as session:
            facility = create_facility(session)
            users = create_colleagues(session, facility, "An", "Bram")
            code, names = dossier_in(session, facility, state).code, [user.username for user in users]
        address = f"/dossiers/{code}/{path}"
        first, second = person(names[0], scripts=False), person(names[1])
        for one in (first, second):
            one.open(address)
        return address, first, second

    return open_both


def delete(page: Page, button: str) -> None:
    """Deletes without scripts: the question opens in its place."""
    page.locator("summary").filter(has_text=button).click()
    page.get_by_role("button", name="Ja, verwijderen").click()


def told(second: Person, title: str, *words: str, way: str) -> None:
    """The page that says what happened, with what was typed and one way on."""
    page = second.page
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    for text in words:
        expect(page.locator("main")).to_contain_text(text)
    page.get_by_role("link", name=way, exact=True).click()
    expect(page.get_by_role("heading", level=1)).not_to_contain_text(title)
    assert second.faults() == []


Two = Callable[..., tuple[str, Person, Person]]


def test_a_decision_deleted_meanwhile_is_told_to_who_wanted_a_schakeling_under_it(two: Two) -> None:
    address, first, second = two("decided", "schakelingen/nieuw")
    field(second.page, "Begindatum").fill("09/01/2024")
    first.open(address.removesuffix("schakelingen/nieuw"))
    first.page.get_by_role("table", name="Beslissingen, de laatste eerst").get_by_role("link").first.click()
    delete(first.page, "Beslissing verwijderen")
    assert second.press_button("Bewaren") == 404
    told(second, "Er is geen beslissing meer", "09/01/2024", "voeg eerst een beslissing toe", way="Naar het dossier")


def test_a_dossier_deleted_meanwhile_is_told_to_who_wanted_a_decision_in_it(two: Two) -> None:
    address, first, second = two("empty", "beslissingen/nieuw")
    field(second.page, "Begindatum").fill("09/01/2024")
    first.open(address.removesuffix("beslissingen/nieuw"))
    delete(first.page, "Dossier verwijderen")
    assert second.press_button("Bewaren en verder met de start") == 404
    told(second, "Dit dossier is er niet (meer)", "09/01/2024", way="Naar de startpagina")


@pytest.mark.parametrize(
    ("path", "asked", "answers", "title"),
    [
        ("beginregistratie/", "Huisvesting", ("Positief", "Negatief"), "De beginregistratie van dit dossier bestaat"),
        ("eindregistratie/", "Uitval", ("Ja", "Nee"), "De eindregistratie van dit dossier bestaat"),
    ],
    ids=["intake", "exit"],
)
def test_a_registration_made_meanwhile_lays_both_beside_each_other(
    two: Two, path: str, asked: str, answers: tuple[str, str], title: str
) -> None:
    address, first, second = two("started", path)
    for one, given in zip((first, second), answers, strict=True):
        answer(one.page, asked, given)
    assert first.press_button("Bewaren") == 302
    assert second.press_button("Bewaren") == 409
    page = second.page
    expect(page.get_by_role("alert")).to_contain_text(title)
    for text in answers:
        expect(page.get_by_role("table")).to_contain_text(text)
    choose(page, asked, "mine")
    assert second.press_button("Bewaar mijn keuze") == 302
    second.open(address)
    expect(question(page, asked).get_by_label(answers[1], exact=True)).to_be_checked()


def test_a_dossier_deleted_twice_is_no_fault_and_says_how_it_comes_back(two: Two) -> None:
    address, first, second = two("empty", "")
    delete(first.page, "Dossier verwijderen")
    page = second.page
    page.locator("summary").filter(has_text="Dossier verwijderen").click()
    page.get_by_role("dialog").get_by_role("button", name="Ja, verwijderen").click()
    code = address.strip("/").rsplit("/", 1)[-1]
    expect(page.get_by_text(f"Een collega had dossier {code} al verwijderd")).to_contain_text("terugzetten")
    expect(page).to_have_url(re.compile("/$"))
    assert second.faults() == []


def test_a_schakeling_that_is_no_longer_the_last_is_told_with_what_was_typed(two: Two) -> None:
    address, first, second = two("running", "")
    change = second.page.get_by_role("table", name="Schakelingen, de laatste eerst").get_by_role("link").first
    change.click()
    field(second.page, "Einddatum").fill("15/06/2024")
    first.open(f"{address}schakelingen/nieuw")
    field(first.page, "Einddatum van de vorige schakeling").fill("01/06/2024")
    field(first.page, "Begindatum").fill("01/06/2024")
    tick(first.page, GUIDANCE)
    save(first, "noemt P-CB-BREED niet")
    assert second.press_button("Bewaren") == 409
    told(second, "Deze schakeling is niet meer de laatste", "15/06/2024", way="Naar het dossier")


def test_a_dossier_closed_meanwhile_is_told_to_who_closes_it_too(two: Two) -> None:
    _, first, second = two("ready", "afsluiten/")
    button = f"Afsluiten op {today_in_brussels():%d/%m/%Y}"
    assert first.press_button(button) == 302
    assert second.press_button(button) == 409
    told(second, "Dit dossier is al afgesloten", "Je hoeft niets meer te doen.", way="Naar het dossier")


def test_a_form_opened_for_one_place_and_posted_from_another_saves_nothing_and_one_click_goes_on(
    site: Site, person: Callable[..., Person]
) -> None:
    """A-1, A-2: the text is kept, and it is saved for the place the form was opened for."""
    with site.records() as session:
        here, there = create_facility(session), create_facility(session)
        user = create_user(session)
        for facility in (here, there):
            create_seat(session, facility, user=user)
        code, place, elsewhere = create_running_dossier(session, here).code, here.name, there.name
        name = user.username
    worker = person()
    worker.sign_in(name)
    page = worker.page
    page.get_by_role("button", name=place).click()
    worker.open(f"/dossiers/{code}/beslissingen/nieuw")
    field(page, "Begindatum").fill("01/06/2024")
    for module in (STAY, GUIDANCE):
        tick(page, module)
    page.get_by_role("group", name="Verwijzingsgrond").get_by_label("Vrijwillig").check()

    other_tab = worker.new_tab()
    other_tab.goto("/plaats/")
    other_tab.get_by_role("button", name=elsewhere).click()
    expect(other_tab.get_by_role("link", name="Wissel van plaats")).to_be_visible()
    foreign = other_tab.goto(f"/dossiers/{code}/")
    assert foreign is not None
    assert foreign.status == 404

    assert worker.press_button("Bewaren") == 409
    expect(page.get_by_role("heading", name="Je werkt intussen voor een andere plaats")).to_be_visible()
    assert worker.press_button(f"Wissel naar {place} en ga verder") == 302
    expect(page).to_have_url(f"{site.address}/dossiers/{code}/")
    expect(page.get_by_role("table", name="Beslissingen, de laatste eerst")).to_contain_text("01/06/2024")
    go_to(page, "Overzicht")
    expect(page.get_by_role("link", name=code)).to_be_visible()
