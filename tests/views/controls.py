"""What a browser would post of a page's own form, as it was opened."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

SKIPPED = frozenset({"submit", "button", "search", "file", "password"})


class _Controls(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.pairs: list[tuple[str, str]] = []
        self._select: str | None = None
        self._textarea: str | None = None
        self._options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        name = found.get("name")
        if tag == "input" and name and found.get("type") not in SKIPPED:
            if found.get("type") not in ("checkbox", "radio") or "checked" in found:
                self.pairs.append((name, found.get("value", "on")))
        elif tag == "select":
            self._select, self._options = name, []
        elif tag == "option" and self._select:
            self._options.append((found.get("value", ""), "selected" in found))
        elif tag == "textarea":
            self._textarea = name
            self.pairs += [(name, "")] if name else []

    def handle_data(self, data: str) -> None:
        if self._textarea:
            name, text = self.pairs.pop()
            self.pairs.append((name, text + data.lstrip("\n") if not text else text + data))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self._select:
            chosen = [value for value, is_chosen in self._options if is_chosen] or [v for v, _ in self._options[:1]]
            self.pairs += [(self._select, value) for value in chosen[:1]]
            self._select = None
        elif tag == "textarea":
            self._textarea = None


def controls_of(answer: Any) -> dict[str, list[str]]:
    """Name and values of every control of the page's own form, the one that guards its text, as it was opened."""
    forms = [each.split("</form>", 1)[0] for each in answer.text.split("<main", 1)[1].split("<form")[1:]]
    form = next(each for each in forms if "data-guard" in each)
    parser = _Controls()
    parser.feed(f"<form{form}</form>")
    values: dict[str, list[str]] = {}
    for name, value in parser.pairs:
        values.setdefault(name, []).append(value)
    return {name: texts for name, texts in values.items() if name not in ("csrf_token", "seat")}
