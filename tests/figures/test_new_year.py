"""The points of a CKG around New Year, from schakelingen in the database to the figure (F-5, H14.4)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.database import BincSession
from app.domain.period import Period
from app.queries.figures.occupancy import occupancy_of
from tests import factories

FAMILY, CRISIS, STAY = "P-CKG-GEZIN", "P-CRISISBEGELEIDING", "P-VBF-CRISIS-MELDPUNT"
JANUARY = Period(date(2024, 1, 1), date(2024, 1, 31))
Span = tuple[str, str]
# Family guidance gives 5 points a begun month. What each dossier has from 2023 on, and its points of January 2024.
DOSSIERS: dict[str, tuple[tuple[Span, ...], int]] = {
    # Thirty-one days begin a second month on 31 December: paid until 29 January, two days are left.
    "from 1 December": ((("2023-12-01", "2024-01-31"),), 5),
    # Thirty days to the end of the year are one month, so all thirty-one days of January count.
    "from 2 December": ((("2023-12-02", "2024-01-31"),), 10),
    "from 10 December": ((("2023-12-10", "2024-01-31"),), 5),
    "from 10 December to the last paid day": ((("2023-12-10", "2024-01-08"),), 0),
    "from 31 December": ((("2023-12-31", "2024-01-31"),), 5),
    # Paid until 31 December and until 1 January: again from New Year, thirty-one and thirty days count.
    "one day on 2 December": ((("2023-12-02", "2023-12-02"), ("2024-01-01", "2024-01-31")), 10),
    "one day on 3 December": ((("2023-12-03", "2023-12-03"), ("2024-01-01", "2024-01-31")), 5),
    "again within the paid month": ((("2023-12-20", "2023-12-24"), ("2024-01-10", "2024-01-18")), 0),
    "again until a day after it": ((("2023-12-20", "2023-12-24"), ("2024-01-10", "2024-01-19")), 5),
    # One run since 1 November: sixty-one days are three begun months, paid until 29 January.
    "joined on the next day": ((("2023-11-01", "2023-11-30"), ("2023-12-01", "2024-01-31")), 5),
    "joined on a shared day": ((("2023-11-01", "2023-12-01"), ("2023-12-01", "2024-01-31")), 5),
    # After a gap the last run decides: 3 to 31 December are twenty-nine days, paid until 1 January.
    "after a gap": ((("2023-11-01", "2023-12-01"), ("2023-12-03", "2024-01-31")), 5),
    # A run that began in an earlier year: 417 days are fourteen months, paid until 3 January.
    "for more than a year": ((("2022-11-10", "2024-01-31"),), 5),
    "for a year and a day of it": ((("2022-11-10", "2024-01-03"),), 0),
}


def points_of(session: BincSession, facility: Any) -> Any:
    """The numerator of the guidance points in January."""
    (figure,) = occupancy_of(session, facility, JANUARY, [FAMILY]).result.figures
    return figure.numerator


def ckg(session: BincSession, *modules: str) -> Any:
    """A CKG with points, none of them reserved."""
    facility = factories.create_facility(session, organisation_type="CKG", modules=(FAMILY, *modules))
    factories.create_capacity(session, facility, FAMILY, recognised=Decimal(366))
    return facility


def guided(session: BincSession, facility: Any, spans: tuple[Span, ...], *modules: str, ticked: bool = False) -> None:
    """A dossier with schakelingen over these days."""
    days = [tuple(map(date.fromisoformat, span)) for span in spans]
    client = factories.create_client(session, facility)
    dossier = factories.create_dossier(session, client, facility, created_on=days[0][0])
    decision = factories.create_decision(session, dossier, modules=modules)
    for begin, end in days:
        offered = {"modules": modules, "guaranteed": modules if ticked else ()}
        factories.create_schakeling(session, decision, begin=begin, end=end, **offered)


def test_each_dossier_has_the_points_of_its_own_blocks_over_new_year_f_5(session: BincSession) -> None:
    facility, before = ckg(session), 0
    for name, (spans, points) in DOSSIERS.items():
        guided(session, facility, spans, FAMILY)
        found = points_of(session, facility)
        assert (name, found - before) == (name, points)
        before = found


@pytest.mark.parametrize(("modules", "points"), [((CRISIS,), 6), ((CRISIS, STAY), 0), ((FAMILY, STAY), 5)])
def test_crisis_guidance_beside_a_guaranteed_stay_gives_no_points_f_5(
    session: BincSession, modules: tuple[str, ...], points: int
) -> None:
    """H14.4: alone it has six a begun month; what else stands beside the stay keeps its own."""
    facility = ckg(session, CRISIS, STAY)
    factories.create_capacity(session, facility, CRISIS, recognised=Decimal(0), counts_toward=FAMILY)
    guided(session, facility, (("2024-01-05", "2024-01-20"),), *modules, ticked=True)
    assert points_of(session, facility) == points
