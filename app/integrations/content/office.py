"""Which document of Office or LibreOffice a container is, and what lies in it (O-2)."""

from __future__ import annotations

from io import BytesIO
from zipfile import BadZipFile, ZipFile

from app.domain.documents.content import ContentRefused, Kind, Refusal
from app.integrations.content.containers import Container, Part
from app.integrations.content.limits import MOST_DEPTH, MOST_UNPACKED
from app.integrations.content.old_office import OLD_CONTAINER
from app.integrations.content.open_document import OpenDocument
from app.integrations.content.open_xml import OpenXml
from app.integrations.content.xml_parts import is_xml, refuse_definitions

_TYPES, _MIME_TYPE, _JAVA = "[content_types].xml", "mimetype", "meta-inf/manifest.mf"
_ZIP = b"PK\x03\x04"
_PROGRAMS = (b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"#!", b"L\x00\x00\x00\x01\x14\x02\x00", b"%PDF-")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"MSCF", b"\xfd7zXZ\x00", b"BZh", b"\x28\xb5\x2f\xfd", b"PK")


def check_container(content: bytes) -> Kind:
    """A document of one of the six kinds in which nothing runs, is fetched or is hidden. Raises ContentRefused."""
    return _check(content, MOST_UNPACKED, 0)[0]


def _check(content: bytes, left: int, depth: int) -> tuple[Kind, int]:
    """The kind, and how much there is left to unpack."""
    names = _names(content)
    if _TYPES not in names and _MIME_TYPE not in names:
        raise ContentRefused(Refusal.PROGRAM if _JAVA in names else Refusal.ARCHIVE)
    container = Container(content, left)
    document = OpenXml() if _TYPES in names else OpenDocument(container.names)
    for part in container.parts():
        if part.content.startswith(_ZIP):
            container.left = _check_inner(part, container.left, depth)
            continue
        _refuse_foreign(part)
        if is_xml(part.content):
            refuse_definitions(part.content)
        document.look_at(part)
    return document.kind(), container.left


def _names(content: bytes) -> set[str]:
    try:
        with ZipFile(BytesIO(content)) as archive:
            return {name.lower() for name in archive.namelist()}
    except (BadZipFile, NotImplementedError, ValueError, OSError):
        raise ContentRefused(Refusal.UNREADABLE) from None


def _check_inner(part: Part, left: int, depth: int) -> int:
    """A document within a document, such as the sheet behind a chart, has to pass as well."""
    if depth >= MOST_DEPTH:
        raise ContentRefused(Refusal.BOMB)
    try:
        return _check(part.content, left, depth + 1)[1]
    except ContentRefused as refused:
        if refused.reason in (Refusal.ARCHIVE, Refusal.PROGRAM):
            raise ContentRefused(Refusal.EMBEDDED_OBJECT) from None
        raise


def _refuse_foreign(part: Part) -> None:
    """Programs, archives and old Office containers have no business in a document, whatever they are named."""
    content = part.content
    if content.startswith(OLD_CONTAINER):
        raise ContentRefused(Refusal.MACRO if "vba" in part.name.lower() else Refusal.EMBEDDED_OBJECT)
    is_program = content.startswith(_PROGRAMS) or (content.startswith(b"MZ") and b"\x00" in content[:64])
    if is_program or content.startswith(_ARCHIVES):
        raise ContentRefused(Refusal.EMBEDDED_OBJECT)
