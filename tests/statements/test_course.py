"""Any course that the statements of a year can take, from both sides, foretold by a plain model (Q-1, Q-2, Q-4, Q-5).

The model knows which help there is, which totals are filled in, and the table of states; it says of each deed whether
it must succeed. After each deed everything stored must be what the model says, and the chain of events must hold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import hypothesis.strategies as st
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from app.database import BincSession
from app.domain.faults import DomainError
from app.domain.quarter import Quarter
from app.domain.statements.states import TRANSITIONS, StatementEvent, StatementState
from app.queries.processed_years import locked_until
from app.services.processed_years import process_year, reopen_year
from app.services.statement_requests import ask_for_quarter, reject_request_of_quarter, withdraw_request_of_quarter
from models import ProcessedYear, Schakeling, StatementRequest, StatementStep
from tests.services.steps import ACTOR, Story, story
from tests.statements.steps import TODAY, Desk

MODULES = ("P-CB-BREED", "P-CB-LAAG", "VBFBJB04")
QUARTERS = (1, 2)
YEAR = 2024
WHY = "Een nacht vergeten"
# Help begins on 8 January and ends with the first or with the second quarter.
ENDS = {1: "03-31", 2: "06-30"}
S, E = StatementState, StatementEvent


@dataclass
class PlainStatement:
    """One statement as the model has it: its state, the totals that somebody typed, the clients with an amount."""

    state: StatementState = S.OPEN
    totals: dict[str, Decimal | None] = field(default_factory=dict)
    clients: set[tuple[int, str]] = field(default_factory=set)


@dataclass
class PlainYear:
    """The whole year of one facility: the help of two clients, the statements, the year itself, what was asked."""

    help: list[tuple[frozenset[str], int] | None] = field(default_factory=lambda: [None, None])
    statements: dict[int, PlainStatement] = field(default_factory=dict)
    state: str | None = None
    locks: bool = False
    requests: list[tuple[int, str]] = field(default_factory=list)

    def lines(
        self, number: int, help_: Iterable[tuple[frozenset[str], int] | None] | None = None
    ) -> set[tuple[int, str]]:
        """Which client has which module in a quarter."""
        present = enumerate(self.help if help_ is None else help_)
        return {(who, code) for who, one in present if one and one[1] >= number for code in one[0]}

    def modules(self, number: int) -> set[str]:
        """The lines of a statement."""
        return {code for _, code in self.lines(number)}

    def asked(self, number: int) -> bool:
        """Whether a request about this quarter waits."""
        return (number, "asked") in self.requests

    def settle(self, number: int, how: str) -> None:
        """Ends the request that waits."""
        if self.asked(number):
            self.requests[self.requests.index((number, "asked"))] = (number, how)


class CourseOfAYear(RuleBasedStateMachine):
    """Everything that facility, schakelingen and agency do to the statements of one year."""

    def __init__(self, session: BincSession, met: Counter[tuple[StatementState, StatementEvent]]) -> None:
        super().__init__()
        self.session, self.met, self.plain = session, met, PlainYear()
        told = story(session)
        self.stories: list[Story] = [told, story(session, facility=told.facility)]
        for one in self.stories:
            one.decide("01-08", *MODULES)
        self.facility = told.facility

    # What happens to the model and to the product in step.

    def attempt(self, allowed: bool, deed: Callable[[], Any]) -> bool:
        """Does it: it must succeed where the model allows it, and else be refused and change nothing."""
        refused: tuple[str, ...] = ()
        try:
            with self.session.begin_nested():
                deed()
        except DomainError as refusal:
            self.session.expire_all()
            refused = refusal.messages
        assert bool(refused) is not allowed, refused
        return allowed

    def happens(self, number: int, event: StatementEvent) -> None:
        """One event in the table of states."""
        statement = self.plain.statements[number]
        self.met[statement.state, event] += 1
        statement.state = TRANSITIONS[statement.state, event]

    def can(self, number: int, event: StatementEvent) -> bool:
        """Whether there is a statement to which it can happen."""
        statement = self.plain.statements.get(number)
        return statement is not None and (statement.state, event) in TRANSITIONS

    def desk(self, number: int) -> Desk:
        """The desk of a quarter."""
        return Desk(self.session, self.facility, Quarter(YEAR, number))

    # The facility.

    @initialize(far=st.integers(0, 5), news=st.sampled_from(["", "joins", "drops"]))
    def a_year_that_is_under_way(self, far: int, news: str) -> None:
        """Courses begin at several places, some with help that changes at once, so that all of the table is met."""
        self.help_runs(0, frozenset({MODULES[0]}), 2)
        self.help_runs(1, frozenset({MODULES[1]}), 2)
        for number in QUARTERS:
            self.type_a_total(number, MODULES[1], 9)
        if far:
            self.send_everything()
        if far > 1:
            self.process(early=False)
        if far > 2:
            self.ask(1)
        if far > 3:
            self.reopen(frozenset({1} if far == 4 else QUARTERS))
        if news:
            self.help_runs(1, frozenset(MODULES[1:] if news == "joins" else MODULES[:1]), 2)

    @precondition(lambda self: self.plain.statements)
    @rule(which=st.integers(0, 20), total=st.sampled_from([None, 0, 5, 9]))
    def type_in_a_cell(self, which: int, total: int | None) -> None:
        """In a line that is there."""
        cells = sorted((number, code) for number in self.plain.statements for code in self.plain.modules(number))
        self.type_a_total(*cells[which % len(cells)], total)

    @rule(number=st.sampled_from(QUARTERS), code=st.sampled_from(MODULES), total=st.sampled_from([None, 0, 5, 9]))
    def type_a_total(self, number: int, code: str, total: int | None) -> None:
        wanted = None if total is None else Decimal(total)
        allowed = self.can(number, E.EDIT) and code in self.plain.modules(number)
        if self.attempt(allowed, partial(self._type, number, code, wanted)):
            statement = self.plain.statements[number]
            if statement.totals.get(code) != wanted:
                statement.totals[code] = wanted
                self.happens(number, E.EDIT)

    def _type(self, number: int, code: str, total: Decimal | None) -> None:
        self.desk(number).type(**{code: None if total is None else str(total)})

    @rule(number=st.sampled_from(QUARTERS), who=st.sampled_from([0, 1]), code=st.sampled_from(MODULES))
    def type_an_amount_of_a_client(self, number: int, who: int, code: str) -> None:
        """Each amount is typed once: typing the same again is no edit."""
        allowed = self.can(number, E.EDIT) and (who, code) in self.plain.lines(number)
        amounts = {self.stories[who].client.id: 4}
        desk = self.desk(number)
        if self.attempt(allowed, partial(desk.type_clients, code, amounts, computed=False)):
            statement = self.plain.statements[number]
            if (who, code) not in statement.clients:
                statement.clients.add((who, code))
                statement.totals.setdefault(code, None)
                self.happens(number, E.EDIT)

    @rule(number=st.sampled_from(QUARTERS))
    def send(self, number: int) -> None:
        allowed = self.can(number, E.SEND) and self.is_filled_in(number)
        if self.attempt(allowed, self.desk(number).send):
            self.happens(number, E.SEND)

    def is_filled_in(self, number: int) -> bool:
        """Whether every line has its total; 0 counts."""
        totals = self.plain.statements[number].totals
        return all(totals.get(code) is not None for code in self.plain.modules(number))

    @rule()
    def send_everything(self) -> None:
        """Fills in what is missing, and sends what can be sent."""
        for number in QUARTERS:
            if self.can(number, E.SEND):
                for code in sorted(self.plain.modules(number)):
                    if self.plain.statements[number].totals.get(code) is None:
                        self.type_a_total(number, code, 0)
                self.send(number)

    @rule(number=st.sampled_from(QUARTERS))
    def ask(self, number: int) -> None:
        allowed = self.can(number, E.REOPEN) and not self.plain.asked(number)
        asking = partial(ask_for_quarter, self.session, self.facility, Quarter(YEAR, number), WHY, actor=ACTOR)
        if self.attempt(allowed, asking):
            self.plain.requests.append((number, "asked"))

    @precondition(lambda self: self.plain.requests)
    @rule(which=st.integers(0, 9), withdraws=st.booleans())
    def end_a_request(self, which: int, withdraws: bool) -> None:
        """The facility withdraws it, or the agency answers with no; only what waits ends."""
        place = which % len(self.plain.requests)
        number, state = self.plain.requests[place]
        found = self.session.scalars(self._of_facility(StatementRequest).order_by(StatementRequest.id)).all()[place]
        answer = partial(reject_request_of_quarter, self.session, found.id, WHY, actor=ACTOR)
        withdraw = partial(withdraw_request_of_quarter, self.session, found.id, actor=ACTOR)
        if self.attempt(state == "asked", withdraw if withdraws else answer):
            self.plain.requests[place] = (number, "withdrawn" if withdraws else "rejected")

    # The help.

    @rule(
        who=st.sampled_from([0, 1]),
        codes=st.frozensets(st.sampled_from(MODULES), min_size=1),
        last=st.sampled_from(QUARTERS),
    )
    def help_runs(self, who: int, codes: frozenset[str], last: int) -> None:
        """Help begins, or is changed: its modules, or the quarter in which it ends."""
        told, stored = self.stories[who], self._schakeling(who)
        words = ("01-08", ENDS[last], *sorted(codes))
        deed = partial(told.add, *words) if stored is None else partial(told.change, stored, *words)
        self._help_becomes(who, (codes, last), deed)

    @precondition(lambda self: any(self.plain.help))
    @rule(who=st.sampled_from([0, 1]), code=st.sampled_from(MODULES))
    def one_module_more_or_less(self, who: int, code: str) -> None:
        """The modules change, and the end does not."""
        present = self.plain.help[who]
        if present and (codes := present[0] ^ {code}):
            self.help_runs(who, codes, present[1])

    @precondition(lambda self: any(self.plain.help))
    @rule(who=st.sampled_from([0, 1]))
    def help_goes(self, who: int) -> None:
        stored = self._schakeling(who)
        if stored is not None:
            self._help_becomes(who, None, partial(self.stories[who].delete, stored))

    def _help_becomes(self, who: int, wanted: tuple[frozenset[str], int] | None, deed: Callable[[], Any]) -> None:
        after = [wanted if place == who else one for place, one in enumerate(self.plain.help)]
        allowed = not self.plain.locks and not any(self._touches_processed(number, after) for number in QUARTERS)
        if not self.attempt(allowed, deed):
            return
        for number in QUARTERS:
            self._statement_follows(number, after)
        self.plain.help = after

    def _touches_processed(self, number: int, after: list[Any]) -> bool:
        """Whether a processed quarter would get a line, lose one with its figures, or lose an amount of a client."""
        statement = self.plain.statements.get(number)
        if statement is None or statement.state is not S.PROCESSED:
            return False
        before, then = self.plain.lines(number), self.plain.lines(number, after)
        joined = {code for _, code in then} - {code for _, code in before}
        dropped = {code for _, code in before} - {code for _, code in then}
        return bool(joined or dropped & statement.totals.keys() or (before - then) & statement.clients or not then)

    def _statement_follows(self, number: int, after: list[Any]) -> None:
        before, then = self.plain.lines(number), self.plain.lines(number, after)
        statement = self.plain.statements.get(number)
        if not then:
            self.plain.statements.pop(number, None)
            return
        if statement is None:
            self.plain.statements[number] = PlainStatement()
            return
        statement.clients &= then
        if dropped := ({code for _, code in before} - {code for _, code in then}) & statement.totals.keys():
            for code in dropped:
                del statement.totals[code]
            self.happens(number, E.LINE_DROPS)
        if {code for _, code in then} - {code for _, code in before} and statement.state is not S.OPEN:
            self.happens(number, E.MODULE_JOINS)

    def _schakeling(self, who: int) -> Schakeling | None:
        query = select(Schakeling).where(Schakeling.dossier_id == self.stories[who].dossier.id)
        return self.session.scalars(query).one_or_none()

    # The agency.

    @rule(early=st.sampled_from([True, True, False]))
    def process(self, early: bool) -> None:
        """The year, from April on; only what is sent, all of it (Q-5)."""
        unready = {S.OPEN, S.TO_SEND_AGAIN, S.REOPENED}
        ready = not any(one.state in unready for one in self.plain.statements.values())
        allowed = not early and self.plain.state != "processed" and ready
        today = date(YEAR + 1, 3, 31) if early else TODAY
        if self.attempt(allowed, partial(process_year, self.session, self.facility.id, YEAR, actor=ACTOR, today=today)):
            self.plain.state, self.plain.locks = "processed", True
            for number, statement in self.plain.statements.items():
                if statement.state is S.SENT:
                    self.happens(number, E.PROCESS)

    @rule(numbers=st.frozensets(st.sampled_from((1, 2, 3)), min_size=1))
    def reopen(self, numbers: frozenset[int]) -> None:
        """Quarters of a processed year; with the first of them its schakelingen open (S-14)."""
        processed = {number for number, one in self.plain.statements.items() if one.state is S.PROCESSED}
        whole = self.plain.state == "processed"
        allowed = self.plain.state is not None and (whole or bool(processed & numbers))
        words: dict[str, Any] = {"actor": ACTOR, "quarters": sorted(numbers)}
        if self.attempt(allowed, partial(reopen_year, self.session, self.facility.id, YEAR, WHY, **words)):
            self.plain.state, self.plain.locks = "reopened", False
            for number in sorted(processed & numbers):
                self.happens(number, E.REOPEN)
                self.plain.settle(number, "reopened")

    # What must hold after each deed.

    @invariant()
    def everything_stored_is_what_the_model_says(self) -> None:
        for number in QUARTERS:
            found, plain = self.desk(number).statement(), self.plain.statements.get(number)
            assert (found is None) == (plain is None)
            if found is not None and plain is not None:
                assert found.state is plain.state
                expected = {code: plain.totals.get(code) for code in self.plain.modules(number)}
                assert {line.code: line.total for line in found.lines} == expected
        year = self.session.scalars(self._of_facility(ProcessedYear)).one_or_none()
        assert (year.state if year else None) == self.plain.state
        assert (locked_until(self.session, self.facility.id) is not None) == self.plain.locks
        asked = self.session.scalars(self._of_facility(StatementRequest).order_by(StatementRequest.id))
        assert [(one.quarter, one.state) for one in asked] == self.plain.requests

    @invariant()
    def the_chain_of_events_holds(self) -> None:
        """Each step stands in the table and begins where the one before ended; what vanished begins anew.

        One event has a line for each module that it was about.
        """
        for number in QUARTERS:
            steps = self._of_facility(StatementStep).filter_by(quarter=number).order_by(StatementStep.id)
            before, state = None, S.OPEN
            for one in self.session.scalars(steps):
                assert one.from_state in (state, S.OPEN) or (one.from_state, one.event) == before
                state, before = StatementState(one.to_state), (one.from_state, one.event)
                assert TRANSITIONS[StatementState(one.from_state), StatementEvent(one.event)] is state
            plain = self.plain.statements.get(number)
            assert plain is None or plain.state is state or plain.state is S.OPEN

    def _of_facility(self, model: Any) -> Any:
        return select(model).where(model.facility_id == self.facility.id)


def test_every_course_of_the_statements_of_a_year_keeps_to_the_table_q_4_q_5(session: BincSession) -> None:
    met: Counter[tuple[StatementState, StatementEvent]] = Counter()
    # A course that fails is told as it went: looking for a shorter one would take minutes.
    run_state_machine_as_test(
        partial(CourseOfAYear, session, met),  # type: ignore[arg-type]
        settings=settings(
            max_examples=40,
            stateful_step_count=16,
            derandomize=True,
            phases=(Phase.generate,),
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    # Courses that hardly ever get somewhere prove little about it; test_agency meets every line of the table.
    often = Counter(name for pair, times in met.items() for name in pair for _ in range(times))
    assert {name for name in (*S, *E) if often[name] < 5} == set()
