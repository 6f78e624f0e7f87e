"""Any life that a dossier can have: every step by the services, foretold by a plain model, checked after each step.

The model (`foretold.py`, `foretold_chain.py`) says which rules forbid a step; a step that nothing forbids must succeed
and any other must be refused by one of those rules and change nothing. After each step the database must hold exactly
what the model says, and nothing of what `stored.py` says may never stand there (D-1 to D-11, S-1 to S-9, S-14, E-1,
E-3, F-1, A-5).
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial, wraps
from itertools import product
from typing import Any

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from app.database import BincSession, enter_scope
from app.domain.scope import Scope
from app.services.bin import delete_dossier, empty_bin, restore_dossier
from app.services.closing import close_dossier, reopen_dossier
from app.services.decision_with_help import add_decision_with_schakeling
from app.services.decisions import add_decision, change_decision, delete_decision
from app.services.dossiers import change_referral, open_dossier
from app.services.handover import take_over
from app.services.processed_years import process_year, reopen_year
from app.services.registrations import save_registration
from app.services.reopening import approve_request, ask_to_reopen, reject_request, withdraw_request
from app.services.schakelingen import add_schakeling, change_schakeling, delete_schakeling
from models import Facility
from tests.life.machine import foretold
from tests.life.machine.ground import GUIDANCE, STAY, prepare_ground
from tests.life.machine.help_steps import PEOPLE, LifeOfHelp, any_one, looks, somebody
from tests.life.machine.life import timeless
from tests.life.machine.plain import PAGES, PlainDossier, PlainRequest
from tests.services.steps import CRISIS, GATE
from tests.statements.steps import send_year

STEPS = (
    add_decision,
    add_decision_with_schakeling,
    add_schakeling,
    approve_request,
    ask_to_reopen,
    change_decision,
    change_referral,
    change_schakeling,
    close_dossier,
    delete_decision,
    delete_dossier,
    delete_schakeling,
    process_year,
    reject_request,
    reopen_dossier,
    reopen_year,
    restore_dossier,
    save_registration,
    take_over,
    withdraw_request,
)

handlers = st.sampled_from([3, 3, 3, 4])
# How far the first dossier of a life has come when the life begins.
LONG_AGO = ("closed long ago", "asked", "approved", "rejected", "withdrawn")
PROCESSED = ("locked", "unlocked")
CLOSED = ("closed", "reopened", "helped once more")
WITHOUT_HELP = ("made", "taken back", "deleted", "restored")
BEGINS = (*WITHOUT_HELP, "decided", "running", "ended", *CLOSED, *LONG_AGO, *PROCESSED)


class LifeOfDossiers(LifeOfHelp):
    """Every step that people, the clock and the night take."""

    @initialize(crisis=st.booleans(), who=somebody, begin=st.sampled_from(BEGINS))
    def a_dossier_that_is_under_way(self, crisis: bool, who: int, begin: str) -> None:
        """Lives begin at several places, so that their ends are reached as well."""
        self.open(who, 0, crisis)
        if begin in ("deleted", "restored"):
            self.delete(who, 0, "fresh")
            self.time_passes(30)
        if begin == "restored":
            self.restore(0)
        if begin == "taken back":
            self.help_that_is_taken_back(who)
        if begin not in WITHOUT_HELP:
            self.decide(who, 0, -40, frozenset({GUIDANCE, STAY}), "fresh")
            self.help_that_came_as_far_as(begin, who)

    def help_that_is_taken_back(self, who: int) -> None:
        """A decision and its help that were changed first, in a dossier that a colleague takes over."""
        self.decide(who, 0, -30, frozenset({GUIDANCE}), "fresh")
        self.change_a_decision(who, 0, 0, -40, frozenset({GUIDANCE, STAY}), "fresh")
        self.deploy(who, 0, 0, None, frozenset({(GUIDANCE, False)}), None, False, "fresh")
        self.end_the_last(who, 0, 5)
        self.delete_a_schakeling(who, 0, 1, "fresh")
        self.delete_a_decision(who, 0, 0, "fresh")
        self.take_over((who + 1) % len(PEOPLE), who, 0)

    def help_that_came_as_far_as(self, begin: str, who: int) -> None:
        """What happened after the decision with which a life begins."""
        if begin != "decided":
            runs = begin in ("running", *PROCESSED)
            self.deploy(who, 0, 0, None if runs else 20, frozenset({(GUIDANCE, False)}), None, False, "fresh")
        if begin in (*CLOSED, *LONG_AGO):
            self.close_with_all_that_is_missing(who, 0)
        if begin == "reopened":
            self.reopen(who, 0, "fresh")
        if begin == "helped once more":
            help_once_more = frozenset({GUIDANCE}), frozenset({(GUIDANCE, False)})
            self.decide_and_deploy(who, 0, 0, 2, 0, *help_once_more, False, "fresh")
        if begin in (*PROCESSED, *LONG_AGO):
            self.time_passes(366)
            self.more_than_a_year_later(begin, who)

    def more_than_a_year_later(self, begin: str, who: int) -> None:
        """What the agency and the facility do about help of long ago."""
        if begin in PROCESSED:
            self.process_a_year(1, sent=True)
        if begin == "unlocked":
            self.reopen_a_year(1)
        if begin in LONG_AGO[1:]:
            self.ask_to_reopen(who, 0, "Nazorg")
        if begin == "approved":
            self.approve_a_request(3, 0)
        if begin == "rejected":
            self.reject_a_request(3, 0, "Maak een nieuw dossier")
        if begin == "withdrawn":
            self.withdraw_a_request(who, 0)

    @precondition(lambda self: len(self.dossiers) < 5)
    @rule(who=somebody, client=somebody, crisis=st.booleans())
    def open(self, who: int, client: int, crisis: bool) -> None:
        client_id, referral = self.ground.clients[client], CRISIS if crisis else GATE
        wrong = foretold.may_open(self.dossiers.values(), client_id)
        facility = self.session.get_one(Facility, self.ground.facility_id)
        made = self.attempt(
            who, wrong, lambda **words: open_dossier(self.session, client_id, facility, referral, **words)
        )
        if made is not None:
            self.dossiers[made.id] = PlainDossier(made.id, made.code, client_id, self.user(who), crisis)

    @precondition(lambda self: self.dossiers)
    @rule(who=somebody, which=any_one)
    def look(self, who: int, which: int) -> None:
        """Somebody opens the page of a dossier, and may act on it much later (D-11)."""
        dossier = self.pick(which)
        self.seen[who, dossier.id] = self.versions[dossier.id]

    @precondition(lambda self: self.dossiers)
    @rule(who=somebody, which=any_one, page=st.sampled_from(PAGES), complete=st.booleans(), how=looks)
    def fill_in(self, who: int, which: int, page: str, complete: bool, how: str) -> None:
        """A page of answers, complete or only begun (E-1, E-2)."""
        dossier = self.pick(which)
        answers = self.ground.answers[page] if complete else {"health": "positive"} if page == "intake" else {}
        wrong = foretold.may_save_page(dossier, complete)

        @wraps(save_registration)
        def save(*given: Any, today: date, **words: Any) -> Any:
            return save_registration(*given, now=self.now(), **words)

        tells, record = int(dossier.answers.get(page, {}) != answers), self.record(dossier)
        if self.change(who, dossier, how, wrong, save, record, page, answers, tells=tells) is not None:
            dossier.answers[page] = answers
            dossier.pages[page] = (dossier.pages.get(page) or self.today) if complete else None

    @precondition(lambda self: self.dossiers)
    @rule(who=somebody, which=any_one, crisis=st.booleans(), how=looks)
    def change_the_referral(self, who: int, which: int, crisis: bool, how: str) -> None:
        dossier = self.pick(which)
        wrong, referral = foretold.may_refer(dossier, crisis), CRISIS if crisis else GATE
        tells, record = int(dossier.crisis != crisis), self.record(dossier)
        if self.change(who, dossier, how, wrong, change_referral, record, referral, tells=tells) is not None:
            dossier.crisis = crisis

    @precondition(lambda self: self.dossiers)
    @rule(who=somebody, which=any_one, how=looks)
    def close(self, who: int, which: int, how: str) -> None:
        dossier = self.pick(which)
        wrong = foretold.may_close(dossier, self.today)
        if self.change(who, dossier, how, wrong, close_dossier, self.record(dossier)) is not None:
            dossier.status, dossier.closed_on = "closed", self.today

    @precondition(lambda self: self.having("schakelingen"))
    @rule(who=somebody, which=any_one)
    def close_with_all_that_is_missing(self, who: int, which: int) -> None:
        """Follows the list of what is missing, and closes."""
        dossier = self.pick(which, "schakelingen")
        for page in PAGES if dossier.status == "open" and not dossier.crisis else ():
            self.fill_in(who, self.place_of(dossier), page, True, "fresh")
        self.close(who, self.place_of(dossier), "fresh")

    @precondition(lambda self: self.having("closed_on"))
    @rule(who=somebody, which=any_one, how=looks)
    def reopen(self, who: int, which: int, how: str) -> None:
        dossier = self.pick(which, "closed_on") if which < 6 else self.pick(which)
        wrong = foretold.may_reopen(dossier, self.dossiers.values(), self.today)
        if self.change(who, dossier, how, wrong, reopen_dossier, self.record(dossier)) is not None:
            dossier.come_open()

    @precondition(lambda self: self.having("closed_on"))
    @rule(who=somebody, which=any_one, motive=st.sampled_from(["Nieuwe vraag", "Nazorg", " "]))
    def ask_to_reopen(self, who: int, which: int, motive: str) -> None:
        dossier = self.pick(which, "closed_on") if which < 6 else self.pick(which)
        wrong = foretold.may_ask(dossier, self.dossiers.values(), self.today, bool(motive.strip()))
        asked = self.attempt(who, wrong, partial(ask_to_reopen, self.session, self.record(dossier), motive))
        if asked is not None:
            self.count(ask_to_reopen)
            dossier.requests.append(PlainRequest(asked.id, self.user(who)))
            dossier.activities += 1

    @precondition(lambda self: self.having("requests"))
    @rule(who=somebody, which=any_one)
    def withdraw_a_request(self, who: int, which: int) -> None:
        dossier = self.pick(which, "requests")
        withdraw = timeless(partial(withdraw_request, self.session, self.record(dossier)))
        if self.attempt(who, foretold.may_withdraw(dossier), withdraw) is not None:
            self.count(withdraw_request)
            dossier.settle(dossier.requests[-1], "withdrawn")
            dossier.activities += 1

    @precondition(lambda self: self.having("requests"))
    @rule(handler=handlers, which=any_one)
    def approve_a_request(self, handler: int, which: int) -> None:
        """By the case handler, or by somebody who also sits at the facility and may have asked it (four eyes)."""
        dossier = self.pick(which, "requests")
        request = dossier.requests[-1]
        wrong = foretold.may_approve(request, dossier, self.dossiers.values(), self.user(handler))
        if self.attempt(handler, wrong, timeless(partial(approve_request, self.session, request.id))) is not None:
            self.count(approve_request)
            dossier.settle(request, "approved")
            dossier.come_open()
            dossier.activities += 1

    @precondition(lambda self: self.having("requests"))
    @rule(handler=handlers, which=any_one, answer=st.sampled_from(["Maak een nieuw dossier", " "]))
    def reject_a_request(self, handler: int, which: int, answer: str) -> None:
        dossier = self.pick(which, "requests")
        request = dossier.requests[-1]
        wrong = foretold.may_answer(request, self.user(handler)) | (set() if answer.strip() else {"D-7"})
        reject = timeless(partial(reject_request, self.session, request.id, answer))
        if self.attempt(handler, wrong, reject) is not None:
            self.count(reject_request)
            dossier.settle(request, "rejected")
            dossier.activities += 1

    @precondition(lambda self: any(not one.decisions for one in self.dossiers.values()))
    @rule(who=somebody, which=any_one, how=looks)
    def delete(self, who: int, which: int, how: str) -> None:
        empty = [one for one in self.dossiers.values() if not one.decisions]
        dossier = empty[-1] if which < 6 and empty else self.pick(which)
        wrong = foretold.may_delete(dossier)
        if self.change(who, dossier, how, wrong, delete_dossier, self.record(dossier)) is not None:
            dossier.status, dossier.deleted_on = "deleted", self.today

    @precondition(lambda self: self.having("deleted_on"))
    @rule(which=any_one)
    def restore(self, which: int) -> None:
        dossier = self.pick(which, "deleted_on") if which < 6 else self.pick(which)
        wrong = foretold.may_restore(dossier, self.dossiers.values(), self.today)
        restoring = partial(restore_dossier, self.session, self.ground.facility_id, dossier.code)
        if self.attempt(2, wrong, restoring) is not None:
            self.count(restore_dossier)
            dossier.status, dossier.deleted_on = "open", None
            dossier.activities += 1

    @precondition(lambda self: self.dossiers)
    @rule(who=somebody, former=somebody, which=any_one)
    def take_over(self, who: int, former: int, which: int) -> None:
        dossier = self.pick(which)
        taker, owner = self.user(who), self.user(former) if which else dossier.owner
        wrong = foretold.may_take_over(dossier, owner, taker)
        take = partial(take_over, self.session, self.ground.facility_id, owner, [dossier.code])
        if self.attempt(who, wrong, timeless(take)) is not None:
            self.count(take_over)
            dossier.owner = taker
            dossier.activities += 1

    @rule(days=st.sampled_from([1, 7, 30, 366]))
    def time_passes(self, days: int) -> None:
        self.today += timedelta(days=days)

    @precondition(lambda self: self.edges())
    @rule(which=st.integers(0, 20), beyond=st.integers(0, 1))
    def time_passes_to_an_edge(self, which: int, beyond: int) -> None:
        """To the last day on which something is still possible, or to the day after it."""
        edges = self.edges()
        self.today = edges[which % len(edges)] + timedelta(days=beyond)

    @rule(back=st.sampled_from([0, 1, 1, 1, 2]), sent=st.sampled_from([True, True, False]))
    def process_a_year(self, back: int, sent: bool) -> None:
        """The agency locks a year of the facility, once everything in it is sent (S-14, Q-5)."""
        year = self.today.year - back
        wrong = foretold.may_process(self.years, year, self.today)
        if not wrong and sent:
            self.attempt(2, set(), partial(send_year, self.session, self.ground.facility_id, year))
        elif not wrong and foretold.has_help(self.dossiers.values(), year):
            wrong = {"Q-5"}
        process = partial(process_year, self.session, self.ground.facility_id, year)
        if self.attempt(5, wrong, process) is not None:
            self.count(process_year)
            self.years.process(year)

    @precondition(lambda self: self.years.states)
    @rule(back=st.integers(0, 2))
    def reopen_a_year(self, back: int) -> None:
        """Of the latest that locks the schakelingen come open, of an earlier one only the figures (S-14)."""
        year = self.today.year - back
        reopen = timeless(partial(reopen_year, self.session, self.ground.facility_id, year, "De cijfers kloppen niet"))
        if self.attempt(5, foretold.may_reopen_year(self.years, year), reopen) is not None:
            self.count(reopen_year)
            self.years.reopen(year)

    @precondition(lambda self: self.having("deleted_on"))
    @rule()
    def the_night_job_empties_the_bin(self) -> None:
        """D-8: what lay there for more than thirty days is gone for good."""
        enter_scope(self.session, Scope.system("night"))
        empty_bin(self.session, today=self.today)
        self.session.commit()
        self.unchecked = True
        last = self.today - timedelta(days=foretold.BIN_DAYS)
        kept = [one for one in self.dossiers.values() if one.deleted_on is None or one.deleted_on >= last]
        self.dossiers = {one.id: one for one in kept}


def test_every_life_of_a_dossier_keeps_the_rules(session: BincSession) -> None:
    """D-1, D-6, D-7, D-8, D-9, D-10, D-11, S-1 to S-9, E-3, F-1, A-5: two hundred lives."""
    ground = prepare_ground(session)
    session.commit()
    begin_a_life: Any = partial(LifeOfDossiers, session, ground)
    for begin, crisis, who in product(BEGINS, (False, True), PEOPLE):
        _only_begin(begin_a_life(), crisis, who, begin)
    run_state_machine_as_test(
        begin_a_life,
        settings=settings(
            max_examples=200,
            stateful_step_count=20,
            derandomize=True,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    # Lives that hardly ever get as far as a step prove little about it. How often chance leads there depends on which
    # modules are loaded, from which Hypothesis takes values; the steps of the beginnings do not hang on it.
    rare = {step.__name__ for step in STEPS if ground.went_well[step.__name__] < 5}
    assert rare == set()


def _only_begin(life: LifeOfDossiers, crisis: bool, who: int, begin: str) -> None:
    """A life that goes no further than its beginning, so that each beginning is there for everybody."""
    life.a_dossier_that_is_under_way(crisis, who, begin)
    life.the_database_holds_what_the_model_says()
    life.teardown()
