"""Mail by SMTP, with the standard library."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime

from app.integrations.mail.port import Mail, NotAcceptedNow, Refused

PERMANENT = 500
# What Python's mail headers raise for an address that they cannot read.
_NOT_WRITTEN = (ValueError, LookupError, AttributeError)
FOOTER = "Deze mail komt van Binc. Antwoorden kan niet. Om privacyredenen staat er niet in over wie het gaat."


@dataclass(frozen=True)
class SmtpSettings:
    """Which server takes mail over, as whom, and the address of the product for the links; seconds for the timeout."""

    host: str
    sender: str
    base_url: str
    port: int = 587
    starttls: bool = True
    user: str | None = None
    password: str | None = None
    timeout: float = 20.0


class SmtpTransport:
    """Hands each mail to one server in a conversation of its own."""

    def __init__(self, settings: SmtpSettings) -> None:
        self._settings = settings

    def send(self, mail: Mail) -> None:
        """Hands one mail over; an answer of 5xx to sender, recipient or text refuses it for good.

        So does an address that no mail can be written to. Raises NotAcceptedNow or Refused.
        """
        try:
            message = self.written(mail)
        except _NOT_WRITTEN as failure:
            raise Refused(type(failure).__name__) from None
        with self._conversation() as server:
            try:
                server.send_message(message, self._settings.sender, [mail.address])
            except smtplib.SMTPRecipientsRefused as refusal:
                raise _told(next(iter(refusal.recipients.values()))[0], refusal) from None
            except smtplib.SMTPResponseException as refusal:
                raise _told(refusal.smtp_code, refusal) from None
            except (OSError, smtplib.SMTPException) as failure:
                raise NotAcceptedNow(type(failure).__name__) from None

    def written(self, mail: Mail) -> EmailMessage:
        """The mail as it goes over the line; the same at every try."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._settings.sender, mail.address, mail.subject
        message["Date"] = format_datetime(mail.written_at)
        message["Message-ID"] = f"<{mail.key}@binc>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(f"{mail.body}\n\n{self._settings.base_url.rstrip('/')}{mail.path}\n\n{FOOTER}\n")
        return message

    @contextmanager
    def _conversation(self) -> Iterator[smtplib.SMTP]:
        """A server that is ready for a mail; whatever is wrong before that is no fault of the mail."""
        chosen = self._settings
        try:
            # The host belongs in the constructor: TLS compares it with the certificate, and connect() alone forgets it.
            server = smtplib.SMTP(chosen.host, chosen.port, timeout=chosen.timeout)
        except (OSError, smtplib.SMTPException) as failure:
            raise NotAcceptedNow(type(failure).__name__) from None
        try:
            self._introduce(server)
            yield server
        finally:
            # What was accepted stays accepted, also when the goodbye gets lost.
            with suppress(OSError, smtplib.SMTPException):
                server.quit()
            server.close()

    def _introduce(self, server: smtplib.SMTP) -> None:
        chosen = self._settings
        try:
            if chosen.starttls:
                server.starttls(context=ssl.create_default_context())
            if chosen.user:
                server.login(chosen.user, chosen.password or "")
            # Else it would greet while the mail is offered, and a server that greets nobody would refuse the mail.
            server.ehlo_or_helo_if_needed()
        except (OSError, smtplib.SMTPException) as failure:
            raise NotAcceptedNow(type(failure).__name__) from None


def _told(code: int, failure: Exception) -> NotAcceptedNow | Refused:
    cause = f"{type(failure).__name__} {code}"
    return Refused(cause) if code >= PERMANENT else NotAcceptedNow(cause)
