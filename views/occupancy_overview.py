"""The occupancy of every facility beside each other, for the agency (A-4, F-7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from app.database import BincSession
from app.domain.capacity import POOL
from app.domain.figures.result import MEAN
from app.domain.figures.summary import RateKind
from app.domain.names import name_key
from app.queries.figures.occupancy import occupancy_of_all
from app.services.stored_figures import figures_of_all
from app.workbooks.figures import FacilityFigures
from models.facility import Facility
from views.figure_question import PLACE, Question
from views.figure_table import SEARCH, FacilityRow, by_name, by_rate, facility_rows, rows_found
from views.paging import page_in, page_of

HERE = "OccupancyPage.index"
BY_NAME = "naam"


def overview_of(session: BincSession, question: Question, query: Mapping[str, str], today: date) -> dict[str, Any]:
    """A page of the facilities within reach; `query` is the address, which says the order, the page and the words."""
    is_by_name, descending = query.get("sorteer") == BY_NAME, query.get("volgorde") != "op"
    words = query.get(SEARCH, "")
    summaries = figures_of_all(session, RateKind.OCCUPANCY, question.period, today=today)
    rows = ordered(rows_found(facility_rows(session, summaries), words), is_by_name, descending)
    kept = {name: query[name] for name in ("sorteer", "volgorde") if name in query}

    def turned(to: int) -> str:
        return question.address(HERE, **kept, **({SEARCH: words} if words else {}), pagina=to)

    return {
        **page_of(rows, page_in(query), turned),
        "mean": MEAN,
        "pool": POOL,
        "words": words,
        "kept": {**kept, "van": f"{question.period.begin:%d/%m/%Y}", "tot": f"{question.period.end:%d/%m/%Y}"},
        "href_of": lambda row: question.address(HERE, **{PLACE: row.code}),
        "heads": heads_of(question, words, by_name=is_by_name, descending=descending),
    }


def ordered(rows: Sequence[FacilityRow], is_by_name: bool, descending: bool) -> list[FacilityRow]:
    """Rows by name, or by their mean."""
    if is_by_name:
        return by_name(rows, descending=descending)
    return by_rate(rows, lambda row: row.rate(MEAN), descending=descending)


def exported(session: BincSession, question: Question) -> list[tuple[int, FacilityFigures]]:
    """Every facility within reach with all of its figures, the highest mean first, for a workbook."""
    answers = occupancy_of_all(session, question.period)
    columns = (Facility.id, Facility.code, Facility.name, Facility.organisation_type, Facility.province)
    rows = [
        (each, FacilityFigures(code, name, kind, province, answers[each].result))
        for each, code, name, kind, province in session.execute(select(*columns))
        if each in answers
    ]
    rows.sort(key=lambda row: (name_key(row[1].name), row[1].code))
    return by_rate(rows, lambda row: row[1].result.weighted.rate, descending=True)


def heads_of(question: Question, words: str, *, by_name: bool, descending: bool) -> list[dict[str, Any]]:
    """The heads of the table; name and mean sort, the same one again turns the order."""
    way = "desc" if descending else "asc"
    searched = {SEARCH: words} if words else {}

    def head(label: str, word: str, here: bool, first: str, numeric: bool = False) -> dict[str, Any]:
        turned = ("op" if descending else "af") if here else first
        url = question.address(HERE, sorteer=word, volgorde=turned, **searched)
        return {"label": label, "url": url, "sorted": way if here else None, "num": numeric}

    return [
        head("Voorziening", BY_NAME, by_name, "op"),
        {"label": "Type"},
        {"label": "Provincie"},
        {"label": "Teller", "num": True},
        {"label": "Noemer", "num": True},
        {"label": "Geteld in"},
        {"label": "Verblijf", "num": True},
        head("Gewogen gemiddelde", "bezetting", not by_name, "af", numeric=True),
    ]
