"""How somebody hears of shared documents by mail (O-4)."""

from __future__ import annotations

from app.database import BincSession
from app.domain.documents.mails import MailChoice
from app.domain.faults import NotFound
from app.domain.scope import Actor
from models.access import Account


def choose_mails(session: BincSession, choice: MailChoice, *, actor: Actor) -> None:
    """Keeps what somebody chose for themselves; it holds from the next document on (O-4). Raises NotFound."""
    account = session.get(Account, actor.user_id or 0)
    if account is None:
        raise NotFound
    if account.document_mail != choice:
        account.document_mail = choice.value
        session.trail.add("change", "account", [account.id], ["document_mail"])


def chosen_mails(session: BincSession, *, actor: Actor) -> MailChoice:
    """What somebody chose, a mail for each document where they never did. Raises NotFound."""
    account = session.get(Account, actor.user_id or 0)
    if account is None:
        raise NotFound
    return MailChoice(account.document_mail)
