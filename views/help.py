"""The user guide, shown inside the product."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from flask import render_template

from app.domain.roles import Role
from app.guide import render_guide
from views.base.page import BasePage, page

GUIDE = Path(__file__).parent.parent / "docs" / "gids.md"


@cache
def _guide() -> Any:
    return render_guide(GUIDE.read_text(encoding="utf-8"))


class HelpPage(BasePage):
    """What one reads when one does not know how to go on."""

    route_base = "/hulp"
    shipped_to = {"read": tuple(Role)}

    @page("/", personal=None)
    def index(self) -> Any:
        """The whole guide, with its contents beside it."""
        return render_template("pages/help.html", guide=_guide())
