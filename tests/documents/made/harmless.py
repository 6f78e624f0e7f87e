"""Files that people share every day, and how each is shared."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import xlsxwriter
from fpdf import FPDF
from pikepdf import Array, Dictionary, Name, String

from app.domain.documents.content import MOST_BYTES, Kind
from tests.documents.made import images, office, pdfs

Maker = Callable[[], bytes]


def written_pdf() -> bytes:
    """A PDF as the product itself makes one, with a link."""
    made = FPDF()
    made.add_page()
    made.set_font("Helvetica", size=12)
    made.cell(
        text="Handelingsplan (javascript en EmbeddedFiles zijn hier maar woorden: /JavaScript)", link="https://b.be"
    )
    return bytes(made.output())


def workbook() -> bytes:
    """A workbook with a chart, a link and formulas."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        sheet = made.add_worksheet("Gegevens")
        sheet.write_column("A1", [1, 2, 3])
        sheet.write_formula("B1", "=SUM(A1:A3)")
        sheet.write_url("C1", "https://www.opgroeien.be")
        chart = made.add_chart({"type": "line"})
        chart.add_series({"values": "=Gegevens!$A$1:$A$3"})
        sheet.insert_chart("D1", chart)
    return out.getvalue()


def exactly(size: int) -> bytes:
    """A text of exactly this many bytes."""
    return (b"Handelingsplan\n" * (size // 15 + 1))[:size]


def docx_with(inside: str = office.TEXT, *links: office.Relation) -> Maker:
    """A Word document with this in it."""
    return lambda: office.docx(inside, links)


_GO_TO = Array([0, Name.Fit])
_HOUSE_TEMPLATE = ("attachedTemplate", "file:///C:\\Users\\An\\Sjablonen\\Verslag.dotx", "External")
_CHART = ("package", "embeddings/Microsoft_Excel_Sheet1.xlsx", "")
_FIELDS = office.field("PAGE") + office.field(' HYPERLINK "https://www.opgroeien.be" ') + office.field("DA", "TE \\@ d")
_ODF_LINKS = '<text:p><text:a xlink:href="https://b.be">b</text:a><draw:image xlink:href="Pictures/1.png"/></text:p>'
_RTF = b"{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}{\\*\\template C:\\\\Sjablonen\\\\huis.dot}\\f0 Plan \\'e9\\par "
_RTF_LINK = (
    b'{\\field{\\*\\fldinst{HYPERLINK "https://b.be"}{\\*\\datafield 00d0c9ea79f9bace118c8200aa004ba90b02000000}}}}'
)

HARMLESS: dict[str, tuple[str, Maker, Kind]] = {
    "pdf": ("plan.pdf", pdfs.pdf, Kind.PDF),
    "pdf as we write it": ("plan.pdf", written_pdf, Kind.PDF),
    "pdf that opens at a page": ("plan.pdf", lambda: pdfs.pdf(OpenAction=_GO_TO), Kind.PDF),
    "pdf that goes to a page": ("p.pdf", lambda: pdfs.pdf(OpenAction=pdfs.action("GoTo", D=_GO_TO)), Kind.PDF),
    "pdf with a link": ("plan.pdf", lambda: pdfs.with_link("https://www.opgroeien.be"), Kind.PDF),
    "pdf with a mail address": ("plan.pdf", lambda: pdfs.with_link("mailto:an@voorbeeld.be"), Kind.PDF),
    "pdf with a link to a file at hand": ("plan.pdf", lambda: pdfs.with_link("file:///S:/Team/plan.docx"), Kind.PDF),
    "pdf with words that sound dangerous": ("p.pdf", lambda: pdfs.pdf(Extra=String("/JavaScript (/Launch)")), Kind.PDF),
    "pdf with an empty list of files": (
        "plan.pdf",
        lambda: pdfs.pdf(Names=Dictionary(EmbeddedFiles=Dictionary(Names=Array([])))),
        Kind.PDF,
    ),
    "pdf named otherwise": ("plan.exe", pdfs.pdf, Kind.PDF),
    "docx": ("plan.docx", docx_with(), Kind.DOCX),
    "docx with fields": ("plan.docx", docx_with(_FIELDS), Kind.DOCX),
    "docx of the house's template": ("plan.docx", docx_with(office.TEXT, _HOUSE_TEMPLATE), Kind.DOCX),
    "docx with a link": ("p.docx", docx_with(office.TEXT, ("hyperlink", "https://b.be/a?b=c", "External")), Kind.DOCX),
    "docx with a chart": (
        "plan.docx",
        lambda: office.docx(links=(_CHART,), more={"word/embeddings/Microsoft_Excel_Sheet1.xlsx": workbook()}),
        Kind.DOCX,
    ),
    "docx with a picture pasted from a mail": (
        "plan.docx",
        docx_with(office.field('INCLUDEPICTURE "cid:image001.png@01D" \\* MERGEFORMATINET')),
        Kind.DOCX,
    ),
    "docx with custom XML in UTF-16": (
        "plan.docx",
        lambda: office.docx(
            more={"customXml/item1.xml": '<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16")}
        ),
        Kind.DOCX,
    ),
    "xlsx": ("lijst.xlsx", workbook, Kind.XLSX),
    "pptx": ("voorstelling.pptx", office.pptx, Kind.PPTX),
    "odt": ("plan.odt", lambda: office.odf(_ODF_LINKS), Kind.ODT),
    "ods": ("lijst.ods", lambda: office.odf(kind="spreadsheet"), Kind.ODS),
    "ods with a chart": (
        "lijst.ods",
        lambda: office.odf(kind="spreadsheet", more={"Object 1/content.xml": '<a xmlns:x="x" x:href=".."/>'}),
        Kind.ODS,
    ),
    "odp": ("voorstelling.odp", lambda: office.odf(kind="presentation"), Kind.ODP),
    "rtf": ("SOS_Aanmelding.rtf", lambda: _RTF + _RTF_LINK, Kind.RTF),
    "text": ("nota.txt", lambda: "Beste Zoë,\r\nhier is het – €5".encode(), Kind.TEXT),
    "text in Windows' letters": ("nota.txt", lambda: "Beste Zoë, hier ‘is’ het – €5".encode("cp1252"), Kind.TEXT),
    "text in UTF-16": ("nota.txt", lambda: "Beste Zoë".encode("utf-16"), Kind.TEXT),
    "text that begins like a program": ("nota.txt", lambda: b"MZ betekent maatschappelijk zorgverlener", Kind.TEXT),
    "text about code": ("nota.txt", lambda: b"import van gegevens\nclass van Jef\n<b> is vet", Kind.TEXT),
    "text of exactly 10 MB": ("nota.txt", lambda: exactly(MOST_BYTES), Kind.TEXT),
    "csv": ("lijst.csv", lambda: b"naam;bedrag;datum\r\nJef;-5,00;01/02/2026\r\n=A1+1;+32 3 123;@an\r\n", Kind.CSV),
    "png": ("foto.png", images.image, Kind.PNG),
    "png named jpg": ("foto.jpg", images.image, Kind.PNG),
    "jpeg": ("foto.JPG", lambda: images.image("JPEG"), Kind.JPEG),
    "jpeg of a telephone": ("foto.jpg", lambda: images.image("JPEG") + b"SEFT" + bytes(200), Kind.JPEG),
    "gif": ("foto.gif", lambda: images.image("GIF"), Kind.GIF),
    "gif that moves": ("foto.gif", lambda: images.animation("GIF", 5), Kind.GIF),
    "tiff of several pages": ("scan.tif", lambda: images.animation("TIFF", 3), Kind.TIFF),
    "webp": ("foto.webp", lambda: images.image("WEBP"), Kind.WEBP),
}
