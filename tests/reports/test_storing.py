"""A file of a report is whole or not there, is read in pieces, and goes after seven days while its record stays."""

from __future__ import annotations

import io
import random
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from app.database import BincSession, enter_scope
from app.domain.roles import Role
from app.domain.scope import Actor, Scope
from app.queries.reports.content import content_of, zip_of
from app.services.reports.removing import remove_expired_reports
from app.services.reports.storing import MadeReport, kinds_stored, store_report
from models import Facility, ReportContent, ReportFile, ReportMaking, ReportRequest
from models.report import LARGEST_PIECE
from tests.factories import create_facility
from tests.reports.shelves import DUE, NOON, QUARTER, automatic, create_request, is_whole, requested, store
from tests.services.test_races import working

MEGABYTES = random.Random(1).randbytes(2 * LARGEST_PIECE + 17)
SIZES = (1, LARGEST_PIECE - 1, LARGEST_PIECE, LARGEST_PIECE + 1, len(MEGABYTES))


def numbers(session: BincSession, file_id: int) -> list[int]:
    query = select(ReportContent.number).where(ReportContent.file_id == file_id).order_by(ReportContent.number)
    return list(session.scalars(query))


@pytest.mark.parametrize("size", SIZES)
def test_a_file_comes_out_as_it_went_in_in_pieces_of_a_megabyte(session: BincSession, size: int) -> None:
    content = MEGABYTES[:size]
    file_id = store(session, automatic(create_facility(session)), content)
    pieces = list(content_of(session, file_id))
    assert b"".join(pieces) == content
    assert max(map(len, pieces)) <= LARGEST_PIECE
    assert numbers(session, file_id) == list(range(-(-size // LARGEST_PIECE)))
    assert is_whole(session, file_id, content)


def test_an_empty_file_is_no_report(session: BincSession) -> None:
    with pytest.raises(DBAPIError), session.begin_nested():
        store(session, automatic(create_facility(session)), b"")


def test_a_quarter_that_is_made_again_keeps_its_record_and_gets_the_new_content_r_5(session: BincSession) -> None:
    facility = create_facility(session)
    first = store(session, automatic(facility), MEGABYTES)
    again = store(session, automatic(facility, due_on=date(2025, 8, 1)), b"klein", tables=[{"rows": 2}])
    other = store(session, automatic(facility), b"ander", kind="referral")
    assert (again == first, other == first) == (True, False)
    assert b"".join(content_of(session, first)) == b"klein"
    assert is_whole(session, first, b"klein")
    file = session.get_one(ReportFile, first, populate_existing=True)
    assert (file.due_on, file.tables) == (date(2025, 8, 1), [{"rows": 2}])


def test_a_request_that_is_made_twice_has_each_file_once_r_4(session: BincSession) -> None:
    request = create_request(session, create_facility(session), kinds=["dossiers", "referral"], total=2)
    twice = [store(session, requested(request), b"zelfde") for _ in range(2)]
    assert twice[0] == twice[1]
    assert kinds_stored(session, request.id) == {"dossiers"}
    other = create_request(session, session.get_one(Facility, request.facility_id))
    assert store(session, requested(other), b"zelfde") != twice[0]


def unzipped(parts: Any) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(b"".join(parts))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_zip_holds_the_files_whole_in_the_order_of_their_names_r_5(session: BincSession) -> None:
    facility = create_facility(session)
    contents = {"b.txt": MEGABYTES, "a.txt": b"eerste", "c – é.txt": b"laatste"}
    ids = [
        store(session, automatic(facility), content, kind=name[:1], file_name=name)
        for name, content in contents.items()
    ]
    store(session, automatic(facility), b"blijft eruit", kind="other")
    found = unzipped(zip_of(session, ids))
    assert found == contents
    assert list(found) == sorted(contents)


def test_a_zip_is_made_in_small_parts_however_large_the_file(session: BincSession) -> None:
    file_id = store(session, automatic(create_facility(session)), MEGABYTES)
    parts = list(zip_of(session, [file_id]))
    assert len(parts) > 2
    assert max(map(len, parts)) <= LARGEST_PIECE + 100_000


def test_a_file_that_is_made_again_while_it_is_read_comes_out_as_it_was(committing_app: Flask) -> None:
    with working(committing_app) as session:
        facility = create_facility(session)
        file_id, facility_id = store(session, automatic(facility), MEGABYTES), facility.id
    with working(committing_app) as session:
        pieces = content_of(session, file_id)
        first = next(pieces)
        in_between(committing_app, facility_id)
        assert first + b"".join(pieces) == MEGABYTES
    with working(committing_app) as session:
        assert b"".join(content_of(session, file_id)) == b"nieuw"


def in_between(app: Flask, facility_id: int) -> None:
    """Makes the file again in a transaction of its own, on a connection of its own."""

    def make_again() -> None:
        with working(app) as session:
            store(session, automatic(session.get_one(Facility, facility_id)), b"nieuw")

    with ThreadPoolExecutor(1) as other:
        other.submit(make_again).result()


def test_a_store_that_fails_half_way_leaves_what_stood_there(committing_app: Flask) -> None:
    with working(committing_app) as session:
        facility_id = create_facility(session).id
        file_id = store(session, automatic(session.get_one(Facility, facility_id)), b"goed")

    class Breaking(io.BytesIO):
        """Gives its first piece once too often: the disk fails on the second reading."""

        readings = 0

        def read(self, size: int | None = -1) -> bytes:
            self.readings += 1
            if self.readings > 5:
                raise OSError("disk")
            return super().read(size)

    def break_off() -> None:
        with working(committing_app) as session:
            made = MadeReport("dossiers", "nieuw.txt", "text/plain", Breaking(MEGABYTES))
            store_report(session, automatic(session.get_one(Facility, facility_id)), made, now=NOON)

    with pytest.raises(OSError, match="disk"):
        break_off()
    with working(committing_app) as session:
        assert b"".join(content_of(session, file_id)) == b"goed"
        assert is_whole(session, file_id, b"goed")


@pytest.mark.parametrize(("days", "goes"), [(-1, False), (0, False), (1, True), (30, True)])
def test_content_goes_after_the_last_day_and_the_record_stays_r_4(session: BincSession, days: int, goes: bool) -> None:
    facility, last = create_facility(session), date(2025, 5, 8)
    request = create_request(session, facility)
    file_id = store(session, requested(request), b"zeven dagen")
    request.state, request.done, request.ready_at, request.kept_until = "ready", 1, NOON, last
    by_itself = store(session, automatic(facility), b"blijft")
    session.flush()
    removed = remove_expired_reports(session, now=NOON, today=last + timedelta(days=days))
    session.expire_all()
    file = session.get_one(ReportFile, file_id)
    assert removed == int(goes)
    assert b"".join(content_of(session, file_id)) == (b"" if goes else b"zeven dagen")
    assert session.get_one(ReportRequest, request.id).state == ("removed" if goes else "ready")
    assert (file.removed_at is not None, file.tables is None, file.size) == (goes, goes, len(b"zeven dagen"))
    assert b"".join(content_of(session, by_itself)) == b"blijft"


@pytest.mark.parametrize("state", ["asked", "cancelled"])
def test_what_is_not_ready_is_not_taken_away_r_4(session: BincSession, state: str) -> None:
    create_request(session, create_facility(session), state=state, kept_until=date(2020, 1, 1))
    assert remove_expired_reports(session, now=NOON, today=date(2025, 1, 1)) == 0


def staff_of(facility: Facility, role: Role = Role.FACILITY_STAFF) -> Scope:
    return Scope.of_seat(role, Actor(1, "An"), facility.id, 1)


TABLES = ("report_request", "report_file", "report_content")


def filled(session: BincSession) -> tuple[Facility, Facility]:
    """Two facilities with a request, a file and its content each."""
    places = create_facility(session), create_facility(session)
    for place in places:
        store(session, requested(create_request(session, place)), b"inhoud")
    return places


@pytest.mark.parametrize("table", TABLES)
def test_a_facility_sees_its_own_reports_only_in_the_database_itself_a_2(session: BincSession, table: str) -> None:
    own, _ = filled(session)
    enter_scope(session, staff_of(own))
    assert session.scalars(text(f"select distinct facility_id from {table}")).all() == [own.id]


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.FACILITY_STAFF, Role.FACILITY_MANAGER}))
@pytest.mark.parametrize("table", TABLES)
def test_nobody_outside_a_facility_reaches_a_report_a_4(session: BincSession, role: Role, table: str) -> None:
    own, _ = filled(session)
    enter_scope(session, staff_of(own, role))
    assert session.scalar(text(f"select count(*) from {table}")) == 0


