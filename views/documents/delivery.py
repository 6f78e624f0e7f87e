"""Giving a content away: broken off when it is called back meanwhile, signed for once it has arrived (O-4, O-6)."""

from __future__ import annotations

import fcntl
import socket
import struct
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from flask import Flask

from app.database import transaction
from app.domain.faults import NotFound
from app.domain.scope import Scope
from app.services.documents.receipts import record_viewing
from models.document import DocumentRecipient

# Linux: TCP_INFO begins with the state of the connection and counts acknowledged bytes; SIOCOUTQ is what still waits.
_IS_OPEN, _BYTES_ACKNOWLEDGED, _BYTES_WAITING = frozenset({1, 8}), 120, 0x5411
_LOOK_AGAIN, _PATIENCE = 0.05, 30.0


class Connection:
    """The line over which an answer goes; without one, or on a system that does not tell, all arrives at once."""

    def __init__(self, line: socket.socket | None) -> None:
        self._line, self._before = line, 0

    def begin(self) -> None:
        """Counts from here: nothing of the answer has been sent yet."""
        self._before = (self._told() or (0, 0))[1]

    def brings(self, size: int) -> bool:
        """Waits until all that was handed over has arrived; False when the line broke before `size` bytes had.

        What a server hands over lies in memory of the system first, often the whole of a small file.
        """
        deadline, most = time.monotonic() + _PATIENCE, 0
        while (told := self._told()) is not None:
            is_open, acknowledged, waiting = told[0] in _IS_OPEN, told[1] - self._before, told[2]
            if not is_open or waiting == 0:
                return acknowledged >= size
            if acknowledged > most:
                deadline, most = time.monotonic() + _PATIENCE, acknowledged
            if time.monotonic() > deadline:
                return False
            time.sleep(_LOOK_AGAIN)
        return True

    def break_off(self) -> None:
        """Ends the line, so that who reads knows that the file is not whole."""
        if self._line is not None:
            with suppress(OSError):
                self._line.shutdown(socket.SHUT_RDWR)

    def _told(self) -> tuple[int, int, int] | None:
        """The state, how many bytes were acknowledged and how many still wait; None where nothing is told."""
        if self._line is None or not hasattr(socket, "TCP_INFO"):
            return None
        try:
            told = self._line.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _BYTES_ACKNOWLEDGED + 8)
            waiting = fcntl.ioctl(self._line.fileno(), _BYTES_WAITING, bytes(4))
        except OSError:
            return None
        if len(told) < _BYTES_ACKNOWLEDGED + 8:
            return None
        return told[0], struct.unpack_from("=Q", told, _BYTES_ACKNOWLEDGED)[0], struct.unpack("=i", waiting)[0]


@dataclass(frozen=True)
class Receipt:
    """What is signed for a receiver; the request is over by then, so in a context and a transaction of its own."""

    app: Flask
    scope: Scope
    recipient_id: int
    place: str

    def is_shared(self) -> bool:
        """Whether the document can still be opened at this seat."""
        with self.app.app_context(), transaction(self.scope) as session:
            return session.get(DocumentRecipient, self.recipient_id) is not None

    def sign(self) -> None:
        """Puts the download on the receipt of the sender."""
        try:
            with self.app.app_context(), transaction(self.scope) as session:
                session.info["page"] = "DocumentPage.download"
                record_viewing(session, self.recipient_id, self.place, actor=self.scope.actor)
        except NotFound:
            self.app.logger.warning("A document was called back while its last piece was on its way.")


def given(pieces: Iterable[bytes], size: int, receipt: Receipt, connection: Connection) -> Iterator[bytes]:
    """The pieces to a receiver: the last one only while the document is shared, and signed for once it has arrived."""
    *first, last = pieces
    connection.begin()
    yield from first
    if not receipt.is_shared():
        connection.break_off()
        return
    yield last
    if connection.brings(size):
        receipt.sign()
