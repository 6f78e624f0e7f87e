"""Schakelingen, end to end against a real database (S-2 to S-12)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from app.database import BincSession
from app.domain.chain_plans import Carer, ModulePlan
from app.domain.faults import Conflict
from app.domain.referral import Referral
from app.queries.chain import load_chain
from app.services.confirmation import NeedsConfirmation
from app.services.schakelingen import add_schakeling, change_schakeling
from models import Activity, Deployment, Dossier, Schakeling
from tests import factories
from tests.services.steps import CRISIS, NOW, Story, day, refusals, story


@pytest.fixture
def dossier(session: BincSession) -> Story:
    """A dossier with one decision from 8 January."""
    opened = story(session)
    opened.decide("01-08")
    return opened


def test_a_schakeling_belongs_to_the_latest_decision_s_2(dossier: Story) -> None:
    later = dossier.decide("01-10")
    assert dossier.add("01-10").decision_id == later.id


def test_of_two_decisions_of_one_day_the_one_made_last_is_the_latest_s_2(dossier: Story) -> None:
    second = dossier.decide("01-08", confirmed=frozenset({"D-11"}))
    assert dossier.add("01-08").decision_id == second.id


def test_without_a_decision_there_is_no_schakeling_s_2(session: BincSession) -> None:
    assert refusals(story(session).add, "01-08") == [("S-2", "decision")]


def test_a_module_that_is_not_approved_on_the_begin_is_refused_s_2(session: BincSession, dossier: Story) -> None:
    factories.approve(session, dossier.facility, "P-CB-SOFS", valid_from=day("02-01"), valid_until=day("02-29"))
    assert refusals(dossier.add, "01-31", None, "P-CB-SOFS") == [("S-2", "modules")]
    assert refusals(dossier.add, "03-01", None, "P-CB-SOFS") == [("S-2", "modules")]
    assert refusals(dossier.add, "02-29", None, "P-CB-SOFS") == []


def test_a_module_that_the_decision_does_not_name_asks_to_be_confirmed_s_2(dossier: Story) -> None:
    with pytest.raises(NeedsConfirmation) as asked:
        dossier.add("01-08", None, "VBFBJB04", confirmed=frozenset({"S-12"}))
    assert ("S-2", "modules") in [(caution.rule, caution.field) for caution in asked.value.cautions]
    assert dossier.add("01-08", None, "VBFBJB04", confirmed=frozenset({"S-2", "S-12"})).id


def test_an_end_far_away_asks_to_be_confirmed_s_2(dossier: Story) -> None:
    plan = dossier.plan("01-08", None)
    far = replace(plan, end=date(2026, 1, 1))
    keywords = {**dossier.keywords, "now": NOW, "confirmed": frozenset()}
    with pytest.raises(NeedsConfirmation, match="S-2 end"):
        add_schakeling(dossier.session, dossier.dossier, far, **keywords)


def test_the_first_is_the_start_and_later_ones_are_not_s_3(dossier: Story) -> None:
    assert refusals(dossier.add, "01-08", kind="switch") == [("S-3", "kind")]
    dossier.add("01-08", "01-31", kind="start")
    assert refusals(dossier.add, "02-01", kind="start") == [("S-3", "kind")]


@pytest.mark.parametrize(
    ("begin", "end", "found"),
    [
        ("03-31", "04-30", []),
        ("04-01", None, []),
        ("03-31", "03-31", []),
        ("03-30", "04-30", [("S-4", "begin")]),
        ("01-07", "01-07", [("S-4", "begin")]),
        ("04-02", "04-01", [("S-4", "end")]),
    ],
)
def test_a_schakeling_begins_on_the_previous_end_or_later_s_4(
    dossier: Story, begin: str, end: str | None, found: list[tuple[str, str]]
) -> None:
    dossier.add("01-08", "03-31")
    refused = refusals(dossier.add, begin, end)
    assert refused[: len(found) or 1] == found
    assert bool(refused) == bool(found)


def test_a_schakeling_does_not_begin_before_its_decision_s_4(dossier: Story) -> None:
    assert refusals(dossier.add, "01-07") == [("S-4", "begin")]
    assert refusals(dossier.add, "01-08") == []


def test_two_one_day_schakelingen_on_one_day_are_refused_s_4(dossier: Story) -> None:
    dossier.add("01-08", "01-31")
    dossier.add("01-31", "01-31")
    assert refusals(dossier.add, "01-31", "01-31") == [("S-4", "begin")]
    assert refusals(dossier.add, "01-31", None) == []


def test_the_last_must_end_before_the_next_begins_s_5(dossier: Story) -> None:
    first = dossier.add("01-08")
    assert refusals(dossier.add, "02-01") == [("S-5", "previous_end")]
    assert refusals(dossier.add, "02-01", end_of_previous=day("01-07")) == [("S-4", "previous_end")]
    assert refusals(dossier.add, "02-01", end_of_previous=day("02-02")) == [("S-4", "begin")]
    second = dossier.add("02-01", end_of_previous=day("02-01"))
    assert (first.end, first.end_registered_at, second.end) == (day("02-01"), NOW, None)


def test_an_end_for_a_previous_one_that_has_another_end_already_is_refused_s_5(dossier: Story) -> None:
    assert refusals(dossier.add, "01-08", end_of_previous=day("01-08")) == [("S-5", "previous_end")]
    dossier.add("01-08", "01-31")
    assert refusals(dossier.add, "02-01", end_of_previous=day("01-30")) == [("S-5", "previous_end")]
    assert refusals(dossier.add, "02-01", end_of_previous=day("01-31")) == []


def test_only_the_last_can_be_changed_or_deleted_s_6(dossier: Story) -> None:
    first = dossier.add("01-08", "01-31")
    second = dossier.add("01-31")
    assert refusals(dossier.change, first, "01-08", "01-30") == [("S-6", "schakeling")]
    assert refusals(dossier.delete, first) == [("S-6", "schakeling")]
    assert dossier.change(second, "02-01", "02-10", "P-CB-LAAG").begin == day("02-01")
    dossier.delete(second)
    dossier.delete(first)
    assert load_chain(dossier.session, dossier.dossier).schakelingen == ()


def test_an_extension_takes_over_the_offer_under_a_newer_decision_s_7(session: BincSession) -> None:
    told = story(session, referral=CRISIS)
    told.decide("01-08")
    assert refusals(told.add, "01-08", "01-31", offer=(ModulePlan("P-CB-BREED", True),)) == []
    assert refusals(told.add, "01-31", kind="extension", offer=()) == [("S-7", "kind")]
    newer = told.decide("01-31")
    assert refusals(told.add, "01-31", None, "P-CB-LAAG", kind="extension") == [("S-7", "modules")]
    extended = told.add("01-31", kind="extension", offer=())
    modules = [(module.type_module.code, module.guaranteed) for module in extended.modules]
    assert (extended.decision_id, modules) == (newer.id, [("P-CB-BREED", True)])


def test_an_extension_with_a_module_no_longer_approved_is_refused_s_7(session: BincSession, dossier: Story) -> None:
    factories.approve(session, dossier.facility, "P-CB-SOFS", valid_until=day("01-30"))
    dossier.add("01-08", "01-31", "P-CB-SOFS")
    dossier.decide("01-31")
    assert refusals(dossier.add, "01-31", kind="extension", offer=()) == [("S-7", "modules")]


def test_strange_combinations_ask_to_be_confirmed_and_nothing_is_saved_before_s_8(session: BincSession) -> None:
    told = story(session, modules=("P-DB-GROEP",))
    told.decide("01-08", "P-DB-GROEP")
    with pytest.raises(NeedsConfirmation, match="S-8 modules"):
        told.add("01-08", None, "P-DB-GROEP", confirmed=frozenset())
    assert session.scalars(select(Schakeling).where(Schakeling.dossier_id == told.dossier.id)).all() == []
    assert told.add("01-08", None, "P-DB-GROEP", confirmed=frozenset({"S-8"})).id


def test_guaranteed_supply_needs_the_crisismeldpunt_s_9(session: BincSession, dossier: Story) -> None:
    ticked = (ModulePlan("P-CB-BREED", True),)
    assert refusals(dossier.add, "01-08", offer=ticked) == [("S-9", "modules")]
    crisis = story(session, referral=CRISIS)
    crisis.decide()
    saved = crisis.add("01-08", offer=ticked)
    rows = session.execute(select(Deployment.guaranteed).where(Deployment.schakeling_id == saved.id)).all()
    assert [tuple(row) for row in rows] == [(True,)]


def test_details_are_asked_and_kept_s_10(session: BincSession) -> None:
    told = story(session, modules=("P-OB-RTJ",))
    told.decide("01-08", "P-OB-RTJ")
    assert refusals(told.add, "01-08", None, "P-OB-RTJ") == [("S-10", "detail-P-OB-RTJ")]
    assert refusals(told.add, "01-08", None, "P-OB-RTJ", details_required=False) == []
    saved = session.scalars(select(Schakeling).where(Schakeling.dossier_id == told.dossier.id)).one()
    told.change(saved, "01-08", offer=(ModulePlan("P-OB-RTJ", detail=("ontheming",)),))
    assert [module.detail for module in saved.modules] == [["ontheming"]]


def test_a_d227_is_announced_before_it_goes_s_12(session: BincSession, dossier: Story) -> None:
    with pytest.raises(NeedsConfirmation, match="S-12 modules"):
        dossier.add("01-08", None, "VBFBJB04", confirmed=frozenset({"S-2"}))
    crisis = story(session, referral=CRISIS)
    crisis.decide("01-08", "VBFBJB04")
    assert crisis.add("01-08", None, "VBFBJB04", confirmed=frozenset({"D-4"})).id


def test_a_stay_whose_centre_of_gravity_lies_elsewhere_sends_nothing_s_11(dossier: Story) -> None:
    plan = replace(dossier.plan("01-08", None, "VBFBJB04"), elsewhere=True)
    keywords = {**dossier.keywords, "now": NOW, "confirmed": frozenset({"S-2"})}
    assert add_schakeling(dossier.session, dossier.dossier, plan, **keywords).elsewhere


def test_foster_carers_are_kept_in_their_order_and_can_change_s_13(session: BincSession) -> None:
    referral = Referral(through_access_gate=True, foster_care_kind="pool", foster_care_age_group="youth")
    told = story(session, organisation_type="pleegzorg", modules=("VBFINT04",), referral=referral)
    told.decide("01-08", "VBFINT04")
    carers = (Carer("15041200210", "An Claes"), Carer("15041200309", "Bo Claes"))
    plan = replace(told.plan("01-08", None, "VBFINT04"), carers=carers, paid_to_parents=False)
    saved = add_schakeling(session, told.dossier, plan, **{**told.keywords, "now": NOW})
    assert load_chain(session, told.dossier).schakelingen[0].carers == carers
    changed = replace(plan, carers=carers[1:])
    change_schakeling(session, saved, changed, **{**told.keywords, "now": NOW})
    session.flush()
    kept = load_chain(session, told.dossier).schakelingen[0]
    assert (kept.carers, kept.paid_to_parents) == (carers[1:], False)
    # The transition rule pays the parents: then there are no carers to keep.
    to_parents = replace(plan, carers=carers, paid_to_parents=True)
    assert refusals(change_schakeling, session, saved, to_parents, **{**told.keywords, "now": NOW}) == [
        ("S-13", "carers")
    ]
    change_schakeling(session, saved, replace(to_parents, carers=()), **{**told.keywords, "now": NOW})
    session.flush()
    kept = load_chain(session, told.dossier).schakelingen[0]
    assert (kept.carers, kept.paid_to_parents) == ((), True)


def test_a_module_outside_a_crisis_offer_asks_to_be_confirmed_d_4(session: BincSession) -> None:
    crisis = story(session, referral=CRISIS)
    crisis.decide()
    with pytest.raises(NeedsConfirmation, match="D-4 modules"):
        crisis.add("01-08", confirmed=frozenset())


def test_a_change_of_the_end_alone_does_not_ask_about_the_offer_again_s_8(session: BincSession) -> None:
    told = story(session, modules=("P-DB-GROEP",))
    told.decide("01-08", "P-DB-GROEP")
    saved = told.add("01-08", None, "P-DB-GROEP")
    assert told.change(saved, "01-08", "02-01", "P-DB-GROEP", confirmed=frozenset()).end == day("02-01")


def test_all_faults_are_told_at_once(dossier: Story) -> None:
    ticked = (ModulePlan("P-CB-BREED", True), ModulePlan("P-CB-SOFS"))
    found = refusals(dossier.add, "01-07", kind="extension", offer=ticked)
    assert set(found) == {("S-3", "kind"), ("S-4", "begin"), ("S-7", "modules"), ("S-9", "modules")}


def test_it_is_kept_when_begin_and_end_were_first_registered_g_2(dossier: Story) -> None:
    later = datetime(2024, 7, 1, 8, tzinfo=UTC)
    latest = datetime(2024, 7, 2, 8, tzinfo=UTC)
    saved = dossier.add("01-08")
    assert (saved.begin_registered_at, saved.end_registered_at) == (NOW, None)
    dossier.change(saved, "01-08", "03-01", now=later)
    assert (saved.begin_registered_at, saved.end_registered_at) == (NOW, later)
    dossier.change(saved, "01-08", "03-01", "P-CB-LAAG", now=latest)
    assert (saved.begin_registered_at, saved.end_registered_at) == (NOW, later)
    dossier.change(saved, "01-09", "03-02", "P-CB-LAAG", now=latest)
    assert (saved.begin_registered_at, saved.end_registered_at) == (NOW, later), "no first of the month lies between"
    dossier.change(saved, "02-02", "04-01", "P-CB-LAAG", now=latest)
    assert (saved.begin_registered_at, saved.end_registered_at) == (latest, latest)
    dossier.change(saved, "02-02", None, "P-CB-LAAG", now=latest)
    assert saved.end_registered_at is None


def test_history_without_a_moment_is_never_late_g_2(dossier: Story) -> None:
    saved = dossier.add("01-08", "01-31", now=None)
    assert (saved.begin_registered_at, saved.end_registered_at) == (None, None)


def test_the_overview_follows_every_step_d_2(session: BincSession, dossier: Story) -> None:
    def beside() -> tuple[object, ...]:
        kept = session.get_one(Dossier, dossier.dossier.id, populate_existing=True)
        codes = {factories.type_module(session, code).id: code for code in ("P-CB-BREED", "P-CB-LAAG")}
        modules = [codes[module_id] for module_id in kept.last_schakeling_modules]
        return kept.first_schakeling_begin, kept.last_schakeling_begin, kept.last_schakeling_end, modules

    assert dossier.dossier.last_decision_begin == day("01-08")
    first = dossier.add("01-08", "01-31")
    assert beside() == (day("01-08"), day("01-08"), day("01-31"), ["P-CB-BREED"])
    second = dossier.add("01-31", None, "P-CB-LAAG")
    assert beside() == (day("01-08"), day("01-31"), None, ["P-CB-LAAG"])
    dossier.delete(second)
    dossier.delete(first)
    assert beside() == (None, None, None, [])


def test_every_step_raises_the_version_of_the_dossier_d_11(session: BincSession, dossier: Story) -> None:
    versions = [dossier.dossier.version]
    saved = dossier.add("01-08")
    steps = (
        lambda: dossier.change(saved, "01-08", offer=(ModulePlan("P-CB-LAAG"),)),
        lambda: dossier.delete(saved),
    )
    for step in (lambda: None, *steps):
        step()
        session.flush()
        versions.append(session.get_one(Dossier, dossier.dossier.id, populate_existing=True).version)
    assert versions == sorted(set(versions))


def test_who_saw_an_older_version_is_stopped_and_nothing_changes_d_11(dossier: Story) -> None:
    seen = dossier.dossier.version
    first = dossier.add("01-08", seen_version=seen)
    dossier.session.flush()
    seen_open = dossier.dossier.version
    with pytest.raises(Conflict) as open_added:
        dossier.add("02-01", seen_version=seen)
    assert open_added.value.faults[0].field == "previous_end"
    dossier.add("02-01", end_of_previous=day("02-01"), seen_version=seen_open)
    with pytest.raises(Conflict) as not_last:
        dossier.change(first, "01-08", "01-20", seen_version=seen_open)
    assert "niet meer de laatste" in not_last.value.faults[0].message
    assert first.end == day("02-01")


def test_a_schakeling_deleted_meanwhile_is_said_so_d_11(dossier: Story) -> None:
    saved = dossier.add("01-08")
    dossier.delete(saved)
    dossier.session.flush()
    ghost = Schakeling(id=saved.id, dossier_id=dossier.dossier.id, facility_id=dossier.facility.id)
    with pytest.raises(Conflict, match="D-11 schakeling"):
        dossier.delete(ghost)


def test_each_step_is_told_in_the_activities_with_old_and_new_d_10(session: BincSession, dossier: Story) -> None:
    saved = dossier.add("01-08")
    dossier.change(saved, "01-08", "01-31")
    dossier.add("01-31", "02-10")
    session.flush()
    query = select(Activity).where(Activity.dossier_id == dossier.dossier.id).order_by(Activity.id)
    told = session.scalars(query).all()
    kinds = ["dossier_opened", "decision_added", "schakeling_added", "schakeling_changed", "schakeling_added"]
    assert [one.kind for one in told] == kinds
    assert told[3].values["before"] == {"end": None}
    assert told[3].values["after"] == {"end": "2024-01-31"}
    assert {one.actor_name for one in told} == {"An Peeters"}


def test_a_closed_dossier_stays_closable_d_6(session: BincSession, dossier: Story) -> None:
    saved = dossier.add("01-08", "03-31")
    dossier.dossier.status, dossier.dossier.closed_on = "closed", day("04-15")
    session.flush()
    assert refusals(dossier.change, saved, "01-08", "04-16") == [("D-6", "end")]
    assert refusals(dossier.change, saved, "01-08", None) == [("D-6", "end")]
    assert refusals(dossier.delete, saved) == [("D-6", "schakelingen")]
    assert refusals(dossier.decide, "04-01") == [("D-6", "decisions")]
    assert refusals(dossier.change, saved, "01-08", "04-10") == []