@pytest.mark.parametrize("model", [ReportRequest, ReportFile, ReportContent])
def test_the_mapper_shows_a_facility_its_own_reports_only_a_2(session: BincSession, model: Any) -> None:
    own, _ = filled(session)
    enter_scope(session, staff_of(own))
    assert session.scalars(select(model.facility_id).distinct()).all() == [own.id]


FORGED = {
    "a file": "insert into report_file (facility_id, due_on, begin, until, kind, file_name, media_type, size, sha256, "
    "made_at) values (:own, '2025-05-01', '2025-01-01', '2025-03-31', 'dossiers', 'x', 'x', 1, 'x', now())",
    "content": "insert into report_content select facility_id, id, 9, 'x' from report_file",
    "another content": "update report_content set content = 'x'",
    "a longer life": "update report_file set due_on = due_on",
    "a request that is ready": "insert into report_request (facility_id, begin, until, kinds, raw_form, state, done, "
    "total, requested_by_name, ready_at, kept_until) values (:own, '2025-01-01', '2025-03-31', '{dossiers}', 'xml', "
    "'ready', 1, 1, 'An', now(), '2099-01-01')",
    "a request that is gone": "delete from report_request",
    "the request of another": "insert into report_request (facility_id, begin, until, kinds, raw_form, total, "
    "requested_by_name) values (:other, '2025-01-01', '2025-03-31', '{dossiers}', 'xml', 1, 'An')",
    "content taken away": "delete from report_content",
    "a run": "insert into report_making (due_on, begin, until, facility_id) values ('2025-05-01', '2025-01-01', "
    "'2025-03-31', :own)",
}


