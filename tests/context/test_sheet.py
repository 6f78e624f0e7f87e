"""The sheet to print: what stands on it, and that nothing of it stays behind (C-5, A-5)."""

from __future__ import annotations

import io
import logging
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader
from sqlalchemy import select

from app.database import BincSession
from app.sheets.document import SheetDocument
from models import AuditEntry, Client
from tests.context.test_pages import at
from tests.factories import create_household, create_relative


def words_of_sheet(content: bytes) -> str:
    """The text of a PDF."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def test_the_sheet_holds_the_client_the_houses_and_everybody_in_them_c5(
    session: BincSession, client: Client, an: Any
) -> None:
    home = create_household(session, client, stay="main", municipality="Antwerpen")
    create_relative(session, client, home, first_name="Łucja", name="Şahin", carer=True, phone="0470 12")
    create_relative(session, client, relation="vader", first_name="Willy", name="Craeghs", contact_ban=True)
    words = words_of_sheet(an.get(at(client, "fiche")).data)
    told = (
        "Gezin en context van Yves",
        "Groenstraat 45, 2140 Antwerpen",
        "Yves: hoofdverblijf",
        "Łucja Şahin",
        "0470 12",
    )
    for text in (*told, "Andere betrokkenen", "Willy Craeghs", "Contactverbod", f"Vertrouwelijk · cliënt {client.id}"):
        assert text in words


def test_the_sheet_is_a_download_without_names_that_no_browser_keeps_a5(
    session: BincSession, client: Client, an: Any
) -> None:
    person = create_relative(session, client)
    answer = an.get(at(client, "fiche"))
    assert answer.mimetype == "application/pdf"
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment")
    assert str(client.id) in disposition
    assert "Yves" not in disposition
    assert "Peeters" not in disposition
    assert answer.headers["Cache-Control"] == "no-store"
    entries = list(session.scalars(select(AuditEntry)))
    assert {("export", "client"), ("read", "context_person")} <= {(one.action, one.subject_kind) for one in entries}
    assert [person.id] in [one.subject_ids for one in entries]


def test_signs_that_cannot_be_printed_are_no_fault_and_stand_in_no_log_c5(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        sheet = SheetDocument("عمر あ", "voet")
        sheet.table(("Naam",), [("名前 \x00\u200b 😀",)], (100,))
        content = sheet.content()
    words = words_of_sheet(content)
    assert words.startswith("??? ?")
    assert "teken dat niet gedrukt kan worden" in words
    assert not any(sign in record.getMessage() for record in caplog.records for sign in "عمرあ名前")


FOREIGN = "Ömer Çelik, Łucja Żółć, Štěpán Ďuriš, Şükrü Iğdır, Ștefan Țepeș, Ngữ Quế, Σωκράτης, Жанна, Zoë €"


def embedded_fonts(content: bytes) -> list[TTFont]:
    """The fonts that travel with the first page of a PDF."""
    fonts = PdfReader(io.BytesIO(content)).pages[0]["/Resources"]["/Font"].values()  # type: ignore[index]
    described = [font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts]
    return [TTFont(io.BytesIO(one["/FontFile2"].get_object().get_data())) for one in described]


def test_names_from_everywhere_are_printed_sign_by_sign_in_both_styles_c5() -> None:
    sheet = SheetDocument(FOREIGN, "voet")
    sheet.text(FOREIGN)
    content = sheet.content()
    assert words_of_sheet(content).count(FOREIGN) == 2
    for font in embedded_fonts(content):
        drawn = [name for name in font.getGlyphOrder() if font["glyf"][name].numberOfContours]
        assert len(drawn) >= len(set(FOREIGN) - {" "})


def test_a_sheet_takes_nothing_along_of_the_sheet_before_it_a5() -> None:
    first = SheetDocument("Żółć", "voet")
    second = SheetDocument("Jan", "voet")
    first.text(FOREIGN)
    first.content()
    content = second.content()
    assert words_of_sheet(content) == "Jan voet · 1/1"
    for font in embedded_fonts(content):
        assert len(font.getGlyphOrder()) < 20


def test_a_long_family_fills_as_many_pages_as_it_needs_c5(session: BincSession, client: Client, an: Any) -> None:
    home = create_household(session, client)
    for number in range(80):
        create_relative(session, client, home, name=f"Erckens{number}", note="Belt na zes uur. " * 5)
    content = an.get(at(client, "fiche")).data
    assert len(PdfReader(io.BytesIO(content)).pages) > 2
    assert "Erckens79" in words_of_sheet(content)
