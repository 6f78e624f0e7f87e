"""On a telephone nothing one needs hides behind the edge of a table (D-2, D-6)."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.person import TELEPHONE, Person
from tests.browser.sector import create_care_worker, create_running_dossier
from tests.browser.site import Site
from tests.factories import create_facility

CELLS_WITH_A_HEAD = """table => [...table.querySelectorAll('tbody td[data-label]')].map(
    cell => getComputedStyle(cell, '::before').content.replaceAll('"', ''))"""
PAST_THE_EDGE = """region => [...region.querySelectorAll('td, a, button, summary')]
    .filter(one => one.getBoundingClientRect().right > region.getBoundingClientRect().right + 1).length"""


def expect_cards(page: Page, name: str, *heads: str) -> None:
    """Every row of a table is a card: each cell stands after its head, and nothing lies past the edge."""
    region = page.get_by_role("region", name=name, exact=True)
    expect(region).to_be_visible()
    assert region.evaluate(PAST_THE_EDGE) == 0
    shown = region.locator("table").evaluate(CELLS_WITH_A_HEAD)
    assert list(dict.fromkeys(shown)) == list(heads)


def test_the_lists_of_a_care_worker_show_all_of_a_row_on_a_telephone(site: Site, person: Callable[..., Person]) -> None:
    with site.records() as session:
        facility = create_facility(session)
        dossier = create_running_dossier(session, facility)
        code, client, name = dossier.code, dossier.client_id, create_care_worker(session, facility).username
    worker = person(name, size=TELEPHONE)
    page = worker.page
    expect_cards(page, "Open dossiers", "Beginregistratie", "Huidige hulp", "Beslissing", "Sinds", "Tot")
    worker.open(f"/dossiers/{code}/")
    expect_cards(page, "Schakelingen, de laatste eerst", "Van", "Tot en met", "Modules", "Beslissing")
    expect_cards(page, "Beslissingen, de laatste eerst", "Vanaf", "Grond", "Gemandateerd", "Aanbevolen modules")
    worker.open(f"/clienten/{client}/")
    expect_cards(page, "Dossiers", "Gemaakt op", "Toestand", "Laatste hulp vanaf")
