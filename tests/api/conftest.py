"""A facility with a dossier in the running, and programs of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app.database import BincSession
from models import Facility
from tests.api.programs import Program, create_secret
from tests.factories import create_facility


@pytest.fixture
def facility(session: BincSession) -> Facility:
    """The facility whose programs call."""
    return create_facility(session)


@pytest.fixture
def program_of(app: Flask, session: BincSession, browse: Any) -> Callable[..., Program]:
    """Makes a program: `program_of(facility, scopes)`; without a facility, of the agency."""

    def make(facility: Facility | None, scopes: Any = None, name: str = "Vlinder") -> Program:
        return Program(app, browse(None)._call, create_secret(session, facility, scopes, name))

    return make


@pytest.fixture
def program(facility: Facility, program_of: Callable[..., Program]) -> Program:
    """A program with every scope."""
    return program_of(facility)
