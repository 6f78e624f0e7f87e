"""Signing in and out, and one's own password (A-1)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.utils.limit import Limit
from flask_limiter.util import get_remote_address
from flask_login import current_user
from werkzeug.security import check_password_hash

from app.demo.accounts import DEMO_ACCOUNTS
from app.domain.names import name_key
from app.domain.roles import Role
from app.security import change_password, record_refusal, sign_in, sign_out
from forms.sign_in import PasswordForm, SignInForm
from views.base.page import BasePage, page

ATTEMPTS_OF_ONE_PERSON = "10 per minute"
ATTEMPTS_FROM_ONE_ADDRESS = "60 per minute"


def _typed_name() -> str:
    return name_key(request.form.get("username", ""))


def safe_path(target: str | None) -> str:
    """A path inside this product; anything else becomes the start page."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return "/"
    parts = urlsplit(target)
    return "/" if parts.scheme or parts.netloc or "\\" in target else target


class SignInPage(BasePage):
    """The door: open to everybody, and nothing behind it is."""

    route_base = ""
    default_view = "sign_in"
    limits = [
        Limit(ATTEMPTS_OF_ONE_PERSON, key_func=_typed_name, methods=("POST",)),
        Limit(ATTEMPTS_FROM_ONE_ADDRESS, key_func=get_remote_address, methods=("POST",)),
    ]

    @expose("/aanmelden/", methods=("GET", "POST"))
    def sign_in(self) -> Any:
        """The sign-in form, and what becomes of it."""
        if current_user.is_authenticated:
            return redirect("/")
        form = SignInForm()
        if form.validate_on_submit() and self._open(form):
            return redirect(safe_path(request.args.get("next")))
        accounts = DEMO_ACCOUNTS if current_app.config["BINC_DEMO"] else ()
        return render_template("pages/sign_in.html", form=form, demo_accounts=accounts)

    def _open(self, form: SignInForm) -> bool:
        account = self.appbuilder.sm.auth_user_db(form.username.data, form.password.data)
        if account is None:
            record_refusal("sign_in_refused")
            form.password.errors = ["Deze gebruikersnaam en dit wachtwoord horen niet bij elkaar. Probeer het opnieuw."]
            return False
        sign_in(account)
        return True

    @expose("/afmelden/", methods=("POST",))
    def sign_out(self) -> Any:
        """Ends the session; the cookie opens nothing any more."""
        if current_user.is_authenticated:
            sign_out()
            flash("Je bent afgemeld.", "success")
        return redirect(url_for("SignInPage.sign_in"))


class PasswordPage(BasePage):
    """One's own password; changing it ends every other session."""

    route_base = "/wachtwoord"
    shipped_to = {"write": tuple(Role)}

    @page("/", permission="write", methods=("GET", "POST"), personal=None)
    def index(self) -> Any:
        """The form with the present and the new password."""
        form = PasswordForm()
        if form.validate_on_submit() and self._check_present(form):
            change_password(current_user._get_current_object(), form.fresh.data)
            flash("Je wachtwoord is gewijzigd. Overal elders ben je afgemeld.", "success")
            return redirect("/")
        return render_template("pages/password.html", form=form)

    def _check_present(self, form: PasswordForm) -> bool:
        if check_password_hash(current_user.password, form.present.data):
            return True
        form.present.errors = ["Dit is niet je huidige wachtwoord. Typ het opnieuw."]
        return False
