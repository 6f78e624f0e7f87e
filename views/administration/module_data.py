"""What the module database delivered, what waits to be applied, and what became of the modules of a facility (M-2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from sqlalchemy import select

from app.database import current_session
from app.domain.faults import DomainError, NotFound
from app.domain.module_differences import Approval, DifferenceKind
from app.domain.period import days_in_words
from app.domain.roles import Role
from app.presentation import today_in_brussels
from app.queries.module_data import (
    ToldChange,
    approvals_at,
    history_of,
    latest_deliveries,
    waiting_differences,
    withdrawn_in_use,
)
from app.services.module_deliveries.applying import apply_waiting
from app.services.module_deliveries.taking_in import ask_for_modules
from models.facility import Facility
from models.module_delivery import TAKEN_IN, ModuleDelivery, ModuleDifference
from views.base.page import BasePage, page
from views.base.reading import whole_number_or_400

KIND_WORDS = {
    DifferenceKind.ADDED: ("ok", "nieuw"),
    DifferenceKind.ENDED: ("late", "stopt"),
    DifferenceKind.REMOVED: ("late", "gaat niet door"),
    DifferenceKind.CHANGED: ("due", "andere dagen"),
}
NO_APPROVAL = "niet goedgekeurd"


@dataclass(frozen=True)
class WaitingAt:
    """What waits at one facility."""

    facility: Facility
    differences: tuple[ModuleDifference, ...]


class ModuleDataPage(BasePage):
    """The module data of all facilities, as the module database has them and as they stand."""

    route_base = "/beheer/modulegegevens"
    shipped_to = {"read": (Role.AGENCY_POLICY,), "write": (Role.AGENCY_POLICY,)}

    @page("/", personal=None)
    def index(self) -> Any:
        """What waits to be applied, what is still used of what was withdrawn, and the last deliveries (M-2)."""
        session = current_session()
        waiting, deliveries = waiting_differences(session), latest_deliveries(session)
        return render_template(
            "pages/module_data/index.html",
            waiting=waiting_by_facility(waiting),
            number=len(waiting),
            seen_up_to=last_of(waiting),
            in_use=withdrawn_in_use(session, today_in_brussels()),
            deliveries=[(one, delivery_badge(one)) for one in deliveries],
            last=deliveries[0] if deliveries else None,
            unknown=next((one for one in deliveries if one.state == TAKEN_IN), None),
            is_connected=current_app.extensions["module_database"] is not None,
            **words_of_differences(),
        )

    @page("/toepassen/", permission="write", methods=("GET", "POST"), personal=None)
    def apply_all(self) -> Any:
        """Shows what will change at every facility, and applies it once that is confirmed (M-2)."""
        return _ask_or_apply(None, url_for("ModuleDataPage.index"))

    @page("/ophalen/", permission="write", methods=("POST",), personal=None)
    def fetch(self) -> Any:
        """Has the module database asked now."""
        ask_for_modules(current_session(), datetime.now(UTC))
        flash("Binc vraagt de moduledatabank om haar lijst. Kijk over een minuut opnieuw.", "success")
        return redirect(url_for("ModuleDataPage.index"))

    @page("/<code>/", personal=None)
    def facility(self, code: str) -> Any:
        """What one facility may tick, what waits, and every change with who made it and when (M-2)."""
        session, facility = current_session(), _find(code)
        waiting = waiting_differences(session, facility.id)
        return render_template(
            "pages/module_data/facility.html",
            facility=facility,
            approvals=approvals_at(session, facility.id),
            waiting=waiting,
            seen_up_to=last_of(waiting),
            in_use=withdrawn_in_use(session, today_in_brussels(), facility.id),
            history=[(one, who_words(one)) for one in history_of(session, facility.id)],
            today=today_in_brussels(),
            **words_of_differences(),
        )

    @page("/<code>/toepassen/", permission="write", methods=("GET", "POST"), personal=None)
    def apply(self, code: str) -> Any:
        """Shows what will change at one facility, and applies it once that is confirmed (M-2)."""
        from_facility = request.values.get("terug") == "voorziening"
        back = url_for("ModuleDataPage.facility", code=code) if from_facility else url_for("ModuleDataPage.index")
        return _ask_or_apply(_find(code), back)


def words_of_differences() -> dict[str, Any]:
    """How differences and their days are said."""
    return {"kinds": KIND_WORDS, "days": approved_days}


def waiting_by_facility(rows: Sequence[ModuleDifference]) -> list[WaitingAt]:
    """What waits, facility by facility, as it is sorted already."""
    return [WaitingAt(facility, tuple(each)) for facility, each in groupby(rows, lambda row: row.facility)]


def last_of(rows: Sequence[ModuleDifference]) -> int:
    """The highest id among what is shown."""
    return max((row.id for row in rows), default=0)


def delivery_badge(delivery: ModuleDelivery) -> tuple[str, str]:
    """How a delivery went."""
    return ("ok", "ingelezen") if delivery.state == TAKEN_IN else ("late", "niet gelukt")


def approved_days(approval: Approval | None) -> str:
    """The days of an approval; in words where there is none."""
    if approval is None:
        return NO_APPROVAL
    return days_in_words(approval.valid_from, approval.valid_until)


def who_words(change: ToldChange) -> str:
    """Who changed an approval: the module database by itself, somebody who applied it, or somebody by hand."""
    if change.delivered:
        return "moduledatabank" if change.by_product else f"{change.actor_name}, uit de moduledatabank"
    return "ingelezen uit een bestand" if change.by_product else change.actor_name


def _ask_or_apply(facility: Facility | None, back_url: str) -> Any:
    """The page that shows what will change; its button applies what stood on it and leads back."""
    if request.method == "POST":
        _apply(facility)
        return redirect(back_url)
    waiting = waiting_differences(current_session(), facility.id if facility else None)
    return render_template(
        "pages/module_data/apply.html",
        facility=facility,
        waiting=waiting_by_facility(waiting),
        number=len(waiting),
        seen_up_to=last_of(waiting),
        back_url=back_url,
        **words_of_differences(),
    )


def _apply(facility: Facility | None) -> None:
    session = current_session()
    seen_up_to = whole_number_or_400(request.form.get("tot")) or 0
    try:
        number = apply_waiting(
            session, facility.id if facility else None, seen_up_to=seen_up_to, actor=session.scope.actor
        )
    except DomainError as refusal:
        flash(" ".join(refusal.messages), "warning")
        return
    where = f" bij {facility.name}" if facility else ""
    flash(
        f"1 wijziging is toegepast{where}." if number == 1 else f"{number} wijzigingen zijn toegepast{where}.",
        "success",
    )


def _find(code: str) -> Facility:
    query = select(Facility).where(Facility.code == code)
    facility = current_session().scalars(query).one_or_none() if code.isprintable() else None
    if facility is None:
        raise NotFound
    return facility
