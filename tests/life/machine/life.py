"""What every step in the life of a dossier has in common: foretold, taken by a service, compared with the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine, invariant
from sqlalchemy import Connection

from app.database import BincSession, enter_scope
from app.domain.chain_plans import ModulePlan
from app.domain.faults import DomainError
from app.domain.scope import Actor, Scope
from app.queries.bin import WITH_DELETED
from app.services.deployments import verify_deployments
from app.services.schakelingen import SchakelingInput
from models import Dossier
from tests.life.machine.foretold import BIN_DAYS, Around, Rules, a_year_after
from tests.life.machine.ground import APPROVAL, Ground
from tests.life.machine.plain import PlainDossier, PlainSchakeling, PlainYears
from tests.life.machine.stored import breaks_record, broken, counted_days, naive_days, stored_dossiers

FIRST_DAY = date(2024, 6, 15)
HORIZON = date(2026, 1, 1)


def timeless(do: Callable[..., Any]) -> Callable[..., Any]:
    """A step that does not ask which day it is."""

    def do_today(*, actor: Actor, today: date) -> Any:
        return do(actor=actor)

    return do_today


class CheckedLife(RuleBasedStateMachine):
    """Three people and three children in one facility, in one transaction that each life gives back."""

    def __init__(self, session: BincSession, ground: Ground) -> None:
        super().__init__()
        self.session, self.ground, self.today = session, ground, FIRST_DAY
        assert isinstance(session.bind, Connection)
        self.undone = session.bind.begin_nested()
        self.dossiers: dict[int, PlainDossier] = {}
        self.years = PlainYears()
        self.versions: dict[int, int] = {}
        self.seen: dict[tuple[int, int], int] = {}
        # A refused step is compared with the model as well; the slower questions are asked when something was saved.
        self.unchecked = False

    def teardown(self) -> None:
        """Looks once at all that was put on record, and gives everything back."""
        enter_scope(self.session, Scope.system("test"))
        recorded_well = not breaks_record(self.session)
        self.session.rollback()
        self.session.expunge_all()
        self.undone.rollback()
        assert recorded_well

    @invariant()
    def the_database_holds_what_the_model_says(self) -> None:
        """After every step, also a refused one: the same dossiers, and nothing that may never stand there."""
        enter_scope(self.session, Scope.system("test"))
        stored, versions = stored_dossiers(self.session)
        for dossier in (*stored.values(), *self.dossiers.values()):
            dossier.decisions.sort(key=lambda one: one.id)
            dossier.schakelingen.sort(key=lambda one: one.id)
        assert stored == self.dossiers
        assert all(versions[one] >= self.versions.get(one, 1) for one in versions)
        self.versions = versions
        if not self.unchecked:
            return
        self.unchecked = False
        assert broken(self.session) == []
        assert verify_deployments(self.session) == 0
        assert counted_days(self.session, HORIZON) == naive_days(self.dossiers.values(), HORIZON)

    def having(self, what: str) -> list[PlainDossier]:
        """The dossiers that have something."""
        return [one for one in self.dossiers.values() if getattr(one, what)]

    def pick(self, which: int, what: str = "id") -> PlainDossier:
        """One of the dossiers that have something."""
        found = self.having(what)
        return found[which % len(found)]

    def around(self) -> Around:
        """What the rules ask beside the dossier itself."""
        return Around(APPROVAL, self.years.last_locked_day, self.today)

    def user(self, who: int) -> int:
        """The account of somebody."""
        user_id = self.ground.people[who].actor.user_id
        assert user_id is not None
        return user_id

    def place_of(self, dossier: PlainDossier) -> int:
        """By which number `pick` answers this dossier."""
        return list(self.dossiers).index(dossier.id)

    def where_it_goes_on(self, dossier: PlainDossier) -> date:
        """The day around which the next schakeling lies."""
        decision, last = dossier.latest_decision, dossier.last
        if last is not None:
            return last.end or last.begin + timedelta(days=7)
        return decision.begin if decision else self.today

    def edges(self) -> list[date]:
        """The last days, from today on, of what can still be restored, reopened at once, or has to end to be closed."""
        dossiers = self.dossiers.values()
        bins = [one.deleted_on + timedelta(days=BIN_DAYS) for one in dossiers if one.deleted_on]
        ends = [last.end for one in dossiers if (last := one.last) and last.end]
        return sorted({day for day in (*bins, *ends, *map(a_year_after, ends)) if day >= self.today})

    def record(self, dossier: PlainDossier) -> Dossier:
        """The dossier as somebody has it before them, perhaps deleted by a colleague meanwhile."""
        options = {WITH_DELETED: True}
        return self.session.get_one(Dossier, dossier.id, execution_options=options)

    def now(self) -> datetime:
        """The moment at which people work today."""
        return datetime.combine(self.today, time(9, 30), UTC)

    def typed(self, plan: PlainSchakeling, copies: bool = False) -> SchakelingInput:
        """A schakeling as its form hands it on; an extension may leave its modules to be copied (S-7)."""
        modules = tuple(ModulePlan(code, guaranteed) for code, guaranteed in sorted(plan.modules))
        return SchakelingInput(plan.begin, plan.end, plan.kind, () if copies else modules)

    def change(
        self,
        who: int,
        dossier: PlainDossier,
        how: str,
        wrong: Rules,
        service: Callable[..., Any],
        *arguments: Any,
        tells: int = 1,
        **words: Any,
    ) -> Any:
        """One step in a dossier by somebody who saw a version of it; another version than today's is refused (D-11)."""
        now = self.versions.get(dossier.id)
        seen = {"blind": None, "fresh": now, "as last seen": self.seen.get((who, dossier.id))}[how]
        if seen is not None and seen != now:
            wrong = wrong | {"D-11"}

        def do(**given: Any) -> Any:
            return service(self.session, *arguments, **{**given, **words}, seen_version=seen) or True

        done = self.attempt(who, wrong, do)
        if done is not None:
            self.count(service)
            dossier.activities += tells
            self.session.expire_all()
            self.versions[dossier.id] = self.seen[who, dossier.id] = self.version_after(dossier, now)
        return done

    def count(self, service: Callable[..., Any]) -> None:
        """Remembers that a step was accepted."""
        self.ground.went_well[service.__name__] += 1

    def version_after(self, dossier: PlainDossier, before: int | None) -> int:
        """The version that a step left behind, which must be a higher one (D-11)."""
        version = int(self.record(dossier).version)
        assert before is None or version > before
        return version

    def attempt(self, who: int, wrong: Rules, do: Callable[..., Any]) -> Any:
        """Succeeds exactly when nothing is wrong; a refusal names rules of what is."""
        scope = self.ground.people[who]
        enter_scope(self.session, scope)
        try:
            done = do(actor=scope.actor, today=self.today)
            self.session.commit()
        except DomainError as refusal:
            self.session.rollback()
            told = {fault.rule for fault in refusal.faults}
            assert told <= wrong, f"refused by {told}, expected {wrong}"
            return None
        assert not wrong, f"accepted against {wrong}"
        self.unchecked = True
        return done
