"""One dossier of every organisation type in a real browser, from the referral to its closing (D-4, D-6, E-1 to E-4).

Each story shows what sets the type apart: what its referral asks, whether there are decisions and schakelingen, which
pages of answers it has, and what closing asks.
"""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.life_steps import (
    Answers,
    Seat,
    answer,
    at_work,
    close,
    decide,
    end_by_the_list,
    expect_asked,
    expect_missing,
    expect_not_asked,
    fill_in_by_the_list,
    help_started,
    refer,
    save,
    tick_modules,
)
from tests.browser.person import Person
from tests.browser.site import Site
from tests.browser.steps import field

BEGIN, END = "10/03/2025", "01/06/2025"
GATE, REFERRER, OUTFLOW = "Via de toegangspoort", "Aanmelder", "Uitstroom uit een gemeenschapsinstelling"
REFERRED_ON = "Datum van de aanmelding"
RUNS = "De laatste schakeling loopt nog"
INTAKE, EXIT = "Beginregistratie", "Eindregistratie"
D227 = "D227"


def test_ovbj_from_stay_over_guidance_and_extension_to_closing_d_4_d_6(site: Site, person: Seat) -> None:
    worker = at_work(site, person, "OVBJ", ("VBFBJB04", "P-CB-BREED"), child=1)
    page = worker.page
    refer(worker, {GATE: "Ja", "Specifieke aanmelding": "Geen"})
    decide(worker, BEGIN, "Gerechtelijk", "VBFBJB04")
    save(worker, D227)
    help_started(worker, "Verblijf voor minderjarigen")
    expect_missing(worker, RUNS, f"{INTAKE}: nog 10", f"{EXIT}: nog")

    page.get_by_role("link", name="+ Schakeling").click()
    field(page, "Einddatum van de vorige schakeling").fill("01/05/2025")
    field(page, "Begindatum").fill("01/05/2025")
    page.locator('input[name="modules"][value="VBFBJB04"]').uncheck()
    tick_modules(page, "P-CB-BREED")
    save(worker, "noemt P-CB-BREED niet")
    end_by_the_list(worker, END)
    fill_in_by_the_list(worker, INTAKE)
    fill_in_by_the_list(worker, EXIT, {"Uitval": "Ja"})
    close(worker)


def test_oooc_ends_with_advice_d_4_e_2(site: Site, person: Seat) -> None:
    worker = at_work(site, person, "OOOC", ("VBFBJB06", "P-DIA-OOOC"), child=2)
    page = worker.page
    page.get_by_role("link", name="Maak nieuw dossier aan").click()
    answer(page, GATE, "Nee")
    expect_not_asked(page, "Gerechtelijk?")
    answer(page, REFERRER, "Crisismeldpunt")
    expect_asked(page, "Gerechtelijk?")
    answer(page, REFERRER, "Jeugdrechtbank")
    expect_not_asked(page, "Gerechtelijk?")
    page.go_back()
    refer(worker, {GATE: "Nee", REFERRER: "Jeugdrechtbank"})
    decide(worker, BEGIN, "Gerechtelijk", "VBFBJB06", "P-DIA-OOOC")
    field(page, "Einddatum").fill(END)
    save(worker, D227)
    expect_missing(worker, f"{INTAKE}: nog", f"{EXIT}: nog")
    fill_in_by_the_list(worker, INTAKE)
    page.get_by_role("link", name=EXIT).first.click()
    expect_asked(page, "Eindadvies", "Overbruggingsadvies")
    expect_not_asked(page, "Aangewezen hulp binnen Opgroeien")
    page.go_back()
    fill_in_by_the_list(worker, EXIT, {"Uitval": "Nee"})
    close(worker)


