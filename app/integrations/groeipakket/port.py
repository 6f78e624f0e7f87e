"""What the product asks of whoever receives its messages to the Groeipakket (G-1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Accepted:
    """The message was judged and is known from now on."""


@dataclass(frozen=True)
class TakenOver:
    """The message arrived and is still to be judged; asking again with the same message tells more."""


@dataclass(frozen=True)
class NotAccepted:
    """The message is refused for good; `code` is one of REFUSALS."""

    code: str


Answer = Accepted | TakenOver | NotAccepted


class ReceiverSilent(Exception):
    """No answer that can be understood; `cause` names a class or a number and holds no personal data."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


# Hands one message over and answers what came of it; raises ReceiverSilent. The same key may be sent again and again.
Send = Callable[[Mapping[str, Any]], Answer]


class GroeipakketReceiver(Protocol):
    """The door to the Groeipakket, one adapter behind it at a time."""

    def conversation(self) -> AbstractContextManager[Send]:
        """Opens what many messages can go through, one after the other."""
        ...
