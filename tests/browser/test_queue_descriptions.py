"""Several files at once, each with a description of its own (O-1)."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.site import Site
from tests.browser.test_documents import at_the_file_step


def test_of_several_files_each_takes_its_own_description_along_O_1(site: Site, person: Callable[..., Person]) -> None:
    sender, _, _ = at_the_file_step(site, person)
    page = sender.page
    page.get_by_label("Korte beschrijving").fill("Voor het overleg")
    files = [{"name": name, "mimeType": "text/plain", "buffer": b"Tekst.\n"} for name in ("een.txt", "twee.txt")]
    page.get_by_label("Bestand", exact=True).set_input_files(files)  # type: ignore[arg-type]
    expect(page.get_by_label("Korte beschrijving", exact=True)).to_be_hidden()
    expect(page.get_by_label("Korte beschrijving van een.txt")).to_have_value("Voor het overleg")
    second = page.get_by_label("Korte beschrijving van twee.txt")
    expect(second).to_have_attribute("maxlength", "80")
    second.fill("Het verslag zelf")
    page.get_by_role("button", name="Delen", exact=True).click()
    expect(page.get_by_text("2 van 2 bestanden gedeeld.")).to_be_visible()
    expect(page.get_by_label("Korte beschrijving", exact=True)).to_be_visible()
    sender.open("/documenten/verzonden/")
    for name, description in (("een.txt", "Voor het overleg"), ("twee.txt", "Het verslag zelf")):
        expect(page.get_by_role("row").filter(has_text=name)).to_contain_text(description)


def test_what_was_not_shared_stays_chosen_as_it_was_described_and_ticked_O_1_O_3(
    site: Site, person: Callable[..., Person]
) -> None:
    sender, _, _ = at_the_file_step(site, person)
    page = sender.page
    page.get_by_label("Vertrouwelijk").check()
    good = {"mimeType": "text/plain", "buffer": b"Tekst.\n"}
    empty = {"mimeType": "text/plain", "buffer": b""}
    files = [{"name": "leeg.txt", **empty}, {"name": "een.txt", **good}, {"name": "ook leeg.txt", **empty}]
    page.get_by_label("Bestand", exact=True).set_input_files(files)  # type: ignore[arg-type]
    for file in files:
        page.get_by_label(f"Korte beschrijving van {file['name']}").fill(f"Over {file['name']}")
    page.get_by_role("button", name="Delen", exact=True).click()
    expect(page.get_by_text("1 van 3 bestanden gedeeld. Wat niet gedeeld is, staat nog klaar.")).to_be_visible()
    for name in ("leeg.txt", "ook leeg.txt"):
        expect(page.get_by_label(f"Korte beschrijving van {name}", exact=True)).to_have_value(f"Over {name}")
    expect(page.get_by_label("Vertrouwelijk")).to_be_checked()
    page.get_by_role("button", name="Delen", exact=True).click()
    expect(page.get_by_text("0 van 2 bestanden gedeeld.")).to_be_visible()
    sender.cut_off("**/documenten/delen/bestand/**")
    files = [{"name": "twee.txt", **good}, {"name": "drie.txt", **good}]
    page.get_by_label("Bestand", exact=True).set_input_files(files)  # type: ignore[arg-type]
    page.get_by_role("button", name="Delen", exact=True).click()
    lines = page.get_by_role("list", name="Gekozen bestanden").get_by_role("listitem")
    expect(lines.nth(1)).to_contain_text("Er kwam geen antwoord.")
    page.unroute("**/documenten/delen/bestand/**")
    page.get_by_role("button", name="Delen", exact=True).click()
    expect(page.get_by_text("2 van 2 bestanden gedeeld.")).to_be_visible()
    expect(page.get_by_label("Vertrouwelijk")).not_to_be_checked()
    sender.open("/documenten/verzonden/")
    expect(page.get_by_role("row").filter(has_text="een.txt")).to_contain_text("Over een.txt")
    expect(page.get_by_role("link", name="drie.txt")).to_be_visible()
