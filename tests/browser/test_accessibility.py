"""Every page for every kind of user follows WCAG 2.2 AA and fits on a telephone, without one complaint of axe."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.domain.consultations import ConsultationReason
from app.domain.documents.visibility import DocumentKind, ServiceKind
from app.domain.imports import ImportState
from app.domain.jobs import JobName
from app.domain.quarter import Quarter
from app.domain.roles import Role
from app.domain.scope import Actor
from app.integrations.national_register import SyntheticRegister
from app.presentation import today_in_brussels
from app.services.consultations import ConsultedRegister
from app.services.module_deliveries.taking_in import take_in
from app.services.statement_requests import ask_for_quarter, withdraw_request_of_quarter
from app.services.summaries import refresh_summary
from app.services.year_processing import process_facility, start_processing
from models.access import Account, Seat
from models.decision import Decision
from models.document import PersonalDocumentReader
from models.job_run import JobRun
from models.reference import Answer, OccupancyRule
from models.report import ReportMaking
from models.schakeling import Schakeling
from tests.browser.inspection import complaints_about
from tests.browser.person import Person
from tests.browser.sector import create_care_worker, create_official, create_running_dossier
from tests.browser.site import Site
from tests.browser.steps import GUIDANCE, STAY, field, tick
from tests.factories import (
    approve,
    create_capacity,
    create_capacity_question,
    create_client,
    create_decision,
    create_dossier,
    create_facility,
    create_household,
    create_relative,
    create_schakeling,
    create_seat,
    create_statement,
    create_total,
    create_user,
    process_years,
    type_module,
)
from tests.imports.files import create_import
from tests.life.requests import asked, closed_long_ago
from tests.neighbours.lists import TODAY, delivered, key
from tests.reports.counted import sector_table
from tests.reports.shelves import (
    DUE,
    NOON,
    QUARTER,
    automatic,
    create_ready_request,
    create_request,
    requested,
    store,
)
from tests.sharing.places import create_place, put_document

AGENCY = (Role.AGENCY_POLICY, Role.AGENCY_ANALYST, Role.AGENCY_CASE_HANDLER, Role.ADMIN)
ELSEWHERE = (Role.CONSULTANT, Role.GI_STAFF)
PERIOD = "van=01/01/2024&tot=31/12/2024"
QUARTERS = "van=2024-1&tot=2024-4"


# Which test inspects which page; files, answers that redirect at once and FAB's own index have nothing to see.
NOTHING_TO_SEE = {
    "OccupancyPage.excel",
    "UtilisationPage.excel",
    "Binc.static",
    "DashboardPage.excel",
    "ContextPage.sheet",
    "DeploymentPage.excel",
    "LateRegistrationPage.excel",
    "TimelyRegistrationPage.excel",
    "DocumentPage.download",
    "DraftPage.key",
    "IndexView.index",
    "ReopeningPage.follow",
    "RawDataPage.schema",
    "ReportFilePage.download",
    "ReportPage.zip",
    "SectorReportFilePage.download",
    "SectorReportPage.zip",
    "ImportPage.excel",
    "SectorImportPage.excel",
    "ReportRequestPage.zip",
    "SharingPage.people",
    "StatementExportPage.excel",
    "UtilView.back",
}
INSPECTED_ONE_BY_ONE = {
    "SignInPage.sign_in",
    "SeatPage.index",
    "PasswordPage.index",
    "HelpPage.index",
    "HelpPage.api",
    "StartPage.index",
    "WorkListPage.index",
    "SearchPage.index",
    "SearchPage.hits",
    "ClientPage.index",
    "ClientPage.found",
    "ClientPage.show",
    "ClientPage.change",
    "ContextPage.show",
    "ContextPage.situation",
    "ContextPage.history",
    "ContextHouseholdPage.add",
    "ContextHouseholdPage.add_facility",
    "ContextHouseholdPage.change",
    "ContextPersonPage.add",
    "ContextPersonPage.change",
    "ContextRegisterPage.look_up",
    "ReferralPage.add",
    "ReferralPage.change",
    "RegistrationPage.fill",
    "DossierPage.show",
    "DossierPage.activities",
    "DecisionPage.add",
    "DecisionPage.change",
    "SchakelingPage.add",
    "SchakelingPage.change",
    "DashboardPage.index",
    "TimelyRegistrationPage.index",
    "GroeipakketPage.index",
    "LateRegistrationPage.index",
    "StatementListPage.index",
    "StatementPage.fill",
    "StatementPage.course",
    "StatementClientPage.fill",
    "StatementKindPage.fill",
    "StatementSendingPage.send",
    "OccupancyPage.index",
    "OccupancyPage.line",
    "UtilisationPage.index",
    "UtilisationPage.line",
    "DeploymentPage.index",
    "DeploymentPage.schakelingen",
    "CapacityPage.index",
    "RawDataPage.index",
    "CapacityQuestionPage.ask",
    "CapacityAdministration.facility",
    "CapacityAdministration.remove",
    "CapacityQuestionAdministration.index",
    "CapacityQuestionAdministration.answer",
    "AuditPage.index",
    "ConsultationPage.index",
    "ModuleDataPage.index",
    "ModuleDataPage.facility",
    "ModuleDataPage.apply",
    "ModuleDataPage.apply_all",
    "ClosingPage.close",
    "HandoverPage.take",
    "HandoverPage.give",
    "MailboxPage.index",
    "OutboxAdministration.index",
    "ReopeningPage.ask",
    "ReopeningQueuePage.index",
    "ReopeningQueuePage.show",
    "DraftPage.index",
    "BinPage.index",
    "BinAdministration.index",
    "ProcessedYearPage.index",
    "ProcessedYearPage.facility",
    "YearProcessingPage.preview",
    "YearProcessingPage.progress",
    "ReportContentsPage.index",
    "ReportFilePage.look",
    "ReportPage.index",
    "SectorReportPage.index",
    "SectorReportPage.ask",
    "SectorReportPage.show",
    "SectorReportFilePage.look",
    "ReportRequestPage.index",
    "ReportRequestPage.ask",
    "ReportRequestPage.show",
    "ImportPage.index",
    "ImportPage.send",
    "ImportPage.show",
    "SectorImportPage.index",
    "SectorImportPage.send",
    "SectorImportPage.show",
    "ReportRunPage.index",
    "ReportRunPage.show",
    "SentStatementPage.index",
    "SentStatementPage.unsent",
    "SentStatementPage.show",
    "StatementRequestPage.ask",
    "UnbornPage.add",
    "LinkPage.look_up",
    "LinkPage.found",
    "LinkPage.compare",
    "DocumentPage.index",
    "DocumentPage.sent",
    "DocumentPage.show",
    "SharingPage.index",
    "SharingPage.file",
    "SharingPage.guide",
    "DossierSharingPage.choose",
    "PersonalReaderPage.index",
    "ApiTokenPage.index",
    "ApiTokenAdministration.index",
    "MailChoicePage.index",
}
OF_ADMINISTRATION = {"list", "add", "show", "edit", "password"}


def test_every_page_that_exists_is_inspected(site: Site) -> None:
    pages = {rule.endpoint for rule in site.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    missing = {
        endpoint
        for endpoint in pages - INSPECTED_ONE_BY_ONE - NOTHING_TO_SEE
        if not endpoint.endswith("static") and not (_is_of_administration(endpoint) or _is_for_programs(endpoint))
    }
    assert missing == set()


def _is_of_administration(endpoint: str) -> bool:
    view, _, method = endpoint.partition(".")
    return view.endswith("Administration") and method in OF_ADMINISTRATION


def _is_for_programs(endpoint: str) -> bool:
    return endpoint.split(".")[0].endswith("Api")


@dataclass(frozen=True)
class Records:
    """The ids and codes that addresses are made of."""

    facility: Any
    client: int
    incomplete_client: int
    household: int
    relative: int
    dossier: str
    fresh_dossier: str
    decision: int
    schakeling: int
    colleague: int
    numbers: dict[str, int]


@pytest.fixture(scope="module")
def records(site: Site) -> Records:
    """A facility with figures, dossiers in every state that looks different, and one row of every list."""
    with site.records() as session:
        facility = create_facility(session)
        capacity = create_capacity(session, facility)
        create_capacity(session, facility, "P-CB-BREED", valid_from=date(2024, 3, 1))
        dossier = create_running_dossier(session, facility, residence_status="belg")
        known = create_client(session, facility, residence_status="belg")
        unknown = create_client(session, facility, nationality=None)
        household = create_household(session, known, stay="main")
        relative = create_relative(session, known, household, carer=True, contact_ban=True, deceased=True)
        create_relative(session, known, relation="vader", contact_ban=True)
        create_household(session, known, kind="facility", name="De Vlier")
        fresh = create_dossier(session, create_client(session, facility), facility)
        colleague = create_user(session)
        seat = create_seat(session, facility, user=colleague)
        numbers = {
            "FacilityAdministration": facility.id,
            "CapacityAdministration": capacity.id,
            "ApprovedModuleAdministration": approve(
                session, facility, "VBFBJB07", valid_from=date(2024, 1, 1), valid_until=date(2024, 12, 31)
            ).id,
            "TypeModuleAdministration": type_module(session, "VBFBJB04").id,
            "OccupancyRuleAdministration": session.scalars(select(OccupancyRule.id).limit(1)).one(),
            "AnswerAdministration": session.scalars(select(Answer.id).limit(1)).one(),
            "AccountAdministration": colleague.id,
            "SeatAdministration": session.scalars(select(Seat.id).where(Seat.id == seat.id)).one(),
        }
        return Records(
            facility,
            known.id,
            unknown.id,
            household.id,
            relative.id,
            dossier.code,
            fresh.code,
            session.scalars(select(Decision.id).where(Decision.dossier_id == dossier.id)).one(),
            session.scalars(select(Schakeling.id).where(Schakeling.dossier_id == dossier.id)).one(),
            colleague.id,
            numbers,
        )


def menu_of(page: Page) -> list[str]:
    """The addresses of the main menu."""
    links = page.get_by_role("navigation", name="Hoofdmenu").get_by_role("link").all()
    return [str(link.get_attribute("href")) for link in links]


def complaints_at(person: Person, addresses: list[str], status: int = 200) -> list[str]:
    """All complaints about pages that answer with this status."""
    found = []
    for address in addresses:
        answered = person.open(address)
        found += [f"{address} answered {answered}"] if answered != status else complaints_about(person.page)
    return found


@pytest.mark.parametrize("role", [*AGENCY, *ELSEWHERE], ids=lambda role: role.value)
def test_all_that_a_role_finds_in_its_menu_is_accessible(site: Site, person: Callable[..., Person], role: Role) -> None:
    with site.records() as session:
        name = create_official(session, role).username
    somebody = person(name)
    assert complaints_at(somebody, ["/hulp/", "/hulp/api/", "/wachtwoord/", *menu_of(somebody.page)]) == []


def test_the_statements_as_the_agency_sees_them_are_accessible(
    site: Site, person: Callable[..., Person], records: Records
) -> None:
    """Q-5: the work list with an outlier, who has not sent, one statement, the preview and the progress of a year."""
    with site.records() as session:
        facility = create_facility(session)
        dossier = create_dossier(session, create_client(session, facility), facility)
        create_schakeling(session, create_decision(session, dossier))
        create_total(session, facility, Quarter(2024, 1), "VBFBJB04", 10)
        create_statement(session, facility, Quarter(2024, 2), "sent", VBFBJB04=90)
        name = create_official(session, Role.AGENCY_POLICY).username
        ids = [facility.id, create_facility(session).id]
        processing = start_processing(session, 2024, ids, actor=Actor(None, "An"))
        process_facility(session, processing, facility.id, today=date(2025, 4, 1))
        number, code = processing.id, facility.code
    base, chosen = "/beheer/kwartaalstaten/", "&".join(f"voorziening={one}" for one in ids)
    addresses = [
        f"{base}?kwartaal=2024-2",
        f"{base}niet-verzonden/?kwartaal=2024-3",
        f"{base}niet-verzonden/?kwartaal=2024-3&toon=jaar",
        f"{base}{code}/2024-2/",
        f"/beheer/verwerkingen/voorbeeld/?jaar=2024&{chosen}",
        f"/beheer/verwerkingen/{number}/",
        "/beheer/verwerkte-jaren/?jaar=2024",
    ]
    assert complaints_at(person(name), addresses) == []


def test_module_data_and_consultations_are_accessible_m_2_a_5(site: Site, person: Callable[..., Person]) -> None:
    """What waits, what failed and what is still used; and somebody who asked the register."""
    with site.records() as session:
        facility = create_facility(session)
        dossier = create_dossier(session, create_client(session, facility), facility)
        create_schakeling(session, create_decision(session, dossier))
        take_in(session, b"{", "test", today=TODAY)
        take_in(session, delivered(session, {key(facility, "VBFBJB04"): None}), "test", today=TODAY)
        code = facility.code
        policy, admin = (create_official(session, role).username for role in (Role.AGENCY_POLICY, Role.ADMIN))
        ConsultedRegister(session, SyntheticRegister(), ConsultationReason.LINKING).find_by_number("15041200210")
    pages = ["/beheer/modulegegevens/", f"/beheer/modulegegevens/{code}/"]
    pages += [f"{page}toepassen/" for page in pages]
    assert complaints_at(person(policy), pages) == []
    assert complaints_at(person(admin), ["/raadplegingen/"]) == []


def test_reports_are_accessible_while_they_are_made_and_once_they_are_there(
    site: Site, person: Callable[..., Person], records: Records
) -> None:
    """R-4, R-5: the lists, the form, a request under way, one that is ready, its tables, and a failed run."""
    with site.records() as session:
        facility = create_facility(session)
        under_way, ready = create_request(session, facility), create_ready_request(session, facility)
        session.add(JobRun(name=JobName.MAKE_REQUESTED_REPORTS, unique_key=str(under_way.id), state="running"))
        store(session, requested(ready), b"x", kind="numbers")
        shown_file = store(session, automatic(facility), b"x", kind="end_reason")
        making = {"due_on": DUE, "begin": QUARTER.begin, "until": QUARTER.end, "facility_id": facility.id}
        session.add(ReportMaking(outcome="failed", error_class="ValueError", at=NOON, **making))
        session.add(JobRun(name=JobName.MAKE_AUTOMATIC_REPORTS, unique_key="2025-1 2025-05-01 1", state="done"))
        name, official = create_user(session).username, create_official(session, Role.AGENCY_POLICY).username
        create_seat(session, facility, user=session.scalars(select(Account).where(Account.username == name)).one())
        shown = [f"/rapporten/aanvragen/{number}/" for number in (under_way.id, ready.id)]
    lists = ["/rapporten/", "/rapporten/aanvragen/", "/rapporten/aanvragen/nieuw/", "/rapporten/inhoud/"]
    lists.append(f"/rapporten/bestanden/{shown_file}/bekijken/")
    assert complaints_at(person(name), [*lists, *shown]) == []
    runs = ["/", "/beheer/rapporten/", "/beheer/rapporten/2025-1_2025-05-01/"]
    assert complaints_at(person(official), runs) == []


def test_reading_in_files_is_accessible_in_every_state(
    site: Site, person: Callable[..., Person], records: Records
) -> None:
    """G-3: the list, the form, a file under way, one to confirm with warnings, one with faults; and of the agency."""
    with site.records() as session:
        facility = create_facility(session)
        states = (ImportState.CHECKING, ImportState.READY, ImportState.REFUSED, ImportState.DONE)
        own = [create_import(session, facility, state).id for state in states]
        of_policy = create_import(session, None, ImportState.READY, Role.AGENCY_POLICY).id
        name, official = create_user(session).username, create_official(session, Role.AGENCY_POLICY).username
        create_seat(session, facility, user=session.scalars(select(Account).where(Account.username == name)).one())
    pages = ["/inlezen/", "/inlezen/nieuw/", *(f"/inlezen/{number}/" for number in own)]
    assert complaints_at(person(name), pages) == []
    of_sector = ["/sector/inlezen/", "/sector/inlezen/nieuw/", f"/sector/inlezen/{of_policy}/"]
    assert complaints_at(person(official), of_sector) == []


def test_reports_about_the_sector_are_accessible(site: Site, person: Callable[..., Person], records: Records) -> None:
    """R-1, A-4: the list, the form, a request that is ready, and its tables, as the agency sees them."""
    with site.records() as session:
        ready = create_ready_request(session, None, organisation_type="OVBJ", province="Limburg")
        file_id = store(session, requested(ready), b"x", kind="numbers", tables=[sector_table(QUARTER).as_json()])
        analyst = create_official(session, Role.AGENCY_ANALYST).username
        request = f"/sector/rapporten/{ready.id}/"
    pages = ["/sector/rapporten/", "/sector/rapporten/nieuw/", request]
    assert complaints_at(person(analyst), [*pages, f"/sector/rapporten/bestanden/{file_id}/bekijken/"]) == []


def test_asking_for_a_processed_quarter_and_the_answer_are_accessible(
    site: Site, person: Callable[..., Person], records: Records
) -> None:
    """Q-4: the form of the facility, the request on its page, and the agency's page with the answer to give."""
    with site.records() as session:
        facility = create_facility(session)
        dossier = create_dossier(session, create_client(session, facility), facility)
        create_schakeling(session, create_decision(session, dossier))
        for number in (1, 2):
            create_statement(session, facility, Quarter(2024, number), "processed", VBFBJB04=90)
        for number in (1, 2):
            asked = ask_for_quarter(
                session, facility, Quarter(2024, number), "Een nacht vergeten", actor=Actor(None, "An")
            )
            if number == 1:
                withdraw_request_of_quarter(session, asked.id, actor=Actor(None, "An"))
        process_years(session, facility, 2024)
        name, official = create_user(session).username, create_official(session, Role.AGENCY_POLICY).username
        create_seat(session, facility, user=session.scalars(select(Account).where(Account.username == name)).one())
        code = facility.code
    asking = [f"/kwartaalstaten/2024-{number}/heropenen-vragen/" for number in (1, 2)]
    assert complaints_at(person(name), asking) == []
    assert complaints_at(person(official), [f"/beheer/verwerkte-jaren/{code}/", "/beheer/verwerkte-jaren/"]) == []


