"""The sheet of a quarter by keyboard and by pasting, with rounding and sums that follow, also without scripts (Q-2)."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from app.database import BincSession
from models import Facility
from tests.browser.person import Person
from tests.browser.sector import create_care_worker
from tests.browser.site import Site
from tests.browser.steps import GUIDANCE, STAY
from tests.factories import create_client, create_decision, create_dossier, create_facility, create_schakeling

SHEET = "/kwartaalstaten/2024-1/"
HOURS_AND_NIGHTS = ("P-CB-BREED", "P-CB-LAAG", "VBFBJB04")
LIGHT = "Contextbegeleiding laagintensief"
PASTE = """([cell, text]) => {
  const data = new DataTransfer();
  data.setData('text/plain', text);
  cell.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def with_help(session: BincSession, clients: int = 1) -> Facility:
    """A facility whose clients have residence and two kinds of context guidance since January 2024."""
    facility = create_facility(session, modules=HOURS_AND_NIGHTS)
    for number in range(clients):
        client = create_client(session, facility, name=f"Cliënt{number}")
        decision = create_decision(session, create_dossier(session, client, facility))
        create_schakeling(session, decision, modules=HOURS_AND_NIGHTS)
    return facility


def cell(page: Page, name: str) -> Locator:
    return page.get_by_role("textbox", name=name, exact=True)


def paste(page: Page, at: Locator, text: str) -> None:
    """Pastes what a spreadsheet put on the clipboard."""
    page.evaluate(PASTE, [at.element_handle(), text])


def at_the_sheet(site: Site, person: Callable[..., Person], **options: bool) -> Person:
    with site.records() as session:
        name = create_care_worker(session, with_help(session)).username
    worker = person(name, **options)
    worker.open(SHEET)
    return worker


def test_arrows_and_enter_move_through_the_cells_and_sums_follow_q_2(site: Site, person: Callable[..., Person]) -> None:
    page = at_the_sheet(site, person).page
    cell(page, STAY).fill("80")
    page.keyboard.press("Enter")
    expect(cell(page, GUIDANCE)).to_be_focused()
    page.keyboard.type("10,25")
    page.keyboard.press("ArrowDown")
    expect(cell(page, LIGHT)).to_be_focused()
    page.keyboard.type("1.000,5")
    page.keyboard.press("Shift+Enter")
    expect(cell(page, GUIDANCE)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(cell(page, STAY)).to_be_focused()
    expect(page.get_by_role("row", name="Samen in uren")).to_contain_text("1.010,75")
    expect(page.get_by_role("row", name="Samen in nachten")).to_contain_text("80")


def test_rounding_is_judged_while_typing_at_its_cell_q_3(site: Site, person: Callable[..., Person]) -> None:
    page = at_the_sheet(site, person).page
    row = page.get_by_role("row", name=GUIDANCE)
    cell(page, GUIDANCE).fill("131,30")
    expect(row.get_by_role("status")).to_contain_text("Gebruik ,00 ,25 ,50 of ,75")
    expect(cell(page, GUIDANCE)).to_have_attribute("aria-invalid", "true")
    cell(page, GUIDANCE).fill("131,50")
    expect(row.get_by_role("status")).to_be_empty()
    sign = "live => getComputedStyle(live, '::before').content"
    assert row.get_by_role("status").evaluate(sign) == "none"
    cell(page, GUIDANCE).fill("veel")
    expect(row.get_by_role("status")).to_contain_text("Vul een getal in")


def test_a_column_or_a_block_with_names_is_pasted_from_a_spreadsheet_q_2(
    site: Site, person: Callable[..., Person]
) -> None:
    worker = at_the_sheet(site, person)
    page = worker.page
    paste(page, cell(page, STAY), "77\r\n12,25\r\n3\r\n")
    expect(cell(page, LIGHT)).to_have_value("3")
    expect(page.locator(".paste-news")).to_be_hidden()
    paste(page, cell(page, STAY), "Verblijf\t78\nContext\t13,25")
    expect(page.locator(".paste-news")).to_contain_text("in de volgorde van je rekenblad")
    expect(cell(page, STAY)).to_have_value("78")
    expect(cell(page, GUIDANCE)).to_have_value("13,25")
    assert worker.press_button("Bewaren") == 302
    worker.open(SHEET)
    expect(cell(page, GUIDANCE)).to_have_value("13,25")
    expect(cell(page, LIGHT)).to_have_value("3,00")


def test_a_pasted_block_with_the_names_of_the_rows_goes_by_name_q_2(site: Site, person: Callable[..., Person]) -> None:
    """In another order than that of the screen, and with other capitals: no figure ends up at another module."""
    page = at_the_sheet(site, person).page
    paste(page, cell(page, STAY), f"{LIGHT.upper()}\t3\n{STAY}\t77\n{GUIDANCE}\t12,25")
    expect(cell(page, STAY)).to_have_value("77")
    expect(cell(page, GUIDANCE)).to_have_value("12,25")
    expect(cell(page, LIGHT)).to_have_value("3")
    expect(page.locator(".paste-news")).to_be_hidden()


def test_what_a_paste_finds_no_cell_for_is_told_q_2(site: Site, person: Callable[..., Person]) -> None:
    """More lines than rows, and a cell that is summed: nothing is lost in silence."""
    page = at_the_sheet(site, person).page
    page.get_by_label(f"{GUIDANCE}: hoe komt het totaal er?").select_option("computed")
    paste(page, cell(page, STAY), "77\n12,25\n3\n4\n5")
    expect(cell(page, LIGHT)).to_have_value("3")
    expect(page.locator(".paste-news")).to_contain_text("3 geplakte waarden vonden geen cel")
    paste(page, cell(page, LIGHT), "1\n2")
    expect(page.locator(".paste-news")).to_contain_text("1 geplakte waarde vond geen cel")


def test_a_summed_total_cannot_be_typed_over_and_the_clients_sheet_sums_live_q_2(
    site: Site, person: Callable[..., Person]
) -> None:
    with site.records() as session:
        name = create_care_worker(session, with_help(session, clients=3)).username
    worker = person(name)
    page = worker.page
    worker.open(SHEET)
    page.get_by_role("link", name=GUIDANCE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(GUIDANCE)
    page.wait_for_load_state()
    first = page.locator("input[data-cell]").first
    paste(page, first, "1,5\n2\n3,25")
    expect(page.get_by_role("row", name="Samen")).to_contain_text("6,75")
    first.fill("1,3")
    assert worker.press_button("Bewaren") == 422
    expect(page.get_by_role("row", name="Samen")).to_contain_text("6,55")
    first.fill("1,5")
    page.get_by_role("button", name="Bewaren").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Eerste kwartaal 2024")
    expect(cell(page, GUIDANCE)).to_have_value("6,75")
    expect(cell(page, GUIDANCE)).not_to_be_editable()
    page.get_by_label(f"{GUIDANCE}: hoe komt het totaal er?").select_option("typed")
    expect(cell(page, GUIDANCE)).to_be_editable()


def test_the_sheet_works_without_scripts_q_2_q_3(site: Site, person: Callable[..., Person]) -> None:
    worker = at_the_sheet(site, person, scripts=False)
    page = worker.page
    cell(page, STAY).fill("80")
    cell(page, GUIDANCE).fill("1,3")
    assert worker.press_button("Bewaren") == 422
    expect(page.get_by_role("row", name=GUIDANCE)).to_contain_text("Gebruik ,00")
    expect(cell(page, STAY)).to_have_value("80")
    cell(page, GUIDANCE).fill("1,25")
    cell(page, LIGHT).fill("0")
    assert worker.press_button("Bewaren") == 302
    expect(page.locator("main")).to_contain_text("Alle totalen zijn ingevuld")


def test_pressed_twice_gone_back_and_saved_again_nobody_is_called_a_colleague_q_2_d_11(
    site: Site, person: Callable[..., Person]
) -> None:
    """A double click saves once; going back shows what is stored, and what is typed there is saved as well."""
    worker = at_the_sheet(site, person)
    page = worker.page
    cell(page, STAY).fill("80")
    page.get_by_role("button", name="Bewaren").dblclick()
    expect(page.locator("main")).to_contain_text("Bewaard.")
    expect(page.get_by_text("intussen")).to_have_count(0)
    page.go_back()
    expect(cell(page, STAY)).to_have_value("80")
    cell(page, STAY).fill("81")
    assert worker.press_button("Bewaren") == 302
    worker.open(SHEET)
    expect(cell(page, STAY)).to_have_value("81")


def test_who_types_in_two_tabs_chooses_and_loses_nothing_q_2_d_11(site: Site, person: Callable[..., Person]) -> None:
    worker = at_the_sheet(site, person)
    first, second = worker.page, worker.page.context.new_page()
    second.goto(f"{site.address}{SHEET}")
    cell(first, STAY).fill("80")
    assert worker.press_button("Bewaren") == 302
    cell(second, STAY).fill("90")
    cell(second, GUIDANCE).fill("1,25")
    assert worker.press_button("Bewaren", second) == 409
    expect(second.locator("main")).to_contain_text("Jouw tekst is niet weg")
    assert worker.press_button("Bewaar mijn keuze", second) == 302
    second.goto(f"{site.address}{SHEET}")
    expect(cell(second, STAY)).to_have_value("90")
    expect(cell(second, GUIDANCE)).to_have_value("1,25")
