"""The facility reads its own capacity, with all that was (M-3)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.domain.roles import AGENCY_ROLES, Role
from app.queries.capacity_history import capacity_of_facility
from tests.factories import approve, create_capacity, create_capacity_question, create_facility, create_seat
from tests.views.reading import words_of

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


def test_a_row_is_planned_until_its_first_day_and_then_holds_m_3(session: Any) -> None:
    """Both edges: the day before, and the day itself."""
    facility = create_facility(session)
    create_capacity(session, facility, recognised=Decimal(10))
    coming = create_capacity(session, facility, valid_from=date(2024, 6, 1), recognised=Decimal(12))
    later = create_capacity(session, facility, valid_from=date(2025, 1, 1), recognised=Decimal(14))
    (before,) = capacity_of_facility(session, facility, today=date(2024, 5, 31)).lines
    (since,) = capacity_of_facility(session, facility, today=date(2024, 6, 1)).lines
    assert (before.planned, before.past) == ((coming, later), ())
    assert (since.current, since.planned, len(since.past)) == (coming, (later,), 1)


def test_verblijf_names_the_modules_that_share_it_also_one_of_before_m_3(session: Any) -> None:
    facility = create_facility(session, modules=("VBFBJB04", "VBFBJB05", "VBFBJB16"))
    approve(session, facility, "VBFBJB02", valid_until=date(2020, 12, 31))
    create_capacity(session, facility)
    create_capacity(session, facility, "VBFBJB16")
    pool, safe = capacity_of_facility(session, facility, today=TODAY).lines
    assert len(pool.shared_by) == 3
    assert safe.shared_by == ()
    assert not any(safe.name in names for names in pool.shared_by)


def test_the_points_of_a_ckg_name_the_guidance_and_crisis_guidance_only_where_it_counts_m_3_f_5(session: Any) -> None:
    modules = ("P-CKG-GEZIN", "P-CKG-DAGOPVANG", "P-CRISISBEGELEIDING")
    facility = create_facility(session, organisation_type="CKG", modules=modules)
    create_capacity(session, facility, "P-CKG-GEZIN", recognised=Decimal(394))
    (points,) = capacity_of_facility(session, facility, today=TODAY).lines
    assert points.shared_by == ("Ambulante opvang voor kinderen", "Gezinsbegeleiding (CKG)")
    create_capacity(session, facility, "P-CRISISBEGELEIDING", recognised=Decimal(0), counts_toward="P-CKG-GEZIN")
    points, crisis = capacity_of_facility(session, facility, today=TODAY).lines
    assert crisis.name in points.shared_by
    assert points.counted_here == (crisis.name,)


@pytest.mark.parametrize(
    ("first", "last", "counts"),
    [
        (date(2024, 6, 1), None, True),
        (date(2024, 6, 2), None, True),
        (date(2020, 1, 1), date(2024, 6, 1), False),
        (date(2020, 1, 1), date(2024, 6, 2), True),
    ],
)
def test_a_module_counts_toward_another_while_its_row_says_so_or_will_m_3(
    session: Any, first: date, last: date | None, counts: bool
) -> None:
    """From its first day on, planned ones included, until the day before a row that no longer says so."""
    facility = create_facility(session, modules=("P-CB-LAAG", "P-CRISISINTERVENTIE"))
    create_capacity(session, facility, "P-CB-LAAG")
    toward = {"recognised": Decimal(0), "counts_toward": "P-CB-LAAG"}
    create_capacity(session, facility, "P-CRISISINTERVENTIE", valid_from=first, **toward)
    if last:
        create_capacity(session, facility, "P-CRISISINTERVENTIE", valid_from=last, recognised=Decimal(0))
    line = next(one for one in capacity_of_facility(session, facility, today=TODAY).lines if one.code == "P-CB-LAAG")
    assert bool(line.counted_here) is counts


def test_an_offered_module_without_any_row_is_named_and_foster_care_is_not_m_3(session: Any) -> None:
    facility = create_facility(session, modules=("VBFBJB04", "VBFBJB05", "P-CB-BREED"))
    approve(session, facility, "P-CB-LAAG", valid_until=date(2024, 5, 31))
    create_capacity(session, facility, "P-CB-BREED")
    assert capacity_of_facility(session, facility, today=TODAY).without_line == (("VERBLIJF", "Verblijf"),)
    foster = create_facility(session, organisation_type="pleegzorg", modules=("VBFINT04",))
    assert capacity_of_facility(session, foster, today=TODAY).without_line == ()


def test_the_page_sets_plans_apart_and_says_in_words_what_counts_where_m_3(session: Any, browse: Any) -> None:
    facility = create_facility(session, modules=("P-CB-LAAG", "P-CRISISINTERVENTIE"))
    create_capacity(session, facility, "P-CB-LAAG", recognised=Decimal(6), innovative=Decimal(1))
    create_capacity(session, facility, "P-CB-LAAG", valid_from=date(2100, 1, 1), recognised=Decimal(8), note="volgt")
    create_capacity(session, facility, "P-CRISISINTERVENTIE", recognised=Decimal(0), counts_toward="P-CB-LAAG")
    page = browse(create_seat(session, facility)).get("/capaciteit/")
    words = words_of(page)
    assert (
        words.index("Wat nu geldt") < words.index("Wat nog ingaat") < words.index("01/01/2100") < words.index("volgt")
    )
    assert "telt mee in het cijfer van Contextbegeleiding laagintensief" in words
    assert "Hier telt ook de inzet mee van: Crisisinterventie (op verwijzing crisismeldpunt)" in words
    assert "erkend (volle lijn)" in words
    assert "inzetbaar (streepjes)" in words
    assert page.text.count("<svg") == 1


def test_the_agency_has_the_same_page_of_each_facility_with_the_ways_to_change_it_m_3(
    session: Any, browse: Any
) -> None:
    facility = create_facility(session)
    row = create_capacity(session, facility, note="na overleg")
    address = f"/beheer/capaciteit/voorziening/{facility.code}/"
    policy = browse(create_seat(session)).get(address)
    analyst = browse(create_seat(session, role=Role.AGENCY_ANALYST)).get(address)
    assert "na overleg" in policy.text
    assert "na overleg" in analyst.text
    for way in (f"/beheer/capaciteit/edit/{row.id}", f"/beheer/capaciteit/verwijderen/{row.id}", "Rij toevoegen"):
        assert way in policy.text
        assert way not in analyst.text
    assert browse(create_seat(session)).get("/beheer/capaciteit/voorziening/BESTAAT-NIET/").status_code == 404


def test_the_analyst_reads_the_capacity_and_no_questions_about_it_m_3_a_4(session: Any, browse: Any) -> None:
    facility = create_facility(session)
    create_capacity(session, facility)
    create_capacity_question(session, facility, question="Wat klopt er niet?")
    address = f"/beheer/capaciteit/voorziening/{facility.code}/"
    assert "Wat klopt er niet?" in browse(create_seat(session)).get(address).text
    assert "Wat klopt er niet?" not in browse(create_seat(session, role=Role.AGENCY_ANALYST)).get(address).text
