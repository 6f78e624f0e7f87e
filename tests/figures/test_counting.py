"""All facilities at once, the daily series and the rows behind a figure agree with the single figure (F-1, F-11)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.domain.figures.places_ahead import Stay
from app.domain.period import OPEN_END, Period
from app.queries.figures.counting import stays_within
from app.queries.figures.deployment import deployments_behind
from app.queries.figures.occupancy import deployed_per_day, occupancy_of, occupancy_of_all
from app.services.exchange import import_exchange
from models import Facility
from tests import factories
from tests.figures.random_files import IN_POINTS, PROGRAMMES, TODAY, random_file

YEAR = Period(date(2023, 7, 1), date(2024, 6, 29))


def facilities(session: Any, kinds: Iterable[str] = PROGRAMMES) -> list[Facility]:
    """Three random facilities of each kind."""
    codes = []
    for kind in kinds:
        for seed in range(50, 53):
            document = random_file(seed, kind)
            import_exchange(session, document, today=TODAY)
            codes.append(document["facilities"][0]["code"])
    return list(session.scalars(select(Facility).where(Facility.code.in_(codes))))


@pytest.mark.parametrize("period", [YEAR, Period.year(2023), Period(date(2024, 1, 1), date(2024, 2, 10))])
def test_all_facilities_at_once_are_the_same_as_each_alone(session: Any, period: Period) -> None:
    own = facilities(session, [*PROGRAMMES, *IN_POINTS])
    together = occupancy_of_all(session, period)
    assert {one.id: together[one.id].result for one in own} == {
        one.id: occupancy_of(session, one, period).result for one in own
    }


def test_the_daily_series_and_the_rows_behind_add_up_to_the_deployed_days(session: Any) -> None:
    for facility in facilities(session):
        for figure in occupancy_of(session, facility, YEAR).result.figures:
            parts = [part for part in figure.made_of if part.what == "deployed"]
            for part in parts:
                days = Period(part.begin, part.end)
                series = deployed_per_day(session, facility, [part.code], days)
                behind = deployments_behind(session, facility, [part.code], days)
                assert len(series) == days.day_count
                assert sum(count for _, count in series) == part.days == sum(row.days for row in behind)
                assert all(row.dossier_code for row in behind)


def test_a_day_that_another_schakeling_covers_is_no_stay_of_its_own_f_1_f_9(session: Any) -> None:
    """Of a schakeling of one day on the boundary of two others nothing is left: it neither takes a place nor begins."""
    facility = factories.create_facility(session)
    dossier = factories.create_dossier(session, factories.create_client(session, facility), facility)
    decision, boundary = factories.create_decision(session, dossier), date(2024, 3, 10)
    for begin, end in ((date(2024, 1, 8), boundary), (boundary, boundary), (boundary, None)):
        factories.create_schakeling(session, decision, begin=begin, end=end)
    (stays,) = stays_within(session, facility.id, Period(date(2024, 3, 1), date(2024, 4, 30))).values()
    assert sorted(stays, key=lambda stay: stay.begin) == [
        Stay(date(2024, 3, 1), boundary),
        Stay(date(2024, 3, 11), OPEN_END),
    ]
