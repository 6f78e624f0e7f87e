"""Makes the database of national size: drawn with numpy, loaded by COPY, proved by its own constraints."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
from psycopg import sql

from app.bootstrap import prepare
from app.runtime.postgres import EmbeddedPostgres
from app.services import deployments
from bench.beside import QUARTER_STATEMENTS
from bench.constraints import put_back, set_aside
from bench.loading import load_sector
from bench.organisations import organisations
from bench.people import draw_people
from bench.place import (
    DATABASE,
    LOADING,
    forget_description,
    read_description,
    server_at,
    settings_for,
    superuser_connection,
    write_description,
)
from bench.statements import LARGE_TABLES
from bench.trajectories import day_number, draw_trajectories

SEED = 2014


def ensure_generated(home: Path, *, scale: float, until: date, fresh: bool) -> dict[str, Any]:
    """The description of the data in a folder, which are made first where they are missing, other, or unwanted."""
    known = read_description(home)
    if known is not None and known["scale"] == scale and not fresh:
        return known
    home.mkdir(parents=True, exist_ok=True)
    forget_description(home)
    begin = time.perf_counter()
    with server_at(home, LOADING) as server:
        generate(server, DATABASE, scale=scale, until=until)
    description = {"scale": scale, "until": until.isoformat(), "seconds": round(time.perf_counter() - begin, 1)}
    write_description(home, description)
    return description


def generate(server: EmbeddedPostgres, database: str, *, scale: float, until: date, seed: int = SEED) -> None:
    """Makes one database with a sector of `scale` times the national size whose last day is `until`.

    The same for the same scale, seed and day. Raises psycopg.IntegrityError where a row broke a constraint.
    """
    random = np.random.default_rng(seed)
    with said("draw the sector"):
        sector = organisations(scale, random)
        last_day = day_number(until)
        trajectories = draw_trajectories(sector, last_day, random)
        people, client = draw_people(trajectories.dossiers, random)
    with said("make the tables"):
        _make_database(server, database)
    with superuser_connection(server, database) as connection:
        # Triggers and foreign keys keep still while everything is loaded; building the keys again proves the rows.
        connection.execute("set session_replication_role = replica")
        aside = set_aside(connection, LARGE_TABLES)
        with said("load the rows"):
            load_sector(connection, sector, trajectories, people, client, last_day, random)
        with said("write the deployments"):
            _write_deployments(connection)
        with said("write the statements"):
            for statement in QUARTER_STATEMENTS:
                connection.execute(statement)
    with said("build keys and indexes"):
        put_back(server, database, aside)
    with said("vacuum"), superuser_connection(server, database) as connection:
        connection.execute("vacuum (analyze, freeze)")


@contextmanager
def said(what: str) -> Iterator[None]:
    """Says how long a step took."""
    begin = time.perf_counter()
    yield
    print(f"  {what}: {time.perf_counter() - begin:.1f} s", flush=True)


def _make_database(server: EmbeddedPostgres, database: str) -> None:
    with superuser_connection(server, "postgres") as connection:
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(database)))
    server.ensure_roles_and_database(database)
    prepare(settings_for(server, database))


def _write_deployments(connection: psycopg.Connection[Any]) -> None:
    """By the statement of the product's own service, on a plain connection that no policy slows down."""
    connection.execute(deployments._WRITE_ALL.text)
    connection.execute(
        "select setval(pg_get_serial_sequence('deployment', 'id'), (select coalesce(max(id), 1) from deployment))"
    )
