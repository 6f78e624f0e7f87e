"""Documents of Word, Excel, PowerPoint and LibreOffice, with whatever somebody puts into them."""

from __future__ import annotations

from tests.documents.made.containers import Parts, zipped

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument"
MAIN = {
    "word/document.xml": f"{_TYPE}.wordprocessingml.document.main+xml",
    "xl/workbook.xml": f"{_TYPE}.spreadsheetml.sheet.main+xml",
    "ppt/presentation.xml": f"{_TYPE}.presentationml.presentation.main+xml",
}
OLD_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
Relation = tuple[str, str, str]


def types(main: str, main_type: str | None = None, more: str = "") -> str:
    """The list of content types."""
    return (
        f'{XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{main}" ContentType="{main_type or MAIN[main]}"/>{more}</Types>'
    )


def relations(*relations: Relation) -> str:
    """A part with relationships: purpose, target, and how it is meant."""
    rows = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{purpose}" Target="{target}"{_mode(mode)}/>'
        for number, (purpose, target, mode) in enumerate(relations, 1)
    )
    return f'{XML}<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


def _mode(mode: str) -> str:
    return f' TargetMode="{mode}"' if mode else ""


def paragraph(inside: str) -> str:
    """The text of a Word document."""
    return f'{XML}<w:document xmlns:w="{_W}"><w:body><w:p>{inside}</w:p></w:body></w:document>'


TEXT = "<w:r><w:t>Handelingsplan</w:t></w:r>"


def field(*pieces: str) -> str:
    """A field whose code is written in these pieces."""
    codes = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    return _mark("begin") + codes + _mark("separate") + TEXT + _mark("end")


def _mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def nested_field(outer_begin: str, inner: str) -> str:
    """A field whose code another field makes."""
    return f"{_mark('begin')}<w:r><w:instrText>{outer_begin}</w:instrText></w:r>{inner}{_mark('end')}"


def docx_parts(
    inside: str = TEXT, links: tuple[Relation, ...] = (), main_type: str | None = None, more_types: str = ""
) -> Parts:
    """The parts of a Word document."""
    main = "word/document.xml"
    return {
        "[Content_Types].xml": types(main, main_type, more_types),
        "_rels/.rels": relations(("officeDocument", main, "")),
        main: paragraph(inside),
        "word/_rels/document.xml.rels": relations(*links),
    }


def docx(
    inside: str = TEXT,
    links: tuple[Relation, ...] = (),
    main_type: str | None = None,
    more_types: str = "",
    more: Parts | None = None,
) -> bytes:
    """A Word document."""
    return zipped({**docx_parts(inside, links, main_type, more_types), **(more or {})})


def office(main: str, content: str, links: tuple[Relation, ...] = (), more: Parts | None = None, **named: str) -> bytes:
    """Another document of Office."""
    folder, _, name = main.partition("/")
    parts: Parts = {
        "[Content_Types].xml": types(main, named.get("main_type"), named.get("more_types", "")),
        "_rels/.rels": relations(("officeDocument", main, "")),
        main: f"{XML}{content}",
        f"{folder}/_rels/{name}.rels": relations(*links),
    }
    return zipped({**parts, **(more or {})})


def xlsx(
    links: tuple[Relation, ...] = (), more: Parts | None = None, content: str = "<workbook/>", **named: str
) -> bytes:
    """An Excel workbook."""
    return office("xl/workbook.xml", content, links, more, **named)


def pptx(content: str = "<presentation/>", links: tuple[Relation, ...] = (), **named: str) -> bytes:
    """A PowerPoint presentation."""
    return office("ppt/presentation.xml", content, links, None, **named)


_ODF = "urn:oasis:names:tc:opendocument:xmlns"


def odf(
    inside: str = "", kind: str = "text", more: Parts | None = None, scripts: str = "", manifest: str = ""
) -> bytes:
    """A document of LibreOffice."""
    content = (
        f'{XML}<office:document-content xmlns:office="{_ODF}:office:1.0" xmlns:text="{_ODF}:text:1.0" '
        f'xmlns:draw="{_ODF}:drawing:1.0" xmlns:table="{_ODF}:table:1.0" xmlns:script="{_ODF}:script:1.0" '
        f'xmlns:presentation="{_ODF}:presentation:1.0" xmlns:xlink="http://www.w3.org/1999/xlink">'
        f"<office:scripts>{scripts}</office:scripts><office:body><office:{kind}>{inside}</office:{kind}></office:body>"
        "</office:document-content>"
    )
    parts: Parts = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": content,
        "META-INF/manifest.xml": f'{XML}<manifest xmlns="{_ODF}:manifest:1.0">{manifest}</manifest>',
    }
    return zipped({**parts, **(more or {})}, stored=("mimetype",))
