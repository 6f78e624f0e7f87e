"""The work list: one line for each thing that is to be done, with the way to where it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import g, request
from flask_login import current_user

from app.database import current_session
from app.domain.roles import FACILITY_ROLES
from app.domain.work_list import ANSWERS, APPROVED, LATE, NOT_STARTED, REJECTED, WORK_KINDS, switching_ages_reached
from app.presentation import day, number, today_in_brussels
from app.queries.dossier_list import PAGE_SIZE
from app.queries.drafts import count_drafts
from app.queries.work_conditions import work_place
from app.queries.work_list import WorkChoice, WorkLine, WorkList, WorkSummary
from views.base.dossiers import facility_at_work
from views.base.page import BasePage, page
from views.dossier_words import ages_in_words, days_left
from views.links import address_of
from views.module_news import modules_withdrawn
from views.notices import NOTICES_BESIDE_WORK, shown_notices
from views.overview_choice import ATTENTION_WORDS
from views.paging import last_page, leaves, page_in
from views.registration_states import registration_address
from views.statements_waiting import statements_to_send

SORT_WORDS = {"naam": "name", "dag": "day"}
KIND_WORDS = {**ATTENTION_WORDS, "aanvraag-goedgekeurd": APPROVED.name, "aanvraag-afgekeurd": REJECTED.name}
HEADS = (("Wat", "pressing"), ("Cliënt", "name"), ("Wanneer", "day"))


@dataclass(frozen=True)
class ShownWork:
    """One thing to do in words: what, on whom, since or until when, and the form where it is done."""

    state: str
    words: str
    client: str
    code: str
    dossier_href: str | None
    when: str
    deed: str
    deed_href: str | None


class WorkListPage(BasePage):
    """What is to be done in the dossiers of one's own facility."""

    route_base = "/werklijst"
    shipped_to = {"read": FACILITY_ROLES}

    @page("/", personal="dossier")
    def index(self) -> Any:
        """The work of a facility or of oneself, the most pressing first."""
        session, today, choice = current_session(), today_in_brussels(), work_choice_in(request.args)
        place = work_place(session, facility_at_work())
        work = WorkList(place, current_user.id, today)
        summary = work.summarise(session, mine=choice.mine)
        total = sum(each.number for each in summary if choice.kind in (None, each.kind.name))
        choice = replace(choice, page=min(choice.page, last_page(total, PAGE_SIZE)))
        lines = work.read(session, choice)
        has_next = choice.page < last_page(total, PAGE_SIZE)
        return self.render_template(
            "pages/start/work_list.html",
            lines=[shown_work(line, place.registration, today) for line in lines],
            notices=shown_notices(session, place.facility_id, NOTICES_BESIDE_WORK),
            tasks=[*statements_to_send(), *modules_withdrawn()],
            drafts=count_drafts(session),
            drafts_url=address_of("DraftPage.index"),
            choice=choice,
            total=number(total),
            whose=[
                ("Van mij", address_for(choice, mine=True), choice.mine),
                (g.seat.place_name, address_for(choice, mine=False), not choice.mine),
            ],
            kinds=kind_links(summary, choice),
            everything_url=address_for(choice, kind=None),
            heads=heads_of(choice),
            overview_url=address_of("StartPage.index"),
            **leaves(choice.page, len(lines), has_next, lambda page: address_for(choice, page=page), PAGE_SIZE),
        )


def work_choice_in(query: Mapping[str, str]) -> WorkChoice:
    """What an address asks for; whatever it does not understand becomes the usual choice."""
    return WorkChoice(
        mine=query.get("wie") == "mijn",
        kind=KIND_WORDS.get(query.get("soort", "")),
        sort=SORT_WORDS.get(query.get("sorteer", ""), "pressing"),
        descending=query.get("volgorde") == "af",
        page=page_in(query),
    )


