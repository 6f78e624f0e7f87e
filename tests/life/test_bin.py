"""Deleting, restoring and removing for good (D-8, D-11)."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from app.database import BincSession
from app.domain.dossiers import REMOVED, TRANSITIONS, last_day_in_bin
from app.domain.faults import Conflict, DomainError, NotFound
from app.queries.bin import WITH_DELETED, read_bin
from app.queries.dossier_page import read_dossier
from app.queries.overview import Overview, OverviewChoice
from app.queries.search import SearchTerms, count_hits
from app.queries.work_conditions import work_place
from app.services.bin import delete_dossier, empty_bin, restore_dossier
from app.services.decisions import DecisionInput, add_decision
from app.services.dossiers import open_dossier
from models import Activity, Dossier, Referral
from tests import factories
from tests.services.steps import ACTOR, GATE, TODAY, Story, day, refusals, story

WORDS: dict[str, Any] = {"actor": ACTOR, "today": TODAY}


@pytest.fixture
def deleted(session: BincSession) -> Story:
    """A dossier that lies in the bin since TODAY."""
    told = story(session)
    delete_dossier(session, told.dossier, **WORDS)
    session.flush()
    return told


def test_a_deleted_dossier_disappears_from_every_list_d_8(session: BincSession, deleted: Story) -> None:
    facility = deleted.facility
    overview = Overview(work_place(session, facility), None, TODAY)
    for state in ("open", "closed", "all"):
        assert overview.read(session, OverviewChoice(state=state)).rows == ()
        assert overview.tally(session, OverviewChoice(state=state)).counts.total == 0
    assert overview.tally(session, OverviewChoice()).letters == frozenset()
    assert count_hits(session, facility.id, SearchTerms(name=deleted.client.name)) == 0
    assert count_hits(session, facility.id, SearchTerms(dossier_code=deleted.dossier.code)) == 0
    with pytest.raises(NotFound):
        read_dossier(session, facility.id, deleted.dossier.code)
    assert session.scalars(select(Dossier).where(Dossier.facility_id == facility.id)).all() == []


def test_nothing_can_be_added_to_a_deleted_dossier_d_11(session: BincSession, deleted: Story) -> None:
    plan = DecisionInput(day("01-08"), ("P-CB-BREED",), "voluntary")
    with pytest.raises(Conflict) as refusal:
        add_decision(session, deleted.dossier, plan, **WORDS)
    assert "verwijderd" in refusal.value.messages[0]


def test_the_second_to_delete_hears_that_it_is_gone_d_11(session: BincSession, deleted: Story) -> None:
    with pytest.raises(Conflict):
        delete_dossier(session, deleted.dossier, **WORDS)


def test_a_dossier_with_a_decision_or_a_closed_one_is_not_deleted_d_8(session: BincSession) -> None:
    told = story(session)
    told.decide()
    assert refusals(delete_dossier, session, told.dossier, **WORDS) == [("D-8", "dossier")]
    closed = factories.create_dossier(
        session, factories.create_client(session, told.facility), told.facility, status="closed", closed_on=day("06-01")
    )
    assert refusals(delete_dossier, session, closed, **WORDS) == [("D-11", "status")]


def test_the_client_can_get_a_new_dossier_and_then_the_old_one_stays_in_the_bin_d_8_d_1(
    session: BincSession, deleted: Story
) -> None:
    newer = open_dossier(session, deleted.client.id, deleted.facility, GATE, **WORDS)
    session.flush()
    restore = (restore_dossier, session, deleted.facility.id, deleted.dossier.code)
    with pytest.raises(DomainError) as refused:
        restore_dossier(*restore[1:], **WORDS)
    assert [(fault.rule, fault.field) for fault in refused.value.faults] == [("D-1", "client")]
    assert newer.code in refused.value.messages[0]
    delete_dossier(session, newer, **WORDS)
    session.flush()
    assert refusals(*restore, **WORDS) == []


@pytest.mark.parametrize(("days", "restorable"), [(0, True), (29, True), (30, True), (31, False), (400, False)])
def test_thirty_days_in_the_bin_to_the_day_d_8(
    session: BincSession, deleted: Story, days: int, restorable: bool
) -> None:
    today = TODAY + timedelta(days=days)
    assert bool(read_bin(session, deleted.facility.id, today)) is restorable
    assert empty_bin(session, today=today) == (0 if restorable else 1)
    kept = select(Dossier.id).where(Dossier.id == deleted.dossier.id).execution_options(**{WITH_DELETED: True})
    assert bool(session.scalars(kept).all()) is restorable
    if restorable:
        dossier = restore_dossier(session, deleted.facility.id, deleted.dossier.code, actor=ACTOR, today=today)
        assert (dossier.status, dossier.deleted_on, dossier.deleted_by_name) == ("open", None, None)


def test_too_late_to_restore_while_the_job_has_not_run_yet_d_8(session: BincSession, deleted: Story) -> None:
    late = last_day_in_bin(TODAY) + timedelta(days=1)
    restore = (restore_dossier, session, deleted.facility.id, deleted.dossier.code)
    assert refusals(*restore, actor=ACTOR, today=late) == [("D-8", "dossier")]


def test_removing_for_good_takes_everything_along_and_is_on_record_d_8_a_5(
    session: BincSession, deleted: Story
) -> None:
    dossier_id = deleted.dossier.id
    session.execute(
        text("insert into exchange_identity (source, kind, external_id, record_id) values ('x', 'dossier', 'd1', :id)"),
        {"id": dossier_id},
    )
    assert empty_bin(session, today=date(2024, 7, 16)) == 1
    session.expunge_all()
    assert session.scalars(select(Activity).where(Activity.dossier_id == dossier_id)).all() == []
    assert session.scalars(select(Referral).where(Referral.dossier_id == dossier_id)).all() == []
    left = session.scalar(text("select count(*) from exchange_identity where kind = 'dossier' and external_id = 'd1'"))
    assert left == 0
    assert ("delete", "dossier", ("removed_for_good",), "") in session.trail.actions
    assert empty_bin(session, today=date(2024, 7, 16)) == 0


def test_the_bin_is_part_of_the_history_of_the_dossier_d_10(session: BincSession, deleted: Story) -> None:
    restore_dossier(session, deleted.facility.id, deleted.dossier.code, **WORDS)
    session.flush()
    kinds = session.scalars(
        select(Activity.kind).where(Activity.dossier_id == deleted.dossier.id).order_by(Activity.id)
    ).all()
    assert kinds == ["dossier_opened", "dossier_deleted", "dossier_restored"]


def extra(status: str) -> dict[str, Any]:
    return {
        "closed_on": TODAY if status == "closed" else None,
        "deleted_on": TODAY if status == "deleted" else None,
    }


STORED = ("open", "closed", "deleted")


@pytest.mark.parametrize(("before", "after"), list(itertools.permutations(STORED, 2)))
def test_the_database_takes_only_the_steps_of_the_table_d_6_d_7_d_8(
    session: BincSession, before: str, after: str
) -> None:
    told = story(session)
    if before != "open":
        told.dossier.status = before
        for name, value in extra(before).items():
            setattr(told.dossier, name, value)
        session.flush()
    allowed = any(old == before and new == after for (old, _), new in TRANSITIONS.items())
    step = (
        update(Dossier.__table__)  # type: ignore[arg-type]
        .where(Dossier.__table__.c.id == told.dossier.id)
        .values(status=after, **extra(after))
    )
    if allowed:
        session.execute(step)
    else:
        with pytest.raises(IntegrityError, match="no such step"):
            session.execute(step)


@pytest.mark.parametrize("status", STORED)
def test_the_database_removes_only_out_of_the_bin_d_8(session: BincSession, status: str) -> None:
    told = story(session)
    if status != "open":
        told.dossier.status = status
        for name, value in extra(status).items():
            setattr(told.dossier, name, value)
        session.flush()
    removable = TRANSITIONS.get((status, "remove")) == REMOVED
    query, words = text("delete from dossier where id = :id"), {"id": told.dossier.id}
    if removable:
        session.execute(query, words)
    else:
        with pytest.raises(IntegrityError, match="only a deleted dossier"):
            session.execute(query, words)


def test_the_database_keeps_the_bin_empty_of_help_d_8(session: BincSession) -> None:
    told = story(session)
    told.decide()
    session.flush()
    step = text("update dossier set status = 'deleted', deleted_on = '2024-06-15' where id = :id")
    with pytest.raises(IntegrityError, match="dossier_deleted_is_empty"):
        session.execute(step, {"id": told.dossier.id})
