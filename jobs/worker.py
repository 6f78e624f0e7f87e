"""The worker: builds the application once and forks for each job."""

import logging
import os
import sys

from flask import Flask

from app.database import db
from jobs.queue import connect, make_worker


def run_worker(app: Flask, burst: bool = False) -> None:
    """Work through the queue until asked to stop, or with `burst` until it is empty."""
    # Without a handler RQ would write to standard output.
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s: %(message)s", stream=sys.stderr)
    with app.app_context():
        engine = db.engine
        # The forked child must not talk over the parent's connections, nor close them.
        os.register_at_fork(after_in_child=lambda: engine.dispose(close=False))
        make_worker(connect(app.extensions["settings"].redis_url)).work(burst=burst, logging_level="WARNING")
