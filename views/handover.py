"""The pages on which dossiers change hands between colleagues (D-9)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for

from app.database import current_session
from app.domain.faults import DomainError, NotFound
from app.domain.roles import FACILITY_ROLES
from app.queries.colleagues import LISTED, colleagues_at, dossiers_owned_by, moved_before, owners_of_open_dossiers
from app.services.handover import dismiss_notice, hand_over, take_over
from views.base.dossiers import facility_at_work, record_number
from views.base.page import CONFLICT, REFUSED, BasePage, page
from views.base.reading import whole_number_or_400

TAKE, GIVE = "take", "give"


@dataclass(frozen=True)
class Receiver:
    """Whose name the dossiers come on, in words after "op"."""

    id: int
    name: str


class HandoverPage(BasePage):
    """Taking dossiers over from a colleague, and handing one's own over."""

    route_base = "/overdragen"
    default_view = "take"
    shipped_to = {"write": FACILITY_ROLES}

    @page("/", permission="write", methods=("GET", "POST"), personal="dossier")
    def take(self) -> Any:
        """Choose a colleague with open dossiers, tick dossiers, take them (D-9, H6)."""
        chosen = whole_number_or_400(request.values.get("van"))
        if request.method == "GET":
            return _show_take(chosen)
        if chosen is None:
            return _show_take(None, ("Kies eerst een collega.",), REFUSED)
        session, facility = current_session(), facility_at_work()

        def deed() -> list[str]:
            return take_over(session, facility.id, chosen or None, _ticked(), actor=session.scope.actor)

        here = Receiver(g.seat.user_id, "je naam")
        return _done(deed, here, lambda words, status: _show_take(chosen, words, status))

    @page("/doorgeven/", permission="write", methods=("GET", "POST"), personal="dossier")
    def give(self) -> Any:
        """Tick one's own open dossiers and choose who gets them (D-9)."""
        if request.method == "GET":
            return _show_give()
        session, facility = current_session(), facility_at_work()
        receiver = whole_number_or_400(request.form.get("aan") or None) or 0

        def deed() -> list[str]:
            return hand_over(session, facility.id, receiver, _ticked(), actor=session.scope.actor)

        return _done(deed, Receiver(receiver, "naam van je collega"), _show_give)

    @page(f"/melding/{record_number}/gezien/", permission="write", methods=("POST",), personal=None)
    def seen(self, record_id: int) -> Any:
        """Takes a notice off the start page; one that is gone already is no fault."""
        session = current_session()
        dismiss_notice(session, record_id, actor=session.scope.actor)
        return redirect(url_for("StartPage.index"))


def _ticked() -> list[str]:
    return [code.replace("\0", "") for code in request.form.getlist("dossier")][:LISTED]


def _done(deed: Callable[[], list[str]], receiver: Receiver, again: Callable[[tuple[str, ...], int], Any]) -> Any:
    try:
        codes = deed()
    except NotFound:
        raise
    except DomainError as error:
        overtaken = any(fault.rule == "D-11" for fault in error.faults)
        before = _moved_before(receiver) if overtaken else []
        if not before:
            return again(error.messages, CONFLICT if overtaken else REFUSED)
        return _told(receiver, [], before)
    return _told(receiver, codes, _moved_before(receiver, but=codes))


def _told(receiver: Receiver, moved: Sequence[str], before: Sequence[str]) -> Any:
    """Says what stands on the name now, what stood there by an earlier press of the same button, and what does not."""
    some = "Er staat nu 1 dossier" if len(moved) == 1 else f"Er staan nu {len(moved)} dossiers"
    if moved:
        flash(f"{some} op {receiver.name}.", "success")
    already = "Dit dossier stond" if len(before) == 1 else f"Deze {len(before)} dossiers stonden"
    if before and not moved:
        flash(f"{already} al op {receiver.name}.", "info")
    left = len(set(_ticked())) - len(moved) - len(before)
    if left:
        some, are = ("1 dossier stond", "is") if left == 1 else (f"{left} dossiers stonden", "zijn")
        flash(f"{some} intussen al op een andere naam of {are} niet meer open.", "info")
    return redirect(url_for("StartPage.index", wie="mijn"))


def _moved_before(receiver: Receiver, but: Collection[str] = ()) -> list[str]:
    codes = set(_ticked()) - set(but)
    return moved_before(current_session(), facility_at_work().id, receiver.id, codes) if codes else []


def _show_take(chosen: int | None, faults: tuple[str, ...] = (), status: int = 200) -> Any:
    session, facility = current_session(), facility_at_work()
    owners = [one for one in owners_of_open_dossiers(session, facility.id) if one.id != g.seat.user_id]
    from_whom = next((one for one in owners if one.id == chosen), None)
    if chosen is not None and from_whom is None and status == 200:
        flash("Deze collega heeft hier geen open dossiers meer.", "info")
    rows = dossiers_owned_by(session, facility.id, from_whom.id or None) if from_whom else []
    words = {"owners": owners, "from_whom": from_whom, "rows": rows, "ticked": _ticked(), "faults": faults}
    return render_template("pages/handover/take.html", tabs=_tabs(TAKE), **words), status


def _show_give(faults: tuple[str, ...] = (), status: int = 200) -> Any:
    session, facility = current_session(), facility_at_work()
    colleagues = [one for one in colleagues_at(session, facility.id) if one.id != g.seat.user_id]
    rows = dossiers_owned_by(session, facility.id, g.seat.user_id)
    words = {"colleagues": colleagues, "rows": rows, "ticked": _ticked(), "chosen": request.form.get("aan", "")}
    return render_template("pages/handover/give.html", tabs=_tabs(GIVE), faults=faults, **words), status


def _tabs(here: str) -> list[tuple[str, str, bool]]:
    return [
        ("Overnemen", url_for("HandoverPage.take"), here == TAKE),
        ("Doorgeven", url_for("HandoverPage.give"), here == GIVE),
    ]
