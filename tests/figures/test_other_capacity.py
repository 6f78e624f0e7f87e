"""The occupancy as it would be with other capacity rows, by the formula of every figure (M-3)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from app.domain.capacity import POOL, CapacityRow
from app.domain.period import Period
from app.queries.figures.lines import capacity_of
from app.queries.figures.occupancy import occupancy_of, occupancy_with_each
from tests.factories import (
    create_capacity,
    create_client,
    create_decision,
    create_dossier,
    create_facility,
    create_schakeling,
)

JANUARY = Period(date(2024, 1, 1), date(2024, 1, 31))


def facility_with_help(session: Any) -> Any:
    """One client in residence from 8 January 2024 on, in a facility of ten places."""
    facility = create_facility(session)
    create_capacity(session, facility)
    create_schakeling(
        session, create_decision(session, create_dossier(session, create_client(session, facility), facility))
    )
    return facility


def test_the_stored_rows_give_the_figures_of_the_facility(session: Any) -> None:
    """M-3, F-1: one formula, whoever brings the rows."""
    facility = facility_with_help(session)
    stored = capacity_of(session, [facility.id])[facility.id]
    assert occupancy_with_each(session, facility, JANUARY, [stored]) == [occupancy_of(session, facility, JANUARY)]


def test_other_rows_change_the_denominator_and_leave_the_deployed_days(session: Any) -> None:
    """M-3, F-1: from 17 January on, its first day included, there would be twenty places."""
    facility = facility_with_help(session)
    stored = capacity_of(session, [facility.id])[facility.id]
    (figure,) = occupancy_of(session, facility, JANUARY).result.figures
    assert (figure.numerator, figure.denominator) == (Fraction(24), Fraction(310))
    rows = [*stored, CapacityRow(POOL, date(2024, 1, 17), Decimal(20))]
    now, then = occupancy_with_each(session, facility, JANUARY, [stored, rows])
    assert now == occupancy_of(session, facility, JANUARY)
    (figure,) = then.result.figures
    assert (figure.numerator, figure.denominator) == (Fraction(24), Fraction(16 * 10 + 15 * 20))


def test_a_row_that_would_count_toward_another_module_moves_the_days_there(session: Any) -> None:
    """M-3, F-1: the days are counted apart from the day on which the row begins."""
    facility = create_facility(session, modules=("P-CB-LAAG", "P-CRISISINTERVENTIE"))
    create_capacity(session, facility, "P-CB-LAAG")
    decision = create_decision(
        session, create_dossier(session, create_client(session, facility), facility), modules=("P-CRISISINTERVENTIE",)
    )
    create_schakeling(session, decision, modules=("P-CRISISINTERVENTIE",))
    stored = capacity_of(session, [facility.id])[facility.id]
    rows = [*stored, CapacityRow("P-CRISISINTERVENTIE", date(2024, 1, 22), Decimal(0), counts_toward="P-CB-LAAG")]
    _, then = occupancy_with_each(session, facility, JANUARY, [stored, rows])
    figures = {one.code: one for one in then.result.figures}
    assert figures["P-CB-LAAG"].numerator == 10
    assert figures["P-CRISISINTERVENTIE"].numerator == 14