def test_obc_takes_a_time_out_without_message_and_without_registrations_e_3_s_12(site: Site, person: Seat) -> None:
    worker = at_work(site, person, "OBC", ("VBFBJB17", "P-BEH-DIA"), child=3)
    refer(worker, {GATE: "Nee", REFERRER: "CLB", "Specifieke aanmelding": "Time-out"})
    decide(worker, BEGIN, "Vrijwillig", "VBFBJB17")
    save(worker)
    help_started(worker, "geïntegreerde diagnostiek")
    expect(worker.page.locator("main")).to_contain_text("de cliënt is aangemeld voor een time-out")
    expect_missing(worker, RUNS)
    end_by_the_list(worker, END)
    close(worker)


def test_ges_plus_takes_somebody_out_of_a_community_institution_d_4(site: Site, person: Seat) -> None:
    worker = at_work(site, person, "GES+", ("VBFBJB19",), child=4)
    refer(worker, {GATE: "Ja", OUTFLOW: "Ja"})
    decide(worker, BEGIN, "Gerechtelijk", "VBFBJB19")
    save(worker, D227)
    help_started(worker, "GES+")
    expect_missing(worker, RUNS, f"{INTAKE}: nog", f"{EXIT}: nog")
    end_by_the_list(worker, END, D227)
    fill_in_by_the_list(worker, INTAKE)
    fill_in_by_the_list(worker, EXIT)
    close(worker)


def test_ckg_asks_the_province_and_deploys_guaranteed_supply_d_4_s_8_s_9(site: Site, person: Seat) -> None:
    modules = ("P-VBF-CRISIS-MELDPUNT", "P-CRISISBEGELEIDING", "P-CKG-GEZIN")
    worker = at_work(site, person, "CKG", modules, child=5, several_provinces=True)
    page = worker.page
    refer(worker, {GATE: "Nee", REFERRER: "Crisismeldpunt", "Provincie van dit dossier": "Limburg"})
    expect(page.locator("main")).to_contain_text("Limburg")
    decide(worker, BEGIN, "Vrijwillig", "P-VBF-CRISIS-MELDPUNT")
    page.locator('input[name="guaranteed"][value="P-VBF-CRISIS-MELDPUNT"]').check()
    save(worker, "hoort ook de crisisbegeleiding")
    help_started(worker, "verzekerd aanbod (art. 74)")
    expect_missing(worker, RUNS)
    end_by_the_list(worker, END)
    close(worker)


def test_cig_asks_whether_the_client_is_pregnant_e_1(site: Site, person: Seat) -> None:
    worker = at_work(site, person, "CIG", ("P-VBF-GEZIN", "P-CB-OUDERS"), child=6)
    refer(worker, {GATE: "Nee", REFERRER: "K&G (vroegere diensten van Kind & Gezin)"})
    decide(worker, BEGIN, "Vrijwillig", "P-VBF-GEZIN", "P-CB-OUDERS")
    save(worker)
    help_started(worker, "Gezinsverblijf", "ouder(s) en kind(eren)")
    expect_missing(worker, RUNS, f"{INTAKE}: nog 11", f"{EXIT}: nog")
    end_by_the_list(worker, END)
    fill_in_by_the_list(worker, INTAKE, {"Zwanger": "Ja"})
    fill_in_by_the_list(worker, EXIT)
    close(worker)


def test_cah_comes_from_the_crisismeldpunt_only_and_closes_on_its_help_d_4_e_3(site: Site, person: Seat) -> None:
    worker = at_work(site, person, "CaH", ("P-CAH", "P-CRISISINTERVENTIE"), child=7)
    page = worker.page
    page.get_by_role("link", name="Maak nieuw dossier aan").click()
    expect_not_asked(page, GATE, "Specifieke aanmelding")
    expect(field(page, REFERRER).get_by_role("option")).to_have_text(["Crisismeldpunt"])
    page.go_back()
    refer(worker, {"Eigen referentie": "CaH-7"})
    decide(worker, BEGIN, "Vrijwillig", "P-CAH")
    field(page, "Einddatum").fill("07/04/2025")
    save(worker)
    help_started(worker, "crisishulp aan huis")
    close(worker)


