"""The utilisation of every facility beside each other, for the agency (A-4, F-8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import select

from app.database import BincSession
from app.domain.figures.result import Figure
from app.domain.names import name_key
from app.queries.figures.utilisation import utilisation_of_all
from app.workbooks.utilisation import FacilityUtilisation
from models.facility import Facility
from views.figure_question import PLACE
from views.figure_words import GROUP_NAMES
from views.utilisation_question import UtilisationQuestion

BY_NAME = "naam"
SHORT_NAMES = dict(
    zip(GROUP_NAMES, ("Verblijf", "Dagbegeleiding", "Context", "Crisishulp", "Ondersteunend"), strict=True)
)


@dataclass(frozen=True)
class FacilityRow:
    """One facility with the figures of its groups by code, and the page with all of them."""

    facility_id: int
    figures: FacilityUtilisation
    groups: Mapping[str, Figure]
    href: str

    def rate(self, group: str) -> Fraction | None:
        """The rate of a group; None where it cannot be computed or does not exist here."""
        return self.groups[group].rate if group in self.groups else None


def overview_of(session: BincSession, question: UtilisationQuestion) -> list[FacilityRow]:
    """Every facility within reach, by name."""
    answers = utilisation_of_all(session, question.quarters)
    columns = (Facility.id, Facility.code, Facility.name, Facility.organisation_type, Facility.province)
    rows = []
    for facility_id, code, name, kind, province in session.execute(select(*columns)):
        if facility_id not in answers:
            continue
        result = answers[facility_id].result
        groups = {group.figure.code: group.figure for group in result.groups}
        href = question.address(**{PLACE: code})
        rows.append(FacilityRow(facility_id, FacilityUtilisation(code, name, kind, province, result), groups, href))
    return sorted(rows, key=lambda row: (name_key(row.figures.name), row.figures.code))


def sorted_rows(rows: Sequence[FacilityRow], by: str, *, descending: bool) -> list[FacilityRow]:
    """The rows by name, or by the rate of a group; those without a rate always come last."""
    if by not in GROUP_NAMES:
        return list(reversed(rows)) if descending else list(rows)
    known = [row for row in rows if row.rate(by) is not None]
    known.sort(key=lambda row: row.rate(by) or Fraction(0), reverse=descending)
    return known + [row for row in rows if row.rate(by) is None]


def shown_groups(rows: Sequence[FacilityRow], codes: Sequence[str]) -> list[str]:
    """The groups that at least one facility has, of those chosen."""
    found = {group for row in rows for group in row.groups}
    return [group for group in GROUP_NAMES if group in found and (not codes or group in codes)]


def heads_of(
    question: UtilisationQuestion, groups: Sequence[str], by: str, *, descending: bool
) -> list[dict[str, Any]]:
    """The heads of the table; name and rates sort, the same one again turns the order."""

    def head(label: str, word: str, first: str, numeric: bool = True) -> dict[str, Any]:
        here = word == by
        turned = ("op" if descending else "af") if here else first
        url = question.address(sorteer=word, volgorde=turned)
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
