"""The life of a dossier on the screens, from the referral to the closed dossier, each step as one function."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from app.demo.population import DEFAULT_SEED, population
from app.presentation import today_in_brussels
from tests.browser.person import Person
from tests.browser.sector import create_care_worker
from tests.browser.site import Site
from tests.browser.steps import complete_client, field, look_up
from tests.factories import create_facility

Seat = Callable[..., Person]
Answers = dict[str, str | tuple[str, ...]]
FROM_REFERRAL = re.compile("Dossier BNC_.* is gemaakt")


def at_work(
    site: Site, seat: Seat, organisation_type: str, modules: tuple[str, ...] = (), child: int = 0, **facility: Any
) -> Person:
    """A care worker of a new facility, with a child found in the national register whose data are complete (C-1, C-3).

    Each story takes a child of its own, so that it is new to the sector.
    """
    with site.records() as session:
        place = create_facility(session, organisation_type=organisation_type, modules=modules, **facility)
        worker = create_care_worker(session, place).username
    known = [one for one in population(DEFAULT_SEED).people if one.birth_date and 2010 <= one.birth_year <= 2014]
    chosen = [one for one in known if one.nationality == "BE" and one.sex and not one.deceased_on][child]
    somebody = seat(worker)
    look_up(somebody, chosen.national_number, chosen.first_name)
    complete_client(somebody)
    return somebody


def question(page: Page, words: str) -> Locator:
    """A question of the page's form, with all its answers."""
    starts = re.compile(rf"^\s*{re.escape(words)}")
    # The group of questions around a part of the form has a heading of its own.
    group = page.locator("main fieldset.row").filter(has=page.locator("legend", has_text=starts))
    return group.or_(page.locator("main div.row").filter(has=page.locator("label", has_text=starts))).first


def answer(page: Page, words: str, *answers: str) -> None:
    """Answers one question, whatever its kind: ticks, chooses or types."""
    asked = question(page, words)
    expect(asked).to_be_visible()
    if asked.evaluate("row => row.tagName") == "FIELDSET":
        for one in answers:
            asked.get_by_label(re.compile(rf"^\s*{re.escape(one)}")).check()
        return
    control = asked.locator("select, input:not([type=checkbox])").first
    if control.evaluate("control => control.tagName") == "SELECT":
        control.select_option(label=answers[0])
    else:
        control.fill(answers[0])


def expect_asked(page: Page, *questions: str) -> None:
    """These questions are asked now."""
    for words in questions:
        expect(question(page, words)).to_be_visible()


def expect_not_asked(page: Page, *questions: str) -> None:
    """These are not, whether they are hidden or not there at all."""
    for words in questions:
        expect(question(page, words)).to_be_hidden()


def refer(somebody: Person, answers: Answers) -> str:
    """Opens a dossier with these answers about how the child came in, and answers its code (D-1, D-4)."""
    page = somebody.page
    page.get_by_role("link", name="Maak nieuw dossier aan").click()
    for words, given in answers.items():
        answer(page, words, *((given,) if isinstance(given, str) else given))
    page.get_by_role("button", name="Dossier maken").click()
    expect(page.get_by_text(FROM_REFERRAL)).to_be_visible()
    return page.url.rstrip("/").rsplit("/", 1)[-1]


def decide(somebody: Person, begin: str, ground: str, *modules: str) -> None:
    """The first decision, which leads straight to the start of the help (S-1, S-3)."""
    page = somebody.page
    page.get_by_role("link", name="+ Beslissing").click()
    field(page, "Begindatum").fill(begin)
    tick_modules(page, *modules)
    answer(page, "Verwijzingsgrond", ground)
    page.get_by_role("button", name="Bewaren").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Start hulpaanbod")
    expect(field(page, "Begindatum")).to_have_value(begin)


def tick_modules(page: Page, *codes: str) -> None:
    """Ticks modules by their code."""
    for code in codes:
        page.locator(f'input[name="modules"][value="{code}"]').check()


