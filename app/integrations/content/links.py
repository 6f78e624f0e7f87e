"""Links: those a reader may click, and those that start something (O-2)."""

from __future__ import annotations

import re
from urllib.parse import unquote

from app.domain.documents.programs import PROGRAM_EXTENSIONS

_PLAIN = re.compile(r"(?:https?://|mailto:|tel:|#)", re.IGNORECASE)
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0]+")
# A path on a drive of the reader's own computer, which reaches nobody else.
_OWN_DRIVE = re.compile(r"(?:file:///)?[A-Za-z]:[\\/](?![\\/])")
_BESIDE = re.compile(r"(?![\\/])[^:]*")


def is_harmless_link(target: str) -> bool:
    """A page, a mail address, a telephone number, a place in the document itself, or a file at hand that is no program.

    Signs that a reader skips do not hide anything.
    """
    seen = _UNSEEN.sub("", unquote(target))
    if _PLAIN.match(seen):
        return True
    at_hand = _OWN_DRIVE.match(seen) or _BESIDE.fullmatch(seen)
    extension = seen.partition("#")[0].partition("?")[0].rpartition(".")[2].lower()
    return bool(at_hand) and extension not in PROGRAM_EXTENSIONS


def is_on_own_drive(target: str) -> bool:
    """A path on a drive of the reader's own computer."""
    return _OWN_DRIVE.match(unquote(target)) is not None
