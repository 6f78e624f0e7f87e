"""The dossiers behind the guidance points of a CKG (F-5, F-11)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import text

from app.database import record_read
from app.domain.figures.ckg import DossierPoints, GuidanceRow, points_of_dossiers
from app.domain.figures.ckg_rows import rows_with_points, rows_without_points
from app.domain.period import Period
from app.queries.figures.lines import capacity_of, module_lines
from app.queries.figures.points import guidance_rows
from models.facility import Facility

_CODES = text("select dossier_id, code from dossier_codes(:ids)")


@dataclass(frozen=True)
class GuidanceBehind:
    """One module in one dossier of a CKG: its points, and the schakelingen whose days were counted for them.

    `dossier_code` is None for a seat that may not see codes (A-4); `why_none` says why a row gives no points at all.
    """

    dossier_code: str | None
    points: DossierPoints
    schakelingen: tuple[Period, ...]
    why_none: str | None = None


def guidance_behind(session: Any, facility: Facility, period: Period) -> tuple[GuidanceBehind, ...]:
    """Every module in every dossier that has guidance in a period from 1 January on, by dossier (F-5, F-11)."""
    lines = module_lines(session, facility.organisation_type)
    rows = guidance_rows(session, period, facility.id, lines)
    capacity = capacity_of(session, [facility.id]).get(facility.id, [])
    counted = tuple(rows_with_points(rows, period.end, capacity, lines))
    points = {code: line.points for code, line in lines.items()}
    codes = _codes_of(session, {int(row.dossier) for row in rows})
    stretches = _stretches(counted)
    found = [
        GuidanceBehind(codes.get(one.dossier), one, stretches[one.dossier, one.module, one.guaranteed])
        for one in points_of_dossiers(counted, period, points)
    ]
    for row, why in rows_without_points(rows, period, capacity, lines):
        none = DossierPoints(row.dossier, row.module, row.guaranteed, row.begin, 0, 0, Fraction(0))
        found.append(GuidanceBehind(codes.get(row.dossier), none, (Period(row.begin, row.end),), why))
    record_read("dossier", {int(one.points.dossier) for one in found if one.dossier_code is not None})
    return tuple(sorted(found, key=lambda one: (one.dossier_code or "", one.points.module, one.points.guaranteed)))


def _codes_of(session: Any, dossier_ids: set[int]) -> dict[int | str, str]:
    if not dossier_ids:
        return {}
    rows = session.execute(_CODES, {"ids": sorted(dossier_ids)})
    return {row.dossier_id: row.code for row in rows}


def _stretches(rows: Iterable[GuidanceRow]) -> dict[tuple[int | str, str, bool], tuple[Period, ...]]:
    found: dict[tuple[int | str, str, bool], list[Period]] = defaultdict(list)
    for row in rows:
        found[row.dossier, row.module, row.guaranteed].append(Period(row.begin, row.end))
    return {key: tuple(sorted(periods)) for key, periods in found.items()}
