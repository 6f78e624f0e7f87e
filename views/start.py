"""The start page: what asks for attention today, and the dossiers of the facility (D-2)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g, request
from flask_login import current_user

from app.database import BincSession, current_session
from app.domain.civil_time import BRUSSELS
from app.domain.registration_fields import TITLES
from app.domain.roles import Role
from app.domain.work_list import ANSWERS, WORK_KINDS
from app.presentation import day, number, today_in_brussels
from app.queries.capacity_history import line_name
from app.queries.capacity_questions import count_open_questions, unseen_answers
from app.queries.colleagues import notices_for
from app.queries.dossier_list import PAGE_SIZE, Page
from app.queries.drafts import count_drafts
from app.queries.overview import COUNT_LIMIT, LETTERS, OTHER_LETTERS, Counts, Overview, OverviewChoice, Tally
from app.queries.reopening import waiting_requests
from app.queries.reports.made import count_given_up, count_ready
from app.queries.reports.makings import count_failed
from app.queries.work_conditions import WorkPlace, work_place
from app.queries.work_list import WorkList
from models.facility import Facility
from models.notice import OF_FILES, OF_MODULES, OF_REGISTER, OF_REPORTS, OF_STATEMENTS
from views.base.page import BasePage, page
from views.documents.words import documents_to_read
from views.dossier_rows import shown_rows
from views.late_registrations import late_facility_tasks
from views.links import address_of
from views.module_news import differences_to_apply, module_address, modules_withdrawn
from views.overview_choice import choice_in, query_for, sorted_by
from views.paging import leaves
from views.statements_waiting import statements_to_process, statements_to_send
from views.timely_registration import timely_registration_tasks
from views.work_cards import CARDS, Task, by_urgency, tasks_of

STATE_LABELS = {"open": "Open", "closed": "Afgesloten", "all": "Alle"}
LIST_TITLES = {"open": "Open dossiers", "closed": "Afgesloten dossiers", "all": "Alle dossiers"}
NAMED_IN_NOTICE = 5
NOTICES = {
    "took": "Je nam {amount} over van {colleague}.",
    "taken": "{colleague} nam {amount} van je over.",
    "gave": "Je gaf {amount} door aan {colleague}.",
    "given": "{colleague} gaf {amount} aan jou door.",
    "reopening_approved": "{colleague} keurde je aanvraag goed. Dit dossier is weer open:",
    "reopening_rejected": "{colleague} keurde je aanvraag om te heropenen af. Lees waarom bij het dossier:",
    "statements_due": "Verzend deze kwartaalstaten voor 1 maart. {colleague} verwerkt het jaar daarna:",
    "quarter_reopened": "{colleague} heropende een kwartaal. Verbeter het en verzend het opnieuw:",
    "quarter_kept": "{colleague} heropent dit kwartaal niet. Lees waarom:",
    "registration_due": "Al twee dagen of langer wacht hier misschien een begin dat telt voor het Groeipakket:",
    "registration_last": "Al zes dagen of langer wacht hier misschien een begin dat telt voor het Groeipakket:",
    "reports_ready": "Je rapporten zijn klaar en blijven zeven dagen bewaard.",
    "module_withdrawn": "{colleague} trekt een goedkeuring in. Wat loopt, blijft geldig; kijk na tot wanneer:",
    "client_refreshed": "{colleague} wijzigde gegevens van een cliënt. Kijk na wat er veranderde:",
    "reports_failed": "Het maken van je rapporten is mislukt. Vraag ze opnieuw aan.",
    "file_checked": "Je bestand is nagekeken.",
    "file_read_in": "Je bestand is afgehandeld.",
}
COLUMNS = (("name", "Cliënt"), ("code", "Dossier"))
CHAIN_COLUMNS = (
    (None, "Huidige hulp"),
    ("decision", "Beslissing"),
    ("since", "Sinds"),
    ("until", "Tot"),
)
# On the work list what was answered is work among the other work.
NOTICES_BESIDE_WORK = tuple(name for name in NOTICES if name not in {kind.name for kind in ANSWERS})
MORE_ORDERS = (("first_name", "voornaam"), ("birth", "geboortedatum"), ("changed", "laatste wijziging"))


@dataclass(frozen=True)
class NoticeWords:
    """A notice: the sentence, the first codes with their addresses, how many more."""

    words: str
    codes: list[tuple[str, str | None]]
    more: int
    at: datetime
    seen_href: str | None


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
                *differences_to_apply(),
                *late_facility_tasks(),
                *documents_to_read(),
            ]
            words = {
                "greeting": greeting(datetime.now(BRUSSELS).hour),
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


def shown_notices(session: BincSession, facility_id: int, kinds: Collection[str] = tuple(NOTICES)) -> list[NoticeWords]:
    """What others did with one's dossiers or answered, and what one did oneself, until it was seen (D-7, D-9)."""
    return [
        NoticeWords(
            NOTICES[one.kind].format(colleague=one.colleague, amount=dossiers_in_words(len(one.codes))),
            [_named(one.kind, code) for code in one.codes[:NAMED_IN_NOTICE]],
            max(0, len(one.codes) - NAMED_IN_NOTICE),
            one.at,
            address_of("HandoverPage.seen", record_id=one.id),
        )
        for one in notices_for(session, facility_id, current_user.id, kinds)
    ]


