"""Sending mail: the port and its adapters (D-7)."""

from app.integrations.mail.mailbox import MailboxTransport
from app.integrations.mail.port import Mail, MailTransport, NotAcceptedNow, Refused
from app.integrations.mail.smtp import SmtpSettings, SmtpTransport

__all__ = ["Mail", "MailTransport", "MailboxTransport", "NotAcceptedNow", "Refused", "SmtpSettings", "SmtpTransport"]
