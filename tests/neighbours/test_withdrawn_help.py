"""Help with a withdrawn module: what runs stays and counts, what is new is refused with the day (M-2, S-2, S-7)."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from app.database import BincSession
from app.domain.faults import DomainError
from app.queries.module_data import waiting_differences
from app.services.module_deliveries.applying import apply_waiting
from app.services.module_deliveries.taking_in import take_in
from models import Deployment, Schakeling
from tests.neighbours.lists import delivered, key
from tests.services.steps import ACTOR, Story, day, refusals, story

LIST_DAY = date(2024, 4, 1)
MODULE, OTHER = "P-CB-BREED", "P-CB-LAAG"
SINCE = "niet meer goedgekeurd: dat was tot en met 31/03/2024"


@pytest.fixture
def dossier(session: BincSession) -> Story:
    told = story(session)
    told.decide("01-08")
    return told


@pytest.fixture
def running(session: BincSession, dossier: Story) -> Schakeling:
    """A schakeling with the module, which the agency then withdrew from 1 April on."""
    schakeling = dossier.add("01-08", None, MODULE)
    take_in(session, delivered(session, {key(dossier.facility, MODULE): None}, LIST_DAY), "test", today=LIST_DAY)
    waiting = [one.id for one in waiting_differences(session)]
    apply_waiting(session, None, seen_up_to=max(waiting), actor=ACTOR)
    return schakeling


def sentence(call: object, *arguments: object) -> str:
    with pytest.raises(DomainError) as refusal:
        call(*arguments)  # type: ignore[operator]
    return refusal.value.messages[0]


def test_what_runs_stays_valid_and_counted_m_2(session: BincSession, running: Schakeling) -> None:
    [deployment] = session.scalars(select(Deployment).where(Deployment.schakeling_id == running.id))
    assert (deployment.begin, deployment.end) == (day("01-08"), date(9999, 12, 31))


def test_what_runs_can_still_be_ended_and_mended_m_2(dossier: Story, running: Schakeling) -> None:
    assert dossier.change(running, "01-08", "05-31", MODULE).end == day("05-31")
    assert dossier.change(running, "01-08", None, MODULE, OTHER).end is None


@pytest.mark.parametrize(("begin", "expected"), [("03-31", []), ("04-01", [("S-2", "modules")])])
def test_a_begin_may_move_up_to_the_last_day_m_2(
    dossier: Story, running: Schakeling, begin: str, expected: list[tuple[str, str]]
) -> None:
    assert refusals(dossier.change, running, begin, None, MODULE) == expected


def test_a_moved_begin_says_until_when_it_was_approved_m_2(dossier: Story, running: Schakeling) -> None:
    assert SINCE in sentence(dossier.change, running, "04-01", None, MODULE)


def test_a_new_schakeling_cannot_tick_it_from_that_day_m_2_s_2(dossier: Story, running: Schakeling) -> None:
    dossier.change(running, "01-08", "03-31", MODULE)
    assert SINCE in sentence(dossier.add, "04-01", None, MODULE)
    assert refusals(dossier.add, "03-31", None, MODULE, OTHER) == []


def test_an_extension_of_it_is_refused_and_says_what_to_do_m_2_s_7(dossier: Story, running: Schakeling) -> None:
    dossier.change(running, "01-08", "04-30", MODULE)
    dossier.decide("04-30", OTHER)
    told = sentence(lambda: dossier.add("04-30", None, MODULE, kind="extension"))
    assert SINCE in told
    assert "Vink verlenging uit" in told
