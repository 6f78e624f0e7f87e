"""A question of a facility about its capacity, and the answer of the agency (M-3, H15)."""

from __future__ import annotations

from app.domain.faults import Fault

RULE = "M-3"
OPEN, ANSWERED = "open", "answered"
STATES = (OPEN, ANSWERED)
LONGEST_TEXT = 1000
ANSWERED_BEFORE = Fault("D-11", "answer", "Een collega beantwoordde deze vraag intussen.")
ROW_GONE = Fault("D-11", "row", "Deze rij is intussen gewijzigd of verwijderd. Kies een andere, of de hele module.")


def check_question(words: str) -> list[Fault]:
    """Whether something was asked, and not too much of it (M-3)."""
    return _check(words, "question", "Schrijf in een paar zinnen wat je wilt weten.")


def check_answer(words: str) -> list[Fault]:
    """Whether something was answered, and not too much of it (M-3)."""
    return _check(words, "answer", "Schrijf je antwoord in een paar zinnen.")


def _check(words: str, field: str, missing: str) -> list[Fault]:
    if not words.strip():
        return [Fault(RULE, field, missing)]
    if len(words.strip()) > LONGEST_TEXT:
        return [Fault(RULE, field, f"Houd het bij {LONGEST_TEXT} tekens. Schrap wat niet nodig is.")]
    return []
