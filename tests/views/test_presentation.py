"""How figures are written on every page: decimal comma, no decimals that say nothing."""

from decimal import Decimal
from fractions import Fraction

import pytest

from app.presentation import number, percent, size_in_words


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (1, "1 kB"),
        (1536, "2 kB"),
        (1024 * 1024 - 1, "1.024 kB"),
        (1024 * 1024, "1,0 MB"),
        (10 * 1024 * 1024, "10,0 MB"),
        (9_800_000, "9,3 MB"),
    ],
)
def test_a_size_is_told_in_whole_kilobytes_or_in_tenths_of_a_megabyte(size: int, text: str) -> None:
    assert size_in_words(size) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (1234, "1.234"),
        (Decimal("36.40"), "36,4"),
        (Decimal("36.399"), "36,4"),
        (Fraction(364, 10), "36,4"),
        (Fraction(36399, 1000), "36,4"),
        (Fraction(109201, 3000), "36,4"),
        (Fraction(2999, 1000), "3"),
        (Fraction(1, 3), "0,33"),
        (Fraction(1, 200), "0,01"),
        (Fraction(1, 1000), "0"),
        (Decimal(100), "100"),
        (Decimal("1E+3"), "1.000"),
        (Fraction(-109201, 3000), "-36,4"),
        (Fraction(-1, 1000), "0"),
        (None, ""),
    ],
)
def test_a_number_keeps_the_decimals_that_rounding_leaves(value: int | Decimal | Fraction | None, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(("decimals", "text"), [(0, "36"), (1, "36,4"), (2, "36,40")])
def test_a_number_has_the_decimals_that_a_column_asks(decimals: int, text: str) -> None:
    assert number(Fraction(109201, 3000), decimals) == text
    assert percent(Fraction(109201, 300000), decimals) == f"{text} %"
