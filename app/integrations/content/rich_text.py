"""RTF: text and images, nothing embedded, nothing fetched (O-2)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.domain.documents.content import ContentRefused, Kind, Refusal
from app.integrations.content.fields import refuse_command
from app.integrations.content.links import is_on_own_drive

# A word of RTF with its number, a letter by its number, another sign behind a backslash, or a brace.
_TOKEN = re.compile(rb"\\([a-zA-Z]+)(-?\d+)? ?|\\'([0-9a-fA-F]{2})|\\[^a-zA-Z']|[{}]")
_OBJECTS = re.compile(
    rb"\\(?:obj(?:ect|data|emb|link|autlink|sub|pub|icemb|html|ocx|update|class|name|time|alias|sect)|bin)(?![a-zA-Z])"
    rb"|pfragments",
    re.IGNORECASE,
)
_FETCHES = re.compile(rb"\\(?:nextfile|filetbl|mailmerge|mmconnectstr|mmquery|mmdatasource|subdocument)(?![a-zA-Z])")
_TEMPLATE = re.compile(rb"\\template(?![a-zA-Z])")
_FIELD = re.compile(rb"\\fldinst(?![a-zA-Z])")
# What Word itself writes beside a link, and where it keeps its custom XML; both begin with the name of their reader.
_DATA = re.compile(rb"\\(?:datafield|datastore)(?![a-zA-Z])")
_LINK = "00d0c9ea79f9bace118c8200aa004ba90b02000000"
_CUSTOM_XML = "010500000200000018000000" + b"Msxml2.SAXXMLReader.".hex()
# The names of what starts a script or opens a file.
_STARTERS = ("c6afabec197fd211978e0000f8757e2a", "0303000000000000c000000000000046")
# A document says how many letters are spare, anew in every group; all that is usual is tried.
_SPARE_LETTERS = (1, 0, 2)
_MOST_FIELD = 4_096
_MOST_DATA = 65_536
_MOST_NESTED = 500


def check_rich_text(content: bytes) -> Kind:
    """An RTF of one whole group without objects, binary data, templates or fields that start something.

    Raises ContentRefused.
    """
    if _OBJECTS.search(content) or not all(map(_is_words_own, _groups(content, _DATA, _MOST_DATA))):
        raise ContentRefused(Refusal.EMBEDDED_OBJECT)
    if _FETCHES.search(content) or not all(map(is_on_own_drive, _groups(content, _TEMPLATE, _MOST_FIELD))):
        raise ContentRefused(Refusal.EXTERNAL_REFERENCE)
    _refuse_broken(content)
    for spare in _SPARE_LETTERS:
        for code in _groups(content, _FIELD, _MOST_FIELD, spare):
            refuse_command(code)
    return Kind.RTF


def _groups(content: bytes, word: re.Pattern[bytes], most: int, spare: int = 1) -> Iterator[str]:
    return (_text_of_group(content, found.end(), most, spare).strip() for found in word.finditer(content))


def _is_words_own(data: str) -> bool:
    digits = "".join(data.split()).lower()
    return digits.startswith((_LINK, _CUSTOM_XML)) and not any(starter in digits for starter in _STARTERS)


def _refuse_broken(content: bytes) -> None:
    """Behind the last brace nothing follows, and every brace has its fellow."""
    depth = 0
    for found in _TOKEN.finditer(content):
        token = found[0]
        if token == b"{":
            depth += 1
        elif token == b"}":
            depth -= 1
            if depth == 0 and content[found.end() :].strip(b"\x00\r\n\t "):
                raise ContentRefused(Refusal.TWO_IN_ONE)
        if not 0 <= depth <= _MOST_NESTED:
            raise ContentRefused(Refusal.UNREADABLE)
    if depth:
        raise ContentRefused(Refusal.UNREADABLE)


def _text_of_group(content: bytes, begin: int, most: int, spare: int) -> str:
    """The letters of the group that is open here, those of groups within it as well.

    Behind a letter by its number stand as many as `spare` for readers that do not know it.
    """
    depth, letters, place, skipped = 1, "", begin, 0
    for found in _TOKEN.finditer(content, begin):
        plain = content[place : found.start()].replace(b"\r", b"").replace(b"\n", b"").decode("latin-1")
        letters += plain[skipped:]
        skipped = max(skipped - len(plain), 0)
        is_spare = bool(found[3]) and skipped > 0
        letters += "" if is_spare else _letter(found)
        skipped = spare if found[1] == b"u" and found[2] else skipped - is_spare
        place = found.end()
        depth += {b"{": 1, b"}": -1}.get(found[0], 0)
        if not depth or place - begin > most:
            break
    return letters


def _letter(found: re.Match[bytes]) -> str:
    if found[3]:
        return chr(int(found[3], 16))
    if found[1] == b"u" and found[2]:
        return chr(int(found[2]) % 0x10000)
    return found[0][1:].decode("latin-1") if found[0] in (b"\\\\", b"\\{", b"\\}") else ""
