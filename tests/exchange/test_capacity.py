"""Capacity rows of a file that touch processed years: listed, and counted as confirmed (M-3, Q-5)."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from app.services.exchange import ExchangeRefusedError, import_exchange
from models import CapacityRow
from tests.exchange.files import TODAY, JsonObject
from tests.factories import create_capacity, create_facility, process_years


def row(facility: Any, line: str, since: str, recognised: float, **values: Any) -> JsonObject:
    """One capacity row of a file."""
    return {"facility": facility.code, "module": line, "valid_from": since, "recognised": recognised, **values}


def take_in(session: Any, *rows: JsonObject, dry_run: bool = False) -> list[tuple[str, str, str]]:
    """The warnings of a file with these rows: place, rule and the years it names."""
    document = {"format": "binc-exchange/1", "source": "proef", "capacity": list(rows)}
    report = import_exchange(session, document, today=TODAY, dry_run=dry_run)
    return [(one.pointer, one.rule, one.message.split(" al verwerkt")[0]) for one in report.cautions]


def test_a_row_that_touches_processed_years_is_listed_at_its_place_m_3_q_5(session: Any) -> None:
    """The same words as the form asks to confirm; the row is taken in."""
    facility = create_facility(session)
    create_capacity(session, facility, recognised=Decimal(10), valid_from=date(2020, 1, 1))
    process_years(session, facility, 2021, 2022, 2023)
    rows = [row(facility, "VERBLIJF", "2022-07-01", 12), row(facility, "P-CB-BREED", "2024-01-01", 4)]
    assert take_in(session, *rows, dry_run=True) == [("/capacity/0/valid_from", "M-3", "2022 en 2023 zijn")]
    assert take_in(session, *rows) == [("/capacity/0/valid_from", "M-3", "2022 en 2023 zijn")]
    assert len(session.scalars(select(CapacityRow).where(CapacityRow.facility_id == facility.id)).all()) == 3


def test_the_same_file_again_touches_nothing_m_3(session: Any) -> None:
    facility = create_facility(session)
    process_years(session, facility, 2022)
    changed = row(facility, "VERBLIJF", "2022-07-01", 12)
    assert take_in(session, changed) == [("/capacity/0/valid_from", "M-3", "2022 is")]
    assert take_in(session, changed) == []
    assert take_in(session, {**changed, "note": "een toelichting"}) == []


def test_each_row_answers_for_the_days_on_which_it_holds_m_3(session: Any) -> None:
    """The row of 2020 holds until that of 2021; the one of 2022 says what held already."""
    facility = create_facility(session)
    create_capacity(session, facility, recognised=Decimal(10), valid_from=date(2020, 1, 1))
    process_years(session, facility, 2020, 2021, 2022)
    warned = take_in(
        session,
        row(facility, "VERBLIJF", "2020-01-01", 11),
        row(facility, "VERBLIJF", "2021-01-01", 12),
        row(facility, "VERBLIJF", "2022-01-01", 10),
    )
    assert warned == [("/capacity/0/valid_from", "M-3", "2020 is"), ("/capacity/1/valid_from", "M-3", "2021 is")]


def test_a_year_that_is_not_processed_here_warns_of_nothing_m_3(session: Any) -> None:
    """Another facility, and a facility that the file itself brings."""
    facility, other = create_facility(session), create_facility(session)
    process_years(session, other, 2022)
    assert take_in(session, row(facility, "VERBLIJF", "2022-07-01", 12)) == []


def test_counting_toward_another_module_touches_the_year_too_m_3(session: Any) -> None:
    facility = create_facility(session, organisation_type="CaH", modules=("P-CAH", "P-CRISISINTERVENTIE"))
    process_years(session, facility, 2023)
    toward = row(facility, "P-CRISISINTERVENTIE", "2023-12-31", 0, counts_toward="P-CAH")
    assert take_in(session, toward) == [("/capacity/0/valid_from", "M-3", "2023 is")]


@pytest.mark.parametrize(("module", "is_refused"), [("VBFBJB04", True), ("VBFBJB16", False), ("VBFBJB20", False)])
def test_pooled_residence_has_no_row_of_its_own_m_3(session: Any, module: str, is_refused: bool) -> None:
    """As on the screen: beside the row of Verblijf occupancy would add it up and utilisation would not know it."""
    facility = create_facility(session, modules=(module,))
    if not is_refused:
        assert take_in(session, row(facility, module, "2024-01-01", 3)) == []
        return
    with pytest.raises(ExchangeRefusedError) as refused:
        take_in(session, row(facility, "VERBLIJF", "2024-01-01", 12), row(facility, module, "2024-01-01", 3))
    (fault,) = refused.value.placed
    assert str(fault).startswith("/capacity/1/module")
    assert "deelt de capaciteit van Verblijf" in str(fault)
