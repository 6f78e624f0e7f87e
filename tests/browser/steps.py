"""What people do on the screens of the main job, each step as one function; all work with and without scripts."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.person import Person

STAY, GUIDANCE = "Verblijf voor minderjarigen (hoge frequentie)", "Contextbegeleiding breedsporig"


def field(page: Page, label: str) -> Locator:
    """The field of the page's own form with exactly this label, its star aside."""
    return page.locator("main").get_by_label(re.compile(rf"^\s*{re.escape(label)}\s*(\*[\s\S]*)?$"))


def go_to(page: Page, name: str) -> None:
    """Follows a line of the main menu."""
    page.get_by_role("navigation", name="Hoofdmenu").get_by_role("link", name=name, exact=True).click()


def tick(page: Page, text: str) -> None:
    """Ticks the choice that begins with this text."""
    page.get_by_role("checkbox", name=re.compile(f"^{re.escape(text)}")).check()


def untick(page: Page, text: str) -> None:
    """Unticks the choice that begins with this text."""
    page.get_by_role("checkbox", name=re.compile(f"^{re.escape(text)}")).uncheck()


def look_up(person: Person, national_number: str, first_name: str) -> None:
    """Finds a child in the national register by number, and goes on with it."""
    page = person.page
    go_to(page, "Nieuwe cliënt of dossier")
    field(page, "Rijksregisternummer of BIS-nummer").fill(national_number)
    page.get_by_role("button", name="Zoek op nummer").click()
    page.get_by_role("button", name=f"Ga verder met {first_name}").click()


def complete_client(person: Person) -> None:
    """Fills in what the register does not know of a child (C-3)."""
    page = person.page
    expect(page.get_by_role("heading", level=1)).to_contain_text("aanvullen")
    if field(page, "Nationaliteit").count():
        field(page, "Nationaliteit").select_option(label="België")
    field(page, "Verblijfsstatuut").select_option(index=1)
    page.get_by_role("button", name="België").click()
    expect(field(page, "Land van origine")).to_have_value("BE")
    page.get_by_role("button", name="Bewaren").click()
    expect(page.get_by_text("De gegevens zijn volledig.")).to_be_visible()


def open_dossier(person: Person, reference: str) -> str:
    """Opens a dossier with a general referral through the access gate, and answers its code (D-1, D-4)."""
    page = person.page
    page.get_by_role("link", name="Maak nieuw dossier aan").click()
    field(page, "Eigen referentie").fill(reference)
    page.get_by_role("group", name="toegangspoort").get_by_label("Ja").check()
    outflow = page.get_by_role("group", name="gemeenschapsinstelling")
    if outflow.count():
        outflow.get_by_label("Nee").check()
    page.get_by_role("button", name="Dossier maken").click()
    expect(page.get_by_text(re.compile("Dossier BNC_.* is gemaakt"))).to_be_visible()
    return page.url.rstrip("/").rsplit("/", 1)[-1]


def add_decision(person: Person, begin: str, *modules: str) -> None:
    """Adds a voluntary decision from the dossier page (S-1)."""
    page = person.page
    page.get_by_role("link", name="+ Beslissing").click()
    field(page, "Begindatum").fill(begin)
    for module in modules:
        tick(page, module)
    page.get_by_role("group", name="Verwijzingsgrond").get_by_label("Vrijwillig").check()
    page.get_by_role("button", name="Bewaren").click()


def save_and_confirm(person: Person, *warnings: str) -> None:
    """Saves a form that warns first: nothing is saved until every warning is ticked (S-12)."""
    page = person.page
    page.get_by_role("button", name="Bewaren").click()
    for warning in warnings:
        question = page.get_by_role("group", name="Te bevestigen").get_by_role("checkbox", name=re.compile(warning))
        expect(question).not_to_be_checked()
        question.check()
    page.get_by_role("button", name="Bewaren").click()


def occupancy(person: Person, begin: str, until: str) -> None:
    """Opens the occupancy of a period (F-1)."""
    page = person.page
    go_to(page, "Bezetting")
    field(page, "Van").fill(begin)
    field(page, "Tot en met").fill(until)
    with page.expect_navigation():
        page.get_by_role("button", name="Bereken", exact=True).click()


def line_of(page: Page, table: str, text: str) -> list[str]:
    """The cells of the row of a table that holds this text."""
    row = page.get_by_role("table", name=table).get_by_role("row").filter(has_text=text).first
    expect(row).to_be_visible()
    return [cell.strip() for cell in row.get_by_role("cell").all_inner_texts()]
