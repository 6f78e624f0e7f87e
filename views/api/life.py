"""Opening a closed dossier again and deleting one made by mistake, for other programs (D-7, D-8)."""

from __future__ import annotations

from typing import Any

from app.database import current_session
from app.domain.roles import FACILITY_ROLES
from app.services.bin import delete_dossier
from app.services.closing import reopen_dossier
from views.api.dossier_calls import WRITE, dossier_state
from views.api.keywords import keywords, seen
from views.api.schemas.dossiers import DossierStateSchema
from views.base.api import BaseApiView, resource
from views.base.dossiers import find_dossier


class DossierLifeApi(BaseApiView):
    """The beginning anew and the end of a dossier; putting one back from the bin stays with its manager (D-8)."""

    resource_name = "dossiers"
    shipped_to = {"write": FACILITY_ROLES}

    @resource(
        "/<code>/reopen",
        **WRITE,
        methods=("POST",),
        summary="Een afgesloten dossier heropenen, tot een jaar na het einde van de hulp",
        answer=DossierStateSchema,
        versioned=True,
    )
    def reopen(self, code: str) -> Any:
        """Opens a closed dossier again, where that goes at once (D-7)."""
        session = current_session()
        return dossier_state(reopen_dossier(session, find_dossier(session, code), **keywords(session), **seen()))

    @resource(
        "/<code>",
        **WRITE,
        methods=("DELETE",),
        summary="Een open dossier zonder beslissingen en schakelingen in de prullenbak leggen",
        answer=DossierStateSchema,
        versioned=True,
    )
    def delete(self, code: str) -> Any:
        """Puts a dossier in the bin, out of which its manager can put it back for thirty days (D-8)."""
        session = current_session()
        dossier = find_dossier(session, code)
        delete_dossier(session, dossier, **keywords(session), **seen())
        return dossier_state(dossier)
