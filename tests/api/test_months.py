"""The schakelingen of a month at once: what one by one would give, and an answer about every line (G-3)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select, text

from app.database import BincSession, db, enter_scope
from app.domain.faults import DomainError
from app.domain.quarter import Quarter
from app.domain.scope import Actor, Scope
from app.services.confirmation import NeedsConfirmation
from app.services.deployments import verify_deployments
from app.services.schakelingen import add_schakeling, change_schakeling
from models import AuditEntry, Dossier, Facility, QuarterStatement, Schakeling, TimedRegistration
from tests.api.help_rows import help_rows
from tests.api.programs import Program
from tests.factories import (
    create_client,
    create_decision,
    create_dossier,
    create_facility,
    create_schakeling,
    create_statement,
    process_years,
)
from tests.groeipakket.placements import deliver
from tests.views.counting import counted_statements
from views.api.schemas.dossiers import SchakelingBody, schakeling_input

STAY, GUIDANCE = [{"code": "VBFBJB04"}], [{"code": "P-CB-BREED"}]
BOTH = ["S-2", "S-12"]
MOMENT = datetime(2024, 2, 11, 9, tzinfo=UTC)


def line(dossier: Dossier, kind: str, begin: str, modules: Any = STAY, **more: Any) -> dict[str, Any]:
    """One line, with its warnings confirmed."""
    return {"dossier": dossier.code, "kind": kind, "begin": begin, "modules": modules, "confirm": BOTH, **more}


def furnish(session: BincSession, facility: Facility) -> list[Dossier]:
    """Dossiers in every position: nothing yet, help that runs, help that ended."""
    dossiers = [
        create_dossier(session, create_client(session, facility, name=f"Cliënt {place}"), facility)
        for place in range(4)
    ]
    for dossier in dossiers[:3]:
        create_decision(session, dossier)
    create_schakeling(session, dossiers[1].decisions[0])
    create_schakeling(session, dossiers[2].decisions[0], end=date(2024, 1, 31))
    return dossiers


def month_of(dossiers: list[Dossier]) -> list[dict[str, Any]]:
    """A month with everything in it: starts, switches, extensions, ends, one-day help, and what is refused."""
    fresh, running, ended, undecided = dossiers
    return [
        line(fresh, "start", "2024-02-01", end="2024-02-01"),
        line(fresh, "switch", "2024-02-01", GUIDANCE, end="2024-02-10"),
        line(fresh, "extension", "2024-02-11", []),
        line(running, "start", "2024-01-08", end="2024-02-15"),
        line(running, "switch", "2024-02-15", GUIDANCE),
        line(running, "switch", "2024-02-20", STAY, previous_end="2024-02-19"),
        line(ended, "switch", "2024-01-31", GUIDANCE, end="2024-02-05"),
        line(ended, "switch", "2024-02-01", STAY),
        line(ended, "extension", "2024-02-06", []),
        line(undecided, "start", "2024-02-01"),
        {**line(ended, "switch", "2024-03-01", STAY, previous_end="2024-02-28"), "confirm": []},
        line(running, "switch", "2024-03-01", [{"code": "BESTAATNIET"}], previous_end="2024-02-29"),
    ]


def send(program: Program, lines: list[Any]) -> Any:
    answer = program.post("/schakelingen/import", {"lines": lines})
    assert answer.status_code == 200, answer.json
    return answer.json


def results(told: Any) -> list[str]:
    return [one["result"] for one in told["lines"]]


def test_a_month_gives_the_very_rows_that_saving_one_by_one_gives_g_3(
    session: BincSession, facility: Facility, program: Program
) -> None:
    """S-2 … S-14: rows, deployments, what stands beside the dossiers, activities, and each refusal with its words."""
    told = send(program, month_of(furnish(session, facility)))
    twin = create_facility(session)
    one_by_one = [save_one(session, sent) for sent in month_of(furnish(session, twin))]
    assert results(told) == [result for result, _ in one_by_one]
    assert [[*one["faults"], *one["confirm"]] for one in told["lines"]] == [refusal for _, refusal in one_by_one]
    assert help_rows(session, facility) == help_rows(session, twin)
    assert {"created", "changed", "refused"} == set(results(told))
    enter_scope(session, Scope.system("test"))
    assert verify_deployments(session) == 0


def save_one(session: BincSession, sent: dict[str, Any]) -> tuple[str, list[dict[str, str]]]:
    """What the screens' own services make of one line."""
    dossier = session.scalars(select(Dossier).where(Dossier.code == sent["dossier"])).one()
    body = SchakelingBody().load({name: value for name, value in sent.items() if name != "dossier"})
    known = session.scalars(select(Schakeling).where(Schakeling.dossier_id == dossier.id)).all()
    before = [one for one in known if one.begin == body["begin"] and sent["kind"] == one.kind]
    words: dict[str, Any] = {
        "actor": Actor(None, "An"),
        "today": datetime.now(UTC).date(),
        "now": datetime.now(UTC),
        "confirmed": frozenset(body["confirm"]),
    }
    try:
        if before:
            change_schakeling(session, before[0], schakeling_input(body), **words)
            return "changed", []
        add_schakeling(session, dossier, schakeling_input(body), end_of_previous=body.get("previous_end"), **words)
    except NeedsConfirmation as asked:
        return "refused", [{"rule": one.rule, "field": one.field, "text": one.message} for one in asked.cautions]
    except DomainError as error:
        return "refused", [{"rule": one.rule, "field": one.field, "text": one.message} for one in error.faults]
    return "created", []


