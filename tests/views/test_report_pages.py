"""The screens of reports: asking, following, cancelling, downloading, and a run as the agency sees it (R-4 to R-6)."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from app.database import BincSession
from app.domain.jobs import JobName
from app.domain.period import Period
from app.domain.quarter import Quarter
from app.domain.reports.automatic import Making
from app.domain.reports.requests import MOST_UNDER_WAY
from app.domain.roles import Role
from app.services.reports.requesting import give_request_up
from models import AuditEntry, Facility, JobRun, Notice, ReportFile, ReportMaking, ReportRequest
from tests.factories import create_facility, create_seat
from tests.reports.shelves import NOON, automatic, create_ready_request, create_request, requested, store
from tests.views.reading import fault_at, table_of, ticked, value_of, words_of

TODAY = date(2025, 6, 15)
LIST, ASKED, ASK = "/rapporten/", "/rapporten/aanvragen/", "/rapporten/aanvragen/nieuw/"
RUNS = "/beheer/rapporten/"
WANTED = {"van": "01/01/2025", "tot": "31/03/2025", "kinds": ["numbers", "raw_started"], "raw": "csv"}


@pytest.fixture(autouse=True)
def a_fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("reports", "report_requests", "report_files"):
        monkeypatch.setattr(f"views.{module}.today_in_brussels", lambda: TODAY)


@pytest.fixture
def facility(session: BincSession) -> Facility:
    return create_facility(session, name="De Vlier")


@pytest.fixture
def an(session: BincSession, facility: Facility, browse: Any) -> Any:
    return browse(create_seat(session, facility))


@pytest.fixture
def agency(session: BincSession, browse: Any) -> Any:
    return browse(create_seat(session))


def with_run(session: BincSession, request: ReportRequest, state: str = "running") -> ReportRequest:
    """The request with the job that makes it."""
    words = {"unique_key": str(request.id), "facility_id": request.facility_id}
    session.add(JobRun(name=JobName.MAKE_REQUESTED_REPORTS, state=state, **words))
    session.flush()
    return request


def exported(session: BincSession) -> list[list[int]]:
    """The files of every export on record."""
    entries = select(AuditEntry).where(AuditEntry.action == "export", AuditEntry.subject_kind == "report_file")
    return [list(entry.subject_ids) for entry in session.scalars(entries.order_by(AuditEntry.id))]


def test_somebody_asks_for_reports_over_days_of_their_own_choice_r_4(
    session: BincSession, facility: Facility, an: Any
) -> None:
    form = an.get(ASK)
    assert (value_of(form, "van"), value_of(form, "tot")) == ("01/01/2025", "15/06/2025")
    assert "Leeftijd bij instroom, Huidige leeftijd, Nationaliteit, Land van herkomst" in words_of(form)
    assert "Traject" not in words_of(form), "a report of another organisation type"
    answer = an.post(ASK, WANTED)
    request = session.scalars(select(ReportRequest)).one()
    assert answer.headers["Location"] == f"{ASKED}{request.id}/"
    assert (request.facility_id, request.begin, request.until) == (facility.id, date(2025, 1, 1), date(2025, 3, 31))
    assert (request.kinds, request.raw_form, request.total) == (["numbers", "raw_started"], "csv", 3)
    run = session.scalars(select(JobRun).where(JobRun.unique_key == str(request.id))).one()
    assert (run.name, run.state) == ("make_requested_reports", "queued")
    again = an.get(ASK)
    assert (value_of(again, "van"), value_of(again, "tot")) == (WANTED["van"], WANTED["tot"])
    assert (ticked(again, "kinds"), ticked(again, "raw")) == (WANTED["kinds"], ["csv"])


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"van": ""}, "van", "Vul een begindatum in"),
        ({"tot": ""}, "tot", "Vul een einddatum in"),
        ({"van": "31/02/2025"}, "van", "Deze dag bestaat niet"),
        ({"tot": "gisteren"}, "tot", "Schrijf de datum als dd/mm/jjjj"),
        ({"van": "01/04/2025"}, "tot", "voor de begindatum"),
        ({"van": "31/03/2024"}, "tot", "hoogstens een jaar"),
        ({"van": "16/06/2025", "tot": "17/06/2025"}, "tot", "Kies ten laatste 15/06/2025"),
        ({"kinds": []}, "kinds", "Kies welke rapporten je wilt"),
        ({"kinds": ["trajectory"]}, "kinds", "uit de lijst"),
        ({"raw": "pdf"}, "raw", "uit de lijst"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_everything_typed_stays_r_4(
    session: BincSession, an: Any, change: dict[str, Any], field: str, words: str
) -> None:
    typed = WANTED | change
    answer = an.post(ASK, typed)
    assert answer.status_code == 422
    assert words in fault_at(answer, field)
    assert (value_of(answer, "van"), value_of(answer, "tot")) == (typed["van"], typed["tot"])
    assert session.scalars(select(ReportRequest)).all() == []


def test_too_many_at_once_is_told_r_4(session: BincSession, facility: Facility, an: Any) -> None:
    for _ in range(MOST_UNDER_WAY):
        with_run(session, create_request(session, facility), "queued")
    answer = an.post(ASK, WANTED)
    assert answer.status_code == 422
    assert "Er worden al 5 aanvragen gemaakt" in words_of(answer)


def test_progress_is_seen_without_scripts_and_scripts_follow_it_r_4(
    session: BincSession, facility: Facility, an: Any
) -> None:
    request = with_run(session, create_request(session, facility, total=4, done=1, kinds=["numbers"]))
    page = an.get(f"{ASKED}{request.id}/")
    assert "1 van 4 bestanden gemaakt." in words_of(page)
    assert 'value="1" max="4"' in page.text
    assert "Vernieuw deze pagina" in words_of(page)
    assert f'data-follow="{ASKED}{request.id}/" data-follow-on' in page.text
    assert "1 van 4" in words_of(an.get(ASKED))


def test_cancelling_stops_it_and_keeps_nothing_r_4(session: BincSession, facility: Facility, an: Any) -> None:
    request = with_run(session, create_request(session, facility, total=2, done=1))
    file_id = store(session, requested(request), b"half werk")
    answer = an.post(f"{ASKED}{request.id}/annuleren/")
    assert answer.status_code == 302
    assert "Van deze aanvraag is niets bewaard." in words_of(an.get(f"{ASKED}{request.id}/"))
    assert an.get(f"{LIST}bestanden/{file_id}/").status_code == 404
    assert session.scalar(select(func.count()).select_from(ReportFile)) == 0


def test_files_of_a_request_come_once_it_is_ready_and_not_before_r_4(
    session: BincSession, facility: Facility, an: Any
) -> None:
    request = with_run(session, create_request(session, facility, total=2, done=1))
    file_id = store(session, requested(request), b"een", kind="numbers")
    assert "Download" not in words_of(an.get(f"{ASKED}{request.id}/"))
    assert an.get(f"{LIST}bestanden/{file_id}/").status_code == 404
    assert an.get(f"{ASKED}{request.id}/zip/").status_code == 404
    other_id = store(session, requested(request), b"twee", kind="referral")
    request.state, request.done, request.ready_at, request.kept_until = "ready", 2, NOON, TODAY
    session.flush()
    page = an.get(f"{ASKED}{request.id}/")
    assert [cells[0] for cells, _ in table_of(page, "Bestanden van deze aanvraag")] == [
        "Aantal dossiers en aantal minderjarigen",
        "Aanmelding (opgestarte dossiers)",
    ]
    one = an.get(f"{LIST}bestanden/{file_id}/")
    assert (one.data, one.mimetype, one.headers["Cache-Control"]) == (b"een", "text/plain", "no-store")
    assert one.headers["Content-Disposition"] == 'attachment; filename="De Vlier - numbers - 01-05-2025.txt"'
    with zipfile.ZipFile(io.BytesIO(an.get(f"{ASKED}{request.id}/zip/").data)) as archive:
        assert [archive.read(name) for name in archive.namelist()] == [b"een", b"twee"]
    assert exported(session) == [[file_id], [file_id, other_id]]


def test_after_seven_days_the_record_stays_and_the_files_are_gone_r_4(
    session: BincSession, facility: Facility, an: Any
) -> None:
    request = create_ready_request(session, facility, kept_until=date(2025, 6, 14))
    file_id = store(session, requested(request), b"voorbij")
    assert an.get(f"{LIST}bestanden/{file_id}/").status_code == 404
    page = words_of(an.get(f"{ASKED}{request.id}/"))
    assert "Ze konden gedownload worden tot en met 14/06/2025." in page
    assert "niet meer bewaard" in page
    assert "14/06/2025" in words_of(an.get(ASKED))


def test_a_job_that_gave_up_is_told_with_what_to_do_r_4(session: BincSession, facility: Facility, an: Any) -> None:
    request = with_run(session, create_request(session, facility), "failed")
    page = an.get(f"{ASKED}{request.id}/")
    assert "Vraag de rapporten opnieuw." in words_of(page)
    assert "data-follow-on" not in page.text
    assert "mislukt" in words_of(an.get(ASKED))


def test_who_asked_finds_on_the_start_page_that_it_is_ready_r_4(
    session: BincSession, facility: Facility, browse: Any
) -> None:
    seat = create_seat(session, facility)
    request = create_ready_request(session, facility, requested_by=seat.user_id)
    notice = Notice(facility_id=facility.id, user_id=seat.user_id, kind="reports_ready", colleague="Binc")
    notice.codes = [str(request.id)]
    session.add(notice)
    session.flush()
    start = browse(seat).get("/")
    assert "Je rapporten zijn klaar en blijven zeven dagen bewaard." in words_of(start)
    assert f'href="{ASKED}{request.id}/"' in start.text


def test_who_asked_finds_on_the_start_page_that_it_failed_r_4(
    session: BincSession, facility: Facility, browse: Any
) -> None:
    seat = create_seat(session, facility)
    request = create_request(session, facility, requested_by=seat.user_id)
    give_request_up(session, request.id)
    session.flush()
    start = browse(seat).get("/")
    assert "Het maken van je rapporten is mislukt. Vraag ze opnieuw aan." in words_of(start)
    assert f'href="{ASKED}{request.id}/"' in start.text


def test_reports_that_came_by_themselves_stand_by_period_and_can_be_narrowed_r_5(
    session: BincSession, facility: Facility, an: Any
) -> None:
    assert "Nog geen rapporten" in words_of(an.get(LIST))
    for period in (Quarter(2024, 4).period, Quarter(2025, 1).period, Quarter(2025, 2).period, Period.year(2024)):
        for kind in ("numbers", "referral"):
            store(session, automatic(facility, period), b"x", kind=kind)
    store(session, automatic(create_facility(session), Quarter(2025, 3).period), b"x")
    page = words_of(an.get(LIST))
    assert "Kwartaal 2025-2" in page
    assert page.index("Kwartaal 2025-2") < page.index("Kwartaal 2025-1")
    assert "2025-3" not in page
    assert "Jaar 2024" not in page
    older = words_of(an.get(f"{LIST}?jaar=2024"))
    assert older.index("Jaar 2024") < older.index("Kwartaal 2024-4")
    narrowed = an.get(f"{LIST}?jaar=2025&rapport=referral")
    rows = table_of(narrowed, "Bestanden van Kwartaal 2025-1")
    assert [cells[0] for cells, _ in rows] == ["Aanmelding (opgestarte dossiers)"]
    one = words_of(an.get(f"{LIST}?jaar=2025&kwartaal=1"))
    assert ("Bestanden van Kwartaal 2025-1" in one, "Bestanden van Kwartaal 2025-2" in one) == (True, False)
    whole = words_of(an.get(f"{LIST}?jaar=2024&kwartaal=jaar"))
    assert ("Bestanden van Jaar 2024" in whole, "Bestanden van Kwartaal 2024-4" in whole) == (True, False)
    assert "Nog geen rapporten" in words_of(an.get(f"{LIST}?jaar=2025&kwartaal=4"))
    assert an.get(f"{LIST}?jaar=x&rapport=y&kwartaal=9").status_code == 200


def test_a_quarter_is_one_zip_and_each_file_alone_r_5(session: BincSession, facility: Facility, an: Any) -> None:
    ids = [store(session, automatic(facility), kind.encode(), kind=kind) for kind in ("numbers", "referral")]
    answer = an.get(f"{LIST}automatisch/2025-1/zip/")
    assert 'filename="De Vlier - Kwartaal 2025-1 - 15-06-2025.zip"' in answer.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert [archive.read(name) for name in archive.namelist()] == [b"numbers", b"referral"]
    assert an.get(f"{LIST}bestanden/{ids[1]}/").data == b"referral"
    assert exported(session) == [ids, [ids[1]]]
    for unknown in ("2025-2", "2025-5", "x", "2025"):
        assert an.get(f"{LIST}automatisch/{unknown}/zip/").status_code == 404


def test_asked_reports_are_narrowed_to_one_kind_and_leafed_through_r_4(
    session: BincSession, facility: Facility, an: Any
) -> None:
    for number in range(60):
        create_request(session, facility, kinds=["referral"] if number % 2 else ["numbers"])
    assert "Aanvragen (60)" in words_of(an.get(ASKED))
    assert "51–60 van 60" in words_of(an.get(f"{ASKED}?pagina=2"))
    assert "Aanvragen (30)" in words_of(an.get(f"{ASKED}?rapport=referral"))


MAY = Making(Quarter(2025, 1).period, date(2025, 5, 1))


def planned(session: BincSession, facilities: dict[Facility, str], state: str = "done") -> None:
    """A making of the first quarter with what came of each facility."""
    session.add(
        JobRun(name=JobName.MAKE_AUTOMATIC_REPORTS, unique_key=MAY.job_keys[0], state=state, total=len(facilities))
    )
    days = {"due_on": MAY.due_on, "begin": MAY.period.begin, "until": MAY.period.end}
    for facility, outcome in facilities.items():
        error = "ValueError" if outcome == "failed" else None
        session.add(ReportMaking(facility_id=facility.id, outcome=outcome, error_class=error, at=NOON, **days))
    session.flush()


def test_the_agency_sees_who_got_no_reports_and_has_them_made_again_r_5(
    session: BincSession, facility: Facility, agency: Any
) -> None:
    planned(session, {facility: "failed", create_facility(session): "made"})
    listed = words_of(agency.get(RUNS))
    assert "Kwartaal 2025-1" in listed
    assert "niet overal gelukt" in listed
    assert "Bij 1 voorziening mislukten de automatische rapporten." in words_of(agency.get("/"))
    one = f"{RUNS}2025-1_2025-05-01/"
    shown = words_of(agency.get(one))
    assert "De Vlier" in shown
    assert "ValueError" in shown
    assert agency.post(f"{one}opnieuw/").status_code == 302
    session.expire_all()
    assert session.scalars(select(JobRun.state)).all() == ["queued"]
    assert sorted(session.scalars(select(ReportMaking.outcome))) == ["made", "waiting"]
    assert "1 van 2 voorzieningen gedaan." in words_of(agency.get(one))
    assert "mislukten" not in words_of(agency.get("/"))


def test_what_a_later_day_made_again_is_not_made_for_the_earlier_one_r_5(
    session: BincSession, facility: Facility, agency: Any
) -> None:
    planned(session, {facility: "failed"})
    session.add(JobRun(name=JobName.MAKE_AUTOMATIC_REPORTS, unique_key="2025-1 2025-08-01 1", state="done"))
    session.flush()
    one = f"{RUNS}2025-1_2025-05-01/"
    assert "op een latere datum opnieuw gemaakt" in words_of(agency.get(one))
    agency.post(f"{one}opnieuw/")
    assert session.scalars(select(ReportMaking.outcome)).all() == ["failed"]


@pytest.mark.parametrize("key", ["2025-1", "2025-9_2025-05-01", "2025-1_x", "2025-2_2025-05-01", "x_2025-05-01"])
def test_a_making_that_does_not_exist_is_not_found(session: BincSession, agency: Any, key: str) -> None:
    assert agency.get(f"{RUNS}{key}/").status_code == 404


@pytest.mark.parametrize("role", [Role.AGENCY_ANALYST, Role.ADMIN, Role.AGENCY_CASE_HANDLER])
def test_who_may_not_see_a_run_hears_of_no_failure_a_4(
    session: BincSession, facility: Facility, browse: Any, role: Role
) -> None:
    planned(session, {facility: "failed"})
    assert "mislukten" not in words_of(browse(create_seat(session, role=role)).get("/"))
