"""The steps that people take with decisions and schakelingen, by the services and foretold (S-1 to S-9, S-14, D-6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import hypothesis.strategies as st
from hypothesis.stateful import precondition, rule

from app.services.decision_with_help import add_decision_with_schakeling
from app.services.decisions import DecisionInput, add_decision, change_decision, delete_decision
from app.services.schakelingen import add_schakeling, change_schakeling, delete_schakeling
from models import Decision, Schakeling
from tests.life.machine import foretold_chain
from tests.life.machine.ground import APPROVAL, ENDING, GUIDANCE, STAY
from tests.life.machine.life import CheckedLife
from tests.life.machine.plain import PlainDecision, PlainSchakeling

EVERYTHING = frozenset({"S-2", "S-8", "S-12", "D-4", "D-11"})

PEOPLE = (0, 1, 2)
somebody = st.sampled_from(PEOPLE)
any_one = st.integers(0, 7)
looks = st.sampled_from(["blind", "fresh", "as last seen"])
days_around = st.integers(-40, 10)
lengths = st.one_of(st.none(), st.integers(-1, 30))
offers = st.sampled_from(
    [
        frozenset({(GUIDANCE, False)}),
        frozenset({(GUIDANCE, False), (ENDING, False)}),
        frozenset({(STAY, False)}),
        frozenset({(STAY, True)}),
        frozenset({(STAY, True), (GUIDANCE, False)}),
    ]
)
named = st.sampled_from([frozenset({GUIDANCE}), frozenset({GUIDANCE, ENDING}), frozenset({STAY, GUIDANCE})])


class LifeOfHelp(CheckedLife):
    """Every step with decisions and schakelingen."""

    @precondition(lambda self: self.dossiers)
    @rule(who=somebody, which=any_one, ago=days_around, codes=named, how=looks)
    def decide(self, who: int, which: int, ago: int, codes: frozenset[str], how: str) -> None:
        dossier, begin = self.pick(which), self.today + timedelta(days=ago)
        plan = DecisionInput(begin, tuple(sorted(codes)), "voluntary")
        wrong = foretold_chain.may_decide(dossier, begin, codes, APPROVAL)
        made = self.change(who, dossier, how, wrong, add_decision, self.record(dossier), plan, confirmed=EVERYTHING)
        if made is not None:
            dossier.decisions.append(PlainDecision(made.id, begin, codes))

    @precondition(lambda self: self.having("decisions"))
    @rule(who=somebody, which=any_one, one=any_one, ago=days_around, codes=named, how=looks)
    def change_a_decision(self, who: int, which: int, one: int, ago: int, codes: frozenset[str], how: str) -> None:
        dossier = self.pick(which, "decisions")
        before = dossier.decisions[one % len(dossier.decisions)]
        after = PlainDecision(before.id, self.today + timedelta(days=ago), codes, judicial=True)
        tells = int(not before.judicial or after != before)
        wrong = foretold_chain.may_change_decision(dossier, after, APPROVAL)
        plan = DecisionInput(after.begin, tuple(sorted(codes)), "judicial")
        record = self.session.get_one(Decision, before.id)
        if self.change(who, dossier, how, wrong, change_decision, record, plan, tells=tells) is not None:
            dossier.replace_decision(after)

    @precondition(lambda self: self.having("decisions"))
    @rule(who=somebody, which=any_one, one=any_one, how=looks)
    def delete_a_decision(self, who: int, which: int, one: int, how: str) -> None:
        """Mostly one under which nothing stands yet, as the screen offers."""
        idle = [each for each in self.dossiers.values() if each.idle_decisions]
        dossier = idle[which % len(idle)] if idle and one < 6 else self.pick(which, "decisions")
        offered = dossier.idle_decisions if one < 6 and dossier.idle_decisions else dossier.decisions
        gone = offered[one % len(offered)]
        wrong = foretold_chain.may_delete_decision(dossier, gone.id)
        record = self.session.get_one(Decision, gone.id)
        if self.change(who, dossier, how, wrong, delete_decision, record) is not None:
            dossier.decisions.remove(gone)

    @precondition(lambda self: self.having("decisions"))
    @rule(who=somebody, which=any_one, length=lengths, offer=offers, extends=st.booleans())
    def follow(
        self, who: int, which: int, length: int | None, offer: frozenset[tuple[str, bool]], extends: bool
    ) -> None:
        """What people mostly do: the next one begins on the last day of the one before."""
        dossier = self.pick(which, "decisions")
        runs = dossier.last is not None and dossier.last.end is None
        self.deploy(who, self.place_of(dossier), 1, length, offer, 0 if runs else None, extends, "fresh")

    @precondition(lambda self: self.dossiers)
    @rule(
        who=somebody,
        which=any_one,
        after=st.integers(-3, 6),
        length=lengths,
        offer=offers,
        ends=st.one_of(st.none(), st.integers(-3, 1)),
        extends=st.booleans(),
        how=looks,
    )
    def deploy(
        self,
        who: int,
        which: int,
        after: int,
        length: int | None,
        offer: frozenset[tuple[str, bool]],
        ends: int | None,
        extends: bool,
        how: str,
    ) -> None:
        """The start, a switch or an extension, perhaps with the end of the one that still runs (S-3, S-5, S-7)."""
        dossier, last = self.pick(which), self.pick(which).last
        begin = self.where_it_goes_on(dossier) + timedelta(days=after)
        end_of_last = None if ends is None else begin + timedelta(days=ends)
        extends = extends and last is not None
        kind = "extension" if extends else "switch" if last else "start"
        modules = last.modules if extends and last else offer
        end = None if length is None else begin + timedelta(days=length)
        decision = dossier.latest_decision
        new = PlainSchakeling(0, decision.id if decision else 0, kind, begin, end, modules)
        wrong = foretold_chain.may_add(dossier, new, end_of_last, self.around())
        also_ended = last is not None and last.end is None and end_of_last is not None
        made = self.change(
            who,
            dossier,
            how,
            wrong,
            add_schakeling,
            self.record(dossier),
            self.typed(new, copies=extends),
            now=self.now(),
            end_of_previous=end_of_last,
            confirmed=EVERYTHING,
            tells=2 if also_ended else 1,
        )
        if made is not None:
            if also_ended and last:
                dossier.replace_schakeling(replace(last, end=end_of_last))
            dossier.schakelingen.append(replace(new, id=made.id))

    @precondition(lambda self: self.having("closed_on"))
    @rule(
        who=somebody,
        which=any_one,
        after=st.sampled_from([0, 0, 1, 2, 5, -1]),
        length=st.sampled_from([0, 1, 2, 5, 9, -1, None]),
        earlier=st.sampled_from([0, 0, 1, 3, 8, -1]),
        codes=named,
        offer=offers,
        extends=st.booleans(),
        how=looks,
    )
    def decide_and_deploy(
        self,
        who: int,
        which: int,
        after: int,
        length: int | None,
        earlier: int,
        codes: frozenset[str],
        offer: frozenset[tuple[str, bool]],
        extends: bool,
        how: str,
    ) -> None:
        """Both in a closed dossier, or neither (D-6); mostly where the help ended, so that it can go well."""
        dossier = self.pick(which, "closed_on") if which < 6 else self.pick(which)
        last, begin = dossier.last, self.where_it_goes_on(dossier) + timedelta(days=after)
        extends = extends and last is not None
        modules = last.modules if extends and last else offer
        end = None if length is None else begin + timedelta(days=length)
        decision = PlainDecision(dossier.next_decision, begin - timedelta(days=earlier), codes)
        kind = "extension" if extends else "switch" if last else "start"
        new = PlainSchakeling(0, decision.id, kind, begin, end, modules)
        wrong = foretold_chain.may_decide_and_add(dossier, decision, new, self.around())
        made = self.change(
            who,
            dossier,
            how,
            wrong,
            add_decision_with_schakeling,
            self.record(dossier),
            DecisionInput(decision.begin, tuple(sorted(codes)), "judicial"),
            self.typed(new, copies=extends),
            now=self.now(),
            confirmed=EVERYTHING,
            tells=2,
        )
        if made is not None:
            dossier.decisions.append(replace(decision, id=made.decision_id))
            dossier.schakelingen.append(replace(new, id=made.id, decision=made.decision_id))

    @precondition(lambda self: self.having("schakelingen"))
    @rule(who=somebody, which=any_one, one=any_one, moved=st.integers(-5, 5), length=lengths, offer=offers, how=looks)
    def change_a_schakeling(
        self,
        who: int,
        which: int,
        one: int,
        moved: int,
        length: int | None,
        offer: frozenset[tuple[str, bool]],
        how: str,
    ) -> None:
        """Mostly the last one, as the screen offers; an older one by an old tab (S-6)."""
        dossier = self.pick(which, "schakelingen")
        before = dossier.chain[-1 if one else 0]
        begin = before.begin + timedelta(days=moved)
        end = None if length is None else begin + timedelta(days=length)
        after = replace(before, begin=begin, end=end, modules=before.modules if before.kind == "extension" else offer)
        wrong = foretold_chain.may_change(dossier, after, self.around())
        record, typed = self.session.get_one(Schakeling, before.id), self.typed(after)
        words: dict[str, Any] = {"now": self.now(), "confirmed": EVERYTHING, "tells": int(after != before)}
        if self.change(who, dossier, how, wrong, change_schakeling, record, typed, **words) is not None:
            dossier.replace_schakeling(after)

    @precondition(lambda self: self.having("schakelingen"))
    @rule(who=somebody, which=any_one, length=st.integers(0, 30))
    def end_the_last(self, who: int, which: int, length: int) -> None:
        """What people mostly change of a schakeling: its end, and nothing else."""
        last = self.pick(which, "schakelingen").chain[-1]
        self.change_a_schakeling(who, which, 1, 0, length, last.modules, "fresh")

    @precondition(lambda self: self.having("schakelingen"))
    @rule(who=somebody, which=any_one, one=any_one, how=looks)
    def delete_a_schakeling(self, who: int, which: int, one: int, how: str) -> None:
        dossier = self.pick(which, "schakelingen")
        gone = dossier.chain[-1 if one else 0]
        wrong = foretold_chain.may_delete_schakeling(dossier, gone.id, self.around())
        record = self.session.get_one(Schakeling, gone.id)
        if self.change(who, dossier, how, wrong, delete_schakeling, record) is not None:
            dossier.schakelingen.remove(gone)
