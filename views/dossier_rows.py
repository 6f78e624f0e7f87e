"""The rows of the overview and of the hits of a search: the same facts and the same next steps (D-2, D-3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.queries.dossier_list import DossierRow
from views.dossier_words import Badge, born, intake_badge
from views.links import address_of
from views.registration_states import registration_address


@dataclass(frozen=True)
class ShownRow:
    """One dossier with its words and with the addresses of what can be done next."""

    row: DossierRow
    born: str
    intake: Badge | None
    intake_href: str | None
    href: str | None
    decision_href: str | None
    schakeling_href: str | None


def shown_rows(rows: Sequence[DossierRow], today: date, *, with_chain: bool, back: str | None = None) -> list[ShownRow]:
    """The rows as they are drawn; `back` is the token of the search to which the dossier page leads back."""
    return [_shown(row, today, with_chain and row.is_open, back) for row in rows]


def _shown(row: DossierRow, today: date, can_add: bool, back: str | None) -> ShownRow:
    decided = row.last_decision_begin is not None
    return ShownRow(
        row,
        born(row.birth_date, row.birth_year, unborn=row.unborn),
        intake_badge(row.intake, today),
        registration_address(row.code),
        address_of("DossierPage.show", code=row.code, terug=back),
        address_of("DecisionPage.add", code=row.code) if can_add else None,
        address_of("SchakelingPage.add", code=row.code) if can_add and decided else None,
    )
