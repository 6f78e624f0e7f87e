"""Asking a neighbour over HTTPS: who we are, how long we wait, how much we read, and when we ask again (G-3)."""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx

# What asking again may mend: the other side is busy, starts again, or has a fault of the moment.
PASSING = frozenset({408, 425, 429, *range(500, 600)})


class NeighbourError(Exception):
    """No answer to go on with; its text holds neither what was asked nor what came back."""


class NeighbourSilent(NeighbourError):
    """No answer came, or not in time, after every try."""


class NeighbourRefused(NeighbourError):
    """The other side answered that it does not do what was asked."""

    def __init__(self, status: int, content: bytes) -> None:
        super().__init__(f"answered {status}")
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

    `read` bounds each wait for more, `whole` the reading of an answer that trickles in; before the second try `pause`
    is waited, before each later one twice as long.
    """

    connect: float = 3.0
    read: float = 5.0
    whole: float = 10.0
    tries: int = 2
    pause: float = 0.5


class HttpsNeighbour:
    """Asks one endpoint; only for questions that may be asked twice.

    Follows no redirect, uses no proxy of the environment, believes no answer that is larger than `most_bytes`, and
    keeps no connection between questions, so that processes that fork never share one.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        patience: Patience,
        most_bytes: int,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        if httpx.URL(endpoint.url).scheme != "https":
            raise ValueError("a neighbour is asked over https only")
        self._endpoint, self._patience, self._most_bytes, self._sleep = endpoint, patience, most_bytes, sleep

    def get(self, path: str = "") -> bytes:
        """What stands at a path below the endpoint. Raises NeighbourError."""
        return self._patiently("GET", path, None)

    def post(self, path: str, question: Mapping[str, Any]) -> bytes:
        """The answer to a question, which travels in the body and never in the address. Raises NeighbourError."""
        return self._patiently("POST", path, json.dumps(question).encode())

    def _patiently(self, method: str, path: str, body: bytes | None) -> bytes:
        pause = self._patience.pause
        for number in range(self._patience.tries):
            if number:
                self._sleep(pause)
                pause *= 2
            try:
                return self._ask(method, path, body)
            except (httpx.TransportError, NeighbourSilent):
                continue
            except NeighbourRefused as refusal:
                if refusal.status not in PASSING:
                    raise
            except httpx.HTTPError as failure:
                raise NeighbourSilent(type(failure).__name__) from None
        raise NeighbourSilent("no answer")

    def _ask(self, method: str, path: str, body: bytes | None) -> bytes:
        until = time.monotonic() + self._patience.whole
        headers = {"Accept": "application/json", "Accept-Encoding": "identity", "Content-Type": "application/json"}
        address = f"{self._endpoint.url.rstrip('/')}{path}"
        with (
            httpx.Client(verify=self._trust, timeout=self._timeout, trust_env=False, follow_redirects=False) as client,
            client.stream(method, address, content=body, headers=headers) as answer,
        ):
            content = self._read(answer, until)
        if answer.status_code != httpx.codes.OK:
            raise NeighbourRefused(answer.status_code, content)
        return content

    def _read(self, answer: httpx.Response, until: float) -> bytes:
        """The bytes as they come, so that no packed answer can grow and no slow one can hold us."""
        content = bytearray()
        for piece in answer.iter_raw():
            content += piece
            if len(content) > self._most_bytes:
                raise AnswerTooLarge("too much")
            if time.monotonic() > until:
                raise NeighbourSilent("too slow")
        return bytes(content)

    @property
    def _timeout(self) -> httpx.Timeout:
        return httpx.Timeout(self._patience.read, connect=self._patience.connect)

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        authority = self._endpoint.authority
        trust = ssl.create_default_context(cafile=str(authority) if authority else None)
        if self._endpoint.certificate is not None:
            trust.load_cert_chain(self._endpoint.certificate)
        return trust
