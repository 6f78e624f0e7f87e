"""The start page: the overview of a facility, and the calm page of every other place (D-2)."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask

from app.database import BincSession, db
from app.domain.roles import Role
from app.queries.overview import OverviewChoice
from app.services.summaries import refresh_summary
from models import Dossier, Facility
from models.access import Service
from tests.factories import (
    create_client,
    create_decision,
    create_dossier,
    create_facility,
    create_schakeling,
    create_seat,
    create_user,
)
from tests.life.requests import asked, closed_long_ago
from tests.views.counting import counted_statements
from views.overview_choice import choice_in, query_for, sorted_by

Browse = Callable[..., Any]


def dossiers(session: BincSession, facility: Facility, amount: int, **overrides: Any) -> list[Dossier]:
    made = []
    for _ in range(amount):
        dossier = create_dossier(session, create_client(session, facility), facility, **overrides)
        create_schakeling(session, create_decision(session, dossier))
        refresh_summary(session, dossier)
        made.append(dossier)
    session.flush()
    return made


def test_it_takes_the_same_statements_for_5_and_for_50_dossiers(
    app: Flask, session: BincSession, browse: Browse
) -> None:
    """D-2: no query per row."""
    facility = create_facility(session)
    browser = browse(create_seat(session, facility))
    dossiers(session, facility, 5)
    browser.get("/")
    with counted_statements(db.engine) as few:
        assert browser.get("/").status_code == 200
    dossiers(session, facility, 45)
    with counted_statements(db.engine) as many:
        assert browser.get("/").text.count("BNC_2024") >= 50
    assert len(many) == len(few)
    # The rows, their number, the letters, and the work that is to be done.
    assert sum("FROM dossier" in statement for statement in many) <= 4


def test_fifty_a_page_and_no_page_beyond_the_last(session: BincSession, browse: Browse) -> None:
    """D-2: paging; a page that does not exist shows the last one."""
    facility = create_facility(session)
    dossiers(session, facility, 51)
    browser = browse(create_seat(session, facility))
    first, second, beyond = (browser.get(f"/?pagina={page}").text for page in (1, 2, 999))
    assert "1–50 van 51" in first
    assert 'rel="next"' in first
    assert 'rel="prev"' not in first
    assert "51–51 van 51" in second
    assert 'rel="next"' not in second
    assert 'rel="prev"' in second
    assert "51–51 van 51" in beyond


@pytest.mark.parametrize(
    "query",
    [
        "letter=%00", "letter=ab", "letter=É", "pagina=-1", "pagina=0", "pagina=x", "pagina=99999999999999999999",
        "pagina=%C2%B2", "sorteer=password", "volgorde=zijwaarts", "stand=weg", "wie=jouw", "aandacht=nee",
        "letter=a&letter=b&sorteer=&pagina=",
    ],
)  # fmt: skip
def test_an_address_with_nonsense_shows_the_usual_list(session: BincSession, browse: Browse, query: str) -> None:
    """D-2: never an error page."""
    facility = create_facility(session)
    (dossier,) = dossiers(session, facility, 1)
    answer = browse(create_seat(session, facility)).get(f"/?{query}")
    assert answer.status_code == 200
    assert dossier.code in answer.text or "letter=a" in query


@pytest.mark.parametrize(
    "choice",
    [
        OverviewChoice(),
        OverviewChoice(mine=True, state="closed", letter="#", sort="until", descending=True, page=3),
        OverviewChoice(attention="to_close", letter="q", page=2),
    ],
)
def test_an_address_says_what_was_chosen(choice: OverviewChoice) -> None:
    """D-2: reload and the back button always work."""
    query = {name: str(word) for name, word in query_for(choice, page=choice.page).items()}
    assert choice_in(query) == choice


def test_the_same_head_again_turns_the_order() -> None:
    """D-2: and every change starts at the first page."""
    chosen = choice_in({name: str(word) for name, word in sorted_by(OverviewChoice(page=4), "decision").items()})
    assert chosen == OverviewChoice(sort="decision")
    again = choice_in({name: str(word) for name, word in sorted_by(chosen, "decision").items()})
    assert again == OverviewChoice(sort="decision", descending=True)


def test_a_row_tells_the_state_and_the_next_step(session: BincSession, browse: Browse) -> None:
    """D-2: intake with sign, words and day; the last decision and schakeling; quick add."""
    facility = create_facility(session)
    (dossier,) = dossiers(session, facility, 1, created_on=date(2024, 1, 8))
    page = browse(create_seat(session, facility)).get("/").text
    assert "te laat" in page
    assert "moest tegen 08/04/2024" in page
    assert "08/01/2024" in page
    assert "loopt" in page
    assert "beginregistratie te laat" in page
    assert "/?aandacht=beginregistratie-te-laat" in page
    assert f"/dossiers/{dossier.code}/schakelingen/nieuw" in page
    assert f"/dossiers/{dossier.code}/beslissingen/nieuw" in page


def test_a_dossier_without_decision_offers_only_the_decision(session: BincSession, browse: Browse) -> None:
    """S-3: saving the first decision leads to the start by itself."""
    facility = create_facility(session)
    dossier = create_dossier(session, create_client(session, facility), facility)
    page = browse(create_seat(session, facility)).get("/").text
    assert f"/dossiers/{dossier.code}/beslissingen/nieuw" in page
    assert f"/dossiers/{dossier.code}/schakelingen/nieuw" not in page
    assert "dossier zonder schakeling" in page
    assert "Noor Peeters" in page, "the card names the first ones"


def test_1g1p_has_no_columns_of_help(session: BincSession, browse: Browse) -> None:
    """D-2: no intake, decision or schakeling columns, and no work about them; E-4: the family situation is due."""
    facility = create_facility(session, organisation_type="1G1P", modules=())
    dossier = create_dossier(session, create_client(session, facility), facility)
    page = browse(create_seat(session, facility)).get("/").text
    assert dossier.code in page
    for words in ("Beginregistratie", "Beslissing", "Sinds", "zonder schakeling", "schakelleeftijd"):
        assert words not in page
    assert "gezinssituatie te laat" in page
    assert dossier.code in browse(create_seat(session, facility)).get("/?aandacht=gezinssituatie-te-laat").text


def test_where_no_help_is_registered_the_first_registration_still_stands_in_the_list(
    session: BincSession, browse: Browse
) -> None:
    """D-2, D-4, E-4: HCA has its intake by the referral; 1G1P, without intake, its family situation."""
    for kind, title, place in (
        ("HCA", "Beginregistratie", "beginregistratie"),
        ("1G1P", "Gezinssituatie", "gezinssituatie"),
    ):
        facility = create_facility(session, organisation_type=kind, modules=())
        dossier = create_dossier(session, create_client(session, facility), facility, created_on=date(2024, 1, 8))
        page = browse(create_seat(session, facility)).get("/?sorteer=beginregistratie").text
        assert f"{title} van" in page
        assert "moest tegen 08/04/2024" in page
        assert f"/dossiers/{dossier.code}/{place}" in page


@pytest.mark.parametrize("role", [role for role in Role if role.value.startswith("agency") or role is Role.ADMIN])
def test_a_place_without_dossiers_gets_a_calm_start(session: BincSession, browse: Browse, role: Role) -> None:
    """A-4: never forbidden, and no dossiers."""
    facility = create_facility(session)
    (dossier,) = dossiers(session, facility, 1)
    answer = browse(create_seat(session, role=role)).get("/")
    assert answer.status_code == 200
    assert "Goede" in answer.text
    assert dossier.code not in answer.text


def test_a_case_handler_starts_with_the_requests_that_wait(session: BincSession, browse: Browse) -> None:
    """D-7: how many and since when; for nobody else."""
    facility = create_facility(session)
    asker = create_user(session)
    handler, analyst = (create_seat(session, role=role) for role in (Role.AGENCY_CASE_HANDLER, Role.AGENCY_ANALYST))
    assert "op je antwoord" not in browse(handler).get("/").text
    first, second = (asked(session, closed_long_ago(session, facility), asker) for _ in range(2))
    first.requested_at = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    second.requested_at = datetime(2026, 3, 9, 12, tzinfo=UTC)
    session.flush()
    page = browse(handler).get("/").text
    assert "aanvragen wachten op je antwoord" in page
    assert "de langste sinds 03/03/2026" in page, "in Brussels it was the next day already"
    assert "op je antwoord" not in browse(analyst).get("/").text


def test_a_consultant_gets_a_calm_start(session: BincSession, browse: Browse) -> None:
    """A-4: nothing waits, and the page says so."""
    from app.services.accounts import give_seat

    service = Service(code="OCJ-T", name="OCJ Testdorp", kind="OCJ")
    session.add(service)
    session.flush()
    seat = give_seat(session, create_user(session), Role.CONSULTANT, service_id=service.id)
    assert "Hier wacht niets op je" in browse(seat).get("/").text


def test_empty_lists_say_what_their_emptiness_means(session: BincSession, browse: Browse) -> None:
    """Look: empty states with a way on."""
    facility = create_facility(session)
    browser = browse(create_seat(session, facility))
    assert "Nog geen dossiers" in browser.get("/").text
    assert "Geen dossiers afgesloten in het voorbije jaar" in browser.get("/?stand=afgesloten").text
    assert "geen dossiers op je naam" in browser.get("/?wie=mijn").text
    assert "Hier is niets meer te doen" in browser.get("/?aandacht=af-te-sluiten").text
    assert "Geen dossiers onder deze letter" in browser.get("/?letter=q").text


def test_the_rows_shown_go_on_record(session: BincSession, browse: Browse) -> None:
    """A-5: one entry with the ids of the page."""
    from sqlalchemy import text

    facility = create_facility(session)
    made = dossiers(session, facility, 2)
    browse(create_seat(session, facility)).get("/")
    query = text("select subject_ids from audit_entry where page = 'StartPage.index' order by id desc limit 1")
    assert session.execute(query).scalar_one() == sorted(dossier.id for dossier in made)