def _named(kind: str, code: str) -> tuple[str, str | None]:
    """The dossier, the module, the quarter or the reports that a notice names, and where they are opened."""
    if kind in OF_REPORTS:
        words = "Bekijk en download" if kind == "reports_ready" else "Naar je aanvraag"
        return words, address_of("ReportRequestPage.show", record_id=int(code))
    if kind in OF_MODULES:
        return code, module_address(code)
    if kind in OF_FILES:
        return "Bekijk wat er gevonden is", address_of("ImportPage.show", record_id=int(code))
    if kind not in OF_STATEMENTS:
        changed = kind in OF_REGISTER
        return code, address_of("DossierPage.activities" if changed else "DossierPage.show", code=code)
    answered = kind == "quarter_kept"
    return code, address_of("StatementRequestPage.ask" if answered else "StatementPage.fill", quarter=code)


def shown_answers(session: BincSession, facility_id: int) -> list[NoticeWords]:
    """The agency's answers to one's own questions about capacity, until they were seen (M-3)."""
    return [
        NoticeWords(
            f"Voorzieningenbeleid beantwoordde je vraag over {line_name(session, one.line)}.",
            [("Lees het antwoord", address_of("CapacityPage.index", _anchor=f"vraag-{one.id}"))],
            0,
            one.answered_at or one.asked_at,
            address_of("CapacityQuestionPage.seen", record_id=one.id),
        )
        for one in unseen_answers(session, facility_id, current_user.id)
    ]


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


def dossiers_in_words(number: int) -> str:
    """How many dossiers, in words."""
    return "1 dossier" if number == 1 else f"{number} dossiers"


def greeting(hour: int) -> str:
    """Good morning, afternoon or evening, to whom is signed in."""
    part = "morgen" if hour < 12 else "middag" if hour < 18 else "avond"
    return f"Goede{part} {current_user.first_name}"


def within_bounds(choice: OverviewChoice, counts: Counts) -> OverviewChoice:
    """The choice with a page that exists."""
    if counts.is_capped or choice.page <= counts.last_page:
        return choice
    return OverviewChoice(**{**choice.__dict__, "page": counts.last_page})


def list_parts(choice: OverviewChoice, tally: Tally, found: Page, place: WorkPlace) -> dict[str, Any]:
    """Everything around the rows: title, switches, letters, heads and paging."""
    return {
        "choice": choice,
        "list_title": list_title(choice),
        "total": f"{number(COUNT_LIMIT)}+" if tally.counts.is_capped else number(tally.counts.total),
        "all_open_url": _address(OverviewChoice(mine=choice.mine)),
        "whose": whose_links(choice),
        "states": state_links(choice),
        "letters": letter_links(choice, tally.letters),
        "letter_here": (choice.letter or "").upper() or None,
        "every_letter_url": _address(choice, letter=None),
        "heads": heads_of(choice, place),
        "more_orders": [(words, _sort_address(choice, name), choice.sort == name) for name, words in MORE_ORDERS],
        **leaves(choice.page, len(found.rows), found.has_next, lambda page: _address(choice, page=page), PAGE_SIZE),
        "new_url": address_of("ClientPage.index"),
        "search_page_url": address_of("SearchPage.index"),
    }


def list_title(choice: OverviewChoice) -> str:
    """What the list shows."""
    return WORK_KINDS[choice.attention].several.capitalize() if choice.attention else LIST_TITLES[choice.state]


def whose_links(choice: OverviewChoice) -> list[tuple[str, str, bool]]:
    """The switch between one's own dossiers and all of the facility."""
    return [
        ("Mijn dossiers", _address(choice, mine=True), choice.mine),
        (g.seat.place_name, _address(choice, mine=False), not choice.mine),
    ]


def state_links(choice: OverviewChoice) -> list[tuple[str, str, bool]]:
    """The switch between open, closed and all dossiers; a card's own list is none of them."""
    return [
        (words, _address(choice, state=state, attention=None), choice.state == state and choice.attention is None)
        for state, words in STATE_LABELS.items()
    ]


def letter_links(choice: OverviewChoice, letters: frozenset[str]) -> list[tuple[str, str | None]]:
    """The letter bar; "#" appears only where names begin with something else than a letter from A to Z."""
    shown = [*LETTERS, *([OTHER_LETTERS] if OTHER_LETTERS in letters else [])]
    return [(each.upper(), _address(choice, letter=each) if each in letters else None) for each in shown]


def heads_of(choice: OverviewChoice, place: WorkPlace) -> list[dict[str, Any]]:
    """The heads of the columns, those that sort with their address."""
    first = ("intake", TITLES[place.registration])
    columns = [*COLUMNS, first, *(CHAIN_COLUMNS if place.with_chain else (("status", "Status"),))]
    way = "desc" if choice.descending else "asc"
    heads: list[dict[str, Any]] = [
        {"label": label, "url": _sort_address(choice, name), "sorted": way if choice.sort == name else None}
        if name
        else {"label": label}
        for name, label in columns
    ]
    return [*heads, {"label": "Toevoegen", "hidden": True}] if place.with_chain else heads


def _address(choice: OverviewChoice, **changes: Any) -> str:
    return address_of("StartPage.index", **query_for(choice, **changes)) or "/"


def _sort_address(choice: OverviewChoice, column: str) -> str:
    return address_of("StartPage.index", **sorted_by(choice, column)) or "/"
