"""What the tests of the context begin with: two facilities that have opened one client, and a colleague at each."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import text

from app.database import BincSession
from models import Client, Facility
from tests.factories import create_client, create_facility, create_seat, create_user


@pytest.fixture
def facility(session: BincSession) -> Facility:
    """The facility at which An works."""
    return create_facility(session)


@pytest.fixture
def client(session: BincSession, facility: Facility) -> Client:
    """A client that the facility has opened."""
    return create_client(session, facility, first_name="Yves", residence_status="belg", street="Kerkstraat")


@pytest.fixture
def an(session: BincSession, facility: Facility, browse: Any) -> Any:
    """An's browser."""
    return browse(create_seat(session, facility, user=create_user(session, first_name="An", last_name="Claes")))


@pytest.fixture
def elsewhere(session: BincSession, client: Client) -> Facility:
    """Another facility that has opened the same client."""
    other = create_facility(session)
    open_client(session, other, client)
    return other


@pytest.fixture
def bert(session: BincSession, elsewhere: Facility, browse: Any) -> Any:
    """The browser of Bert, who works at the other facility."""
    return browse(create_seat(session, elsewhere, user=create_user(session, first_name="Bert", last_name="Maes")))


def open_client(session: BincSession, facility: Facility, client: Client) -> None:
    """Opens a client of the sector for one more facility."""
    session.execute(
        text("select open_client(:facility, 'test', cast(:person as jsonb))"),
        {"facility": facility.id, "person": json.dumps({"national_number": client.national_number})},
    )
