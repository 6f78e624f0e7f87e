"""The one writer of printed sheets: headings, facts, tables and page numbers, in a font that knows European names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.sheets.fonts import FONT, known_signs, lend_fonts

Facts = Sequence[tuple[str, str]]
UNKNOWN_SIGN = "?"
SIZE, LINE = 10, 5


class SheetDocument:
    """A sheet of A4 under one title, with `foot` on every page; `content` is the finished file.

    Signs that the font does not have become a question mark, and a note at the end says so.
    """

    def __init__(self, title: str, foot: str) -> None:
        self._missed = False
        self._pdf = _blank(self._known(foot))
        self._pdf.set_title(self._known(title))
        self._pdf.set_lang("nl-BE")
        self._pdf.add_page()
        self._write(title, SIZE + 6, bold=True)

    def heading(self, text: str) -> None:
        """A heading that keeps some of what follows on its page."""
        if self._pdf.will_page_break(LINE * 5):
            self._pdf.add_page()
        self._pdf.ln(LINE)
        self._write(text, SIZE + 2, bold=True)

    def text(self, text: str) -> None:
        """A piece of running text."""
        self._write(text, SIZE)

    def facts(self, facts: Facts) -> None:
        """Names with their values below each other."""
        for name, value in facts:
            self._write(f"{name}: {value}", SIZE)

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
        """A table whose head comes back on every page; `widths` say how the columns share the page."""
        self._pdf.set_font(FONT, "", SIZE)
        with self._pdf.table(col_widths=tuple(widths), text_align="LEFT", line_height=LINE) as table:
            for cells in (heads, *rows):
                row = table.row()
                for cell in cells:
                    row.cell(self._known(cell))

    def content(self) -> bytes:
        """The file."""
        if self._missed:
            self._pdf.ln(LINE)
            self._write(f"{UNKNOWN_SIGN} staat voor een teken dat niet gedrukt kan worden.", SIZE - 1)
        return bytes(self._pdf.output())

    def _write(self, text: str, size: int, bold: bool = False) -> None:
        self._pdf.set_font(FONT, "B" if bold else "", size)
        self._pdf.multi_cell(0, LINE * size / SIZE, self._known(text), new_x="LMARGIN", new_y="NEXT")

    def _known(self, text: str) -> str:
        shown = "".join(sign if sign == "\n" or ord(sign) in known_signs() else UNKNOWN_SIGN for sign in text)
        self._missed = self._missed or shown != text
        return shown


def _blank(foot: str) -> Any:
    # Loaded when the first sheet is asked for: it costs most of a second, and commands never need it.
    from fpdf import FPDF

    class Paper(FPDF):
        def footer(self) -> None:
            """Where the sheet comes from, and which page it is."""
            self.set_y(-15)
            self.set_font(FONT, "", SIZE - 2)
            self.cell(0, LINE, f"{foot} · {self.page_no()}/{{nb}}")

    paper = Paper(format="A4")
    paper.set_auto_page_break(True, margin=20)
    lend_fonts(paper)
    return paper