def test_foster_care_asks_the_kind_of_care_and_at_whom_the_treatment_aims_d_4_s_10(site: Site, person: Seat) -> None:
    worker = at_work(site, person, "pleegzorg", ("P-BEGINT-PLEEG", "P-BEGINT-BEHANDEL"), child=8)
    page = worker.page
    refer(worker, {GATE: "Ja", "Soort pleegzorg": "Netwerk", "Voor wie?": "Jeugd"})
    decide(worker, BEGIN, "Vrijwillig", "P-BEGINT-PLEEG", "P-BEGINT-BEHANDEL")
    expect_asked(page, "Op wie is de behandeling gericht?")
    answer(page, "Op wie is de behandeling gericht?", "Pleegkind", "Pleegouder")
    save(worker)
    help_started(worker, "Behandelpleegzorg")
    expect_missing(worker, RUNS, f"{INTAKE}: nog", f"{EXIT}: nog")
    end_by_the_list(worker, END)
    page.get_by_role("link", name=INTAKE).first.click()
    expect_not_asked(page, "Zwanger")
    page.go_back()
    fill_in_by_the_list(worker, INTAKE)
    fill_in_by_the_list(worker, EXIT)
    close(worker)


def test_hca_works_with_learning_projects_and_without_schakelingen_d_4_d_6(site: Site, person: Seat) -> None:
    worker = at_work(site, person, "HCA", child=9)
    projects = ("Gemeenschapsdienst", "Herstelbemiddeling")
    refer(worker, {GATE: "Nee", REFERRER: "Jeugdrechtbank", REFERRED_ON: BEGIN, "Leerprojecten": projects})
    for project in projects:
        expect(worker.page.locator("section[aria-labelledby=referral]")).to_contain_text(project)
    _closes_on_its_registrations(worker)


def test_naft_counts_from_the_referral_and_closes_on_its_registrations_d_4_d_6(site: Site, person: Seat) -> None:
    worker = at_work(site, person, "NAFT", child=10)
    refer(worker, {GATE: "Nee", REFERRER: "CLB", REFERRED_ON: BEGIN})
    _closes_on_its_registrations(worker)


def _closes_on_its_registrations(worker: Person) -> None:
    """The dossiers of HCA and NAFT hold no decisions and schakelingen (D-4)."""
    page = worker.page
    expect(page.get_by_role("link", name="+ Beslissing")).to_have_count(0)
    expect(page.get_by_text("In deze voorziening telt de aanmelding als begin van de hulp.")).to_be_visible()
    expect_missing(worker, f"{INTAKE}: nog", f"{EXIT}: nog")
    fill_in_by_the_list(worker, INTAKE)
    fill_in_by_the_list(worker, EXIT)
    close(worker)


def test_1g1p_tells_of_the_family_and_the_trajectory_d_4_e_4(site: Site, person: Seat) -> None:
    worker = at_work(site, person, "1G1P", child=11)
    page = worker.page
    page.get_by_role("link", name="Maak nieuw dossier aan").click()
    expect_not_asked(page, GATE, OUTFLOW, "Specifieke aanmelding", "Waarop wacht het gezin?")
    answer(page, "Staat het gezin op een wachtlijst?", "Ja")
    expect_asked(page, "Waarop wacht het gezin?")
    page.go_back()
    waiting: Answers = {
        "Staat het gezin op een wachtlijst?": "Ja",
        "Waarop wacht het gezin?": ("Diagnostiek", "Training"),
    }
    refer(worker, {REFERRED_ON: BEGIN, REFERRER: "Huisarts", **waiting})
    expect(page.get_by_role("link", name="+ Beslissing")).to_have_count(0)
    expect_missing(worker, "Gezinssituatie: nog 2", "Traject: nog 2")
    fill_in_by_the_list(worker, "Gezinssituatie", {"Aantal betrokken kinderen": "3"})
    fill_in_by_the_list(worker, "Traject", {"Gespecialiseerde hulp nodig": "Ja"})
    close(worker)
