"""Messages to the Groeipakket as JSON over HTTPS, each side showing its certificate (G-1)."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from app.domain.groeipakket_messages import REFUSALS
from app.integrations.groeipakket.port import Accepted, Answer, NotAccepted, ReceiverSilent, Send, TakenOver

MOST_BYTES = 16 * 1024


@dataclass(frozen=True)
class HttpsSettings:
    """Where the Groeipakket listens, and the files in PEM that say who we are and whom we believe.

    `authority` None believes those of the system; the timeouts are in seconds.
    """

    url: str
    certificate: Path | None = None
    key: Path | None = None
    authority: Path | None = None
    connect: float = 3.0
    read: float = 10.0


class HttpsReceiver:
    """Posts each message to one address; follows no redirect and uses no proxy of the environment.

    One connection serves a whole conversation, and none outlives it, so that processes that fork never share one.
    """

    def __init__(self, settings: HttpsSettings) -> None:
        if httpx.URL(settings.url).scheme != "https":
            raise ValueError("the Groeipakket is spoken to over https only")
        self._settings = settings

    @contextmanager
    def conversation(self) -> Iterator[Send]:
        """As GroeipakketReceiver says."""
        chosen = self._settings
        timeout = httpx.Timeout(chosen.read, connect=chosen.connect)
        with httpx.Client(verify=self._trust(), timeout=timeout, trust_env=False, follow_redirects=False) as client:
            yield partial(_send, client, chosen.url)

    def _trust(self) -> ssl.SSLContext:
        chosen = self._settings
        trust = ssl.create_default_context(cafile=str(chosen.authority) if chosen.authority else None)
        if chosen.certificate is not None:
            trust.load_cert_chain(chosen.certificate, chosen.key)
        return trust


def _send(client: httpx.Client, url: str, content: Mapping[str, Any]) -> Answer:
    try:
        with client.stream("POST", url, json=content, headers={"Accept-Encoding": "identity"}) as response:
            if response.status_code not in (httpx.codes.OK, httpx.codes.ACCEPTED):
                raise ReceiverSilent(f"HTTP {response.status_code}")
            answer = _read(response)
    except httpx.HTTPError as failure:
        raise ReceiverSilent(type(failure).__name__) from None
    return understood(answer, content["key"])


def _read(response: httpx.Response) -> bytes:
    read = bytearray()
    for piece in response.iter_raw():
        read += piece
        if len(read) > MOST_BYTES:
            raise ReceiverSilent("too much")
    return bytes(read)


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