def test_sharing_and_receiving_documents_is_accessible(site: Site, person: Callable[..., Person]) -> None:
    """O-1, O-4, O-5: the forms, also refused and to be confirmed, the lists, one document on both sides, the list."""
    with site.records() as session:
        here, there = create_place(session, ServiceKind.FACILITY), create_place(session, ServiceKind.GI)
        assert here.facility
        until = {"until": today_in_brussels()}
        sent = put_document(session, DocumentKind.GENERAL, here, there, **until).document_id
        received = put_document(session, DocumentKind.GENERAL, there, here, **until).document_id
        manager, receiver = (session.get_one(Account, seat.user_id) for seat in (here.seats[1], there.seats[0]))
        session.add(
            PersonalDocumentReader(facility_id=here.facility.id, user_id=manager.id, added_by_name="An Peeters")
        )
        dossier = create_dossier(session, create_client(session, here.facility), here.facility).code
        name, elsewhere, goal = manager.username, receiver.username, there.service.name
        known = f"{receiver.first_name} {receiver.last_name}"
    worker = person(name)
    pages = ["/documenten/", "/documenten/verzonden/", f"/documenten/{sent}/", f"/documenten/{received}/"]
    forms = ["/documenten/delen/", "/documenten/delen/wegwijzer/", f"/dossiers/{dossier}/document-delen/"]
    assert complaints_at(worker, [*pages, *forms, "/documenten/persoonlijk/", "/documenten/mails/"]) == []
    worker.open(forms[0])
    field(worker.page, "Dienst").fill(goal)
    worker.page.get_by_role("button", name="Verder").click()
    assert complaints_about(worker.page) == []
    field(worker.page, "Voor wie").fill(known)
    worker.page.get_by_role("button", name="Verder").click()
    assert complaints_about(worker.page) == []
    worker.page.get_by_label("Je deelt voor het eerst").check()
    worker.page.get_by_role("button", name="Verder").click()
    expect(worker.page.get_by_text("Stap 2 van 2")).to_be_visible()
    assert complaints_about(worker.page) == []
    assert complaints_at(person(elsewhere), ["/documenten/", f"/documenten/{sent}/"]) == []


