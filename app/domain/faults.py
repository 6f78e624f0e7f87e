"""What is wrong with a registration, said so that the care worker can mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing that stops a registration from being saved.

    `rule` is the rule's id in the contract, `field` the form field or exchange key it stands beside,
    `message` the Dutch sentence that says what to do.
    """

    rule: str
    field: str
    message: str


@dataclass(frozen=True)
class Caution:
    """One thing the care worker has to confirm before the registration is saved."""

    rule: str
    field: str
    message: str


class DomainError(Exception):
    """A registration that the rules refuse, with every reason at once."""

    def __init__(self, *faults: Fault) -> None:
        self.faults: tuple[Fault, ...] = faults
        super().__init__("; ".join(f"{fault.rule} {fault.field}" for fault in faults))

    @property
    def messages(self) -> tuple[str, ...]:
        """The Dutch sentences, in the order in which the faults were found."""
        return tuple(fault.message for fault in self.faults)


class Conflict(DomainError):
    """Somebody else changed the same thing meanwhile (D-11)."""


class NotFound(DomainError):
    """The thing does not exist, or not for this facility."""


def refuse(faults: Iterable[Fault]) -> None:
    """Stop the registration when at least one fault was found.

    Raises DomainError with all faults.
    """
    found = tuple(faults)
    if found:
        raise DomainError(*found)
