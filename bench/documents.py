"""What sharing takes: ten thousand documents on the pages, and one of 10 MB from the upload on (O-2, O-4, O-6)."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from os import sysconf
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from zipfile import ZIP_STORED, ZipFile

from flask import Flask
from sqlalchemy import text

from app.database import transaction
from app.domain.documents.content import MEGABYTE, MOST_BYTES
from app.domain.scope import Scope
from app.integrations.content import check_content
from app.integrations.documents import DocumentStore, StoredContent, open_store
from app.workbooks.sheets import TEXT, Column, Sheet, workbook
from bench.pages import MOST_FOR_A_PAGE, opened
from bench.results import Result, timed
from bench.shared_documents import DOCUMENTS, Readers, share_ten_thousand
from bench.transfers import measure_transfers, seconds_of_processor
from bench.visitor import Visitor

MOST_FOR_ONE = 1_000.0
TIMES, TURNS = 7, 20
PAGES, OBJECTS = 40, 20_000


def measure_documents(app: Flask, until: date) -> Iterator[Result]:
    """The pages of ten thousand documents each way, then one file of each family, as near to 10 MB as it gets."""
    readers = share_ten_thousand(app)
    yield from _measure_pages(app, readers)
    yield from measure_transfers(app, readers, FILES)
    yield from _measure_files(until)


def _measure_pages(app: Flask, readers: Readers) -> Iterator[Result]:
    people = {"staff": readers.staff, "team lead": readers.lead, "consultant": readers.consultant}
    for who, visitor in people.items():
        received, sent = readers.document_in, readers.document_out
        mine, theirs = (sent, received) if who == "staff" else (received, sent)
        paths = {
            "received list": "/documenten/",
            "received list, page 100": "/documenten/?pagina=100",
            "sent list": "/documenten/verzonden/",
            "sent list, page 100": "/documenten/verzonden/?pagina=100",
            "one that was sent": f"/documenten/{mine}/",
            "start page with the card": "/",
        }
        if who != "consultant":
            paths["one that was received"] = f"/documenten/{theirs}/"
        for name, path in paths.items():
            result = opened(visitor, f"documents, {who} with {DOCUMENTS:,} each way", name, [path], MOST_FOR_A_PAGE)
            yield replace(result, note=f"{_processor_of_page(app, visitor, path):.0f} ms of the processor")


def _processor_of_page(app: Flask, visitor: Visitor, path: str) -> float:
    """Milliseconds of the processor that a page takes in the web process and in the database."""
    backends = _backends(app)
    before = process_time() + sum(map(_seconds_of, backends))
    for _ in range(TURNS):
        visitor.get(path)
    return (process_time() + sum(map(_seconds_of, backends)) - before) / TURNS * 1_000


def _backends(app: Flask) -> list[int]:
    with app.app_context(), transaction(Scope.system("bench")) as session:
        return list(session.scalars(text("select pid from pg_stat_activity where usename = current_user")))


def _seconds_of(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / sysconf("SC_CLK_TCK")


def _measure_files(until: date) -> Iterator[Result]:
    """Each family from the bytes of the upload to a row's worth of facts, without a page around it."""
    with TemporaryDirectory() as folder:
        store = open_store(f"{folder}/documents", Path(folder) / "keys", make=True)
        for name, make in FILES.items():
            yield from _measure(store, name, make(), until)


def _measure(store: DocumentStore, name: str, content: bytes, until: date) -> Iterator[Result]:
    before = seconds_of_processor()
    stored = _share(store, content, name, until)
    note = f"{len(content) / MEGABYTE:.1f} MB, {seconds_of_processor() - before:.2f} s of the processor"
    putting = timed(lambda: _share(store, content, name, until), TIMES)
    reading = timed(lambda: _read(store, stored), TIMES)
    yield Result.of("documents", f"checking, encrypting and storing {name}", putting, target=MOST_FOR_ONE, note=note)
    yield Result.of("documents", f"reading {name} back", reading, target=MOST_FOR_ONE)


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


def plain_text() -> bytes:
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
    "lijst.csv": plain_text,
}