def test_the_processed_years_of_a_facility_are_accessible(
    site: Site, person: Callable[..., Person], records: Records
) -> None:
    """S-14, Q-4: one that was processed can be reopened."""
    with site.records() as session:
        facility = create_facility(session)
        process_years(session, facility, 2022)
        name, code = create_official(session, Role.AGENCY_POLICY).username, facility.code
    assert complaints_at(person(name), [f"/beheer/verwerkte-jaren/{code}/", "/beheer/verwerkte-jaren/?jaar=2022"]) == []


def test_the_dashboards_of_the_agency_are_accessible(
    site: Site, person: Callable[..., Person], records: Records
) -> None:
    """A-4: all facilities by either figure, sorted and narrowed, and one of them."""
    with site.records() as session:
        name, code = create_official(session, Role.AGENCY_ANALYST).username, records.facility.code
    here = f"/cijfers/dashboard/?{QUARTERS}"
    addresses = [f"{here}&sorteer=VERBLIJF&volgorde=af", f"{here}&cijfer=benutting", f"{here}&type=CaH"]
    analyst = person(name)
    assert complaints_at(analyst, [*addresses, f"/cijfers/dashboard/?voorziening={code}&tot=2024-4"]) == []
    assert complaints_at(analyst, ["/cijfers/dashboard/?van=x"], 422) == []


