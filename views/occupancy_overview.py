"""The occupancy of every facility beside each other, for the agency (A-4, F-7)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import select

from app.database import BincSession
from app.domain.capacity import POOL
from app.domain.figures.result import Figure
from app.domain.names import name_key
from app.queries.figures.occupancy import occupancy_of_all
from app.workbooks.figures import FacilityFigures
from models.facility import Facility
from views.figure_question import PLACE, Question

HERE = "OccupancyPage.index"


@dataclass(frozen=True)
class FacilityRow:
    """One facility with its weighted mean, its residence, and the page with its figures."""

    facility_id: int
    figures: FacilityFigures
    residence: Figure | None
    href: str

    @property
    def rate(self) -> Fraction | None:
        """The weighted mean; None when it cannot be computed."""
        return self.figures.result.weighted.rate


def overview_of(session: BincSession, question: Question, *, by_name: bool, descending: bool) -> list[FacilityRow]:
    """Every facility within reach; those without a rate always come last, whichever way the rates are ordered."""
    answers = occupancy_of_all(session, question.period)
    columns = (Facility.id, Facility.code, Facility.name, Facility.organisation_type, Facility.province)
    rows = []
    for facility_id, code, name, kind, province in session.execute(select(*columns)):
        if facility_id not in answers:
            continue
        result = answers[facility_id].result
        residence = next((figure for figure in result.figures if figure.code == POOL), None)
        href = question.address(HERE, **{PLACE: code})
        rows.append(FacilityRow(facility_id, FacilityFigures(code, name, kind, province, result), residence, href))
    rows.sort(key=lambda row: (name_key(row.figures.name), row.figures.code), reverse=by_name and descending)
    if by_name:
        return rows
    known = [row for row in rows if row.rate is not None]
    known.sort(key=lambda row: row.rate or Fraction(0), reverse=descending)
    return known + [row for row in rows if row.rate is None]


def heads_of(question: Question, *, by_name: bool, descending: bool) -> list[dict[str, Any]]:
    """The heads of the table; name and mean sort, the same one again turns the order."""
    way = "desc" if descending else "asc"

    def head(label: str, word: str, here: bool, first: str, numeric: bool = False) -> dict[str, Any]:
        turned = ("op" if descending else "af") if here else first
        url = question.address(HERE, sorteer=word, volgorde=turned)
        return {"label": label, "url": url, "sorted": way if here else None, "num": numeric}

    return [
        head("Voorziening", "naam", by_name, "op"),
        {"label": "Type"},
        {"label": "Provincie"},
        {"label": "Teller", "num": True},
        {"label": "Noemer", "num": True},
        {"label": "Geteld in"},
        {"label": "Verblijf", "num": True},
        head("Gewogen gemiddelde", "bezetting", not by_name, "af", numeric=True),
    ]
