"""A facility of its own to read files into, with nobody in it, that is gone afterwards with all that came in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import psycopg
from flask import Flask

from app.database import db

CODE, SOURCE, MODULE = "BENCH-READ", "bench-read", "P-CB-BREED"
APPROVED_FROM = date(2015, 1, 1)
FIRST_BORN = date(2009, 1, 1)
# In a bis number forty is added to the month; the generated sector has none.
BIS, BORN_SINCE_2000 = 40, 2_000_000_000
_WITH_FACILITY = (
    "select table_name from information_schema.columns join information_schema.tables using (table_schema, table_name) "
    "where table_schema = 'public' and column_name = 'facility_id' and table_type = 'BASE TABLE'"
)


@contextmanager
def place_to_read_into(app: Flask) -> Iterator[int]:
    """The id of a facility that offers one module; its rows, and the clients that came with them, go at the end."""
    with app.app_context():
        address = db.engine.url.set(username="postgres").render_as_string(hide_password=False)
    with psycopg.connect(address.replace("+psycopg", ""), autocommit=True) as connection:
        _remove(connection)
        try:
            yield _made(connection)
        finally:
            _remove(connection)


def numbers(count: int) -> list[str]:
    """As many valid bis numbers of children, each once."""
    return [_number(FIRST_BORN + timedelta(days=place % 2_000), 1 + place // 2_000) for place in range(count)]


def _number(born: date, serial: int) -> str:
    nine = int(f"{born:%y}{born.month + BIS:02}{born:%d}{serial:03}")
    return f"{nine:09}{97 - (nine + BORN_SINCE_2000) % 97:02}"


def _made(connection: psycopg.Connection[Any]) -> int:
    row = connection.execute(
        "insert into facility (code, name, organisation_type, province, several_provinces, version) "
        "values (%s, 'Ingelezen', 'OVBJ', 'Antwerpen', false, 1) returning id",
        (CODE,),
    ).fetchone()
    assert row is not None
    connection.execute(
        "insert into approved_module (facility_id, type_module_id, valid_from) "
        "select %s, id, %s from type_module where code = %s",
        (row[0], APPROVED_FROM, MODULE),
    )
    return int(row[0])


def _remove(connection: psycopg.Connection[Any]) -> None:
    """Also what a run that broke off left behind."""
    found = connection.execute("select id from facility where code = %s", (CODE,)).fetchone()
    if found is None:
        return
    connection.execute("set session_replication_role = replica")
    known_here = "select client_id from client_access where facility_id = %s"
    elsewhere = "select client_id from client_access where facility_id <> %s"
    clients = f"delete from client where id in ({known_here}) and id not in ({elsewhere})"
    connection.execute(clients, (found[0], found[0]))
    connection.execute("delete from exchange_identity where source like %s", (f"{SOURCE}%",))
    for (table,) in connection.execute(_WITH_FACILITY).fetchall():
        connection.execute(f'delete from "{table}" where facility_id = %s', (found[0],))
    connection.execute("delete from facility where id = %s", (found[0],))
    connection.execute("set session_replication_role = origin")