def test_late_registration_is_accessible(site: Site, person: Callable[..., Person], records: Records) -> None:
    """G-2: the page of a facility with something to look at and something late, and that of the agency."""
    with site.records() as session:
        facility, today = create_facility(session), today_in_brussels()
        stays = create_dossier(session, create_client(session, facility), facility)
        begun = {"begin": today - timedelta(days=40), "begin_registered_at": datetime.now(UTC)}
        create_schakeling(session, create_decision(session, stays), **begun)
        waits = create_dossier(session, create_client(session, facility), facility)
        create_decision(session, waits, begin=today - timedelta(days=2))
        for dossier in (stays, waits):
            refresh_summary(session, dossier)
        worker = create_care_worker(session, facility).username
        analyst = create_official(session, Role.AGENCY_ANALYST).username
    assert complaints_at(person(worker), ["/tijdig-registreren/", "/tijdig-registreren/?gevolg=ja"]) == []
    here = "/cijfers/laattijdige-registratie/"
    assert complaints_at(person(analyst), [here, f"{here}?periode=2000-1&type=CaH&sorteer=mediaan"]) == []


def test_the_pages_of_a_facility_are_accessible(site: Site, person: Callable[..., Person], records: Records) -> None:
    """A manager opens all that a care worker opens."""
    with site.records() as session:
        user = create_user(session)
        create_seat(session, records.facility, Role.FACILITY_MANAGER, user=user)
        name = user.username
    worker, code, fresh = person(name), records.dossier, records.fresh_dossier
    addresses = [
        *menu_of(worker.page),
        "/?stand=alle&letter=p",
        f"/clienten/{records.client}/",
        f"/clienten/{records.client}/dossier/",
        f"/clienten/{records.client}/context/",
        f"/clienten/{records.client}/context/verblijf/",
        f"/clienten/{records.client}/context/geschiedenis/",
        f"/clienten/{records.client}/context/huizen/nieuw",
        f"/clienten/{records.client}/context/huizen/{records.household}/",
        f"/clienten/{records.client}/context/voorzieningen/nieuw",
        f"/clienten/{records.client}/context/personen/nieuw",
        f"/clienten/{records.client}/context/personen/{records.relative}/",
        f"/clienten/{records.client}/context/personen/{records.relative}/rijksregister/",
        f"/clienten/{records.incomplete_client}/",
        f"/clienten/{records.incomplete_client}/wijzigen/",
        f"/dossiers/{code}/",
        f"/dossiers/{fresh}/",
        f"/dossiers/{code}/activiteiten/",
        f"/dossiers/{code}/aanmelding/",
        f"/dossiers/{code}/beginregistratie/",
        f"/dossiers/{code}/eindregistratie/",
        f"/dossiers/{code}/afsluiten/",
        "/overdragen/",
        "/overdragen/doorgeven/",
        "/prullenbak/",
        f"/dossiers/{code}/beslissingen/nieuw",
        f"/dossiers/{code}/beslissingen/{records.decision}/",
        f"/dossiers/{code}/schakelingen/nieuw",
        f"/dossiers/{code}/schakelingen/{records.schakeling}/",
        "/cijfers/dashboard/?tot=2024-4&per=kwartaal",
        "/cijfers/dashboard/?tot=2024-2&per=maand",
        f"/cijfers/bezetting/?{PERIOD}",
        f"/cijfers/bezetting/VERBLIJF/?{PERIOD}",
        f"/cijfers/inzet/?{PERIOD}",
        f"/cijfers/inzet/schakelingen/?{PERIOD}&module=VBFBJB04",
        "/cijfers/bezetting/?van=10/03/2024&tot=10/03/2024",
        f"/cijfers/benutting/?{QUARTERS}",
        f"/cijfers/benutting/VERBLIJF/?{QUARTERS}",
    ]
    refused = [
        "/cijfers/dashboard/?tot=2014-1&per=dag",
        "/cijfers/bezetting/?van=10/03/2024&tot=31/02/2025",
        "/cijfers/inzet/?van=x&tot=y",
        "/cijfers/benutting/?van=2024-2&tot=2024-1",
    ]
    assert complaints_at(worker, addresses) == []
    assert complaints_at(worker, refused, 422) == []
    assert complaints_at(worker, ["/dossiers/BNC_20240101_999999/", "/nergens/"], 404) == []
    assert complaints_at(worker, ["/beheer/capaciteit/list/"], 403) == []


