"""Raw data as XML that a spreadsheet opens as a table, checked against the schema while it is written (R-7, H17.3)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any, BinaryIO
from xml.sax.saxutils import escape

from lxml import etree

from app.domain.reports.raw import RawTable, RawValue
from app.workbooks.plain_text import NOT_IN_XML
from app.workbooks.raw_schema import raw_schema


class RawSchemaError(Exception):
    """The file departs from the published schema; says in which element, never what stood there."""


class RawXml:
    """Raw data as XML: one element a row, with every column in its order; what is not there is an empty element.

    Days are written YYYY-MM-DD. Raises RawSchemaError as soon as it departs from the schema: what was written by then
    is not to be kept.
    """

    def __init__(self, file: BinaryIO, table: RawTable) -> None:
        self._file, self._table, self._check = file, table, _Check(table)
        self._tags = [(f"<{column.key}>", f"</{column.key}>\n", f"<{column.key}/>\n") for column in table.columns]
        self._write(f'<?xml version="1.0" encoding="UTF-8"?>\n<{table.key}>\n')

    def add(self, rows: Iterable[Sequence[RawValue]]) -> None:
        """Writes the next rows."""
        row_tag = self._table.row
        self._write("".join([f"<{row_tag}>\n{_elements(self._tags, row)}</{row_tag}>\n" for row in rows]))

    def close(self) -> None:
        """Says that nothing follows."""
        self._write(f"</{self._table.key}>\n")
        self._check.close()

    def _write(self, piece: str) -> None:
        content = piece.encode()
        self._check.feed(content)
        self._file.write(content)


def _elements(tags: Sequence[tuple[str, str, str]], row: Sequence[RawValue]) -> str:
    return "".join(
        [
            empty if value is None else f"{begin}{_text(value)}{end}"
            for (begin, end, empty), value in zip(tags, row, strict=True)
        ]
    )


def _text(value: str | int | date) -> str:
    if isinstance(value, str):
        return escape(NOT_IN_XML.sub("", value))
    return value.isoformat() if isinstance(value, date) else str(value)


@cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.fromstring(raw_schema().encode()))


class _Check:
    """Reads along with what is written, and forgets every row once it was found right."""

    def __init__(self, table: RawTable) -> None:
        self.parser = etree.XMLPullParser(
            ("end",), tag=table.row, schema=_schema(), resolve_entities=False, no_network=True
        )

    def feed(self, content: bytes) -> None:
        """Takes the next piece in; raises RawSchemaError where it is not what the schema promises."""
        try:
            self.parser.feed(content)
            for _event, element in self.parser.read_events():
                _forget(element)
        except etree.XMLSyntaxError as fault:
            raise _refusal(fault) from None

    def close(self) -> None:
        """Says that nothing follows."""
        try:
            self.parser.close()
        except etree.XMLSyntaxError as fault:
            raise _refusal(fault) from None


def _forget(row: Any) -> None:
    row.clear()
    above = row.getparent()
    while above is not None and row.getprevious() is not None:
        del above[0]


def _refusal(fault: etree.XMLSyntaxError) -> RawSchemaError:
    # The rest of the parser's message may hold what stood in a dossier.
    named = re.match("Element '([A-Za-z]+)'", str(fault))
    return RawSchemaError(f"{named[1] if named else 'the file'} departs from the schema of the raw data")
