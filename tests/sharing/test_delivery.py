"""A receipt is signed for what arrived, not for what only left nor what was called back meanwhile (O-4, O-6)."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from views.documents import delivery
from views.documents.delivery import Connection, Receipt, given

SIZE = 600_000
PIECES = [bytes(200_000)] * 3


@contextmanager
def line() -> Iterator[tuple[socket.socket, socket.socket]]:
    """The two ends of a connection; the sending end takes everything at once, as a server's does for a small file."""
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 20_000)
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        here = socket.socket()
        here.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 20_000)
        here.connect(listening.getsockname())
        there, _ = listening.accept()
    there.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 * SIZE)
    with here, there:
        yield there, here


def read(here: socket.socket, most: int) -> None:
    """Reads this much and no more."""
    while most:
        most -= len(here.recv(min(most, 65_536)))


def reset(here: socket.socket) -> None:
    """Closes without a goodbye, as a program that is ended does."""
    here.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    here.close()


def begun(there: socket.socket) -> Connection:
    """A connection over which a content was handed to the system."""
    connection = Connection(there)
    connection.begin()
    there.sendall(bytes(SIZE))
    return connection


def test_what_was_read_whole_has_arrived_O_4() -> None:
    with line() as (there, here):
        connection = begun(there)
        read(here, SIZE)
        assert connection.brings(SIZE)
        here.close()
        assert connection.brings(SIZE)


def test_who_breaks_off_half_way_did_not_get_it_though_all_of_it_left_O_4() -> None:
    with line() as (there, here):
        connection = begun(there)
        read(here, SIZE // 2)
        here.close()
        assert not connection.brings(SIZE)


def test_who_read_it_whole_and_then_vanishes_got_it_O_4() -> None:
    with line() as (there, here):
        connection = begun(there)
        read(here, SIZE)
        reset(here)
        assert connection.brings(SIZE)


def test_what_an_earlier_answer_brought_does_not_count_O_4() -> None:
    with line() as (there, here):
        begun(there)
        read(here, SIZE)
        connection = begun(there)
        reset(here)
        assert not connection.brings(SIZE)


def test_who_reads_nothing_more_is_not_waited_for_without_end_O_4(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "_PATIENCE", 0.1)
    with line() as (there, _here):
        assert not begun(there).brings(SIZE)


@dataclass
class Watched:
    """A receipt that is shared or not, and tells whether it was signed."""

    shared: bool = True
    signed: list[bool] = field(default_factory=list)

    def is_shared(self) -> bool:
        """Whether it can still be opened."""
        return self.shared

    def sign(self) -> None:
        """Signs."""
        self.signed.append(True)


def got(there: socket.socket | None, receipt: Watched) -> list[bytes]:
    return list(given(PIECES, SIZE, cast(Receipt, cast(Any, receipt)), Connection(there)))


def test_what_is_called_back_while_it_is_given_breaks_off_and_is_not_signed_O_6() -> None:
    receipt = Watched(shared=False)
    with line() as (there, here):
        assert got(there, receipt) == PIECES[:2]
        assert here.recv(1) == b"", "the line ends, so that nobody takes the file for whole"
    assert receipt.signed == []


def test_where_nothing_is_told_about_the_line_what_left_has_arrived_O_4() -> None:
    receipt = Watched()
    assert got(None, receipt) == PIECES
    assert receipt.signed == [True]
