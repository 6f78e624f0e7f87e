"""Back button, reload, several tabs, leaving with unsaved text, signing out in one tab (D-11, H11)."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Dialog, Page, expect

from tests.browser.person import Person
from tests.browser.sector import create_care_worker, create_running_dossier
from tests.browser.site import Site
from tests.browser.steps import GUIDANCE, add_decision, field, go_to
from tests.factories import create_facility

DECISIONS = "Beslissingen, de laatste eerst"


def worker_with_dossier(site: Site) -> tuple[str, str]:
    """The user name of a care worker and the code of a running dossier."""
    with site.records() as session:
        facility = create_facility(session)
        return create_care_worker(session, facility).username, create_running_dossier(session, facility).code


def answers_to_leaving(page: Page, *, leave: bool) -> list[str]:
    """What the browser asks when somebody leaves a page, each question answered at once."""
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        if leave:
            dialog.accept()
        else:
            dialog.dismiss()

    page.on("dialog", answer)
    return asked


def test_back_and_reload_after_saving_do_not_save_a_second_time(site: Site, person: Callable[..., Person]) -> None:
    name, code = worker_with_dossier(site)
    worker = person(name)
    page = worker.page
    worker.open(f"/dossiers/{code}/")
    add_decision(worker, "01/06/2024", GUIDANCE)
    rows = page.get_by_role("table", name=DECISIONS).get_by_role("row")
    expect(rows).to_have_count(3)
    page.reload()
    expect(rows).to_have_count(3)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nieuwe beslissing")
    page.go_forward()
    expect(rows).to_have_count(3)


def test_back_from_a_dossier_returns_to_the_same_hits_of_a_search(site: Site, person: Callable[..., Person]) -> None:
    """D-3: a way back to the hits."""
    name, code = worker_with_dossier(site)
    worker = person(name)
    page = worker.page
    page.get_by_role("searchbox").fill(code)
    page.keyboard.press("Enter")
    page.get_by_role("link", name=code).first.click()
    expect(page.get_by_role("heading", name="Verloop")).to_be_visible()
    page.get_by_role("link", name="Terug naar de resultaten").click()
    expect(page.get_by_role("link", name=code).first).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Verloop")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("link", name=code).first).to_be_visible()
    page.reload()
    expect(page.get_by_role("link", name=code).first).to_be_visible()


def test_two_tabs_on_two_dossiers_each_save_in_their_own(site: Site, person: Callable[..., Person]) -> None:
    with site.records() as session:
        facility = create_facility(session)
        codes = [create_running_dossier(session, facility).code for _ in range(2)]
        name = create_care_worker(session, facility).username
    worker = person(name)
    tabs = [worker.page, worker.new_tab()]
    for tab, code in zip(tabs, codes, strict=True):
        tab.goto(f"/dossiers/{code}/aanmelding/")
        field(tab, "Eigen referentie").fill(f"voor {code}")
    for tab, code in zip(tabs, codes, strict=True):
        tab.get_by_role("button", name="Bewaren").click()
        expect(tab.get_by_text("De aanmelding is gewijzigd.")).to_be_visible()
        expect(tab.get_by_text(f"Ref. voor {code}")).to_be_visible()


def test_leaving_a_form_with_unsaved_text_asks_first_and_staying_keeps_the_text(
    site: Site, person: Callable[..., Person]
) -> None:
    name, code = worker_with_dossier(site)
    worker = person(name)
    page = worker.page
    worker.open(f"/dossiers/{code}/aanmelding/")
    asked = answers_to_leaving(page, leave=False)
    field(page, "Eigen referentie").fill("nog niet bewaard")
    page.get_by_role("link", name="Help").click(no_wait_after=True)
    expect(field(page, "Eigen referentie")).to_have_value("nog niet bewaard")
    assert asked == ["beforeunload"]
    page.get_by_role("button", name="Bewaren").click()
    expect(page.get_by_text("De aanmelding is gewijzigd.")).to_be_visible()
    assert asked == ["beforeunload"]


def test_leaving_a_form_that_was_not_touched_asks_nothing(site: Site, person: Callable[..., Person]) -> None:
    name, code = worker_with_dossier(site)
    worker = person(name)
    asked = answers_to_leaving(worker.page, leave=True)
    for path in ("aanmelding/", "beslissingen/nieuw", "schakelingen/nieuw"):
        worker.open(f"/dossiers/{code}/{path}")
        go_to(worker.page, "Overzicht")
        expect(worker.page.get_by_role("heading", level=1)).to_contain_text("Goede")
    assert asked == []


def test_signing_out_in_one_tab_closes_the_others_and_nothing_is_read_or_saved_there(
    site: Site, person: Callable[..., Person]
) -> None:
    """A-1: the session ends at sign-out, wherever it is open."""
    name, code = worker_with_dossier(site)
    worker = person(name)
    page, other = worker.page, worker.new_tab()
    worker.open(f"/dossiers/{code}/aanmelding/")
    field(page, "Eigen referentie").fill("pas na het afmelden")
    other.goto("/")
    other.get_by_role("button", name="Afmelden").click()
    expect(other.get_by_text("Je bent afgemeld.")).to_be_visible()
    other.go_back()
    expect(other.get_by_role("button", name="Aanmelden")).to_be_visible()
    page.get_by_role("button", name="Bewaren").click()
    expect(page.get_by_text("De aanmelding is gewijzigd.")).to_have_count(0)
    expect(page.locator("body")).not_to_contain_text(code)
    worker.sign_in(name)
    worker.open(f"/dossiers/{code}/")
    expect(page.locator("body")).not_to_contain_text("pas na het afmelden")


def test_a_number_of_somebody_with_an_open_dossier_leads_to_that_dossier(
    site: Site, person: Callable[..., Person]
) -> None:
    """D-1: at most one open dossier per client per facility."""
    with site.records() as session:
        facility = create_facility(session)
        dossier = create_running_dossier(session, facility, residence_status="belg")
        code, number = dossier.code, str(dossier.client.national_number)
        name = create_care_worker(session, facility).username
    worker = person(name)
    go_to(worker.page, "Nieuwe cliënt of dossier")
    field(worker.page, "Rijksregisternummer of BIS-nummer").fill(number)
    worker.page.get_by_role("button", name="Zoek op nummer").click()
    worker.page.get_by_role("link", name="Naar het open dossier").click()
    expect(worker.page.get_by_text(code).first).to_be_visible()
