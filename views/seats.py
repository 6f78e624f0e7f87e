"""The choice of the place for which one works now (A-1, A-2)."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_appbuilder import expose
from flask_login import current_user

from app.security import choose_seat, seats_of
from views.base.page import BasePage
from views.sign_in import safe_path


class SeatPage(BasePage):
    """All places of the signed-in person; one click goes to another."""

    route_base = "/plaats"

    @expose("/", methods=("GET",))
    def index(self) -> Any:
        """The places to choose from."""
        if not current_user.is_authenticated:
            return redirect(url_for("SignInPage.sign_in"))
        return render_template(
            "pages/seat_choice.html",
            seats=seats_of(current_user.id),
            seat_choice_action=url_for("SeatPage.choose"),
            next_url=safe_path(request.args.get("next")),
        )

    @expose("/", methods=("POST",))
    def choose(self) -> Any:
        """Takes the chosen place."""
        if not current_user.is_authenticated:
            return redirect(url_for("SignInPage.sign_in"))
        chosen = request.form.get("chosen_seat", type=int)
        seat = next((seat for seat in seats_of(current_user.id) if seat.id == chosen), None)
        if seat is None:
            abort(404)
        choose_seat(seat)
        return redirect(safe_path(request.form.get("next")))
