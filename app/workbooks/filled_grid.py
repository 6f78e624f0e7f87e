"""Reading a quarter statement that was filled in in a spreadsheet: cells by their keys, whatever moved (Q-6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from app.domain.faults import Fault
from app.domain.statements.grid import TOLD, FilledCell, FilledRow, FilledSheet, GridMark

# Above the heads stand a few lines that say what the file is.
MARK_WITHIN_ROWS, MOST_ROWS, MOST_COLUMNS = 60, 5_000, 200
MOST_UNPACKED = 64 * 1024 * 1024
NO_OUTCOME = "De formule in deze cel heeft geen uitkomst. Open het bestand, bewaar het opnieuw of vul het getal in."
EXTRA_COLUMN = "Deze kolom hoort niet in het rooster. Haal ze weg."
EXTRA_ROW = "Deze rij hoort niet in het rooster: ze heeft geen sleutel. Haal ze weg."
TWICE = "Deze rij staat er twee keer in. Houd er één over."
COLUMN_TWICE = "Deze kolom staat er twee keer in. Houd er één over."
TOO_LONG = f"In dit blad staan meer dan {MOST_ROWS} rijen. Exporteer het kwartaal opnieuw."
RULE = "Q-6"


class UnreadableGridError(ValueError):
    """This file is no workbook that can be read."""


class _NoOutcome:
    """A cell with a formula that no program computed yet."""


def read_grid(content: bytes) -> list[FilledSheet]:
    """The sheets of a workbook that carry a mark, as they were filled in; formulas count by their outcome.

    The content was checked before: nothing in it runs or grows. Raises UnreadableGridError.
    """
    try:
        _refuse_large(content)
        values = load_workbook(BytesIO(content), read_only=True, data_only=True)
        written = load_workbook(BytesIO(content), read_only=True, data_only=False)
        try:
            sheets = [
                _Reader(name, _rows(values[name], written[name])).read()
                for name in values.sheetnames
                if name in written.sheetnames and hasattr(values[name], "iter_rows")
            ]
        finally:
            values.close()
            written.close()
    except (InvalidFileException, BadZipFile, ParseError, KeyError, ValueError, TypeError, IndexError, OSError):
        raise UnreadableGridError from None
    return [sheet for sheet in sheets if sheet is not None]


def _refuse_large(content: bytes) -> None:
    """No grid of a quarter comes near this; the check before has seen that what a part says of its size is true."""
    with ZipFile(BytesIO(content)) as container:
        if sum(part.file_size for part in container.infolist()) > MOST_UNPACKED:
            raise UnreadableGridError


def _rows(values: Any, written: Any) -> Iterator[list[object]]:
    """Each row by its values; where a formula has none, that is told apart from an empty cell."""
    for page in (values, written):
        # What a file says about its own size may be anything.
        page.reset_dimensions()
    together = zip(_bounded(values), _bounded(written), strict=True)
    for shown, formulas in together:
        yield [
            _NoOutcome if value is None and isinstance(formula, str) and formula.startswith("=") else value
            for value, formula in zip(shown, formulas, strict=True)
        ]


def _bounded(page: Any) -> Iterator[tuple[object, ...]]:
    return iter(page.iter_rows(values_only=True, max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS))


@dataclass
class _Reader:
    """Reads one sheet: first its mark, then its rows by their keys."""

    name: str
    lines: Iterator[list[object]]
    faults: list[Fault] = field(default_factory=list)
    strays: set[int] = field(default_factory=set)

    def read(self) -> FilledSheet | None:
        """The sheet, None where no mark stands in it."""
        for number, line in enumerate(self.lines, start=1):
            column = next((at for at, value in enumerate(line) if GridMark.parse(value)), None)
            if column is not None:
                return self._marked(number, line, column)
            if number >= MARK_WITHIN_ROWS:
                break
        return None

    def _marked(self, number: int, line: Sequence[object], key_column: int) -> FilledSheet:
        mark = GridMark.parse(line[key_column])
        assert mark is not None
        keys = self._columns(number, line, key_column)
        rows = list(self._keyed_rows(number, keys, key_column))
        places = {key: self._place(number + 1, column) for column, key in keys.items()}
        heads = {key: place for key, place in places.items() if not key.startswith(TOLD)}
        return FilledSheet(self.name, mark, heads, rows, tuple(self.faults))

    def _columns(self, number: int, line: Sequence[object], key_column: int) -> dict[int, str]:
        keys: dict[int, str] = {}
        for column, value in enumerate(line):
            if column == key_column or value in (None, ""):
                continue
            if str(value) in keys.values():
                self._fault(number + 1, column, COLUMN_TWICE)
            else:
                keys[column] = str(value)
        return keys

    def _keyed_rows(self, mark_row: int, keys: dict[int, str], key_column: int) -> Iterator[FilledRow]:
        known: set[str] = set()
        for number, line in enumerate(self.lines, start=mark_row + 1):
            if number > MOST_ROWS:
                self._fault(number, 0, TOO_LONG)
                return
            key = line[key_column] if key_column < len(line) else None
            if number == mark_row + 1:
                self._note_strays(number, line, keys, key_column)
            elif key in (None, ""):
                self._note_loose(number, line)
            elif str(key) in known:
                self._fault(number, 0, TWICE)
            else:
                known.add(str(key))
                self._note_strays(number, line, keys, key_column)
                yield FilledRow(str(key), self._place(number, 0), dict(self._cells(number, line, keys)))

    def _cells(self, number: int, line: Sequence[object], keys: dict[int, str]) -> Iterator[tuple[str, FilledCell]]:
        for column, key in keys.items():
            if key.startswith(TOLD):
                continue
            value = line[column] if column < len(line) else None
            if value is _NoOutcome:
                self._fault(number, column, NO_OUTCOME)
                continue
            yield key, FilledCell(self._place(number, column), value)

    def _note_strays(self, number: int, line: Sequence[object], keys: dict[int, str], key_column: int) -> None:
        """What stands in a column without a key, once for each column."""
        for column, value in enumerate(line):
            unknown = column != key_column and column not in keys and column not in self.strays
            if unknown and value not in (None, ""):
                self.strays.add(column)
                self._fault(number, column, EXTRA_COLUMN)

    def _note_loose(self, number: int, line: Sequence[object]) -> None:
        filled = next((column for column, value in enumerate(line) if value not in (None, "")), None)
        if filled is not None:
            self._fault(number, filled, EXTRA_ROW)

    def _fault(self, number: int, column: int, message: str) -> None:
        self.faults.append(Fault(RULE, self._place(number, column), message))

    def _place(self, number: int, column: int) -> str:
        return f"blad '{self.name}', cel {get_column_letter(column + 1)}{number}"
