"""The page on which the agency sees whether every facility got its reports, and has what failed made again (R-5)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for

from app.database import current_session
from app.domain.faults import NotFound
from app.domain.reports.automatic import Making, period_name
from app.domain.roles import Role
from app.queries.reports.makings import MakingProgress, failed_facilities, list_makings, read_making
from app.services.reports.making import make_failed_again
from views.base.page import BasePage, page
from views.report_words import period_in_words

WAITING, RUNNING = ("calm", "wacht"), ("due", "bezig")
DONE, SOME_FAILED, STOPPED = ("ok", "klaar"), ("late", "niet overal gelukt"), ("late", "gestopt")


class ReportRunPage(BasePage):
    """The reports that are made by themselves, period by period, and the facilities for which that failed."""

    route_base = "/beheer/rapporten"
    shipped_to = {"read": (Role.AGENCY_POLICY,), "write": (Role.AGENCY_POLICY,)}

    @page("/", personal=None)
    def index(self) -> Any:
        """Every time that a quarter or year was made, the latest day first (R-5)."""
        rows = [(one, period_name(one.making.period), badge_of(one)) for one in list_makings(current_session())]
        return render_template("pages/reports/runs.html", rows=rows, address=_address)

    @page("/<key>/", personal=None)
    def show(self, key: str) -> Any:
        """How far one is, and which facilities failed (R-5)."""
        session, progress = current_session(), _find(key)
        words = {
            "progress": progress,
            "name": period_name(progress.making.period),
            "days": period_in_words(progress.making.period),
            "badge_words": badge_of(progress),
            "failed": failed_facilities(session, progress.making),
            "here_url": _address(progress),
            "list_url": url_for("ReportRunPage.index"),
            "again_url": url_for("ReportRunPage.again", key=_key(progress)),
        }
        return render_template("pages/reports/run.html", **words)

    @page("/<key>/opnieuw/", permission="write", methods=("POST",), personal=None)
    def again(self, key: str) -> Any:
        """Has the reports made again where that failed (R-5)."""
        progress = _find(key)
        if not progress.is_latest:
            flash("Deze periode is later opnieuw gemaakt. Kijk daar wat er mislukte.", "warning")
            return redirect(_address(progress))
        number = make_failed_again(current_session(), progress.making)
        flash(f"De rapporten van {number} voorzieningen worden opnieuw gemaakt.", "success")
        return redirect(_address(progress))


def badge_of(progress: MakingProgress) -> tuple[str, str]:
    """How a making stands."""
    if not progress.is_over:
        return RUNNING if progress.done else WAITING
    if progress.done < progress.total:
        return STOPPED
    return SOME_FAILED if progress.failed else DONE


def _key(progress: MakingProgress) -> str:
    return progress.making.key.replace(" ", "_")


def _address(progress: MakingProgress) -> str:
    return url_for("ReportRunPage.show", key=_key(progress))


def _find(key: str) -> MakingProgress:
    progress = read_making(current_session(), Making.of_key(key.replace("_", " ")))
    if progress is None:
        raise NotFound
    return progress
