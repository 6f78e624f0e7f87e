"""The receiver of ours behind a real line, which can refuse, delay, repeat itself and die (G-1)."""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from app.integrations.groeipakket.demo_receiver import DemoReceiver
from app.integrations.groeipakket.port import Accepted, Answer, NotAccepted, TakenOver


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


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body leave apart: without this the second waits for the first to be acknowledged.
    disable_nagle_algorithm = True
    server: ReceivingServer

    def do_POST(self) -> None:
        """Takes in one message and answers it, as far as the line lets it."""
        content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
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
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(words)))
        self.end_headers()
        self.wfile.write(words[:sent])
        self.close_connection = self.close_connection or sent is not None

    def log_message(self, *_arguments: Any) -> None:
        """Says nothing: what arrives names people."""


class ReceivingServer(ThreadingHTTPServer):
    """Listens on this machine; with `trust` it shows its certificate and asks for that of the other side."""

    daemon_threads = True

    def __init__(
        self,
        receiver: DemoReceiver,
        *,
        faults: Faults = no_faults,
        delay: float = 30.0,
        trust: ssl.SSLContext | None = None,
        address: tuple[str, int] = ("127.0.0.1", 0),
    ) -> None:
        super().__init__(address, _Handler)
        self.receiver, self.faults, self.delay = receiver, faults, delay
        self._scheme = "https" if trust else "http"
        if trust is not None:
            self.socket = trust.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def handle_error(self, _request: Any, _address: Any) -> None:
        """Says nothing: a line that was cut is no news here."""

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"{self._scheme}://127.0.0.1:{self.server_address[1]}/"

    @contextmanager
    def running(self) -> Iterator[ReceivingServer]:
        """Serves in a thread of its own until the block ends."""
        thread = Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.shutdown()
            thread.join()
            self.server_close()
