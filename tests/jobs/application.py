"""A bare application for the tests of jobs, also in processes that a test may kill."""

import os
from pathlib import Path

from flask import Flask

from app.database import db
from config import Settings


def build() -> Flask:
    """An application that has a database, a queue and nothing else."""
    app = Flask("jobs")
    app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["DATABASE_URL"]
    app.extensions["settings"] = Settings(home=Path(), secret_key="", redis_url=os.environ["REDIS_URL"])
    db.init_app(app)
    return app
