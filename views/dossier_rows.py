"""The rows of the overview and of the hits of a search: the same facts and the same next steps (D-2, D-3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.registration_fields import TITLES
from app.queries.dossier_list import DossierRow
from app.queries.work_conditions import WorkPlace
from views.dossier_words import Badge, born, intake_badge
from views.links import Addresses, addresses_of
from views.registration_states import registration_addresses


@dataclass(frozen=True)
class ShownRow:
    """One dossier with its words and with the addresses of what can be done next."""

    row: DossierRow
    born: str
    registration: str
    intake: Badge | None
    intake_href: str | None
    href: str | None
    decision_href: str | None
    schakeling_href: str | None


@dataclass(frozen=True)
class RowAddresses:
    """Where each row leads to, by the code of its dossier."""

    dossier: Addresses
    registration: Addresses
    decision: Addresses
    schakeling: Addresses


def shown_rows(rows: Sequence[DossierRow], place: WorkPlace, today: date, *, back: str | None = None) -> list[ShownRow]:
    """The rows as they are drawn; `back` is the token of the search to which the dossier page leads back."""
    addresses = RowAddresses(
        addresses_of("DossierPage.show", terug=back),
        registration_addresses(place.registration),
        addresses_of("DecisionPage.add"),
        addresses_of("SchakelingPage.add"),
    )
    return [_shown(row, place, today, addresses) for row in rows]


def _shown(row: DossierRow, place: WorkPlace, today: date, addresses: RowAddresses) -> ShownRow:
    can_add = place.with_chain and row.is_open
    decided = row.last_decision_begin is not None
    return ShownRow(
        row,
        born(row.birth_date, row.birth_year, unborn=row.unborn),
        TITLES[place.registration],
        intake_badge(row.intake, today),
        addresses.registration(row.code),
        addresses.dossier(row.code),
        addresses.decision(row.code) if can_add else None,
        addresses.schakeling(row.code) if can_add and decided else None,
    )
