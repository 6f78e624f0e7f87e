"""Bringing columns of numbers into PostgreSQL as fast as it can read them."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import psycopg
from psycopg import sql

SIGNATURE = b"PGCOPY\n\xff\r\n\x00" + struct.pack(">ii", 0, 0)
END = struct.pack(">h", -1)
CHUNK = 200_000
COLUMN_TYPES = {"i4": "integer", "i8": "bigint"}


def copy_numbers(connection: psycopg.Connection[Any], table: str, columns: Mapping[str, np.ndarray]) -> None:
    """Makes a temporary table of whole numbers (int32 or int64, none missing) and fills it by binary COPY."""
    kinds = {name: "i8" if values.dtype == np.int64 else "i4" for name, values in columns.items()}
    definition = ", ".join(f"{name} {COLUMN_TYPES[kind]} not null" for name, kind in kinds.items())
    connection.execute(f"create temporary table {table} ({definition})")
    count = len(next(iter(columns.values())))
    with connection.cursor() as cursor, cursor.copy(f"copy {table} from stdin (format binary)") as copy:
        copy.write(SIGNATURE)
        for begin in range(0, count, CHUNK):
            part = {name: values[begin : begin + CHUNK] for name, values in columns.items()}
            copy.write(_binary_rows(part, kinds))
        copy.write(END)


def copy_rows(
    connection: psycopg.Connection[Any], table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Fills a table row by row, for the few rows that hold text."""
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    statement = sql.SQL("copy {} ({}) from stdin").format(sql.Identifier(table), names)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _binary_rows(columns: Mapping[str, np.ndarray], kinds: Mapping[str, str]) -> bytes:
    """Each row: the number of fields, then each field's length and value, most significant byte first."""
    layout: list[tuple[str, str]] = [("fields", ">i2")]
    for name, kind in kinds.items():
        layout += [(f"length_{name}", ">i4"), (name, f">{kind}")]
    rows = np.empty(len(next(iter(columns.values()))), dtype=layout)
    rows["fields"] = len(kinds)
    for name, kind in kinds.items():
        rows[f"length_{name}"] = int(kind[1])
        rows[name] = columns[name]
    return rows.tobytes()
