"""The national register number or BIS number by which a client is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from stdnum.be import bis, nn

from app.domain.faults import DomainError, Fault

FIELD = "national_number"


@dataclass(frozen=True)
class NationalNumber:
    """A valid national register or BIS number, eleven digits (C-1, H3.1).

    Make one with `parse`; `birth_date` is None when the number does not tell the day or the month,
    `birth_year` is None when it does not even tell the year, `sex` ("F" or "M") is None when it is unknown.
    """

    digits: str
    birth_date: date | None
    birth_year: int | None
    is_bis: bool
    sex: str | None

    @classmethod
    def parse(cls, text: str) -> NationalNumber:
        """Read a number as somebody typed it; spaces and punctuation make no difference (C-1).

        Raises DomainError with a fault at "national_number".
        """
        digits = "".join(filter(str.isalnum, text))
        if not (digits.isascii() and digits.isdigit() and len(digits) == 11):
            raise DomainError(
                Fault("C-1", FIELD, "Een rijksregisternummer of BIS-nummer telt 11 cijfers. Kijk het aantal na.")
            )
        is_bis = bis.is_valid(digits)
        if not is_bis and not nn.is_valid(digits):
            raise DomainError(
                Fault("C-1", FIELD, "Dit nummer klopt niet: het controlegetal past er niet bij. Kijk de cijfers na.")
            )
        sex = bis.get_gender(digits) if is_bis else nn.get_gender(digits)
        return cls(digits, nn.get_birth_date(digits), nn.get_birth_year(digits), is_bis, sex)

    @property
    def display(self) -> str:
        """The number as the register prints it, `15.04.12-002.10`."""
        number = self.digits
        return f"{number[:2]}.{number[2:4]}.{number[4:6]}-{number[6:9]}.{number[9:]}"

    def __str__(self) -> str:
        return self.display
