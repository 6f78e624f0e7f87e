"""The pages of files that are read in: sending, following, working through faults, confirming, stopping (G-3, A-4)."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import lxml.html
import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select, text

from app.database import BincSession, enter_scope
from app.domain.documents.content import MOST_BYTES
from app.domain.imports import ImportState
from app.domain.roles import Role
from app.domain.scope import Scope
from app.services.accounts import give_seat
from app.services.exchange import import_exchange
from jobs.file_imports import check_file, read_in_file
from models import Facility, FileImport, JobRun, Notice
from tests.documents.made import office
from tests.exchange.files import TODAY, content, small_file
from tests.factories import create_facility, create_seat, create_user
from tests.imports.files import create_import
from tests.imports.steps import new_rows
from tests.imports.workbooks import Spreadsheet, exported, figures
from tests.statements.steps import desk_of


@pytest.fixture
def home(session: BincSession) -> Facility:
    """The facility of the small file."""
    import_exchange(session, small_file(), today=TODAY)
    return session.scalars(select(Facility).where(Facility.code == "X001")).one()


def posted(browser: Any, given: bytes, name: str = "Peeters Noor.json", address: str = "/inlezen/nieuw/") -> Any:
    return browser.post(address, data={"file": (io.BytesIO(given), name)}, content_type="multipart/form-data")


def work(session: BincSession, name: str) -> None:
    """A worker does the jobs that wait."""
    for run in session.scalars(select(JobRun).where(JobRun.name == name, JobRun.state == "queued")):
        enter_scope(session, Scope.system("job"))
        {"check_file": check_file, "read_in_file": read_in_file}[name](session, run)
        run.state = "done"
    enter_scope(session, Scope.system("test"))


def only(session: BincSession) -> FileImport:
    session.expire_all()
    return session.scalars(select(FileImport)).one()


def test_a_file_goes_from_upload_to_report_without_scripts_g_3(
    app: Flask, session: BincSession, browse: Any, home: Facility
) -> None:
    seat = create_seat(session, home)
    browser = browse(seat)
    address = posted(browser, new_rows()).headers["Location"]
    assert "Peeters" not in address
    waiting = browser.get(address).text
    assert "Het bestand wordt nagekeken." in waiting
    assert "Vernieuw deze pagina" in waiting
    work(session, "check_file")
    shown = browser.get(address).text
    assert "Nagekeken: dit kan ingelezen worden." in shown
    assert "dossier 1, beslissing 1, schakeling 1" in shown
    assert "D227" in shown
    unread = browser.post(f"{address}bevestigen/")
    assert unread.status_code == 422
    assert "Vink aan dat je de waarschuwingen gelezen hebt." in unread.text
    for _ in range(2):
        assert browser.post(f"{address}bevestigen/", {"seen": "y"}).status_code == 302
    assert len(session.scalars(select(JobRun).where(JobRun.name == "read_in_file")).all()) == 1
    assert "Het bestand wordt ingelezen." in browser.get(address).text
    work(session, "read_in_file")
    report = browser.get(address).text
    assert "Wat er ingelezen is" in report
    assert only(session).confirmed_by_name == seat.user.get_full_name()
    kinds = session.scalars(select(Notice.kind).where(Notice.user_id == seat.user_id)).all()
    assert sorted(kinds) == ["file_checked", "file_read_in"]
    assert "Je bestand is afgehandeld." in browser.get("/").text


def test_no_name_of_a_file_is_kept_anywhere_a_5(session: BincSession, browse: Any, home: Facility) -> None:
    posted(browse(create_seat(session, home)), new_rows(), "Peeters Noor 15041200210.json")
    for table in ("file_import", "job_run", "audit_entry"):
        rows = session.scalars(text(f"select t::text from {table} t")).all()
        assert not any("15041200210.json" in row or "Peeters Noor" in row for row in rows), table


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (b"", "Dit bestand is leeg."),
        (b" " * 10 + b"[1, 2]", "Dit is geen uitwisselingsbestand"),
        (b"MZ\x90\x00", "Dit is geen uitwisselingsbestand"),
        (b"{" + b" " * MOST_BYTES, "groter dan 10 MB"),
        (b"PK\x03\x04 nothing", "Dit rekenblad kan niet ingelezen worden"),
        (office.docx(), "Dit is geen uitwisselingsbestand"),
        (office.xlsx(main_type="application/vnd.ms-excel.sheet.macroEnabled.main+xml"), "er zitten macro"),
    ],
    ids=["empty", "no object", "program", "too large", "broken", "another document", "macros"],
)
def test_what_cannot_be_read_in_is_told_at_the_field_o_2(
    session: BincSession, browse: Any, home: Facility, given: bytes, words: str
) -> None:
    answer = posted(browse(create_seat(session, home)), given, "rooster.xlsx")
    assert answer.status_code == 422
    assert words in answer.text
    assert session.scalars(select(FileImport)).all() == []


def test_no_file_at_all_is_told_too_g_3(session: BincSession, browse: Any, home: Facility) -> None:
    answer = browse(create_seat(session, home)).post("/inlezen/nieuw/")
    assert answer.status_code == 422
    assert "Kies een bestand." in answer.text


def test_thousands_of_faults_are_leafed_through_narrowed_and_taken_along_g_3(
    session: BincSession, browse: Any, home: Facility
) -> None:
    record = create_import(session, home, ImportState.REFUSED, lines=2_000)
    browser = browse(create_seat(session, home))
    page = browser.get(f"/inlezen/{record.id}/?pagina=3").text
    assert "101–150 van 2000" in page
    assert "dossier 101" in page
    assert "dossier 151" not in page
    assert "Niets gevonden" in browser.get(f"/inlezen/{record.id}/?regel=S-12&deel=Dossiers&pagina=99").text
    assert "S-12 (2000)" in page
    book = load_workbook(io.BytesIO(browser.get(f"/inlezen/{record.id}/excel/").data))
    rows = list(book["Bevindingen"].iter_rows(min_row=10, values_only=True))
    assert len(rows) == 2_000
    assert rows[0] == ("Dossiers", "/dossiers/0", "dossier 1", None, "S-12", "Er vertrekt een D227.")


def test_stopping_destroys_the_file_and_leaves_a_report_g_3(session: BincSession, browse: Any, home: Facility) -> None:
    browser = browse(create_seat(session, home))
    address = posted(browser, new_rows()).headers["Location"]
    browser.post(f"{address}stoppen/")
    assert "Er is niets ingelezen en het bestand is vernietigd." in browser.get(address).text
    assert (only(session).state, only(session).content_key) == ("cancelled", None)
    assert "al afgehandeld" in browser.post(f"{address}stoppen/", follow_redirects=True).text
    assert "kan niet meer bevestigd worden" in browser.post(f"{address}bevestigen/", follow_redirects=True).text


def test_a_quarter_filled_in_in_a_spreadsheet_is_read_in_q_6(session: BincSession, browse: Any) -> None:
    desk, told = desk_of(session)
    told.add("01-08", None, "P-CB-BREED", "VBFBJB04")
    sheet = Spreadsheet(exported(session, desk))
    sheet.type("Totalen", "VBFBJB04", "Totaal", "80,0")
    wrong = sheet.type("Totalen", "P-CB-BREED", "Totaal", "1,1")
    browser = browse(create_seat(session, desk.facility))
    refused = posted(browser, sheet.content, "rooster.xlsx").headers["Location"]
    work(session, "check_file")
    shown = browser.get(refused).text.replace("&#39;", "'")
    assert wrong in shown
    assert "1 fout gevonden." in shown
    assert "Kwartaalrooster 2024-1" in shown
    sheet.type("Totalen", "P-CB-BREED", "Totaal", 1.25)
    right = posted(browser, sheet.content, "rooster.xlsx").headers["Location"]
    work(session, "check_file")
    assert "Kwartaalrooster 2024-1" in browser.get(right).text
    browser.post(f"{right}bevestigen/")
    work(session, "read_in_file")
    assert "Ingelezen op" in browser.get(right).text
    assert {code: str(line[0]) for code, line in figures(session, desk).totals.items()} == {
        "P-CB-BREED": "1.25",
        "VBFBJB04": "80.00",
    }


def test_each_role_of_the_agency_sees_its_own_files_and_sends_no_workbook_a_4(
    session: BincSession, browse: Any, home: Facility
) -> None:
    admin, policy = (
        browse(give_seat(session, create_user(session), role)) for role in (Role.ADMIN, Role.AGENCY_POLICY)
    )
    of_admin = create_import(session, None, sent_as=Role.ADMIN)
    assert admin.get(f"/sector/inlezen/{of_admin.id}/").status_code == 200
    assert policy.get(f"/sector/inlezen/{of_admin.id}/").status_code == 404
    assert "Nog niets ingelezen" in policy.get("/sector/inlezen/").text
    answer = posted(policy, office.xlsx(), "rooster.xlsx", "/sector/inlezen/nieuw/")
    assert "Een kwartaalrooster leest alleen de voorziening zelf in." in answer.text
    own = create_import(session, home)
    assert admin.get(f"/sector/inlezen/{own.id}/").status_code == 404
    assert browse(create_seat(session, create_facility(session))).get(f"/inlezen/{own.id}/").status_code == 404


@pytest.mark.parametrize(
    ("state", "failed", "words"),
    [
        (ImportState.CHECKING, "check_file", "Het nakijken is mislukt."),
        (ImportState.CONFIRMED, "read_in_file", "Het inlezen is mislukt."),
        (ImportState.EXPIRED, "check_file", "Het nakijken is mislukt."),
        (ImportState.EXPIRED, None, "Niemand bevestigde dit bestand binnen een dag."),
        (ImportState.OVERTAKEN, None, "Niet ingelezen."),
    ],
)
def test_whatever_came_of_a_file_is_said_in_words_g_3(
    session: BincSession, browse: Any, home: Facility, state: ImportState, failed: str | None, words: str
) -> None:
    confirmed = datetime(2024, 7, 1, tzinfo=UTC) if state is ImportState.CONFIRMED else None
    record = create_import(session, home, state, confirmed_at=confirmed, confirmed_by_name="An" if confirmed else None)
    if failed:
        session.add(JobRun(name=failed, unique_key=str(record.id), state="failed"))
        session.flush()
    browser = browse(create_seat(session, home))
    assert words in browser.get(f"/inlezen/{record.id}/").text
    assert ("mislukt" in browser.get("/inlezen/").text) is bool(failed)


def told_at_start(browser: Any) -> list[str]:
    """What the start page of the agency says of one's own files."""
    page: Any = lxml.html.fromstring(browser.get("/").text)
    notices = (one.text_content() for one in page.xpath("//*[a[contains(@href, '/sector/inlezen/')]]"))
    return [" ".join(one.split()) for one in notices if "Uitwisselingsbestand" in one]


