"""What may stand in a cell of a statement, and what the cells behind a total come to (Q-2, Q-3)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from app.domain.faults import Caution, Fault

MOST = Decimal("9999999.99")
PLACES = 2
# The smallest step per rounding of the catalogue; without one, as many decimals as a cell holds.
STEPS = {"quarter": Decimal("0.25"), "half": Decimal("0.5"), "none": Decimal("0.01")}
ALLOWED = {
    "quarter": "Gebruik ,00 ,25 ,50 of ,75 na de komma: dit gaat per kwartier.",
    "half": "Gebruik ,0 of ,5 na de komma: dit gaat per halve eenheid.",
    "none": "Gebruik hoogstens twee cijfers na de komma.",
}


def fits(amount: Decimal, rounding: str) -> bool:
    """Whether an amount is a whole number of steps, by value: 0,5 and 0,50 are the same (Q-3)."""
    return amount % STEPS[rounding] == 0


def check_amount(amount: Decimal | None, rounding: str, cell: str) -> list[Fault]:
    """What is wrong with an amount in a cell; an empty cell is never wrong (Q-3)."""
    if amount is None:
        return []
    if amount < 0:
        return [Fault("Q-3", cell, "Benutting kan niet onder nul liggen. Vul 0 of meer in.")]
    if amount > MOST:
        return [Fault("Q-3", cell, "Dit getal is te groot voor één kwartaal. Kijk het na.")]
    if not fits(amount, rounding):
        return [Fault("Q-3", cell, ALLOWED[rounding])]
    return []


def sum_of(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """What the filled-in amounts behind a total come to; None while none is filled in (Q-2)."""
    filled = [amount for amount in amounts if amount is not None]
    return sum(filled, Decimal(0)) if filled else None


def overwriting(typed: Decimal | None, computed: Decimal | None, cell: str, name: str) -> list[Caution]:
    """Asks first before a computed total replaces a different one that was typed (Q-2, H12.2.2)."""
    if typed is None or typed == computed:
        return []
    return [
        Caution("Q-2", cell, f"{name}: het ingetypte totaal {_said(typed)} wordt vervangen door {_said(computed)}.")
    ]


def _said(amount: Decimal | None) -> str:
    return "een leeg vak" if amount is None else format(amount.normalize(), "f").replace(".", ",")
