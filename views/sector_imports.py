"""Files of the agency: what Voorzieningenbeleid edits on screen, and whole files by the admin (A-4, G-3)."""

from __future__ import annotations

from flask import g

from app.database import current_session
from app.domain.imports import SECTOR_ROLES
from app.domain.roles import Role
from app.queries.imports import SentFile, own_news
from app.services.imports.sending import see_file
from forms.imports import ConfirmForm, SectorFileForm
from views.import_words import news_of, title_of
from views.imports import ImportPage
from views.links import address_of
from views.notices import NoticeWords

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

    def _show(self, sent: SentFile, form: ConfirmForm) -> str:
        if sent.record.finished_at is not None or sent.has_failed:
            see_file(current_session(), sent.record.id)
        return super()._show(sent, form)

    def _intro(self) -> str:
        return INTROS.get(Role(g.seat.role), OF_POLICY)

    def _facility_id(self) -> int | None:
        return None

    def _place_name(self) -> str:
        return "Opgroeien"


def told_files() -> list[NoticeWords]:
    """One's own files at the agency that wait for a confirmation, or of which the outcome was not seen yet (G-3)."""
    session = current_session()
    if address_of("SectorImportPage.index") is None:
        return []
    return [
        NoticeWords(
            news_of(sent),
            [(title_of(sent), address_of("SectorImportPage.show", record_id=sent.record.id))],
            0,
            sent.record.finished_at or sent.record.checked_at or sent.record.requested_at,
            None,
        )
        for sent in own_news(session, session.scope.actor.user_id)
    ]
