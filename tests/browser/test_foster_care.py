"""Foster carers in a real browser: looked up in place, put aside by the transition rule, kept (S-13)."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person, overflow_of
from tests.browser.sector import create_care_worker
from tests.browser.site import Site
from tests.browser.steps import field, save_and_confirm, tick, untick
from tests.factories import create_client, create_decision, create_dossier, create_facility

BRAM, SILENT = "93.05.18-223.61", "10.01.01-995.94"
LASTING, SEEKING = (
    "Verblijf in een pleeggezin [perspectiefbiedend - hoge",
    "Verblijf in een pleeggezin [perspectiefzoek",
)
REFERRAL = {"through_access_gate": True, "foster_care_kind": "pool", "foster_care_age_group": "youth"}


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_carer_is_looked_up_by_number_and_everything_typed_stays_s_13(
    site: Site, person: Callable[..., Person], scripts: bool
) -> None:
    with site.records() as session:
        facility = create_facility(session, organisation_type="pleegzorg", modules=("VBFINT04", "VBFINT06"))
        dossier = create_dossier(session, create_client(session, facility), facility, referral=REFERRAL)
        create_decision(session, dossier, modules=("VBFINT04",))
        worker, code = create_care_worker(session, facility).username, dossier.code
    somebody = person(worker, scripts=scripts)
    page = somebody.page
    somebody.open(f"/dossiers/{code}/schakelingen/nieuw")
    number = field(page, "Rijksregisternummer van de eerste pleegzorger")
    name = field(page, "Naam van de eerste pleegzorger")
    answer = page.get_by_role("group", name=re.compile("^Overgangsregeling"))
    if scripts:
        untick(page, LASTING)
        expect(number).to_be_hidden()
        tick(page, SEEKING)
        expect(number).to_be_visible()
        expect(answer).to_be_hidden()
        untick(page, SEEKING)
        tick(page, LASTING)
        answer.get_by_label("Ja").check()
        expect(number).to_be_hidden()
        expect(page.get_by_text("Bij ja vertrekt er geen bericht naar het Groeipakket")).to_be_visible()
    answer.get_by_label("Nee").check()
    field(page, "Begindatum").fill("09/01/2024")
    number.fill(BRAM)
    page.get_by_role("button", name=re.compile("eerste pleegzorger")).click()
    expect(name).to_have_value("Bram Hendrickx")
    expect(field(page, "Begindatum")).to_have_value("09/01/2024")
    field(page, "Rijksregisternummer van de tweede pleegzorger").fill(SILENT)
    page.get_by_role("button", name=re.compile("tweede pleegzorger")).click()
    expect(page.get_by_text("Het rijksregister antwoordt nu niet").last).to_be_visible()
    expect(name).to_have_value("Bram Hendrickx")
    field(page, "Naam van de tweede pleegzorger").fill("An Claes")
    assert overflow_of(page) == 0
    save_and_confirm(somebody, "D227")
    expect(page.get_by_text("Pleegzorgers: Bram Hendrickx en An Claes")).to_be_visible()
    assert somebody.faults() == []
