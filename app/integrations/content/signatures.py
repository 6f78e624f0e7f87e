"""Files that give themselves away by certain bytes: at their begin, or hidden in a file of another kind (O-2)."""

from __future__ import annotations

from io import BytesIO
from zipfile import BadZipFile, ZipFile

from app.domain.documents.content import ContentRefused, Refusal

# libmagic knows these too late, not at all, or takes them for text.
_BEGINS: tuple[tuple[bytes, Refusal], ...] = (
    (b"MZ", Refusal.PROGRAM),
    (b"\x7fELF", Refusal.PROGRAM),
    (b"\xca\xfe\xba\xbe", Refusal.PROGRAM),
    (b"\xcf\xfa\xed\xfe", Refusal.PROGRAM),
    (b"\xce\xfa\xed\xfe", Refusal.PROGRAM),
    (b"\x00asm", Refusal.PROGRAM),
    (b"dex\n", Refusal.PROGRAM),
    (b"L\x00\x00\x00\x01\x14\x02\x00", Refusal.PROGRAM),
    (b"ITSF", Refusal.PROGRAM),
    (b"FWS", Refusal.PROGRAM),
    (b"CWS", Refusal.PROGRAM),
    (b"#!", Refusal.PROGRAM),
    (b"%!PS", Refusal.PROGRAM),
    (b"\xe4R\x5c{\x8c\xd8\xa7M\xae\xb1Sx\xd0)\x96\xd3", Refusal.UNKNOWN_TYPE),
    (b"MSCF", Refusal.ARCHIVE),
    (b"ISc(", Refusal.ARCHIVE),
    (b"PK\x05\x06", Refusal.ARCHIVE),
    (b"PK\x07\x08", Refusal.ARCHIVE),
    (b"conectix", Refusal.ARCHIVE),
    (b"vhdxfile", Refusal.ARCHIVE),
    (b"x\x9f>\x22", Refusal.MAIL),
)
# A text may well begin with MZ or CWS, a program has zeros soon after it; these two need none.
_TEXT_TOO, _BINARY = (b"#!", b"%!PS"), 512
# The harmless file by which virus scanners are tried out.
_TEST_VIRUS = b"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$"
_ARCHIVES_INSIDE = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"MSCF\x00\x00\x00\x00")
_PAGES_INSIDE = (b"<script", b"<?php", b"<!doctype html", b"<html>", b"<hta:application")
_HEAD = 1024


def refuse_known(content: bytes) -> None:
    """Refuses what must not be taken for anything else. Raises ContentRefused."""
    if _TEST_VIRUS in content:
        raise ContentRefused(Refusal.PROGRAM)
    for begin, reason in _BEGINS:
        if content.startswith(begin) and (begin in _TEXT_TOO or b"\x00" in content[:_BINARY]):
            raise ContentRefused(reason)
    if content[257:262] == b"ustar":
        raise ContentRefused(Refusal.ARCHIVE)
    if content[32769:32774] == b"CD001":
        raise ContentRefused(Refusal.ARCHIVE)


def refuse_hidden_files(content: bytes) -> None:
    """Refuses a PDF, an image or a text that is also an archive or another PDF. Raises ContentRefused."""
    hidden = any(archive in content for archive in _ARCHIVES_INSIDE)
    if hidden or _is_archive_too(content) or b"%PDF-" in content[1:_HEAD]:
        raise ContentRefused(Refusal.TWO_IN_ONE)


def refuse_pages(content: bytes) -> None:
    """Refuses an image that a browser could take for a page or a script. Raises ContentRefused."""
    small = content.lower()
    if any(page in small for page in _PAGES_INSIDE):
        raise ContentRefused(Refusal.TWO_IN_ONE)


def _is_archive_too(content: bytes) -> bool:
    """A zip is read from its end, so that it opens whatever stands before it."""
    if b"PK\x05\x06" not in content[-70_000:]:
        return False
    try:
        with ZipFile(BytesIO(content)) as archive:
            return bool(archive.namelist())
    except (BadZipFile, ValueError, NotImplementedError, OSError):
        return False