def save(somebody: Person, *warnings: str) -> None:
    """Saves, and confirms exactly these warnings where the form asks that (S-2, S-8, S-12)."""
    page = somebody.page
    page.get_by_role("button", name="Bewaren", exact=True).click()
    if not warnings:
        return
    asked = page.get_by_role("group", name="Te bevestigen").get_by_role("checkbox")
    expect(asked).to_have_count(len(warnings))
    for warning in warnings:
        page.get_by_role("group", name="Te bevestigen").get_by_label(re.compile(warning)).check()
    page.get_by_role("button", name="Bewaren", exact=True).click()


def help_started(somebody: Person, *words: str) -> None:
    """The dossier shows the start of the help with these words."""
    page = somebody.page
    row = page.get_by_role("table", name="Schakelingen, de laatste eerst").get_by_role("row").nth(1)
    expect(row).to_contain_text("Start hulpaanbod")
    for one in words:
        expect(row).to_contain_text(one)


def still_missing(page: Page) -> Locator:
    """The lines about what closing still asks (D-6)."""
    return page.locator("section[aria-labelledby=closing] .todo > li:not(.ok)")


def expect_missing(somebody: Person, *sentences: str) -> None:
    """Closing asks exactly this, in this order."""
    expect(still_missing(somebody.page)).to_contain_text(list(sentences))
    expect(still_missing(somebody.page)).to_have_count(len(sentences))


def end_by_the_list(somebody: Person, end: str, *warnings: str) -> None:
    """Follows the link beside the schakeling that still runs, and fills in its last day."""
    still_missing(somebody.page).get_by_role("link", name="Einddatum invullen").click()
    field(somebody.page, "Einddatum").fill(end)
    save(somebody, *warnings)
    expect(somebody.page.get_by_role("table", name="Schakelingen, de laatste eerst")).to_contain_text(end)


def fill_in_by_the_list(somebody: Person, page_name: str, answers: dict[str, str] | None = None) -> None:
    """Follows the link beside a page of answers and answers what is mandatory: as given, else the first answer."""
    page = somebody.page
    still_missing(page).filter(has_text=page_name).get_by_role("link", name="Aanvullen").click()
    expect(page.get_by_role("heading", name=page_name, level=2)).to_be_visible()
    for words, given in (answers or {}).items():
        answer(page, words, given)
    # An answer can bring up the next question, so they are taken one by one until none is open.
    still_open = page.locator("[data-still-open] li:visible a")
    while still_open.count():
        _answer_first(page.locator(str(still_open.first.get_attribute("href"))))
    expect(page.locator("[data-still-open]")).to_contain_text("Alle verplichte vragen zijn ingevuld.")
    page.get_by_role("button", name="Bewaren", exact=True).click()
    expect(page.get_by_text(f"{page_name} bewaard. Er staat niets meer open.")).to_be_visible()
    page.get_by_role("link", name="Terug naar het dossier").click()


def _answer_first(control: Locator) -> None:
    kind = control.evaluate("one => one.tagName")
    if kind == "FIELDSET":
        control.get_by_role("radio").or_(control.get_by_role("checkbox")).first.check()
    elif kind == "SELECT":
        control.select_option(index=1)
    else:
        control.fill("10/03/2025" if control.get_attribute("data-validate") == "date" else "1")


def close(somebody: Person) -> None:
    """Nothing is missing any more: closes the dossier today, and sees that it is closed (D-6)."""
    page, today = somebody.page, f"{today_in_brussels():%d/%m/%Y}"
    expect(still_missing(page)).to_have_count(0)
    page.get_by_role("link", name="Dossier afsluiten").click()
    page.get_by_role("button", name=f"Afsluiten op {today}").click()
    expect(page.get_by_text(f"Het dossier is afgesloten op {today}.")).to_be_visible()
    expect(page.get_by_role("heading", name="Heropenen")).to_be_visible()
    page.get_by_role("link", name="Alle activiteiten").click()
    expect(page.locator("main")).to_contain_text(f"Dossier afgesloten op {today}")
    assert somebody.faults() == []
