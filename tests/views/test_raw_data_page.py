"""The dictionary of the raw data tells every column that the files of this facility have (R-7)."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from app.database import db
from app.domain.organisation_types import ORGANISATION_TYPES, has_chain
from app.domain.registration_fields import fields_of, registrations_of
from app.domain.reports.raw_tables import raw_tables
from app.domain.roles import Role
from app.workbooks.raw_schema import raw_schema
from models import Answer
from tests.factories import create_facility, create_seat
from tests.views.counting import counted_statements
from tests.views.reading import words_of


@pytest.mark.parametrize("kind", ORGANISATION_TYPES)
def test_it_tells_each_column_of_ones_own_type(session: Any, browse: Any, kind: str) -> None:
    """R-7: every element with its meaning, its kind and where it is filled in."""
    facility = create_facility(session, organisation_type=kind, modules=() if kind == "1G1P" else ("VBFBJB04",))
    shown = browse(create_seat(session, facility=facility, role=Role.FACILITY_STAFF)).get("/ruwe-data/")
    told = [one.text for one in etree.HTML(shown.text).iterfind(".//td/code")]
    tables = raw_tables(kind, with_chain=has_chain(kind, True))
    assert told == [column.key for table in tables for column in table.columns]
    words = words_of(shown)
    for page in registrations_of(kind):
        assert all(field.label in words for field in fields_of(page, kind))


def test_an_answer_stands_in_the_words_it_has_now(session: Any, browse: Any) -> None:
    """E-5: also one that was retired, since it is still in the data."""
    facility = create_facility(session)
    session.add(Answer(list_name="goals_reached", code="proef", label="Een oud antwoord", sequence=1, retired=True))
    shown = browse(create_seat(session, facility=facility, role=Role.FACILITY_STAFF)).get("/ruwe-data/")
    assert "Een oud antwoord" in words_of(shown)


def test_the_schema_is_there_to_take_along(session: Any, browse: Any) -> None:
    """R-7: the published one."""
    facility = create_facility(session)
    answer = browse(create_seat(session, facility=facility, role=Role.FACILITY_STAFF)).get("/ruwe-data/schema/")
    assert (answer.status_code, answer.mimetype, answer.text) == (200, "application/xml", raw_schema())


def test_the_dictionary_asks_the_lists_and_no_more(session: Any, browse: Any) -> None:
    facility = create_facility(session)
    browser = browse(create_seat(session, facility=facility, role=Role.FACILITY_STAFF))
    browser.get("/ruwe-data/")
    with counted_statements(db.engine) as statements:
        browser.get("/ruwe-data/")
    assert len([one for one in statements if "FROM answer" in one or "FROM type_module" in one]) <= 3
