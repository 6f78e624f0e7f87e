"""What a file may hold that comes in through a seat, and that it does what its check told (A-2, A-3, A-4, G-3)."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from app.database import BincSession
from app.domain.imports import Bounds, bounds_of
from app.domain.roles import Role
from app.services.exchange import ExchangeRefusedError, PlanChanged, import_exchange, import_file
from models import Client, Dossier, Facility
from tests.exchange.files import MATS, NOOR, TODAY, client, content, dossier, small_file

NOON = datetime(2024, 7, 1, 12, tzinfo=UTC)


@pytest.fixture
def home(session: BincSession) -> Facility:
    """The facility of the small file, with its client and dossier."""
    import_exchange(session, small_file(), today=TODAY)
    return session.scalars(select(Facility).where(Facility.code == "X001")).one()


def own(facility: Facility) -> Bounds:
    return bounds_of(Role.FACILITY_STAFF, facility.id, facility.code)


def rows(**lists: Any) -> dict[str, Any]:
    return {"format": "binc-exchange/1", "source": "eigen", **lists}


def refused(session: BincSession, document: dict[str, Any], bounds: Bounds) -> list[tuple[str, str]]:
    with pytest.raises(ExchangeRefusedError) as told:
        import_file(session, content(document), today=TODAY, bounds=bounds, dry_run=True)
    return [(one.pointer, one.rule) for one in told.value.placed]


def test_a_facility_delivers_no_part_of_the_sector_and_no_row_of_another_a_2_a_4(
    session: BincSession, home: Facility
) -> None:
    other = {"facility": "F999", "quarter": "2024-1", "module": "VBFBJB04", "total": 1}
    document = small_file(utilisation=[other])
    assert refused(session, document, own(home)) == [
        ("/facilities/0", "A-4"),
        ("/capacity/0", "A-4"),
        ("/utilisation/0/facility", "A-2"),
        ("/quarters/0", "A-4"),
        ("/history", "G-2"),
    ]


def test_policy_delivers_what_it_edits_on_screen_and_the_admin_everything_a_4(
    session: BincSession, home: Facility
) -> None:
    document = {**small_file(), "history": False}
    found = refused(session, document, bounds_of(Role.AGENCY_POLICY))
    assert [pointer for pointer, _ in found] == ["/clients/0", "/dossiers/0", "/utilisation/0", "/quarters/0"]
    report = import_file(session, content(small_file()), today=TODAY, bounds=bounds_of(Role.ADMIN), dry_run=True)
    assert (report.changes, report.unchanged["dossier"], report.unchanged["schakeling"]) == (0, 1, 2)


def test_a_client_without_a_dossier_in_the_file_is_refused_known_or_not_a_3(
    session: BincSession, home: Facility
) -> None:
    elsewhere = small_file(source="ander", clients=[client("x", MATS)], dossiers=[dossier("x", "x", facility="X002")])
    elsewhere["facilities"][0] |= {"code": "X002"}
    import_exchange(session, {**elsewhere, "capacity": [], "utilisation": [], "quarters": []}, today=TODAY)
    known, unknown = client("k", MATS, phone="0470 00 00 00"), client("u", "15041200309")
    found = refused(session, rows(clients=[known]), own(home)), refused(session, rows(clients=[unknown]), own(home))
    assert found[0] == [("/clients/0", "A-3")]
    assert found[1][0][0].startswith("/clients/0")
    own_client = client("n", NOOR, phone="0470 11 11 11")
    import_file(session, content(rows(clients=[own_client])), today=TODAY, bounds=own(home))
    phones = {one.national_number: one.phone for one in session.scalars(select(Client))}
    assert (phones[NOOR], phones[MATS]) == ("0470 11 11 11", None)


def test_the_id_or_code_of_a_dossier_elsewhere_tells_nothing_about_it_a_2(session: BincSession, home: Facility) -> None:
    elsewhere = small_file(source="eigen", clients=[client("c", MATS)], dossiers=[dossier("d", "c", facility="X002")])
    elsewhere["facilities"][0] |= {"code": "X002"}
    import_exchange(session, {**elsewhere, "capacity": [], "utilisation": [], "quarters": []}, today=TODAY)
    theirs = session.scalars(select(Dossier).join(Facility).where(Facility.code == "X002")).one()
    mine = rows(clients=[client("c", NOOR)], dossiers=[dossier("d", "c"), dossier("e", "c", code=theirs.code)])
    assert refused(session, mine, own(home)) == [("/dossiers/0/id", "A-2"), ("/dossiers/1/code", "A-2")]
    share = {"facility": "X001", "quarter": "2024-1", "module": "VBFBJB04", "clients": [{"client": "c", "amount": 1}]}
    assert refused(session, rows(utilisation=[share]), own(home)) == [("/utilisation/0/clients/0/client", "exchange")]


def test_an_import_does_what_its_check_told_or_stops_g_3(session: BincSession, home: Facility) -> None:
    document = rows(clients=[client("m", MATS)], dossiers=[dossier("m", "m")])
    checked = import_file(session, content(document), today=TODAY, bounds=own(home), dry_run=True)
    again = import_file(session, content(document), today=TODAY, bounds=own(home), dry_run=True)
    assert checked.plan == again.plan
    done = import_file(session, content(document), today=TODAY, bounds=own(home), plan=checked.plan)
    assert (done.created, done.changed, done.cautions) == (checked.created, checked.changed, checked.cautions)
    with pytest.raises(PlanChanged):
        import_file(session, content(document), today=TODAY, bounds=own(home), plan=checked.plan)


def test_a_dossier_saved_meanwhile_gives_another_plan_d_11(session: BincSession, home: Facility) -> None:
    changed = copy.deepcopy(small_file()["dossiers"])
    changed[0]["decisions"][0]["schakelingen"][1]["end"] = "2024-05-31"
    document = {**rows(clients=small_file()["clients"], dossiers=changed), "source": "proef"}
    checked = import_file(session, content(document), today=TODAY, bounds=own(home), dry_run=True)
    assert checked.changed["schakeling"] == 1
    session.scalars(select(Dossier)).one().own_reference_key = "x"
    session.flush()
    with pytest.raises(PlanChanged):
        import_file(session, content(document), today=TODAY, bounds=own(home), plan=checked.plan)


def test_whoever_looks_on_hears_how_far_it_is_and_can_stop_it_g_3(session: BincSession, home: Facility) -> None:
    numbers = [client(f"c{one}", "11111111111") for one in range(120)]
    document = rows(clients=numbers, dossiers=[dossier(f"d{one}", f"c{one}") for one in range(120)])
    heard: list[tuple[int, int]] = []
    with pytest.raises(ExchangeRefusedError):
        import_file(session, content(document), today=TODAY, watch=lambda done, total: heard.append((done, total)))
    assert heard == [(50, 120), (100, 120)]

    def stop(_done: int, _total: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        import_file(session, content(document), today=TODAY, watch=stop)


def test_what_is_registered_too_late_is_told_before_it_is_confirmed_g_2(session: BincSession, home: Facility) -> None:
    document = rows(clients=[client("m", MATS)], dossiers=[dossier("m", "m")])
    report = import_file(session, content(document), today=TODAY, now=NOON, bounds=own(home), dry_run=True)
    late = [one.pointer for one in report.cautions if one.rule == "G-2"]
    assert late == [f"/dossiers/0/decisions/0/schakelingen/0/{edge}" for edge in ("begin", "end")]
    at_once = copy.deepcopy(document)
    at_once["dossiers"][0]["decisions"][0]["schakelingen"][0]["registered"] = "2024-01-15T09:00:00+01:00"
    report = import_file(session, content(at_once), today=TODAY, now=NOON, bounds=own(home), dry_run=True)
    assert [one.pointer for one in report.cautions if one.rule == "G-2"] == late[1:]
