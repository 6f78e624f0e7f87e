"""The user guide, shown inside the product."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from flask import current_app, render_template, url_for

from app.domain.roles import Role
from app.guide import render_guide
from views.api.openapi import described_calls
from views.base.page import BasePage, page

DOCS = Path(__file__).parent.parent / "docs"
GUIDE, FOR_PROGRAMS = "gids.md", "api.md"


@cache
def _guide(name: str) -> Any:
    return render_guide((DOCS / name).read_text(encoding="utf-8"))


class HelpPage(BasePage):
    """What one reads when one does not know how to go on."""

    route_base = "/hulp"
    shipped_to = {"read": tuple(Role)}

    @page("/", personal=None)
    def index(self) -> Any:
        """The whole guide, with its contents beside it."""
        return render_template("pages/help.html", guide=_guide(GUIDE))

    @page("/api/", personal=None)
    def api(self) -> Any:
        """What programs can do, for who writes one (G-3)."""
        words = {"description_url": url_for("OpenApiApi.show"), "calls": described_calls(current_app)}
        return render_template("pages/api_help.html", guide=_guide(FOR_PROGRAMS), **words)
