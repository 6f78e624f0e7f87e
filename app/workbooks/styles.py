"""How the cells of a workbook look: each look made once for a file, with a twin for texts that look like a formula."""

from __future__ import annotations

from dataclasses import dataclass
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

    plain: Any
    quoted: Any


class Looks:
    """All looks of one workbook."""

    def __init__(self, book: Any) -> None:
        self.text = Look(None, book.add_format({"quote_prefix": True}))
        self.bold = _look(book, BOLD)
        self.soft = _look(book, SOFT)
        self.head = _look(book, HEAD)
        self.title = _look(book, TITLE)
        self.wrapped = _look(book, WRAPPED)
        self.name = _look(book, NAME)
        self.whole = book.add_format({"num_format": WHOLE})
        self.of_kind = {kind: book.add_format({"num_format": shown}) for kind, shown in FORMATS.items()}


def _look(book: Any, properties: dict[str, Any]) -> Look:
    return Look(book.add_format(properties), book.add_format({**properties, "quote_prefix": True}))
