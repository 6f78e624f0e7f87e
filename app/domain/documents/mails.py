"""How somebody hears of shared documents by mail: each at once, or all that wait in one mail a day (O-4)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class MailChoice(StrEnum):
    """What somebody chose; the word is what stands in the data."""

    EACH = "each"
    DAILY = "daily"


@dataclass(frozen=True)
class Waiting:
    """What waits for one person, in numbers: all that nobody opened, what of it is new, and what soon goes."""

    unread: int
    new: int
    ending: int

    @property
    def is_worth_a_mail(self) -> bool:
        """Whether there is something to say that no earlier mail said."""
        return bool(self.new or self.ending)

    @property
    def sentence(self) -> str:
        """What the mail of the day says: numbers only, no name of a file or a person (O-4)."""
        if self.unread == 1:
            soon = " Het verdwijnt binnenkort." if self.ending else ""
            return f"Er wacht 1 document op je in Binc dat nog niemand opende.{soon}"
        verb = "verdwijnt" if self.ending == 1 else "verdwijnen"
        soon = f" Daarvan {verb} er {self.ending} binnenkort." if self.ending else ""
        return f"Er wachten {self.unread} documenten op je in Binc die nog niemand opende.{soon}"


def goes_into_digest(choice: str, own_address: str, address: str) -> bool:
    """Whether the mail to somebody known waits for the mail of the day: their choice, at their own address only."""
    return choice == MailChoice.DAILY and own_address.strip().lower() == address.strip().lower()