def test_the_quarter_statements_are_accessible(site: Site, person: Callable[..., Person]) -> None:
    """Q-1 to Q-4: empty, refused, sent, to be sent again and processed."""
    with site.records() as session:
        facility = create_facility(session, modules=("P-CB-BREED", "P-OB-RTJ"))
        decision = create_decision(session, create_dossier(session, create_client(session, facility), facility))
        create_schakeling(session, decision, modules=("P-CB-BREED", "P-OB-RTJ"))
        create_statement(session, facility, Quarter(2024, 2), "processed", P_CB_BREED=10, P_OB_RTJ=3)
        create_statement(session, facility, Quarter(2024, 3), "to_send_again", P_CB_BREED=10)
        create_statement(session, facility, Quarter(2024, 4), "reopened", P_CB_BREED=10, P_OB_RTJ=3)
        user = create_user(session)
        create_seat(session, facility, Role.FACILITY_MANAGER, user=user)
        name, cell = user.username, f"total_{type_module(session, 'P-CB-BREED').id}"
    worker, quarters = person(name), [f"/kwartaalstaten/2024-{number}/" for number in (1, 2, 3, 4)]
    details = [f"{each}{page}" for each in quarters[:2] for page in ("clienten/P-CB-BREED/1/", "soorten/P-OB-RTJ/")]
    sending = [f"{each}verzenden/" for each in quarters]
    assert complaints_at(worker, ["/kwartaalstaten/", *quarters, *details, *sending]) == []
    worker.open(quarters[0])
    worker.page.locator(f"#{cell}").fill("1,3")
    assert worker.press_button("Bewaren") == 422
    assert complaints_about(worker.page) == []
    worker.page.locator(f"#{cell}").fill("1,25")
    worker.press_button("Bewaren")
    assert complaints_at(worker, [f"{quarters[0]}verloop/"]) == []


