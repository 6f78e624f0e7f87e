"""Asking a neighbour over HTTPS: who we are, how long we wait, how much we read, and when we ask again (G-3)."""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import httpcore

from app.integrations.bounded_line import BoundedBackend, Deadline

# What asking again may mend: the other side is busy, starts again, or has a fault of the moment.
PASSING = frozenset({408, 425, 429, *range(500, 600)})
OK = 200
HEADERS: Mapping[bytes | str, bytes | str] = {
    "Accept": "application/json",
    "Accept-Encoding": "identity",
    "Content-Type": "application/json",
}
NO_ANSWER = (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError)
# Posts a question at a path below the endpoint; raises NeighbourError.
Ask = Callable[[str, Mapping[str, Any]], bytes]


class NeighbourError(Exception):
    """No answer to go on with; its text holds neither what was asked nor what came back."""


class NeighbourSilent(NeighbourError):
    """No answer came, or not in time, after every try."""


class NeighbourRefused(NeighbourError):
    """The other side answered that it does not do what was asked."""

    def __init__(self, status: int, content: bytes) -> None:
        super().__init__(f"HTTP {status}")
        self.status, self.content = status, content


class AnswerTooLarge(NeighbourError):
    """More came back than any good answer holds."""


@dataclass(frozen=True)
class Endpoint:
    """Where a neighbour listens, and the files that say who we are and whom we believe.

    `certificate` holds our certificate with its key, in PEM; `authority` the certificates to believe, None for those
    of the system.
    """

    url: str
    certificate: Path | None = None
    authority: Path | None = None


@dataclass(frozen=True)
class Patience:
    """How long an answer may take and how often it is asked for, in seconds.

    `read` bounds each wait for more, `whole` all of one try, an answer that trickles in included; before the second try
    `pause` is waited, before each later one twice as long.
    """

    connect: float = 3.0
    read: float = 5.0
    whole: float = 10.0
    tries: int = 2
    pause: float = 0.5


class HttpsNeighbour:
    """Asks one endpoint; with more than one try only for questions that may be asked twice.

    Follows no redirect, uses no proxy of the environment and believes no answer that is larger than `most_bytes`.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        patience: Patience,
        most_bytes: int,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        if not endpoint.url.startswith("https://"):
            raise ValueError("a neighbour is asked over https only")
        self._endpoint, self._patience, self._most_bytes, self._sleep = endpoint, patience, most_bytes, sleep
        self._trusted: tuple[tuple[int, ...], ssl.SSLContext] | None = None

    def get(self, path: str = "") -> bytes:
        """What stands at a path below the endpoint. Raises NeighbourError."""
        with self._line() as line:
            return self._patiently(line, "GET", path, None)

    def post(self, path: str, question: Mapping[str, Any]) -> bytes:
        """The answer to a question, which travels in the body and never in the address. Raises NeighbourError."""
        with self.conversation() as ask:
            return ask(path, question)

    @contextmanager
    def conversation(self) -> Iterator[Ask]:
        """What many questions can be posted with, one after the other, over one connection.

        No connection outlives its conversation, so that processes that fork never share one.
        """
        with self._line() as line:
            yield lambda path, question: self._patiently(line, "POST", path, json.dumps(question).encode())

    @contextmanager
    def _line(self) -> Iterator[_Line]:
        deadline = Deadline()
        with httpcore.ConnectionPool(self._trust(), network_backend=BoundedBackend(deadline)) as pool:
            yield _Line(pool, deadline)

    def _patiently(self, line: _Line, method: str, path: str, body: bytes | None) -> bytes:
        pause, silence = self._patience.pause, NeighbourSilent("no answer")
        for number in range(self._patience.tries):
            if number:
                self._sleep(pause)
                pause *= 2
            try:
                return self._ask(line, method, path, body)
            except NeighbourSilent as again:
                silence = again
            except NeighbourRefused as refusal:
                if refusal.status not in PASSING:
                    raise
                silence = NeighbourSilent(str(refusal))
        raise silence from None

    def _ask(self, line: _Line, method: str, path: str, body: bytes | None) -> bytes:
        line.deadline.begin(self._patience.whole)
        address = f"{self._endpoint.url.rstrip('/')}{path}" if path else self._endpoint.url
        timeouts = {"connect": self._patience.connect, "read": self._patience.read, "write": self._patience.read}
        try:
            with line.pool.stream(
                method, address, headers=HEADERS, content=body, extensions={"timeout": timeouts}
            ) as answer:
                content = self._read(answer)
        except NO_ANSWER as failure:
            raise NeighbourSilent(type(failure).__name__) from None
        if answer.status != OK:
            raise NeighbourRefused(answer.status, content)
        return content

    def _read(self, answer: httpcore.Response) -> bytes:
        """The bytes as they come, so that no packed answer can grow."""
        content = bytearray()
        for piece in answer.iter_stream():
            content += piece
            if len(content) > self._most_bytes:
                raise AnswerTooLarge("too much")
        return bytes(content)

    def _trust(self) -> ssl.SSLContext:
        """Who we are and whom we believe, read anew once a file was renewed; one that cannot be read is left."""
        try:
            files = (self._endpoint.certificate, self._endpoint.authority)
            renewed = tuple(file.stat().st_mtime_ns for file in files if file is not None)
            if self._trusted is None or self._trusted[0] != renewed:
                self._trusted = (renewed, self._read_trust())
        except OSError:
            if self._trusted is None:
                raise
        return self._trusted[1]

    def _read_trust(self) -> ssl.SSLContext:
        authority = self._endpoint.authority
        trust = ssl.create_default_context(cafile=str(authority) if authority else None)
        if self._endpoint.certificate is not None:
            trust.load_cert_chain(self._endpoint.certificate)
        return trust


class _Line(NamedTuple):
    pool: httpcore.ConnectionPool
    deadline: Deadline
