"""The choices of the overview in its address: letter, filters, order and page, never a name (D-2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.queries.overview import LETTERS, OTHER_LETTERS, OverviewChoice
from views.paging import page_in

WORD_OF_OTHERS = "overig"
STATE_WORDS = {"open": "open", "afgesloten": "closed", "alle": "all"}
ATTENTION_WORDS = {
    "beginregistratie-te-laat": "intake_late",
    "beginregistratie": "intake_due",
    "gezinssituatie-te-laat": "family_late",
    "gezinssituatie": "family_due",
    "zonder-vervolg": "follow_up",
    "niet-gestart": "not_started",
    "schakelleeftijd": "switching_age",
    "ongeboren": "unborn",
    "af-te-sluiten": "to_close",
}
SORT_WORDS = {
    "naam": "name",
    "voornaam": "first_name",
    "geboren": "birth",
    "dossier": "code",
    "gewijzigd": "changed",
    "status": "status",
    "beginregistratie": "intake",
    "beslissing": "decision",
    "sinds": "since",
    "tot": "until",
}
# What one looks for first when sorting on these is the latest.
LATEST_FIRST = frozenset({"changed"})


def choice_in(query: Mapping[str, str]) -> OverviewChoice:
    """What an address asks for; whatever it does not understand becomes the usual choice."""
    attention = ATTENTION_WORDS.get(query.get("aandacht", ""))
    return OverviewChoice(
        mine=query.get("wie") == "mijn",
        state="open" if attention else STATE_WORDS.get(query.get("stand", ""), "open"),
        letter=_letter(query.get("letter", "")),
        attention=attention,
        sort=SORT_WORDS.get(query.get("sorteer", ""), "name"),
        descending=query.get("volgorde") == "af",
        page=page_in(query),
    )


def query_for(choice: OverviewChoice, **changes: Any) -> dict[str, Any]:
    """What stands in the address of a choice with something changed; every change but of the page starts at page 1."""
    new = replace(choice, **{"page": 1, **changes})
    words: dict[str, Any] = {
        "wie": "mijn" if new.mine else None,
        "stand": _word(STATE_WORDS, new.state) if new.state != "open" else None,
        "aandacht": _word(ATTENTION_WORDS, new.attention) if new.attention else None,
        "letter": WORD_OF_OTHERS if new.letter == OTHER_LETTERS else new.letter,
        "sorteer": _word(SORT_WORDS, new.sort) if new.sort != "name" else None,
        "volgorde": "af" if new.descending else None,
        "pagina": new.page if new.page > 1 else None,
    }
    return {name: word for name, word in words.items() if word is not None}


def sorted_by(choice: OverviewChoice, column: str) -> dict[str, Any]:
    """What stands in the address when somebody clicks the head of a column: the same one again turns the order."""
    turned = choice.sort == column
    return query_for(choice, sort=column, descending=(not choice.descending) if turned else column in LATEST_FIRST)


def _letter(word: str) -> str | None:
    letter = word.lower()
    return OTHER_LETTERS if letter == WORD_OF_OTHERS else letter if letter in LETTERS else None


def _word(words: Mapping[str, str], meaning: str) -> str:
    return next(word for word, each in words.items() if each == meaning)