def test_the_request_to_reopen_is_accessible_from_both_sides(site: Site, person: Callable[..., Person]) -> None:
    """D-7: asking, what waits, the queue and the answer."""
    with site.records() as session:
        facility = create_facility(session)
        asker = create_care_worker(session, facility)
        handler = create_official(session, Role.AGENCY_CASE_HANDLER).username
        free = closed_long_ago(session, facility).code
        waiting = closed_long_ago(session, facility)
        request, code, name = asked(session, waiting, asker).id, waiting.code, asker.username
    worker, official = person(name), person(handler)
    asking = f"/dossiers/{free}/heropenen/vragen/"
    assert complaints_at(worker, [f"/dossiers/{free}/", asking, f"/dossiers/{code}/"]) == []
    worker.open(asking)
    assert worker.press_button("Aanvraag versturen") == 422
    assert complaints_about(worker.page) == []
    assert complaints_at(official, ["/aanvragen/", f"/aanvragen/{request}/", "/aanvragen/?staat=alle"]) == []
    assert complaints_at(official, ["/aanvragen/?van=31/02/2025"], 422) == []
    official.open(f"/aanvragen/{request}/")
    assert official.press_button("Afkeuren") == 422
    assert complaints_about(official.page) == []


def test_capacity_its_changes_and_its_questions_are_accessible_from_both_sides(
    site: Site, person: Callable[..., Person]
) -> None:
    """M-3: the page with a plan, a history and a question, asking and answering, what a change does, with a tick."""
    with site.records() as session:
        facility = create_facility(session)
        rows = [create_capacity(session, facility, valid_from=date(year, 1, 1)) for year in (2015, 2020, 2100)]
        process_years(session, facility, 2022)
        asker = create_care_worker(session, facility)
        question = create_capacity_question(session, facility, valid_from=date(2020, 1, 1), asked_by=asker.id).id
        row, code, name = rows[1].id, facility.code, asker.username
        names = [name, create_official(session, Role.AGENCY_POLICY).username]
    worker, official = (person(each) for each in names)
    asking, answering = "/capaciteit/vraag/VERBLIJF/", f"/beheer/capaciteitsvragen/{question}/"
    found = complaints_at(worker, ["/capaciteit/", asking])
    assert worker.press_button("Vraag versturen") == 422
    found += complaints_about(worker.page)
    lists = ["/", "/beheer/capaciteitsvragen/", "/beheer/capaciteitsvragen/?staat=alle", answering]
    found += complaints_at(official, [*lists, f"/beheer/capaciteit/voorziening/{code}/"])
    official.open(answering)
    assert official.press_button("Antwoord versturen") == 422
    found += complaints_about(official.page)
    field(official.page, "Je antwoord").fill("Het klopt.")
    assert official.press_button("Antwoord versturen") == 302
    found += complaints_at(worker, ["/"])
    found += complaints_at(official, [f"/beheer/capaciteit/verwijderen/{row}", f"/beheer/capaciteit/edit/{row}"])
    field(official.page, "Erkend").fill("12")
    assert official.press_button("Toon het gevolg") == 200
    expect(official.page.get_by_role("group", name="Te bevestigen")).to_be_visible()
    found += complaints_about(official.page)
    official.page.get_by_role("group", name="Te bevestigen").get_by_role("checkbox").check()
    assert official.press_button("Bewaren") == 302
    assert found + complaints_about(official.page) == []


