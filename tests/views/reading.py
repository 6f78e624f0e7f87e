"""Reads a page as somebody at work does: its words, what stands beside a field, what its form holds."""

from __future__ import annotations

import html
import re
from typing import Any


def words_of(answer: Any) -> str:
    """The text of a page without its markup."""
    text = re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<(script|style).*?</\1>", " ", answer.text))
    return re.sub(r"\s+", " ", html.unescape(text))


def fault_at(answer: Any, field: str) -> str:
    """What is said to be wrong beside a field; empty where nothing is."""
    found = re.search(rf'(?s)<div id="{re.escape(field)}-error">(.*?)</div></div>', answer.text)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", found[1]))).strip() if found else ""


def value_of(answer: Any, name: str) -> str | None:
    """The text an input holds, or None where the page has no such input."""
    for tag in re.findall(r"<input[^>]*>", answer.text):
        if f'name="{name}"' in tag:
            found = re.search(r'value="([^"]*)"', tag)
            return html.unescape(found[1]) if found else ""
    return None


def ticked(answer: Any, name: str) -> list[str]:
    """The values of the checkboxes and radios of this name that are ticked."""
    tags = [tag for tag in re.findall(r"<input[^>]*>", answer.text) if f'name="{name}"' in tag and " checked" in tag]
    return [html.unescape(re.search(r'value="([^"]*)"', tag)[1]) for tag in tags]  # type: ignore[index]


def marks_of(answer: Any) -> dict[str, str]:
    """The hidden marks that a form carries about what its user saw."""
    return {
        name: value for name in ("version", "seen", "kind", "basis") if (value := value_of(answer, name)) is not None
    }


def to_confirm(answer: Any) -> list[str]:
    """The ticks of all warnings that ask to be confirmed."""
    return [
        re.search(r'value="([^"]*)"', tag)[1]  # type: ignore[index]
        for tag in re.findall(r"<input[^>]*>", answer.text)
        if 'name="confirmed"' in tag
    ]


def fields_without_help(answer: Any) -> list[str]:
    """The visible fields of the page's main part that have neither a hint nor an explanation (E-5)."""
    main = answer.text.split("<main", 1)[1].split("</main>", 1)[0]
    names = {
        re.search(r'name="([^"]*)"', tag)[1]  # type: ignore[index]
        for tag in re.findall(r"<(?:input|select|textarea)[^>]*>", main)
        if 'type="hidden"' not in tag and 'name="' in tag
    }
    return sorted(name for name in names if f'id="{name}-help"' not in main and f'id="{name}-hint"' not in main)


def button_of_enter(answer: Any) -> str | None:
    """The name of the button that the Enter key presses in the page's own form; None for the one that saves."""
    form = answer.text.split("<main", 1)[1].split("<form", 1)[1].split("</form>", 1)[0]
    first = re.search(r'<button[^>]*type="submit"[^>]*>', form)
    found = re.search(r'name="([^"]*)"', first[0]) if first else None
    return found[1] if found else None
