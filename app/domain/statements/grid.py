"""A quarter statement that was filled in in a spreadsheet: its keys, its cells, and what they say (Q-2, Q-3, Q-6)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from enum import StrEnum

from app.domain.faults import DomainError, Fault
from app.domain.quarter import Quarter

# The keys of columns that are no module.
TOTAL, HOW, AMOUNT = "total", "how", "amount"
TYPED, SUMMED, NOT_YET = "ingetypt", "opgeteld", "nog niet ingevuld"
MARK, SEPARATOR, TOLD = "binc-kwartaal", "|", "_"
# A sum in a spreadsheet ends in noise such as 0,30000000000000004; beyond this nobody typed anything.
DECIMALS_KEPT = 6
# More than a cell of a statement holds by far, so that the rules say that it is too large.
MOST_READ = Decimal(10) ** 15
_PLAIN_NUMBER = re.compile(r"[+-]?\d{1,12}(?:[.,]\d{1,12})?")
_GROUPED_NUMBER = re.compile(
    r"(?P<whole>[+-]?\d{1,3}(?P<between>[. '’])\d{3}(?:(?P=between)\d{3}){0,3})"
    r"(?:(?P<sign>[.,])(?P<decimals>\d{1,12}))?"
)
NO_NUMBER = "Dit is geen getal. Vul een getal in, zoals 12,5."


class GridPart(StrEnum):
    """The sheets of the workbook that can be filled in."""

    TOTALS = "totals"
    CLIENTS = "clients"
    KINDS = "kinds"


@dataclass(frozen=True)
class GridMark:
    """What the hidden corner of a sheet says: which part it is, of which facility and quarter."""

    part: GridPart
    facility_code: str
    quarter: Quarter

    @property
    def text(self) -> str:
        """The mark as it stands in the cell."""
        return SEPARATOR.join((MARK, self.part.value, self.facility_code, str(self.quarter)))

    @classmethod
    def parse(cls, text: object) -> GridMark | None:
        """The mark in a cell, None where there is none."""
        parts = text.split(SEPARATOR) if isinstance(text, str) else []
        if len(parts) != 4 or parts[0] != MARK or parts[1] not in set(GridPart):
            return None
        try:
            return cls(GridPart(parts[1]), parts[2], Quarter.parse(parts[3]))
        except DomainError:
            return None


@dataclass(frozen=True)
class FilledCell:
    """One cell: where it stands, in words, and what is in it."""

    place: str
    value: object


@dataclass(frozen=True)
class FilledRow:
    """A row by its key, with the cells of the columns that have one."""

    key: str
    place: str
    cells: Mapping[str, FilledCell]


@dataclass(frozen=True)
class FilledSheet:
    """One sheet as it was sent; `heads` are the places of its columns by key, `faults` what is wrong with its shape."""

    name: str
    mark: GridMark
    heads: Mapping[str, str] = field(default_factory=dict)
    rows: Sequence[FilledRow] = ()
    faults: Sequence[Fault] = ()


def told(*names: str) -> tuple[str, ...]:
    """The keys of columns that only tell something and are not read."""
    return tuple(f"{TOLD}{name}" for name in names)


def kind_key(code: str, kind: str) -> str:
    """The key of the row of one kind of supporting guidance."""
    return f"{code}{SEPARATOR}{kind}"


def amount_in(value: object) -> Decimal | None:
    """The amount in a cell: a number, or a text with a comma or a point; an empty cell is none (Q-3).

    Raises ValueError, with what to do, for anything else. Of one point or comma what follows are decimals: a thousand
    written as 1.000 then has too many of them, and is refused instead of read as one.
    """
    if value is None or (isinstance(value, str) and not value.strip(" \xa0\u202f\t\r\n")):
        return None
    if isinstance(value, bool):
        raise ValueError("Hier staat waar of onwaar. Vul een getal in.")
    if isinstance(value, (date, time)):
        raise ValueError("Hier staat een datum of een uur. Geef de cel de opmaak van een getal en vul het opnieuw in.")
    if isinstance(value, (int, float, Decimal)):
        return _rounded(Decimal(str(value)))
    return _rounded(_typed_number(str(value)))


def _typed_number(text: str) -> Decimal:
    shown = text.replace("\xa0", " ").replace("\u202f", " ").strip()
    if shown.startswith("#"):
        raise ValueError("De formule in deze cel heeft een fout. Vul een getal in.")
    if _PLAIN_NUMBER.fullmatch(shown):
        return Decimal(shown.replace(",", "."))
    grouped = _GROUPED_NUMBER.fullmatch(shown)
    if grouped is None or grouped["sign"] == grouped["between"]:
        raise ValueError(NO_NUMBER)
    whole = grouped["whole"].replace(grouped["between"], "")
    return Decimal(f"{whole}.{grouped['decimals'] or 0}")


def _rounded(number: Decimal) -> Decimal:
    if not number.is_finite() or abs(number) >= MOST_READ:
        raise ValueError(NO_NUMBER)
    return round(number, DECIMALS_KEPT)


def switch_in(value: object, place: str) -> tuple[str, list[Fault]]:
    """How a total comes about by the word beside it; an empty cell leaves that to what is filled in (Q-2)."""
    word = str(value if value is not None else "").strip().casefold()
    if word in (TYPED, SUMMED, NOT_YET, ""):
        return word or NOT_YET, []
    return NOT_YET, [Fault("Q-2", place, f"Schrijf hier “{TYPED}” of “{SUMMED}”.")]


def decided_total(how: str, typed: Decimal | None, summed: Decimal | None) -> tuple[Decimal | None, bool]:
    """The total of a line and whether it is the sum of what stands behind it, as on screen (Q-2).

    Where neither word was chosen, a number that was filled in is typed, and an empty total is the sum.
    """
    if how == SUMMED or (how == NOT_YET and typed is None and summed is not None):
        return summed, True
    return typed, False