def test_what_forms_say_when_they_refuse_or_ask_is_accessible(
    site: Site, person: Callable[..., Person], records: Records
) -> None:
    with site.records() as session:
        name = create_care_worker(session, records.facility).username
    worker = person(name)
    page = worker.page
    found = []
    worker.open(f"/dossiers/{records.dossier}/beslissingen/nieuw")
    worker.press_button("Bewaren")
    found += complaints_about(page)
    worker.open(f"/dossiers/{records.dossier}/schakelingen/nieuw")
    field(page, "Einddatum van de vorige schakeling").fill("01/02/2024")
    field(page, "Begindatum").fill("01/02/2024")
    tick(page, STAY)
    tick(page, GUIDANCE)
    assert worker.press_button("Bewaren") == 422
    expect(page.get_by_role("group", name="Te bevestigen")).to_be_visible()
    found += complaints_about(page)
    worker.open("/clienten/")
    page.get_by_role("button", name="Zoek op nummer").click()
    expect(page.get_by_role("alert")).to_be_visible()
    found += complaints_about(page)
    for surname, year, words in (("Claes", "2012", "gevonden"), ("Storing", "2012", "antwoordt niet")):
        worker.open("/clienten/")
        field(page, "Familienaam").fill(surname)
        field(page, "Geboortejaar").fill(year)
        page.get_by_role("button", name="Zoek op naam").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile(words, re.IGNORECASE))
        found += complaints_about(page)
    for text in (records.dossier, "niemand die zo heet"):
        worker.open("/opzoeken/")
        page.get_by_role("searchbox").fill(text)
        page.get_by_role("searchbox").press("Enter")
        page.wait_for_url("**/opzoeken/*")
        found += complaints_about(page)
    assert found == []


def test_a_decision_with_its_schakeling_in_a_closed_dossier_is_accessible(
    site: Site, person: Callable[..., Person]
) -> None:
    """D-6, D-11: empty, refused, asking to confirm, and overtaken by a colleague."""
    with site.records() as session:
        facility = create_facility(session)
        address = f"/dossiers/{closed_long_ago(session, facility).code}/beslissingen/nieuw"
        names = [create_care_worker(session, facility).username for _ in range(2)]
    worker, colleague = (person(name) for name in names)
    found = complaints_at(worker, [address])
    assert worker.press_button("Samen bewaren") == 422
    found += complaints_about(worker.page)
    fill_in_both(worker.page)
    assert worker.press_button("Samen bewaren") == 422
    expect(worker.page.get_by_role("group", name="Te bevestigen")).to_be_visible()
    found += complaints_about(worker.page)
    colleague.open(address)
    fill_in_both(colleague.page)
    assert colleague.press_button("Samen bewaren") == 422
    tick_all_to_confirm(colleague.page)
    assert colleague.press_button("Samen bewaren") == 302
    found += complaints_about(colleague.page)
    tick_all_to_confirm(worker.page)
    assert worker.press_button("Samen bewaren") == 409
    assert found + complaints_about(worker.page) == []


