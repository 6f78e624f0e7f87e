"""Two facilities with everything in them, from which all files are asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from app.database import db
from app.factory import create_app
from app.runtime.postgres import EmbeddedPostgres
from tests.conftest import fresh_database, settings_for
from tests.walls.world import World, world_in

# The factories leave out what the services write beside a dossier, by which raw data choose their dossiers.
FIRST_BEGIN = (
    'update dossier d set first_schakeling_begin = (select min(s."begin") from schakeling s '
    "where s.facility_id = d.facility_id and s.dossier_id = d.id)"
)


@pytest.fixture(scope="module")
def filled(postgres: EmbeddedPostgres) -> Iterator[tuple[World, psycopg.Connection[Any]]]:
    """Two facilities with everything in them, and a connection that may write everywhere."""
    with fresh_database(postgres) as name:
        app = create_app(settings_for(postgres, name))
        app.config["WTF_CSRF_ENABLED"] = False
        superuser = postgres.url("postgres", name).replace("+psycopg", "")
        with world_in(app) as world, psycopg.connect(superuser, autocommit=True) as connection:
            connection.execute(FIRST_BEGIN)
            yield world, connection
        with app.app_context():
            db.engine.dispose()
