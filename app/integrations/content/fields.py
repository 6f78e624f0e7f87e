"""Fields of a word processor: page numbers and dates, and those that fetch or start something (O-2)."""

from __future__ import annotations

import re

from app.domain.documents.content import ContentRefused, Refusal
from app.integrations.content.links import is_harmless_link

_STARTS = {
    "DDE",
    "DDEAUTO",
    "LINK",
    "INCLUDETEXT",
    "INCLUDE",
    "IMPORT",
    "DATABASE",
    "EMBED",
    "MACRO",
    "CONTROL",
}
_SHOWS = {"INCLUDEPICTURE", "HYPERLINK", "RD"}
_FIRST = re.compile(r"\s*([A-Za-z]+)")
_ADDRESS = re.compile(r'[A-Za-z]+\s+(?:\\[a-z]\s+)*"?([^"\s]*)')
_FROM_MAIL = re.compile(r"cid:", re.IGNORECASE)
# Letters by their numbers: nobody writes so who has nothing to hide.
_SPELLED = re.compile(r"\s*QUOTE\s+(?:\d{2,3}\s*)+", re.IGNORECASE)


def refuse_command(code: str) -> None:
    """Refuses a field that starts a program, or fetches what does not lie in the document. Raises ContentRefused."""
    found = _FIRST.match(code)
    if found is None:
        # Nothing, a formula, or the name of the field is made by another field.
        if code.strip() and not code.strip().startswith(("=", "\\", '"')):
            raise ContentRefused(Refusal.EXTERNAL_REFERENCE)
        return
    name = found[1].upper()
    if name in _STARTS or _SPELLED.match(code):
        raise ContentRefused(Refusal.EXTERNAL_REFERENCE)
    if name in _SHOWS:
        address = _ADDRESS.match(code.strip())
        # In a field every backslash is written twice.
        target = address[1].replace("\\\\", "\\") if address else ""
        shown_from_mail = name == "INCLUDEPICTURE" and _FROM_MAIL.match(target)
        if not shown_from_mail and (not is_harmless_link(target) or _fetched(name, target)):
            raise ContentRefused(Refusal.EXTERNAL_REFERENCE)


def _fetched(name: str, target: str) -> bool:
    """A link waits for a click, an image is fetched without one."""
    return name != "HYPERLINK" and "//" in target
