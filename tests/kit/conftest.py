"""An application with the probes beside the product's own views."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

import views
from app.bootstrap import ship_permissions
from app.database import db, transaction
from app.domain.scope import Scope
from app.factory import create_app
from app.runtime.postgres import EmbeddedPostgres
from tests.conftest import fresh_database, settings_for
from tests.kit.probes import PROBES


@pytest.fixture(scope="package")
def app(postgres: EmbeddedPostgres) -> Iterator[Flask]:
    """The product with the probes, on a database of its own."""
    with fresh_database(postgres) as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(views, "VIEWS", (*views.VIEWS, *PROBES))
        app = create_app(settings_for(postgres, name))
        app.config["WTF_CSRF_ENABLED"] = False
        with app.app_context(), transaction(Scope.system("test")):
            ship_permissions(app)
        yield app
        with app.app_context():
            db.engine.dispose()
