"""What the activities tell of days that were moved puts right who was told to be late and was not (G-2)."""

from __future__ import annotations

import importlib.util
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import select, update

from app.database import BincSession
from app.services.registration_times import follow_next_registrations
from models import Activity, Schakeling
from tests.services.steps import Story, day, story
from tests.services.test_registration_times import RESIDENCE, at, counted

FILE = Path(__file__).parents[2] / "migrations/versions/20261129_101_earlier_days.py"


@pytest.fixture(scope="module")
def migration() -> ModuleType:
    """The migration as a module."""
    found = importlib.util.spec_from_file_location("earlier_days", FILE)
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


@pytest.fixture
def moved(session: BincSession) -> Story:
    """A begin that was saved in time, moved by a day, moved back in October, and so was told to be late."""
    told = story(session)
    told.decide("01-08", RESIDENCE)
    saved = told.add("01-17", None, RESIDENCE, now=at("01-17"))
    told.change(saved, "01-18", None, RESIDENCE, now=at("01-17"))
    told.change(saved, "01-17", None, RESIDENCE, now=at("11-29"))
    for activity, on in zip(activities(session), ("01-17", "01-17", "11-29"), strict=True):
        activity.at = at(on)
    session.flush()
    accused = {"begin_registered_at": at("11-29"), "earlier_begins": None}
    session.execute(update(Schakeling).values(**accused))
    follow_next_registrations(session, 0)
    assert counted(session)[0][3:5] == (317, True)
    return told


def activities(session: BincSession) -> list[Activity]:
    """What is told of schakelingen, in order."""
    query = select(Activity).where(Activity.kind.like("schakeling%")).order_by(Activity.id)
    return list(session.scalars(query))


def test_who_was_wrongly_late_is_in_time_after_the_next_night_g_2(
    session: BincSession, moved: Story, migration: ModuleType
) -> None:
    migration.mend(session.connection())
    assert follow_next_registrations(session, 0)[1] == 1
    assert counted(session) == [("begin", day("01-17"), day("01-17"), 0, False, 0)]


def test_what_came_from_a_file_is_late_for_nothing_that_nobody_knows_g_2(
    session: BincSession, moved: Story, migration: ModuleType
) -> None:
    session.delete(activities(session)[0])
    session.flush()
    migration.mend(session.connection())
    follow_next_registrations(session, 0)
    assert counted(session) == []


def test_who_changed_the_modules_meanwhile_is_left_as_it_was_g_2(
    session: BincSession, moved: Story, migration: ModuleType
) -> None:
    last = activities(session)[-1]
    last.values = {**last.values, "before": {**last.values["before"], "modules": ["P-CB-BREED"]}}
    session.flush()
    migration.mend(session.connection())
    assert follow_next_registrations(session, 0)[1] == 0


def test_a_day_that_stayed_wrong_over_a_first_stays_late_g_2(session: BincSession, migration: ModuleType) -> None:
    told = story(session)
    told.decide("01-08", RESIDENCE)
    saved = told.add("01-17", None, RESIDENCE, now=at("01-17"))
    told.change(saved, "03-05", None, RESIDENCE, now=at("01-20"))
    told.change(saved, "01-17", "06-01", RESIDENCE, now=at("04-10"))
    for activity, on in zip(activities(session), ("01-17", "01-20", "04-10"), strict=True):
        activity.at = datetime.fromisoformat(f"2024-{on}T12:00:00").replace(tzinfo=UTC)
    session.flush()
    expected = counted(session)
    session.execute(update(Schakeling).values(earlier_begins=None))
    migration.mend(session.connection())
    follow_next_registrations(session, 0)
    assert counted(session) == expected
    assert expected[0][4:] == (True, 2)
