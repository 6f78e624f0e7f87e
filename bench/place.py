"""Where the national-size data live: a PostgreSQL of their own, kept between runs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from app.runtime.postgres import EmbeddedPostgres
from config import Settings

DATABASE = "binc_bench"
DESCRIPTION = "generated.json"

# A server for the whole sector has more memory and a better disk than one for a demonstration; the rest is the same.
MEASURING = {"shared_buffers": "2GB", "effective_cache_size": "6GB", "random_page_cost": "1.1", "max_wal_size": "4GB"}
# While everything is written at once, nothing has to survive a power cut.
LOADING = MEASURING | {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "20GB",
    "checkpoint_timeout": "1h",
    "autovacuum": "off",
    "work_mem": "256MB",
    "maintenance_work_mem": "1GB",
}


@contextmanager
def server_at(home: Path, settings: Mapping[str, str]) -> Iterator[EmbeddedPostgres]:
    """A running server on the data of this folder, stopped afterwards."""
    server = EmbeddedPostgres(home, settings=settings)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def settings_for(server: EmbeddedPostgres, database: str = DATABASE) -> Settings:
    """Settings of an application on the national-size data."""
    return Settings(
        home=server.home,
        secret_key="for benchmarks only, never for an installation",
        database_url=server.url("binc_app", database),
        database_owner_url=server.url("binc_owner", database),
        testing=True,
    )


def superuser_connection(server: EmbeddedPostgres, database: str = DATABASE) -> psycopg.Connection[Any]:
    """A connection that sees and may do everything, for loading and for looking around."""
    return psycopg.connect(server.url("postgres", database).replace("+psycopg", ""), autocommit=True)


def read_description(home: Path) -> dict[str, Any] | None:
    """What was generated in this folder: scale, seed and last day; None where nothing was, or not to the end."""
    path = home / DESCRIPTION
    return json.loads(path.read_text()) if path.exists() else None


def write_description(home: Path, description: Mapping[str, Any]) -> None:
    """Remembers that the data are complete, and what they are."""
    (home / DESCRIPTION).write_text(json.dumps(description))


def forget_description(home: Path) -> None:
    """The data are about to be rebuilt: a run that breaks off must not look complete."""
    (home / DESCRIPTION).unlink(missing_ok=True)
