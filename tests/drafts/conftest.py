"""Two colleagues of one facility, a dossier between them, and what each of them types."""

from __future__ import annotations

from typing import Any

import pytest

from app.database import BincSession
from models import Dossier, Facility
from tests.factories import (
    create_client,
    create_decision,
    create_dossier,
    create_facility,
    create_household,
    create_relative,
    create_schakeling,
    create_seat,
)


@pytest.fixture
def facility(session: BincSession) -> Facility:
    """A facility with the usual modules."""
    return create_facility(session)


@pytest.fixture
def an(session: BincSession, facility: Facility, browse: Any) -> Any:
    """A care worker."""
    return browse(create_seat(session, facility))


@pytest.fixture
def bert(session: BincSession, facility: Facility, browse: Any) -> Any:
    """A colleague at the same facility."""
    return browse(create_seat(session, facility))


@pytest.fixture
def dossier(session: BincSession, facility: Facility) -> Dossier:
    """A dossier in which help runs, of a client who lives with the mother."""
    dossier = create_dossier(session, create_client(session, facility, residence_status="belg"), facility)
    create_schakeling(session, create_decision(session, dossier), modules=("VBFBJB04", "P-OB-RTJ"))
    create_relative(session, dossier.client, create_household(session, dossier.client))
    return dossier
