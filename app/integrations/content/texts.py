"""Plain text and lists: letters and nothing that a computer runs (O-2)."""

from __future__ import annotations

import re

from app.domain.documents.content import ContentRefused, Kind, Refusal
from app.domain.documents.programs import PROGRAM_EXTENSIONS
from app.integrations.content.signatures import refuse_hidden_files

_PAGE = re.compile(r"\s*<(?:!doctype|\?xml|!--|[a-z][a-z0-9]*[\s>/:])", re.IGNORECASE)
_PAGE_INSIDE = ("<script", "<html", "<svg", "<iframe", "<hta:", "<object", "<embed", "<?php")
_PROGRAM = re.compile(
    r"\s*(?:@echo\b|\[internetshortcut\]|\[desktop entry\]|\[autorun\]|windows registry editor|regedit4"
    r"|begin [0-7]{3} )",
    re.IGNORECASE,
)
_PROGRAM_INSIDE = (
    "createobject(", "activexobject(", "invoke-expression", "frombase64string(", "wscript.shell", "new-object net.",
    "new-object system.",
)  # fmt: skip
_MAIL = re.compile(r"(?:[A-Za-z-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?mime-version:", re.IGNORECASE)
# A cell that makes a spreadsheet start or fetch something: =cmd|'/c calc'!A1, =WEBSERVICE("http…").
_FETCHING = (
    "webservice(", "dde(", "call(", "register(", "register.id(", "exec(", "importxml(", "importdata(", "importhtml(",
    "importrange(",
)  # fmt: skip
_STARTING = re.compile(r"\b[a-z]{2,}\s*\|[^\n]{0,500}?!")
_FORMULA = re.compile(r"(?:^|[;,\t\"])\s*[=+\-@]")
_CONTROLS = "".join(map(chr, (*range(9), 11, *range(14, 32), 127)))
_SCRIPTS = ("text/x-shellscript", "text/x-msdos-batch", "text/x-php", "text/x-perl")
_MOST_HEADERS = 20_000


def check_text(content: bytes, extension: str, guess: str) -> Kind:
    """A text in UTF-8, in UTF-16 with its mark, or in the Western letters of Windows. Raises ContentRefused."""
    text = _decoded(content)
    small = text.lower()
    refuse_hidden_files(content)
    if _PAGE.match(text) or any(word in small for word in _PAGE_INSIDE):
        raise ContentRefused(Refusal.WEB_PAGE)
    if _MAIL.match(text[:_MOST_HEADERS]):
        raise ContentRefused(Refusal.MAIL)
    is_script = guess in _SCRIPTS or _PROGRAM.match(text) or any(word in small for word in _PROGRAM_INSIDE)
    if extension in PROGRAM_EXTENSIONS or is_script:
        raise ContentRefused(Refusal.PROGRAM)
    if extension != "csv":
        return Kind.TEXT
    if _starts_something(small):
        raise ContentRefused(Refusal.EXTERNAL_REFERENCE)
    return Kind.CSV


def _starts_something(small: str) -> bool:
    """Whether a formula on a line names a program or fetches; lines are only looked at where there may be one."""
    if "|" not in small and not any(word in small for word in _FETCHING):
        return False
    return any(
        _FORMULA.search(line) and (_STARTING.search(line) or any(word in line for word in _FETCHING))
        for line in small.splitlines()
    )


def _decoded(content: bytes) -> str:
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(sign in text for sign in _CONTROLS):
            return text
    raise ContentRefused(Refusal.UNKNOWN_TYPE)
