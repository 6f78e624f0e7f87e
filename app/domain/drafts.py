"""Drafts: what somebody typed in a form and did not save yet, kept for that person alone (D-11)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from app.domain.faults import Fault

DRAFT_DAYS = 30
LARGEST_DRAFT = 64 * 1024
LONGEST_ADDRESS = 200
# The hidden marks of what its user saw: alone they are no text worth keeping.
MARKS = frozenset({"version", "seen", "basis", "kind"})
Pairs = tuple[tuple[str, str], ...]


def has_text(pairs: Iterable[tuple[str, str]]) -> bool:
    """Whether somebody typed or chose anything that is worth keeping."""
    return any(value.strip() for name, value in pairs if name not in MARKS)


def check_draft(pairs: Pairs) -> list[Fault]:
    """Whether a draft is small enough to keep: at most 64 KiB of names and texts together (D-11)."""
    size = sum(len(name.encode()) + len(value.encode()) for name, value in pairs)
    if size <= LARGEST_DRAFT:
        return []
    return [Fault("D-11", "draft", "Dit is te veel tekst voor een concept. Bewaar het formulier zelf.")]


def last_day_of_draft(saved_on: date) -> date:
    """The last day on which a draft can be taken up again: thirty days after it was last kept (D-11)."""
    return saved_on + timedelta(days=DRAFT_DAYS)


def last_moment_removed(now: datetime) -> datetime:
    """Drafts last kept at this moment or before have had their time (D-11)."""
    return now - timedelta(days=DRAFT_DAYS + 1)
