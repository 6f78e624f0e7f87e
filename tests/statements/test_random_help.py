"""After random saves and deletes of schakelingen the statements are what a naive rule says (Q-1, Q-4)."""

from __future__ import annotations

import calendar
import random
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.database import BincSession
from app.domain.faults import DomainError
from app.domain.quarter import Quarter
from app.domain.statements.reminders import waits_to_be_sent
from app.queries.statement_list import statements_of
from app.queries.statements import read_statement
from app.queries.statements_waiting import quarters_to_send
from models import Deployment, Facility, QuarterStatement, Schakeling, TypeModule, UtilisationOfClient, UtilisationTotal
from tests.services.steps import story
from tests.statements.steps import TODAY, Desk

MODULES = ("P-CB-BREED", "P-CB-LAAG", "VBFBJB04")
FIRST = date(2024, 1, 1)


def naive(session: BincSession, facility: Facility) -> dict[Quarter, set[str]]:
    """Day by day, from the schakelingen themselves: the quarters with help, and their modules."""
    found: dict[Quarter, set[str]] = {}
    names = dict(session.execute(select(TypeModule.id, TypeModule.code)).all())
    for one in session.scalars(select(Schakeling).where(Schakeling.facility_id == facility.id)):
        day = one.begin
        while day <= min(one.end or date.max, date(2025, 9, 30)):
            quarter = Quarter(day.year, (day.month - 1) // 3 + 1)
            found.setdefault(quarter, set()).update(names[module.type_module_id] for module in one.modules)
            day += timedelta(days=calendar.monthrange(day.year, day.month)[1] - day.day + 1)
    return found


@settings(max_examples=15)
@given(seed=st.integers(0, 10**6))
def test_after_any_saves_and_deletes_statements_lines_and_figures_are_what_the_help_says_q_1(
    session: BincSession, seed: int
) -> None:
    dice = random.Random(seed)
    told = story(session)
    told.decide("01-08", *MODULES)
    stories = [told, story(session, facility=told.facility)]
    stories[1].decide("01-08", *MODULES)
    last: dict[int, list[Schakeling]] = {0: [], 1: []}
    for _ in range(8):
        who = dice.randrange(2)
        one, chain = stories[who], last[who]
        codes = dice.sample(MODULES, dice.randint(1, 3))
        begin = FIRST + timedelta(days=7 + 45 * len(chain) + dice.randrange(40))
        end = f"{begin + timedelta(days=dice.randrange(0, 200)):%m-%d}" if dice.random() < 0.7 else None
        deed = dice.random()
        try:
            if deed < 0.45 and len(chain) < 5:
                chain.append(one.add(f"{begin:%m-%d}", end, *codes))
            elif deed < 0.7 and chain:
                one.change(chain[-1], f"{chain[-1].begin:%m-%d}", end, *codes)
            elif chain:
                one.delete(chain.pop())
        except DomainError:
            session.expire_all()
        type_everything(session, told.facility, dice)
        check(session, told.facility)


def type_everything(session: BincSession, facility: Facility, dice: random.Random) -> None:
    """Somebody fills in a random quarter, per client or in total, and perhaps sends it."""
    found = statements_of(session, facility, TODAY)
    if not found:
        return
    desk = Desk(session, facility, dice.choice(found).quarter)
    statement = desk.statement()
    assert statement is not None
    for line in statement.lines:
        clients = clients_of(session, facility, line.module_id, desk.quarter)
        if dice.random() < 0.5:
            amounts = {client: dice.randrange(1, 90) for client in clients}
            desk.type_clients(line.code, amounts, computed=True, confirmed=frozenset({"Q-2"}))
        else:
            desk.type(**{line.code: dice.randrange(90)})
    if dice.random() < 0.6 and desk.state() != "sent":
        desk.send()


def clients_of(session: BincSession, facility: Facility, module_id: int, quarter: Quarter) -> set[int]:
    query = select(Deployment.client_id).where(
        Deployment.facility_id == facility.id,
        Deployment.type_module_id == module_id,
        Deployment.begin <= quarter.period.end,
        Deployment.end >= quarter.period.begin,
    )
    return set(session.scalars(query))


def check(session: BincSession, facility: Facility) -> None:
    expected = naive(session, facility)
    listed = statements_of(session, facility, TODAY)
    assert {one.quarter for one in listed} == set(expected)
    waits = sorted(one.quarter for one in listed if waits_to_be_sent(one.quarter, one.state, TODAY))
    assert [one.quarter for one in quarters_to_send(session, facility, TODAY)] == waits
    stored = session.scalars(select(QuarterStatement).where(QuarterStatement.facility_id == facility.id)).all()
    assert {Quarter(one.year, one.quarter) for one in stored} <= set(expected)
    for quarter, codes in expected.items():
        found = read_statement(session, facility, quarter, TODAY)
        assert found is not None
        assert {line.code for line in found.lines} == codes
        # What was sent has every total, or asks to be sent again.
        assert found.state != "sent" or all(line.total is not None for line in found.lines)
    for total in session.scalars(select(UtilisationTotal).where(UtilisationTotal.facility_id == facility.id)):
        quarter = Quarter(total.year, total.quarter)
        assert total.type_module.code in expected[quarter]
        share = UtilisationOfClient
        query = select(share.client_id, share.amount).where(share.total_id == total.id)
        shares = {row.client_id: row.amount or Decimal(0) for row in session.execute(query)}
        assert set(shares) <= clients_of(session, facility, total.type_module_id, quarter)
        if total.computed:
            assert total.total == (sum(shares.values(), Decimal(0)) if shares else None)
