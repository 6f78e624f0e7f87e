"""The agency asks for reports about the sector, looks at them and downloads them (R-1, R-4, A-4, A-5)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.database import BincSession
from app.domain.jobs import JobName
from app.domain.reports.result import CountedTable
from app.domain.reports.sector_scope import SectorScope
from app.domain.roles import FACILITY_ROLES, FIGURE_ROLES, Role
from app.queries.reports.made import files_of_request
from app.services.reports.requesting import request_sector_reports
from jobs.report_requests import make_requested_reports
from models import AuditEntry, Facility, JobRun, ReportRequest, Seat
from tests.factories import create_facility, create_seat
from tests.reports.counted import sector_table
from tests.reports.random_sector import PERIOD, random_sector
from tests.reports.shelves import QUARTER, create_ready_request, create_request, requested, store
from tests.views.reading import fault_at, table_of, ticked, value_of, words_of
from tests.views.test_report_tables import in_answer, in_workbook, on_screen

TODAY = date(2025, 6, 15)
LIST, ASK = "/sector/rapporten/", "/sector/rapporten/nieuw/"
WANTED = {"van": "01/01/2025", "tot": "31/03/2025", "type": "OVBJ", "provincie": "Limburg", "kinds": ["numbers"]}


@pytest.fixture(autouse=True)
def a_fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("start", "report_requests", "report_files"):
        monkeypatch.setattr(f"views.{module}.today_in_brussels", lambda: TODAY)


@pytest.fixture
def analyst(session: BincSession) -> Seat:
    return create_seat(session, role=Role.AGENCY_ANALYST)


@pytest.mark.parametrize("role", sorted(FIGURE_ROLES))
def test_the_agency_asks_about_a_part_of_the_sector_r_4(session: BincSession, browse: Any, role: Role) -> None:
    browser = browse(create_seat(session, role=role))
    form = browser.get(ASK)
    assert value_of(form, "raw") is None
    answer = browser.post(ASK, WANTED)
    request = session.scalars(select(ReportRequest)).one()
    assert answer.headers["Location"] == f"{LIST}{request.id}/"
    assert (request.facility_id, request.organisation_type, request.province) == (None, "OVBJ", "Limburg")
    assert (request.begin, request.until, request.kinds) == (date(2025, 1, 1), date(2025, 3, 31), ["numbers"])
    assert session.scalars(select(JobRun.name)).one() == "make_requested_reports"
    assert "OVBJ Limburg, 01/01/2025 – 31/03/2025" in words_of(browser.get(f"{LIST}{request.id}/"))
    again = browser.get(ASK)
    assert (value_of(again, "van"), ticked(again, "kinds")) == ("01/01/2025", ["numbers"])
    assert 'value="OVBJ" selected' in again.text.replace('selected value="OVBJ"', 'value="OVBJ" selected')


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"tot": "16/06/2025"}, "tot", "Kies ten laatste 15/06/2025"),
        ({"kinds": []}, "kinds", "Kies welke rapporten je wilt"),
        ({"kinds": ["numbers", "trajectory"]}, "kinds", "OVBJ heeft geen ‘Traject (afgesloten dossiers)’"),
        ({"kinds": ["raw_started"]}, "kinds", "uit de lijst"),
        ({"type": "XYZ"}, "type", "uit de lijst"),
        ({"provincie": "Henegouwen"}, "provincie", "uit de lijst"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_everything_typed_stays_r_4(
    session: BincSession, browse: Any, analyst: Seat, change: dict[str, Any], field: str, words: str
) -> None:
    answer = browse(analyst).post(ASK, WANTED | change)
    assert answer.status_code == 422
    assert words in fault_at(answer, field)
    assert value_of(answer, "van") == "01/01/2025"
    assert session.scalars(select(ReportRequest)).all() == []


def test_progress_cancel_and_the_list_are_those_of_a_facility_r_4(
    session: BincSession, browse: Any, analyst: Seat
) -> None:
    request = create_request(session, None, total=9, done=2, kinds=["numbers"], province="Limburg")
    session.add(JobRun(name="make_requested_reports", unique_key=str(request.id), state="running"))
    session.flush()
    browser = browse(analyst)
    assert "2 van 9 bestanden gemaakt." in words_of(browser.get(f"{LIST}{request.id}/"))
    (cells, link), *_ = table_of(browser.get(LIST), "Aangevraagde rapporten")
    assert "Alle organisatietypes Limburg" in cells[1]
    assert link == f"{LIST}{request.id}/"
    browser.post(f"{LIST}{request.id}/annuleren/")
    assert "Van deze aanvraag is niets bewaard." in words_of(browser.get(f"{LIST}{request.id}/"))


def test_what_is_ready_is_told_on_the_start_page_of_who_asked_r_4(
    session: BincSession, browse: Any, analyst: Seat
) -> None:
    create_ready_request(session, None, requested_by=analyst.user_id)
    create_ready_request(session, None, requested_by=analyst.user_id, kept_until=date(2025, 6, 14))
    assert "1 aanvraag van rapporten staat klaar." in words_of(browse(analyst).get("/"))
    other = create_seat(session, role=Role.AGENCY_POLICY)
    assert "staat klaar" not in words_of(browse(other).get("/"))


@pytest.mark.parametrize(("days", "told"), [(7, True), (8, False)])
def test_what_failed_is_told_for_seven_days_on_the_start_page_of_who_asked_r_4(
    session: BincSession, browse: Any, analyst: Seat, days: int, told: bool
) -> None:
    ended = datetime(2025, 6, 15, 12, tzinfo=UTC) - timedelta(days=days)
    for person, key in ((analyst.user_id, "1"), (create_seat(session, role=Role.AGENCY_POLICY).user_id, "2")):
        run = JobRun(name=JobName.MAKE_REQUESTED_REPORTS, unique_key=key, actor_id=person, state="failed")
        run.finished_at = ended
        session.add(run)
    session.flush()
    words = "1 aanvraag van rapporten mislukte. Vraag ze opnieuw aan."
    assert (words in words_of(browse(analyst).get("/"))) is told


def test_files_are_looked_at_and_downloaded_on_record_until_their_days_are_over_r_4_a_5(
    session: BincSession, browse: Any, analyst: Seat
) -> None:
    kept = create_ready_request(session, None, kept_until=TODAY)
    over = create_ready_request(session, None, kept_until=date(2025, 6, 14))
    tables = [sector_table(QUARTER).as_json()]
    shown, gone = (store(session, requested(one), b"figures", tables=tables) for one in (kept, over))
    browser = browse(analyst)
    page = browser.get(f"{LIST}bestanden/{shown}/bekijken/")
    assert "Alle organisatietypes Vlaanderen, 01/01/2025 – 31/03/2025" in words_of(page)
    assert "De Vlier" not in page.text
    assert "middelste helft" not in page.text
    assert browser.get(f"{LIST}bestanden/{shown}/").data == b"figures"
    assert browser.get(f"{LIST}{kept.id}/zip/").status_code == 200
    for address in (f"bestanden/{gone}/", f"bestanden/{gone}/bekijken/", f"{over.id}/zip/"):
        assert browser.get(f"{LIST}{address}").status_code == 404
    of_files = select(AuditEntry).where(AuditEntry.subject_kind == "report_file").order_by(AuditEntry.id)
    told = [(one.action, list(one.subject_ids)) for one in session.scalars(of_files) if one.subject_ids]
    assert told == [("read", [shown]), ("export", [shown]), ("export", [shown])]


def test_neither_side_reaches_the_other_s_reports_a_2_a_4(session: BincSession, browse: Any, analyst: Seat) -> None:
    facility: Facility = create_facility(session)
    theirs, about = create_ready_request(session, facility), create_ready_request(session, None)
    their_file, file = (store(session, requested(one), b"x") for one in (theirs, about))
    for browser, way, request, number in (
        (browse(create_seat(session, facility)), "/rapporten/aanvragen/", about.id, file),
        (browse(analyst), LIST, theirs.id, their_file),
    ):
        files = "/rapporten/bestanden/" if way != LIST else f"{LIST}bestanden/"
        for address in (f"{way}{request}/", f"{way}{request}/zip/", f"{files}{number}/", f"{files}{number}/bekijken/"):
            assert browser.get(address).status_code == 404, address
        assert browser.post(f"{way}{request}/annuleren/").status_code == 404


@pytest.mark.parametrize("role", sorted(FACILITY_ROLES | {Role.AGENCY_CASE_HANDLER, Role.ADMIN}))
def test_who_may_not_ask_is_refused_a_4(session: BincSession, browse: Any, role: Role) -> None:
    facility = create_facility(session) if role.startswith("facility") else None
    browser = browse(create_seat(session, facility, role=role))
    request = create_ready_request(session, None)
    for address in (LIST, ASK, f"{LIST}{request.id}/"):
        assert browser.get(address).status_code == 403, address


@pytest.mark.parametrize("scope", [SectorScope(), SectorScope("OVBJ", "Antwerpen"), SectorScope("1G1P")])
def test_screen_and_workbook_of_the_agency_tell_the_same_of_every_report_r_1(
    session: BincSession, browse: Any, analyst: Seat, scope: SectorScope
) -> None:
    """Every report of the scope in a random sector; a figure that is left out is nowhere on the page (R-6)."""
    names = [facility.name for facility in random_sector(session, 5, dossiers=220)]
    browser, kinds = browse(analyst), [kind.key for kind in scope.kinds]
    actor = session.scope.actor
    request = request_sector_reports(session, scope, (PERIOD.begin, PERIOD.end), kinds, actor=actor, today=TODAY)
    make_requested_reports(session, session.scalars(select(JobRun).filter_by(unique_key=str(request.id))).one())
    request.kept_until = TODAY
    files = [(one.id, list(one.tables or ())) for one in files_of_request(session, request.id)]
    session.commit()
    for file_id, kept in files:
        page = browser.get(f"{LIST}bestanden/{file_id}/bekijken/")
        content = browser.get(f"{LIST}bestanden/{file_id}/").data
        assert not any(name in page.text for name in names)
        for number, table in enumerate(CountedTable.from_json(one) for one in kept):
            screen = on_screen(page, table)
            assert screen == in_workbook(content, number, table) == in_answer(table), table.key
