"""OpenDocument: scripts, events, DDE, objects and links (O-2)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.domain.documents.content import ContentRefused, Kind, Refusal
from app.integrations.content.containers import Part
from app.integrations.content.links import is_harmless_link
from app.integrations.content.xml_parts import attribute, elements, is_xml, local_name, refuse_odd_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

_KINDS = {kind.media_type: kind for kind in (Kind.ODT, Kind.ODS, Kind.ODP)}
_MIME_TYPE, _MANIFEST = "mimetype", "META-INF/manifest.xml"
_SCRIPT_FOLDERS = ("basic/", "scripts/")
_MARKS = (
    b"href", b"event-listener", b"dde", b"plugin", b"applet", b"floating-frame", b"object-ole", b"formula", b"script",
    b"vnd.sun.star", b"macro", b"&#",
)  # fmt: skip
_FETCHES = {"dde-source", "dde-connection-decl", "dde-connection", "dde-link", "floating-frame", "auto-reload"}
_OBJECTS = {"plugin", "applet", "object-ole"}
_RUN = ("execute", "macro", "verb")
_RUNS = re.compile(r"\s*(?:vnd\.sun\.star\.(?:script|expand|tdoc)|macro|javascript|slot|\.uno):", re.IGNORECASE)
_WITHIN = re.compile(r"(?:\./)?(?!/|\\|\.\.)[^:\\]*")
_FETCHING_FORMULA = re.compile(r"\b(?:DDE|WEBSERVICE)\s*\(|'(?:file|https?|smb|ftp):", re.IGNORECASE)


class OpenDocument:
    """A document of LibreOffice or its like, looked at part by part; its first part says what it is."""

    def __init__(self, names: Sequence[str]) -> None:
        if names[0] != _MIME_TYPE:
            raise ContentRefused(Refusal.UNREADABLE)
        self._kind: Kind | None = None

    def look_at(self, part: Part) -> None:
        """Raises ContentRefused for macros, programs, and what is fetched from elsewhere."""
        if part.name == _MIME_TYPE:
            self._kind = _KINDS.get(part.content.decode("ascii", "replace"))
        if self._kind is None:
            raise ContentRefused(Refusal.UNKNOWN_TYPE)
        if part.name == _MANIFEST and (b"encryption-data" in part.content or b"encrypted-package" in part.content):
            raise ContentRefused(Refusal.PROTECTED_OFFICE)
        if part.content and part.name.lower().startswith(_SCRIPT_FOLDERS):
            raise ContentRefused(Refusal.MACRO)
        if is_xml(part.content) and not part.name.startswith("META-INF/"):
            _look_inside(part.content)

    def kind(self) -> Kind:
        """Which of the three it is."""
        if self._kind is None:
            raise ContentRefused(Refusal.UNKNOWN_TYPE)
        return self._kind


def _look_inside(content: bytes) -> None:
    refuse_odd_xml(content)
    if not any(mark in content for mark in _MARKS):
        return
    for element in elements(content):
        name = local_name(element)
        _refuse_macros(element, name)
        if name in _OBJECTS:
            raise ContentRefused(Refusal.EMBEDDED_OBJECT)
        if name in _FETCHES and (name != "auto-reload" or attribute(element, "href")):
            raise ContentRefused(Refusal.EXTERNAL_REFERENCE)
        fetches = _FETCHING_FORMULA.search(attribute(element, "formula"))
        if fetches or not _is_harmless(name, attribute(element, "href")):
            raise ContentRefused(Refusal.EXTERNAL_REFERENCE)


def _refuse_macros(element: _Element, name: str) -> None:
    in_scripts = ":script:" in str(element.tag) or name == "script"
    runs = name == "event-listener" and (in_scripts or attribute(element, "action") in _RUN)
    if runs or (in_scripts and name == "script") or any(_RUNS.match(str(value)) for value in element.attrib.values()):
        raise ContentRefused(Refusal.MACRO)


def _is_harmless(name: str, target: str) -> bool:
    """A link that waits for a click, a part of the document itself, the whole of it, or where the template once lay."""
    if target in ("", "..") or _WITHIN.fullmatch(target):
        return True
    if name == "template":
        return target.startswith(("../", "file:///", "/"))
    return name == "a" and is_harmless_link(target)
