"""Counting the statements that a page sends to the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

KINDS = ("select", "with", "insert", "update", "delete")


@contextmanager
def counted_statements(engine: Engine) -> Iterator[list[str]]:
    """The reading and writing statements sent while the block runs, without the bookkeeping around a transaction."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.split()[0].lower() in KINDS and "audit_append" not in statement:
            statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)
