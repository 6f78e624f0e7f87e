"""The capacity for which a facility is recognised: a history of rows, each holding until the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from app.domain.combinations import ModuleFacts
from app.domain.faults import Fault
from app.domain.period import ONE_DAY, OPEN_END, Period

POOL = "VERBLIJF"
ZERO = Decimal(0)
LARGEST = Decimal(99999)


@dataclass(frozen=True)
class CapacityRow:
    """The capacity of one line (a type module, or VERBLIJF) from a day on, until the line's next row (M-3, H15).

    `recognised` contains `innovative` and `guaranteed`; `counts_toward` is the code of another module to whose figure
    the deployments of this one are added (F-1). A row of zeros that counts toward nothing ends the line's capacity.
    """

    line: str
    valid_from: date
    recognised: Decimal
    innovative: Decimal = ZERO
    guaranteed: Decimal = ZERO
    counts_toward: str | None = None

    @property
    def deployable(self) -> Decimal:
        """What is left for ordinary work: recognised less innovative and guaranteed (M-3)."""
        return self.recognised - self.innovative - self.guaranteed

    @property
    def ends_the_line(self) -> bool:
        """Whether the row says no more than that the capacity stopped."""
        return not (self.recognised or self.innovative or self.guaranteed or self.counts_toward)


@dataclass(frozen=True)
class CapacityPiece:
    """A capacity row and the days of a period on which it is in force."""

    row: CapacityRow
    period: Period


def check_capacity_row(row: CapacityRow) -> list[Fault]:
    """Everything that is wrong with a capacity row (M-3, H15)."""
    faults = []
    for field in ("recognised", "innovative", "guaranteed"):
        faults += check_quantity(field, getattr(row, field))
    if not faults and row.innovative + row.guaranteed > row.recognised:
        message = "Innoverend en verzekerd aanbod zijn samen meer dan de erkende capaciteit. Verlaag ze of verhoog die."
        faults.append(Fault("M-3", "recognised", message))
    if row.counts_toward == row.line:
        faults.append(Fault("M-3", "counts_toward", "Een module telt niet bij zichzelf. Kies een andere of laat leeg."))
    return faults


def check_line(row: CapacityRow, modules: Mapping[str, ModuleFacts]) -> list[Fault]:
    """Whether a row stands on a line that holds capacity: all pooled residence shares the row of Verblijf (M-3)."""
    module = modules.get(row.line)
    if module is None or not module.pooled_residential:
        return []
    return [Fault("M-3", "line", f"{module.name} deelt de capaciteit van Verblijf. Kies hier Verblijf.")]


def check_counts_toward(row: CapacityRow, modules: Mapping[str, ModuleFacts]) -> list[Fault]:
    """Whether a row counts toward a module of the catalogue that is no part of the residential pool (M-3)."""
    module = modules.get(row.counts_toward or "")
    if row.counts_toward in (None, row.line):
        return []
    if row.counts_toward == POOL or (module is not None and module.pooled_residential):
        message = "Bij Verblijf telt geen andere module mee. Kies een andere module, of laat dit leeg."
    elif module is None:
        message = "Deze module bestaat niet. Kies een module uit de lijst, of laat dit leeg."
    else:
        return []
    return [Fault("M-3", "counts_toward", message)]


def check_quantity(field: str, quantity: Decimal) -> list[Fault]:
    """Whether one of the three figures is a number from zero up, with at most two decimals (exchange format)."""
    if not (quantity.is_finite() and 0 <= quantity <= LARGEST):
        return [Fault("M-3", field, f"Vul een getal in van 0 tot {LARGEST}.")]
    if quantity != round(quantity, 2):
        return [Fault("M-3", field, "Gebruik hoogstens twee cijfers na de komma.")]
    return []


def in_force(rows: Iterable[CapacityRow], period: Period) -> Iterator[CapacityPiece]:
    """The rows that hold within a period, each with its days in it, by line and date (M-3)."""
    ordered = sorted(rows, key=lambda row: (row.line, row.valid_from))
    for _, same_line in groupby(ordered, key=lambda row: row.line):
        line_rows = list(same_line)
        ends = [following.valid_from - ONE_DAY for following in line_rows[1:]] + [OPEN_END]
        for row, end in zip(line_rows, ends, strict=True):
            part = period.clip(row.valid_from, end)
            if part is not None:
                yield CapacityPiece(row, part)