def query_for(choice: WorkChoice, **changes: Any) -> dict[str, Any]:
    """What stands in the address of a choice with something changed; every change but of the page starts at page 1."""
    new = replace(choice, **{"page": 1, **changes})
    words = {
        "wie": "mijn" if new.mine else None,
        "soort": next((word for word, kind in KIND_WORDS.items() if kind == new.kind), None),
        "sorteer": next((word for word, sort in SORT_WORDS.items() if sort == new.sort), None),
        "volgorde": "af" if new.descending else None,
        "pagina": new.page if new.page > 1 else None,
    }
    return {name: word for name, word in words.items() if word is not None}


def address_for(choice: WorkChoice, **changes: Any) -> str | None:
    """The address of a choice with something changed."""
    return address_of("WorkListPage.index", **query_for(choice, **changes))


def kind_links(summary: Sequence[WorkSummary], choice: WorkChoice) -> list[tuple[str, str | None, bool]]:
    """The filter by kind: everything, and each kind that has work or is chosen, with its number."""
    numbers = {each.kind.name: each.number for each in summary}
    links = [(f"Alles ({number(sum(numbers.values()))})", address_for(choice, kind=None), choice.kind is None)]
    for kind in WORK_KINDS.values():
        if kind.name in numbers or kind.name == choice.kind:
            words = f"{kind.several.capitalize()} ({number(numbers.get(kind.name, 0))})"
            links.append((words, address_for(choice, kind=kind.name), kind.name == choice.kind))
    return links


def heads_of(choice: WorkChoice) -> list[dict[str, Any]]:
    """The heads of the columns with their addresses; the same one again turns the order of names and days."""
    heads: list[dict[str, Any]] = []
    for label, sort in HEADS:
        here = choice.sort == sort
        turned = here and sort != "pressing" and not choice.descending
        way = "desc" if choice.descending and sort != "pressing" else "asc"
        address = address_for(choice, sort=sort, descending=turned)
        heads.append({"label": label, "url": address, "sorted": way if here else None})
    return [*heads, {"label": "Doen", "hidden": True}]


def shown_work(line: WorkLine, registration: str, today: date) -> ShownWork:
    """One thing to do as its line shows it."""
    deed, href = deed_of(line, registration)
    return ShownWork(
        "late" if line.kind.urgency == LATE else "due",
        line.kind.one,
        f"{line.name}, {line.first_name}",
        line.code,
        address_of("DossierPage.show", code=line.code),
        when_words(line, today),
        deed,
        href,
    )


def deed_of(line: WorkLine, registration: str) -> tuple[str, str | None]:
    """What there is to do and the form where it is done."""
    code = line.code
    undecided = line.kind is NOT_STARTED and line.last_decision_begin is None
    if undecided or line.kind.name == "switching_age":
        return "+ Beslissing", address_of("DecisionPage.add", code=code)
    if line.kind.name in ("follow_up", "not_started"):
        return "+ Schakeling", address_of("SchakelingPage.add", code=code)
    if line.kind.name == "unborn":
        if link := address_of("LinkPage.look_up", number=line.client_id):
            return "Koppelen", link
        return "Naar de cliënt", address_of("ClientPage.show", number=line.client_id)
    if line.kind in ANSWERS:
        return "Lees het antwoord", address_of("DossierPage.show", code=code)
    if line.kind.name == "to_close":
        return "Afsluiten", address_of("ClosingPage.close", code=code)
    return "Invullen", registration_address(code, registration)


def when_words(line: WorkLine, today: date) -> str:
    """Until when, or since when, in words."""
    that_day = day(line.day)
    if line.kind.name in ("intake_late", "family_late"):
        return f"moest tegen {that_day}"
    if line.kind.name in ("intake_due", "family_due"):
        return f"{days_left(line.day, today)}, tegen {that_day}"
    if line.kind.name in ("follow_up", "to_close"):
        return f"gestopt op {that_day}" if line.day < today else f"stopt op {that_day}"
    if line.kind in ANSWERS:
        return f"op {that_day}"
    if line.kind.name == "switching_age":
        return f"werd {ages_in_words(switching_ages_reached(line.born, line.last_decision_begin, today))}"
    return f"sinds {that_day}"
