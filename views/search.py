"""Looking up a dossier of one's own facility; the terms never stand in an address (D-3)."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import g, redirect, request, url_for
from werkzeug.wrappers import Response

from app.database import current_session
from app.domain.faults import DomainError
from app.domain.national_number import NationalNumber
from app.domain.registration_fields import TITLES
from app.domain.roles import FACILITY_ROLES
from app.presentation import day, today_in_brussels
from app.queries.answers import answer_labels
from app.queries.dossier_list import PAGE_SIZE
from app.queries.search import EQUALS, HIT_LIMIT, LAST_PAGE, SearchTerms, count_hits, find_dossiers
from app.queries.work_conditions import WorkPlace, work_place
from forms.search import SearchForm, trimmed
from views.base.kept_criteria import TOKEN, keep_criteria, kept_criteria
from views.base.page import REFUSED, BasePage, page
from views.dossier_rows import shown_rows
from views.paging import last_page, leaves, page_in

PURPOSE = "dossiers"
LONGEST_TEXT = 100

HEADS: list[dict[str, Any]] = [{"label": "Cliënt"}, {"label": "Dossier"}]
CHAIN_HEADS: list[dict[str, Any]] = [
    *({"label": label} for label in ("Huidige hulp", "Beslissing", "Sinds", "Tot")),
    {"label": "Toevoegen", "hidden": True},
]
TERM_LABELS = {
    "anywhere": "gezocht op",
    "first_name": "voornaam begint met",
    "call_name": "roepnaam begint met",
    "birth_year_from": "geboren vanaf",
    "birth_year_until": "geboren tot en met",
    "client_number": "cliëntnummer",
    "own_reference": "eigen referentie begint met",
    "dossier_code": "dossiernummer",
}


class SearchPage(BasePage):
    """The search and its hits."""

    route_base = "/opzoeken"
    shipped_to = {"read": FACILITY_ROLES}

    @page("/", personal="dossier")
    def index(self) -> Any:
        """The form; with `aanpassen` it holds the terms of an earlier search."""
        token = request.args.get("aanpassen")
        kept = read_terms(token) if token else None
        return self._form(SearchForm(data=_as_fields(kept) if kept else None))

    @page("/", methods=("POST",), personal="dossier")
    def search(self) -> Any:
        """Keeps the terms for a day and goes to their hits."""
        if "text" in request.form:
            return self._one_box(trimmed(request.form["text"][:LONGEST_TEXT]))
        form = SearchForm()
        form.offer_countries(_countries())
        if not form.validate():
            return self._form(form), REFUSED
        return to_hits(form.terms())

    @page("/<token>", personal="dossier")
    def hits(self, token: str) -> Any:
        """The dossiers found, which act as on the overview."""
        terms = read_terms(token)
        session, facility, today = current_session(), g.seat.facility, today_in_brussels()
        total = count_hits(session, facility.id, terms)
        here = min(page_in(request.args), LAST_PAGE, last_page(total, PAGE_SIZE))
        place = work_place(session, facility)
        found = find_dossiers(session, place, terms, here, today)
        return self.render_template(
            "pages/search/hits.html",
            rows=shown_rows(found.rows, place, today, back=token),
            heads=heads_of(place),
            with_chain=place.with_chain,
            summary=told(terms),
            total=total,
            limit=HIT_LIMIT,
            **leaves(here, len(found.rows), found.has_next and here < LAST_PAGE, partial(_hits_page, token), PAGE_SIZE),
            change_url=url_for("SearchPage.index", aanpassen=token),
            again_url=url_for("SearchPage.index"),
        )

    def _one_box(self, text: str | None) -> Any:
        if not text:
            return redirect(url_for("SearchPage.index"))
        complaint = broken_number(text)
        if complaint is None:
            return to_hits(SearchTerms(anywhere=text))
        form = SearchForm(formdata=None, data={"national_number": text})
        form.national_number.errors = [complaint]
        return self._form(form), REFUSED

    def _form(self, form: SearchForm) -> Any:
        form.offer_countries(_countries())
        return self.render_template("pages/search/form.html", form=form, action=url_for("SearchPage.search"))


def heads_of(place: WorkPlace) -> list[dict[str, Any]]:
    """The heads of the columns, as on the overview."""
    first = {"label": TITLES[place.registration]}
    return [*HEADS, first, *(CHAIN_HEADS if place.with_chain else [{"label": "Status"}])]


def broken_number(text: str) -> str | None:
    """What is wrong with a national number typed in the one box, if it looks like one (C-1)."""
    digits = "".join(character for character in text if character.isdigit())
    if len(digits) != 11 or any(character.isalpha() for character in text):
        return None
    try:
        NationalNumber.parse(text)
    except DomainError as error:
        return " ".join(error.messages)
    return None


def to_hits(terms: SearchTerms) -> Response:
    """Keeps the terms under a token that says nothing about them."""
    token = keep_criteria(current_session(), PURPOSE, terms.stored())
    return redirect(url_for("SearchPage.hits", token=token))


def read_terms(token: str) -> SearchTerms:
    """The terms kept under a token.

    Raises NotFound when they are a day old, or were kept at another seat.
    """
    return SearchTerms.restored(kept_criteria(current_session(), PURPOSE, token))


def hits_address(token: str | None) -> str | None:
    """The way back to the hits that somebody came from, for a token that can be one."""
    return url_for("SearchPage.hits", token=token) if token and TOKEN.fullmatch(token) else None


def told(terms: SearchTerms) -> list[str]:
    """What was looked for, in words."""
    said = [f"{label} {value}" for name, label in TERM_LABELS.items() if (value := getattr(terms, name))]
    if terms.name:
        said.append(f"naam {'is' if terms.name_match == EQUALS else 'begint met'} {terms.name}")
    if terms.birth_date:
        said.append(f"geboren op {day(terms.birth_date)}")
    if terms.birth_country:
        said.append(f"geboren in {_countries().get(terms.birth_country, terms.birth_country)}")
    if terms.national_number:
        said.append(f"rijksregisternummer {NationalNumber.parse(terms.national_number)}")
    return said


def _hits_page(token: str, number: int) -> str:
    return url_for("SearchPage.hits", token=token, pagina=number if number > 1 else None)


def _as_fields(terms: SearchTerms) -> dict[str, Any]:
    values = {name: value for name, value in vars(terms).items() if name != "anywhere"}
    if terms.anywhere and broken_number(terms.anywhere) is None:
        values["name"] = trimmed(terms.anywhere)
    return values


def _countries() -> dict[str, str]:
    return answer_labels(current_session(), "country")