@pytest.mark.parametrize("what", FORGED)
def test_a_facility_cannot_forge_what_the_product_makes_a_2(session: BincSession, what: str) -> None:
    own, other = filled(session)
    enter_scope(session, staff_of(own))
    try:
        with session.begin_nested():
            done: Any = session.execute(text(FORGED[what]), {"own": own.id, "other": other.id})
            changed = done.rowcount
    except DBAPIError:
        changed = 0
    assert changed == 0


def test_only_the_agencys_policy_team_reads_what_came_of_a_run_a_4(session: BincSession) -> None:
    own = create_facility(session)
    session.add(ReportMaking(due_on=DUE, begin=QUARTER.begin, until=QUARTER.end, facility_id=own.id))
    session.flush()
    seen = {}
    for role in Role:
        enter_scope(session, staff_of(own, role))
        seen[role] = session.scalar(text("select count(*) from report_making"))
    assert {role for role, count in seen.items() if count} == {Role.AGENCY_POLICY}


def test_the_content_of_a_cancelled_file_goes_with_it(session: BincSession) -> None:
    own, other = filled(session)
    enter_scope(session, staff_of(own))
    session.execute(text("delete from report_file"))
    enter_scope(session, Scope.system("test"))
    assert session.scalar(select(func.count()).select_from(ReportContent)) == 1
    assert session.scalars(select(ReportFile.facility_id)).all() == [other.id]
