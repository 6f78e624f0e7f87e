"""Warnings that a care worker confirms before something is saved."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.faults import Caution, DomainError


class NeedsConfirmation(DomainError):
    """Nothing is wrong, but the care worker has to confirm these warnings first (S-2, S-8, S-12)."""

    def __init__(self, *cautions: Caution) -> None:
        super().__init__()
        self.cautions: tuple[Caution, ...] = cautions

    def __str__(self) -> str:
        return "; ".join(f"{caution.rule} {caution.field}" for caution in self.cautions)


def ask(cautions: Iterable[Caution], confirmed: frozenset[str]) -> None:
    """Stops until every warning is confirmed; `confirmed` holds the rule ids that were.

    Raises NeedsConfirmation with all warnings, those already confirmed included, when one is not.
    """
    found = tuple(cautions)
    if any(caution.rule not in confirmed for caution in found):
        raise NeedsConfirmation(*found)