def test_a_month_tells_exactly_what_goes_to_the_groeipakket_g_3_s_12(
    session: BincSession, facility: Facility, program: Program
) -> None:
    """The days, of whom, on which firsts: in the very sentence of the single call, also for the one that is ended."""
    dossiers = [told(session, facility) for _ in range(3)]
    deliver(session)
    sent = [
        line(dossiers[0], "start", "2024-01-08", end="2024-02-15"),
        line(dossiers[1], "switch", "2024-02-20", GUIDANCE, previous_end="2024-02-19"),
        line(dossiers[2], "switch", "2024-03-01", STAY, previous_end="2024-02-19", end="2024-04-30"),
    ]
    lines = [{**one, "confirm": ["S-2"]} for one in sent]
    asked = send(program, lines)
    assert results(asked) == ["refused"] * 3
    said = [one["confirm"][-1]["text"] for one in asked["lines"]]
    assert "vanaf 08/01/2024. Het telt niet meer vanaf 1 maart 2024." in said[0]
    assert said[1].startswith(
        "Voor de vorige schakeling: Er vertrekt een wijziging (D227) naar het Groeipakket, van 08/"
    )
    assert "Het telt van 1 maart 2024 tot en met 1 april 2024. Voor de vorige schakeling: " in said[2]
    assert [one["confirm"] for one in asked["lines"]] == [one_call(program, one) for one in lines]


def told(session: BincSession, facility: Facility) -> Dossier:
    """A dossier with help that runs since 8 January 2024, of which a message waits."""
    dossier = create_dossier(session, create_client(session, facility), facility)
    create_schakeling(session, create_decision(session, dossier))
    return dossier


def one_call(program: Program, sent: dict[str, Any]) -> Any:
    """What the call for a single schakeling asks to confirm about a line."""
    base = f"/dossiers/{sent['dossier']}"
    body = {name: value for name, value in sent.items() if name != "dossier"}
    if sent["kind"] == "switch":
        return program.post(f"{base}/schakelingen/", body).json["confirm"]
    there = program.get(base).json["decisions"][0]["schakelingen"][-1]["id"]
    return program.put(f"{base}/schakelingen/{there}", body, version="*").json["confirm"]


def test_what_a_month_tells_takes_no_query_for_each_line_g_3(
    session: BincSession, facility: Facility, program: Program
) -> None:
    counts = []
    for many in (2, 9):
        dossiers = [told(session, facility) for _ in range(many)]
        deliver(session)
        lines = [{**line(one, "start", "2024-01-08", end="2024-02-15"), "confirm": []} for one in dossiers]
        with counted_statements(db.engine) as statements:
            assert send(program, lines)["refused"] == many
        # A client is locked by itself, and the whole table above a few hundred.
        counts.append(sum("lock" not in statement for statement in statements))
    assert counts[0] == counts[1]


def test_a_month_sent_twice_leaves_the_same_data_as_once_g_3(
    session: BincSession, facility: Facility, program: Program
) -> None:
    lines = month_of(furnish(session, facility))
    first = send(program, lines)
    rows = help_rows(session, facility)
    versions = session.execute(text("select id, version from dossier order by id")).all()
    again = send(program, lines)
    assert again["created"] == again["changed"] == 0
    assert again["unchanged"] == first["created"] + first["changed"]
    assert [one["id"] for one in again["lines"]] == [one["id"] for one in first["lines"]]
    assert again["refused"] == first["refused"]
    assert help_rows(session, facility) == rows
    assert session.execute(text("select id, version from dossier order by id")).all() == versions


