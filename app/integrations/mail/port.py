"""What the product asks of whoever delivers its mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class MailError(Exception):
    """A mail was not accepted; `cause` is the name of a class or a code and holds no personal data."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


class NotAcceptedNow(MailError):
    """Nobody took the mail over now; trying again later makes sense."""


class Refused(MailError):
    """The mail is refused for good, such as for an address that does not exist."""


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail as it leaves; `key` makes its Message-ID, the same at every try, so that nobody gets it twice unseen."""

    address: str
    subject: str
    body: str
    path: str
    key: str
    written_at: datetime


class MailTransport(Protocol):
    """The door by which mail leaves, one adapter behind it at a time."""

    def send(self, mail: Mail) -> None:
        """Hands one mail over; returning means it was accepted.

        Raises NotAcceptedNow or Refused.
        """
        ...
