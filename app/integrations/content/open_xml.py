"""Office Open XML: content types, relationships, fields and actions (O-2)."""

from __future__ import annotations

import re
from posixpath import basename

from app.domain.documents.content import ContentRefused, Kind, Refusal
from app.integrations.content.containers import Part
from app.integrations.content.fields import refuse_command
from app.integrations.content.links import is_harmless_link, is_on_own_drive
from app.integrations.content.xml_parts import attribute, elements, is_xml, local_name, refuse_odd_xml

_MAIN = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": Kind.DOCX,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": Kind.XLSX,
    "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml": Kind.PPTX,
}
_WITH_MACROS = ("macroenabled", "vbaproject", "vbadata", "macrosheet", "dialogsheet", "attachedtoolbars")
_WITH_PROGRAMS = ("activex", "oleobject", "ocx", "msdownload")
# By the last word of what a relationship is for.
_MACROS = {"vbaproject", "wordvbadata", "xlmacrosheet", "xlintlmacrosheet", "attachedtoolbars", "dialogsheet"}
_OBJECTS = {"oleobject", "control", "activexcontrolbinary", "afchunk"}
_SOURCES = {
    "externallink",
    "connections",
    "querytable",
    "mailmergesource",
    "mailmergeheadersource",
    "subdocument",
    "frame",
}
_MARKS = (b"instrText", b"fldSimple", b"action", b"altChunk", b"oleObj", b"OLEObject")
_ACTION = re.compile(r"ppaction://(?:program|macro|ole)", re.IGNORECASE)
_FETCHING_FORMULA = b"WEBSERVICE("


class OpenXml:
    """A document of Word, Excel or PowerPoint, looked at part by part."""

    def __init__(self) -> None:
        self._overrides: dict[str, str] = {}
        self._defaults: dict[str, str] = {}
        self._main = ""

    def look_at(self, part: Part) -> None:
        """Raises ContentRefused for macros, programs, and what is fetched from elsewhere."""
        name = part.name.lower()
        if name.startswith("customxml/") and not name.endswith(".rels"):
            return
        if name == "[content_types].xml":
            self._note_types(part.content)
        elif name.endswith(".rels"):
            self._note_relationships(part)
        elif is_xml(part.content):
            _look_inside(part.content)

    def kind(self) -> Kind:
        """Which of the three it is, by the type of the part it begins with."""
        extension = self._main.rpartition(".")[2]
        media_type = self._overrides.get(self._main) or self._defaults.get(extension, "")
        if media_type not in _MAIN:
            raise ContentRefused(Refusal.UNKNOWN_TYPE)
        return _MAIN[media_type]

    def _note_types(self, content: bytes) -> None:
        refuse_odd_xml(content)
        for element in elements(content):
            media_type = attribute(element, "ContentType").lower()
            if any(word in media_type for word in _WITH_MACROS):
                raise ContentRefused(Refusal.MACRO)
            if any(word in media_type for word in _WITH_PROGRAMS):
                raise ContentRefused(Refusal.EMBEDDED_OBJECT)
            if local_name(element) == "Override":
                self._overrides[attribute(element, "PartName").lower().lstrip("/")] = media_type
            elif local_name(element) == "Default":
                self._defaults[attribute(element, "Extension").lower()] = media_type

    def _note_relationships(self, part: Part) -> None:
        refuse_odd_xml(part.content)
        for element in elements(part.content):
            if local_name(element) != "Relationship":
                continue
            purpose, target = basename(attribute(element, "Type")).lower(), attribute(element, "Target")
            _refuse_relationship(purpose, target, attribute(element, "TargetMode"))
            if purpose == "officedocument" and part.name.lower() == "_rels/.rels":
                self._main = target.lower().lstrip("/")


def _refuse_relationship(purpose: str, target: str, mode: str) -> None:
    if purpose in _MACROS:
        raise ContentRefused(Refusal.MACRO)
    if purpose in _OBJECTS:
        raise ContentRefused(Refusal.EMBEDDED_OBJECT)
    if mode in ("", "Internal"):
        harmless = "://" not in target and not target.startswith(("\\", "//"))
    elif purpose == "hyperlink":
        harmless = is_harmless_link(target)
    else:
        # Word writes on whose drive the template of the house lay; from anywhere else a template could be fetched.
        harmless = purpose == "attachedtemplate" and is_on_own_drive(target)
    if purpose in _SOURCES or not harmless:
        raise ContentRefused(Refusal.EXTERNAL_REFERENCE)


def _look_inside(content: bytes) -> None:
    refuse_odd_xml(content)
    if _FETCHING_FORMULA in content:
        raise ContentRefused(Refusal.EXTERNAL_REFERENCE)
    if not any(mark in content for mark in _MARKS):
        return
    codes: list[list[str]] = []
    for element in elements(content):
        name = local_name(element)
        if name == "fldSimple":
            refuse_command(attribute(element, "instr"))
        elif name in ("instrText", "delInstrText"):
            _code_of(codes).append(element.text or "")
        elif name == "fldChar":
            _follow_field(codes, attribute(element, "fldCharType"))
        elif name in ("altChunk", "oleObj", "OLEObject"):
            raise ContentRefused(Refusal.EMBEDDED_OBJECT)
        if _ACTION.match(attribute(element, "action").strip()):
            raise ContentRefused(Refusal.MACRO)
    for code in codes:
        refuse_command("".join(code))


def _code_of(codes: list[list[str]]) -> list[str]:
    """Where the next piece of a field's code belongs; a piece outside every field is watched all the same."""
    if not codes:
        codes.append([])
    return codes[-1]


def _follow_field(codes: list[list[str]], what: str) -> None:
    """A field ends what its code is at the separator; one within another has a code of its own."""
    if what == "begin":
        codes.append([])
    elif what == "end" and codes:
        refuse_command("".join(codes.pop()))
