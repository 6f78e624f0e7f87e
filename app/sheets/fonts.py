"""The fonts of printed sheets: read once in the life of a process, lent to each sheet afresh."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

FONT = "Roboto"
STYLES = {"": "Regular", "B": "Bold"}
# All that a reader of a sheet needs of a font; how letters go together and what they are called is known by then.
PRINTED_TABLES = frozenset({"GlyphOrder", "head", "hhea", "maxp", "hmtx", "loca", "glyf", "post"})


@dataclass(frozen=True)
class ReadFont:
    """A font as it was read: its measures, its outlines, and which outline is which."""

    measures: Any
    outlines: bytes
    order: tuple[str, ...]

    def lent(self) -> Any:
        """The font for one sheet, which cuts out of the outlines what it does not use."""
        from fontTools.ttLib import TTFont
        from fpdf.fonts import SubsetMap

        font = copy(self.measures)
        font.ttfont = TTFont(BytesIO(self.outlines), recalcBBoxes=False, recalcTimestamp=False, lazy=True)
        font.ttfont.setGlyphOrder(list(self.order))
        font.missing_glyphs = []
        font.subset = SubsetMap(font)
        return font


def lend_fonts(paper: Any) -> None:
    """Gives a new sheet its regular and its bold font."""
    paper.fonts.update({key: font.lent() for key, font in _read_fonts().items()})


@lru_cache(maxsize=1)
def known_signs() -> frozenset[int]:
    """The signs that can be printed, in every style."""
    return frozenset.intersection(*(frozenset(font.measures.cmap) for font in _read_fonts().values()))


@lru_cache(maxsize=1)
def _read_fonts() -> dict[str, ReadFont]:
    from fpdf import FPDF

    paper = FPDF()
    for style, name in STYLES.items():
        paper.add_font(FONT, style, _font_file(name))
    return {key: _as_read(font) for key, font in paper.fonts.items()}


def _as_read(font: Any) -> ReadFont:
    order = tuple(font.ttfont.getGlyphOrder())
    for table in set(font.ttfont.keys()) - PRINTED_TABLES:
        del font.ttfont[table]
    outlines = BytesIO()
    font.ttfont.save(outlines)
    font.close()
    return ReadFont(font, outlines.getvalue(), order)


def _font_file(name: str) -> Path:
    # Importing the package would do no more than name its files, by way of a module that Python is about to drop.
    found = find_spec("font_roboto")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "files" / f"Roboto-{name}.ttf"
