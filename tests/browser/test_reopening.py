"""The request to reopen in real browsers, from both sides (D-7)."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from app.domain.roles import Role
from tests.browser.person import Person
from tests.browser.sector import create_care_worker, create_official
from tests.browser.site import Site
from tests.browser.steps import field
from tests.factories import create_facility
from tests.life.requests import MOTIVE, closed_long_ago


def test_a_facility_asks_and_reads_why_not_and_then_gets_its_dossier_back_d_7(
    site: Site, person: Callable[..., Person]
) -> None:
    with site.records() as session:
        facility = create_facility(session)
        name = create_care_worker(session, facility).username
        handler = create_official(session, Role.AGENCY_CASE_HANDLER).username
        code = closed_long_ago(session, facility).code
    worker, official = person(name), person(handler)
    ask(worker, code)
    answer_newest(official)
    field(official.page, "Waarom keur je af?").fill("Zeg welke module ontbreekt.")
    assert official.press_button("Afkeuren") == 302
    worker.open("/")
    expect(worker.page.get_by_text("Opgroeien keurde je aanvraag om te heropenen af.")).to_be_visible()
    worker.page.get_by_role("link", name=code).first.click()
    expect(worker.page.get_by_text("Zeg welke module ontbreekt.").first).to_be_visible()
    ask(worker, code)
    answer_newest(official)
    assert official.press_button("Goedkeuren en heropenen") == 302
    worker.open("/")
    expect(worker.page.get_by_text("Opgroeien keurde je aanvraag goed.")).to_be_visible()
    worker.open(f"/dossiers/{code}/")
    expect(worker.page.get_by_role("heading", name="Klaar om af te sluiten?")).to_be_visible()
    assert worker.faults() == []
    assert official.faults() == []


def ask(worker: Person, code: str) -> None:
    """From the page of the dossier to a request that waits."""
    worker.open(f"/dossiers/{code}/")
    worker.page.get_by_role("link", name="Vraag Opgroeien om te heropenen").click()
    field(worker.page, "Waarom moet dit dossier opnieuw open?").fill(MOTIVE)
    assert worker.press_button("Aanvraag versturen") == 302
    expect(worker.page.get_by_text("wacht op een beslissing")).to_be_visible()


def answer_newest(official: Person) -> None:
    """From the menu to the request that waits the shortest."""
    official.open("/")
    official.page.get_by_role("navigation", name="Hoofdmenu").get_by_role("link", name="Aanvragen om te").click()
    official.page.get_by_role("link", name="Aanvraag ").last.click()
    expect(official.page.get_by_text(MOTIVE)).to_be_visible()
