"""An exchange file comes in whole, once, and under the rules of the screens (G-3)."""

from __future__ import annotations

import copy
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import func, select, text

from app.services.deployments import verify_deployments
from app.services.exchange import ExchangeRefusedError, import_exchange
from models import Activity, Client, Dossier, ExchangeIdentity, Schakeling
from tests.exchange.files import MATS, NOOR, TODAY, client, closed_dossier, decision, dossier, schakeling, small_file

NOW = datetime(2024, 7, 1, 9, 0, tzinfo=UTC)


def take_in(session: Any, document: dict[str, Any], **options: Any) -> Any:
    """Imports a document on the day of the tests."""
    return import_exchange(session, document, **{"today": TODAY, "now": NOW, **options})


def refused(session: Any, document: dict[str, Any]) -> dict[str, str]:
    """The faults of a document by their pointer."""
    with pytest.raises(ExchangeRefusedError) as refusal:
        take_in(session, document)
    return {fault.pointer: fault.message for fault in refusal.value.placed}


def open_file(**overrides: Any) -> dict[str, Any]:
    """A live file with an open dossier whose last schakeling has an id."""
    chain = [
        decision(
            "2024-01-08",
            schakeling("start", "2024-01-08", "2024-03-31", "P-CB-BREED", id="s1"),
            schakeling("switch", "2024-03-31", None, "P-CB-BREED", id="s2"),
            id="b1",
        )
    ]
    return small_file(dossiers=[dossier("d1", "c1", decisions=chain)], **overrides)


def test_a_file_brings_its_dossiers_with_summary_and_deployments(session: Any) -> None:
    report = take_in(session, small_file())
    found = session.scalars(select(Dossier).where(Dossier.client_name == "Peeters")).one()
    assert (report.created["dossier"], report.created["schakeling"], report.created["client"]) == (1, 2, 1)
    assert (found.first_schakeling_begin, found.last_schakeling_begin) == (date(2024, 1, 8), date(2024, 3, 31))
    assert found.code.startswith("BNC_20240108_")
    assert verify_deployments(session) == 0


def test_the_same_file_twice_changes_nothing_the_second_time(session: Any) -> None:
    take_in(session, small_file())
    session.flush()
    before = state(session)
    report = take_in(session, small_file())
    assert report.changes == 0
    assert state(session) == before


def state(session: Any) -> Any:
    """What must not move when nothing changes: versions, activities, ids and client numbers."""
    versions = [session.scalar(select(func.sum(model.version))) for model in (Dossier, Schakeling)]
    counts = [session.scalar(select(func.count()).select_from(model)) for model in (Activity, ExchangeIdentity, Client)]
    return versions, counts


def test_a_dry_run_reports_and_changes_nothing(session: Any) -> None:
    before = state(session)
    report = take_in(session, small_file(), dry_run=True)
    assert report.created["dossier"] == 1
    assert state(session) == before


def test_an_import_stands_in_the_activities_and_on_record(session: Any) -> None:
    take_in(session, small_file())
    session.commit()
    kinds = session.scalars(select(Activity.kind)).all()
    actions = session.execute(text("select action, subject_kind from audit_entry where action = 'import'")).all()
    assert "dossier_imported" in kinds
    assert {"dossier", "decision", "schakeling", "client", "capacity_row"} <= {subject for _, subject in actions}


def test_a_later_file_ends_the_last_schakeling_and_adds_one(session: Any) -> None:
    """S-5: what the screens ask in one step, a file says in one file."""
    take_in(session, open_file())
    later = open_file()
    later["dossiers"][0]["decisions"][0]["schakelingen"][1]["end"] = "2024-05-31"
    later["dossiers"][0]["decisions"][0]["schakelingen"].append(
        schakeling("switch", "2024-05-31", None, "VBFBJB04", id="s3")
    )
    report = take_in(session, later)
    assert (report.created["schakeling"], report.changed["schakeling"], report.changed["dossier"]) == (1, 1, 1)
    assert verify_deployments(session) == 0


def test_only_the_last_schakeling_may_differ_from_what_is_known(session: Any) -> None:
    """S-6."""
    take_in(session, open_file())
    later = open_file()
    later["dossiers"][0]["decisions"][0]["schakelingen"][0]["begin"] = "2024-01-09"
    faults = refused(session, later)
    assert "laatste schakeling" in faults["/dossiers/0/decisions/0/schakelingen/0"]


def test_what_a_file_leaves_out_stays_untouched(session: Any) -> None:
    take_in(session, open_file())
    later = open_file(capacity=[], utilisation=[], quarters=[], clients=[])
    later["dossiers"][0]["decisions"] = []
    assert take_in(session, later).changes == 0
    assert session.scalar(select(func.count()).select_from(Schakeling)) >= 2


