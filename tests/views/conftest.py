"""What most tests of pages begin with: a facility, and a colleague at work there."""

from __future__ import annotations

from typing import Any

import pytest

from app.database import BincSession
from models import Facility
from tests.factories import create_facility, create_seat


@pytest.fixture
def facility(session: BincSession) -> Facility:
    """A facility with the usual modules."""
    return create_facility(session)


@pytest.fixture
def staff(session: BincSession, facility: Facility, browse: Any) -> Any:
    """The browser of somebody who works there."""
    return browse(create_seat(session, facility))
