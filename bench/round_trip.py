"""The least that anything can take: one question to the database and back."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
from flask import Flask
from sqlalchemy import text

from app.database import transaction
from app.domain.scope import Scope
from bench.results import Result, timed
from config import Settings


def measure_round_trip(app: Flask) -> Iterator[Result]:
    """`select 1` by the driver alone, and in a session of the product."""
    settings: Settings = app.extensions["settings"]
    with psycopg.connect((settings.database_url or "").replace("+psycopg", ""), autocommit=True) as connection:
        bare = timed(lambda: connection.execute("select 1").fetchone(), times=500)
    yield Result.of("select 1", "driver", bare)
    with app.app_context(), transaction(Scope.system("bench")) as session:
        own = timed(lambda: session.execute(text("select 1")).scalar_one(), times=500)
    yield Result.of("select 1", "session of the product", own)
