"""What the tests of figures share: asking a command of the product."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask

Ask = Callable[..., Any]


@pytest.fixture
def ask(app: Flask, session: Any) -> Ask:
    """Asks a figures command for its JSON; answers the whole result when it did not succeed."""

    def question(*arguments: str, name: str = "occupancy") -> Any:
        session.commit()
        result = app.test_cli_runner().invoke(args=["figures", name, *arguments, "--json"])
        return json.loads(result.stdout) if result.exit_code == 0 else result

    return question


def period_options(begin: date, until: date) -> tuple[str, ...]:
    """A period as the command takes it."""
    return ("--from", begin.isoformat(), "--until", until.isoformat())
