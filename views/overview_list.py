"""The list of a facility's dossiers on the start page: its title, switches, letters, heads and paging (D-2)."""

from __future__ import annotations

from typing import Any

from flask import g

from app.domain.registration_fields import TITLES
from app.domain.work_list import WORK_KINDS
from app.presentation import number
from app.queries.dossier_list import PAGE_SIZE, Page
from app.queries.overview import COUNT_LIMIT, LETTERS, OTHER_LETTERS, Counts, OverviewChoice, Tally
from app.queries.work_conditions import WorkPlace
from views.links import address_of
from views.overview_choice import query_for, sorted_by
from views.paging import leaves

STATE_LABELS = {"open": "Open", "closed": "Afgesloten", "all": "Alle"}
LIST_TITLES = {"open": "Open dossiers", "closed": "Afgesloten dossiers", "all": "Alle dossiers"}
COLUMNS = (("name", "Cliënt"), ("code", "Dossier"))
CHAIN_COLUMNS = (
    (None, "Huidige hulp"),
    ("decision", "Beslissing"),
    ("since", "Sinds"),
    ("until", "Tot"),
)
MORE_ORDERS = (("first_name", "voornaam"), ("birth", "geboortedatum"), ("changed", "laatste wijziging"))


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
