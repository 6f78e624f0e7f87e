"""What the workbooks of figures hold (F-10)."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest
from openpyxl import load_workbook

from app.domain.figures.occupancy import Occupancy
from app.domain.figures.result import Figure, not_computed
from app.domain.period import Period
from app.workbooks.figures import CANNOT, About, occupancy_workbook

ABOUT = About(
    "De Vlier", Period(date(2024, 1, 1), date(2024, 3, 31)), "An Peeters", datetime(2024, 4, 2, 9, 30, tzinfo=UTC)
)


def read(content: bytes) -> Any:
    return load_workbook(io.BytesIO(content))


def test_occupancy_has_rates_on_the_first_sheet_and_fractions_on_the_second() -> None:
    """F-10, H14.3: what cannot be computed says so in words."""
    residence = Figure("VERBLIJF", Fraction(173), Fraction(600))
    mean = Figure("weighted", Fraction(173), Fraction(600))
    result = Occupancy((residence, not_computed("P-OB-RTJ", "part_of_quarter")), mean, ("P-OB-RTJ",))
    names = {"VERBLIJF": "Verblijf", "P-OB-RTJ": "Ondersteunende begeleiding"}
    book = read(occupancy_workbook(result, names, ABOUT))
    assert book.sheetnames == ["Bezettingsgraad", "Tellers en noemers", "Toelichting"]
    rates = {row[0]: row[1:] for row in book.worksheets[0].values}
    assert rates["Periode"][0] == "01/01/2024 tot en met 31/03/2024"
    assert rates["Gemaakt door"][0] == "An Peeters"
    assert rates["Gemaakt op"][0] == "02/04/2024 09:30"
    assert rates["Niet in het gemiddelde"][0] == "Ondersteunende begeleiding"
    assert rates["Verblijf"][1] == pytest.approx(173 / 600)
    assert rates["Ondersteunende begeleiding"][1:] == (CANNOT, "Niet te berekenen: kies hele kwartalen.")
    amounts = {row[0]: row[2:] for row in book.worksheets[1].values}
    assert (amounts["Verblijf"], amounts["Gewogen gemiddelde"]) == ((173, 600, "dagen"), (173, 600, "dagen"))
