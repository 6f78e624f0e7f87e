"""The main job in a real browser, from sign-in to the changed occupancy (issue's flow; S-1 to S-7, F-1, F-2, F-11)."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import expect

from app.domain.roles import Role
from tests.browser.person import Person
from tests.browser.sector import create_care_worker, create_official
from tests.browser.site import Site
from tests.browser.steps import (
    GUIDANCE,
    STAY,
    add_decision,
    complete_client,
    field,
    go_to,
    line_of,
    look_up,
    occupancy,
    open_dossier,
    save_and_confirm,
    tick,
    untick,
)
from tests.factories import create_facility

NOOR = "15.04.12-002.10"
YEAR = ("01/01/2025", "31/12/2025")
D227 = "D227"
SCHAKELINGEN = "Schakelingen, de laatste eerst"


def set_capacity(official: Person, facility: str) -> None:
    """The agency gives a facility four recognised places for all its residence together (M-3)."""
    page = official.page
    go_to(page, "Capaciteitsbeheer")
    page.get_by_role("link", name="Toevoegen", exact=True).click()
    field(page, "Voorziening").select_option(label=facility)
    field(page, "Module").select_option(value="VERBLIJF")
    field(page, "Geldt vanaf").fill("01/01/2020")
    field(page, "Erkend").fill("4")
    page.get_by_role("button", name="Toon het gevolg").click()
    expect(page.get_by_role("heading", level=2, name="Gevolg voor de bezetting")).to_be_visible()
    page.get_by_role("button", name="Bewaren").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Capaciteit van {facility}")


def residence_of(person: Person) -> list[str]:
    """Numerator, denominator, unit and rate of residence over 2025."""
    occupancy(person, *YEAR)
    return line_of(person.page, "Bezetting per module", "Verblijf alle verblijfsmodules samen")[1:5]


def read_workbook(person: Person, folder: Path) -> list[list[object]]:
    """The first sheet of the Excel file of the figures on screen (F-10)."""
    with person.page.expect_download() as downloading:
        person.page.get_by_role("link", name="Exporteer naar Excel").click()
    kept = folder / downloading.value.suggested_filename
    downloading.value.save_as(kept)
    sheet = load_workbook(BytesIO(kept.read_bytes())).worksheets[0]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def start_help(worker: Person, reference: str) -> str:
    """From the completed client to the start of the help, and back on the dossier page."""
    page = worker.page
    code = open_dossier(worker, reference)
    add_decision(worker, "10/03/2025", STAY)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Start hulpaanbod")
    expect(field(page, "Begindatum")).to_have_value("10/03/2025")
    save_and_confirm(worker, D227)
    expect(page.get_by_role("heading", name="Noor Peeters")).to_be_visible()
    return code


def test_a_care_worker_takes_a_child_from_its_national_number_to_a_changed_occupancy_rate(
    site: Site, person: Callable[..., Person], tmp_path: Path
) -> None:
    with site.records() as session:
        one, other = create_facility(session), create_facility(session)
        worker_of_one = create_care_worker(session, one).username
        worker_of_other = create_care_worker(session, other).username
        policy = create_official(session, Role.AGENCY_POLICY).username
        place, elsewhere = one.name, other.name

    set_capacity(person(policy), place)
    worker = person(worker_of_one)
    page = worker.page
    # Four places on each of 365 days, and nobody there yet.
    assert residence_of(worker) == ["0", "1.460", "dagen", "0,0 %"]

    look_up(worker, NOOR, "Noor")
    complete_client(worker)
    code = start_help(worker, "A-17")
    timeline = page.get_by_role("img", name=re.compile("Verloop"))
    expect(timeline).to_be_visible()
    assert line_of(page, "Schakelingen, de laatste eerst", "Start hulpaanbod")[:3] == [
        "Start hulpaanbod",
        "10/03/2025",
        "loopt",
    ]

    # From 10 March up to and including 31 December there are 297 days: 297 ÷ 1.460 = 20,34 %.
    assert residence_of(worker) == ["297", "1.460", "dagen", "20,3 %"]
    workbook = read_workbook(worker, tmp_path)
    assert any(place in str(cell) for row in workbook for cell in row)
    assert any(
        str(row[0]).startswith("Verblijf") and any(isinstance(cell, float) and round(cell, 4) == 0.2034 for cell in row)
        for row in workbook
    )
    page.get_by_role("link", name="hoe berekend? Verblijf").click()
    expect(page.get_by_role("heading", name="Verblijf: 297 ÷ 1.460 = 20,3 %")).to_be_visible()
    assert line_of(page, "Schakelingen die meetellen", code)[4] == "297"
    page.get_by_role("link", name=code).click()

    switch_to_guidance(worker)
    # From 10 March up to and including 1 June there are 84 days: 84 ÷ 1.460 = 5,75 %.
    assert residence_of(worker) == ["84", "1.460", "dagen", "5,8 %"]
    worker.open(f"/dossiers/{code}/")
    extend_end_and_delete(worker)

    second = person(worker_of_other)
    look_up(second, NOOR, "Noor")
    # Somebody else completed this child already: it is known at once (C-3).
    expect(second.page.get_by_role("link", name="Maak nieuw dossier aan")).to_be_visible()
    expect(second.page.locator("body")).not_to_contain_text(code)
    other_code = start_help(second, "B-3")
    assert other_code != code
    for who, foreign, name in ((worker, other_code, elsewhere), (second, code, place)):
        expect_no_trace(who, foreign, name)


def switch_to_guidance(worker: Person) -> None:
    """Another offer follows the one that still runs, which gets its last day in the same form (S-3, S-5)."""
    page = worker.page
    page.get_by_role("link", name="+ Schakeling").click()
    field(page, "Einddatum van de vorige schakeling").fill("01/06/2025")
    field(page, "Begindatum").fill("01/06/2025")
    untick(page, STAY)
    tick(page, GUIDANCE)
    save_and_confirm(worker, "noemt P-CB-BREED niet")
    expect(page.get_by_role("status").filter(has_text="Schakeling is bewaard")).to_be_visible()
    assert line_of(page, SCHAKELINGEN, "Start hulpaanbod")[:3] == ["Start hulpaanbod", "10/03/2025", "01/06/2025"]
    assert line_of(page, SCHAKELINGEN, "loopt")[:3] == ["Schakeling", "01/06/2025", "loopt"]


def extend_end_and_delete(worker: Person) -> None:
    """The same offer under a newer decision, ended, and deleted again as the last one (S-6, S-7)."""
    page = worker.page
    add_decision(worker, "01/09/2025", GUIDANCE)
    page.get_by_role("link", name="+ Schakeling").click()
    page.get_by_role("button", name="Maak er een verlenging van").click()
    field(page, "Einddatum van de vorige schakeling").fill("01/09/2025")
    field(page, "Begindatum").fill("01/09/2025")
    page.get_by_role("button", name="Bewaren").click()
    assert line_of(page, SCHAKELINGEN, "Verlenging")[1:3] == ["01/09/2025", "loopt"]
    page.get_by_role("link", name="Wijzigen verlenging").click()
    field(page, "Einddatum").fill("30/11/2025")
    page.get_by_role("button", name="Bewaren").click()
    assert line_of(page, SCHAKELINGEN, "Verlenging")[1:3] == ["01/09/2025", "30/11/2025"]
    page.wait_for_load_state()
    page.get_by_text("Verwijderen verlenging van 01/09/2025").click()
    page.get_by_role("dialog").get_by_role("button", name="Ja, verwijderen").click()
    expect(page.get_by_text("De schakeling is verwijderd.")).to_be_visible()
    expect(page.get_by_role("table", name=SCHAKELINGEN).get_by_text("Verlenging")).to_have_count(0)


def expect_no_trace(who: Person, foreign: str, facility_name: str) -> None:
    """A dossier of another facility answers as if it did not exist (A-2)."""
    for path in ("", "aanmelding/", "activiteiten/", "beslissingen/nieuw", "schakelingen/nieuw"):
        assert who.open(f"/dossiers/{foreign}/{path}") == 404
        body = who.page.content()
        assert foreign not in body.replace(f"/dossiers/{foreign}/", "")
        assert "Noor" not in body
        assert facility_name not in body
