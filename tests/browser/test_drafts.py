"""Text that was not saved survives a crash, a sign-out and a browser without scripts (D-11)."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect
from sqlalchemy import select

from models.decision import Decision
from models.dossier import Dossier
from tests.browser.inspection import complaints_about
from tests.browser.person import TELEPHONE, Person
from tests.browser.sector import create_care_worker, create_colleagues, create_running_dossier
from tests.browser.site import Site
from tests.browser.steps import GUIDANCE, field, go_to, tick
from tests.factories import PASSWORD, create_facility

KEPT = re.compile(r"Concept bewaard om \d\d:\d\d\.")


def somebody_with_a_dossier(site: Site) -> tuple[str, str]:
    """The user name of a care worker, and the code of a dossier in which help runs."""
    with site.records() as session:
        facility = create_facility(session)
        return create_care_worker(session, facility).username, create_running_dossier(session, facility).code


def begins_of(site: Site, code: str) -> set[str]:
    """The begin of every decision of a dossier."""
    with site.records() as session:
        query = select(Decision.begin).join(Dossier, Dossier.id == Decision.dossier_id).where(Dossier.code == code)
        return {f"{begin:%d/%m/%Y}" for begin in session.scalars(query)}


def choose_ground(page: Page) -> None:
    page.get_by_role("group", name="Verwijzingsgrond").get_by_label("Vrijwillig").check()


def test_a_crash_while_typing_loses_nothing_d_11(site: Site, person: Callable[..., Person]) -> None:
    name, code = somebody_with_a_dossier(site)
    first = person(name)
    first.open(f"/dossiers/{code}/beslissingen/nieuw")
    field(first.page, "Begindatum").fill("01/06/2024")
    tick(first.page, GUIDANCE)
    expect(first.page.get_by_text(KEPT)).to_be_visible()
    first.leave()

    second = person(name)
    page = second.page
    second.open("/")
    page.get_by_role("link", name=re.compile("Er wacht nog een concept van jou")).click()
    row = page.get_by_role("row").filter(has_text="Nieuwe beslissing")
    expect(row).to_contain_text(code)
    assert complaints_about(page) == []
    second.open(f"/dossiers/{code}/beslissingen/nieuw")
    expect(page.get_by_text("Je hebt hier een concept van")).to_be_visible()
    assert complaints_about(page) == []
    assert second.press_button("Verder werken met het concept") == 200
    expect(field(page, "Begindatum")).to_have_value("01/06/2024")
    expect(page.get_by_role("checkbox", name=re.compile(f"^{re.escape(GUIDANCE)}"))).to_be_checked()
    assert complaints_about(page) == []
    choose_ground(page)
    assert second.press_button("Bewaren") == 302
    assert "01/06/2024" in begins_of(site, code)
    go_to(page, "Mijn concepten")
    expect(page.get_by_text("Je hebt geen concepten")).to_be_visible()


def test_leaving_a_page_keeps_what_was_typed_the_moment_before_d_11(site: Site, person: Callable[..., Person]) -> None:
    name, code = somebody_with_a_dossier(site)
    worker = person(name)
    page = worker.page
    page.on("dialog", lambda dialog: dialog.accept())
    worker.open(f"/dossiers/{code}/aanmelding/")
    field(page, "Eigen referentie").fill("Leefgroep 3")
    worker.open("/hulp/")
    worker.open("/concepten/")
    expect(page.get_by_role("row").filter(has_text="Aanmelding wijzigen")).to_contain_text(code)


def test_my_drafts_need_no_sideways_scrolling_on_a_telephone_d_11(site: Site, person: Callable[..., Person]) -> None:
    name, code = somebody_with_a_dossier(site)
    worker = person(name, size=TELEPHONE)
    page = worker.page
    worker.open(f"/dossiers/{code}/aanmelding/")
    field(page, "Eigen referentie").fill("Leefgroep 3")
    expect(page.get_by_text(KEPT)).to_be_visible()
    page.on("dialog", lambda dialog: dialog.accept())
    worker.open("/concepten/")
    listed = page.get_by_role("region", name="Mijn concepten, het laatste eerst")
    expect(listed).to_contain_text(code)
    assert listed.evaluate("one => one.scrollWidth - one.clientWidth") == 0
    assert worker.press_button("Verder werken") == 200


def test_signed_out_while_typing_the_page_says_so_and_goes_on_after_signing_in_elsewhere_d_11_a_1(
    site: Site, person: Callable[..., Person]
) -> None:
    name, code = somebody_with_a_dossier(site)
    worker = person(name)
    page = worker.page
    worker.open(f"/dossiers/{code}/aanmelding/")
    other_tab = worker.new_tab()
    other_tab.goto("/")
    other_tab.get_by_role("button", name="Afmelden").click()
    expect(other_tab.get_by_label("Wachtwoord")).to_be_visible()
    field(page, "Eigen referentie").fill("Leefgroep 3")
    expect(page.get_by_text("Je bent afgemeld. Wat je typte, staat er nog.")).to_be_visible()
    sign_in_again(other_tab, name)
    field(page, "Eigen referentie").fill("Leefgroep 4")
    expect(page.get_by_text(KEPT)).to_be_visible()
    assert worker.press_button("Bewaren") == 302


def sign_in_again(tab: Page, name: str) -> None:
    tab.get_by_label("Gebruikersnaam").fill(name)
    tab.get_by_label("Wachtwoord").fill(PASSWORD)
    tab.get_by_role("button", name="Aanmelden").click()
    expect(tab.get_by_role("button", name="Afmelden")).to_be_visible()


def test_a_form_posted_after_signing_out_goes_on_without_scripts_d_11_a_1(
    site: Site, person: Callable[..., Person]
) -> None:
    name, code = somebody_with_a_dossier(site)
    worker = person(name, scripts=False)
    page = worker.page
    worker.open(f"/dossiers/{code}/beslissingen/nieuw")
    other_tab = worker.new_tab()
    other_tab.goto("/")
    other_tab.get_by_role("button", name="Afmelden").click()
    field(page, "Begindatum").fill("01/06/2024")
    tick(page, GUIDANCE)
    choose_ground(page)
    assert worker.press_button("Bewaren") == 401
    expect(page.get_by_role("heading", name="Je bent afgemeld")).to_be_visible()
    sign_in_again(other_tab, name)
    assert worker.press_button("Ik ben weer aangemeld: ga verder") == 401
    expect(page.get_by_role("heading", name="Je bent weer aangemeld")).to_be_visible()
    assert worker.press_button("Ga verder met wat je typte") == 200
    expect(field(page, "Begindatum")).to_have_value("01/06/2024")
    assert begins_of(site, code) == {"08/01/2024"}
    assert worker.press_button("Bewaren") == 302
    assert "01/06/2024" in begins_of(site, code)


def test_a_draft_is_kept_with_a_button_and_thrown_away_without_scripts_d_11(
    site: Site, person: Callable[..., Person]
) -> None:
    name, code = somebody_with_a_dossier(site)
    worker = person(name, scripts=False)
    page = worker.page
    worker.open(f"/dossiers/{code}/aanmelding/")
    field(page, "Eigen referentie").fill("Leefgroep 3")
    assert worker.press_button("Bewaar als concept") == 200
    expect(page.get_by_text("Concept bewaard op")).to_be_visible()
    expect(field(page, "Eigen referentie")).to_have_value("Leefgroep 3")
    go_to(page, "Mijn concepten")
    page.get_by_text("Weggooien").first.click()
    page.get_by_role("button", name="Ja, weggooien").click()
    expect(page.get_by_text("Je hebt geen concepten")).to_be_visible()


def test_a_colleague_who_saved_meanwhile_is_met_on_the_conflict_screen_out_of_the_draft_d_11(
    site: Site, person: Callable[..., Person]
) -> None:
    with site.records() as session:
        facility = create_facility(session)
        users = create_colleagues(session, facility, "An", "Bram")
        code, (an, bram) = create_running_dossier(session, facility).code, [user.username for user in users]
    address = f"/dossiers/{code}/aanmelding/"
    first, second = person(an), person(bram)
    first.open(address)
    field(first.page, "Eigen referentie").fill("van An")
    expect(first.page.get_by_text(KEPT)).to_be_visible()
    second.open(address)
    expect(second.page.get_by_text("Je hebt hier een concept")).to_have_count(0)
    field(second.page, "Eigen referentie").fill("van Bram")
    assert second.press_button("Bewaren") == 302
    first.page.on("dialog", lambda dialog: dialog.accept())
    first.open(address)
    assert first.press_button("Verder werken met het concept") == 200
    assert first.press_button("Bewaren") == 409
    expect(first.page.get_by_role("table")).to_contain_text("van An")
    expect(first.page.get_by_role("table")).to_contain_text("van Bram")
    assert first.press_button("Bewaar mijn keuze") == 302
