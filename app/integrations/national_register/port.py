"""What the product asks of a national register, whichever one answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

MOST_ASKED = 100


class NationalRegisterError(Exception):
    """The register gave no answer to go on with; holds no personal data."""


class RegisterUnavailable(NationalRegisterError):
    """The register does not answer now; asking again later makes sense (C-1)."""


class PersonNotFound(NationalRegisterError):
    """Nobody has this number (C-1)."""


class TooManyFound(NationalRegisterError):
    """The search is too wide; a birth date, a first name or the sex narrows it (C-1)."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"more than {limit} people answer to these data")
        self.limit = limit


@dataclass(frozen=True, slots=True)
class RegisterPerson:
    """A person as the register knows them; these data are locked on screen (C-3, H3.3).

    `national_number` is eleven digits, of the register or a BIS number. `sex` is "M", "F" or None, and `birth_date`
    None where the register does not know it; `birth_year` is always known. Countries and nationality are ISO 3166
    alpha-2 codes.
    """

    national_number: str
    name: str
    first_name: str
    sex: str | None
    birth_date: date | None
    birth_year: int
    birth_place: str | None
    birth_country: str | None
    nationality: str | None
    street: str | None
    house_number: str | None
    postcode: str | None
    municipality: str | None
    country: str | None
    deceased_on: date | None


@dataclass(frozen=True, slots=True)
class ChangedPerson:
    """Somebody of whom something may have changed: the number that was asked, and the person as they are now (G-3).

    Where the number itself changed, `person` has the new one.
    """

    asked: str
    person: RegisterPerson


class NationalRegister(Protocol):
    """The door to the national register, one adapter behind it at a time (C-1, G-3)."""

    def find_by_number(self, number: str) -> RegisterPerson:
        """The person with this number, written as eleven digits.

        Raises PersonNotFound or RegisterUnavailable.
        """
        ...

    def find_by_data(
        self,
        name: str,
        birth_date: date | None = None,
        birth_year: int | None = None,
        first_name: str | None = None,
        sex: str | None = None,
    ) -> list[RegisterPerson]:
        """Everybody with this name and birth date, or at least birth year, sorted by name; empty when nobody fits.

        Capitals and accents make no difference. Raises TooManyFound, RegisterUnavailable, or ValueError when neither
        a birth date nor a birth year is given (C-1, H3.1).
        """
        ...

    def find_changed(self, numbers: Sequence[str], since: date | None) -> list[ChangedPerson]:
        """Those among these numbers, at most MOST_ASKED, of whom something changed on or after a day (G-3).

        May tell of people in whom nothing changed; without a day it tells of everybody. Who is no longer known is left
        out. Raises RegisterUnavailable.
        """
        ...
