"""Runs the migrations as the owner of the tables, one process at a time."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, create_engine, text

import models  # noqa: F401 - makes every table known
from app.database import Model

LOCK = 7_206_514
TIMEOUTS = ("set lock_timeout = '10s'", "set statement_timeout = '15min'")


def _migrate(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=Model.metadata, compare_type=True)
    with context.begin_transaction():
        connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        for statement in TIMEOUTS:
            connection.execute(text(statement))
        context.run_migrations()


def _run() -> None:
    engine = create_engine(context.config.get_main_option("sqlalchemy.url") or "")
    with engine.connect() as connection:
        _migrate(connection)
        connection.commit()
    engine.dispose()


_run()
