"""A connection on which everything together is over by one moment, however slowly its bytes come (G-3)."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterable
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

import httpcore


class Deadline:
    """The moment by which the question of now is answered, its head included."""

    def __init__(self) -> None:
        self._until = 0.0

    def begin(self, seconds: float) -> None:
        """A question is asked from now on, and may take this long."""
        self._until = time.monotonic() + seconds

    def left(self, most: float | None) -> float:
        """How long a step may take that is given `most` seconds; raises ReadTimeout where no time is left."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("too slow")
        return left if most is None else min(left, most)


def addresses_of(host: str, port: int, seconds: float) -> list[str]:
    """The addresses of a host, in the order in which to try them; raises ConnectTimeout or ConnectError.

    The system bounds a look-up by its own settings only, so one that takes too long is left to itself.
    """
    found: SimpleQueue[list[str] | None] = SimpleQueue()
    Thread(target=lambda: found.put(_looked_up(host, port)), daemon=True).start()
    try:
        addresses = found.get(timeout=seconds)
    except Empty:
        raise httpcore.ConnectTimeout("no address in time") from None
    if not addresses:
        raise httpcore.ConnectError("no address")
    return addresses


def _looked_up(host: str, port: int) -> list[str] | None:
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return None
    return list(dict.fromkeys(str(address[0]) for *_, address in rows))


class BoundedBackend(httpcore.NetworkBackend):
    """Connects as httpcore does by itself, with a deadline over all the steps, the look-up of the name included."""

    def __init__(self, deadline: Deadline) -> None:
        self._deadline, self._inner = deadline, httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """As NetworkBackend says."""
        connecting = Deadline()
        connecting.begin(self._deadline.left(timeout))
        *others, last = addresses_of(host, port, connecting.left(None))
        for address in others:
            try:
                return self._connected(address, port, connecting.left(None), local_address, socket_options)
            except httpcore.ConnectError:
                continue
        return self._connected(last, port, connecting.left(None), local_address, socket_options)

    def _connected(self, address: str, port: int, seconds: float, *options: Any) -> httpcore.NetworkStream:
        return _BoundedStream(self._inner.connect_tcp(address, port, seconds, *options), self._deadline)


class _BoundedStream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner, self._deadline = inner, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        guarded = self._inner.start_tls(ssl_context, server_hostname, self._deadline.left(timeout))
        return _BoundedStream(guarded, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
