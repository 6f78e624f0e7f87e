"""A facility with help in quarters of 2024, and what people do to its statements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.database import BincSession
from app.domain.quarter import Quarter
from app.domain.scope import Actor
from app.domain.statements.states import StatementEvent, can_happen
from app.queries.statements import Statement, read_statement
from app.services.statement_lines import TotalInput
from app.services.statement_steps import About, statement_row, step
from app.services.statement_totals import save_clients, save_totals
from app.services.statements import send_statement
from models import Facility, QuarterStatement
from tests.factories import type_module
from tests.services.steps import ACTOR, Story, story

TODAY = date(2025, 7, 1)
Q1, Q2, Q3 = Quarter(2024, 1), Quarter(2024, 2), Quarter(2024, 3)
WHO: dict[str, Any] = {"actor": ACTOR, "today": TODAY}
SURE = frozenset({"Q-2"})


@dataclass
class Desk:
    """Somebody at the facility who fills in the statement of one quarter."""

    session: BincSession
    facility: Facility
    quarter: Quarter = Q1

    def statement(self) -> Statement | None:
        """The statement as it stands."""
        return read_statement(self.session, self.facility, self.quarter, TODAY)

    def state(self) -> str | None:
        """Its state, None when there is no statement."""
        found = self.statement()
        return found.state.value if found else None

    def lines(self) -> dict[str, Decimal | None]:
        """The total per module code."""
        found = self.statement()
        return {line.code: line.total for line in found.lines} if found else {}

    def type(self, **totals: float | str | None) -> Statement:
        """Types totals by module code."""
        given = {self.module(code): TotalInput(None if t is None else Decimal(str(t))) for code, t in totals.items()}
        return save_totals(self.session, self.facility, self.quarter, given, **WHO)

    def compute(self, code: str, *, confirmed: frozenset[str] = frozenset()) -> Statement:
        """Turns the switch of a module to the sum of what stands behind it."""
        given = {self.module(code): TotalInput(None, computed=True)}
        return save_totals(self.session, self.facility, self.quarter, given, confirmed=confirmed, **WHO)

    def type_clients(
        self, code: str, amounts: Mapping[int, float | str | None], *, computed: bool, **keywords: Any
    ) -> Statement:
        """Types amounts by client."""
        given = {one: None if amount is None else Decimal(str(amount)) for one, amount in amounts.items()}
        module = self.module(code)
        return save_clients(
            self.session, self.facility, self.quarter, module, given, computed=computed, **{**WHO, **keywords}
        )

    def send(self, **keywords: Any) -> None:
        """Sends it."""
        send_statement(self.session, self.facility, self.quarter, **{**WHO, **keywords})

    def process(self) -> None:
        """The agency processes it."""
        step(self.session, self._row(), StatementEvent.PROCESS, ACTOR)

    def reopen(self, reason: str) -> None:
        """The agency reopens it."""
        step(self.session, self._row(), StatementEvent.REOPEN, ACTOR, About(reason=reason))

    def _row(self) -> QuarterStatement:
        return statement_row(self.session, self.facility.id, self.quarter)

    def module(self, code: str) -> int:
        """The id of a module; an underscore stands for a dash."""
        return type_module(self.session, code.replace("_", "-")).id


def desk_of(session: BincSession, **overrides: Any) -> tuple[Desk, Story]:
    """A dossier with a decision from 8 January 2024, and the desk of its facility for the first quarter."""
    told = story(session, **overrides)
    told.decide("01-08", "P-CB-BREED", "P-CB-LAAG", "VBFBJB04")
    return Desk(session, told.facility), told


def send_year(session: BincSession, facility_id: int, year: int, *, actor: Actor = ACTOR, today: date = TODAY) -> bool:
    """The facility fills in every total of a year that is still missing with 0, and sends what is not sent yet."""
    facility = session.get_one(Facility, facility_id)
    for quarter in (Quarter(year, number) for number in (1, 2, 3, 4)):
        found = read_statement(session, facility, quarter, today)
        if found is not None and can_happen(found.state, StatementEvent.SEND):
            empty = {line.module_id: TotalInput(Decimal(0)) for line in found.lines if not line.as_total.is_filled_in}
            save_totals(session, facility, quarter, empty, actor=actor, today=today)
            send_statement(session, facility, quarter, actor=actor, today=today)
    return True
