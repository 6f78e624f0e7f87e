"""Messages that leave the product after the change they tell of: each once, in order, and tried again with patience."""

from __future__ import annotations

from datetime import timedelta

# A message is dropped when what it tells of is over before it went.
WAITING, SENT, FAILED, DROPPED = "waiting", "sent", "failed", "dropped"
STATES = (WAITING, SENT, FAILED, DROPPED)

# How long to wait after each try that did not succeed; after the last one the message has failed.
PAUSES = (
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
    timedelta(hours=24),
    timedelta(hours=24),
)


def pause_after(tries: int) -> timedelta:
    """How long a message rests after this many tries, also while a try is under way; the last pause from then on."""
    return PAUSES[min(tries, len(PAUSES)) - 1]


def is_last_try(tries: int) -> bool:
    """Whether a message that failed this many times is given up."""
    return tries > len(PAUSES)
