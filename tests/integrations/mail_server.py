"""A real mail server that answers as a test tells it, and remembers what it accepted."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

ACCEPT = "250 OK"
# Ways in which no answer comes: the line breaks off, or the sender's patience does; before or after the mail was taken.
DIE, DIE_AFTERWARDS = "die", "die afterwards"
SILENCE, SILENCE_AFTERWARDS = "silence", "silence afterwards"
USER, PASSWORD = "binc", "een postwachtwoord"


class MailServer:
    """Answers greetings, recipients and texts from three lists, then accepts everything."""

    def __init__(self) -> None:
        self.port = _free_port()
        self.to_greetings: list[str] = []
        self.to_recipients: list[str] = []
        self.to_texts: list[str] = []
        self.offered: list[Message] = []
        self.accepted: list[Message] = []
        self.logins: list[tuple[str, str, bool]] = []

    def check_login(self, server: Any, _session: Any, _envelope: Any, mechanism: str, login: Any) -> AuthResult:
        """Lets in who knows the password, and remembers who tried over which kind of line."""
        name, password = login.login.decode(), login.password.decode()
        self.logins.append((name, mechanism, server.transport.get_extra_info("ssl_object") is not None))
        return AuthResult(success=(name, password) == (USER, PASSWORD), handled=False)

    async def handle_EHLO(
        self, server: Any, session: Any, _envelope: Any, hostname: str, answers: list[str]
    ) -> list[str]:
        """Answers the greeting."""
        session.host_name = hostname
        answer = self.to_greetings.pop(0) if self.to_greetings else ACCEPT
        return answers if answer == ACCEPT else [await _said(server, answer)]

    async def handle_HELO(self, server: Any, session: Any, _envelope: Any, hostname: str) -> str:
        """Answers the older greeting, to which who is refused goes on."""
        return (await self.handle_EHLO(server, session, _envelope, hostname, [ACCEPT]))[0]

    async def handle_RCPT(self, server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        """Answers the recipient."""
        answer = self.to_recipients.pop(0) if self.to_recipients else ACCEPT
        if answer == ACCEPT:
            envelope.rcpt_tos.append(address)
        return await _said(server, answer)

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:
        """Answers the text."""
        answer = self.to_texts.pop(0) if self.to_texts else ACCEPT
        mail = message_from_bytes(envelope.content)
        self.offered.append(mail)
        if answer in (ACCEPT, DIE_AFTERWARDS, SILENCE_AFTERWARDS):
            self.accepted.append(mail)
        return await _said(server, answer)


async def _said(server: Any, answer: str) -> str:
    """What is sent back; where no answer comes, this lasts until the connection is gone."""
    if answer in (DIE, DIE_AFTERWARDS):
        server.transport.abort()
    if answer in (SILENCE, SILENCE_AFTERWARDS):
        await asyncio.Event().wait()
    return answer


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def mail_server(tls: ssl.SSLContext | None = None) -> Iterator[MailServer]:
    """A server that listens until the block ends; with a certificate it takes mail over TLS and after login only."""
    server = MailServer()
    guarded: dict[str, Any] = {"require_starttls": True, "auth_required": True} if tls else {}
    controller = Controller(
        server, hostname="127.0.0.1", port=server.port, tls_context=tls, authenticator=server.check_login, **guarded
    )
    controller.start()
    try:
        yield server
    finally:
        controller.stop()
