"""Setting constraints and indexes aside while everything is loaded, and putting them back, which proves them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import psycopg

from app.runtime.postgres import EmbeddedPostgres
from bench.place import superuser_connection

SESSIONS = 2


@dataclass(frozen=True)
class SetAside:
    """The statements that put keys and indexes back, those of the foreign keys apart: they need the others first."""

    keys: dict[str, list[str]]
    references: dict[str, list[str]]


def set_aside(connection: psycopg.Connection[Any], tables: tuple[str, ...]) -> SetAside:
    """Drops every key, index and reference of these tables, and every reference to them."""
    keys: dict[str, list[str]] = {table: [] for table in tables}
    references: dict[str, list[str]] = {}
    for table, name, definition in _constraints(connection, tables, "f"):
        references.setdefault(table, []).append(f'alter table {table} add constraint "{name}" {definition}')
        connection.execute(f'alter table {table} drop constraint "{name}"')
    for table, name, definition in _constraints(connection, tables, "pux"):
        keys[table].append(f'alter table {table} add constraint "{name}" {definition}')
        connection.execute(f'alter table {table} drop constraint "{name}"')
    for table, name, definition in connection.execute(_INDEXES, [list(tables)]).fetchall():
        keys[table].append(definition)
        connection.execute(f'drop index "{name}"')
    return SetAside(keys, references)


def put_back(server: EmbeddedPostgres, database: str, aside: SetAside) -> None:
    """Builds everything again, two tables at a time; a row that breaks a constraint stops it with the reason."""
    for statements in (aside.keys, aside.references):
        with ThreadPoolExecutor(SESSIONS) as sessions:
            for done in [sessions.submit(_execute, server, database, each) for each in statements.values()]:
                done.result()


def _execute(server: EmbeddedPostgres, database: str, statements: list[str]) -> None:
    with superuser_connection(server, database) as connection:
        for statement in statements:
            connection.execute(statement)


def _constraints(
    connection: psycopg.Connection[Any], tables: tuple[str, ...], kinds: str
) -> list[tuple[str, str, str]]:
    rows = connection.execute(_CONSTRAINTS, {"tables": list(tables), "kinds": list(kinds)}).fetchall()
    return [(str(table), str(name), str(definition)) for table, name, definition in rows]


_CONSTRAINTS = """
select owner.relname, c.conname, pg_get_constraintdef(c.oid)
from pg_constraint c
join pg_class owner on owner.oid = c.conrelid and owner.relnamespace = 'public'::regnamespace
left join pg_class target on target.oid = c.confrelid
where c.contype = any(%(kinds)s) and (owner.relname = any(%(tables)s) or target.relname = any(%(tables)s))
order by owner.relname, c.contype = 'p' desc, c.conname
"""
_INDEXES = """
select tablename, indexname, indexdef from pg_indexes
where schemaname = 'public' and tablename = any(%s) order by tablename, indexname
"""
