"""What kind of file this is: libmagic guesses, the structure decides (O-2)."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.documents.content import ContentRefused, Kind, Refusal
from app.integrations.content.images import check_image
from app.integrations.content.office import check_container
from app.integrations.content.old_office import OLD_CONTAINER, refusal_of_old_office
from app.integrations.content.pdf import check_pdf
from app.integrations.content.rich_text import check_rich_text
from app.integrations.content.signatures import refuse_hidden_files, refuse_known
from app.integrations.content.sniffing import media_type_of
from app.integrations.content.texts import check_text

Check = Callable[[bytes], Kind]

# By their first bytes: what a reader goes by, wherever libmagic looks.
_HEADS: tuple[tuple[bytes, Check], ...] = (
    (b"%PDF-", check_pdf),
    (b"PK\x03\x04", check_container),
    (b"{\\rtf1", check_rich_text),
    (b"\x89PNG\r\n\x1a\n", check_image),
    (b"\xff\xd8\xff", check_image),
    (b"GIF87a", check_image),
    (b"GIF89a", check_image),
    (b"II*\x00", check_image),
    (b"MM\x00*", check_image),
    (b"RIFF", check_image),
)
# What libmagic may say of a file that begins like that; anything else and the two disagree about what it is.
_GUESSES: dict[Check, tuple[str, ...]] = {
    check_pdf: ("application/pdf",),
    check_container: (
        "application/zip",
        "application/octet-stream",
        "application/vnd.openxmlformats-officedocument.",
        "application/vnd.oasis.opendocument.",
    ),
    check_rich_text: ("text/rtf",),
    check_image: ("image/png", "image/jpeg", "image/gif", "image/tiff", "image/webp"),
}


def decide(content: bytes, extension: str) -> Kind:
    """The kind of a file that may be shared; `extension` is that of the name it came with.

    Raises ContentRefused.
    """
    refuse_known(content)
    guess = media_type_of(content)
    for head, check in _HEADS:
        if content.startswith(head):
            return _confirmed(content, guess, check)
    if content.startswith(OLD_CONTAINER):
        raise ContentRefused(refusal_of_old_office(content))
    if guess in _REFUSALS:
        raise ContentRefused(_REFUSALS[guess])
    return check_text(content, extension, guess)


def _confirmed(content: bytes, guess: str, check: Check) -> Kind:
    if not guess.startswith(_GUESSES[check]):
        raise ContentRefused(_REFUSALS.get(guess, Refusal.UNKNOWN_TYPE))
    kind = check(content)
    if check is not check_container:
        refuse_hidden_files(content)
    return kind


_PROGRAMS = """
    application/x-dosexec application/x-executable application/x-pie-executable application/x-sharedlib
    application/x-mach-binary application/x-java-applet application/java-archive application/x-msi
    application/vnd.microsoft.portable-executable application/x-ms-shortcut application/postscript
    application/vnd.debian.binary-package application/x-debian-package application/x-rpm
"""
_ARCHIVES = """
    application/zip application/x-rar application/vnd.rar application/x-7z-compressed application/gzip
    application/x-bzip2 application/x-xz application/x-tar application/x-ustar application/x-gtar application/zstd
    application/x-lz4 application/x-lzma application/x-compress application/x-cpio application/vnd.ms-cab-compressed
    application/x-iso9660-image application/x-arj application/x-lzh-compressed application/x-lha
    application/x-ace-compressed application/x-archive application/x-lzip application/x-zoo
"""
_REFUSALS = {
    **dict.fromkeys(_PROGRAMS.split(), Refusal.PROGRAM),
    **dict.fromkeys(_ARCHIVES.split(), Refusal.ARCHIVE),
    "image/svg+xml": Refusal.WEB_PAGE,
    "text/html": Refusal.WEB_PAGE,
    "message/rfc822": Refusal.MAIL,
    "application/vnd.ms-outlook": Refusal.MAIL,
    "application/pdf": Refusal.UNREADABLE,
}
