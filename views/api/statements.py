"""Quarter statements for other programs: reading one, and filling in its totals (Q-1, Q-2, Q-3)."""

from __future__ import annotations

from typing import Any

from app.database import current_session
from app.domain.api_tokens import TokenScope
from app.domain.faults import Fault, NotFound, refuse
from app.domain.roles import FACILITY_ROLES
from app.domain.statements.lines import PER_KIND, cell_of
from app.queries.answers import answer_options
from app.queries.statements import Statement
from app.services.api.naming import called
from app.services.api.sheets import MODULE_TWICE
from app.services.statement_lines import NO_LINE, TotalInput
from app.services.statement_totals import save_totals
from views.api.keywords import keywords, seen
from views.api.schemas.statements import StatementSchema, TotalsBody
from views.base.api import Answer, BaseApiView, resource
from views.base.dossiers import facility_at_work
from views.statement_frame import statement_asked


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
        return told_statement(_statement(quarter))

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
        names = {cell_of(line.module_id): f"totals.{line.code}" for line in statement.lines}
        with called(names):
            return told_statement(save_totals(session, facility_at_work(), statement.quarter, totals, **words))


def _statement(quarter: str) -> Statement:
    """The statement of an address at one's own facility. Raises NotFound where there is none (Q-1)."""
    found = statement_asked(current_session(), quarter)
    if found is None:
        raise NotFound
    return found


def _totals(statement: Statement, sent: list[dict[str, Any]]) -> dict[int, TotalInput]:
    ids = {line.code: line.module_id for line in statement.lines}
    codes = [one["module"] for one in sent]
    refuse(Fault("Q-1", f"totals.{code}", NO_LINE) for code in codes if code not in ids)
    refuse(Fault("Q-2", f"totals.{code}", MODULE_TWICE) for code in {code for code in codes if codes.count(code) > 1})
    return {ids[one["module"]]: TotalInput(one["total"], one["computed"]) for one in sent}


def told_statement(statement: Statement) -> Answer:
    """A statement as programs read it, with its version."""
    kinds = _kinds_of(statement)
    lines = [
        {
            "module": line.code,
            "unit": line.unit,
            "typed": line.is_typed,
            "total": line.total,
            "computed": line.computed,
            "clients": line.clients,
            "rounding": line.rounding,
            "per_kind": line.is_per_kind,
            "kinds": [{"kind": kind, "amount": line.kinds.get(kind)} for kind in kinds] if line.is_per_kind else [],
            "non_client_bound": line.non_client_bound,
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


def _kinds_of(statement: Statement) -> list[str]:
    """The kinds of supporting guidance that the sheet offers, in their order (Q-2)."""
    kept = {kind for line in statement.lines for kind in line.kinds}
    if not any(line.is_per_kind for line in statement.lines):
        return []
    return [code for code, _ in answer_options(current_session(), PER_KIND, keep=kept)]
