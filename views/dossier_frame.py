"""What stands around every page of a dossier: who, which state, which way on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.database import current_session
from app.domain.dossiers import OPEN
from app.domain.registration_fields import TITLES, registrations_of
from app.queries.colleagues import owner_name
from app.queries.dossier_page import DossierView
from views.client_facts import age_of
from views.dossier_words import Badge, born, intake_badge, referral_words
from views.links import address_of
from views.registration_states import SLUGS, registration_address, registration_status
from views.search import hits_address

CHAIN, REFERRAL, ACTIVITIES = "chain", "referral", "activities"


def dossier_frame(
    view: DossierView,
    here: str,
    today: date,
    *,
    labels: Mapping[str, str],
    organisation_type: str,
    with_chain: bool,
    back: str | None = None,
) -> dict[str, Any]:
    """The head and the tabs of a dossier; `back` is the token of the search that led here."""
    dossier, client = view.dossier, view.dossier.client
    hits = hits_address(back)
    return {
        "dossier": dossier,
        "client": client,
        "age": age_of(client, today),
        "born": born(client.birth_date, client.birth_year, unborn=client.unborn),
        "badges": badges_of(view, labels, today, organisation_type, with_chain),
        "client_href": address_of("ClientPage.show", number=client.id),
        "tabs": tabs_of(dossier.code, here, organisation_type, with_chain, back if hits else None),
        "trail": [
            ("Overzicht", address_of("StartPage.index")),
            *([("Zoekresultaten", hits)] if hits else []),
            (dossier.code, None),
        ],
        "hits_href": hits,
        "next_step": next_step(view, with_chain),
        "decision_href": decision_href(view) if with_chain else None,
        "share_href": address_of("DossierSharingPage.choose", code=dossier.code),
        "close_href": address_of("ClosingPage.close", code=dossier.code) if dossier.status == OPEN else None,
        "owner": owner_name(current_session(), dossier),
    }


def badges_of(
    view: DossierView, labels: Mapping[str, str], today: date, organisation_type: str, with_chain: bool
) -> list[Badge]:
    """The state of a dossier in a few words."""
    dossier = view.dossier
    closed = f"Afgesloten op {dossier.closed_on:%d/%m/%Y}" if dossier.closed_on else ""
    reference = view.referral.own_reference
    first = registrations_of(organisation_type)[0]
    status = registration_status(view, first, today, with_chain)
    intake = intake_badge(status, today)
    return [
        Badge("calm", closed) if closed else Badge("ok", "Open"),
        *([Badge("calm", f"Ref. {reference}")] if reference else []),
        *(Badge("calm", words) for words in referral_words(view.referral, labels)),
        *([Badge(intake.state, f"{SLUGS[first]} {intake.words}")] if intake and status.due else []),
    ]


def tabs_of(
    code: str, here: str, organisation_type: str, with_chain: bool, back: str | None
) -> list[tuple[str, str, bool]]:
    """The parts of a dossier that this seat may open."""
    first = "Beslissingen en schakelingen" if with_chain else "Dossier"
    parts = (
        (first, address_of("DossierPage.show", code=code, terug=back), CHAIN),
        ("Aanmelding", address_of("ReferralPage.change", code=code), REFERRAL),
        *((TITLES[name], registration_address(code, name), name) for name in registrations_of(organisation_type)),
        ("Activiteiten", address_of("DossierPage.activities", code=code, terug=back), ACTIVITIES),
    )
    return [(label, href, name == here) for label, href, name in parts if href]


def decision_href(view: DossierView) -> str | None:
    """Where a decision is added; in a closed dossier only for who may also add its first schakeling (D-6)."""
    code = view.dossier.code
    may = view.dossier.status == OPEN or address_of("SchakelingPage.add", code=code)
    return address_of("DecisionPage.add", code=code) if may else None


def next_step(view: DossierView, with_chain: bool) -> tuple[str, str] | None:
    """The main button: the first decision, then schakelingen; nothing for a closed dossier."""
    if not with_chain or view.dossier.status != OPEN:
        return None
    words, page = ("+ Schakeling", "SchakelingPage") if view.chain.decisions else ("+ Beslissing", "DecisionPage")
    href = address_of(f"{page}.add", code=view.dossier.code)
    return (words, href) if href else None
