"""How the registrations of a dossier stand, and where they are filled in (E-1 to E-4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.domain.civil_time import BRUSSELS
from app.domain.registration_fields import INTAKE, TITLES, registrations_of
from app.domain.registrations import IntakeStatus, due_from, intake_status, page_optional
from app.queries.dossier_page import DossierView
from views.dossier_words import Badge, registration_badge
from views.links import Addresses, addresses_of

SLUGS: Mapping[str, str] = {name: title.lower() for name, title in TITLES.items()}


def registration_status(view: DossierView, registration: str, today: date, with_chain: bool) -> IntakeStatus:
    """How a registration of a dossier stands: complete, in time, late, or not asked (E-1 to E-4)."""
    start = due_from(registration, view.first_begin, view.referred_on, with_chain=with_chain)
    return intake_status(page_optional(registration, view.referral), start, completed_on(view, registration), today)


def completed_on(view: DossierView, registration: str) -> date | None:
    """The day in Belgium on which the last mandatory question was answered."""
    state = view.registrations.get(registration)
    return state.completed_at.astimezone(BRUSSELS).date() if state and state.completed_at else None


def shown_registrations(
    view: DossierView, organisation_type: str, today: date, with_chain: bool
) -> list[tuple[str, Badge, str | None]]:
    """The registrations of a dossier with their state and their address."""
    return [
        (
            TITLES[name],
            registration_badge(
                registration_status(view, name, today, with_chain), today, counted=name == registrations[0]
            ),
            registration_address(view.dossier.code, name),
        )
        for registrations in [registrations_of(organisation_type)]
        for name in registrations
    ]


def registration_address(code: str, registration: str = INTAKE) -> str | None:
    """Where a registration of a dossier is filled in."""
    return registration_addresses(registration)(code)


def registration_addresses(registration: str) -> Addresses:
    """The same for the dossiers of a list, by their codes."""
    return addresses_of("RegistrationPage.fill", slug=SLUGS[registration])