def fill_in_both(page: Page) -> None:
    """A decision about guidance, and a stay of one day under it: something to confirm (S-2, S-12)."""
    decision, offer = (page.get_by_role("group", name=name, exact=True) for name in ("De beslissing", "De schakeling"))
    field(page, "Begindatum van de beslissing").fill("01/06/2024")
    decision.get_by_role("checkbox", name=re.compile(f"^{GUIDANCE}")).check()
    decision.get_by_role("radio", name="Vrijwillig").check()
    field(page, "Begindatum van de schakeling").fill("01/06/2024")
    field(page, "Einddatum van de schakeling").fill("01/06/2024")
    offer.get_by_role("checkbox", name=re.compile(f"^{re.escape(STAY)}")).check()


def tick_all_to_confirm(page: Page) -> None:
    """Confirms every warning."""
    for box in page.get_by_role("group", name="Te bevestigen").get_by_role("checkbox").all():
        box.check()


@pytest.mark.parametrize("kind", ["pleegzorg", "1G1P", "CaH", "CKG", "HCA"])
def test_the_referral_of_every_kind_of_facility_is_accessible(
    site: Site, person: Callable[..., Person], kind: str
) -> None:
    """D-4: its questions depend on the organisation type."""
    with site.records() as session:
        facility = create_facility(session, organisation_type=kind, several_provinces=kind == "CKG", modules=())
        client = create_client(session, facility, residence_status="belg").id
        name = create_care_worker(session, facility).username
    assert complaints_at(person(name), ["/", f"/clienten/{client}/dossier/"]) == []


def test_the_pages_of_an_unborn_child_are_accessible(site: Site, person: Callable[..., Person]) -> None:
    """C-4."""
    with site.records() as session:
        facility = create_facility(session, organisation_type="CKG", modules=())
        child = create_client(session, facility, birth_date=None, national_number=None, sex=None, unborn=True).id
        name = create_care_worker(session, facility).username
    worker = person(name)
    addresses = ["/clienten/", "/clienten/ongeboren/", f"/clienten/{child}/", f"/clienten/{child}/wijzigen/"]
    found = complaints_at(worker, addresses)
    worker.open("/clienten/ongeboren/")
    assert worker.press_button("Registreren") == 422
    found += complaints_about(worker.page)
    worker.open(f"/clienten/{child}/koppelen/")
    found += complaints_about(worker.page)
    field(worker.page, "Rijksregisternummer of BIS-nummer").fill("15.04.12-002.10")
    assert worker.press_button("Zoek op nummer") == 302
    found += complaints_about(worker.page)
    assert worker.press_button("Vergelijk met Noor") == 302
    found += complaints_about(worker.page)
    assert worker.press_button("Ja, koppel definitief") == 422
    found += complaints_about(worker.page)
    tick(worker.page, "Deze persoon is geboren")
    assert worker.press_button("Ja, koppel definitief") == 302
    assert found + complaints_about(worker.page) == []


@pytest.mark.parametrize("role", [Role.AGENCY_POLICY, Role.ADMIN], ids=lambda role: role.value)
def test_the_forms_of_administration_are_accessible(
    site: Site, person: Callable[..., Person], records: Records, role: Role
) -> None:
    with site.records() as session:
        name = create_official(session, role).username
    official = person(name)
    found, visited = [], 0
    for address in menu_of(official.page):
        match = re.fullmatch(r"/beheer/([a-z-]+)/list/", address)
        if match is None:
            continue
        view = next(rule.endpoint for rule in site.app.url_map.iter_rules() if rule.rule == address).split(".")[0]
        number = records.numbers.get(view)
        for action in ("add", f"show/{number}", f"edit/{number}", f"password/{number}"):
            path = f"/beheer/{match.group(1)}/{action}"
            status = official.open(path)
            if status == 200:
                visited += 1
                found += complaints_about(official.page)
            assert status in (200, 403, 404), path
    assert visited >= 5
    assert found == []


def test_the_door_and_the_choice_of_a_place_are_accessible(site: Site, person: Callable[..., Person]) -> None:
    with site.records() as session:
        name = create_care_worker(session, create_facility(session), create_facility(session)).username
    somebody = person()
    found = complaints_at(somebody, ["/aanmelden/"])
    field(somebody.page, "Gebruikersnaam").fill(name)
    field(somebody.page, "Wachtwoord").fill("verkeerd")
    somebody.page.get_by_role("button", name="Aanmelden").click()
    expect(somebody.page.get_by_role("alert")).to_be_visible()
    found += complaints_about(somebody.page)
    somebody.sign_in(name)
    found += complaints_at(somebody, ["/plaats/"])
    assert found == []
