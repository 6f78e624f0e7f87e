"""How the cells of a workbook look: each look made once for a file, with a twin for texts that look like a formula."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

TEXT, NUMBER, RATE, DAY = "text", "number", "rate", "day"
FORMATS = {TEXT: "General", NUMBER: "#,##0.##", RATE: "0.0%", DAY: "dd/mm/yyyy"}
WHOLE = "#,##0"
BOLD = {"bold": True}
SOFT = {"font_color": "#52606D"}
HEAD = {"bold": True, "bg_color": "#E3F0F1"}
TITLE = {"bold": True, "font_size": 14}
WRAPPED = {"text_wrap": True, "valign": "top"}
NAME = {"bold": True, "valign": "top"}


@dataclass(frozen=True)
class Look:
    """A look of texts: as it is, and with the mark by which Excel keeps a text a text when somebody edits the cell."""

    book: Any
    properties: Mapping[str, Any] | None

    @cached_property
    def plain(self) -> Any:
        """The format of a text as it is; None is that of the sheet."""
        return None if self.properties is None else self.book.add_format(dict(self.properties))

    @cached_property
    def quoted(self) -> Any:
        """The format of a text that looks like a formula."""
        return self.book.add_format({**(self.properties or {}), "quote_prefix": True})


class Looks:
    """All looks of one workbook; each is made when the first cell needs it, for most files need few."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._of_kind: dict[str, Any] = {}
        self.text, self.bold, self.soft = Look(book, None), Look(book, BOLD), Look(book, SOFT)
        self.head, self.title, self.wrapped = Look(book, HEAD), Look(book, TITLE), Look(book, WRAPPED)
        self.name = Look(book, NAME)

    @cached_property
    def whole(self) -> Any:
        """The format of a whole number."""
        return self._book.add_format({"num_format": WHOLE})

    def of_kind(self, kind: str) -> Any:
        """The format of what a column holds."""
        if kind not in self._of_kind:
            self._of_kind[kind] = self._book.add_format({"num_format": FORMATS[kind]})
        return self._of_kind[kind]