def test_a_client_is_matched_on_the_national_number_also_from_another_sender(session: Any) -> None:
    """C-1: one record a person."""
    take_in(session, small_file())
    other = small_file(source="ander", clients=[client("x9", NOOR)], dossiers=[])
    other["facilities"][0]["code"] = "X002"
    other["capacity"], other["utilisation"], other["quarters"] = [], [], []
    other["dossiers"] = [dossier("d1", "x9", facility="X002")]
    report = take_in(session, other)
    assert report.created["client"] == 0
    assert session.scalar(select(func.count()).select_from(Client).where(Client.national_number == NOOR)) == 1


def test_what_the_register_gave_is_not_overwritten_but_completed_fields_are(session: Any) -> None:
    """C-3."""
    take_in(session, small_file())
    later = small_file(clients=[client("c1", NOOR, name="Pieters", phone="015 12 34 56")])
    report = take_in(session, later)
    found = session.scalars(select(Client).where(Client.national_number == NOOR)).one()
    assert (found.name, found.phone) == ("Peeters", "015 12 34 56")
    assert [one.pointer for one in report.cautions if one.rule == "C-3"] == ["/clients/0/name"]


def test_history_is_never_late_unless_it_says_when_it_was_registered(session: Any) -> None:
    """G-2."""
    document = open_file()
    chain = document["dossiers"][0]["decisions"][0]["schakelingen"]
    chain[1]["registered"] = "2024-04-20T10:00:00+02:00"
    take_in(session, document)
    moments = session.execute(select(Schakeling.begin_registered_at).order_by(Schakeling.begin)).scalars().all()
    assert moments[-2:] == [None, datetime(2024, 4, 20, 8, 0, tzinfo=UTC)]


def test_a_live_file_is_registered_now(session: Any) -> None:
    """G-2."""
    take_in(session, open_file(history=False))
    assert set(session.scalars(select(Schakeling.begin_registered_at))) == {NOW}


def test_warnings_of_the_rules_are_listed_and_count_as_confirmed(session: Any) -> None:
    """S-8: two stays in one schakeling."""
    document = small_file()
    document["dossiers"][0]["decisions"][0]["schakelingen"][0]["modules"].append({"code": "VBFBJB02"})
    report = take_in(session, document)
    pointers = {(one.rule, one.pointer) for one in report.cautions}
    assert ("S-8", "/dossiers/0/decisions/0/schakelingen/0/modules") in pointers


def test_a_client_may_have_a_closed_dossier_beside_an_open_one(session: Any) -> None:
    """D-1, D-6; without intake and exit, as a load of history may."""
    document = small_file(dossiers=[closed_dossier("d1", "c1"), dossier("d2", "c1", created="2024-01-22")])
    document["dossiers"][1]["decisions"] = [
        decision("2024-01-20", schakeling("start", "2024-01-20", None, "P-CB-BREED"))
    ]
    assert take_in(session, document).created["dossier"] == 2
    assert verify_deployments(session) == 0


def test_a_live_file_closes_a_dossier_only_with_intake_and_exit(session: Any) -> None:
    """D-6."""
    faults = refused(session, small_file(history=False, dossiers=[closed_dossier("d1", "c1")]))
    assert {"/dossiers/0/intake", "/dossiers/0/exit"} <= set(faults)


def test_schakelingen_follow_the_order_of_their_decisions(session: Any) -> None:
    """S-2."""
    document = small_file()
    document["dossiers"][0]["decisions"] = [
        decision("2024-02-01", schakeling("start", "2024-02-01", "2024-03-01", "P-CB-BREED")),
        decision("2024-01-08", schakeling("switch", "2024-03-01", None, "P-CB-BREED")),
    ]
    faults = refused(session, document)
    assert "latere beslissing" in faults["/dossiers/0/decisions/1/schakelingen/0/begin"]


def test_decisions_and_schakelingen_may_stand_in_any_order_in_the_file(session: Any) -> None:
    document = small_file()
    document["dossiers"][0]["decisions"] = [
        decision("2024-03-01", schakeling("extension", "2024-03-01", None, "P-CB-BREED")),
        decision("2024-01-08", schakeling("start", "2024-01-08", "2024-03-01", "P-CB-BREED")),
    ]
    assert take_in(session, document).created["schakeling"] == 2


def test_a_client_without_a_dossier_is_not_taken_in(session: Any) -> None:
    """A-3: only a dossier opens a client."""
    report = take_in(session, small_file(clients=[client("c1", NOOR), client("c2", MATS)]))
    assert report.created["client"] == 1
    assert ("A-3", "/clients/1") in {(one.rule, one.pointer) for one in report.cautions}


def test_a_module_of_the_file_itself_can_be_deployed(session: Any) -> None:
    """M-1."""
    document = small_file(
        type_modules=[
            {"code": "P-NIEUW", "name": "Nieuw", "function": "context guidance", "organisation_types": ["OVBJ"]}
        ]
    )
    document["facilities"][0]["modules"].append({"code": "P-NIEUW", "from": "2015-01-01"})
    document["dossiers"][0]["decisions"][0]["schakelingen"][1]["modules"] = [{"code": "P-NIEUW"}]
    assert take_in(session, copy.deepcopy(document)).created["type_module"] == 1
    assert take_in(session, document).changes == 0
