"""Reports as people ask for them: with scripts the page follows by itself, without them a link does (R-4)."""

from __future__ import annotations

import zipfile
from collections.abc import Callable

from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.domain.jobs import JobName
from jobs.performing import perform
from models.job_run import JobRun
from tests.browser.person import Person
from tests.browser.sector import create_care_worker
from tests.browser.site import Site
from tests.factories import create_facility

People = Callable[..., Person]


def care_worker(site: Site) -> str:
    """The user name of somebody of a facility of their own."""
    with site.records() as session:
        return str(create_care_worker(session, create_facility(session, name="De Vlier")).username)


def ask(page: Page) -> None:
    """Asks for two reports over the first quarter of 2024."""
    page.goto("/rapporten/")
    page.get_by_role("link", name="Nieuw rapport").click()
    page.get_by_label("Van", exact=True).fill("01/01/2024")
    page.get_by_label("Tot en met").fill("31/03/2024")
    page.get_by_label("Aanmelding (opgestarte dossiers)").check()
    page.get_by_label("Beginregistratie (opgestarte dossiers)").check()
    page.get_by_role("button", name="Rapporten maken").click()
    expect(page.get_by_text("0 van 2 bestanden gemaakt.")).to_be_visible()


def do_what_was_asked(site: Site) -> None:
    """Lets a worker do every request that waits."""
    with site.records() as session:
        waiting = select(JobRun.id).where(JobRun.name == JobName.MAKE_REQUESTED_REPORTS, JobRun.state == "queued")
        ids = session.scalars(waiting).all()
    with site.app.app_context():
        for run_id in ids:
            perform(run_id)


def test_the_page_follows_by_itself_until_the_reports_can_be_downloaded_r_4(site: Site, person: People) -> None:
    somebody = person(care_worker(site))
    page = somebody.page
    ask(page)
    expect(page.get_by_role("link", name="Vernieuw deze pagina")).to_have_count(0)
    do_what_was_asked(site)
    expect(page.get_by_text("Klaar.")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download alles (ZIP)").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert archive.testzip() is None
        assert [name.split(" - ")[1] for name in archive.namelist()] == [
            "Aanmelding (opgestarte dossiers)",
            "Beginregistratie (opgestarte dossiers)",
        ]
    page.goto("/")
    page.get_by_role("link", name="Bekijk en download").click()
    expect(page.get_by_role("heading", name="Bestanden")).to_be_visible()


def test_without_scripts_a_link_shows_how_far_it_is_r_4(site: Site, person: People) -> None:
    page = person(care_worker(site), scripts=False).page
    ask(page)
    do_what_was_asked(site)
    expect(page.get_by_text("0 van 2 bestanden gemaakt.")).to_be_visible()
    page.get_by_role("link", name="Vernieuw deze pagina").click()
    expect(page.get_by_text("Klaar.")).to_be_visible()


def test_a_request_can_be_stopped_with_and_without_scripts_r_4(site: Site, person: People) -> None:
    for scripts in (True, False):
        page = person(care_worker(site), scripts=scripts).page
        ask(page)
        page.get_by_text("Stop het maken").click()
        page.get_by_role("button", name="Ja, stoppen").click()
        expect(page.get_by_text("Van deze aanvraag is niets bewaard.")).to_be_visible()
        do_what_was_asked(site)
        page.reload()
        expect(page.get_by_text("Van deze aanvraag is niets bewaard.")).to_be_visible()
