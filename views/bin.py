"""Deleting a dossier, and the bin out of which it can come back for thirty days (D-8, A-4)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.database import current_session
from app.domain.activities import ActivityKind
from app.domain.faults import Conflict, DomainError, NotFound
from app.domain.roles import FACILITY_ROLES, Role
from app.presentation import day, today_in_brussels
from app.queries.bin import bin_entries, deletion_of, read_bin
from app.services.bin import delete_dossier, restore_by_code, restore_dossier
from views.base.conflict import did_oneself
from views.base.dossiers import dossier_address, dossier_by_code, facility_at_work, way_out_of_bin
from views.base.page import BasePage, page
from views.base.saving import seen_in
from views.paging import ROWS_A_PAGE, last_page, leaves, page_in

ONE_STILL_OPEN = "De cliënt heeft in deze voorziening een open dossier. Terugzetten kan pas als dat afgesloten is."


class DeletionPage(BasePage):
    """Taking a dossier away that was made by mistake."""

    route_base = "/dossiers"
    default_view = "delete"
    shipped_to = {"write": FACILITY_ROLES}

    @page("/<code>/verwijderen/", permission="write", methods=("POST",), personal="dossier")
    def delete(self, code: str) -> Any:
        """Puts a dossier without decisions and schakelingen in the bin; one deleted already is no fault (D-8, D-11)."""
        session, today = current_session(), today_in_brussels()
        dossier = dossier_by_code(session, code)
        if dossier is None:
            return _deleted_before(code)
        address = dossier_address(dossier)
        words: Any = {"actor": session.scope.actor, "today": today}
        try:
            delete_dossier(session, dossier, **words, seen_version=seen_in(request.form))
        except Conflict as conflict:
            if dossier_by_code(session, code) is None:
                return _deleted_before(code)
            flash(" ".join(conflict.messages), "danger")
            return redirect(address)
        except DomainError as error:
            flash(" ".join(error.messages), "danger")
            return redirect(address)
        flash(f"Dossier {code} is verwijderd. {way_out_of_bin(today)}", "success")
        return redirect(url_for("StartPage.index"))


def _deleted_before(code: str) -> Any:
    session = current_session()
    deletion = deletion_of(session, facility_at_work().id, code)
    if deletion is None:
        raise NotFound
    deleted_on = deletion.deleted_on
    if did_oneself(session, deletion.dossier_id, ActivityKind.DOSSIER_DELETED):
        who = f"Je verwijderde dossier {code}"
    else:
        who = f"Een collega had dossier {code} al verwijderd,"
    flash(f"{who} op {day(deleted_on)}. {way_out_of_bin(deleted_on)}", "info")
    return redirect(url_for("StartPage.index"))


class BinPage(BasePage):
    """The deleted dossiers of one's own facility, for its manager."""

    route_base = "/prullenbak"
    shipped_to = {"read": (Role.FACILITY_MANAGER,), "write": (Role.FACILITY_MANAGER,)}

    @page("/", personal="dossier")
    def index(self) -> Any:
        """What can still be put back, and until when (D-8)."""
        rows = read_bin(current_session(), facility_at_work().id, today_in_brussels())
        return render_template("pages/bin/index.html", rows=rows)

    @page("/<code>/terugzetten/", permission="write", methods=("POST",), personal="dossier")
    def restore(self, code: str) -> Any:
        """Puts a dossier back as it was (D-8)."""
        session, facility = current_session(), facility_at_work()
        if (there := dossier_by_code(session, code)) is not None:
            flash(f"Dossier {code} was al teruggezet.", "info")
            return redirect(dossier_address(there))
        words: Any = {"actor": session.scope.actor, "today": today_in_brussels()}
        try:
            dossier = restore_dossier(session, facility.id, code, **words)
        except NotFound:
            raise
        except DomainError as error:
            flash(" ".join(error.messages), "danger")
            return redirect(url_for("BinPage.index"))
        flash(f"Dossier {code} is teruggezet.", "success")
        return redirect(dossier_address(dossier))


class BinAdministration(BasePage):
    """The deleted dossiers of the sector by code, for an admin, who sees no client (A-4)."""

    route_base = "/beheer/prullenbak"
    shipped_to = {"read": (Role.ADMIN,), "write": (Role.ADMIN,)}

    @page("/", personal=None)
    def index(self) -> Any:
        """Which dossiers were deleted where, when and by whom; nothing of what stands in them (D-8, A-4)."""
        asked = page_in(request.args)
        rows, total = bin_entries(current_session(), today_in_brussels(), number=asked, size=ROWS_A_PAGE)
        if not rows and asked > 1:
            return redirect(_bin_address(1))
        has_next = asked < last_page(total, ROWS_A_PAGE)
        leaf = leaves(asked, len(rows), has_next, _bin_address, ROWS_A_PAGE)
        return render_template("pages/bin/administration.html", rows=rows, total=total, **leaf)

    @page("/<code>/terugzetten/", permission="write", methods=("POST",), personal=None)
    def restore(self, code: str) -> Any:
        """Puts a dossier back for its facility, by code and without opening it (D-8)."""
        session = current_session()
        try:
            restore_by_code(session, code, actor=session.scope.actor, today=today_in_brussels())
        except NotFound:
            flash(f"Dossier {code} staat niet (meer) in de prullenbak.", "info")
        except DomainError as error:
            is_open = any(fault.rule == "D-1" for fault in error.faults)
            flash(ONE_STILL_OPEN if is_open else " ".join(error.messages), "danger")
        else:
            flash(f"Dossier {code} staat weer bij zijn voorziening.", "success")
        return redirect(url_for("BinAdministration.index"))


def _bin_address(number: int) -> str:
    return url_for("BinAdministration.index", pagina=number)
