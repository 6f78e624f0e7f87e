"""Documents of Office and LibreOffice that may not be shared, each with the reason."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.documents.content import Refusal
from tests.documents.made import containers, office
from tests.documents.made.containers import Parts, zipped
from tests.documents.made.office import OLD_CONTAINER, docx, docx_parts, field, nested_field, odf, pptx, xlsx

Maker = Callable[[], bytes]
Row = tuple[str, Maker, Refusal]
_EXTERNAL, _MACRO, _OBJECT = Refusal.EXTERNAL_REFERENCE, Refusal.MACRO, Refusal.EMBEDDED_OBJECT
_MACRO_DOCUMENT = "application/vnd.ms-word.document.macroEnabled.main+xml"
_DOCTYPE = '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]>'
_VBA = '<Override PartName="/word/media/image1.png" ContentType="application/vnd.ms-office.vbaProject"/>'


def _linked(purpose: str, target: str, mode: str = "External") -> Maker:
    return lambda: docx(links=((purpose, target, mode),))


def _field(*pieces: str) -> Maker:
    return lambda: docx(field(*pieces))


def _with(more: Parts) -> Maker:
    return lambda: docx(more=more)


def _simple(code: str) -> Maker:
    return lambda: docx(f'<w:fldSimple w:instr="{code}"/>')


def _odf(inside: str) -> Maker:
    return lambda: odf(inside)


def _nested(depth: int) -> bytes:
    whole = docx()
    for _ in range(depth):
        whole = docx(more={"word/embeddings/plan.docx": whole})
    return whole


def _bomb() -> bytes:
    return docx(more={"word/media/image1.emf": containers.many_zeros(300)})


def _small_bombs() -> bytes:
    return docx(more={f"word/media/image{number}.emf": containers.many_zeros(20) for number in range(15)})


def _lying() -> bytes:
    return containers.lying_about_size(_bomb(), b"word/media/image1.emf", 100)


def _utf_16() -> bytes:
    parts = docx_parts()
    wide = office.paragraph(field("DDEAUTO c:\\cmd")).replace("UTF-8", "UTF-16").encode("utf-16")
    return zipped({**parts, "word/document.xml": wide})


_CONTAINERS: dict[str, Row] = {
    "docx bomb": ("p.docx", _bomb, Refusal.BOMB),
    "docx of small bombs": ("p.docx", _small_bombs, Refusal.BOMB),
    "docx bomb that lies": ("p.docx", _lying, Refusal.BOMB),
    "docx of too many parts": ("p.docx", _with({f"word/{n}.xml": "<a/>" for n in range(5_001)}), Refusal.BOMB),
    "docx within docx without end": ("p.docx", lambda: _nested(4), Refusal.BOMB),
    "docx with overlapping parts": ("p.docx", lambda: containers.overlapping(docx_parts()), Refusal.BOMB),
    "docx with a part twice": (
        "plan.docx",
        lambda: containers.with_double(docx_parts(), "word/document.xml", office.paragraph(field("DDE x"))),
        Refusal.UNREADABLE,
    ),
    "docx with a part twice but for a capital": (
        "plan.docx",
        _with({"word/Document.xml": office.paragraph(field("DDE x"))}),
        Refusal.UNREADABLE,
    ),
    "docx with hidden bytes": (
        "plan.docx",
        lambda: containers.with_hidden_bytes(docx(), b"MZ" + bytes(500)),
        Refusal.TWO_IN_ONE,
    ),
    "docx behind a program": ("p.docx", lambda: b"PK\x03\x04" + bytes(500) + docx(), Refusal.TWO_IN_ONE),
    "docx with a program behind": ("p.docx", lambda: docx() + b"MZ" + bytes(500), Refusal.TWO_IN_ONE),
    "docx with a comment": ("p.docx", lambda: zipped(docx_parts(), comment=b"<script>"), Refusal.TWO_IN_ONE),
    "docx with paths": ("p.docx", _with({"../../etc/cron.d/x": "x"}), Refusal.UNREADABLE),
    "docx with a path from the root": ("p.docx", _with({"/etc/passwd": "x"}), Refusal.UNREADABLE),
    "docx with a path of Windows": ("p.docx", _with({"word\\..\\x.exe": "x"}), Refusal.UNREADABLE),
    "docx whose parts are locked": ("p.docx", lambda: containers.encrypted(docx()), Refusal.PROTECTED_OFFICE),
    "docx cut in half": ("p.docx", lambda: docx()[:500], Refusal.UNREADABLE),
    "docx with a broken part": ("p.docx", lambda: docx().replace(b"\x4b\x2c", b"\x4b\x2d", 1)[:-1], Refusal.UNREADABLE),
    "docx with entities": ("p.docx", lambda: docx(more={"word/styles.xml": _DOCTYPE + "<a>&c;</a>"}), Refusal.BOMB),
    "docx with entities in UTF-16": (
        "plan.docx",
        _with({"customXml/item1.xml": ("\ufeff" + _DOCTYPE + "<a/>").encode("utf-16-le")}),
        Refusal.BOMB,
    ),
    "docx in other letters": ("p.docx", _utf_16, Refusal.UNREADABLE),
    "docx without its list of types": (
        "plan.docx",
        lambda: zipped({"word/document.xml": office.paragraph("")}),
        Refusal.ARCHIVE,
    ),
}
_WORD: dict[str, Row] = {
    "docm": ("p.docm", lambda: docx(main_type=_MACRO_DOCUMENT), _MACRO),
    "docm named docx": ("p.docx", lambda: docx(main_type=_MACRO_DOCUMENT), _MACRO),
    "docx with macros": ("p.docx", _with({"word/vbaProject.bin": OLD_CONTAINER}), _MACRO),
    "docx with macros by another name": ("p.docx", _with({"word/media/image1.png": OLD_CONTAINER}), _OBJECT),
    "docx with macros by their type": ("p.docx", lambda: docx(more_types=_VBA), _MACRO),
    "docx with macros by their relation": ("p.docx", _linked("vbaProject", "media/x.bin", ""), _MACRO),
    "docx with an object": ("p.docx", _linked("oleObject", "embeddings/oleObject1.bin", ""), _OBJECT),
    "docx with an object without a word": ("p.docx", _with({"word/embeddings/x.bin": OLD_CONTAINER}), _OBJECT),
    "docx with a program inside": ("p.docx", _with({"word/media/a.png": b"MZ\x90\x00" + bytes(64)}), _OBJECT),
    "docx with a pdf inside": ("p.docx", _with({"word/embeddings/a.bin": b"%PDF-1.7\n"}), _OBJECT),
    "docx with a zip inside": ("p.docx", _with({"word/media/a.png": zipped({"a": "b"})}), _OBJECT),
    "docx with a rar inside": ("p.docx", _with({"word/media/a.png": b"Rar!\x1a\x07\x00"}), _OBJECT),
    "docx with macros within": ("p.docx", _with({"word/embeddings/a.docx": docx(main_type=_MACRO_DOCUMENT)}), _MACRO),
    "docx with ActiveX": ("p.docx", _linked("control", "activeX/activeX1.xml", ""), _OBJECT),
    "docx with a page inside": ("p.docx", _linked("aFChunk", "a.html", ""), _OBJECT),
    "docx that fetches its template": ("p.docx", _linked("attachedTemplate", "https://x.be/a.dotm"), _EXTERNAL),
    "docx with a template on a server": ("p.docx", _linked("attachedTemplate", "file://s/a.dotm"), _EXTERNAL),
    "docx with a template like a drive": ("p.docx", _linked("attachedTemplate", "file:///C://s/a.dotm"), _EXTERNAL),
    "docx with an object elsewhere": ("p.docx", _linked("oleObject", "mhtml:http://x.be/a!x", "External"), _OBJECT),
    "docx that fetches an image": ("p.docx", _linked("image", "http://x.be/a.png"), _EXTERNAL),
    "docx with an image on a server": ("p.docx", _linked("image", "file://server/a.png"), _EXTERNAL),
    "docx that says it is internal": ("p.docx", _linked("image", "http://x.be/a.png", "Internal"), _EXTERNAL),
    "docx with a frame": ("p.docx", _linked("frame", "http://x.be/"), _EXTERNAL),
    "docx with a source of data": ("p.docx", _linked("mailMergeSource", "file:///C:/a.xlsx"), _EXTERNAL),
    "docx with a part elsewhere": ("p.docx", _linked("subDocument", "file:///C:/a.docx"), _EXTERNAL),
    "docx with a script as link": ("p.docx", _linked("hyperlink", "javascript:alert(1)"), _EXTERNAL),
    "docx with a tool as link": ("p.docx", _linked("hyperlink", "ms-msdt:/id"), _EXTERNAL),
    "docx with a server as link": ("p.docx", _linked("hyperlink", "file:///\\\\server\\a"), _EXTERNAL),
    "docx with a program as link": ("p.docx", _linked("hyperlink", "file:///C:\\Windows\\calc.exe"), _EXTERNAL),
    "docx with DDE": ("p.docx", _field('DDEAUTO c:\\windows\\cmd.exe "/k calc"'), _EXTERNAL),
    "docx with DDE in pieces": ("p.docx", _field(" D", "DE", "AUTO c:\\cmd"), _EXTERNAL),
    "docx with DDE in small letters": ("p.docx", _field("ddeauto c:\\cmd"), _EXTERNAL),
    "docx with DDE in one element": ("p.docx", _simple("DDE c:\\cmd"), _EXTERNAL),
    "docx with DDE by references": ("p.docx", _field("&#68;&#68;E c:\\cmd"), _EXTERNAL),
    "docx with DDE by numbers": ("p.docx", _field("QUOTE 68 68 69 65 85 84 79"), _EXTERNAL),
    "docx with DDE made by a field": ("p.docx", lambda: docx(nested_field(" ", field("QUOTE 68 68 69"))), _EXTERNAL),
    "docx with DDE in a head": (
        "plan.docx",
        _with({"word/header1.xml": office.paragraph(field("DDEAUTO c:\\cmd"))}),
        _EXTERNAL,
    ),
    "docx with DDE in a part by another name": (
        "plan.docx",
        _with({"word/a.dat": office.paragraph(field("DDEAUTO c:\\cmd"))}),
        _EXTERNAL,
    ),
    "docx that includes a text": ("p.docx", _field('INCLUDETEXT "http://x.be/a"'), _EXTERNAL),
    "docx that includes an image": ("p.docx", _field('INCLUDEPICTURE "http://x.be/a.png" \\d'), _EXTERNAL),
    "docx with a field for a server": ("p.docx", _field('HYPERLINK "\\\\\\\\server\\\\a"'), _EXTERNAL),
}
_OTHERS: dict[str, Row] = {
    "xlsm": ("l.xlsx", lambda: xlsx(main_type="application/vnd.ms-excel.sheet.macroEnabled.main+xml"), _MACRO),
    "xlsb": ("l.xlsx", lambda: xlsx(main_type="application/vnd.ms-excel.sheet.binary.macroEnabled.main"), _MACRO),
    "xlsx with old macros": ("l.xlsx", lambda: xlsx((("xlMacrosheet", "macrosheets/1.xml", ""),)), _MACRO),
    "xlsx with links to others": ("l.xlsx", lambda: xlsx((("externalLink", "e/1.xml", ""),)), _EXTERNAL),
    "xlsx with DDE": (
        "lijst.xlsx",
        lambda: xlsx((("externalLink", "externalLinks/externalLink1.xml", ""),), {"xl/externalLinks/a.xml": "<a/>"}),
        _EXTERNAL,
    ),
    "xlsx with connections": ("l.xlsx", lambda: xlsx((("connections", "connections.xml", ""),)), _EXTERNAL),
    "xlsx that sends": ("l.xlsx", lambda: xlsx(content='<f>WEBSERVICE("http://x")</f>'), _EXTERNAL),
    "xlsx template": (
        "lijst.xlsx",
        lambda: xlsx(main_type="application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml"),
        Refusal.UNKNOWN_TYPE,
    ),
    "pptx that starts a program": ("v.pptx", lambda: pptx('<a action="ppaction://program"/>'), _MACRO),
    "pptx that starts a macro in disguise": (
        "v.pptx",
        lambda: pptx('<a action="&#112;paction://macro?name=x"/>'),
        _MACRO,
    ),
    "pptx with a film elsewhere": ("v.pptx", lambda: pptx(links=(("video", "http://x.be/a", "External"),)), _EXTERNAL),
    "odt with macros": ("p.odt", lambda: odf(more={"Basic/Standard/Module1.xml": "<a/>"}), _MACRO),
    "odt with scripts": ("p.odt", lambda: odf(more={"Scripts/python/a.py": "import os"}), _MACRO),
    "odt with a script in its text": ("p.odt", lambda: odf(scripts="<office:script/>"), _MACRO),
    "odt with an event": ("p.odt", lambda: odf(scripts='<script:event-listener xlink:href="x"/>'), _MACRO),
    "odt with a macro as link": (
        "plan.odt",
        _odf('<text:a xlink:href="vnd.sun.star.script:a.b?language=Basic"/>'),
        _MACRO,
    ),
    "odp that starts a program": (
        "voorstelling.odp",
        lambda: odf('<presentation:event-listener presentation:action="execute"/>', "presentation"),
        _MACRO,
    ),
    "odt with an object": ("p.odt", _odf('<draw:object-ole xlink:href="./Object 1"/>'), _OBJECT),
    "odt with an old container": ("p.odt", lambda: odf(more={"Object 1": OLD_CONTAINER}), _OBJECT),
    "odt with an applet": ("p.odt", _odf("<draw:applet/>"), _OBJECT),
    "odt with a frame": ("p.odt", _odf('<draw:floating-frame xlink:href="http://x"/>'), _EXTERNAL),
    "odt that fetches an image": ("p.odt", _odf('<draw:image xlink:href="http://x.be/a.png"/>'), _EXTERNAL),
    "odt with an image on a server": ("p.odt", _odf('<draw:image xlink:href="file://server/a.png"/>'), _EXTERNAL),
    "odt with an image beside it": ("p.odt", _odf('<draw:image xlink:href="../a.png"/>'), _EXTERNAL),
    "odt with a part elsewhere": ("p.odt", _odf('<text:section-source xlink:href="../../a.odt"/>'), _EXTERNAL),
    "odt with DDE": ("p.odt", _odf('<office:dde-source office:dde-application="cmd"/>'), _EXTERNAL),
    "ods that fetches": (
        "lijst.ods",
        lambda: odf('<table:table-cell table:formula="of:=WEBSERVICE(&quot;http://x&quot;)"/>', "spreadsheet"),
        _EXTERNAL,
    ),
    "ods with DDE": (
        "lijst.ods",
        lambda: odf('<table:table-cell table:formula="of:=DDE(&quot;soffice&quot;)"/>', "spreadsheet"),
        _EXTERNAL,
    ),
    "odt with entities": ("p.odt", lambda: odf(more={"styles.xml": _DOCTYPE + "<a>&c;</a>"}), Refusal.BOMB),
    "odt with a password": ("p.odt", lambda: odf(manifest="<encryption-data/>"), Refusal.PROTECTED_OFFICE),
    "odt template": ("p.odt", lambda: odf(kind="text-template"), Refusal.UNKNOWN_TYPE),
    "drawing": ("p.odg", lambda: odf(kind="graphics"), Refusal.UNKNOWN_TYPE),
    "odt whose kind comes late": (
        "plan.odt",
        lambda: zipped({"content.xml": "<a/>", "mimetype": "application/vnd.oasis.opendocument.text"}),
        Refusal.UNREADABLE,
    ),
}
HOSTILE_OFFICE: dict[str, Row] = {**_CONTAINERS, **_WORD, **_OTHERS}
