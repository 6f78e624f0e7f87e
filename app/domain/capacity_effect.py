"""What a change of capacity touches: which days, which processed years, over which periods it is shown (M-3)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from app.domain.capacity import CapacityRow, in_force
from app.domain.chain_plans import ApprovedModule
from app.domain.faults import Caution
from app.domain.period import ONE_DAY, OPEN_END, Period, add_years
from app.domain.quarter import Quarter

RULE = "M-3"
SHOWN_SETTLED = 3
FIRST_DAY = date(1900, 1, 1)
ALWAYS = Period(FIRST_DAY, OPEN_END)


@dataclass(frozen=True)
class NamedPeriod:
    """A period over which a change is shown, and how it is called."""

    name: str
    period: Period


def rows_with(
    rows: Iterable[CapacityRow], *, without: CapacityRow | None, plus: CapacityRow | None
) -> list[CapacityRow]:
    """The rows of a facility as they would be without one of them, with a new one, or with both (M-3)."""
    kept = [row for row in rows if without is None or _place(row) != _place(without)]
    return [*kept, plus] if plus else kept


def changed_days(before: Sequence[CapacityRow], after: Sequence[CapacityRow]) -> tuple[Period, ...]:
    """The days on which another capacity would hold than now, both ends included; none when only words differ (M-3)."""
    days = sorted({FIRST_DAY, *(row.valid_from for row in (*before, *after))})
    pieces = [Period(begin, following - ONE_DAY) for begin, following in pairwise(days)] + [Period(days[-1], OPEN_END)]
    joined: list[Period] = []
    for piece in pieces:
        if _held(before, piece) == _held(after, piece):
            continue
        if joined and joined[-1].end + ONE_DAY == piece.begin:
            joined[-1] = Period(joined[-1].begin, piece.end)
        else:
            joined.append(piece)
    return tuple(joined)


def days_changed_by(before: Sequence[CapacityRow], after: Sequence[CapacityRow]) -> dict[CapacityRow, list[Period]]:
    """Per new or changed row the days on which it makes another capacity hold than now; none where it changes none."""
    found: dict[CapacityRow, list[Period]] = {}
    for piece in in_force(after, ALWAYS):
        line = piece.row.line
        if piece.row not in before:
            changed = changed_days(
                [row for row in before if row.line == line], [row for row in after if row.line == line]
            )
            found[piece.row] = [days for days in map(piece.period.overlap, changed) if days is not None]
    return found


def settled_years(changed: Iterable[Period], processed: Collection[int]) -> tuple[int, ...]:
    """The processed years whose figures a change would touch, in order (M-3, Q-5)."""
    changed = tuple(changed)
    return tuple(year for year in sorted(processed) if any(one.overlap(Period.year(year)) for one in changed))


def check_settled(years: Sequence[int]) -> list[Caution]:
    """The warning that a change reaches into years that were processed, to confirm before it is saved (M-3, Q-5)."""
    if not years:
        return []
    named = " en ".join([", ".join(str(year) for year in years[:-1]), str(years[-1])] if years[1:] else [str(years[0])])
    is_one = len(years) == 1
    message = (
        f"{named} {'is' if is_one else 'zijn'} al verwerkt voor deze voorziening. Door deze wijziging "
        f"{'verandert de bezetting en de benutting van dat jaar' if is_one else 'veranderen de cijfers van die jaren'}."
    )
    return [Caution(RULE, "valid_from", message)]


def check_offered(
    row: CapacityRow, name: str, codes: Collection[str], approved: Iterable[ApprovedModule]
) -> list[Caution]:
    """The warning that a facility may offer none of the modules of a line while its row holds (M-2, M-3, F-7).

    `codes` are the modules measured by the line, `name` what the line is called. Nobody fills such places, so they
    lower the mean of the facility.
    """
    if not row.recognised or any(one.code in codes and one.holds_from(row.valid_from) for one in approved):
        return []
    message = (
        f"{name} is vanaf {row.valid_from:%d/%m/%Y} niet goedgekeurd voor deze voorziening. Zonder goedkeuring blijven "
        "deze plaatsen leeg, en dat verlaagt haar gewogen gemiddelde."
    )
    return [Caution(RULE, "line", message)]


def periods_to_show(first_day: date, today: date, settled: Sequence[int] = ()) -> tuple[NamedPeriod, ...]:
    """The periods over which a change from a first day on is shown, each once (M-3).

    This year so far, a year from the first day, and of the year that shows most of it (that of a coming row, else this
    one) the whole and its quarters: some formulas ask whole quarters, others a period that begins on 1 January. Of the
    processed years that it touches, `settled` in order, the last SHOWN_SETTLED.
    """
    year = max(first_day.year, today.year)
    quarters = Quarter.between(Quarter(year, 1), Quarter(year, 4))
    named = [
        NamedPeriod("Dit jaar tot vandaag", Period(date(today.year, 1, 1), today)),
        NamedPeriod("Een jaar vanaf de eerste dag", Period(first_day, add_years(first_day, 1) - ONE_DAY)),
        NamedPeriod(f"Heel {year}", Period.year(year)),
        *(NamedPeriod(f"Heel {one}, al verwerkt", Period.year(one)) for one in reversed(settled[-SHOWN_SETTLED:])),
        *(NamedPeriod(f"Kwartaal {quarter.number} van {year}", quarter.period) for quarter in quarters),
    ]
    seen: dict[Period, NamedPeriod] = {}
    for one in named:
        seen.setdefault(one.period, one)
    return tuple(seen.values())


def _place(row: CapacityRow) -> tuple[str, date]:
    return row.line, row.valid_from


def _held(rows: Iterable[CapacityRow], piece: Period) -> set[tuple[object, ...]]:
    """What holds throughout a piece on which no row begins; a row that says nothing is no capacity."""
    return {
        (one.row.line, one.row.recognised, one.row.innovative, one.row.guaranteed, one.row.counts_toward)
        for one in in_force(rows, piece)
        if not one.row.ends_the_line
    }
