"""Messages to the Groeipakket as JSON over HTTPS, each side showing its certificate (G-1)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

from app.domain.groeipakket_messages import REFUSALS
from app.integrations.groeipakket.port import Accepted, Answer, NotAccepted, ReceiverSilent, Send, TakenOver
from app.integrations.https import Ask, Endpoint, HttpsNeighbour, NeighbourError, NeighbourRefused, Patience

MOST_BYTES = 16 * 1024
# One try only: what nobody answered is offered again by the delivery, which counts each try before it is made.
PATIENCE = Patience(connect=3, read=10, whole=20, tries=1)
TAKEN_OVER = 202


class HttpsReceiver:
    """Posts each message to one address, a whole conversation over one connection."""

    def __init__(self, endpoint: Endpoint, patience: Patience = PATIENCE) -> None:
        self._neighbour = HttpsNeighbour(endpoint, patience, MOST_BYTES)

    @contextmanager
    def conversation(self) -> Iterator[Send]:
        """As GroeipakketReceiver says."""
        with self._neighbour.conversation() as ask:
            yield partial(_send, ask)


def _send(ask: Ask, content: Mapping[str, Any]) -> Answer:
    try:
        answer = ask("", content)
    except NeighbourRefused as refusal:
        if refusal.status != TAKEN_OVER:
            raise ReceiverSilent(str(refusal)) from None
        answer = refusal.content
    except NeighbourError as failure:
        raise ReceiverSilent(str(failure)) from None
    return understood(answer, content["key"])


def understood(answer: bytes, key: str) -> Answer:
    """What an answer means for the message with this key; raises ReceiverSilent for what makes no sense.

    An answer about another message is none: an acknowledgement that was repeated may be late.
    """
    try:
        told = json.loads(answer)
    except ValueError:
        raise ReceiverSilent("no JSON") from None
    if not isinstance(told, dict) or told.get("key") != key:
        raise ReceiverSilent("another key")
    match told.get("outcome"):
        case "accepted":
            return Accepted()
        case "received":
            return TakenOver()
        case "refused":
            code = told.get("reason")
            return NotAccepted(code if isinstance(code, str) and code in REFUSALS else "other")
    raise ReceiverSilent("no outcome")
