"""Quarter statements for other programs: reading one, and filling in its totals (Q-1, Q-2, Q-3)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from app.database import current_session
from app.domain.api_tokens import TokenScope
from app.domain.faults import Conflict, DomainError, Fault, NotFound, refuse
from app.domain.quarter import Quarter
from app.domain.roles import FACILITY_ROLES
from app.domain.statements.lines import cell_of
from app.presentation import today_in_brussels
from app.queries.statements import Statement, read_statement
from app.services.confirmation import NeedsConfirmation
from app.services.statement_totals import NO_LINE, TotalInput, save_totals
from views.api.keywords import keywords, seen
from views.api.schemas.statements import StatementSchema, TotalsBody
from views.base.api import Answer, BaseApiView, resource
from views.base.dossiers import facility_at_work

TWICE = "Deze module staat er twee keer. Houd er één over."


class StatementApi(BaseApiView):
    """The quarter statements of the facility; sending one stays with its manager (Q-4)."""

    resource_name = "statements"
    shipped_to = {"read": FACILITY_ROLES, "write": FACILITY_ROLES}

    @resource(
        "/<quarter>",
        permission="read",
        scope=TokenScope.READ_STATEMENTS,
        personal=None,
        summary="De kwartaalstaat van een kwartaal",
        answer=StatementSchema,
    )
    def show(self, quarter: str) -> Any:
        """One statement."""
        return _told(_statement(quarter))

    @resource(
        "/<quarter>/totals",
        permission="write",
        scope=TokenScope.WRITE_STATEMENTS,
        methods=("PUT",),
        personal=None,
        summary="Totalen per module invullen",
        body=TotalsBody,
        answer=StatementSchema,
        versioned=True,
    )
    def fill(self, quarter: str, body: dict[str, Any]) -> Any:
        """Totals of some modules."""
        session, statement = current_session(), _statement(quarter)
        totals = _totals(statement, body["totals"])
        words = {**keywords(session), **seen(), "confirmed": frozenset(body["confirm"])}
        with _in_codes(statement):
            return _told(save_totals(session, facility_at_work(), statement.quarter, totals, **words))


def _statement(quarter: str) -> Statement:
    try:
        asked = Quarter.parse(quarter)
    except DomainError:
        raise NotFound from None
    found = read_statement(current_session(), facility_at_work(), asked, today_in_brussels())
    if found is None:
        raise NotFound
    return found


def _totals(statement: Statement, sent: list[dict[str, Any]]) -> dict[int, TotalInput]:
    ids = {line.code: line.module_id for line in statement.lines}
    codes = [one["module"] for one in sent]
    refuse(Fault("Q-1", f"totals.{code}", NO_LINE) for code in codes if code not in ids)
    refuse(Fault("Q-2", f"totals.{code}", TWICE) for code in {code for code in codes if codes.count(code) > 1})
    return {ids[one["module"]]: TotalInput(one["total"], one["computed"]) for one in sent}


@contextmanager
def _in_codes(statement: Statement) -> Iterator[None]:
    """Says of faults and warnings which module they are about, instead of which cell of the screen."""
    names = {cell_of(line.module_id): f"totals.{line.code}" for line in statement.lines}
    try:
        yield
    except NeedsConfirmation as asked:
        raise NeedsConfirmation(
            *(replace(one, field=names.get(one.field, one.field)) for one in asked.cautions)
        ) from None
    except Conflict:
        raise
    except DomainError as error:
        raise DomainError(*(replace(one, field=names.get(one.field, one.field)) for one in error.faults)) from None


def _told(statement: Statement) -> Answer:
    lines = [
        {
            "module": line.code,
            "unit": line.unit,
            "typed": line.is_typed,
            "total": line.total,
            "computed": line.computed,
            "clients": line.clients,
        }
        for line in statement.lines
    ]
    content = {
        "quarter": str(statement.quarter),
        "state": statement.state.value,
        "version": statement.version,
        "sent_at": statement.sent_at,
        "lines": lines,
    }
    return Answer(content, statement.version)
