"""A neighbour over HTTPS for tests: asks for our certificate, and answers well, late, wrong or not at all."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import trustme

from app.integrations.https import Endpoint, Patience

Answer = tuple[int, bytes]
# The second answer never comes: whoever waits for it gives up first.
HANG, BREAK_OFF, TRICKLE = "hang", "break off", "trickle"
QUICK = Patience(connect=2, read=0.3, whole=0.6, tries=2, pause=0)


@dataclass
class Asked:
    """One request as the server saw it."""

    method: str
    path: str
    body: bytes


@dataclass
class HttpsServer:
    """What it was asked so far, and what it does next: misdeeds first, one a request, then `answer`."""

    endpoint: Endpoint
    stranger: Endpoint
    answer: Callable[[Asked], Answer] = field(default=lambda _: (200, b"{}"))
    misdeeds: list[str | Answer] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)


@contextmanager
def https_server(folder: Path) -> Iterator[HttpsServer]:
    """A server that believes our certificate only; `stranger` is its endpoint for somebody without one."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "authority.pem")
    authority.issue_cert("binc.test").private_key_and_cert_chain_pem.write_to_path(folder / "ours.pem")
    trust = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    trust.verify_mode = ssl.CERT_REQUIRED
    authority.issue_cert("127.0.0.1").configure_cert(trust)
    authority.configure_trust(trust)
    served: dict[str, HttpsServer] = {}

    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            _do(served["one"], self)

        do_GET = do_POST = _serve  # noqa: N815

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign,assignment]
    server.socket = trust.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    url = f"https://127.0.0.1:{server.server_port}/dienst"
    known = Endpoint(url, folder / "ours.pem", folder / "authority.pem")
    served["one"] = HttpsServer(known, Endpoint(url, None, folder / "authority.pem"))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield served["one"]
    finally:
        served["one"].over.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


def _do(served: HttpsServer, handler: BaseHTTPRequestHandler) -> None:
    length = int(handler.headers.get("Content-Length") or 0)
    asked = Asked(handler.command, handler.path, handler.rfile.read(length))
    served.asked.append(asked)
    next_one = served.misdeeds.pop(0) if served.misdeeds else served.answer(asked)
    if next_one == HANG:
        served.over.wait(5)
    elif next_one == BREAK_OFF:
        _head(handler, 200, 1000)
        handler.wfile.write(b'{"half": ')
    elif next_one == TRICKLE:
        _head(handler, 200, 1000)
        while not served.over.wait(0.05):
            handler.wfile.write(b" ")
            handler.wfile.flush()
    else:
        assert not isinstance(next_one, str)
        _head(handler, next_one[0], len(next_one[1]))
        handler.wfile.write(next_one[1])


def _head(handler: BaseHTTPRequestHandler, status: int, length: int) -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(length))
    handler.end_headers()
