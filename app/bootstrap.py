"""Makes an empty or older database ready for this version: migrations, permissions, reference data, demo."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import date
from pathlib import Path

from alembic import command
from alembic.config import Config
from flask import Flask
from flask_appbuilder.security.sqla.models import PermissionView
from flask_appbuilder.security.sqla.models import Role as FrameworkRole
from sqlalchemy import select

from app.database import db, transaction
from app.domain.roles import Role
from app.domain.scope import Scope
from app.presentation import today_in_brussels
from app.services.documents.ending import destroy_ended, end_overdue, kept_contents
from app.services.reference_data import seed_reference_data
from config import Settings

MIGRATIONS = Path(__file__).parent.parent / "migrations"
logger = logging.getLogger(__name__)


def migrate(owner_url: str) -> None:
    """Brings the tables to this version, as their owner."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("sqlalchemy.url", owner_url.replace("%", "%%"))
    command.upgrade(config, "head")


def prepare(settings: Settings) -> None:
    """Migrates, and brings permissions and reference data up to date; running it again changes nothing."""
    from app.factory import create_app

    if not settings.database_owner_url:
        raise RuntimeError("Migrating needs DATABASE_OWNER_URL.")
    migrate(settings.database_owner_url)
    app = create_app(settings)
    with app.app_context():
        with transaction(Scope.system("installatie")) as session:
            seed_reference_data(session)
        with transaction(Scope.system("installatie")):
            ship_permissions(app)
        end_documents(app, today_in_brussels())
        db.engine.dispose()


def end_documents(app: Flask, today: date) -> None:
    """Ends what is over before anybody is served: a backup that was put back may be older than that (O-6)."""
    with transaction(Scope.system("installatie")) as session:
        ended = end_overdue(session, today=today)
    with transaction(Scope.system("installatie")) as session:
        destroy_ended(app.extensions["documents"], ended, kept_contents(session), today=today)


def ship_permissions(app: Flask) -> None:
    """Creates the permissions of every view, and gives each new one to the roles it is shipped to.

    What an admin took away or added stays as it is: only permissions that did not exist before are given.
    """
    builder = app.extensions["appbuilder"]
    known = {(pair.permission_id, pair.view_menu_id) for pair in db.session.scalars(select(PermissionView))}
    builder.add_permissions(update_perms=True)
    roles = {role.value: _role(role) for role in Role}
    for view in builder.baseviews:
        for permission, shipped in getattr(view, "shipped_to", {}).items():
            pair = builder.sm.find_permission_view_menu(f"can_{permission}", view.class_permission_name)
            if pair is None or (pair.permission_id, pair.view_menu_id) in known:
                continue
            for role in shipped:
                roles[role.value].permissions.append(pair)
    db.session.flush()


def _role(role: Role) -> FrameworkRole:
    found = db.session.scalars(select(FrameworkRole).where(FrameworkRole.name == role.value)).one_or_none()
    if found is None:
        found = FrameworkRole(name=role.value)
        db.session.add(found)
    return found


def load_demo_once(settings: Settings, until: date | None = None) -> bool:
    """Loads the made-up sector when there is no facility yet; says whether it did."""
    from app.demo.load import load_demo
    from app.factory import create_app

    app = create_app(replace(settings, testing=False))
    with app.app_context():
        loaded = load_demo(until or today_in_brussels())
        db.engine.dispose()
    return loaded
