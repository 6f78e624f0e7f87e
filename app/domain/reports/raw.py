"""Raw data: what one row of an export is made of, whatever file it is written to (R-7, H17.3, G10.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

TEXT, WHOLE, DAY, YES_NO, ANSWER, ANSWERS = "text", "whole", "day", "yes_no", "answer", "answers"

# Where a value is read: the parts of a dossier, and the schakeling of a row of the second table.
DOSSIER, CLIENT, REFERRAL, HELP, SCHAKELING = "dossier", "client", "referral", "help", "schakeling"

DOSSIERS, SCHAKELINGEN = "dossiers", "schakelingen"

BETWEEN_ANSWERS = "; "
YES, NO = "Ja", "Nee"

RawValue = str | int | date | None
Facts = Mapping[str, Mapping[str, Any]]
Words = Mapping[str, Mapping[str, str]]

# Answers that are no list of the reference data.
STATUS, BY_HAND, TYPE_MODULE = "dossier_status", "by_hand", "type_module"
FIXED_WORDS: Words = {
    STATUS: {"open": "Open", "closed": "Afgesloten"},
    BY_HAND: {"unborn": "Ongeboren kind"},
}


@dataclass(frozen=True)
class RawColumn:
    """One column of the raw data; `key` is its name in every file, and users' formulas lean on it.

    `part` and `field` say where the value is read, `answers` names the answer list whose words are written. A column
    that is a tick holds "Nee" as soon as its page was filled in.
    """

    key: str
    kind: str
    title: str
    meaning: str
    source: str
    part: str
    field: str
    answers: str | None = None
    tick: bool = False


@dataclass(frozen=True)
class RawTable:
    """One table of the raw data: the name of its rows together and of one of them, and its columns in order."""

    key: str
    row: str
    title: str
    columns: tuple[RawColumn, ...]


def raw_row(columns: Sequence[RawColumn], facts: Facts, words: Words) -> list[RawValue]:
    """The values of one row in the order of its columns; None where nothing was filled in (R-7)."""
    return [_READ[column.kind](column, _fact(column, facts), words) for column in columns]


def lists_of(columns: Iterable[RawColumn]) -> frozenset[str]:
    """The answer lists of the reference data whose words these columns need."""
    return frozenset(
        column.answers
        for column in columns
        if column.answers and column.answers not in FIXED_WORDS and column.answers != TYPE_MODULE
    )


def _fact(column: RawColumn, facts: Facts) -> Any:
    part = facts.get(column.part)
    if not part:
        return None
    value = part.get(column.field)
    return False if value is None and column.tick else value


def _text(_column: RawColumn, value: Any, _words: Words) -> RawValue:
    return None if value is None or value == "" else str(value)


def _whole(_column: RawColumn, value: Any, _words: Words) -> RawValue:
    return None if value is None else int(value)


def _day(_column: RawColumn, value: Any, _words: Words) -> RawValue:
    if isinstance(value, str):
        return date.fromisoformat(value) if value else None
    return value if isinstance(value, date) else None


def _yes_no(_column: RawColumn, value: Any, _words: Words) -> RawValue:
    return None if value is None else YES if value else NO


def _answer(column: RawColumn, value: Any, words: Words) -> RawValue:
    return _word(column, value, words) if value else None


def _answers(column: RawColumn, value: Any, words: Words) -> RawValue:
    return BETWEEN_ANSWERS.join(_word(column, one, words) for one in value) if value else None


def _word(column: RawColumn, code: object, words: Words) -> str:
    """The word of an answer; an answer that left its list is written as its code, never lost."""
    listed = FIXED_WORDS.get(column.answers or "") or words.get(column.answers or "") or {}
    return listed.get(str(code), str(code))


_READ: Mapping[str, Callable[[RawColumn, Any, Words], RawValue]] = {
    TEXT: _text,
    WHOLE: _whole,
    DAY: _day,
    YES_NO: _yes_no,
    ANSWER: _answer,
    ANSWERS: _answers,
}
