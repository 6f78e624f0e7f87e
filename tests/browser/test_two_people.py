"""Two people save the same form: the second sees both versions and loses nothing (D-11)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from models.client import Client
from tests.browser.person import Person
from tests.browser.sector import create_colleagues, create_running_dossier
from tests.browser.site import Site
from tests.browser.steps import GUIDANCE, STAY, field, go_to, tick
from tests.factories import create_client, create_facility, create_seat, create_user


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
