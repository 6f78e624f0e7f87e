"""Figures of facilities that were computed before and still hold, proven by what changed since (F-7, F-8)."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import text

from app.database import BincSession
from app.domain.figures.result import Figure
from app.domain.figures.summary import RateKind, Summary
from app.domain.period import Period
from app.domain.quarter import Quarter
from app.queries.figures.occupancy import occupancy_of_all
from app.queries.figures.utilisation import utilisation_of_all

# What the figures follow from beside the data: every formula, and what reads the data for it.
_FORMULAS = ("domain", "queries", "reference")
# Transactions have numbers in their own cluster only, so the figures of a copy elsewhere prove nothing.
_MADE_BY = "cast(:formulas as text) || '@' || (select system_identifier from pg_control_system())"
# A change that the snapshot of the figures does not hold, from a day of their period or an earlier one on, may have
# changed them. Whatever committed before the oldest transaction of the snapshot is in it, so only later ones are read.
# No snapshot names the transaction that took it: what that one changed itself, before or after, never counts as seen.
_UNSEEN = """
exists (select from figure_change c where {whose} and c.since <= s."end"
  and c.made_in >= pg_snapshot_xmin(s.snapshot::pg_snapshot)::text::bigint
  and (c.made_in = s.stored_in or not pg_visible_in_snapshot(c.made_in::text::xid8, s.snapshot::pg_snapshot)))
"""
_HOLDING = text(
    f"""
select s.facility_id, s.figures from stored_figures s
where s.kind = :kind and s."begin" = :begin and s."end" = :until and s.made_by = {_MADE_BY}
  and not {_UNSEEN.format(whose="c.facility_id = s.facility_id")}
  and not {_UNSEEN.format(whose="c.facility_id is null")}
"""
)
_SNAPSHOT = text(f"select pg_current_snapshot()::text, {_MADE_BY}")


@cache
def formulas_in_use() -> str:
    """A name for the formulas of this version of the program: it changes with every letter of them."""
    digest = hashlib.sha256()
    home = Path(__file__).parents[2]
    for path in sorted(path for folder in _FORMULAS for path in (home / folder).rglob("*.py")):
        digest.update(str(path.relative_to(home)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def stored_summaries(session: BincSession, kind: RateKind, period: Period) -> dict[int, Summary]:
    """The stored figures over a period that hold in the data as this session sees them now, by facility id."""
    names = {"kind": kind, "begin": period.begin, "until": period.end, "formulas": formulas_in_use()}
    return {facility_id: _read(figures) for facility_id, figures in session.execute(_HOLDING, names)}


def current_snapshot(session: BincSession) -> tuple[str, str]:
    """What the session sees now, to be asked before figures are computed, and by which formulas they will be made."""
    snapshot, made_by = session.execute(_SNAPSHOT, {"formulas": formulas_in_use()}).one()
    return snapshot, made_by


def computed_summaries(
    session: BincSession, kind: RateKind, period: Period, facility_ids: Collection[int] | None = None
) -> dict[int, Summary]:
    """The figures over a period as they follow from the data now, of some facilities or of all within reach.

    Utilisation is asked over the quarters of the period, which are whole ones.
    """
    if kind is RateKind.OCCUPANCY:
        occupancies = occupancy_of_all(session, period, facility_ids)
        return {each: Summary.of_occupancy(answer.result) for each, answer in occupancies.items()}
    quarters = Quarter.between(Quarter.of(period.begin), Quarter.of(period.end))
    utilisations = utilisation_of_all(session, quarters, facility_ids)
    return {each: Summary.of_utilisation(answer.result) for each, answer in utilisations.items()}


def written(summary: Summary) -> dict[str, Any]:
    """A summary as the database keeps it; `_read` is its inverse."""
    figures = [
        [one.code, *_parts(one.numerator), *_parts(one.denominator), one.reason, one.rule]
        for one in summary.figures.values()
    ]
    return {"figures": figures, "missing": summary.missing}


def _read(stored: Mapping[str, Any]) -> Summary:
    return Summary(dict(_figures(stored["figures"])), stored["missing"])


def _figures(rows: Iterable[list[Any]]) -> Iterable[tuple[str, Figure]]:
    for code, numerator, under_it, denominator, under_that, reason, rule in rows:
        above = None if numerator is None else Fraction(numerator, under_it)
        below = None if denominator is None else Fraction(denominator, under_that)
        yield code, Figure(code, above, below, reason, rule=rule)


def _parts(number: Fraction | None) -> tuple[int | None, int | None]:
    return (None, None) if number is None else (number.numerator, number.denominator)
