"""A figure as one result: screen, Excel, API and report read the same object."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from app.domain.figures.rule_sets import RuleSet, rule_sets_of
from app.domain.period import Period

DECIMALS = 10
# The code of the mean over all figures of a facility (F-7).
MEAN = "weighted"

NO_CAPACITY = "no_capacity"
FOSTER_CARE = "not_computed_for_foster_care"
PART_OF_QUARTER = "part_of_quarter"
NOT_FROM_JANUARY = "not_from_january"
NO_INPUT = "no_input"
NO_OCCUPANCY = "no_occupancy"
NO_UTILISATION = "no_utilisation"
NO_INTENSITY = "no_intensity"
NO_MEAN = "no_mean"
NOTHING_COMPUTED = "nothing_computed"

# Why a figure cannot be computed, in the words of the screen.
REASONS: dict[str, str] = {
    NO_CAPACITY: "Niet te berekenen: er is in deze periode geen capaciteit om door te delen.",
    FOSTER_CARE: "Niet te berekenen: pleegzorg wordt niet erkend op capaciteit.",
    PART_OF_QUARTER: "Niet te berekenen: kies hele kwartalen.",
    NOT_FROM_JANUARY: "Niet te berekenen: kies een periode die op 1 januari begint.",
    NO_INPUT: "Niet te berekenen: de benutting is nog niet ingevuld.",
    NO_OCCUPANCY: "Voor deze module wordt geen bezetting berekend.",
    NO_UTILISATION: "Voor deze module wordt geen benutting berekend.",
    NO_INTENSITY: "Niet te berekenen: de intensiteit van deze module is niet bekend.",
    NO_MEAN: "Benutting heeft geen totaal: nachten, dagen en uren tel je niet bij elkaar op.",
    NOTHING_COMPUTED: "Niet te berekenen: geen enkele gekozen module heeft een cijfer.",
}

# The rules that count points; in F-6 and in the mean of F-4 the whole facility is told in them.
COUNTING_POINTS = frozenset({"F-4", "F-5", "F-6"})

# The parts that make the denominator of a figure; all others add up to its numerator.
MEASURES = frozenset({"recognised", "deployable"})


@dataclass(frozen=True)
class Part:
    """One thing a figure was made of, for the drill-down (F-11).

    `what` is deployed, registered, missing (not filled in), above_reserve, innovative, guaranteed, recognised or
    deployable; `code` the module or capacity line it comes from; `days` the calendar days from begin to end (both
    included), for a deployment the days that count. Recognised and deployable parts add up to the denominator, all
    others to the numerator. `worth` is what one of the quantity counts for: over a day, or over a whole quarter or year
    of `out_of` days (F-3 … F-6).
    """

    what: str
    code: str
    begin: date
    end: date
    days: int
    quantity: Fraction
    amount: Fraction
    worth: Fraction = Fraction(1)
    out_of: int = 1


@dataclass(frozen=True)
class Figure:
    """A numerator over a denominator, or the reason why there is no rate (domain §9).

    Numerator and denominator are None when even these cannot be told; `reason` is a key of REASONS. `rule` is the rule
    of domain §9 that made it, such as F-1, and `rule_sets` the dated sets of formulas by which that rule was applied.
    """

    code: str
    numerator: Fraction | None
    denominator: Fraction | None
    reason: str | None = None
    made_of: tuple[Part, ...] = field(default=(), repr=False)
    rule: str = ""
    rule_sets: tuple[RuleSet, ...] = ()

    def by(self, rule: str, period: Period) -> Figure:
        """The same figure, which names the rule and the rule sets that made it over a period."""
        return replace(self, rule=rule, rule_sets=tuple(rule_set for rule_set, _ in rule_sets_of(rule, period)))

    @property
    def rate(self) -> Fraction | None:
        """The exact rate, 1 meaning fully occupied; None when it cannot be computed."""
        if self.reason is not None or self.numerator is None or not self.denominator:
            return None
        return self.numerator / self.denominator

    @property
    def is_in_points(self) -> bool:
        """Whether numerator and denominator of an occupancy are points instead of days (F-4 … F-6)."""
        return self.rule in COUNTING_POINTS

    @property
    def sentence(self) -> str | None:
        """Why there is no rate, in Dutch; None when there is one."""
        return None if self.reason is None else REASONS[self.reason]

    def printed(self) -> dict[str, str | None]:
        """The figure as the commands print it (exchange format)."""
        return {
            "code": self.code,
            "numerator": decimal_text(self.numerator),
            "denominator": decimal_text(self.denominator),
            "rate": decimal_text(self.rate),
            "reason": self.reason,
        }


def decimal_text(number: Fraction | None) -> str | None:
    """A number as a decimal string with at most ten decimals, half up, without trailing zeros (exchange format)."""
    if number is None:
        return None
    scale = 10**DECIMALS
    units = (2 * abs(number.numerator) * scale + number.denominator) // (2 * number.denominator)
    whole, decimals = divmod(units, scale)
    text = f"{whole}.{decimals:0{DECIMALS}d}".rstrip("0").rstrip(".")
    return f"-{text}" if number < 0 and units else text


def divided(code: str, parts: Iterable[Part]) -> Figure:
    """The figure of these parts; without recognised capacity there is no rate (F-1)."""
    made_of = tuple(parts)
    denominator = sum((part.amount for part in made_of if part.what in MEASURES), Fraction(0))
    numerator = sum((part.amount for part in made_of if part.what not in MEASURES), Fraction(0))
    return Figure(code, numerator, denominator, None if denominator else NO_CAPACITY, made_of)


def not_computed(code: str, reason: str) -> Figure:
    """A figure of which nothing can be told but why."""
    return Figure(code, None, None, reason)
