"""The pages of keys with which other programs come in: making one, seeing them, ending one (G-3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for

from app.database import BincSession, current_session
from app.domain.api_tokens import ACTIVE, ENDED, EXPIRED, SCOPE_LABELS, TokenScope, token_state
from app.domain.roles import Role
from app.presentation import today_in_brussels
from app.queries.api.tokens import read_tokens
from app.services.api.tokens import NewToken, end_token, make_token
from forms.api_tokens import any_token_form, token_form
from models.facility import Facility
from views.administration.facilities import facility_choices
from views.base.dossiers import facility_at_work, record_number
from views.base.page import REFUSED, BasePage, page
from views.base.saving import Refused, attempt, posted

STATE_BADGES = {ACTIVE: ("ok", "geldig"), EXPIRED: ("late", "vervallen"), ENDED: ("calm", "beëindigd")}


class ApiTokenPage(BasePage):
    """The keys of the programs of one's own facility."""

    route_base = "/programmas"
    shipped_to = {"read": (Role.FACILITY_MANAGER,), "write": (Role.FACILITY_MANAGER,)}

    @page("/", personal=None)
    def index(self) -> Any:
        """All keys, and the form of a new one."""
        return _show("ApiTokenPage", token_form(today_in_brussels(), formdata=None))

    @page("/nieuw/", permission="write", methods=("POST",), personal=None)
    def add(self) -> Any:
        """Makes a key and shows it, this once."""
        facility = facility_at_work()
        return _add("ApiTokenPage", token_form(today_in_brussels(), formdata=posted()), lambda _session: facility)

    @page(f"/{record_number}/beeindigen/", permission="write", methods=("POST",), personal=None)
    def end(self, record_id: int) -> Any:
        """Ends a key; the program is shut out at once."""
        return _end("ApiTokenPage", record_id)


class ApiTokenAdministration(BasePage):
    """The keys of all programs, those of the agency among them."""

    route_base = "/beheer/programmas"
    shipped_to = {"read": (Role.ADMIN,), "write": (Role.ADMIN,)}

    @page("/", personal=None)
    def index(self) -> Any:
        """All keys, and the form of a new one."""
        return _show("ApiTokenAdministration", any_token_form(today_in_brussels(), facility_choices, formdata=None))

    @page("/nieuw/", permission="write", methods=("POST",), personal=None)
    def add(self) -> Any:
        """Makes a key and shows it, this once."""
        form = any_token_form(today_in_brussels(), facility_choices, formdata=posted())

        def chosen(session: BincSession) -> Facility | None:
            return session.get(Facility, int(form.facility.data)) if form.facility.data else None

        return _add("ApiTokenAdministration", form, chosen)

    @page(f"/{record_number}/beeindigen/", permission="write", methods=("POST",), personal=None)
    def end(self, record_id: int) -> Any:
        """Ends a key; the program is shut out at once."""
        return _end("ApiTokenAdministration", record_id)


def _add(view: str, form: Any, facility_of: Callable[[BincSession], Facility | None]) -> Any:
    if not form.validate():
        return _show(view, form), REFUSED
    session, today = current_session(), today_in_brussels()

    def save(_confirmed: frozenset[str]) -> NewToken:
        days = {"expires_on": form.expires_on.data, "today": today}
        return make_token(
            session, facility_of(session), form.name.data, form.scopes.data, actor=session.scope.actor, **days
        )

    made = attempt(form, save)
    if isinstance(made, Refused):
        return _show(view, form, made.faults), REFUSED
    words = {"made": made.token, "secret": made.secret, "list_url": url_for(f"{view}.index"), "labels": _labels()}
    return render_template("pages/api_tokens/made.html", **words)


def _end(view: str, record_id: int) -> Any:
    session = current_session()
    token = end_token(session, record_id, actor=session.scope.actor)
    flash(f"Het token van {token.name} is beëindigd. Het programma komt er niet meer in.", "success")
    return redirect(url_for(f"{view}.index"))


def _show(view: str, form: Any, faults: Any = ()) -> str:
    today = today_in_brussels()
    rows = [
        (token, token_state(token.expires_on, token.ended_at is not None, today))
        for token in read_tokens(current_session())
    ]
    words = {
        "form": form,
        "faults": faults,
        "rows": rows,
        "badges": STATE_BADGES,
        "labels": _labels(),
        "of_all": view == "ApiTokenAdministration",
        "view": view,
    }
    return render_template("pages/api_tokens/list.html", **words)


def _labels() -> dict[str, str]:
    return {scope.value: SCOPE_LABELS[scope] for scope in TokenScope}
