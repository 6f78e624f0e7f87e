"""Loads of history: what they bring was told to the Groeipakket by another system (G-1)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import text

_ANNOUNCE = text("select set_config('binc.loads_history', :what, true)")


@contextmanager
def loading_history(session: Any, *, of_history: bool) -> Iterator[None]:
    """Lets the database note what is written as told before, instead of as waiting to be told (exchange.md)."""
    if not of_history:
        yield
        return
    session.execute(_ANNOUNCE, {"what": "on"})
    yield
    session.execute(_ANNOUNCE, {"what": ""})
