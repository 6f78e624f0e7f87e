"""The start page: what asks for attention today, and the dossiers of the facility (D-2)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import g, request
from flask_login import current_user

from app.database import BincSession, current_session
from app.domain.civil_time import BRUSSELS
from app.domain.roles import Role
from app.domain.work_list import ANSWERS
from app.presentation import day, today_in_brussels
from app.queries.capacity_questions import count_open_questions
from app.queries.drafts import count_drafts
from app.queries.overview import Overview
from app.queries.reopening import waiting_requests
from app.queries.reports.made import count_given_up, count_ready
from app.queries.reports.makings import count_failed
from app.queries.work_conditions import work_place
from app.queries.work_list import WorkList
from models.facility import Facility
from views.base.page import BasePage, page
from views.documents.words import documents_to_read
from views.dossier_rows import shown_rows
from views.late_registrations import late_facility_tasks
from views.links import address_of
from views.module_news import differences_to_apply, modules_withdrawn
from views.notices import shown_answers, shown_notices
from views.overview_choice import choice_in
from views.overview_list import list_parts, within_bounds
from views.sector_imports import told_files
from views.statements_waiting import quarters_to_reopen, statements_to_process, statements_to_send
from views.timely_registration import timely_registration_tasks
from views.work_cards import CARDS, Task, by_urgency, tasks_of


class StartPage(BasePage):
    """Where everybody lands after signing in."""

    route_base = ""
    shipped_to = {"read": tuple(Role)}

    @page("/", personal="dossier")
    def index(self) -> Any:
        """The overview of a facility's dossiers; elsewhere, what this place may open."""
        facility: Facility | None = g.seat.facility
        if facility is None:
            tasks = [
                *answers_waited_for(current_session()),
                *statements_to_process(),
                *quarters_to_reopen(),
                *differences_to_apply(),
                *late_facility_tasks(),
                *documents_to_read(),
            ]
            words = {
                "greeting": greeting(datetime.now(BRUSSELS).hour),
                "notices": told_files(),
                "tasks": tasks,
                "drafts": count_drafts(current_session()),
                "drafts_url": address_of("DraftPage.index"),
                **open_questions(),
                **failed_reports(),
                **own_sector_reports(),
            }
            return self.render_template("pages/start/place.html", **words)
        return self._overview(facility)

    def _overview(self, facility: Facility) -> Any:
        session, today, choice = current_session(), today_in_brussels(), choice_in(request.args)
        place = work_place(session, facility)
        overview = Overview(place, current_user.id, today)
        tally = overview.tally(session, choice)
        choice = within_bounds(choice, tally.counts)
        found = overview.read(session, choice)
        work = WorkList(place, current_user.id, today).summarise(session, mine=choice.mine)
        return self.render_template(
            "pages/start/overview.html",
            greeting=greeting(datetime.now(BRUSSELS).hour),
            notices=[*shown_notices(session, facility.id), *shown_answers(session, facility.id)],
            drafts=count_drafts(session),
            drafts_url=address_of("DraftPage.index"),
            # What was answered stands above the cards, with the dossiers themselves.
            tasks=by_urgency(
                [
                    *tasks_of([each for each in work if each.kind not in ANSWERS], mine=choice.mine, today=today),
                    *timely_registration_tasks(),
                    *statements_to_send(),
                    *modules_withdrawn(),
                    *documents_to_read(),
                ]
            ),
            most_cards=CARDS,
            work_list_url=address_of("WorkListPage.index", wie="mijn" if choice.mine else None),
            rows=shown_rows(found.rows, place, today),
            with_chain=place.with_chain,
            **list_parts(choice, tally, found, place),
        )


def answers_waited_for(session: BincSession) -> list[Task]:
    """The requests to reopen that wait for a case handler; nothing for who may not answer them (D-7)."""
    href = address_of("ReopeningQueuePage.index")
    waiting = waiting_requests(session) if href else None
    if waiting is None or waiting.since is None:
        return []
    many = waiting.number > 1
    words = "aanvragen wachten op je antwoord" if many else "aanvraag wacht op je antwoord"
    since = f"{'de langste sinds' if many else 'sinds'} {day(waiting.since.astimezone(BRUSSELS))}"
    return [Task(waiting.number, words, since, "due", "", href)]


def open_questions() -> dict[str, Any]:
    """How many questions about capacity wait for an answer, at a place that answers them (M-3)."""
    address = address_of("CapacityQuestionAdministration.index")
    return {"questions": count_open_questions(current_session()) if address else 0, "questions_url": address}


def failed_reports() -> dict[str, Any]:
    """For how many facilities making the automatic reports failed, at a place that can have them made again (R-5)."""
    address = address_of("ReportRunPage.index")
    return {"failed_reports": count_failed(current_session()) if address else 0, "runs_url": address}


def own_sector_reports() -> dict[str, Any]:
    """How many requests of one's own about the sector are ready and how many failed, where those are asked (R-4)."""
    address, session = address_of("SectorReportPage.index"), current_session()
    own = (session, session.scope.actor.user_id, today_in_brussels())
    ready, gave_up = (count_ready(*own), count_given_up(*own)) if address else (0, 0)
    return {"ready_reports": ready, "given_up_reports": gave_up, "sector_reports_url": address}


def greeting(hour: int) -> str:
    """Good morning, afternoon or evening, to whom is signed in."""
    part = "morgen" if hour < 12 else "middag" if hour < 18 else "avond"
    return f"Goede{part} {current_user.first_name}"
