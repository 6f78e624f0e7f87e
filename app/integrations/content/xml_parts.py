"""XML within documents, read without entities, without the network and not beyond its measure (O-2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from app.domain.documents.content import ContentRefused, Refusal
from app.integrations.content.limits import MOST_XML

if TYPE_CHECKING:
    from lxml.etree import _Element

_DECLARED = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']+)[\"']")
_KNOWN = (b"utf-8", b"us-ascii", b"ascii")
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
_DEFINITIONS = ("<!DOCTYPE", "<!ENTITY")
_WRITTEN = ("utf-8", "utf-16-le", "utf-16-be")


def is_xml(content: bytes) -> bool:
    """Whether a reader would try to read this as XML."""
    return content.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:1] == b"<"


def refuse_odd_xml(content: bytes) -> None:
    """Refuses what is written so that a search for words would not find them. Raises ContentRefused."""
    declared = _DECLARED.match(content.removeprefix(b"\xef\xbb\xbf")[:200])
    if content.startswith(_WIDE) or (declared and declared[1].lower() not in _KNOWN):
        raise ContentRefused(Refusal.UNREADABLE)


def refuse_definitions(content: bytes) -> None:
    """Refuses XML that defines entities, which can grow without end. Raises ContentRefused."""
    written = _WRITTEN if content.startswith(_WIDE) else _WRITTEN[:1]
    if any(word.encode(letters) in content for word in _DEFINITIONS for letters in written):
        raise ContentRefused(Refusal.BOMB)


def elements(content: bytes) -> Iterator[_Element]:
    """Every element as it closes, with its text and attributes, and forgotten after. Raises ContentRefused."""
    # Imported here: of some size, and only this process reads documents.
    from lxml import etree

    if len(content) > MOST_XML:
        raise ContentRefused(Refusal.TOO_COMPLEX)
    reader = etree.iterparse(
        BytesIO(content), events=("end",), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        for _event, element in reader:
            yield element
            element.clear(keep_tail=False)
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError:
        raise ContentRefused(Refusal.UNREADABLE) from None


def local_name(element: _Element) -> str:
    """The name of an element without its namespace; nothing for a comment or an instruction."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: _Element, wanted: str) -> str:
    """The value of an attribute, whatever its namespace; nothing where there is none."""
    return next((str(value) for name, value in element.attrib.items() if str(name).rpartition("}")[2] == wanted), "")
