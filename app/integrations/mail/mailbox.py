"""Mail that never leaves: in a demonstration it is read in the product itself."""

from __future__ import annotations

from app.integrations.mail.port import Mail


class MailboxTransport:
    """Accepts every mail; the mailbox page shows what the outbox says was sent."""

    def send(self, mail: Mail) -> None:
        """Accepts the mail."""
