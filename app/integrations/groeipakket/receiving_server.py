"""The receiver of ours behind a real line, which can refuse, delay, repeat itself and die (G-1)."""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from app.integrations.groeipakket.demo_receiver import DemoReceiver
from app.integrations.groeipakket.port import Accepted, Answer, NotAccepted, TakenOver
from app.integrations.listening import ListeningServer, QuietHandler


class LineFault(StrEnum):
    """What may go wrong with one message on its way, and on which side of being kept."""

    BUSY = "busy"
    SLOW = "slow"
    REPEATED = "repeated"
    DEAD_BEFORE = "dead before"
    DEAD_AFTER = "dead after"
    DEAD_HALFWAY = "dead halfway"
    NONSENSE = "nonsense"


# What goes wrong with each message, in the order in which they arrive; None = nothing.
Faults = Callable[[Mapping[str, Any]], LineFault | None]


def no_faults(_content: Mapping[str, Any]) -> LineFault | None:
    """A line that never fails."""
    return None


def words_of(answer: Answer, key: str) -> tuple[int, bytes]:
    """An answer as it goes over the line."""
    told: dict[str, str] = {"key": key}
    match answer:
        case Accepted():
            status, told["outcome"] = 200, "accepted"
        case TakenOver():
            status, told["outcome"] = 202, "received"
        case NotAccepted(code):
            status, told["outcome"], told["reason"] = 200, "refused", code
    return status, json.dumps(told).encode()


class _Handler(QuietHandler):
    server: ReceivingServer

    def do_POST(self) -> None:  # noqa: N802
        """Takes in one message and answers it, as far as the line lets it."""
        content = json.loads(self.body())
        fault = self.server.faults(content)
        if fault is LineFault.BUSY:
            self._answer(500, b"{}")
        elif fault is LineFault.DEAD_BEFORE:
            self.close_connection = True
        else:
            self._kept(content, fault)

    def _kept(self, content: Mapping[str, Any], fault: LineFault | None) -> None:
        status, words = words_of(self.server.receiver.receive(content), content["key"])
        if fault is LineFault.DEAD_AFTER:
            self.close_connection = True
        elif fault is LineFault.DEAD_HALFWAY:
            self._answer(status, words, sent=len(words) // 2)
        elif fault is LineFault.NONSENSE:
            self._answer(200, b'{"outcome": "acc')
        else:
            time.sleep(self.server.delay if fault is LineFault.SLOW else 0)
            self._answer(status, words)
            if fault is LineFault.REPEATED:
                self._answer(status, words)

    def _answer(self, status: int, words: bytes, sent: int | None = None) -> None:
        self.head(status, len(words))
        self.wfile.write(words[:sent])
        self.close_connection = self.close_connection or sent is not None


class ReceivingServer(ListeningServer):
    """Listens on this machine; with `trust` it shows its certificate and asks for that of the other side."""

    def __init__(
        self,
        receiver: DemoReceiver,
        *,
        faults: Faults = no_faults,
        delay: float = 30.0,
        trust: ssl.SSLContext | None = None,
        address: tuple[str, int] = ("127.0.0.1", 0),
    ) -> None:
        super().__init__(_Handler, trust=trust, address=address)
        self.receiver, self.faults, self.delay = receiver, faults, delay
