"""The pages on which the agency processes a year for one, many or all facilities: preview, start, progress (Q-5)."""

from __future__ import annotations

from secrets import token_urlsafe
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from app.database import BincSession, current_session
from app.domain.faults import DomainError, NotFound
from app.domain.processing import FIRST_YEAR, LONGEST_MARK, Outcome, years_to_process
from app.domain.roles import Role
from app.presentation import today_in_brussels
from app.queries.year_processing import facilities_in, read_progress, readiness_of
from app.services.year_processing import start_processing
from forms.processed_years import YearFilter
from models.year_processing import YearProcessing
from views.base.dossiers import record_number
from views.base.page import BasePage, page
from views.base.reading import readable_arguments, whole_number_or_400

LATEST_YEAR = 9998
OUTCOME_WORDS = {
    Outcome.WAITING: ("calm", "wacht"),
    Outcome.PROCESSED: ("ok", "verwerkt"),
    Outcome.REFUSED: ("due", "niet verwerkt"),
    Outcome.FAILED: ("late", "mislukt"),
}


class YearProcessingPage(BasePage):
    """Processing a year as work in the background, with what came of each facility."""

    route_base = "/beheer/verwerkingen"
    shipped_to = {"read": (Role.AGENCY_POLICY,), "write": (Role.AGENCY_POLICY,)}

    @page("/voorbeeld/", permission="write", personal=None)
    def preview(self) -> Any:
        """Which of the chosen facilities would be processed, and which not and why; nothing happens yet (Q-5)."""
        session, arguments = current_session(), readable_arguments()
        year = _year(arguments.get("jaar"))
        chosen = _chosen(session, arguments)
        if not chosen:
            flash("Vink eerst aan voor welke voorzieningen je het jaar verwerkt.", "danger")
            return redirect(url_for("ProcessedYearPage.index", jaar=year))
        found = readiness_of(session, year, chosen, today_in_brussels())
        if not found:
            raise NotFound
        words = {
            "year": year,
            "mark": token_urlsafe(16),
            "ready": [one for one in found if not one.reasons],
            "refused": [one for one in found if one.reasons and not one.is_processed],
            "done": [one for one in found if one.is_processed],
            "list_url": url_for("ProcessedYearPage.index", jaar=year),
        }
        return render_template("pages/processed_years/preview.html", **words)

    @page("/", permission="write", methods=("POST",), personal=None)
    def start(self) -> Any:
        """Sets the year of these facilities to be processed in the background (Q-5)."""
        session = current_session()
        year = _year(request.form.get("jaar"))
        chosen, mark = _numbers(request.form.getlist("voorziening")), _mark(request.form.get("voorbeeld", ""))
        try:
            processing = start_processing(session, year, chosen, actor=session.scope.actor, preview=mark)
        except NotFound:
            raise
        except DomainError as error:
            flash(" ".join(error.messages), "danger")
            return redirect(url_for("ProcessedYearPage.index", jaar=year))
        return redirect(url_for("YearProcessingPage.progress", record_id=processing.id))

    @page(f"/{record_number}/", personal=None, record=YearProcessing)
    def progress(self, record_id: int) -> Any:
        """How far it has come and what came of each facility; looking again shows how it goes on (Q-5)."""
        progress = read_progress(current_session(), record_id)
        processed = [one for one in progress.outcomes if one.outcome is Outcome.PROCESSED]
        words = {
            "progress": progress,
            "year": progress.processing.year,
            "processed": processed,
            "others": [one for one in progress.outcomes if one.outcome in (Outcome.REFUSED, Outcome.FAILED)],
            "waiting": progress.count(Outcome.WAITING),
            "outcome_words": OUTCOME_WORDS,
            "here_url": url_for("YearProcessingPage.progress", record_id=record_id),
            "list_url": url_for("ProcessedYearPage.index", jaar=progress.processing.year),
        }
        return render_template("pages/processed_years/progress.html", **words)


def _year(typed: str | None) -> int:
    year = whole_number_or_400(typed, at_most=LATEST_YEAR)
    return year if year and year >= FIRST_YEAR else abort(400)


def _mark(typed: str) -> str | None:
    """The mark of the preview; None for a post that carries none of ours."""
    return typed if typed.isascii() and typed.isprintable() and 0 < len(typed) <= LONGEST_MARK else None


def _numbers(typed: list[str]) -> list[int]:
    return [whole_number_or_400(text) or 0 for text in typed]


def _chosen(session: BincSession, arguments: Any) -> list[int]:
    """The ticked facilities, or everything in the list as it was filtered."""
    if not arguments.get("alles"):
        return _numbers(arguments.getlist("voorziening"))
    form = YearFilter.asked(arguments, years_to_process(today_in_brussels()))
    return facilities_in(session, form.choice)
