"""Deployments keep in step with the schakelingen, and count every day of a client once (F-1)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text, update

from app.database import BincSession
from app.domain.chain_plans import ModulePlan
from app.domain.figures.deployment import DeploymentRow, counted_from
from app.domain.period import OPEN_END
from app.services.decisions import DecisionInput, add_decision
from app.services.deployments import rebuild_all_deployments, rewrite_deployments, verify_deployments
from app.services.dossiers import open_dossier
from app.services.schakelingen import SchakelingInput, add_schakeling, change_schakeling, delete_schakeling
from models import Deployment, Dossier, Facility, Schakeling, TypeModule
from tests import factories
from tests.services.steps import ACTOR, CRISIS, EVERYTHING, NOW, TODAY, Story, day, refusals, story

FIRST_DAY, LAST_DAY = date(2024, 1, 1), date(2024, 3, 31)
CODES = ("P-CB-BREED", "P-CB-LAAG")


def rows_of(session: BincSession, client_id: int) -> list[Any]:
    """The deployments of a client with the codes of their modules."""
    query = (
        select(Deployment, TypeModule.code)
        .join(TypeModule, TypeModule.id == Deployment.type_module_id)
        .where(Deployment.client_id == client_id)
        .order_by(Deployment.begin, Deployment.end, Deployment.schakeling_id, TypeModule.code)
        .execution_options(populate_existing=True)
    )
    return [
        (row.dossier_id, row.begin, row.end, code, row.guaranteed, row.counted_from)
        for row, code in session.execute(query)
    ]


def second_dossier(told: Story) -> Story:
    """A readmission: the first dossier closed, a second one opened for the same client in the same facility."""
    told.session.flush()
    told.dossier.status, told.dossier.closed_on = "closed", day("12-31")
    told.session.flush()
    return story(told.session, facility=told.facility, client=told.client)


def test_a_boundary_day_counts_once_f_1(session: BincSession) -> None:
    told = story(session)
    told.decide()
    told.add("01-08", "01-31")
    told.add("01-31", "02-10")
    told.add("02-10", "02-10")
    told.add("02-10")
    assert [(str(begin)[5:], str(first)[5:]) for _, begin, _, _, _, first in rows_of(session, told.client.id)] == [
        ("01-08", "01-08"),
        ("01-31", "02-01"),
        ("02-10", "02-11"),
        ("02-10", "02-11"),
    ]


def test_a_boundary_day_counts_once_across_two_dossiers_of_a_client_f_1(session: BincSession) -> None:
    told = story(session)
    told.decide()
    told.add("01-08", "01-31")
    again = second_dossier(told)
    again.decide()
    again.add("01-31", "02-10")
    assert [first for *_, first in rows_of(session, told.client.id)] == [day("01-08"), day("02-01")]


def test_deleting_in_the_first_dossier_gives_the_second_its_boundary_day_f_1(session: BincSession) -> None:
    told = story(session)
    told.decide()
    told.add("01-08", "01-31")
    last = told.add("01-31", "02-10")
    again = second_dossier(told)
    again.decide()
    again.add("02-10", "02-20")
    assert [first for *_, first in rows_of(session, told.client.id)][-1] == day("02-11")
    told.delete(last)
    assert [first for *_, first in rows_of(session, told.client.id)] == [day("01-08"), day("02-10")]
    assert verify_deployments(session) == 0


def test_changing_the_first_dossier_moves_what_counts_of_the_second_f_1(session: BincSession) -> None:
    told = story(session)
    told.decide()
    saved = told.add("01-08", "01-31")
    again = second_dossier(told)
    again.decide()
    again.add("01-20")
    told.change(saved, "01-08", "01-25")
    assert [first for *_, first in rows_of(session, told.client.id)] == [day("01-08"), day("01-26")]


def test_a_day_after_for_ever_still_fits_the_calendar_f_1(session: BincSession) -> None:
    told = story(session)
    told.decide()
    told.add("01-08")
    other = factories.create_dossier(session, told.client, told.facility, status="closed", closed_on=day("12-31"))
    decision = factories.create_decision(session, other)
    factories.create_schakeling(session, decision, begin=day("02-01"), modules=("P-CB-BREED",))
    assert [first for *_, first in rows_of(session, told.client.id)] == [day("01-08"), OPEN_END]


def test_a_guaranteed_day_leaves_the_counted_one_alone_f_1(session: BincSession) -> None:
    told = story(session, referral=CRISIS)
    told.decide()
    told.add("01-08", "01-31", offer=(ModulePlan("P-CB-BREED", True),))
    told.add("01-31", "02-10")
    kept = [(guaranteed, first) for *_, guaranteed, first in rows_of(session, told.client.id)]
    assert kept == [(True, day("01-08")), (False, day("01-31"))]


def test_a_difference_is_found_and_mended_f_1(session: BincSession) -> None:
    rebuild_all_deployments(session)
    told = story(session)
    told.decide()
    told.add("01-08", "01-31")
    told.add("01-31")
    assert verify_deployments(session) == 0
    session.execute(update(Deployment).where(Deployment.end == OPEN_END).values(counted_from=day("01-31")))
    assert verify_deployments(session) == 2
    rewrite_deployments(session, told.facility.id, told.client.id)
    assert verify_deployments(session) == 0
    session.execute(text("delete from deployment where client_id = :client"), {"client": told.client.id})
    assert verify_deployments(session) == 2
    rebuild_all_deployments(session)
    assert verify_deployments(session) == 0


@dataclass
class NaiveStay:
    """One schakeling as a list of days would tell it."""

    begin: date
    end: date | None
    modules: dict[str, bool]
    record: Schakeling


@dataclass
class NaiveDossier:
    """One dossier as somebody with a pencil would keep it."""

    dossier: Dossier
    stays: list[NaiveStay] = field(default_factory=list)

    def takes(self, begin: date, end: date | None, after: list[NaiveStay]) -> bool:
        """Whether a stay may follow these (S-4)."""
        if end is not None and end < begin:
            return False
        if after and (after[-1].end is None or begin < after[-1].end):
            return False
        return not (begin == end and any(stay.begin == stay.end == begin for stay in after))


days = st.integers(0, 40).map(lambda number: FIRST_DAY + timedelta(days=number))
lengths = st.one_of(st.none(), st.integers(-1, 12))
offers = st.dictionaries(st.sampled_from(CODES), st.booleans(), min_size=1)
steps = st.lists(
    st.tuples(
        st.sampled_from(("add", "add", "add", "change", "delete")), st.booleans(), days, lengths, offers, st.booleans()
    ),
    min_size=1,
    max_size=7,
)


class Random:
    """Takes random steps in two dossiers of one client, in the product and on paper."""

    def __init__(self, session: BincSession, facility: Facility) -> None:
        self.session = session
        self.client = factories.create_client(session, facility)
        self.pages = [self._page(facility), self._page(facility)]

    def _page(self, facility: Facility) -> NaiveDossier:
        dossier = open_dossier(
            self.session, self.client.id, facility, CRISIS, actor=ACTOR, today=TODAY, created_on=FIRST_DAY
        )
        plan = DecisionInput(FIRST_DAY, CODES, "voluntary")
        add_decision(self.session, dossier, plan, actor=ACTOR, today=TODAY)
        self._set_status(dossier, "closed")
        return NaiveDossier(dossier)

    def _set_status(self, dossier: Dossier, status: str) -> None:
        self.session.flush()
        dossier.status = status
        dossier.closed_on = LAST_DAY if status == "closed" else None
        self.session.flush()

    def take(
        self, kind: str, second: bool, begin: date, length: int | None, offer: dict[str, bool], ends: bool
    ) -> None:
        """Takes one step, and expects the product to refuse exactly what the pencil refuses."""
        page = self.pages[second]
        self._set_status(page.dossier, "open")
        end = None if length is None else begin + timedelta(days=length)
        if kind == "add":
            self._add(page, begin, end, offer, ends)
        elif page.stays:
            self._touch_last(page, kind, begin, end, offer)
        self._set_status(page.dossier, "closed")

    def _plan(self, place: int, begin: date, end: date | None, offer: dict[str, bool]) -> SchakelingInput:
        modules = tuple(ModulePlan(code, guaranteed) for code, guaranteed in offer.items())
        return SchakelingInput(begin, end, "switch" if place else "start", modules)

    def _add(self, page: NaiveDossier, begin: date, end: date | None, offer: dict[str, bool], ends: bool) -> None:
        last = page.stays[-1] if page.stays else None
        end_of_last = begin if ends and last is not None and last.end is None else None
        after = list(page.stays)
        takes = True
        if end_of_last is not None and last is not None:
            takes = page.takes(last.begin, end_of_last, after[:-1])
            after[-1] = NaiveStay(last.begin, end_of_last, last.modules, last.record)
        takes = takes and page.takes(begin, end, after)
        saved: list[Schakeling] = []

        def step() -> None:
            plan = self._plan(len(page.stays), begin, end, offer)
            keywords: dict[str, Any] = {"actor": ACTOR, "today": TODAY, "confirmed": EVERYTHING, "now": NOW}
            saved.append(add_schakeling(self.session, page.dossier, plan, end_of_previous=end_of_last, **keywords))

        assert (refusals(step) == []) is takes
        if takes:
            page.stays = [*after, NaiveStay(begin, end, offer, saved[0])]

    def _touch_last(self, page: NaiveDossier, kind: str, begin: date, end: date | None, offer: dict[str, bool]) -> None:
        *earlier, last = page.stays
        keywords: dict[str, Any] = {"actor": ACTOR, "today": TODAY}
        if kind == "delete":
            delete_schakeling(self.session, last.record, **keywords)
            page.stays = earlier
            return
        plan = self._plan(len(earlier), begin, end, offer)
        keywords |= {"confirmed": EVERYTHING, "now": NOW}
        takes = page.takes(begin, end, earlier)
        assert (refusals(change_schakeling, self.session, last.record, plan, **keywords) == []) is takes
        if takes:
            page.stays = [*earlier, NaiveStay(begin, end, offer, last.record)]

    def expected(self) -> list[tuple[Any, ...]]:
        """The deployments on paper."""
        return [
            (page.dossier.id, stay.begin, stay.end or OPEN_END, code, guaranteed)
            for page in self.pages
            for stay in page.stays
            for code, guaranteed in stay.modules.items()
        ]

    def days_on_paper(self, code: str) -> int:
        """The days on which the client got a module, each once, not as guaranteed supply."""
        horizon = (FIRST_DAY + timedelta(days=number) for number in range((LAST_DAY - FIRST_DAY).days + 1))
        stays = [stay for page in self.pages for stay in page.stays if stay.modules.get(code) is False]
        return sum(any(stay.begin <= one <= (stay.end or OPEN_END) for stay in stays) for one in horizon)


@given(steps=steps)
def test_random_chains_agree_with_a_naive_model_f_1(session: BincSession, steps: list[Any]) -> None:
    facility = factories.create_facility(session, modules=CODES)
    story_on_paper = Random(session, facility)
    for step in steps:
        story_on_paper.take(*step)
    rows = rows_of(session, story_on_paper.client.id)
    assert sorted(row[:-1] for row in rows) == sorted(story_on_paper.expected())
    for code in CODES:
        counted = sum(
            max(0, (min(end, LAST_DAY) - first).days + 1)
            for _, _, end, module, guaranteed, first in rows
            if module == code and not guaranteed
        )
        assert counted == story_on_paper.days_on_paper(code)
    plain = [row for row in rows if not row[4]]
    reference = counted_from([DeploymentRow(1, code, begin, end) for _, begin, end, code, _, _ in plain])
    assert list(reference) == [row[-1] for row in plain]
    for page in story_on_paper.pages:
        kept = session.get_one(Dossier, page.dossier.id, populate_existing=True)
        last = page.stays[-1] if page.stays else None
        assert kept.last_schakeling_begin == (last.begin if last else None)
        assert kept.last_schakeling_end == (last.end if last else None)
        assert kept.first_schakeling_begin == (page.stays[0].begin if page.stays else None)
