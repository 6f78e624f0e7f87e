"""Intake and trajectory in a real browser: questions that come up, the live list of what is open (E-1, E-4, D-2)."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.person import Person, overflow_of
from tests.browser.sector import create_care_worker, create_running_dossier
from tests.browser.site import Site
from tests.browser.steps import field, tick
from tests.factories import create_client, create_dossier, create_facility


def choose(page: Page, question: str, answer: str) -> None:
    """Ticks an answer of a question whose answers are all in sight."""
    page.get_by_role("group", name=re.compile(f"^{question}")).get_by_label(answer, exact=True).check()


def test_a_care_worker_fills_in_an_intake_and_sees_what_is_still_open_e_1(
    site: Site, person: Callable[..., Person]
) -> None:
    with site.records() as session:
        facility = create_facility(session)
        dossier = create_running_dossier(session, facility)
        worker, code = create_care_worker(session, facility).username, dossier.code
    somebody = person(worker)
    page = somebody.page
    somebody.open(f"/dossiers/{code}/")
    page.get_by_role("link", name="Beginregistratie").first.click()
    open_list = page.locator("[data-still-open]")
    expect(open_list).to_contain_text("Nog in te vullen (10)")
    choose(page, "Huisvesting", "Negatief")
    expect(open_list).to_contain_text("Nog in te vullen (9)")
    page.get_by_role("button", name="Valideren").click()
    expect(open_list).to_be_focused()
    expect(page.locator(".asked.still-open")).to_have_count(9)
    choose(page, "Gezondheid", "Positief")
    expect(page.locator(".asked.still-open")).to_have_count(8)
    expect(open_list.get_by_role("link", name="Gezondheid")).to_be_hidden()
    choose(page, "Niet-begeleide minderjarige", "Nee")
    choose(page, "Schuldenlast", "Nee")
    for question in ("Dagbesteding", "Opleidingsniveau", "Gezinssituatie", "Opleidingsniveau van het gezin"):
        field(page, question).select_option(index=1)
    field(page, "Thuistaal").select_option(label="Nederlands")
    tick(page, "Loon uit arbeid")
    expect(open_list).to_contain_text("Alle verplichte vragen zijn ingevuld.")
    page.get_by_role("button", name="Bewaren").click()
    expect(page.get_by_text("Beginregistratie bewaard. Er staat niets meer open.")).to_be_visible()
    somebody.open("/")
    expect(page.get_by_role("row").filter(has_text=code)).to_contain_text("volledig")
    assert overflow_of(page) == 0
    assert somebody.faults() == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_the_questions_of_a_trajectory_come_up_as_answers_ask_for_them_e_4(
    site: Site, person: Callable[..., Person], scripts: bool
) -> None:
    with site.records() as session:
        facility = create_facility(session, organisation_type="1G1P", modules=())
        dossier = create_dossier(session, create_client(session, facility), facility)
        worker, code = create_care_worker(session, facility).username, dossier.code
    somebody = person(worker, scripts=scripts)
    page = somebody.page
    somebody.open(f"/dossiers/{code}/traject/")
    coach_begin = field(page, "Start van de gezinscoach")
    expect(coach_begin).to_be_hidden() if scripts else expect(coach_begin).to_be_visible()
    field(page, "Datum van het eerste gesprek").fill("08/01/2024")
    choose(page, "Gemandateerde voorziening", "OCJ")
    tick(page, "Begeleiding door een gezinscoach")
    coach_begin.fill("15/01/2024")
    choose(page, "Gespecialiseerde hulp nodig", "Ja")
    tick(page, "Training")
    page.get_by_role("button", name="Valideren").click()
    expect(page.locator("[data-still-open]")).to_contain_text("Nog in te vullen (1)")
    field(page, "Training gerealiseerd").select_option(label="Ja")
    page.get_by_role("button", name="Bewaren").click()
    expect(page.get_by_text("Traject bewaard. Er staat niets meer open.")).to_be_visible()
    expect(field(page, "Start van de gezinscoach")).to_have_value("15/01/2024")
    assert somebody.faults() == []
