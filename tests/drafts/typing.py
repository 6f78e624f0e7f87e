"""What a browser does with a form while its user types."""

from __future__ import annotations

from typing import Any

from tests.views.reading import marks_of

WAITS = "Je hebt hier een concept van"
TAKEN_UP = "Dit is je concept van"


def autosave(browser: Any, address: str, typed: dict[str, Any], opened: Any = None) -> Any:
    """Keeps what is typed so far, as the script of a page does."""
    marks = marks_of(opened) if opened is not None else {}
    return browser.post("/concepten/bewaren/", {**marks, **typed, "draft_form": address})


def take_up(browser: Any, address: str) -> Any:
    """Presses "Verder werken met het concept"."""
    return browser.post(address, {"continue_draft": "yes"})
