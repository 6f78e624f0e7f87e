"""The name under which a shared file goes on: readable, harmless, and true to what is inside (O-2)."""

from __future__ import annotations

import re
import unicodedata

from app.domain.documents.content import Kind

MOST_CHARACTERS = 120
NAMELESS = "document"
_SEPARATORS = re.compile(r"[/\\]")
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_SPACES = re.compile(r"\s+")
# Windows takes these for devices, whatever stands behind the first dot; the superscript digits count as digits there.
_DEVICE = re.compile(r"^(con|prn|aux|nul|clock\$|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(\.|$)", re.IGNORECASE)
_EXTENSION = re.compile(r"^[A-Za-z0-9]{1,8}$")
# Controls, formatting marks (such as those that turn the reading direction), halves of pairs, private use, unassigned,
# and separators of lines and paragraphs.
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_ALL_EXTENSIONS = {extension for kind in Kind for extension in kind.extensions}


def extension_of(name: str) -> str:
    """What stands behind the last dot of a file's name, in small letters; nothing where that is no extension."""
    stem, dot, extension = _cleaned(name).rpartition(".")
    return extension.lower() if stem and dot and _EXTENSION.match(extension) else ""


def name_for(given: str, kind: Kind) -> str:
    """The name a file of this kind is shared under (O-2).

    Folders, controls, marks that turn the reading direction and signs that no file may have are left out. An extension
    that fits the content stays; one of another allowed kind is replaced (a photo.jpg that is a PNG); before anything
    else the right one is added, so that a name never promises a program. At most MOST_CHARACTERS long.
    """
    name = _cleaned(given)
    given_extension = extension_of(name)
    stem = name[: -len(given_extension) - 1] if given_extension in _ALL_EXTENSIONS else name
    extension = given_extension if given_extension in kind.extensions else kind.extension
    stem = stem[: MOST_CHARACTERS - len(extension) - 1].strip(" .") or NAMELESS
    return f"{stem}.{extension}"


def _cleaned(given: str) -> str:
    composed = unicodedata.normalize("NFC", given)
    last = _SEPARATORS.split(composed)[-1]
    visible = "".join(sign if unicodedata.category(sign) not in _UNSEEN else " " * sign.isspace() for sign in last)
    name = _SPACES.sub(" ", _FORBIDDEN.sub("", visible)).strip(" .")
    return f"_{name}" if _DEVICE.match(name) else name
