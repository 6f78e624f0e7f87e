"""How long a shared document of 10 MB keeps the server: looked at, encrypted and stored, and read back (O-2, O-6)."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from tempfile import TemporaryDirectory
from zipfile import ZIP_STORED, ZipFile

from app.domain.documents.content import MEGABYTE, MOST_BYTES
from app.integrations.content import check_content
from app.integrations.documents import DocumentStore, StoredContent, open_store
from app.workbooks.sheets import TEXT, Column, Sheet, workbook
from bench.results import Result, timed

MOST_FOR_ONE = 1_000.0
TIMES = 7
PAGES, OBJECTS = 40, 20_000


def measure_documents(until: date) -> Iterator[Result]:
    """One file of each family, as near to 10 MB as it gets, from the bytes of the upload to a row's worth of facts."""
    with TemporaryDirectory() as folder:
        store = open_store(f"{folder}/documents", Path(folder) / "keys", make=True)
        for name, make in FILES.items():
            yield from _measure(store, name, make(), until)


def _measure(store: DocumentStore, name: str, content: bytes, until: date) -> Iterator[Result]:
    before = _processor()
    stored = _share(store, content, name, until)
    note = f"{len(content) / MEGABYTE:.1f} MB, {_processor() - before:.2f} s of the processor"
    putting = timed(lambda: _share(store, content, name, until), TIMES)
    reading = timed(lambda: _read(store, stored), TIMES)
    yield Result.of("documents", f"checking, encrypting and storing {name}", putting, target=MOST_FOR_ONE, note=note)
    yield Result.of("documents", f"reading {name} back", reading, target=MOST_FOR_ONE)


def _processor() -> float:
    """Seconds of the processor that this process and those it started have had."""
    return sum(sum(getrusage(who)[:2]) for who in (RUSAGE_SELF, RUSAGE_CHILDREN))


def _share(store: DocumentStore, content: bytes, name: str, today: date) -> StoredContent:
    stream = BytesIO(content)
    check_content(stream, name)
    return store.put(stream, today=today)


def _read(store: DocumentStore, stored: StoredContent) -> int:
    return sum(len(piece) for piece in store.read(stored))


def scanned_pdf() -> bytes:
    """Pages that are images, as a scanner makes them."""
    import pikepdf

    made, side = pikepdf.Pdf.new(), MOST_BYTES // PAGES - 1_000
    for page in range(PAGES):
        made.add_blank_page().Contents = made.make_stream(noise(side, page), Filter=pikepdf.Name.DCTDecode)
    return _saved(made)


def written_pdf() -> bytes:
    """Many objects and packed text, as a program writes them."""
    import pikepdf

    made, letters = pikepdf.Pdf.new(), b"abcdefghijklmnop "
    for page in range(PAGES):
        text = noise(370_000, page).translate(bytes(letters[code % len(letters)] for code in range(256)))
        made.add_blank_page().Contents = made.make_stream(text)
    made.Root.Parts = pikepdf.Array(
        made.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.P, K=number, Pg=made.pages[number % PAGES].obj))
        for number in range(OBJECTS)
    )
    return _saved(made)


def _saved(made: object) -> bytes:
    out = BytesIO()
    made.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def photo() -> bytes:
    """A photo of a telephone."""
    from PIL import Image

    out = BytesIO()
    Image.effect_noise((5_800, 4_600), 40).convert("RGB").save(out, "JPEG", quality=64)
    return out.getvalue()


def screenshot() -> bytes:
    """An image that is not made smaller."""
    from PIL import Image

    out = BytesIO()
    Image.effect_noise((3_400, 2_600), 60).save(out, "PNG", compress_level=1)
    return out.getvalue()


def letter() -> bytes:
    """A Word document that is mostly photos."""
    out, word = BytesIO(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    with ZipFile(out, "w", ZIP_STORED) as made:
        made.writestr("[Content_Types].xml", f'<T><Override PartName="/word/document.xml" ContentType="{word}"/></T>')
        made.writestr("_rels/.rels", f'<R><Relationship Type="{office}" Target="word/document.xml"/></R>')
        made.writestr("word/document.xml", "<w>Handelingsplan</w>")
        for number in range(9):
            made.writestr(f"word/media/image{number}.jpeg", b"\xff\xd8\xff" + noise(MEGABYTE + 60_000, number))
    return out.getvalue()


def sheet() -> bytes:
    """An Excel workbook with very many cells."""
    columns = [Column(f"Kolom {place}", TEXT) for place in range(20)]
    chance = random.Random(1)
    rows = [[f"{chance.randrange(10**12)}" for _ in columns] for _ in range(40_000)]
    return workbook("Lijst", [Sheet("Lijst", (), columns, rows)])


def text() -> bytes:
    """A list."""
    return b"naam;voornaam;bedrag\r\n" * (MOST_BYTES // 22)


def noise(size: int, seed: int) -> bytes:
    """Bytes without order, the same each time."""
    return random.Random(seed).randbytes(size)


FILES: dict[str, Callable[[], bytes]] = {
    "gescand.pdf": scanned_pdf,
    "geschreven.pdf": written_pdf,
    "foto.jpg": photo,
    "scherm.png": screenshot,
    "brief.docx": letter,
    "lijst.xlsx": sheet,
    "lijst.csv": text,
}
