"""The application as people reach it: over HTTP, with real cookies, protected forms and real commits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from app.database import BincSession, db, transaction
from app.domain.scope import Scope
from app.factory import create_app
from config import Settings


class QuietHandler(WSGIRequestHandler):
    """Answers without a line on the screen for each request."""

    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Says nothing."""


@dataclass(frozen=True)
class Site:
    """A running application and its address."""

    app: Flask
    address: str

    @contextmanager
    def records(self) -> Iterator[BincSession]:
        """A session to make records with; they are committed at the end."""
        with self.app.app_context(), transaction(Scope.system("test")) as session:
            session.expire_on_commit = False
            yield session


@contextmanager
def running_site(settings: Settings) -> Iterator[Site]:
    """Serves the application on a free port of this machine only, until the block ends."""
    app = create_app(settings)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)
    server.daemon_threads = True  # type: ignore[attr-defined]
    thread = Thread(target=server.serve_forever, name="site", daemon=True)
    thread.start()
    try:
        yield Site(app, f"http://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
