"""The facility reads its own capacity, with all that was (M-3)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.domain.roles import AGENCY_ROLES
from app.queries.capacity_history import capacity_of_facility
from tests.factories import approve, create_capacity, create_facility, create_seat

TODAY = date(2024, 6, 1)


def test_each_line_has_its_history_newest_first_and_the_row_that_holds_now(session: Any) -> None:
    """M-3."""
    facility = create_facility(session)
    for year, places in ((2015, 10), (2020, 12), (2024, 15), (2030, 20)):
        create_capacity(session, facility, valid_from=date(year, 1, 1), recognised=Decimal(places))
    (line,) = capacity_of_facility(session, facility, today=TODAY).lines
    assert [row.valid_from.year for row in line.rows] == [2030, 2024, 2020, 2015]
    assert line.current is not None
    assert line.current.recognised == Decimal(15)
    assert line.is_running
    assert line.offered


@pytest.mark.parametrize(
    ("today", "recognised"),
    [(date(2019, 12, 31), 10), (date(2020, 1, 1), 12), (date(2014, 12, 31), None)],
)
def test_a_row_holds_from_its_first_day_until_the_next(session: Any, today: date, recognised: int | None) -> None:
    """M-3: both edges."""
    facility = create_facility(session)
    create_capacity(session, facility, valid_from=date(2015, 1, 1), recognised=Decimal(10))
    create_capacity(session, facility, valid_from=date(2020, 1, 1), recognised=Decimal(12))
    (line,) = capacity_of_facility(session, facility, today=today).lines
    assert (line.current.recognised if line.current else None) == recognised


def test_a_module_no_longer_offered_stays_with_its_history_below_the_others(session: Any) -> None:
    """M-3."""
    facility = create_facility(session, modules=("VBFBJB04",))
    approve(session, facility, "P-CB-LAAG", valid_until=date(2022, 12, 31))
    create_capacity(session, facility, "P-CB-LAAG", recognised=Decimal(5))
    create_capacity(session, facility, "P-CB-LAAG", valid_from=date(2023, 1, 1), recognised=Decimal(0))
    create_capacity(session, facility)
    pool, ended = capacity_of_facility(session, facility, today=TODAY).lines
    assert (pool.code, pool.is_running, pool.offered) == ("VERBLIJF", True, True)
    assert (ended.code, ended.is_running, ended.offered, len(ended.rows)) == ("P-CB-LAAG", False, False, 2)


def test_the_page_shows_one_s_own_facility_only(session: Any, browse: Any) -> None:
    """A-2, M-3."""
    own, other = create_facility(session), create_facility(session)
    create_capacity(session, own, recognised=Decimal("12.5"), innovative=Decimal(2), note="eigen toelichting")
    create_capacity(session, other, note="van een ander")
    page = browse(create_seat(session, own)).get("/capaciteit/")
    assert page.status_code == 200
    assert "eigen toelichting" in page.text
    assert "12,5" in page.text
    assert "10,5" in page.text
    assert "van een ander" not in page.text
    assert "Toevoegen" not in page.text
    assert "Wijzigen" not in page.text


def test_a_facility_without_capacity_is_told_who_enters_it(session: Any, browse: Any) -> None:
    """M-3."""
    page = browse(create_seat(session, create_facility(session))).get("/capaciteit/")
    assert "Nog geen capaciteit" in page.text


@pytest.mark.parametrize("role", sorted(AGENCY_ROLES))
def test_the_agency_does_not_open_the_page_of_a_facility(session: Any, browse: Any, role: Any) -> None:
    """A-4."""
    assert browse(create_seat(session, role=role)).get("/capaciteit/").status_code == 403
