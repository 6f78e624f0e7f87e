"""Texts that stay texts in whatever opens an export: the one neutraliser of formulas (F-10, R-6)."""

from __future__ import annotations

import re
from unicodedata import normalize

LONGEST_TEXT = 32_767
CUT = "…"
# With these a formula begins, in their wide and small forms as well; the bar calls a program in old spreadsheets.
FORMULA_SIGNS = frozenset("=+-@|\u2212")
# What a program may drop before it looks at the first sign, next to all white space.
DROPPED_BEFORE = (
    " \t\r\n\v\f\x1c\x1d\x1e\x1f\x85\xa0\u2028\u2029'\"`´‘’“”\ufeff\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069"
)
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LEADING = re.compile(rf"[\s{DROPPED_BEFORE}]+")


def looks_like_a_formula(text: str) -> bool:
    """Whether a program that opens this text as a table could take it for a formula."""
    if not text or text[0].isalnum():
        return False
    if text[0] in "\t\r\n":
        return True
    dropped = LEADING.match(text)
    first = text[dropped.end() :][:1] if dropped else text[0]
    return bool(first) and normalize("NFKC", first)[0] in FORMULA_SIGNS


def cell_text(text: str) -> str:
    """A text as a cell can hold it: only signs that XML knows, one kind of line end, at most 32,767 units (Excel)."""
    shown = NOT_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(shown) <= LONGEST_TEXT // 2:
        return shown
    return _cut(shown)


def csv_text(text: str) -> str:
    """A text for a cell of a CSV file: with an apostrophe before what could be taken for a formula."""
    return f"'{text}" if looks_like_a_formula(text) else text


def _cut(text: str) -> str:
    """Excel counts in units of UTF-16: an emoji is two; a text that is cut ends in an ellipsis."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * LONGEST_TEXT:
        return text
    return units[: 2 * (LONGEST_TEXT - 1)].decode("utf-16-le", errors="ignore") + CUT
