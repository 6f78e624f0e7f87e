"""Reads a page as somebody at work does: its words, what stands beside a field, what its form holds."""

from __future__ import annotations

import html
import re
from typing import Any


def words_of(answer: Any) -> str:
    """The text of a page without its markup."""
    return words_in(re.sub(r"(?s)<(script|style).*?</\1>", " ", answer.text))


def words_in(markup: str) -> str:
    """The text of a piece of a page without its markup."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", markup)))


def table_of(answer: Any, name: str) -> list[tuple[list[str], str]]:
    """The rows of the table with this name: the words of each cell, and the first address in the row or nothing."""
    found = [each for each in answer.text.split("<table")[1:] if re.search(rf"<caption[^>]*>{re.escape(name)}<", each)]
    body = found[0].split("<tbody>", 1)[1].split("</tbody>", 1)[0] if found else ""
    rows = []
    for row in body.split("<tr")[1:]:
        cells = [words_in(cell) for cell in re.findall(r"(?s)<td[^>]*>(.*?)</td>", row)]
        link = re.search(r'href="([^"]*)"', row)
        rows.append((cells, html.unescape(link[1]) if link else ""))
    return rows


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
