"""The sheet of a quarter for other programs: what is filled in per client and per kind (Q-2, Q-3, H12.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.database import current_session
from app.domain.api_tokens import TokenScope
from app.domain.faults import Fault, NotFound, refuse
from app.domain.roles import FACILITY_ROLES
from app.presentation import today_in_brussels
from app.queries.statement_clients import ClientShare, page_of_clients, registered_amount
from app.queries.statement_heads import ModulePerClient, StatementHead, read_head
from app.services.api.sheets import save_sheet
from app.services.statement_lines import NO_LINE
from views.api.keywords import keywords, seen
from views.api.schemas.sheets import SheetBody, SheetPageSchema, SheetQuery, sheet_line
from views.api.schemas.statements import StatementSchema
from views.api.statements import told_statement
from views.base.api import Answer, BaseApiView, resource
from views.base.dossiers import facility_at_work
from views.statement_frame import quarter_in

Modules = Mapping[int, ModulePerClient]


class SheetApi(BaseApiView):
    """What stands behind the totals of a quarter."""

    resource_name = "statements"
    shipped_to = {"read": FACILITY_ROLES, "write": FACILITY_ROLES}

    @resource(
        "/<quarter>/clients",
        permission="read",
        scope=TokenScope.READ_STATEMENTS,
        personal="client",
        summary="Een bladzijde cliënten van een kwartaal, met wat per module voor hen ingevuld is",
        query=SheetQuery,
        answer=SheetPageSchema,
    )
    def index(self, quarter: str, query: dict[str, Any]) -> Any:
        """A page of clients."""
        session, facility = current_session(), facility_at_work()
        head = _head(quarter)
        modules = _asked(head, query["module"])
        page = {"after": query["after"], "limit": query["limit"]}
        found = page_of_clients(session, facility.id, list(modules), head.quarter, **page)
        clients = [_told(client_id, shares, modules) for client_id, shares in found.clients.items()]
        content = {"quarter": str(head.quarter), "version": head.version}
        return Answer({**content, "clients": clients, "next": found.next}, head.version)

    @resource(
        "/<quarter>/lines",
        permission="write",
        scope=TokenScope.WRITE_STATEMENTS,
        methods=("PUT",),
        personal="client",
        summary="Invullen per cliënt en per soort: een heel kwartaal of een deel ervan, alles of niets",
        body=SheetBody,
        answer=StatementSchema,
        versioned=True,
    )
    def fill(self, quarter: str, body: dict[str, Any]) -> Any:
        """Figures behind the totals of some modules."""
        session, asked = current_session(), _head(quarter).quarter
        words = {**keywords(session), **seen(), "confirmed": frozenset(body["confirm"])}
        lines = [sheet_line(one) for one in body["lines"]]
        return told_statement(save_sheet(session, facility_at_work(), asked, lines, **words))


def _head(quarter: str) -> StatementHead:
    head = read_head(current_session(), facility_at_work(), quarter_in(quarter), today_in_brussels())
    if head is None:
        raise NotFound
    return head


def _asked(head: StatementHead, codes: list[str]) -> Modules:
    """Those of these modules that have figures per client; all of them where none is named."""
    known = {module.code for module in head.modules.values()}
    refuse(Fault("Q-1", "module", NO_LINE) for code in set(codes) - known)
    return {one: module for one, module in head.modules.items() if not codes or module.code in codes}


def _told(client_id: int, shares: Sequence[ClientShare], modules: Modules) -> dict[str, Any]:
    amounts = [_share(modules[one.module_id], one) for one in shares]
    return {"client": client_id, "dossier": shares[0].dossier_code, "amounts": amounts}


def _share(module: ModulePerClient, one: ClientShare) -> dict[str, Any]:
    amount = registered_amount(one, is_typed=module.is_typed)
    return {"module": module.code, "days": one.days, "amount": amount}