def test_a_line_that_is_not_as_described_keeps_none_of_the_others_back_g_3(
    session: BincSession, facility: Facility, program: Program
) -> None:
    fresh = furnish(session, facility)[0]
    wrong = line(fresh, "start", "08/01/2024")
    told = send(program, [wrong, line(fresh, "start", "2024-02-01"), {}, 5])
    assert results(told) == ["refused", "created", "refused", "refused"]
    assert told["lines"][0]["faults"][0]["field"] == "begin"
    assert (told["created"], told["refused"]) == (1, 3)


def test_a_dossier_of_another_facility_does_not_exist_and_asking_is_on_record_a_2_a_5(
    session: BincSession, facility: Facility, program: Program
) -> None:
    theirs = furnish(session, create_facility(session))[0]
    told = send(program, [line(theirs, "start", "2024-02-01"), {**line(theirs, "start", "2024-02-01"), "dossier": "x"}])
    assert [one["faults"][0]["rule"] for one in told["lines"]] == ["D-1", "D-1"]
    assert session.scalars(select(Schakeling).where(Schakeling.dossier_id == theirs.id)).all() == []
    named = select(AuditEntry.page).where(AuditEntry.action == "not_found")
    assert session.scalars(named).all() == ["MonthApi.register"], "a program that tries codes is on record"


def test_a_locked_year_stays_as_it_was_processed_s_14(
    session: BincSession, facility: Facility, program: Program
) -> None:
    fresh, running, *_ = furnish(session, facility)
    process_years(session, facility, 2024)
    told = send(program, [line(fresh, "start", "2024-02-01"), line(running, "start", "2024-01-08", end="2024-02-15")])
    assert results(told) == ["refused", "refused"]
    assert "S-14" in {fault["rule"] for one in told["lines"] for fault in one["faults"]}


def test_what_only_the_database_refuses_is_told_at_its_own_line_q_4(
    session: BincSession, facility: Facility, program: Program
) -> None:
    """A processed quarter of a year that is still open: found while writing, and said line by line."""
    fresh, running, ended, _ = furnish(session, facility)
    statement = create_statement(session, facility, Quarter(2024, 2), "processed", VBFBJB04=10)
    lines = [
        line(fresh, "start", "2024-02-01", end="2024-02-10"),
        line(running, "start", "2024-01-08", end="2024-02-15"),
    ]
    told = send(program, [*lines, line(ended, "switch", "2024-02-01", GUIDANCE, end="2024-02-02")])
    assert results(told) == ["created", "refused", "created"]
    assert told["lines"][1]["faults"][0]["rule"] == "Q-4"
    assert session.get_one(QuarterStatement, statement.id).state == "processed"
    enter_scope(session, Scope.system("test"))
    assert verify_deployments(session) == 0


def test_what_was_registered_is_on_record_and_bears_the_program_s_name_a_5_d_10(
    session: BincSession, facility: Facility, program: Program
) -> None:
    fresh = furnish(session, facility)[0]
    told = send(program, [line(fresh, "start", "2024-02-01")])
    made = session.get_one(Schakeling, told["lines"][0]["id"])
    entries = session.scalars(select(AuditEntry).where(AuditEntry.subject_kind == "schakeling")).all()
    assert any(entry.action == "create" and made.id in entry.subject_ids for entry in entries)
    assert made.created_by is not None
    told_names = session.execute(text("select actor_name from activity where dossier_id = :id"), {"id": fresh.id})
    assert set(told_names.scalars()) == {"Elektronisch dossier: Vlinder"}


@pytest.mark.parametrize("body", [{}, {"lines": []}, {"lines": {}}, {"lines": [1], "extra": 2}])
def test_a_month_that_is_none_is_refused_g_3(program: Program, body: Any) -> None:
    assert program.post("/schakelingen/import", body).status_code == 400


def test_a_day_that_a_program_moves_and_moves_back_counts_like_on_a_screen_g_2(
    session: BincSession, facility: Facility, program: Program
) -> None:
    dossier = create_dossier(session, create_client(session, facility), facility)
    decision = create_decision(session, dossier)
    kept = create_schakeling(session, decision, end=date(2024, 2, 10), end_registered_at=MOMENT)
    for end in ("2024-03-10", "2024-02-10"):
        assert results(send(program, [line(dossier, "start", "2024-01-08", end=end)])) == ["changed"]
    session.refresh(kept)
    assert [one.day for one in kept.earlier_ends] == [date(2024, 2, 10), date(2024, 3, 10)]
    assert kept.earlier_ends[0].at == MOMENT
    assert kept.earlier_ends[1].at != MOMENT
    timed = session.scalars(select(TimedRegistration).where(TimedRegistration.edge == "end")).one()
    assert (timed.saved_on, timed.late) == (date(2024, 2, 11), False)
