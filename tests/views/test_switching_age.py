"""The reminder of a switching age on the dossier itself, and the reasons for a new decision beside its form (S-15)."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from app.database import BincSession
from app.queries.dossier_page import read_dossier
from app.services.summaries import refresh_summary
from models import Dossier, Facility
from tests.factories import (
    create_client,
    create_decision,
    create_dossier,
    create_facility,
    create_schakeling,
    create_seat,
)
from views.switching_age import switching_reminder

Browse = Callable[..., Any]
BEGIN, BIRTHDAY = date(2025, 1, 8), date(2026, 3, 1)


def helped(
    session: BincSession,
    born: date | None,
    *,
    begin: date = BEGIN,
    client: dict[str, Any] | None = None,
    **schakeling: Any,
) -> tuple[Facility, Dossier]:
    """A dossier with one decision and one schakeling of residence from the same day on."""
    facility = create_facility(session, organisation_type="CKG")
    person = create_client(session, facility, **{"birth_date": born, **(client or {})})
    dossier = create_dossier(session, person, facility, created_on=begin)
    create_schakeling(session, create_decision(session, dossier, begin=begin), **schakeling)
    refresh_summary(session, dossier)
    session.flush()
    return facility, dossier


def reminder(session: BincSession, made: tuple[Facility, Dossier], today: date = BIRTHDAY) -> str | None:
    """What the page of the dossier says that day."""
    facility, dossier = made
    session.expire_all()
    return switching_reminder(read_dossier(session, facility.id, dossier.code), today)


@pytest.mark.parametrize(
    ("born", "reminded"),
    [(date(2014, 3, 1), True), (date(2014, 3, 2), False), (date(2020, 2, 29), True), (date(2008, 12, 1), True)],
)
def test_it_comes_on_the_birthday_itself(session: BincSession, born: date, reminded: bool) -> None:
    """S-15: twelve today, twelve tomorrow, six when born on 29 February, seventeen three months ago."""
    assert (reminder(session, helped(session, born)) is not None) is reminded


def test_by_the_birth_year_alone_it_comes_on_the_last_day_of_the_year(session: BincSession) -> None:
    """S-15, C-3: as young as the year allows."""
    made = helped(session, None, client={"presumed_birth_year": 2013})
    assert reminder(session, made, date(2025, 12, 30)) is None
    said = reminder(session, made, date(2025, 12, 31))
    assert said is not None
    assert "werd 12 jaar" in said


@pytest.mark.parametrize(
    "client", [{"unborn": True, "birth_date": None, "national_number": None}, {"deceased_on": date(2026, 2, 1)}]
)
def test_it_never_comes_for_who_is_not_born_or_died(session: BincSession, client: dict[str, Any]) -> None:
    """S-15."""
    assert reminder(session, helped(session, date(2014, 3, 1), client=client)) is None


def test_it_never_comes_where_the_help_ended_or_asks_no_access_gate(session: BincSession) -> None:
    """S-15: directly accessible help rests on a decision of the facility itself."""
    assert reminder(session, helped(session, date(2014, 3, 1), end=date(2026, 2, 28))) is None
    assert reminder(session, helped(session, date(2014, 3, 1), modules=("P-CB-BREED",))) is None


def test_it_goes_when_a_newer_decision_is_there(session: BincSession) -> None:
    """S-15: from the birthday itself on the decision knew the age."""
    made = helped(session, date(2014, 3, 1))
    create_decision(session, made[1], begin=BIRTHDAY)
    assert reminder(session, made) is None


def test_the_page_says_it_with_the_way_to_a_new_decision(session: BincSession, browse: Browse) -> None:
    """S-15: the reminder, and beside the form every reason for a new decision."""
    facility, dossier = helped(session, date(2014, 3, 1), begin=date(2020, 1, 8))
    browser = browse(create_seat(session, facility))
    page = browser.get(f"/dossiers/{dossier.code}/").text
    assert "Schakelleeftijd bereikt" in page
    form = browser.get(f"/dossiers/{dossier.code}/beslissingen/nieuw").text
    for reason in ("niet rechtstreeks", "iets aan de beslissing verandert", "6, 12, 17, 21 en 24 jaar", "nieuw vonnis"):
        assert reason in form
