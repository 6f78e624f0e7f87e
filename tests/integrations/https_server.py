"""A neighbour over HTTPS for tests: asks for our certificate, and answers well, late, wrong or not at all."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.integrations.https import Endpoint, Patience
from app.integrations.listening import ListeningServer, QuietHandler
from tests.integrations.papers import Papers

Answer = tuple[int, bytes]
# What never comes, or never ends: whoever waits for it gives up first.
HANG, BREAK_OFF, TRICKLE, TRICKLE_HEAD = "hang", "break off", "trickle", "trickle head"
QUICK = Patience(connect=2, read=0.3, whole=0.6, tries=2, pause=0)


@dataclass
class Asked:
    """One request as the server saw it."""

    method: str
    path: str
    body: bytes


class _Handler(QuietHandler):
    server: HttpsServer

    def do_GET(self) -> None:
        """Answers, or does the next misdeed."""
        served = self.server
        asked = Asked(self.command, self.path, self.body())
        served.asked.append(asked)
        next_one = served.misdeeds.pop(0) if served.misdeeds else served.answer(asked)
        if isinstance(next_one, str):
            self.close_connection = True
            self._misdo(next_one)
        else:
            self.head(next_one[0], len(next_one[1]))
            self.wfile.write(next_one[1])

    do_POST = do_GET  # noqa: N815

    def _misdo(self, misdeed: str) -> None:
        if misdeed == HANG:
            self.server.over.wait(5)
        elif misdeed == TRICKLE_HEAD:
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            self._trickle(b"X-Wait: 1\r\n")
        else:
            self.head(200, 1000)
            self.wfile.write(b'{"half": ')
            if misdeed == TRICKLE:
                self._trickle(b" ")

    def _trickle(self, drop: bytes) -> None:
        """Lets drops come until the other side hangs up."""
        while not self.server.over.wait(0.05):
            self.wfile.write(drop)
            self.wfile.flush()


class HttpsServer(ListeningServer):
    """What it was asked so far, and what it does next: misdeeds first, one a request, then `answer`.

    It believes our certificate only; `stranger` is its endpoint for somebody without one.
    """

    def __init__(self, papers: Papers) -> None:
        super().__init__(_Handler, trust=papers.of_server())
        self.endpoint = papers.endpoint(f"{self.url}dienst")
        self.stranger = Endpoint(self.endpoint.url, None, papers.authority)
        self.over = threading.Event()
        self.forget()

    def forget(self) -> None:
        """A clean slate."""
        self.answer: Callable[[Asked], Answer] = lambda _: (200, b"{}")
        self.misdeeds: list[str | Answer] = []
        self.asked: list[Asked] = []


@contextmanager
def https_server(folder: Path) -> Iterator[HttpsServer]:
    """A neighbour that listens until the block ends."""
    with HttpsServer(Papers(folder)).running() as served:
        yield served
        served.over.set()
