"""The name of a shared file is harmless and true to what is inside (O-2)."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.documents.content import Kind
from app.domain.documents.names import MOST_CHARACTERS, extension_of, name_for

TABLE = [
    ("Handelingsplan Jef.pdf", Kind.PDF, "Handelingsplan Jef.pdf"),
    ("VERSLAG.PDF", Kind.PDF, "VERSLAG.pdf"),
    ("foto.jpeg", Kind.JPEG, "foto.jpeg"),
    ("foto.jpg", Kind.PNG, "foto.png"),
    ("verslag.pdf", Kind.DOCX, "verslag.docx"),
    ("verslag", Kind.PDF, "verslag.pdf"),
    ("verslag versie 2.1", Kind.PDF, "verslag versie 2.1.pdf"),
    ("verslag.exe", Kind.PDF, "verslag.exe.pdf"),
    ("verslag.pdf.exe", Kind.PDF, "verslag.pdf.exe.pdf"),
    ("../../etc/passwd", Kind.TEXT, "passwd.txt"),
    ("C:\\Users\\an\\verslag.pdf", Kind.PDF, "verslag.pdf"),
    ("\\\\server\\deel\\verslag.pdf", Kind.PDF, "verslag.pdf"),
    ("/", Kind.PDF, "document.pdf"),
    ("", Kind.PDF, "document.pdf"),
    ("..", Kind.PDF, "document.pdf"),
    (".pdf", Kind.PDF, "pdf.pdf"),
    ("verslag\x00.exe.pdf", Kind.PDF, "verslag.exe.pdf"),
    ("verslag\r\nSet-Cookie: a=b.pdf", Kind.PDF, "verslag Set-Cookie a=b.pdf"),
    ("verslag\x1b[31m.pdf", Kind.PDF, "verslag[31m.pdf"),
    ("verslag\u202efdp.exe", Kind.PDF, "verslagfdp.exe.pdf"),
    ("ver\u200bs\u2066lag\ufeff.pdf", Kind.PDF, "verslag.pdf"),
    ("verslag\u2028.pdf", Kind.PDF, "verslag.pdf"),
    ("verslag\ud800.pdf", Kind.PDF, "verslag.pdf"),
    ("verslag\ue000.pdf", Kind.PDF, "verslag.pdf"),
    ('a<b>c:d"e|f?g*h.pdf', Kind.PDF, "abcdefgh.pdf"),
    ("CON", Kind.TEXT, "_CON.txt"),
    ("con.pdf", Kind.PDF, "_con.pdf"),
    ("nul.verslag.pdf", Kind.PDF, "_nul.verslag.pdf"),
    ("COM¹.txt", Kind.TEXT, "_COM¹.txt"),
    ("LPT9", Kind.CSV, "_LPT9.csv"),
    ("Constance.pdf", Kind.PDF, "Constance.pdf"),
    ("  verslag .pdf. . ", Kind.PDF, "verslag.pdf"),
    ("ve\u0301rslag.pdf", Kind.PDF, "vérslag.pdf"),
    ("Zoë Çelik – verslag.docx", Kind.DOCX, "Zoë Çelik – verslag.docx"),
    ("x" * 300 + ".pdf", Kind.PDF, "x" * 116 + ".pdf"),
    ("lijst.txt", Kind.CSV, "lijst.csv"),
    ("pagina.html", Kind.TEXT, "pagina.html.txt"),
]


@pytest.mark.parametrize(("given", "kind", "expected"), TABLE)
def test_a_name_is_cleaned_and_tells_what_is_inside_o_2(given: str, kind: Kind, expected: str) -> None:
    assert name_for(given, kind) == expected


@given(st.text(max_size=400), st.sampled_from(Kind))
def test_whatever_the_name_it_is_short_visible_and_of_its_kind_o_2(given: str, kind: Kind) -> None:
    name = name_for(given, kind)
    assert len(name) <= MOST_CHARACTERS
    assert name.rpartition(".")[2] in kind.extensions
    assert name == name.strip(" .")
    assert not set(name) & set('/\\<>:"|?*')
    assert not {unicodedata.category(sign) for sign in name} & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert name_for(name, kind) == name


@pytest.mark.parametrize(
    ("name", "extension"),
    [
        ("a.PDF", "pdf"),
        ("a", ""),
        (".bat", ""),
        ("a.bat ", "bat"),
        ("a.b\u202eat", "bat"),
        ("a.te lang", ""),
        ("a.", ""),
    ],
)
def test_the_extension_is_what_windows_would_go_by_o_2(name: str, extension: str) -> None:
    assert extension_of(name) == extension
