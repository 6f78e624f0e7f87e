"""What the monitor of late registration counts follows every way in which help is registered (G-2)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import func, select, update

from app.database import BincSession
from app.domain.chain_plans import ModulePlan
from app.domain.referral import Referral
from app.queries.catalogue import forget_catalogue
from app.services.closing import close_dossier, reopen_dossier
from app.services.decision_with_help import add_decision_with_schakeling
from app.services.decisions import DecisionInput, change_decision
from app.services.dossiers import change_referral
from app.services.exchange import import_exchange
from app.services.registration_times import add_counts_together, follow_next_registrations
from app.services.schakelingen import SchakelingInput, change_schakeling
from jobs.giving_way import GiveWay
from jobs.registrations import follow_all_registrations
from models import JobRun, Schakeling, TimedRegistration, TimedRegistrationCount, TypeModule
from tests import factories
from tests.exchange.files import small_file
from tests.services.steps import ACTOR, EVERYTHING, TODAY, Story, day, story

RESIDENCE, OTHER_RESIDENCE = "VBFBJB04", "VBFBJB02"


def at(text: str) -> datetime:
    """Ten in the morning in Brussels."""
    return datetime.fromisoformat(f"2024-{text}T10:00:00+01:00").astimezone(UTC)


@pytest.fixture
def stay(session: BincSession) -> Story:
    """An open dossier with a decision for residence from 8 January on."""
    told = story(session, modules=(OTHER_RESIDENCE,))
    told.decide("01-08", RESIDENCE, OTHER_RESIDENCE, "P-CB-BREED")
    return told


def counted(session: BincSession) -> list[tuple[str, date, date, int, bool, int]]:
    """What the monitor counts, in order of the days."""
    row = TimedRegistration
    columns = (row.edge, row.day, row.saved_on, row.days_after, row.late, row.firsts_missed)
    return list(session.execute(select(*columns).order_by(row.day, row.edge.desc())).tuples())


def days(session: BincSession) -> list[tuple[str, str, str]]:
    return [(edge, f"{since:%m-%d}", f"{saved:%m-%d}") for edge, since, saved, *_ in counted(session)]


def test_a_new_begin_in_time_and_a_late_one_with_the_firsts_that_went_by_g_2(session: BincSession, stay: Story) -> None:
    saved = stay.add("01-20", None, RESIDENCE, now=at("01-27"))
    assert counted(session) == [("begin", day("01-20"), day("01-27"), 7, False, 0)]
    stay.delete(saved)
    assert counted(session) == []
    stay.add("01-20", None, RESIDENCE, now=at("03-02"))
    assert counted(session) == [("begin", day("01-20"), day("03-02"), 42, True, 2)]


def test_the_day_of_saving_is_that_of_brussels_g_2(session: BincSession, stay: Story) -> None:
    stay.add("01-20", None, RESIDENCE, now=datetime(2024, 1, 27, 23, 30, tzinfo=UTC))
    assert [(saved, late) for _, _, saved, _, late, _ in counted(session)] == [(day("01-28"), True)]


def test_help_without_impact_or_that_sends_nothing_is_not_counted_s_11_s_12(session: BincSession, stay: Story) -> None:
    stay.add("01-08", "01-10", "P-CB-BREED", now=at("03-01"))
    silent = SchakelingInput(day("01-10"), None, "switch", (ModulePlan(RESIDENCE),), elsewhere=True)
    saved = stay.add("01-10", None, RESIDENCE, now=at("03-01"))
    assert days(session) == [("begin", "01-10", "03-01")]
    change_schakeling(session, saved, silent, actor=ACTOR, today=TODAY, now=at("03-02"), confirmed=EVERYTHING)
    assert days(session) == []


def test_an_end_by_the_next_schakeling_is_saved_with_it_s_5_g_2(session: BincSession, stay: Story) -> None:
    stay.add("01-08", None, RESIDENCE, now=at("01-09"))
    stay.add("02-01", None, OTHER_RESIDENCE, now=at("02-12"), end_of_previous=day("02-01"))
    assert days(session) == [("begin", "01-08", "01-09"), ("end", "02-01", "02-12"), ("begin", "02-01", "02-12")]


def test_an_extension_that_lets_the_placement_run_on_has_no_seam_h_4_2(session: BincSession, stay: Story) -> None:
    stay.add("01-08", None, RESIDENCE, now=at("01-09"))
    newer = stay.decide("02-01", RESIDENCE)
    keywords = {"kind": "extension", "offer": (), "now": at("02-20"), "end_of_previous": day("02-01")}
    stay.add("02-01", None, **keywords)
    assert days(session) == [("begin", "01-08", "01-09")]
    # Another placing authority is another payment: now the seam counts (G-1).
    decided = DecisionInput(day("02-01"), (RESIDENCE,), "judicial")
    change_decision(session, newer, decided, actor=ACTOR, today=TODAY, confirmed=EVERYTHING)
    assert days(session) == [("begin", "01-08", "01-09"), ("end", "02-01", "02-20"), ("begin", "02-01", "02-20")]


def test_an_end_that_is_typed_later_has_a_moment_of_its_own_g_2(session: BincSession, stay: Story) -> None:
    saved = stay.add("01-08", None, RESIDENCE, now=at("01-09"))
    stay.change(saved, "01-08", "02-10", RESIDENCE, now=at("02-18"))
    assert [(edge, late) for edge, *_, late, _ in counted(session)] == [("begin", False), ("end", True)]
    stay.change(saved, "01-08", None, RESIDENCE, now=at("02-19"))
    assert days(session) == [("begin", "01-08", "01-09")]
    stay.change(saved, "01-08", "02-10", RESIDENCE, now=at("02-25"))
    assert days(session)[1:] == [("end", "02-10", "02-18")], "no first of the month went by without it"
    stay.change(saved, "01-08", None, RESIDENCE, now=at("02-26"))
    stay.change(saved, "01-08", "02-10", RESIDENCE, now=at("03-10"))
    assert days(session)[1:] == [("end", "02-10", "03-10")]


def test_a_correction_within_the_month_keeps_the_first_saving_g_2(session: BincSession, stay: Story) -> None:
    saved = stay.add("01-09", None, RESIDENCE, now=at("01-10"))
    stay.change(saved, "01-08", None, RESIDENCE, now=at("01-30"))
    assert days(session) == [("begin", "01-08", "01-10")]
    stay.change(saved, "02-02", None, RESIDENCE, now=at("02-20"))
    assert days(session) == [("begin", "02-02", "02-20")]


def test_a_module_that_is_added_later_was_first_saved_then_g_2(session: BincSession, stay: Story) -> None:
    saved = stay.add("01-08", None, "P-CB-BREED", now=at("01-09"))
    assert days(session) == []
    stay.change(saved, "01-08", None, RESIDENCE, "P-CB-BREED", now=at("02-05"))
    assert counted(session) == [("begin", day("01-08"), day("02-05"), 28, True, 1)]
    stay.change(saved, "01-08", None, OTHER_RESIDENCE, now=at("03-05"))
    assert days(session) == [("begin", "01-08", "02-05")], "it counted already"


def test_a_referral_that_silences_the_dossier_takes_its_days_out_s_12(session: BincSession, stay: Story) -> None:
    stay.add("01-08", None, RESIDENCE, now=at("01-09"))
    crisis = Referral(through_access_gate=False, referrer="crisismeldpunt")
    change_referral(session, stay.dossier, crisis, actor=ACTOR, today=TODAY)
    assert days(session) == []
    change_referral(session, stay.dossier, Referral(through_access_gate=True), actor=ACTOR, today=TODAY)
    assert days(session) == [("begin", "01-08", "01-09")]


def test_closing_and_reopening_save_no_day_anew_d_6_d_7(session: BincSession) -> None:
    told = story(session, referral=Referral(through_access_gate=True, specific="time_out"))
    told.decide("01-08", RESIDENCE)
    told.add("01-08", "02-10", RESIDENCE, now=at("02-11"))
    moments = session.execute(select(Schakeling.begin_registered_at, Schakeling.end_registered_at)).one()
    close_dossier(session, told.dossier, actor=ACTOR, today=TODAY)
    reopen_dossier(session, told.dossier, actor=ACTOR, today=TODAY)
    assert session.execute(select(Schakeling.begin_registered_at, Schakeling.end_registered_at)).one() == moments


def test_a_decision_with_its_first_schakeling_in_a_closed_dossier_d_6(session: BincSession, stay: Story) -> None:
    stay.add("01-08", "02-10", RESIDENCE, now=at("02-11"))
    stay.dossier.status, stay.dossier.closed_on = "closed", day("04-15")
    session.flush()
    decided = DecisionInput(day("03-01"), (RESIDENCE,), "judicial")
    plan = stay.plan("03-01", "03-10", RESIDENCE)
    add_decision_with_schakeling(session, stay.dossier, decided, plan, **stay.keywords, now=at("04-20"))
    assert days(session)[2:] == [("begin", "03-01", "04-20"), ("end", "03-10", "04-20")]


def take_in(session: BincSession, document: dict[str, object], moment: str) -> None:
    import_exchange(session, document, today=TODAY, now=at(moment))


def file_with_ids(**overrides: object) -> dict[str, Any]:
    """A file whose two schakelingen have an id, so that a later file may move them."""
    document = small_file(**overrides)
    for place, one in enumerate(document["dossiers"][0]["decisions"][0]["schakelingen"]):
        one["id"] = f"s{place}"
    return document


def test_a_load_of_history_is_never_late_not_even_when_a_live_file_changes_its_offer_g_2(session: BincSession) -> None:
    take_in(session, file_with_ids(), "06-01")
    assert days(session) == []
    live = file_with_ids(history=False)
    live["dossiers"][0]["decisions"][0]["schakelingen"][1]["modules"] = [{"code": "VBFBJB02"}]
    take_in(session, live, "06-10")
    assert days(session) == []


def test_a_file_tells_when_begin_and_end_were_saved_and_a_live_one_corrects_them_g_2(session: BincSession) -> None:
    def moved(begin: str, **overrides: object) -> dict[str, Any]:
        document = file_with_ids(**overrides)
        first, last = document["dossiers"][0]["decisions"][0]["schakelingen"]
        moments = {"registered": "2024-01-20T10:00:00+01:00", "end_registered": "2024-04-05T10:00:00+02:00"}
        first |= {"end": "2024-03-20", **moments}
        last |= {"begin": begin, "modules": [{"code": "VBFBJB02"}], "registered": "2024-04-05T10:00:00+02:00"}
        return document

    saved = [("begin", "01-08", "01-20"), ("end", "03-20", "04-05")]
    take_in(session, moved("2024-03-25"), "06-01")
    assert days(session) == [*saved, ("begin", "03-25", "04-05")]
    take_in(session, moved("2024-03-23", history=False), "06-10")
    assert days(session) == [*saved, ("begin", "03-23", "04-05")]
    take_in(session, moved("2024-04-02", history=False), "06-11")
    assert days(session) == [*saved, ("begin", "04-02", "06-11")]


def test_a_new_live_file_counts_from_now_on_g_2(session: BincSession) -> None:
    take_in(session, small_file(history=False), "06-10")
    assert days(session) == [("begin", "01-08", "06-10"), ("end", "03-31", "06-10")]


def test_the_nightly_job_goes_through_all_dossiers_g_2(session: BincSession, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.registration_times.DOSSIERS_AT_A_TIME", 2)
    facility = factories.create_facility(session)
    for _ in range(5):
        dossier = factories.create_dossier(session, factories.create_client(session, facility), facility)
        factories.create_schakeling(session, factories.create_decision(session, dossier))
    assert follow_all_registrations(session, JobRun()) == {"differences": 5, "rows_added_together": 3}
    assert follow_all_registrations(session, JobRun()) == {"differences": 0, "rows_added_together": 0}
    assert months(session) == [(day("01-01"), "begin", 5, 0, 0)]


def test_the_nightly_job_lets_others_first_and_goes_on_where_it_was_g_2(
    session: BincSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.registration_times.DOSSIERS_AT_A_TIME", 1)
    monkeypatch.setattr("jobs.registrations.FEWEST_A_TURN", 2)
    facility = factories.create_facility(session)
    for _ in range(3):
        dossier = factories.create_dossier(session, factories.create_client(session, facility), facility)
        factories.create_schakeling(session, factories.create_decision(session, dossier))
    session.add(JobRun(name="purge_expired", unique_key="waits"))
    session.flush()
    run = JobRun()
    with pytest.raises(GiveWay):
        follow_all_registrations(session, run)
    assert (run.done, run.result) == (dossier.id - 1, {"differences": 2})
    assert follow_all_registrations(session, run)["differences"] == 3


def months(session: BincSession) -> list[tuple[date, str, int, int, int]]:
    """The rows of what is counted by the month, as they stand."""
    row = TimedRegistrationCount
    query = select(row.month, row.edge, row.number, row.late, row.with_first)
    return list(session.execute(query.order_by(row.id)).tuples())


def summed(session: BincSession) -> set[tuple[date, str, int, int, int]]:
    """What these rows come to; a month of nothing left out."""
    row = TimedRegistrationCount
    sums = (func.sum(row.number), func.sum(row.late), func.sum(row.with_first))
    query = select(row.month, row.edge, *sums).group_by(row.month, row.edge).having(func.sum(row.number) != 0)
    return {tuple(found) for found in session.execute(query)}  # type: ignore[misc]


def test_the_months_are_counted_along_whatever_happens_g_2(session: BincSession, stay: Story) -> None:
    saved = stay.add("01-20", None, RESIDENCE, now=at("01-27"))
    assert summed(session) == {(day("01-01"), "begin", 1, 0, 0)}
    stay.change(saved, "02-05", "02-20", RESIDENCE, now=at("03-02"))
    assert summed(session) == {(day("03-01"), "begin", 1, 1, 1), (day("03-01"), "end", 1, 1, 1)}
    assert len(months(session)) == 4
    assert add_counts_together(session) == 2
    assert set(months(session)) == summed(session)
    assert len(months(session)) == 2
    stay.delete(saved)
    assert summed(session) == set()
    add_counts_together(session)
    assert months(session) == []


def test_the_nightly_comparison_mends_what_differs_and_then_finds_nothing_g_2(session: BincSession) -> None:
    facility = factories.create_facility(session)
    dossier = factories.create_dossier(session, factories.create_client(session, facility), facility)
    factories.create_schakeling(session, factories.create_decision(session, dossier))
    assert follow_next_registrations(session, 0) == (dossier.id, 1)
    assert follow_next_registrations(session, 0) == (dossier.id, 0)
    assert follow_next_registrations(session, dossier.id) == (None, 0)
    session.execute(update(TimedRegistration).values(day=day("02-01")))
    assert follow_next_registrations(session, 0)[1] == 1
    assert days(session) == [("begin", "01-08", "01-08")]
    # A module that no longer touches the Groeipakket takes its days along.
    session.execute(update(TypeModule).where(TypeModule.code == RESIDENCE).values(groeipakket=None))
    forget_catalogue(session)
    assert follow_next_registrations(session, 0)[1] == 1
    assert counted(session) == []


def test_a_begin_that_is_moved_within_the_month_and_back_much_later_is_not_late_g_2(
    session: BincSession, stay: Story
) -> None:
    saved = stay.add("01-17", None, RESIDENCE, now=at("01-17"))
    stay.change(saved, "01-18", None, RESIDENCE, now=at("01-17"))
    stay.change(saved, "01-17", None, RESIDENCE, now=at("11-29"))
    assert counted(session) == [("begin", day("01-17"), day("01-17"), 0, False, 0)]


def test_a_begin_that_strayed_over_firsts_is_late_for_those_and_counts_in_the_month_of_coming_back_g_2(
    session: BincSession, stay: Story
) -> None:
    saved = stay.add("01-17", None, RESIDENCE, now=at("01-17"))
    stay.change(saved, "03-05", None, RESIDENCE, now=at("01-20"))
    assert counted(session) == [("begin", day("03-05"), day("01-20"), -45, False, 0)]
    stay.change(saved, "01-17", None, RESIDENCE, now=at("04-10"))
    assert counted(session) == [("begin", day("01-17"), day("04-10"), 81, True, 2)]
    assert session.scalars(select(TimedRegistration.firsts)).one() == [day("02-01"), day("03-01")]
    assert summed(session) == {(day("04-01"), "begin", 1, 1, 1)}
    assert follow_next_registrations(session, 0)[1] == 0


def test_an_end_by_the_next_schakeling_comes_back_to_what_was_told_s_5_g_2(session: BincSession, stay: Story) -> None:
    saved = stay.add("01-08", "02-01", RESIDENCE, now=at("02-02"))
    stay.change(saved, "01-08", None, RESIDENCE, now=at("02-05"))
    stay.add("02-01", None, OTHER_RESIDENCE, now=at("02-20"), end_of_previous=day("02-01"))
    assert ("end", "02-01", "02-02") in days(session)


def test_a_file_moves_a_day_and_back_like_a_screen_g_2(session: BincSession) -> None:
    def with_begin(begin: str) -> dict[str, Any]:
        document = file_with_ids(history=False)
        document["dossiers"][0]["decisions"][0]["schakelingen"] = document["dossiers"][0]["decisions"][0][
            "schakelingen"
        ][:1]
        one = document["dossiers"][0]["decisions"][0]["schakelingen"][0]
        one |= {"begin": begin, "end": None}
        return document

    take_in(session, with_begin("2024-01-18"), "01-19")
    take_in(session, with_begin("2024-03-05"), "01-25")
    take_in(session, with_begin("2024-01-19"), "01-30")
    assert days(session) == [("begin", "01-19", "01-19")]
    take_in(session, with_begin("2024-03-05"), "01-31")
    take_in(session, with_begin("2024-01-18"), "02-20")
    assert counted(session) == [("begin", day("01-18"), day("02-20"), 20, True, 1)]
