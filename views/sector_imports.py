"""Files of the agency: what Voorzieningenbeleid edits on screen, and whole files by the admin (A-4, G-3)."""

from __future__ import annotations

from flask import g

from app.domain.imports import SECTOR_ROLES
from app.domain.roles import Role
from forms.imports import SectorFileForm
from views.imports import ImportPage

INTROS = {
    Role.ADMIN: (
        "Een uitwisselingsbestand met alles wat erin kan staan, zoals bij de overname van een andere installatie. Je "
        "ziet het verslag in cijfers; de dossiers zelf zie je niet."
    )
}
OF_POLICY = "Een uitwisselingsbestand met voorzieningen, hun goedgekeurde modules en hun capaciteit; zonder personen."


class SectorImportPage(ImportPage):
    """Files without a facility; each role sees its own."""

    route_base = "/sector/inlezen"
    shipped_to = {"read": SECTOR_ROLES, "write": SECTOR_ROLES}
    form = SectorFileForm

    def _intro(self) -> str:
        return INTROS.get(Role(g.seat.role), OF_POLICY)

    def _facility_id(self) -> int | None:
        return None

    def _place_name(self) -> str:
        return "Opgroeien"
