"""What changed since a moment, for programs that keep in step (G-3)."""

from __future__ import annotations

from typing import Any

from app.database import current_session
from app.domain.roles import FACILITY_ROLES
from app.queries.api.changes import read_changes
from views.api.dossier_calls import READ
from views.api.schemas.changes import ChangePageSchema, ChangeQuery
from views.base.api import BaseApiView, resource
from views.base.dossiers import facility_at_work


class ChangeApi(BaseApiView):
    """One list of everything that changed in the dossiers and statements of the facility."""

    resource_name = "changes"
    shipped_to = {"read": FACILITY_ROLES}

    @resource(
        "/",
        **READ,
        summary="Wat wijzigde sinds de vorige vraag",
        query=ChangeQuery,
        answer=ChangePageSchema,
    )
    def index(self, query: dict[str, Any]) -> Any:
        """The changes behind a cursor."""
        found = read_changes(current_session(), facility_at_work().id, **query)
        return {"changes": [_told(one) for one in found.changes], "next": found.next, "latest": found.latest}


def _told(one: Any) -> dict[str, Any]:
    change = "deleted" if one.is_deleted else "changed"
    where = {"dossier": one.dossier_code, "quarter": one.quarter, "module": one.module}
    return {"kind": one.kind, "id": one.record_id, "change": change, **where}