def test_who_sends_a_file_at_the_agency_is_told_until_its_outcome_was_seen_g_3(
    session: BincSession, browse: Any
) -> None:
    seat = create_seat(session, role=Role.ADMIN)
    browser, colleague = browse(seat), browse(create_seat(session, role=Role.ADMIN))
    policy = browse(give_seat(session, seat.user, Role.AGENCY_POLICY))
    address = posted(browser, content(small_file()), address="/sector/inlezen/nieuw/").headers["Location"]
    assert told_at_start(browser) == []
    work(session, "check_file")
    browser.get(address)
    assert "wacht op je bevestiging" in told_at_start(browser)[0]
    browser.post(f"{address}bevestigen/", {"seen": "y"})
    assert told_at_start(browser) == []
    work(session, "read_in_file")
    colleague.get(address)
    assert "Je bestand is ingelezen." in told_at_start(browser)[0]
    assert [told_at_start(one) for one in (colleague, policy)] == [[], []]
    assert "Ingelezen op" in browser.get(address).text
    assert told_at_start(browser) == []


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (ImportState.REFUSED, "er staan fouten in"),
        (ImportState.OVERTAKEN, "niet ingelezen"),
        (None, "Stuur het opnieuw"),
    ],
)
def test_what_went_wrong_with_a_file_of_the_agency_is_told_too_g_3(
    session: BincSession, browse: Any, state: ImportState | None, words: str
) -> None:
    seat = create_seat(session)
    values: dict[str, Any] = {"sent_as": Role.AGENCY_POLICY, "requested_by": seat.user_id}
    record = create_import(session, None, state or ImportState.CHECKING, **values)
    if state is None:
        session.add(JobRun(name="check_file", unique_key=str(record.id), state="failed"))
        session.flush()
    browser = browse(seat)
    assert words in told_at_start(browser)[0]
    browser.get(f"/sector/inlezen/{record.id}/")
    assert told_at_start(browser) == []


def test_a_file_that_says_what_stands_there_already_needs_no_confirmation_g_3(
    session: BincSession, browse: Any, home: Facility
) -> None:
    record = create_import(session, home, lines=0, report={"created": {}, "changed": {}, "unchanged": {"dossier": 3}})
    assert "dit bestand verandert niets" in browse(create_seat(session, home)).get(f"/inlezen/{record.id}/").text
