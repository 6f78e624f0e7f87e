"""Entry point: `python run.py` starts everything, `flask --app run …` and gunicorn get the application from here."""

from __future__ import annotations

import atexit
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from config import Settings


def create_app() -> Flask:
    """The application for gunicorn, worker, scheduler and commands.

    Without DATABASE_URL it starts the embedded database, or joins the one that `make run` has started, and lets go of
    it when the process ends.
    """
    from app.factory import create_app as build
    from app.factory import settle_memory
    from config import load_settings

    settings = load_settings()
    if settings.database_url is None:
        settings = _with_embedded_database(settings)
    app = build(settings)
    settle_memory()
    return app


def _with_embedded_database(settings: Settings) -> Settings:
    from app.bootstrap import prepare
    from app.runtime.postgres import EmbeddedPostgres
    from app.runtime.redis import EmbeddedRedis

    postgres = EmbeddedPostgres(settings.home)
    atexit.register(postgres.stop)
    postgres.start()
    postgres.ensure_roles_and_database()
    settings = replace(settings, database_url=postgres.app_url, database_owner_url=postgres.owner_url)
    redis = EmbeddedRedis(settings.home)
    if settings.redis_url is None and redis.answers():
        settings = replace(settings, redis_url=redis.url)
    prepare(settings)
    return settings


def _prepare(settings: Settings) -> None:
    """Migrate and fill what every installation needs; an external database without an owner's address is left alone."""
    from app.bootstrap import load_demo_once, prepare

    if settings.database_owner_url is None:
        return
    prepare(settings)
    if settings.demo:
        load_demo_once(settings)


def _welcome(settings: Settings) -> str:
    lines = ["", f"BINC is ready: http://127.0.0.1:{settings.port}/", ""]
    if settings.demo:
        from app.demo.accounts import DEMO_ACCOUNTS

        lines.append("Demo accounts (user name, password, what for):")
        lines += [f"  {one.user_name:<19} {one.password:<22} {one.description}" for one in DEMO_ACCOUNTS]
        lines.append("")
    return "\n".join([*lines, "Ctrl-C stops everything; the data stay."])


def _prepare_only(settings: Settings) -> int:
    """For an installation with servers of its own: what a new version needs before web and worker start."""
    from app.bootstrap import prepare

    if settings.database_owner_url is None or settings.database_url is None:
        print("Preparing needs DATABASE_URL and DATABASE_OWNER_URL.", file=sys.stderr)
        return 2
    prepare(settings)
    return 0


def main(arguments: Sequence[str] = ()) -> int:
    """Start everything and keep it running, or with `prepare` only make the database ready; answers the exit status."""
    import logging

    from app.runtime.machine import MachineError
    from app.runtime.supervisor import supervise
    from config import ConfigurationError, load_settings

    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s: %(message)s", stream=sys.stderr)
    try:
        if list(arguments) == ["prepare"]:
            return _prepare_only(load_settings())
        return supervise(load_settings(), _prepare, _welcome)
    except (MachineError, ConfigurationError) as problem:
        print(problem, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Stopped before it was ready; the next start goes on from here.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
