"""The pages and API of the product: permission, parse, call, render."""

from __future__ import annotations

from flask_appbuilder import AppBuilder

from views.help import HelpPage
from views.seats import SeatPage
from views.sign_in import PasswordPage, SignInPage

VIEWS = (SignInPage, SeatPage, PasswordPage, HelpPage)


def register_views(builder: AppBuilder) -> None:
    """Registers every view; the menu is a table of its own (app/menu.py)."""
    for view in VIEWS:
        builder.add_view_no_menu(view)
