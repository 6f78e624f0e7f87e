"""Which totals of a sent statement are so far from earlier ones that somebody should look at them (Q-5)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

# A change of more than half, either way: quarters of one facility rarely differ that much.
LARGE_CHANGE = Fraction(1, 2)
# Below this many nights, hours or days a change says nothing: one client who comes or goes makes it.
LEAST_DIFFERENCE = 30


@dataclass(frozen=True)
class Compared:
    """A total beside those of the previous quarter and of the same quarter a year ago; None where there was none."""

    total: Decimal
    previous: Decimal | None
    year_ago: Decimal | None

    @property
    def is_outlier(self) -> bool:
        """Whether it deviates from each of the two that is known (Q-5, our reading).

        From each: what comes back every year deviates from the previous quarter alone, and what grew in the meantime
        from a year ago alone. A total with nothing to compare with is none.
        """
        known = [one for one in (self.previous, self.year_ago) if one is not None]
        return bool(known) and all(deviates(self.total, one) for one in known)

    @property
    def since_previous(self) -> Fraction | None:
        """The change against the previous quarter as a part of it."""
        return change(self.total, self.previous)

    @property
    def since_year_ago(self) -> Fraction | None:
        """The change against the same quarter a year ago as a part of it."""
        return change(self.total, self.year_ago)


def deviates(total: Decimal, earlier: Decimal) -> bool:
    """Whether a total is far from an earlier one: by at least the least difference, and by more than half of it."""
    difference = abs(total - earlier)
    if difference < LEAST_DIFFERENCE:
        return False
    return difference * LARGE_CHANGE.denominator > earlier * LARGE_CHANGE.numerator


def change(total: Decimal, earlier: Decimal | None) -> Fraction | None:
    """How much more (or, below zero, less) a total is, as a part of an earlier one; None from nothing or from 0."""
    if earlier is None or earlier == 0:
        return None
    return Fraction(total - earlier) / Fraction(earlier)
