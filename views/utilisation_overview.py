"""The utilisation of every facility beside each other, for the agency (A-4, F-8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from app.database import BincSession
from app.domain.figures.summary import RateKind
from app.domain.names import name_key
from app.queries.figures.utilisation import utilisation_of_all
from app.services.stored_figures import figures_of_all
from app.workbooks.utilisation import FacilityUtilisation
from models.facility import Facility
from views.figure_question import PLACE
from views.figure_table import SEARCH, FacilityRow, by_name, by_rate, facility_rows, rows_found
from views.figure_words import GROUP_NAMES
from views.paging import page_in, page_of
from views.utilisation_question import UtilisationQuestion

BY_NAME = "naam"
SHORT_NAMES = dict(
    zip(GROUP_NAMES, ("Verblijf", "Dagbegeleiding", "Context", "Crisishulp", "Ondersteunend"), strict=True)
)


def overview_of(
    session: BincSession, question: UtilisationQuestion, query: Mapping[str, str], today: date
) -> dict[str, Any]:
    """A page of the facilities within reach; `query` is the address, which says the order, the page and the words."""
    by, descending, words = query.get("sorteer", BY_NAME), query.get("volgorde") == "af", query.get(SEARCH, "")
    summaries = figures_of_all(session, RateKind.UTILISATION, question.period, today=today)
    rows = facility_rows(session, summaries)
    groups = shown_groups((code for row in rows for code in row.figures), question.codes)
    kept = {name: query[name] for name in ("sorteer", "volgorde") if name in query}

    def turned(to: int) -> str:
        return question.address(**kept, **({SEARCH: words} if words else {}), pagina=to)

    return {
        **page_of(sorted_rows(rows_found(rows, words), by, descending=descending), page_in(query), turned),
        "groups": groups,
        "names": SHORT_NAMES,
        "words": words,
        "kept": {**kept, "van": str(question.quarters[0]), "tot": str(question.quarters[-1])},
        "kept_modules": question.codes,
        "href_of": lambda row: question.address(**{PLACE: row.code}),
        "heads": heads_of(question, groups, by, words, descending=descending),
    }


def exported(session: BincSession, question: UtilisationQuestion) -> list[tuple[int, FacilityUtilisation]]:
    """Every facility within reach with all of its figures, by name, for a workbook."""
    answers = utilisation_of_all(session, question.quarters)
    columns = (Facility.id, Facility.code, Facility.name, Facility.organisation_type, Facility.province)
    rows = [
        (each, FacilityUtilisation(code, name, kind, province, answers[each].result))
        for each, code, name, kind, province in session.execute(select(*columns))
        if each in answers
    ]
    return sorted(rows, key=lambda row: (name_key(row[1].name), row[1].code))


def sorted_rows(rows: Sequence[FacilityRow], by: str, *, descending: bool) -> list[FacilityRow]:
    """The rows by name, or by the rate of a group; those without a rate always come last."""
    if by not in GROUP_NAMES:
        return by_name(rows, descending=descending)
    return by_rate(rows, lambda row: row.rate(by), descending=descending)


def shown_groups(offered: Iterable[str], codes: Sequence[str]) -> list[str]:
    """The groups that at least one facility has, of those chosen."""
    found = set(offered)
    return [group for group in GROUP_NAMES if group in found and (not codes or group in codes)]


def heads_of(
    question: UtilisationQuestion, groups: Sequence[str], by: str, words: str, *, descending: bool
) -> list[dict[str, Any]]:
    """The heads of the table; name and rates sort, the same one again turns the order."""
    searched = {SEARCH: words} if words else {}

    def head(label: str, word: str, first: str, numeric: bool = True) -> dict[str, Any]:
        here = word == by
        turned = ("op" if descending else "af") if here else first
        url = question.address(sorteer=word, volgorde=turned, **searched)
        return {
            "label": label,
            "url": url,
            "sorted": ("desc" if descending else "asc") if here else None,
            "num": numeric,
        }

    return [
        head("Voorziening", BY_NAME, "op", numeric=False),
        *(head(SHORT_NAMES[group], group, "af") for group in groups),
        {"label": "Nog in te vullen", "num": True},
    ]
