"""A real mail server that answers as a test tells it, and remembers what it accepted."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller

ACCEPT, DIE = "250 OK", "die"


class MailServer:
    """Answers recipients and texts from two lists, then accepts everything."""

    def __init__(self) -> None:
        self.port = _free_port()
        self.to_recipients: list[str] = []
        self.to_texts: list[str] = []
        self.offered: list[Message] = []
        self.accepted: list[Message] = []

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        """Answers the recipient."""
        answer = self.to_recipients.pop(0) if self.to_recipients else ACCEPT
        if answer == ACCEPT:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:
        """Answers the text; dying is a connection that breaks off without an answer."""
        answer = self.to_texts.pop(0) if self.to_texts else ACCEPT
        mail = message_from_bytes(envelope.content)
        self.offered.append(mail)
        if answer == DIE:
            server.transport.abort()
        if answer == ACCEPT:
            self.accepted.append(mail)
        return answer


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A server that listens until the block ends."""
    server = MailServer()
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()
