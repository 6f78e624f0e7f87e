"""The main job by keyboard, and without scripts (WCAG 2.2 AA; every page works without them)."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.sector import create_care_worker, create_running_dossier
from tests.browser.site import Site
from tests.browser.steps import (
    GUIDANCE,
    STAY,
    add_decision,
    complete_client,
    field,
    line_of,
    look_up,
    occupancy,
    open_dossier,
    save_and_confirm,
    tick,
)
from tests.factories import create_capacity, create_facility


def test_the_slash_key_goes_to_the_search_box_but_not_while_typing(site: Site, person: Callable[..., Person]) -> None:
    with site.records() as session:
        facility = create_facility(session)
        code = create_running_dossier(session, facility).code
        name = create_care_worker(session, facility).username
    worker = person(name)
    page = worker.page
    page.keyboard.press("/")
    box = page.get_by_role("searchbox")
    expect(box).to_be_focused()
    page.keyboard.type(code[-6:] + "/x")
    expect(box).to_have_value(code[-6:] + "/x")
    worker.open(f"/dossiers/{code}/aanmelding/")
    field(page, "Eigen referentie").press("/")
    expect(field(page, "Eigen referentie")).to_be_focused()


def test_the_first_tab_stop_leads_past_the_menu_to_the_content(site: Site, person: Callable[..., Person]) -> None:
    with site.records() as session:
        name = create_care_worker(session, create_facility(session)).username
    page = person(name).page
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Naar de inhoud")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_a_refused_form_starts_at_its_list_of_faults_and_each_leads_to_its_field(
    site: Site, person: Callable[..., Person]
) -> None:
    with site.records() as session:
        facility = create_facility(session)
        code = create_running_dossier(session, facility).code
        name = create_care_worker(session, facility).username
    worker = person(name)
    page = worker.page
    worker.open(f"/dossiers/{code}/beslissingen/nieuw")
    field(page, "Begindatum").fill("31/02/2024")
    tick(page, STAY)
    page.keyboard.press("Enter")
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(field(page, "Begindatum")).to_have_value("31/02/2024")
    expect(page.get_by_role("checkbox", name=STAY)).to_be_checked()
    page.keyboard.press("Tab")
    expect(summary.get_by_role("link", name="Begindatum")).to_be_focused()
    page.keyboard.press("Enter")
    expect(field(page, "Begindatum")).to_be_focused()


def test_deleting_asks_first_and_escape_leaves_everything_as_it_was(site: Site, person: Callable[..., Person]) -> None:
    with site.records() as session:
        facility = create_facility(session)
        code = create_running_dossier(session, facility).code
        name = create_care_worker(session, facility).username
    worker = person(name)
    page = worker.page
    worker.open(f"/dossiers/{code}/")
    page.get_by_text("Verwijderen start hulpaanbod").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.reload()
    expect(page.get_by_role("table", name="Schakelingen, de laatste eerst")).to_contain_text("Start hulpaanbod")


def test_the_main_job_works_without_scripts(site: Site, person: Callable[..., Person]) -> None:
    with site.records() as session:
        facility = create_facility(session)
        create_capacity(session, facility)
        name = create_care_worker(session, facility).username
    worker = person(name, scripts=False)
    page = worker.page
    look_up(worker, "14.02.19-012.46", "Tess")
    complete_client(worker)
    code = open_dossier(worker, "zonder scripts")
    add_decision(worker, "10/03/2025", STAY, GUIDANCE)
    save_and_confirm(worker, "D227")
    expect(page.get_by_role("heading", name="Tess Peeters")).to_be_visible()
    occupancy(worker, "10/03/2025", "19/03/2025")
    residence = line_of(page, "Bezetting per module", "Verblijf alle verblijfsmodules samen")
    assert residence[1:5] == ["10", "100", "dagen", "10,0 %"]
    worker.open(f"/dossiers/{code}/")
    page.get_by_text("Verwijderen start hulpaanbod").click()
    page.get_by_role("button", name="Ja, verwijderen").click()
    expect(page.get_by_text("De schakeling is verwijderd.")).to_be_visible()
