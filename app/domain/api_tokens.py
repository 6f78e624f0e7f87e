"""The keys with which other programs come in: what they open, for how long, and when they are about to end (G-3)."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.domain.faults import Fault

LONGEST_LIFE = timedelta(days=365)
LONGEST_NAME = 50
WARN_DAYS = (30, 7)
RULE = "G-3"
ACTIVE, ENDED, EXPIRED = "active", "ended", "expired"


class TokenScope(StrEnum):
    """One thing that a program may do; the word is what documentation and database call it."""

    READ_DOSSIERS = "dossiers:read"
    WRITE_DOSSIERS = "dossiers:write"
    READ_STATEMENTS = "statements:read"
    WRITE_STATEMENTS = "statements:write"
    READ_DOCUMENTS = "documents:read"
    READ_FIGURES = "figures:read"


SCOPE_LABELS = {
    TokenScope.READ_DOSSIERS: "Dossiers, beslissingen en schakelingen lezen",
    TokenScope.WRITE_DOSSIERS: "Dossiers, beslissingen en schakelingen registreren",
    TokenScope.READ_STATEMENTS: "Kwartaalstaten lezen, ook per cliënt en zonder namen",
    TokenScope.WRITE_STATEMENTS: "Kwartaalstaten invullen, ook per cliënt",
    TokenScope.READ_DOCUMENTS: "De lijst van gedeelde documenten lezen, zonder hun inhoud",
    TokenScope.READ_FIGURES: "Cijfers lezen: bezetting, benutting en inzet",
}
# What is registered is read back, or a program could not tell what it did.
READING_FIRST = {
    TokenScope.WRITE_DOSSIERS: TokenScope.READ_DOSSIERS,
    TokenScope.WRITE_STATEMENTS: TokenScope.READ_STATEMENTS,
}
# The agency's programs see figures and no names.
AGENCY_SCOPES = (TokenScope.READ_FIGURES,)


@dataclass(frozen=True)
class Secret:
    """A new key: what its owner gets once, what is shown of it ever after, and what is kept to know it by."""

    text: str
    prefix: str
    digest: str


def make_secret() -> Secret:
    """A key of 256 random bits behind a visible beginning."""
    prefix = f"binc_{secrets.token_hex(4)}"
    text = f"{prefix}_{secrets.token_urlsafe(32)}"
    return Secret(text, prefix, digest_of(text))


def digest_of(text: str) -> str:
    """What is kept of a key; looking it up by this tells nothing about keys that are nearly right."""
    return hashlib.sha256(text.encode()).hexdigest()


def check_token(
    name: str, scopes: Iterable[str], expires_on: date | None, *, of_agency: bool, today: date
) -> list[Fault]:
    """What is wrong with a key that somebody wants to make; a key lasts a year at most, its last day included."""
    chosen = frozenset(scopes)
    faults = []
    if not name.strip():
        faults.append(Fault(RULE, "name", "Vul in welk programma dit token gebruikt."))
    if len(name.strip()) > LONGEST_NAME:
        faults.append(Fault(RULE, "name", f"Houd de naam bij {LONGEST_NAME} tekens."))
    faults += _scope_faults(chosen, of_agency)
    if expires_on is None or not today <= expires_on <= today + LONGEST_LIFE:
        last = today + LONGEST_LIFE
        words = f"Kies een dag van vandaag tot en met {last:%d/%m/%Y}: een token geldt hoogstens een jaar."
        faults.append(Fault(RULE, "expires_on", words))
    return faults


def _scope_faults(chosen: frozenset[str], of_agency: bool) -> list[Fault]:
    if not chosen:
        return [Fault(RULE, "scopes", "Kies minstens één ding dat het programma mag.")]
    if of_agency and not chosen <= frozenset(AGENCY_SCOPES):
        return [Fault(RULE, "scopes", "Een programma van Opgroeien leest alleen cijfers. Vink de rest uit.")]
    missing = [need for scope, need in READING_FIRST.items() if scope in chosen and need not in chosen]
    return [Fault(RULE, "scopes", f"Vink ook aan: {SCOPE_LABELS[need].lower()}.") for need in missing]


def token_state(expires_on: date, is_ended: bool, today: date) -> str:
    """Whether a key still opens anything; on its last day it does."""
    if is_ended:
        return ENDED
    return ACTIVE if today <= expires_on else EXPIRED


def warning_due(expires_on: date, warned: int | None, today: date) -> int | None:
    """Which warning is to be given now (30 or 7 days before the end), each once; None when there is none."""
    days_left = (expires_on - today).days
    if days_left < 0:
        return None
    due = [days for days in WARN_DAYS if days_left <= days and (warned is None or days < warned)]
    return min(due) if due else None
