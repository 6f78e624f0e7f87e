"""A small server of ours on this machine, to build or try a connection with; never for the product's pages."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Self


class QuietHandler(BaseHTTPRequestHandler):
    """Answers in JSON and says nothing of what arrives: it may name people."""

    protocol_version = "HTTP/1.1"
    # Head and body leave apart: without this the second waits for the first to be acknowledged.
    disable_nagle_algorithm = True

    def body(self) -> bytes:
        """What was sent along."""
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def head(self, status: int, length: int) -> None:
        """Begins an answer of so many bytes."""
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def log_message(self, *_arguments: Any) -> None:
        """Says nothing."""


class ListeningServer(ThreadingHTTPServer):
    """Listens on this machine; with `trust` over TLS, as that says."""

    daemon_threads = True

    def __init__(
        self,
        handler: type[QuietHandler],
        *,
        trust: ssl.SSLContext | None = None,
        address: tuple[str, int] = ("127.0.0.1", 0),
    ) -> None:
        super().__init__(address, handler)
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
    def running(self) -> Iterator[Self]:
        """Serves in a thread of its own until the block ends."""
        thread = Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.shutdown()
            thread.join()
            self.server_close()
